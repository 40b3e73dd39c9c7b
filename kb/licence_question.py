"""Questions about what a licence grants or asks, answered from its facts.

"May outputs of Llama 3.1 train other models?" names a licence, and one of the things that every
licence is asked; the answer is the fact in our own words, then the sections that it was read in.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kb.cite import Citer, Source
from kb.composing import Composer
from kb.licences import Fact, LicenceFacts, Says, Threshold
from kb.model import Answer, Citation, Confidence, Trust
from kb.names import Mentions
from kb.prose import users_in

# What is asked, by the fact that answers it; all that match are answered, in this order.
TOPICS = {
    "threshold": (r"\busers\b", r"\brevenue\b", r"\bturnover\b", r"\blarge compan"),
    "commercial_use": (
        r"\bcommercial\w*", r"\bfor profit\b", r"\bsell(?:ing)?\b",
        r"\bin (?:a|my|our) (?:product|business)",
    ),
    "output_training": (
        r"\boutputs?\b.*\b(?:train|improv|distil|tun)", r"\bsynthetic data\b",
        r"\b(?:train|improv|distil|tun)\w*\b.*\boutputs?\b",
    ),
    "use_limits": (
        r"\b(?:fields?|kinds?) of use\b", r"\buse restrictions?\b", r"\b(?:military|weapons?)\b",
        r"\buses? (?:is |are )?(?:barred|forbidden|prohibited|restricted)",
        r"\b(?:prohibited|forbidden|restricted) uses?\b",
    ),
    "naming": (r"\b(?:name|named|naming|called)\b",),
    "marking": (
        r"\battribut\w+", r"\bnotices?\b", r"\bcredit\b", r"\bmarked\b", r"\backnowledg\w+",
    ),
    "territory_limits": (
        r"\b(?:in|from|within) (?:the )?(?:EU|European Union|Europe)\b", r"\bterritor\w+",
        r"\bcountr(?:y|ies)\b",
    ),
    "share_alike": (
        r"\bshare[- ]?alike\b", r"\bcopyleft\b", r"\bsame (?:licen[cs]e|terms)\b", r"\bviral\b",
    ),
    "changeable": (
        r"\brevo(?:ke|ked|cable|cation)\b", r"\birrevocable\b", r"\btake (?:it )?back\b",
        r"\bchange (?:the|its|their) (?:terms|licen[cs]e)\b", r"\bwithdraw\w*\b",
    ),
    "patent_retaliation": (r"\b(?:sue|sues|suing|litigation|lose|lost|retaliat\w+)\b",),
    "patent_grant": (r"\bpatents?\b",),
    "modify": (
        r"\bmodif\w+", r"\bfine-?tun\w+", r"\bderivatives?\b",
        r"\bchange the (?:model|weights)\b",
    ),
    "share": (
        r"\bredistribut\w+", r"\bdistribut\w+", r"\bre-?publish\w*", r"\bpass (?:it )?on\b",
    ),
}  # fmt: skip
_OPEN_SOURCE = re.compile(r"\bopen[- ]source\b|\bOSI\b|\bOSI-approved\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:differ\w*|compar\w+|versus|vs\.?|rather than|better|both|between|side by side)\b",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\s*(?:may|can|could|am I allowed|are we allowed|is it (?:ok|okay|fine|allowed))\b",
    re.IGNORECASE,
)
PERMISSIONS = {"commercial_use", "output_training", "modify", "share"}
PERMITTED = {Says.YES: "Yes.", Says.NO: "No.", Says.CONDITIONAL: "Yes, on conditions."}
MOST = 2  # topics answered
MOST_ROWS = 6  # topics compared
SILENT = "Says nothing of it."
SURE = Confidence(
    Trust.HIGH, "it comes from facts that were read in the licence, each with its section."
)
TITLES = {
    "threshold": "Users or revenue", "commercial_use": "Commercial use",
    "output_training": "Training on outputs", "use_limits": "Limits on use", "naming": "Names",
    "marking": "Notices", "territory_limits": "Places", "share_alike": "Same terms",
    "changeable": "Change or revocation", "patent_retaliation": "If one sues",
    "patent_grant": "Patents", "modify": "Modifying", "share": "Passing on",
}  # fmt: skip
QUOTES = 3  # sections quoted for one fact


def answer(
    question: str, mentions: Mentions, as_of: date, source: Source, instruments: Iterable[str] = ()
) -> Answer | None:
    """The answer out of licence facts; None where the question is none for them."""
    allowed = set(instruments)
    named = [
        source.corpus.licences[id]
        for id in mentions.held
        if id in source.corpus.licences and (not allowed or id in allowed)
    ]
    others = [id for id in mentions.held if id not in source.corpus.licences and id != "osd"]
    named = [facts for facts in named if _holds(facts, as_of, source)]
    topics = _topics(question, source, mentions)
    asks_open = bool(_OPEN_SOURCE.search(question))
    compares = len(named) > 1 and (bool(topics) or bool(_COMPARES.search(question)))
    if not named or others or mentions.elsewhere or not (topics or asks_open or compares):
        return None
    citer = Citer(source, as_of)
    composer = Composer(question, as_of, SURE)
    users = users_in(question)
    said = False
    if compares:
        compared = topics[:MOST_ROWS] or _different(named)
        _compare(named, compared, source, composer, citer)
        topics = topics or compared
    for facts in named:
        short = source.corpus.instruments[facts.instrument].short
        if asks_open and not topics:
            said = _openness(facts, short, source, composer, citer) or said
        for topic in topics[:MOST]:
            said = _fact(facts, short, topic, users, composer, citer) or said
    return composer.answer(source.store) if said else None


def _different(named: Sequence[LicenceFacts]) -> list[str]:
    """The things asked of every licence to which these give different answers."""
    topics = [t for t in TOPICS if len({_fact_of(facts, t).value for facts in named}) > 1]
    return topics[:MOST_ROWS] or list(TOPICS)[:MOST]


def _compare(
    named: Sequence[LicenceFacts],
    topics: Sequence[str],
    source: Source,
    composer: Composer,
    citer: Citer,
) -> None:
    """A table: what each licence says to each topic, in our words, with its sections."""
    composer.compare(source.corpus.instruments[facts.instrument].short for facts in named)
    for topic in topics:
        cells = []
        for facts in named:
            fact = _fact_of(facts, topic)
            cited = _cited(facts, fact, citer)
            cells.append((fact.says or SILENT, cited) if cited else (SILENT, ()))
        composer.row(TITLES[topic], cells)


def _fact_of(facts: LicenceFacts, topic: str) -> Fact:
    fact: Fact = getattr(facts, topic)
    return fact


def _cited(facts: LicenceFacts, fact: Fact, citer: Citer) -> tuple[Citation, ...]:
    return citer.cite([f"{facts.version}/{at}" for at in fact.at], fact.says)


def _topics(question: str, source: Source, mentions: Mentions) -> list[str]:
    """The topics asked, found in the question without the names of the licences."""
    rest = question
    for id in mentions.held:
        entry = source.corpus.instruments.get(id)
        names = (entry.title, entry.short, *entry.aliases) if entry else ()
        for name in sorted(names, key=len, reverse=True):
            rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    return [t for t, ways in TOPICS.items() if re.search("|".join(ways), rest, re.IGNORECASE)]


def _holds(facts: LicenceFacts, as_of: date, source: Source) -> bool:
    version = source.store.versions.get(facts.version)
    return version is not None and version.in_force.holds_on(as_of)


def _fact(
    facts: LicenceFacts, short: str, topic: str, users: int | None, composer: Composer, citer: Citer
) -> bool:
    fact = _fact_of(facts, topic)
    if fact.value == Says.SILENT:
        if fact.says:
            composer.note(f"{short}: {fact.says}")
        return False
    told = fact.says
    if topic in PERMISSIONS and _MAY.match(composer.question):
        told = f"{PERMITTED[fact.value]} {told}"
    if isinstance(fact, Threshold) and fact.monthly_users and users is not None:
        over = users > fact.monthly_users
        told += f" {users:,} users a month are {'more' if over else 'not more'} than that."
    cited = _cited(facts, fact, citer)
    said = composer.say(f"{short}: {told}", cited)
    composer.quote(cited[:QUOTES])
    return said


def _openness(
    facts: LicenceFacts, short: str, source: Source, composer: Composer, citer: Citer
) -> bool:
    approved = source.corpus.instruments[facts.instrument].osi_approved
    if approved:
        told = f"{short}: approved by the Open Source Initiative, so an open source licence."
        at = [f"{facts.version}/{a}" for f in (facts.use, facts.modify, facts.share) for a in f.at]
        return composer.say(told, citer.cite(at[:3], told))
    said = False
    for breach in facts.breaks_osd:
        at = [f"osd/sec_{breach.criterion}", *(f"{facts.version}/{a}" for a in breach.at)]
        cited = citer.cite(at, breach.because)
        told = (
            f"{short}: not open source. It breaks criterion {breach.criterion} of the Open Source "
        )
        said = composer.say(f"{told}Definition: {breach.because}", cited) or said
        composer.quote(cited[1:QUOTES])
    return said
