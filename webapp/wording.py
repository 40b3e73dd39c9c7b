"""What assessments say, in a reader's words: verdicts, statuses, and the facts that are missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.assessment import Status, Verdict
from kb.components import BY_ID
from kb.obligations import FactName


class Tone(StrEnum):
    """How a verdict strikes its reader; each has a sign of its own, so that colour alone tells
    nothing."""

    GOOD = "good"
    CAREFUL = "careful"
    BAD = "bad"
    OPEN = "open"  # not known
    NEUTRAL = "neutral"


SIGNS = {Tone.GOOD: "✓", Tone.CAREFUL: "!", Tone.BAD: "✕", Tone.OPEN: "?", Tone.NEUTRAL: "–"}
SHORT = {
    "osaid": "Open Source AI Definition",
    "mof": "Model Openness Framework",
    "licences": "Licences",
}
_VERDICTS = {
    "open": ("Open", Tone.GOOD),
    "restricted": ("Restricted", Tone.CAREFUL),
    "conflict": ("Conflict", Tone.BAD),
    "conforms": ("Conforms", Tone.GOOD),
    "does_not_conform": ("Does not conform", Tone.BAD),
    "class_1": ("Class I", Tone.GOOD),
    "class_2": ("Class II", Tone.GOOD),
    "class_3": ("Class III", Tone.GOOD),
    "unclassified": ("No class", Tone.CAREFUL),
    "prohibited": ("Prohibited", Tone.BAD),
    "systemic_risk": ("Systemic risk, all duties", Tone.CAREFUL),
    "full_duties": ("All duties", Tone.CAREFUL),
    "exempt_in_part": ("Exempt in part", Tone.GOOD),
    "no_model_duties": ("No duties for the model", Tone.GOOD),
    "out_of_scope": ("Out of scope", Tone.NEUTRAL),
    "not_in_force": ("Not in force", Tone.NEUTRAL),
    "unknown": ("Not known", Tone.OPEN),
}
ROMAN = {"1": "I", "2": "II", "3": "III"}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one status: how they are headed, and whether they are shown unfolded."""

    status: Status
    heading: str
    unfolded: bool


# What fails or binds is read first. The tests of a law are no demands: not to meet one is no fault,
# so they stand last there.
_DEMANDS = (
    Group(Status.NOT_MET, "Not met", True),
    Group(Status.APPLIES, "Applies", True),
    Group(Status.UNKNOWN, "Not known", True),
    Group(Status.MET, "Met", False),
    Group(Status.EXEMPT, "Exempt", False),
    Group(Status.NOT_APPLICABLE, "Does not apply", False),
)
_LICENCES = (
    Group(Status.NOT_MET, "Not granted, or amiss", True),
    Group(Status.APPLIES, "Conditions and limits", True),
    Group(Status.UNKNOWN, "Not known, or not said", True),
    Group(Status.MET, "Granted", False),
    Group(Status.EXEMPT, "Exempt", False),
    Group(Status.NOT_APPLICABLE, "Limits that it does not have", False),
)
_LAW = (
    Group(Status.APPLIES, "Applies", True),
    Group(Status.UNKNOWN, "Not known", True),
    Group(Status.EXEMPT, "Exempt", True),
    Group(Status.MET, "Conditions that are met", False),
    Group(Status.NOT_MET, "Conditions that are not met", False),
    Group(Status.NOT_APPLICABLE, "Does not apply", False),
)
_GROUPS = {"osaid": _DEMANDS, "mof": _DEMANDS, "licences": _LICENCES}
TONES = {
    Status.NOT_MET: Tone.BAD,
    Status.APPLIES: Tone.CAREFUL,
    Status.UNKNOWN: Tone.OPEN,
    Status.EXEMPT: Tone.GOOD,
    Status.MET: Tone.GOOD,
    Status.NOT_APPLICABLE: Tone.NEUTRAL,
}
# Facts that no law asks for by name, but the definition, the framework or a licence does.
_QUESTIONS = {
    "monthly_users": "How many users a month do the products of whoever uses it have?",
    "data.described": "Does the provider describe the training data completely?",
    "data.sources_listed": "Does the provider list where the training data can be had?",
}


def verdict(found: Verdict) -> tuple[str, Tone]:
    """A verdict in words; one that is not listed here shows as its own words, without judgement."""
    known = _VERDICTS.get(found.verdict)
    return known or (found.verdict.replace("_", " ").capitalize(), Tone.NEUTRAL)


def title(found: Verdict) -> str:
    return SHORT.get(found.framework, found.title)


def groups(framework: str) -> tuple[Group, ...]:
    """The order in which a framework's findings are read."""
    return _GROUPS.get(framework, _LAW)


def questions(missing: Iterable[str], names: Mapping[str, FactName]) -> list[str]:
    """Missing facts as questions; what is missing of components is asked for at once."""
    released: list[str] = []
    licensed: list[str] = []
    others: list[str] = []
    for fact in dict.fromkeys(missing):
        parts = fact.split(".")
        if parts[0] == "components" and len(parts) > 1 and parts[1] in BY_ID:
            name = BY_ID[parts[1]].name.lower()
            (licensed if parts[-1] == "licence" else released).append(name)
        elif fact in names:
            others.append(names[fact].ask)
        else:
            others.append(_QUESTIONS.get(fact, f"What is its {fact.replace('_', ' ')}?"))
    if released:
        others.append(f"Released or not: {', '.join(released)}?")
    if licensed:
        others.append(f"Under which licence: {', '.join(licensed)}?")
    return list(dict.fromkeys(others))


def sentence(message: str) -> str:
    """A validator's message as a sentence."""
    said = message.removeprefix("Value error, ")
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."
