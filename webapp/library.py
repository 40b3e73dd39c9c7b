"""The Library: what is held, read a page at a time as it is structured, and versions compared."""

from datetime import date
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from kb.diff import Change, Difference, differences
from kb.knowledge import KnowledgeBase
from kb.model import Instrument, Provision, TextKind, Version, heading_path
from kb.retrieve import superseded_notes
from kb.views import provision_url
from webapp import text
from webapp.book import Book, Page, Piece, name, named

AT, WHICH = "provision", "instrument"  # in the address of the page: what is open
FOUND = 60  # provisions listed of those that have the words looked for
COMPARED = 40  # differences shown at a time
CHANGES = {
    Change.ADDED: "New",
    Change.REMOVED: "Gone",
    Change.CHANGED: "Changed",
    Change.DIGEST: "Changed; told in our own words, for the new text is not held",
}
READ, COMPARE = "Read", "Compare versions"


def show(knowledge: KnowledgeBase, version: Version | None, as_of: date) -> None:
    """Draw the page for the version that the sidebar is set to."""
    if version is None:
        return
    instrument = knowledge.store.instruments[version.instrument]
    st.title(text.label(instrument.title), anchor=False)
    text.note(_standing(instrument, version), *superseded(version, as_of, knowledge))
    others = [v for v in _versions(knowledge, instrument.id) if v.id != version.id]
    way = READ
    if others:
        way = st.segmented_control(
            "View", [READ, COMPARE], default=READ, required=True, label_visibility="collapsed"
        )  # fmt: skip
    if way == COMPARE:
        _compare(version, others, knowledge)
    else:
        _read(version, as_of, knowledge)


def opened_by_address(knowledge: KnowledgeBase) -> Provision | None:
    """The provision that the page's address names: "eu-ai-act@2024-07-12/art_53"."""
    version, _, place = str(st.query_params.get(AT, "")).partition("/")
    held = knowledge.store.versions.get(version)
    if held is None or not place:
        return None
    return knowledge.store.provision(held.id, f"{held.instrument}/{place}")


def instrument_by_address(knowledge: KnowledgeBase) -> str | None:
    """The instrument of that provision, or the one named alone: "?instrument=eu-ai-act"."""
    named = opened_by_address(knowledge)
    instrument = named.instrument if named else st.query_params.get(WHICH)
    return instrument if instrument in knowledge.store.instruments else None


def superseded(version: Version, as_of: date, knowledge: KnowledgeBase) -> list[str]:
    """What must be said of a version that is not in force on the day."""
    if version.in_force.holds_on(as_of):
        return []
    return list(superseded_notes([version], as_of, knowledge.store))


@st.cache_resource(max_entries=8, show_spinner=False)
def _book(generation: str, version: str, _knowledge: KnowledgeBase) -> Book:
    return Book(_knowledge.store.provisions(version))


def _read(version: Version, as_of: date, knowledge: KnowledgeBase) -> None:
    book = _book(str(knowledge.store.path), version.id, knowledge)
    wanted = opened_by_address(knowledge)
    page = book.page_of(wanted.id) if wanted and wanted.instrument == version.instrument else None
    page = page or book.first()
    if page is None:
        text.plain("Nothing of this version is held.")
        return
    words = st.text_input(
        "Find in this text", placeholder="Words that all stand in one provision", key="find"
    )  # fmt: skip
    left, right = st.columns([2, 5], gap="large")
    with left:
        if words.split():
            _found(book, words.split(), version)
        else:
            _contents(book, page, version)
    with right:
        _page(book, page, version, as_of, knowledge)


def _contents(book: Book, page: Page, version: Version) -> None:
    with st.container(height=640, border=False, key="library-contents"):
        for row in book.contents(page):
            label = text.label(row.label)
            shown = f"**{label}**" if row.page == page.id else label
            with st.container(key=f"row-{min(row.depth, 4)}-{row.page}-{row.label[:40]}"):
                key = f"open-{row.page}-{row.label}"
                st.button(shown, key=key, type="tertiary", on_click=_go, args=(version, row.page))


def _found(book: Book, words: list[str], version: Version) -> None:
    found = book.containing(words)
    text.note(f"{len(found)} provisions have these words." if found else "No provision has them.")
    with st.container(height=600, border=False, key="library-contents"):
        for p in found[:FOUND]:
            st.button(
                text.label(named(p.pinpoint, p.heading)), key=f"found-{p.id}", type="tertiary",
                on_click=_go, args=(version, p.id),
            )  # fmt: skip
        if len(found) > FOUND:
            text.note(f"The first {FOUND} are listed; more words narrow them down.")


def _page(book: Book, page: Page, version: Version, as_of: date, knowledge: KnowledgeBase) -> None:
    before, after = book.next_to(page, -1), book.next_to(page, 1)
    back, forth = st.columns(2)
    with back:
        _turn(before, version, "← ", "before")
    with forth:
        _turn(after, version, "", "after", " →")
    first = page.parts[0]
    path = heading_path(first.path[:-1])
    if path:
        text.note(path)
    st.subheader(text.label(name(page)), anchor=False)
    provisions = book.provisions(page)
    _amended(provisions, as_of, knowledge)
    if version.in_force.holds_on(as_of):
        text.note(*knowledge.not_yet(provisions, as_of))
    wanted = opened_by_address(knowledge)
    st.html("".join(_piece(p, wanted) for p in book.pieces(page)) or "<p></p>")
    within = book.within(page)
    for inner in within:
        st.button(
            text.label(name(inner)), key=f"within-{inner.id}", type="tertiary",
            on_click=_go, args=(version, inner.id),
        )  # fmt: skip
    address = provision_url(version, first)
    if urlsplit(address).scheme in ("http", "https"):
        st.link_button("Official address", address, help=text.label(address))
    text.note(f"{version.id}/{page.id.partition('/')[2]}")


def _turn(page: Page | None, version: Version, sign: str, key: str, end: str = "") -> None:
    if page is not None:
        label = f"{sign}{text.label(page.pinpoint)}{end}"
        st.button(label, key=key, on_click=_go, args=(version, page.id), width="stretch")


def _amended(provisions: list[Provision], as_of: date, knowledge: KnowledgeBase) -> None:
    """What later law changed in a page, before its text."""
    told = dict.fromkeys(a for p in provisions for a in knowledge.store.amendments(p, as_of))
    for amendment in told:
        since = knowledge.store.versions[amendment.version].in_force.from_
        says = f"{amendment.pinpoint}: {amendment.text}"
        text.digest(says, tag=f"Amended with effect from {since}. {text.DIGEST}")


def _piece(piece: Piece, wanted: Provision | None) -> str:
    """Some words of a page, under the number of their provision, as deep as it lies."""
    p = piece.provision
    digest = p.text_kind == TextKind.DIGEST
    tag = f'<span class="ra-tag">{escape(text.DIGEST)}</span>' if digest and piece.text else ""
    number = escape(named(p.pinpoint, p.heading)) if piece.first and piece.depth else ""
    words = escape(piece.text)
    if not (words or number):
        return ""
    here = " ra-here" if wanted is not None and p.id == wanted.id else ""
    look = "ra-digest" if tag else "ra-text"
    label = f'<span class="ra-number">{number}</span>' if number else ""
    inner = f'{tag}<span class="ra-words">{words}</span>' if words else ""
    depth = min(int(piece.depth), 6)
    return f'<div class="ra {look} ra-deep-{depth}{here}">{label}{inner}</div>'


def _go(version: Version, provision: str) -> None:
    st.query_params.pop(WHICH, None)
    st.query_params[AT] = f"{version.id}/{provision.partition('/')[2]}"


def _compare(version: Version, others: list[Version], knowledge: KnowledgeBase) -> None:
    other = st.selectbox(
        "Compare with", others, format_func=lambda v: label_of(v), key=f"with-{version.id}"
    )
    old, new = sorted((version, other), key=lambda v: (v.in_force.from_ or date.min, v.id))
    found = _differences(str(knowledge.store.path), old.id, new.id, knowledge)
    text.note(f"From {label_of(old)} to {label_of(new)}: {len(found)} provisions differ.")
    at = 0
    if len(found) > COMPARED:
        pages = range(0, len(found), COMPARED)
        at = st.selectbox(
            "Shown", pages, format_func=lambda n: f"{n + 1} to {min(n + COMPARED, len(found))}"
        )
    st.html("".join(_difference(d) for d in found[at : at + COMPARED]) or "<p></p>")


@st.cache_data(max_entries=8, show_spinner="Comparing …")
def _differences(
    generation: str, old: str, new: str, _knowledge: KnowledgeBase
) -> list[Difference]:
    store = _knowledge.store
    return differences(store, store.versions[old], store.versions[new])


def _difference(d: Difference) -> str:
    """One change, its words marked: struck through where gone, underlined where new."""
    marks = {"same": "{}", "old": "<del>{}</del>", "new": "<ins>{}</ins>"}
    head = f"{d.pinpoint} · {CHANGES[d.change]}"
    if d.change == Change.DIGEST:
        tag = f'<span class="ra-tag">{escape(text.DIGEST)}</span>'
        before = f'<p class="ra ra-note ra-law">{escape(d.old)}</p>' if d.old else ""
        body = f'{before}<p class="ra ra-digest">{tag}{escape(d.new)}</p>'
    else:
        words = " ".join(marks[w.kind].format(escape(w.text)) for w in d.words)
        body = f'<p class="ra ra-law">{words}</p>'
    return f'<p class="ra ra-finding">{escape(head)}</p>{body}'


def _versions(knowledge: KnowledgeBase, instrument: str) -> list[Version]:
    return [v for v in knowledge.store.versions.values() if v.instrument == instrument]


def label_of(version: Version) -> str:
    """ "2024-07-12 until 2026-07-27" """
    span = version.in_force
    since = str(span.from_ or "undated")
    until = f" until {span.until}" if span.until else ""
    over = f" (digests over {version.base.partition('@')[2]})" if version.base else ""
    return f"{since}{until}{over}"


def _standing(instrument: Instrument, version: Version) -> str:
    parts = (instrument.short, instrument.kind.value, instrument.jurisdiction, label_of(version))
    gaps = f" Missing: {'; '.join(version.gaps)}." if version.gaps else ""
    return f"{' · '.join(dict.fromkeys(p for p in parts if p))}.{gaps}"
