"""The components as a table to fill in: which are released, and each one's licence.

The weights have fields of their own in the form, for they decide most.
"""

from typing import Any

import streamlit as st

from kb.components import BY_ID, COMPONENTS
from kb.release import Release
from webapp import text
from webapp.release_fields import MEANT, SAID

_SHOWN = [c for c in COMPONENTS if c.id != "weights"]

Row = dict[str, Any]


def show(release: Release, key: str) -> list[Row]:
    """Draw the table, which begins with what a release says; its rows as they stand."""
    edited: list[Row] = st.data_editor(
        rows_of(release),
        hide_index=True,
        num_rows="fixed",
        height="content",
        disabled=["component", "class"],
        column_config={
            "component": st.column_config.TextColumn("Component", width="medium"),
            "class": st.column_config.TextColumn(
                "Class", width="small", help="Of the Model Openness Framework: the one to ask first"
            ),
            "released": st.column_config.SelectboxColumn(
                "Released", options=list(MEANT), required=True, width="small"
            ),
            "licence": st.column_config.TextColumn("Licence", max_chars=200, width="medium"),
            "address": st.column_config.TextColumn("Where", max_chars=500, width="medium"),
        },
        key=key,
    )
    text.note(
        "A licence may be a name or an SPDX expression, none where there is none; left empty, that "
        "of the code, the data or the documents counts, or of the whole."
    )
    return edited


def rows_of(release: Release) -> list[Row]:
    """Every component but the weights, in the framework's order."""
    return [_row(c.id, release) for c in _SHOWN]


def components_of(rows: list[Row], weights: Row, before: Release) -> dict[str, Any]:
    """The table as a release's fields; what it has no column for stays as it was `before`.

    A component of which it is not known whether it is released is left out.
    """
    said = {"weights": MEANT[weights["released"]]}
    given = {"weights": weights}
    for component, row in zip(_SHOWN, rows, strict=True):
        said[component.id] = MEANT[row["released"]]
        given[component.id] = row
    withheld = before.others_withheld and None not in said.values()
    found = []
    for id in dict.fromkeys((*(c.component for c in before.components), *BY_ID)):
        earlier = before.component(id)
        if said[id] is None or (withheld and said[id] is False and earlier is None):
            continue
        kept = earlier.model_dump() if earlier else {"component": id}
        row = given[id]
        found.append(
            kept
            | {"available": said[id], "licence": _filled(row["licence"])}
            | {"address": _filled(row["address"])}
        )
    return {"components": found, "others_withheld": withheld}


def row_of_weights(available: bool | None, licence: str | None, release: Release) -> Row:
    """The weights' fields in the form as a row like the others'."""
    return _row("weights", release) | {"released": SAID[available], "licence": licence}


def dropped(rows: list[Row]) -> list[str]:
    """What is said of components of which it is not known whether they are released."""
    return [
        f"The licence of the {row['component'].lower()} is left out: say whether it is released."
        for row in rows
        if MEANT[row["released"]] is None and _filled(row["licence"])
    ]


def _row(id: str, release: Release) -> Row:
    found = release.component(id)
    return {
        "component": BY_ID[id].name,
        "class": BY_ID[id].of.name,
        "released": SAID[release.has(id)],
        "licence": (found and found.licence) or "",
        "address": (found and found.address) or "",
    }


def _filled(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None
