"""The engine: three-valued logic over facts, and dates by the day from which the law said them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.assessment import Status
from kb.obligations import Condition, FactName, Framework
from kb.rules import run, settle

NAMES = {n: FactName(name=n, label=n, ask=f"{n}?") for n in "abc"} | {
    "flop": FactName(name="flop", label="compute", ask="How much?", unit="FLOP"),
    "made": FactName(name="made", label="it makes", ask="What?"),
    "day": FactName(name="day", label="released", ask="When?"),
}
DAY = date(2026, 11, 1)
TRUTH = st.sampled_from([True, False, None])


def framework(*rules: dict[str, object], **more: object) -> Framework:
    full = [
        {"id": f"r{n}", "title": f"R{n}", "provisions": ["law/art_1"], "topic": "t",
         "kind": "duty", "summary": "S.", **r}
        for n, r in enumerate(rules)
    ]  # fmt: skip
    return Framework.model_validate(
        {"instrument": "law", "title": "Law", "jurisdiction": "EU",
         "in_force_from": "2024-08-01", "rules": full, "verdicts": [], **more}
    )  # fmt: skip


def status(facts: dict[str, object], **rule: object) -> Status:
    made = framework(rule)
    return run(made, facts, NAMES, DAY)["r0"].status  # type: ignore[arg-type]


@given(TRUTH, TRUTH)
def test_all_and_any_are_kleenes(a: bool | None, b: bool | None) -> None:
    both = [{"fact": "a", "is": True}, {"fact": "b", "is": True}]
    facts = {"a": a, "b": b}
    every = status(facts, applies_when={"all": both})
    some = status(facts, applies_when={"any": both})
    assert every == (
        Status.NOT_APPLICABLE if False in (a, b)
        else Status.UNKNOWN if None in (a, b) else Status.APPLIES
    )  # fmt: skip
    assert some == (
        Status.APPLIES if True in (a, b)
        else Status.UNKNOWN if None in (a, b) else Status.NOT_APPLICABLE
    )  # fmt: skip


@given(TRUTH, TRUTH, TRUTH)
def test_more_knowledge_never_turns_what_was_sure(
    a: bool | None, b: bool | None, c: bool | None
) -> None:
    """Filling in a missing fact settles what was unknown, and changes nothing that was settled:
    a duty that is lifted stays lifted, whether it would have applied or not."""
    rule = {
        "applies_when": {"any": [{"fact": "a", "is": True}, {"not": {"fact": "b", "is": True}}]},
        "unless": {"all": [{"fact": "b", "is": True}, {"fact": "c", "is": True}]},
    }
    before = status({"a": a, "b": b, "c": c}, **rule)
    if before != Status.UNKNOWN:
        for filled in (True, False):
            more = {"a": filled if a is None else a, "b": b, "c": c}
            assert (status(more, **rule) == Status.APPLIES) is (before == Status.APPLIES)
            assert status(more, **rule) != Status.UNKNOWN


@pytest.mark.parametrize(
    ("facts", "expected", "missing"),
    [
        ({"a": True, "b": False}, Status.APPLIES, ()),
        ({"a": True, "b": True}, Status.EXEMPT, ()),
        ({"a": False}, Status.NOT_APPLICABLE, ()),
        ({"a": True}, Status.UNKNOWN, ("b",)),
        ({}, Status.UNKNOWN, ("a", "b")),
        ({"b": True}, Status.EXEMPT, ()),
    ],
)
def test_a_duty_and_its_exemption(
    facts: dict[str, object], expected: Status, missing: tuple[str, ...]
) -> None:
    made = framework(
        {"applies_when": {"fact": "a", "is": True}, "unless": {"fact": "b", "is": True}}
    )
    applied = run(made, facts, NAMES, DAY)["r0"]  # type: ignore[arg-type]
    assert (applied.status, applied.missing) == (expected, missing)


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ({"above": 1e25}, 1e25, False),
        ({"above": 1e25}, 1.1e25, True),
        ({"at_least": 1e23}, 1e23, True),
        ({"below": 1e23}, 1e23, False),
    ],
)
def test_thresholds(condition: dict[str, float], value: float, holds: bool) -> None:
    made = framework({"applies_when": {"fact": "flop", **condition}})
    applied = run(made, {"flop": value}, NAMES, DAY)["r0"]
    assert (applied.status == Status.APPLIES) is holds
    assert "FLOP" in applied.reasons[0]


def test_the_day_from_which_it_applies_is_that_of_the_law_as_of_a_day() -> None:
    rule = {
        "applies_when": {"fact": "a", "is": True},
        "applies_from": {date(2024, 7, 12): date(2026, 8, 2), date(2026, 7, 27): date(2027, 12, 2)},
    }
    made = framework(rule)
    starts = {
        day: run(made, {"a": True}, NAMES, day)["r0"].starts
        for day in (date(2025, 1, 1), date(2026, 7, 26), date(2026, 7, 27), date(2027, 12, 2))
    }
    assert list(starts.values()) == [
        date(2026, 8, 2), date(2026, 8, 2), date(2027, 12, 2), None,
    ]  # fmt: skip


def test_those_who_were_there_before_have_longer() -> None:
    made = framework(
        {
            "applies_when": {"fact": "a", "is": True},
            "applies_from": "2025-08-02",
            "grace": {
                "when": {"fact": "day", "before": "2025-08-02"},
                "until": "2027-08-02",
                "provision": "law/art_9",
            },
        }
    )
    before = run(made, {"a": True, "day": date(2024, 5, 1)}, NAMES, DAY)["r0"]
    after = run(made, {"a": True, "day": date(2026, 5, 1)}, NAMES, DAY)["r0"]
    assert before.status == after.status == Status.APPLIES
    assert (before.deadline, after.deadline) == (date(2027, 8, 2), None)


def test_the_first_verdict_that_holds_counts_and_an_unsure_one_stops() -> None:
    rungs = [
        {"verdict": "x", "summary": "X.", "when": {"fact": "a", "is": True}},
        {"verdict": "y", "summary": "Y.", "when": {"fact": "b", "is": True}},
    ]
    made = framework({"applies_when": {"fact": "a", "is": True}}, verdicts=rungs)

    def said(facts: dict[str, bool]) -> tuple[str, tuple[str, ...]]:
        settled = settle(made, facts, NAMES, run(made, facts, NAMES, DAY))
        return settled.verdict, settled.missing

    assert said({"a": True}) == ("x", ())
    assert said({"a": False, "b": True}) == ("y", ())
    assert said({"b": True}) == ("unknown", ("a",))


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"applies_when": {"rule": "later"}}, "not above it"),
        ({"applies_when": {"fact": "a"}}, "compared once"),
        ({"applies_when": {"fact": "a", "is": True, "above": 3}}, "compared once"),
        ({"applies_when": {"all": [], "fact": "a", "is": True}}, "exactly one"),
    ],
)
def test_a_wrong_rule_is_refused(rule: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        framework(rule)


def test_a_condition_names_its_facts() -> None:
    condition = Condition.model_validate(
        {"all": [{"fact": "a", "is": True}, {"not": {"any": [{"fact": "b", "is": False}]}}]}
    )
    assert condition.facts() == ["a", "b"]
