"""The engine: rules applied to facts, in three values.

A condition is true, false, or unknown because a fact that would decide is missing (Kleene's strong
logic): `all` is false as soon as one part is, `any` true as soon as one is, whatever is unknown.
Nothing is guessed: `assume` in a rule says, for a lawyer to read, what is taken where a fact is
not stated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb.assessment import Status
from kb.obligations import Condition, FactName, Framework, Kind, Rule

Value = bool | float | int | date | str | tuple[str, ...]
Facts = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a condition comes to, through which facts, and which are missing."""

    value: bool | None
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule applied: its status, in what words, and what it needs to know."""

    rule: Rule
    status: Status
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    starts: date | None = None  # given where it is still to come
    deadline: date | None = None  # a later day, for those who were there before

    @property
    def holds(self) -> bool | None:
        """For the rules that rest on this one."""
        if self.status == Status.UNKNOWN:
            return None
        if self.rule.kind == Kind.EXEMPTION:
            return self.status == Status.EXEMPT
        return self.status in (Status.MET, Status.APPLIES)


def run(
    framework: Framework, facts: Facts, names: Mapping[str, FactName], as_of: date
) -> dict[str, Applied]:
    """Each rule of a framework applied, in their order, by rule id."""
    applied: dict[str, Applied] = {}
    for rule in framework.rules:
        applied[rule.id] = _Evaluation(facts, names, applied).apply(rule, as_of)
    return applied


@dataclass(frozen=True, slots=True)
class Settled:
    """The verdict of a framework, and the rules that bear it out."""

    verdict: str
    summary: str
    rests_on: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def settle(
    framework: Framework, facts: Facts, names: Mapping[str, FactName], applied: dict[str, Applied]
) -> Settled:
    """The first verdict that holds; unknown where it is not sure whether an earlier one does."""
    evaluation = _Evaluation(facts, names, applied)
    for rung in framework.verdicts:
        outcome = evaluation.of(rung.when)
        if outcome.value is None:
            unsure = tuple(id for id, a in applied.items() if a.status == Status.UNKNOWN)
            return Settled("unknown", "Facts are missing to tell.", unsure[:3], outcome.missing)
        if outcome.value:
            return Settled(rung.verdict, rung.summary, rung.rests_on)
    return Settled("unknown", "No rule settles this release.")


class _Evaluation:
    """Conditions over given facts and the rules applied so far."""

    def __init__(
        self, facts: Facts, names: Mapping[str, FactName], applied: Mapping[str, Applied]
    ) -> None:
        self.facts, self.names, self.applied = facts, names, applied

    def apply(self, rule: Rule, as_of: date) -> Applied:
        when = self.of(rule.applies_when)
        unless = self.of(rule.unless) if rule.unless else Outcome(False)
        starts = rule.starts(as_of)
        if when.value is False:
            off = rule.kind in (Kind.CONDITION, Kind.EXEMPTION)
            status = Status.NOT_MET if off else Status.NOT_APPLICABLE
            return Applied(rule, status, when.reasons, ())
        if unless.value is True:
            status = Status.NOT_MET if rule.kind == Kind.EXEMPTION else Status.EXEMPT
            return Applied(rule, status, unless.reasons, ())
        if when.value is None or unless.value is None:
            missing = tuple(dict.fromkeys((*when.missing, *unless.missing)))
            return Applied(rule, Status.UNKNOWN, (*when.reasons, *unless.reasons), missing)
        reasons = (*when.reasons, *unless.reasons)
        if starts is not None and as_of < starts:
            return Applied(rule, Status.NOT_APPLICABLE, reasons, (), starts)
        status = {Kind.CONDITION: Status.MET, Kind.EXEMPTION: Status.EXEMPT}.get(
            rule.kind, Status.APPLIES
        )
        grace = rule.grace and self.of(rule.grace.when).value and as_of < rule.grace.until
        return Applied(
            rule, status, reasons, (), None, rule.grace.until if rule.grace and grace else None
        )

    def of(self, condition: Condition) -> Outcome:
        if condition.all is not None:
            return _joined([self.of(c) for c in condition.all], decisive=False)
        if condition.any is not None:
            return _joined([self.of(c) for c in condition.any], decisive=True)
        if condition.not_ is not None:
            inner = self.of(condition.not_)
            value = None if inner.value is None else not inner.value
            return Outcome(value, inner.reasons, inner.missing)
        if condition.rule is not None:
            below = self.applied[condition.rule]
            said = {True: "yes", False: "no", None: "not known"}[below.holds]
            return Outcome(below.holds, (f"{below.rule.title}: {said}",), below.missing)
        return self._compared(condition)

    def _compared(self, condition: Condition) -> Outcome:
        name = condition.fact or ""
        value = self.facts.get(name)
        if value is None:
            if condition.assume is not None:
                return Outcome(condition.assume)
            return Outcome(None, (), (name,))
        fact = self.names[name]
        shown = f"{fact.label}: {as_shown(value)}{' ' + fact.unit if fact.unit else ''}"
        if condition.is_ is not None:
            return Outcome(value is condition.is_, (shown,))
        if condition.includes is not None:
            found = isinstance(value, tuple) and bool(set(value) & set(condition.includes))
            return Outcome(found, (shown,))
        if condition.before is not None:
            return Outcome(isinstance(value, date) and value < condition.before, (shown,))
        number = float(value) if isinstance(value, int | float) else float("nan")
        if condition.above is not None:
            return _limited(shown, number > condition.above, "more than", condition.above)
        if condition.at_least is not None:
            return _limited(shown, number >= condition.at_least, "at least", condition.at_least)
        if condition.below is not None:
            return _limited(shown, number < condition.below, "less than", condition.below)
        raise AssertionError(f"{condition} compares nothing")


def _limited(shown: str, holds: bool, words: str, limit: float) -> Outcome:
    verb = "is" if holds else "is not"
    return Outcome(holds, (f"{shown}, which {verb} {words} {as_shown(limit)}",))


def _joined(parts: list[Outcome], decisive: bool) -> Outcome:
    """`any` is decided by a true part, `all` by a false one; else by what is unknown."""
    deciding = [p for p in parts if p.value is decisive]
    if deciding:
        # One reason is enough to decide, but each failing condition is worth telling.
        return Outcome(decisive, tuple(r for p in deciding for r in p.reasons))
    unknown = [p for p in parts if p.value is None]
    reasons = tuple(dict.fromkeys(r for p in parts for r in p.reasons))
    if unknown:
        missing = tuple(dict.fromkeys(m for p in unknown for m in p.missing))
        return Outcome(None, reasons, missing)
    return Outcome(not decisive, reasons)


def as_shown(value: Value) -> str:
    """A value as a reason says it: "yes", "10^25", "text, image"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        if abs(value) >= 1e6:
            mantissa, _, power = f"{value:e}".partition("e")
            digits = mantissa.rstrip("0").rstrip(".")
            return f"10^{int(power)}" if digits == "1" else f"{digits} x 10^{int(power)}"
        return f"{value:.3g}" if isinstance(value, float) else str(value)
    if isinstance(value, tuple):
        return ", ".join(value) or "nothing"
    return str(value)
