"""A citation opened: the whole provision, the quote marked, its version and address."""

from datetime import date

import streamlit as st

from kb.knowledge import KnowledgeBase
from kb.model import Citation, Hit, Instrument, Provision, TextKind, Version, heading_path
from kb.views import provision_url
from webapp.text import marked, paragraph


def open_quote(c: Citation, as_of: date, knowledge: KnowledgeBase) -> None:
    """Open a citation of an answer."""
    _provision(c.provision, c.version, c.instrument, (c.start, c.end), as_of, knowledge)


def open_hit(hit: Hit, as_of: date, knowledge: KnowledgeBase) -> None:
    """Open a provision that was looked at."""
    span = (hit.passage.start, hit.passage.end)
    _provision(hit.provision, hit.version, hit.instrument, span, as_of, knowledge)


@st.dialog("Provision", width="large")
def _provision(
    provision: Provision,
    version: Version,
    instrument: Instrument,
    span: tuple[int, int],
    as_of: date,
    knowledge: KnowledgeBase,
) -> None:
    st.subheader(f"{instrument.short}, {provision.pinpoint}", anchor=False)
    paragraph(heading_path(provision.path))
    if provision.text_kind == TextKind.DIGEST:
        st.info("Digest, in our own words: the text itself is not held.")
    st.caption(_standing(provision, version))
    for digest in knowledge.store.amendments(provision, as_of):
        since = knowledge.store.versions[digest.version].in_force.from_
        st.warning(f"Amended with effect from {since}; in our own words:")
        paragraph(f"{digest.pinpoint}: {digest.text}")
    marked(provision.text, *span)
    st.divider()
    st.text(f"{version.id.partition('@')[0]}  {provision.id}")
    st.link_button("Official address", provision_url(version, provision))


def _standing(provision: Provision, version: Version) -> str:
    """ "Text of 2024-07-12 until 2026-07-27; binding" """
    span = version.in_force
    dated = f"Text of {span.from_}" if span.from_ else "Undated text"
    until = f", in force in this form until {span.until}" if span.until else ""
    return f"{dated}{until}; {'binding' if provision.binding else 'not binding'}; {version.id}"
