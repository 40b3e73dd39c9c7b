"""Releases described in words: what is understood, what is told, what is left open."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus import Corpus
from kb.errors import UsageError
from kb.licensing import Licensings
from kb.prose import read_prose
from kb.release import Release
from kb.yamlfile import load

LICENSINGS = Licensings(Corpus())


def understood(text: str) -> dict[str, Any]:
    release = read_prose(text, LICENSINGS).release
    fields = release.model_dump(exclude_defaults=True, exclude_none=True, exclude={"components"})
    parts = {c.component: (c.available, c.licence) for c in release.components}
    return {**fields, "components": parts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a 7B model trained with 8e22 FLOP on web data, weights under the Llama 3.1 licence, "
            "no training code, offered in the EU",
            {
                "parameters": 7e9, "training_flop": 8e22, "offered_in": ("EU",),
                "components": {"weights": (True, "Llama 3.1"), "training-code": (False, None)},
            },
        ),
        ("10^25 FLOP", {"training_flop": 1e25}),
        ("10²⁵ floating point operations", {"training_flop": 1e25}),
        ("3.5 x 10^24 FLOPs of training", {"training_flop": 3.5e24}),
        ("a 70 billion parameter LLM", {"parameters": 7e10, "generates": ("text",)}),
        ("a text-to-image model, 2 million users a month",
         {"generates": ("image",), "monthly_users": 2_000_000}),
        ("weights under Apache-2.0 OR MIT, not general-purpose",
         {"general_purpose": False, "components": {"weights": (True, "Apache-2.0 OR MIT")}}),
        ("we fine-tuned Llama 3.1 8B with 1e21 FLOP",
         {"based_on": {"name": "Llama 3.1 8B", "licence": "llama-3.1",
                       "modification_flop": 1e21}}),
        ("weights, training data not released, free of charge, released on 1 March 2026",
         {"monetised": False, "released": date(2026, 3, 1),
          "components": {"weights": (True, None), "datasets": (False, None)}}),
        ("a chatbot sold in France, our company is in the US",
         {"kind": "system", "talks_to_people": True, "monetised": True, "offered_in": ("FR",),
          "provider": {"place": "US"}}),
    ],
)  # fmt: skip
def test_what_is_understood(text: str, expected: dict[str, Any]) -> None:
    found = understood(text)
    assert {k: found.get(k) for k in expected} == expected


def test_each_thing_understood_is_told() -> None:
    notes = read_prose("7B, 8e22 FLOP, weights under MIT, offered in Korea", LICENSINGS).notes
    told = " ".join(notes)
    for part in ("7 billion", "8 x 10^22", "under MIT", "KR"):
        assert part in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello there my friend", "Nothing of a release"),
        ("trained with 1e24 FLOP, or was it 3e25 FLOP", "Two amounts"),
        ("a model that is free of charge and sold", "contradict"),
        ("a 7B model only for research, sold for a fee", "research_only and monetised"),
        ("x" * 6000, "at most"),
    ],
)
def test_what_can_not_be_understood(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_prose(text, LICENSINGS)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_release_or_one_sentence(text: str) -> None:
    try:
        read_prose(text, LICENSINGS)
    except UsageError as e:
        assert str(e)


def test_the_documented_example_is_a_release() -> None:
    example = Path(__file__).parent.parent / "docs" / "example-release.yaml"
    release = load(example, Release)
    assert release.training_flop == 8.4e22
    assert release.has("checkpoints") is False


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"components": [{"component": "wheights"}]}, "is no component"),
        ({"components": [{"component": "weights"}, {"component": "Model parameters (Final)"}]},
         "twice"),
        ({"training_flop": 1e40}, "less than or equal"),
        ({"training_flop": -3}, "greater than"),
        ({"parameters": "many"}, "is no number"),
        ({"monthly_users": 10**12}, "less than or equal"),
        ({"research_only": True, "monetised": True}, "research_only and monetised"),
        ({"general_purpose": False, "designated_systemic": True}, "designated"),
        ({"training_flop": 1e22, "based_on": {"name": "B", "modification_flop": 1e23}},
         "more than training_flop"),
        ({"licens": "MIT"}, "Extra inputs"),
    ],
)  # fmt: skip
def test_wrong_facts_are_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Release.model_validate({"name": "R", **fields})
