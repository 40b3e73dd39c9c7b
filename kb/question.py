"""What a question says before anything is looked up: its words, names and references."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import snowballstemmer

from kb.errors import UsageError

LONGEST = 2_000  # characters; a longer one is a document, not a question

STOP_WORDS = frozenset(
    """a about also an and any are as at be been but by can could did do does doing for from get
    give had has have how i if in into is it its just may me might must my no not of on one or our
    please said say says shall she should so some such tell than that the their them then there
    these they this those to under upon us was we were what when where which while who whom whose
    why will with would you your""".split()
)
_WORD = re.compile(r"[^\W_]+(?:[.\-^'’][^\W_]+)*")
_NAME = re.compile(r"[A-Z][\w.\-]*\d[\w.\-]*|[A-Z]{2,}[\w.\-]*|[A-Z][a-z][\w\-]*")
_STEP = r"(?:sub)?(?:paragraph|para|point)\.?\s\(?[0-9a-z]{1,4}\b\)?"
_REFERENCE = re.compile(
    rf"\b(?P<of>(?:{_STEP}(?:\([a-z]{{1,4}}\))?,?\s(?:(?:of|in)\s)?)*)"
    r"(?P<kind>art(?:icle)?s?|recitals?|annex(?:es)?|chapters?|sections?)\.?\s+"
    r"(?P<number>\d+[a-z]?|[IVXL]+)\b"
    r"(?P<inner>(?:\.[0-9]{1,3}\b|\.[a-z]{1,4}\b|\s?\([0-9a-z]{1,4}\)"
    rf"|,?\s{_STEP})*)",
    re.IGNORECASE,
)
_STEP_KIND = re.compile(r"\b(?:sub)?(?:paragraph|para|point|of|in)\b")
_KINDS = {"art": "art", "rec": "rct", "ann": "anx", "cha": "cpt", "sec": "sec"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A provision as a question names it: "Article 53(2)" is unit "art_53", inner ("2",), and
    "Section 1.b" is "sec_1", ("b",)."""

    unit: str
    inner: tuple[str, ...]

    def matches(self, provision: str) -> bool:
        """Whether a provision's id lies in the named unit, or is it."""
        steps = provision.split("/")[1:]
        return bool(steps) and steps[0] == self.unit

    def matches_inner(self, provision: str) -> bool:
        """Whether it also lies in each inner step that was named."""
        steps = [s.rpartition("_")[2] for s in provision.split("/")[2:]]
        return self.matches(provision) and steps[: len(self.inner)] == list(self.inner)

    def agrees(self, provision: str) -> bool:
        """Whether it holds what is named, is it, or lies in it."""
        steps = (s.rpartition("_")[2] for s in provision.split("/")[2:])
        return self.matches(provision) and all(
            a == b for a, b in zip(steps, self.inner, strict=False)
        )


@dataclass(frozen=True)
class Question:
    """A question taken apart."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its content words, lower case, each once, in order."""
        found = (w.group().lower() for w in _WORD.finditer(self.text))
        return tuple(dict.fromkeys(w for w in found if w not in STOP_WORDS))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(stem(w) for w in self.words))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What looks like a proper name: "GPT-4", "NIST", a capitalised word inside a sentence."""
        found = []
        for match in _NAME.finditer(self.text):
            starts = not self.text[: match.start()].rstrip(" \"“‘'(").strip() or re.search(
                r"[.?!:]\s*[\"“‘'(]*$", self.text[: match.start()]
            )
            plain = match.group().isalpha() and match.group()[1:].islower()
            if not (starts and plain):
                found.append(match.group().rstrip(".-"))
        return tuple(dict.fromkeys(found))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The provisions that it names by number."""
        return tuple(
            Reference(
                f"{_KINDS[m['kind'][:3].lower()]}_{_number(m['number'])}",
                (*_steps(m["inner"]), *_outermost_first(m["of"])),
            )
            for m in _REFERENCE.finditer(self.text)
        )


def read_question(text: str) -> Question:
    """A question fit to be looked up.

    Raises UsageError if it is empty, holds no word, is binary or is longer than 2,000 characters.
    """
    cleaned = " ".join(text.split())
    if not cleaned:
        raise UsageError("The question is empty; ask something, in words.")
    if "\0" in text or sum(not (c.isprintable()) for c in cleaned) > len(cleaned) // 50:
        raise UsageError("The question is not text; ask something, in words.")
    if len(cleaned) > LONGEST:
        raise UsageError(
            f"The question has {len(cleaned):,} characters; at most {LONGEST:,} are read. "
            "Ask a shorter one."
        )
    if not _WORD.search(cleaned):
        raise UsageError("The question has no words in it; ask something, in words.")
    return Question(cleaned)


def keyword_expression(words: Sequence[str]) -> str:
    """An FTS5 expression that any of the words matches; each is quoted, so none is syntax."""
    return " OR ".join('"' + w.replace('"', '""') + '"' for w in words)


_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case English word."""
    return str(_stemmer.stemWord(word))


def stems_of(text: str) -> set[str]:
    """The stems of all words of a text."""
    return {stem(w.group().lower()) for w in _WORD.finditer(text)}


def _number(text: str) -> str:
    """Roman numbers in upper case, "4A" as "4a"."""
    return text.upper() if re.fullmatch(r"[IVXLivxl]+", text) else text.lower()


def _steps(text: str) -> list[str]:
    """The numbers and letters of "(1)(c)", ".1.b" and ", point 4(b)"."""
    return re.findall(r"[0-9a-z]+", _STEP_KIND.sub("", text.lower()))


def _outermost_first(text: str) -> list[str]:
    """The same of "point (b) of paragraph 1 of ", which begins with the innermost."""
    parts = re.split(r"\b(?:of|in)\b|,", text.lower())
    return [step for part in reversed(parts) for step in _steps(part)]
