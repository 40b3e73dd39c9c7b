"""From when a provision applies, which is often later than its text is in force.

`corpus/application/INSTRUMENT.yaml` keeps the dates by the day from which the law said them: a date
that was moved is told as it stood on the day that is asked about.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from kb.model import Provision, TextKind, unit_of
from kb.question import Question
from kb.sentences import sentence_spans
from kb.store.reader import Store
from kb.yamlfile import Strict

_ARTICLE = re.compile(r"art_(\d+)")
_FROM_WHEN = re.compile(
    r"\b(?:from|since|as of|starting) (?:when|what date|which date|what day|which day)\b"
    r"|\bwhen (?:do|does|did|will|must|is|are|has|have)\b[^?.;]{0,80}\b(?:appl(?:y|ies|icable)"
    r"|in(?:to)? force|start|begin|comply|effect|effective|kick in|binding|obligatory|mandatory)\b"
    r"|\b(?:appl(?:y|ies|icable)|in force|binding|effective|comply) (?:already|yet|now|today)\b"
    r"|\balready (?:appl(?:y|ies|icable)|in force|binding|have to|has to|comply)\b",
    re.IGNORECASE,
)


class Dated(Strict):
    """A day of application, and the provisions that it is for."""

    from_: date = Field(alias="from")
    because: str
    articles: Annotated[tuple[int, ...], Field(min_length=2, max_length=2)] | None = None
    provisions: tuple[str, ...] = ()  # below the instrument

    @model_validator(mode="after")
    def _one_of_both(self) -> "Dated":
        if (self.articles is None) == (not self.provisions):
            raise ValueError("give either articles: [FIRST, LAST] or provisions")
        return self

    def covers(self, below: str) -> bool:
        """Whether a provision, named below its instrument, lies in what this is about."""
        if self.articles is not None:
            number = _ARTICLE.match(below)
            return number is not None and self.articles[0] <= int(number[1]) <= self.articles[1]
        return any(f"{below}/".startswith(f"{p}/") for p in self.provisions)


class Application(Strict):
    """The days of application of one instrument."""

    instrument: str
    source: str  # the provision that sets them
    entry_into_force: date
    since: dict[date, tuple[Dated, ...]]

    def of(self, below: str, as_of: date) -> Dated | None:
        """The entry for a provision, as the law of a day has it."""
        known = [entries for since, entries in sorted(self.since.items()) if since <= as_of]
        return next((e for e in known[-1] if e.covers(below)), None) if known else None


@dataclass(frozen=True, slots=True)
class NotYet:
    """A provision that does not apply yet on the day."""

    provision: Provision
    dated: Dated

    def note(self, as_of: date) -> str:
        return (
            f"{self.provision.pinpoint}: not yet applicable on {as_of}; it applies from "
            f"{self.dated.from_} ({self.dated.because})."
        )


def not_yet(
    provisions: Iterable[Provision], applications: Mapping[str, Application], as_of: date
) -> list[NotYet]:
    """Those of the provisions that do not apply yet, each article once."""
    found: dict[tuple[str, date], NotYet] = {}
    for provision in provisions:
        application = applications.get(provision.instrument)
        dated = application and application.of(provision.id.partition("/")[2], as_of)
        if dated and dated.from_ > as_of:
            found.setdefault((unit_of(provision.id), dated.from_), NotYet(provision, dated))
    return list(found.values())


def asks_from_when(question: str) -> bool:
    """Whether a question asks from when something applies, or whether it does yet."""
    return _FROM_WHEN.search(question) is not None


@dataclass(frozen=True, slots=True)
class Start:
    """From when provisions apply, with the words of the law that set the day."""

    pinpoints: tuple[str, ...]
    dated: Dated
    source: Provision
    start: int  # span in the source's text
    end: int

    def told(self, instrument: str, as_of: date) -> str:
        """One sentence, for a day."""
        day, several = in_words(self.dated.from_), len(self.pinpoints) > 1
        past, to_come = ("have applied", "apply") if several else ("has applied", "applies")
        verb = f"{to_come} from" if self.dated.from_ > as_of else f"{past} since"
        return f"{' and '.join(self.pinpoints)} {verb} {day}: {instrument}, {self.dated.because}."


def starts(
    provisions: Iterable[Provision],
    applications: Mapping[str, Application],
    store: Store,
    as_of: date,
) -> list[Start]:
    """From when each of the provisions applies, those of one entry together; only what words held
    bear out, which name the very day."""
    together: dict[tuple[str, date, str], tuple[Application, Dated, list[str]]] = {}
    for provision in provisions:
        application = applications.get(provision.instrument)
        dated = application and application.of(provision.id.partition("/")[2], as_of)
        if not application or not dated or unit_of(provision.id) == application.source:
            continue
        unit = store.provision(provision.version, unit_of(provision.id))
        pinpoint = provision.pinpoint if dated.provisions or unit is None else unit.pinpoint
        key = (provision.instrument, dated.from_, dated.because)
        _, _, pinpoints = together.setdefault(key, (application, dated, []))
        if pinpoint not in pinpoints:
            pinpoints.append(pinpoint)
    found = []
    for application, dated, pinpoints in together.values():
        source = next(_sources(application, dated, store, as_of), None)
        if source is not None:
            found.append(Start(tuple(pinpoints), dated, *source))
    return found


def _sources(
    application: Application, dated: Dated, store: Store, as_of: date
) -> Iterator[tuple[Provision, int, int]]:
    """Where the law sets a day: the newest text first, of it the point that is named, then others;
    a digest whole, of a text the sentence that names the day."""
    named = Question(dated.because).references[:1]
    day = in_words(dated.from_)
    versions = store.versions_on(as_of, [application.instrument])
    for version in sorted(versions, key=lambda v: v.in_force.from_ or date.min, reverse=True):
        its = [p for p in store.provisions(version.id) if unit_of(p.id) == application.source]
        its.sort(key=lambda p: (not any(r.matches_inner(p.id) for r in named), -len(p.id)))
        for provision in its:
            text = provision.text
            if day not in " ".join(text.split()):
                continue
            if provision.text_kind == TextKind.DIGEST:
                yield provision, 0, len(text)
            for start, end in sentence_spans(text):
                if day in " ".join(text[start:end].split()):
                    yield provision, start, end


def in_words(day: date) -> str:
    """As European law writes it: 2 August 2026."""
    return f"{day.day} {day:%B} {day.year}"
