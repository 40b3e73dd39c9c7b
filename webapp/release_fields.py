"""The fields of the form: which fact each asks for, how it is called, and how it is put in.

A field's name is its path in a release ("provider.place"). What the user leaves open is None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from kb.release import Modality, Number

EARLIEST, LATEST = date(2010, 1, 1), date(2100, 1, 1)
PLACES = ["EU", "US", "US-CA", "US-CO", "US-NY", "UK", "KR", "CN", "WORLDWIDE"]
_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"))
SAID = {None: "not known", True: "yes", False: "no"}
MEANT = {said: value for value, said in SAID.items()}
_KINDS = {"model": "a model", "system": "a system, with an interface or the like"}
_NO_LICENCE = "none"
_AMOUNT: TypeAdapter[float] = TypeAdapter(Annotated[float, Number])


@dataclass(frozen=True, slots=True)
class Around:
    """What a field is drawn with: the key of its widget, its first value, licences to choose."""

    key: str
    value: Any
    licences: Sequence[str]


Draw = Callable[["Field", Around], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a release, as the form asks for it."""

    path: str
    label: str
    draw: Draw
    help: str | None = None


def number_shown(value: float | None) -> str:
    """A number as people write it and a release reads it: "7B", "8.4e23", "1,200"."""
    if value is None:
        return ""
    for unit, sign in _UNITS:
        if unit <= value < 1e15:
            return f"{value / unit:.12g}{sign}"
    return f"{value:.12g}".replace("e+", "e")


def _text(field: Field, around: Around) -> str | None:
    given = around.value or ""
    said = st.text_input(
        field.label,
        value=given,
        max_chars=max(200, len(given)),
        help=field.help,
        placeholder="not known",
        key=around.key,
        persist_state="session",
    )
    return said.strip() or None


def _number(field: Field, around: Around) -> str | None:
    return _text(field, Around(around.key, number_shown(around.value), ()))


def _count(field: Field, around: Around) -> float | str | None:
    """A whole number; what is none is left as it is, for the release's schema to tell."""
    said = _number(field, around)
    try:
        return said and _AMOUNT.validate_python(said)
    except ValidationError:
        return said


def _yes_no(field: Field, around: Around) -> bool | None:
    said = st.selectbox(
        field.label,
        options=list(MEANT),
        index=list(MEANT).index(SAID[around.value]),
        help=field.help,
        key=around.key,
        persist_state="session",
    )
    return MEANT[said]


def _kind(field: Field, around: Around) -> str:
    return st.selectbox(
        field.label,
        options=list(_KINDS),
        index=list(_KINDS).index(around.value),
        format_func=lambda kind: _KINDS[kind],
        help=field.help,
        key=around.key,
        persist_state="session",
    )


def _day(field: Field, around: Around) -> date | None:
    given: date | None = around.value
    return st.date_input(
        field.label,
        value=given,
        min_value=min(EARLIEST, given or EARLIEST),
        max_value=max(LATEST, given or LATEST),
        format="YYYY-MM-DD",
        help=field.help,
        key=around.key,
        persist_state="session",
    )


def _licence(field: Field, around: Around) -> str | None:
    given = around.value or ""
    options = list(dict.fromkeys(("", given, _NO_LICENCE, *around.licences)))
    shown = {"": "not given", _NO_LICENCE: "none: it comes without a licence"}
    said = st.selectbox(
        field.label,
        options=options,
        index=options.index(given),
        format_func=lambda licence: shown.get(licence, licence),
        accept_new_options=True,
        filter_mode="contains",
        help=field.help,
        key=around.key,
        persist_state="session",
    )
    return said.strip() or None


def _several(field: Field, around: Around, options: Sequence[str], new: bool) -> list[str] | None:
    given = list(around.value or ())
    chosen = st.multiselect(
        field.label,
        options=list(dict.fromkeys((*options, *given))),
        default=given,
        accept_new_options=new,
        filter_mode="contains",
        select_all=False,
        help=field.help,
        placeholder="not known",
        key=around.key,
        persist_state="session",
    )
    return chosen or None


def _modalities(field: Field, around: Around) -> list[str] | None:
    return _several(field, around, get_args(Modality), new=False)


def _places(field: Field, around: Around) -> list[str] | None:
    return _several(field, around, PLACES, new=True)


_FLOP = "Floating point operations, for example 8e22."
RELEASE = (
    Field("name", "Name", _text),
    Field("version", "Version", _text),
    Field("kind", "Kind", _kind),
    Field("provider.name", "Provider", _text),
    Field("provider.place", "Provider's country", _text, "The ISO code: FR, US."),
    Field("released", "Placed on the market on", _day),
    Field("weights.available", "Weights released", _yes_no),
    Field(
        "weights.licence", "Licence of the weights", _licence,
        "A name or an SPDX expression; where it is not given, that of the data or of the whole "
        "counts.",
    ),
    Field("licences.distribution", "Licence of the whole", _licence),
    Field("offered_in", "Offered in", _places, "EU, or ISO codes of countries and states."),
    Field("monetised", "Monetised", _yes_no, "Against a price, or otherwise."),
    Field("monthly_users", "Users a month", _count, "For example 800M."),
)  # fmt: skip
LICENCES = (
    Field("licences.code", "Licence of the code", _licence, "Where it differs from the whole's."),
    Field("licences.data", "Licence of the data", _licence, "Where it differs from the whole's."),
    Field(
        "licences.document",
        "Licence of the documents",
        _licence,
        "Where it differs from the whole's.",
    ),
)
TRAINING = (
    Field("parameters", "Parameters", _number, "For example 7B or 70M."),
    Field("training_flop", "Training compute", _number, _FLOP),
    Field("generates", "It generates", _modalities),
    Field("general_purpose", "General-purpose", _yes_no, "Does many distinct tasks competently."),
    Field("data.described", "Training data described completely", _yes_no),
    Field("data.sources_listed", "Sources of the data listed", _yes_no),
    Field("based_on.name", "Made from the model", _text, "Of a model that was changed."),
    Field("based_on.licence", "Licence of that model", _licence),
    Field("based_on.training_flop", "Training compute of that model", _number, _FLOP),
    Field("based_on.modification_flop", "Compute of the change", _number, _FLOP),
    Field(
        "data.summary_published", "Summary of the content published", _yes_no,
        "By the AI Office's template.",
    ),
)  # fmt: skip
USE = (
    Field("research_only", "For scientific research alone", _yes_no),
    Field("personal_use", "Private use alone", _yes_no),
    Field("talks_to_people", "Interacts directly with people", _yes_no),
    Field("prohibited_practice", "A practice that Article 5 bars", _yes_no, "Of the EU AI Act."),
    Field("high_risk_use", "A high-risk use", _yes_no, "By Article 6 of the EU AI Act."),
    Field("designated_systemic", "Designated as of systemic risk", _yes_no, "By the Commission."),
)
LABELS = {f.path: f.label for f in (*RELEASE, *LICENCES, *TRAINING, *USE)}
