"""The direct sentence that an answer begins with: yes or no, a date, a time limit, an amount.

It says no more than what the sentence below it bears out: a figure stands in the words quoted, and
yes or no follows from what is asked ("may I", "must we") and from whether these words permit,
demand or forbid. Where they hang on conditions, it says so. Where nothing of the kind is asked, or
the words are not clear, there is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.evidence import Evidence
from kb.facets import DURATION, MONTHS, NUMBER
from kb.model import TextKind

LOOKED_AT = 4  # sentences, best first
MOST_FIGURES = 3  # of more, none can be said to be the one

_WHEN = re.compile(
    r"\bwhen\b|\b(?:from|by|until|since|on|after) (?:what|which) (?:date|day|year)\b"
    r"|\bwhat (?:is the )?date\b|\bstart(?:s|ed)? to apply\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\bhow (?:long|soon|fast|quickly|far ahead|often)\b|\btime[- ]?limit|\bdeadline"
    r"|\bhow many (?:hours|days|weeks|months|years)\b|\bwithin what (?:time|period)\b"
    r"|\bhow much time\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\bhow much\b(?! (?:time|of))|\bfine[sd]?\b|\bpenalt|\bhow (?:high|expensive|big)\b"
    r"|\bwhat does it cost\b|\bmaximum amount\b|\bturnover\b",
    re.IGNORECASE,
)
# A date, and none of the name of an act ("Directive ... of the Council of 26 February 2014").
_DATE = re.compile(rf"(?<!Council of )(?<!Commission of )\b\d{{1,2}} (?:{MONTHS}) \d{{4}}\b")
_SUPERSEDED = re.compile(r"[^.;]*\bsuperseded\b[^.;]*", re.IGNORECASE)
_LONG = re.compile(DURATION, re.IGNORECASE)
_MUCH = re.compile(
    r"(?:EUR|USD|US\$|\$|€|£)\s?\d[\d ., ]*(?:million|billion)?\d?"
    rf"|\b(?:\d+(?:[.,]\d+)?\s?%|(?:{NUMBER}) per cent)"
)
_TIME = (_LONG, "The time is", "The times are")
_ASKED = (
    (_WHEN, _DATE, "The date is", "The dates are"),
    (_HOW_LONG, *_TIME),
    (_HOW_MUCH, _MUCH, "The amount is", "The amounts are"),
)


@dataclass(frozen=True, slots=True)
class Lead:
    """A direct sentence, and the evidence that bears it out."""

    says: str
    evidence: Evidence
    dated: bool = False  # whether it gives a date


def leads(question: str, shown: Sequence[Evidence]) -> list[Lead]:
    """The direct sentences for a question, yes or no first; of what is shown, best first."""
    return list(_figures(question, shown))


def _figures(question: str, shown: Sequence[Evidence]) -> Iterator[Lead]:
    for asks, figure, one, more in _ASKED:
        if asks.search(question):
            found = _figure(shown[:LOOKED_AT], figure, one, more)
            if found is None and asks is _WHEN and not _HOW_LONG.search(question):
                found = _figure(shown[:1], *_TIME)  # "by when": within 72 hours
            if found is not None:
                yield found


def _figure(shown: Sequence[Evidence], figure: re.Pattern[str], one: str, more: str) -> Lead | None:
    """The figures of the first sentence that has some and not too many."""
    for evidence in shown:
        holds = _SUPERSEDED.sub("", evidence.text)  # our digests name dates that were moved, too
        said = (m.group().strip(" .,") for m in figure.finditer(holds))
        found = list(dict.fromkeys(said))
        if found and len(found) <= MOST_FIGURES:
            told = f"{one} {found[0]}" if len(found) == 1 else f"{more} {joined(found)}"
            return Lead(f"{told}: {where(evidence)}.", evidence, figure is _DATE)
    return None


def where(evidence: Evidence) -> str:
    """The text and the pinpoint."""
    digest = " (our digest)" if evidence.provision.text_kind == TextKind.DIGEST else ""
    return f"{evidence.hit.instrument.short}, {evidence.provision.pinpoint}{digest}"


def joined(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
