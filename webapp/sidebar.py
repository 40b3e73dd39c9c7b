"""The sidebar: which law, as of when, and what is held."""

from collections import Counter
from datetime import date

import streamlit as st

from kb.knowledge import KnowledgeBase
from kb.model import Instrument, InstrumentKind, Version
from webapp import chat, draft, library, text
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
ALL = "all"
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


def for_reading(knowledge: KnowledgeBase) -> tuple[Version | None, date]:
    """Draw the sidebar of the Library; the version that it is set to, and the day."""
    store = knowledge.store
    with st.sidebar:
        st.header("RegAtlas", anchor=False)
        as_of = _as_of("What was not in force on this day says so.")
        _follow_address(knowledge)
        kinds = [k for k in ORDER if any(i.kind == k for i in store.instruments.values())]
        kind = st.selectbox(
            "Kind", [ALL, *kinds], format_func=lambda k: PLURALS.get(k, ALL).capitalize(),
            key="library-kind", persist_state="session",
        )  # fmt: skip
        offered = [i for i in store.instruments.values() if kind in (ALL, i.kind)]
        offered.sort(key=lambda i: _place(i))
        instrument = st.selectbox(
            "Instrument", [i.id for i in offered],
            format_func=lambda id: _title(store.instruments[id]),
            filter_mode="contains", key="library-instrument", persist_state="session",
        )  # fmt: skip
        version = _version(knowledge, instrument, as_of) if instrument else None
        st.divider()
        _held(knowledge)
    return version, as_of


def for_adding(knowledge: KnowledgeBase) -> None:
    """Draw the sidebar of the page that adds."""
    with st.sidebar:
        st.header("RegAtlas", anchor=False)
        _held(knowledge)


def _version(knowledge: KnowledgeBase, instrument: str, as_of: date) -> Version | None:
    """The version chosen; at first the one whose text is held and which held on the day."""
    versions = knowledge.store.versions
    own = [v for v in versions.values() if v.instrument == instrument]
    named = library.opened_by_address(knowledge)
    if named is not None and named.instrument == instrument:
        first = versions[named.version]
    else:
        first = ([v for v in own if v.in_force.holds_on(as_of)] or own)[-1]
        first = versions[first.base or first.id]  # amendments are shown beside the text
    if len(own) < 2:
        return first
    return st.selectbox(
        "Version", own, index=own.index(first),
        format_func=library.label_of, key=f"version-{instrument}",
    )  # fmt: skip


def _follow_address(knowledge: KnowledgeBase) -> None:
    """Choose what the page's address names, the first time that it names it."""
    address = st.query_params.to_dict()
    instrument = library.instrument_by_address(knowledge)
    if instrument is not None and st.session_state.get("library-address") != address:
        st.session_state["library-kind"] = ALL
        st.session_state["library-instrument"] = instrument
        st.session_state.pop(f"version-{instrument}", None)
    st.session_state["library-address"] = address


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
