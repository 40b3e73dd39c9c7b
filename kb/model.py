"""The vocabulary of RegAtlas as types, in the order a lawyer meets them.

An *instrument* has *versions*; a version is a text split into *provisions*; provisions are
retrieved as *passages*; an answer's sentences carry *citations* into provisions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class InstrumentKind(StrEnum):
    """What sort of text an instrument is; decides whether it binds and how it ranks."""

    REGULATION = "regulation"
    LICENCE = "licence"
    TERMS = "terms"  # a provider's terms of use, accepted by using
    POLICY = "policy"  # acceptable-use policies and the like
    DEFINITION = "definition"  # OSAID, OSD
    FRAMEWORK = "framework"  # MOF
    GUIDELINE = "guideline"

    @property
    def binding(self) -> bool:
        return self in (InstrumentKind.REGULATION, InstrumentKind.LICENCE, InstrumentKind.TERMS)


class TextKind(StrEnum):
    """Whether a provision holds the instrument's own words or our statement of what it says."""

    TEXT = "text"
    DIGEST = "digest"


class ProvisionKind(StrEnum):
    """The subdivisions met in acts and licences, named as ELI names them where it does."""

    TITLE = "title"
    PREAMBLE = "preamble"
    CITATION = "citation"  # an act's "Having regard to ..."
    RECITAL = "recital"
    CHAPTER = "chapter"  # chapters and sections of acts, parts of licences: group provisions
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    POINT = "point"
    INDENT = "indent"
    ANNEX = "annex"
    FINAL = "final"  # closing formula, signatures, "how to apply these terms"


@dataclass(frozen=True, slots=True)
class InForce:
    """From when until when a text holds; `None` is open. `until` is the first day it does not."""

    from_: date | None
    until: date | None

    def holds_on(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (
            self.until is None or day < self.until
        )


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal or quasi-legal text with an identity."""

    id: str
    title: str
    short: str
    kind: InstrumentKind
    jurisdiction: str  # "EU", or "" for licences and definitions, which have none of their own
    publisher: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """An instrument's text as it stood from a date until a date."""

    id: str  # "eu-ai-act@2024-07-12"
    instrument: str
    in_force: InForce
    url: str  # the official address, for people to check against
    base: str | None = None  # an amending overlay names the version whose other text still holds
    gaps: tuple[str, ...] = ()  # provisions that the source at hand lacks, in words


@dataclass(frozen=True, slots=True)
class Provision:
    """An addressable part of a version, with its text including its subdivisions'."""

    id: str  # "eu-ai-act/art_53/par_1/pnt_a"
    version: str
    kind: ProvisionKind
    pinpoint: str  # "Article 53(1)(a)"
    heading: str  # its own heading, "" if it has none
    path: tuple[str, ...]  # headings from the instrument down to and with this provision
    text: str
    text_kind: TextKind
    binding: bool
    parent: str | None
    start: int  # span in the version's text
    end: int

    @property
    def instrument(self) -> str:
        return self.id.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and retrieved: a span of one provision, under its heading path."""

    provision: str
    version: str
    start: int  # span in the provision's text
    end: int
    path: str  # the headings that it stands under
    lead_in: str  # the words that a list hangs on ("Providers shall:"), for an item of one
    said: str = ""  # what we say of the provision, if that is what is embedded, not its text
    asked: str = ""  # a question that it answers, if that is what is embedded

    @property
    def of_text(self) -> bool:
        """Whether it is of the provision's own words."""
        return not (self.said or self.asked)

    @property
    def context(self) -> str:
        """What is embedded before the text, and never quoted."""
        return f"{self.path}: {self.lead_in}" if self.lead_in else self.path


class ReferenceKind(StrEnum):
    """What a provision refers to another for."""

    DATE = "date"  # from when it applies
    FINE = "fine"  # what breaking it costs
    DEFINITION = "definition"
    EXCEPTION = "exception"  # when it does not apply
    LIST = "list"  # an annex
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Reference:
    """One article, annex or section that refers to another."""

    source: str  # "eu-ai-act/art_99"
    target: str
    kind: ReferenceKind


@dataclass(frozen=True, slots=True)
class Shown:
    """A provision as it stood on a day, with what it stands in and what has changed it."""

    provision: Provision
    version: Version
    instrument: Instrument
    amendments: tuple[Provision, ...]  # digests, in force on the day, that touch it
    notes: tuple[str, ...] = ()  # that it does not apply yet


@dataclass(frozen=True, slots=True)
class Hit:
    """A provision found for a query."""

    provision: Provision
    version: Version
    instrument: Instrument
    passage: Passage
    score: float  # fused rank score; comparable within one result only
    fit: float = 0.0  # the cross-encoder's points for its passage; 0 where it was not read
    asked: float = 0.0  # the cosine of the nearest question that its article or section answers
    amended_by: tuple[str, ...] = ()  # digests of amendments, in force on the day, that touch it
    beside: "tuple[Hit, ...]" = ()  # the same article as amended, or as it stood before

    @property
    def together(self) -> "tuple[Hit, ...]":
        """The hit and what stands beside it."""
        return (self, *self.beside)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits for a query, best first, one per provision."""

    query: str
    as_of: date
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A pinpoint into a version, with a quote that is in it letter for letter."""

    n: int
    provision: Provision
    version: Version
    instrument: Instrument
    start: int  # span of the quote in the provision's text
    end: int

    @property
    def quote(self) -> str:
        return self.provision.text[self.start : self.end]


class Status(StrEnum):
    """What one rule comes to for one release on one day."""

    MET = "met"
    NOT_MET = "not_met"
    APPLIES = "applies"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to one release at one date."""

    rule: str  # "osaid/use", "eu-ai-act/copyright-policy"
    title: str
    status: Status
    because: str  # our own words: what the rule says, and the facts that decided
    missing: tuple[str, ...] = ()  # the facts that are not known and would decide, by name
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer, with the numbers of the citations it rests on (at least one)."""

    sentence: str
    citations: tuple[int, ...]
    own_words: bool = False  # said in ours, from licence facts or rules; else it is quotations


@dataclass(frozen=True, slots=True)
class Cell:
    """What one text says to one thing asked; without citations where it is silent."""

    says: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Texts side by side: a column for each, a row for each thing asked."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


class Trust(StrEnum):
    """How far an answer can be trusted to be the one asked for; its quotes are always exact."""

    HIGH = "high"
    FAIR = "fair"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure an answer is, in words, and why."""

    trust: Trust
    because: str

    @property
    def told(self) -> str:
        return f"Confidence: {self.trust.value}; {self.because}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Cited sentences, or an abstention with its reason and what was looked at."""

    question: str
    as_of: date
    abstained: bool
    why: str | None
    answer: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()  # where the question was about a release
    table: Table | None = None  # where texts were compared
    confidence: Confidence | None = None  # of what is answered
    looked_at: tuple[Hit, ...] = field(default=(), repr=False)

    @property
    def beside_table(self) -> tuple[AnswerSentence, ...]:
        """The sentences to show where the table, if there is one, is shown too."""
        if self.table is None:
            return self.answer
        in_table = {cell.says for _, cells in self.table.rows for cell in cells}
        return tuple(s for s in self.answer if not s.own_words and s.sentence not in in_table)


def version_id(instrument: str, in_force_from: date | None) -> str:
    """The version's id: the instrument and the day its text holds from, or "undated"."""
    return f"{instrument}@{in_force_from.isoformat() if in_force_from else 'undated'}"


def unit_of(provision: str) -> str:
    """The article, annex, recital or section that a provision is or lies in."""
    return "/".join(provision.split("/")[:2])


def nested(one: str, other: str) -> bool:
    """Whether one provision id is the other, or lies within it."""
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")


def heading_path(path: Sequence[str]) -> str:
    """A heading path as one line, as embedded and as shown."""
    return " > ".join(p for p in path if p)
