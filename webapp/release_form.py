"""A release as a form: what was understood, to be corrected and completed."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from pydantic import ValidationError

from kb.licensing import GRANTING, Licensings
from kb.release import Release
from webapp import component_table, release_fields, text
from webapp.component_table import Row
from webapp.draft import Draft
from webapp.release_fields import LABELS, Around, Field
from webapp.wording import sentence

Values = dict[str, Any]
COLUMNS = 3


def show(draft: Draft, licensings: Licensings) -> None:
    """Draw the form, and put into the draft what it says now."""
    form = _Form(draft, _licences(licensings))
    release, components, training, use = st.tabs(
        ["Release and offer", "Components", "Training and data", "Use"], key="form"
    )
    with release:
        values = form.fields(release_fields.RELEASE)
    with components:
        values |= form.fields(release_fields.LICENCES)
        rows = form.table()
    with training:
        values |= form.fields(release_fields.TRAINING)
    with use:
        values |= form.fields(release_fields.USE)
    try:
        draft.release = made_of(values, rows, draft.understood.release)
        draft.faults = ()
    except ValidationError as e:
        draft.faults = tuple(faults(e))
    for remark in (*component_table.dropped(rows), *_unknown_licences(draft.release, licensings)):
        text.note(remark)


def values_of(release: Release) -> Values:
    """A release's facts by the paths of the form's fields."""
    weights = release.component("weights")
    special = {
        "weights.available": release.has("weights"),
        "weights.licence": weights.licence if weights else None,
    }
    return {path: special[path] if path in special else _at(release, path) for path in LABELS}


def made_of(values: Values, rows: list[Row], before: Release) -> Release:
    """The form as a release; what it does not ask for stays as it was `before`.

    Raises ValidationError for what is no value, or contradicts itself.
    """
    facts = before.model_dump()
    for path, value in values.items():
        head, _, below = path.partition(".")
        if head == "weights":
            continue
        if not below:
            facts[head] = value
        elif value is not None or facts[head] is not None:
            facts[head] = (facts[head] or {}) | {below: value}
    for field in ("name", "version"):
        facts[field] = values[field] or ""
    facts["provider"]["name"] = values["provider.name"] or ""
    if facts["based_on"] is not None and not any(facts["based_on"].values()):
        facts["based_on"] = None
    weights = component_table.row_of_weights(
        values["weights.available"], values["weights.licence"], before
    )
    facts |= component_table.components_of(rows, weights, before)
    return Release.model_validate(facts)


def faults(error: ValidationError) -> list[str]:
    """What is wrong in the form, each with the field's label."""
    told = []
    for e in error.errors():
        path = ".".join(str(part) for part in e["loc"] if isinstance(part, str))
        label = LABELS.get(path) or LABELS.get(path.partition(".")[0])
        told.append(f"{label}: {sentence(e['msg'])}" if label else sentence(e["msg"]))
    return list(dict.fromkeys(told))


class _Form:
    """Draws fields for one draft."""

    def __init__(self, draft: Draft, licences: Sequence[str]) -> None:
        self._draft, self._licences = draft, licences
        self._start = values_of(draft.understood.release)

    def fields(self, fields: Sequence[Field]) -> Values:
        values: Values = {}
        for row in range(0, len(fields), COLUMNS):
            columns = st.columns(COLUMNS)
            for column, field in zip(columns, fields[row : row + COLUMNS], strict=False):
                with column:
                    key = f"{field.path}-{self._draft.number}"
                    around = Around(key, self._start[field.path], self._licences)
                    values[field.path] = field.draw(field, around)
        return values

    def table(self) -> list[Row]:
        """The table of components; after a visit to another page it begins with what was said.

        Streamlit keeps the other fields by itself (`persist_state`), this one it can't.
        """
        draft = self._draft
        if f"components-{draft.number}-{draft.tables}" not in st.session_state:
            draft.tables += 1
            draft.rows = draft.release
        return component_table.show(draft.rows, f"components-{draft.number}-{draft.tables}")


def _licences(licensings: Licensings) -> list[str]:
    """The licences to choose from: those whose texts are in the catalogue, by SPDX's name."""
    entries = licensings.corpus.instruments.values()
    return sorted((e.spdx or e.id for e in entries if e.kind in GRANTING), key=str.lower)


def _unknown_licences(release: Release, licensings: Licensings) -> list[str]:
    stated = [
        *release.licences.model_dump().values(),
        *(c.licence for c in release.components),
        release.based_on.licence if release.based_on else None,
    ]
    problems = (licensings.read(s).problem for s in stated if s)
    return list(dict.fromkeys(p for p in problems if p))


def _at(release: Release, path: str) -> Any:
    value: Any = release
    for name in path.split("."):
        value = getattr(value, name) if value is not None else None
    return value
