"""The sidebar: which law, as of when, and what is held."""

from collections import Counter
from datetime import date

import streamlit as st

from kb.knowledge import KnowledgeBase
from kb.model import Instrument, InstrumentKind
from webapp import chat, draft, text
from webapp.chat import Scope

PLURALS = {  # in the order of their listing
    InstrumentKind.REGULATION: "regulations",
    InstrumentKind.DEFINITION: "definitions",
    InstrumentKind.FRAMEWORK: "frameworks",
    InstrumentKind.GUIDELINE: "guidelines",
    InstrumentKind.LICENCE: "licences",
    InstrumentKind.TERMS: "terms of use",
    InstrumentKind.POLICY: "policies",
}
ORDER = list(PLURALS)
EARLIEST = date(1980, 1, 1)


def for_questions(knowledge: KnowledgeBase) -> Scope:
    """Draw the sidebar of the chat; what it is set to."""
    instruments = knowledge.store.instruments
    with st.sidebar:
        st.header("RegAtlas", anchor=False)
        if st.button("New conversation", width="stretch"):
            chat.clear()
        as_of = _as_of("The next answer comes from the texts that held on this day.")
        chosen = st.multiselect(
            "Only in",
            options=sorted(instruments, key=lambda id: _place(instruments[id])),
            format_func=lambda id: _title(instruments[id]),
            placeholder="all texts",
            filter_mode="contains",  # letters in order, the default, would find "affero" in most
            select_all=False,
            key="only-in",
            persist_state="session",
        )
        st.divider()
        _held(knowledge)
    return Scope(as_of, tuple(chosen))


def for_assessments(knowledge: KnowledgeBase) -> date:
    """Draw the sidebar of the page that assesses; the day that it is set to."""
    with st.sidebar:
        st.header("RegAtlas", anchor=False)
        if st.button("New assessment", width="stretch"):
            draft.clear()
        as_of = _as_of("The next assessment goes by the law of this day.")
        st.divider()
        _held(knowledge)
    return as_of


def for_comparisons(knowledge: KnowledgeBase) -> date:
    """Draw the sidebar of the page that compares; the day that it is set to."""
    with st.sidebar:
        st.header("RegAtlas", anchor=False)
        as_of = _as_of("The releases are compared by the law of this day.")
        st.divider()
        _held(knowledge)
    return as_of


def _as_of(remark: str) -> date:
    """The day, which is the same on every page."""
    day = st.date_input(
        "The law as of",
        value="today",
        min_value=EARLIEST,
        format="YYYY-MM-DD",
        key="as-of",
        persist_state="session",
    )
    text.note(remark)
    return day if isinstance(day, date) else date.today()


def _place(instrument: Instrument) -> tuple[int, str]:
    return ORDER.index(instrument.kind), instrument.short.lower()


def _title(instrument: Instrument) -> str:
    """ "GPL-2.0 · licence · GNU General Public License, Version 2" """
    parts = (instrument.short, instrument.kind.value, instrument.title)
    return " · ".join(dict.fromkeys(parts))


def _held(knowledge: KnowledgeBase) -> None:
    store = knowledge.store
    counts = Counter(i.kind for i in store.instruments.values())
    kinds = ", ".join(
        f"{counts[kind]} {plural if counts[kind] > 1 else kind.value}"
        for kind, plural in PLURALS.items()
        if counts[kind]
    )
    text.note(
        f"Held: {kinds}; {store.manifest.versions} versions, "
        f"{store.manifest.provisions:,} provisions. Built on {store.manifest.created[:10]}."
    )
    gaps = [v for v in store.versions.values() if v.gaps]
    if gaps:
        with st.expander(f"{len(gaps)} of the versions held {_have(len(gaps))} gaps"):
            for version in gaps:
                short = store.instruments[version.instrument].short
                since = version.in_force.from_ or "undated"
                missing = "".join(f"\n– {gap}" for gap in version.gaps)
                text.note(f"{short} ({since}){missing}")
            text.note("What is missing is covered by digests where there are any.")


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
