"""What a question asks besides its subject: from when, at what price, unless what; and its parts.

Half of real questions need a second provision, and say so in few words: "from when, and what does a
breach cost?". What is asked for is the kind of reference that leads to that provision.
"""

import re
from collections.abc import Iterable, Iterator

from kb.model import ReferenceKind

_ASKED = {
    ReferenceKind.DATE: re.compile(
        r"\bwhen\b|\b(?:from|by|until|since|on) (?:what|which) (?:date|day|year|month)|\bdeadline|"
        r"\b(?:start|begin|began|come|came|enter)s?\w* (?:to apply|into (?:force|effect)|applying)|"
        r"\bin force\b|\beffective\b|\bdates?\b|\bapplicable\b|\bappl(?:y|ies) (?:already|yet|now|"
        r"from|since|as of)|\balready (?:on the market|placed|applies|apply|in use|released)|"
        r"\btransition|\bgrace\b|\bpostpone|\bdelay|\bhow (?:long|soon|fast|quickly)\b|"
        r"\bhow many (?:hours|days|weeks|months|years)\b|\bstill have time\b|\byet\b",
        re.IGNORECASE,
    ),
    ReferenceKind.FINE: re.compile(
        r"\bfine[ds]?\b|\bpenalt|\bsanction|\bpunish|\bliab|\bconsequence|\brisk if\b|\bhow much\b|"
        r"\bcosts? (?:us|me|them|the)\b|\bbreach|\bpay\b|\bviolat|\binfring|\bnon-?complian|"
        r"\bignor(?:e|ing)\b|\bget away\b|\bturnover\b",
        re.IGNORECASE,
    ),
    ReferenceKind.EXCEPTION: re.compile(
        r"\bexempt|\bexcept|\bexclu|\bopen[- ](?:source|weight)|\bderogat|\bunless\b|\bstill\b|"
        r"\brelieve|\bfree of\b|\bcarve|\bwaive|\bSMEs?\b|\bstart-?ups?\b|\bmicroenterprise|"
        r"\bresearch\b|\bmilitary|\bpersonal(?:ly)?\b|\bhobby|\bprivate(?:ly)?\b|"
        r"\bapply to (?:us|me)\b",
        re.IGNORECASE,
    ),
    ReferenceKind.LIST: re.compile(
        r"\bhigh[- ]risk\b|\bannex|\blist(?:ed|s)?\b|\bwhat (?:information|must|does|should|"
        r"documents|data)\b|\bwhich (?:information|areas|uses|systems|documents|data|criteria)\b|"
        r"\bcontain|\binclude|\bcriteria|\bdocumentation\b",
        re.IGNORECASE,
    ),
    ReferenceKind.DEFINITION: re.compile(
        r"\bdefin|\bmean(?:s|ing|t)?\b|\bcount(?:s|ed)? as\b|\bqualif|\bconsidered\b|"
        r"\bregarded as\b|\bwhat (?:is|are) (?:an?|the)?\s?|\bamount to\b|\bdeemed\b|"
        r"\bprovider\b.*\bor\b.*\bdeployer\b",
        re.IGNORECASE,
    ),
}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NUMBER = (
    "one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|ninety"
)
DURATION = rf"\b(?:\d+|{NUMBER})[- ](?:working[- ])?(?:hour|day|week|month|year)s?\b"
_BORNE = {
    ReferenceKind.DATE: re.compile(rf"\b\d{{1,2}} (?:{MONTHS}) \d{{4}}|{DURATION}", re.IGNORECASE),
    ReferenceKind.FINE: re.compile(r"EUR|USD|[%$€£]"),
}
_BREAK = re.compile(
    r"(?<=[?;.])\s+|,?\s+(?:and|or|but)\s+(?=(?:what|when|from|by|how|who|which|where|does|do|"
    r"is|are|can|may|must|if|under|to whom|should|will|would|has|have)\b)|"
    r",\s+(?=(?:what|when|how|who|which|does|do|is|are|can|may|must|should)\b)",
    re.IGNORECASE,
)
SHORTEST_PART = 3  # words
_OF_LICENCES = re.compile(
    r"\blicen[cs]|\bterms\b|\bredistribut|\bcopyleft|\battribution|\bderivative|\bfork|"
    r"\bsource code\b|\bpatent|\bwarrant|\btrade ?mark|\bweights\b|\bfine-?tun|\bSaaS\b",
    re.IGNORECASE,
)
_THE_LAW = re.compile(r"\b(?:the|this) (?:AI )?(?:Act|Regulation|law)\b", re.IGNORECASE)
_OF_LAW = re.compile(
    r"\b(?:act|regulation|directive|law|laws|article|recital|annex|commission|authorit|authority|"
    r"authorities|union|EU|Europe|european|member states?|high[- ]risk|deployers?|providers?|"
    r"importers?|distributors?|notified bod|conformity|CE mark|fines?|penalt|systemic|prohibit|"
    r"controllers?|processors?|personal data|data subject|sandbox|market surveillance|"
    r"AI systems?|biometric|general-purpose|GPAI|deep ?fakes?)",
    re.IGNORECASE,
)


def leans(question: str) -> int:
    """Whether a question speaks of law (1; "the Act": 2), of licences (-1), or of neither (0)."""
    if _THE_LAW.search(question):
        return 2
    law, licences = _OF_LAW.search(question), _OF_LICENCES.search(question)
    return bool(law) - bool(licences)


def asked_for(question: str) -> tuple[ReferenceKind, ...]:
    """The kinds of reference that a question asks to be followed."""
    return tuple(kind for kind, pattern in _ASKED.items() if pattern.search(question))


def bears(wanted: Iterable[ReferenceKind], text: str) -> bool:
    """Whether a text holds a date, a time limit or an amount, if that is what is asked for."""
    return any(bool(_BORNE[kind].search(text)) for kind in wanted if kind in _BORNE)


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that a question is made of; none if it is a single one."""
    found = tuple(_parts(question))
    return found if len(found) > 1 else ()


def _parts(question: str) -> Iterator[str]:
    for part in _BREAK.split(question):
        words = part.strip(" ,;")
        if len(words.split()) >= SHORTEST_PART:
            yield words
