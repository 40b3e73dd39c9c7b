"""A citation opened: the whole provision, the quote marked, its version and official address."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode, urlsplit

import streamlit as st

from kb.knowledge import KnowledgeBase
from kb.model import (
    Citation,
    Hit,
    Instrument,
    Provision,
    TextKind,
    Version,
    heading_path,
    unit_of,
)
from kb.retrieve import superseded_notes
from kb.views import provision_url
from webapp import text

Span = tuple[int, int]


def name(instrument: Instrument, provision: Provision) -> str:
    """How a provision is cited: "EU AI Act, Article 53(2)"."""
    return f"{instrument.short}, {provision.pinpoint}"


def line(c: Citation) -> str:
    """A citation as its button says it: "[1] EU AI Act, Recital 104 (not binding)"."""
    binds = "" if c.provision.binding else " (not binding)"
    return text.label(f"[{c.n}] {name(c.instrument, c.provision)}{binds}")


def open_quote(c: Citation, as_of: date, knowledge: KnowledgeBase) -> None:
    """Open a citation of an answer."""
    _open(c, (c.start, c.end), as_of, knowledge)


def open_hit(hit: Hit, as_of: date, knowledge: KnowledgeBase) -> None:
    """Open a provision that was looked at."""
    _open(hit, (hit.passage.start, hit.passage.end), as_of, knowledge)


def _open(of: Citation | Hit, span: Span, as_of: date, knowledge: KnowledgeBase) -> None:
    title = text.label(name(of.instrument, of.provision))
    dialog: Callable[..., None] = st.dialog(title, width="medium")(_provision)
    dialog(of.provision, of.version, span, as_of, knowledge)


def _provision(
    provision: Provision, version: Version, span: Span, as_of: date, knowledge: KnowledgeBase
) -> None:
    text.note(heading_path(provision.path))
    text.plain(_standing(provision, version))
    if not version.in_force.holds_on(as_of):
        for remark in superseded_notes([version], as_of, knowledge.store):
            text.note(remark)
    for amendment in knowledge.store.amendments(provision, as_of):
        since = knowledge.store.versions[amendment.version].in_force.from_
        says = f"{amendment.pinpoint}: {amendment.text}"
        text.digest(says, tag=f"Amended with effect from {since}. {text.DIGEST}")
    if provision.text_kind == TextKind.DIGEST:
        text.digest(provision.text, tag=f"{text.DIGEST}; the text itself is not held")
    else:
        text.marked(provision.text, *span)
        _whole_unit(provision, span, knowledge)
    _source(provision, version)


def _whole_unit(provision: Provision, span: Span, knowledge: KnowledgeBase) -> None:
    """The article or section around a smaller provision, to be unfolded."""
    unit = knowledge.store.provision(provision.version, unit_of(provision.id))
    if unit is None or unit.id == provision.id or unit.text_kind == TextKind.DIGEST:
        return
    offset = provision.start - unit.start
    if unit.text[offset : offset + len(provision.text)] == provision.text:
        with st.expander(text.label(f"The whole of {unit.pinpoint}")):
            text.marked(unit.text, offset + span[0], offset + span[1])


def _source(provision: Provision, version: Version) -> None:
    address = provision_url(version, provision)
    if urlsplit(address).scheme in ("http", "https"):
        st.link_button("Official address", address, help=text.label(address))
    place = f"{version.id}/{provision.id.partition('/')[2]}"
    st.link_button("In the Library", f"library?{urlencode({'provision': place})}")
    text.note(place)


def _standing(provision: Provision, version: Version) -> str:
    """ "Binding text, in force from 2024-07-12 until 2026-07-27." """
    what = "binding text" if provision.binding else "text that does not bind"
    if provision.text_kind == TextKind.DIGEST:
        what = f"digest of a {what}"
    span = version.in_force
    from_ = f" from {span.from_}" if span.from_ else ""
    until = f" until {span.until}" if span.until else ""
    dated = f"in force{from_}{until}" if from_ or until else "undated"
    return f"{what.capitalize()}, {dated}."
