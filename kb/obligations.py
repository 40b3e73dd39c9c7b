"""Rules as data: what a provision demands, of whom, when, and unless what.

`corpus/obligations/INSTRUMENT.yaml` is for lawyers to read and correct: conditions are all, any and
not over facts of a release (named in `facts.yaml`) and over other rules. `kb.rules` runs them.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from kb.yamlfile import Strict

Scalar = bool | int | float | date | str


class Kind(StrEnum):
    """What a provision creates."""

    DUTY = "duty"
    PROHIBITION = "prohibition"
    EXEMPTION = "exemption"
    RIGHT = "right"
    CONDITION = "condition"  # a test that other rules rest on


class Condition(Strict):
    """One of: all, any, not; another rule's being so; a fact compared."""

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    not_: "Condition | None" = Field(None, alias="not")
    rule: str | None = None  # true where that rule is met, applies or exempts
    fact: str | None = None
    is_: bool | None = Field(None, alias="is")
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    before: date | None = None
    includes: tuple[str, ...] | None = None  # any of these
    assume: bool | None = None  # what the comparison comes to where the fact is not stated

    @model_validator(mode="after")
    def _one_form(self) -> "Condition":
        forms = [self.all, self.any, self.not_, self.rule, self.fact]
        compared = [self.is_, self.above, self.at_least, self.below, self.before, self.includes]
        if sum(f is not None for f in forms) != 1:
            raise ValueError("give exactly one of all, any, not, rule, fact")
        if sum(c is not None for c in compared) != (self.fact is not None):
            raise ValueError(
                "a fact is compared once: is, above, at_least, below, before, includes"
            )
        return self

    def facts(self) -> list[str]:
        """The facts compared in it and below it."""
        own = [self.fact] if self.fact else []
        below: tuple[Condition, ...] = (*(self.all or ()), *(self.any or ()))
        parts = (*below, *((self.not_,) if self.not_ else ()))
        return own + [f for part in parts for f in part.facts()]


def _dated(value: object) -> object:
    """A single date holds whatever the version."""
    return value if isinstance(value, dict) or value is None else {date.min: value}


class Rule(Strict):
    """An obligation, exemption or test, in our own words, with the provisions that it stands in."""

    id: str
    title: str
    provisions: Annotated[tuple[str, ...], Field(min_length=1)]  # full ids, the main one first
    topic: str
    actor: str = "provider"
    kind: Kind
    summary: str
    applies_when: Condition
    unless: Condition | None = None
    # The day from which it applies, by the day from which the law said so: amended dates.
    applies_from: Annotated[dict[date, date], BeforeValidator(_dated)] | None = None
    grace: "Grace | None" = None
    penalty: str | None = None  # the provision of the fine
    change: str = ""  # what would change the outcome, said where it is not met

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it compares itself."""
        found: list[str] = []
        for condition in filter(None, (self.applies_when, self.unless)):
            found += condition.facts()
        return tuple(dict.fromkeys(found))

    def starts(self, as_of: date) -> date | None:
        """The day from which it applies, as the law of a day says."""
        known = [d for since, d in sorted((self.applies_from or {}).items()) if since <= as_of]
        return known[-1] if known else None


class Grace(Strict):
    """A later day for those who were there before."""

    when: Condition
    until: date
    provision: str


class Rung(Strict):
    """A verdict, and when it is the one: the first that holds counts."""

    verdict: str
    summary: str
    when: Condition
    rests_on: tuple[str, ...] = ()  # the rules that bear it out


class Framework(Strict):
    """The rules of one instrument, for one kind of user."""

    instrument: str
    title: str
    jurisdiction: str
    in_force_from: date
    rules: tuple[Rule, ...]
    verdicts: tuple[Rung, ...]

    @model_validator(mode="after")
    def _rules_exist(self) -> "Framework":
        seen: set[str] = set()
        for rule in self.rules:
            for condition in filter(None, (rule.applies_when, rule.unless)):
                self._refers(condition, seen, rule.id)
            if rule.id in seen:
                raise ValueError(f"rule {rule.id} is there twice")
            seen.add(rule.id)
        for rung in self.verdicts:
            self._refers(rung.when, seen, rung.verdict)
            if unknown := set(rung.rests_on) - seen:
                raise ValueError(f"{rung.verdict} rests on {min(unknown)}, which is no rule")
        return self

    def _refers(self, condition: Condition, seen: set[str], where: str) -> None:
        if condition.rule is not None and condition.rule not in seen:
            raise ValueError(f"{where} rests on rule {condition.rule}, which is not above it")
        below: tuple[Condition, ...] = (*(condition.all or ()), *(condition.any or ()))
        for part in (*below, *filter(None, (condition.not_,))):
            self._refers(part, seen, where)


class FactName(Strict):
    """A fact that rules compare: how it is called, and how it is asked for."""

    name: str
    label: str
    ask: str
    unit: str = ""
    by: tuple[str, ...] = ()  # the release's fields that it is derived from


class FactNames(Strict):
    facts: tuple[FactName, ...]
