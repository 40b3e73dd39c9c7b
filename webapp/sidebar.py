"""The sidebar: which law, as of when, and what is held."""

from datetime import date

import streamlit as st

from kb.knowledge import KnowledgeBase
from kb.model import Instrument, InstrumentKind
from webapp import chat
from webapp.chat import Scope

ORDER = [
    InstrumentKind.REGULATION,
    InstrumentKind.DEFINITION,
    InstrumentKind.FRAMEWORK,
    InstrumentKind.GUIDELINE,
    InstrumentKind.LICENCE,
    InstrumentKind.TERMS,
    InstrumentKind.POLICY,
]
EARLIEST = date(1980, 1, 1)


def show(knowledge: KnowledgeBase) -> Scope:
    """Draw the sidebar; what it is set to."""
    instruments = knowledge.store.instruments
    with st.sidebar:
        st.header("RegAtlas")
        as_of = st.date_input(
            "The law as of",
            value="today",
            min_value=EARLIEST,
            format="YYYY-MM-DD",
            help="Answers come from the texts that held on this day.",
        )
        chosen = st.multiselect(
            "Only in",
            options=sorted(instruments, key=lambda id: _place(instruments[id])),
            format_func=lambda id: f"{instruments[id].short} ({instruments[id].kind})",
            placeholder="all texts",
            help="Leave empty to search everything that is held.",
        )
        if st.button("New conversation", width="stretch"):
            chat.clear()
        _held(knowledge)
    return Scope(as_of if isinstance(as_of, date) else date.today(), tuple(chosen))


def _place(instrument: Instrument) -> tuple[int, str]:
    return ORDER.index(instrument.kind), instrument.short.lower()


def _held(knowledge: KnowledgeBase) -> None:
    manifest = knowledge.store.manifest
    st.caption(
        f"{len(knowledge.store.instruments)} texts in {manifest.versions} versions, "
        f"{manifest.provisions:,} provisions. Built {manifest.created[:10]}."
    )
    gaps = {v.id: v.gaps for v in knowledge.store.versions.values() if v.gaps}
    if gaps:
        with st.expander(f"{len(gaps)} texts have gaps"):
            for id, missing in gaps.items():
                st.text(f"{id}\n" + "\n".join(f"– {m}" for m in missing))
            st.caption("What is missing is covered by digests where there are any.")
