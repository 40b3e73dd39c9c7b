"""Questions that go on from the one before: "And Gemma?", "From when does it apply?".

Such a question is made one that stands alone: another text takes the place of the one asked about
before, or the question before is put in front. What it was understood as is told with the answer.
"""

import re
from collections.abc import Sequence
from functools import reduce

from kb.model import Instrument
from kb.names import Names
from kb.question import LONGEST, Question

LOOKED_BACK = 3  # questions
FEW = 2  # content words of a question that does no more than name another text
BEFORE_IT = 1  # content words before "it" or "they", where these point back
_GOES_ON = re.compile(
    r"^\s*(?:and|or|but|what about|how about|what of|same for|the same for|also|then|so)\b[\s,]*",
    re.IGNORECASE,
)
# "does it apply?", "who enforces that?"; not "providers and their models".
_POINTS_BACK = re.compile(
    r"(?:^\s*|\b(?:does|do|did|is|are|was|were|can|may|must|will|would|should|has|have|if|when|"
    r"who \w+|to|for|with|under|of|about|from|against|by|in)\s+)"
    r"(?:it|they|them|that|this|those|these|the same|such a|the latter|the former)\b(?! Act\b)",
    re.IGNORECASE,
)


def standing_alone(question: str, earlier: Sequence[str], names: Names) -> str:
    """The question as it reads without those before it, the oldest first."""
    if not earlier:
        return question
    asked = [*earlier[-LOOKED_BACK:], question]
    return reduce(lambda before, now: _together(now, before, names), asked[1:], asked[0])


def _together(question: str, before: str, names: Names) -> str:
    goes_on = _GOES_ON.match(question)
    rest = question[goes_on.end() :] if goes_on else question
    asked = Question(rest)
    now, then = names.mentioned(rest).held, names.mentioned(before).held
    if now and then and (goes_on or len(asked.words) <= FEW):
        other = rest.strip(" ?.!") if len(asked.words) <= FEW else names.of(now[0]).short
        made = _replaced(before, names.of(then[0]), other)
        if made != before:
            return made
    if now or asked.references:
        return question
    together = f"{before} {question}"
    if len(together) <= LONGEST and (goes_on or not asked.words or _points_back(rest)):
        return together
    return question


def _points_back(question: str) -> bool:
    """Whether a question begins with what an earlier one was about: "does it apply?", not "do
    deep fakes have to be labelled, and what if they are not?"."""
    found = _POINTS_BACK.search(question)
    return found is not None and len(Question(question[: found.start()]).words) <= BEFORE_IT


def _replaced(question: str, old: Instrument, new: str) -> str:
    """The question asked of another text."""
    for name in sorted((old.title, old.short, *old.aliases, old.id), key=len, reverse=True):
        made = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", new, question, flags=re.IGNORECASE)
        if made != question:
            return made
    return question
