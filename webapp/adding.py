"""The Add page: a text is uploaded, its structure shown, its facts stated, and it is ingested."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from kb.knowledge import KnowledgeBase
from kb.model import InstrumentKind
from webapp import ingesting, text
from webapp.book import named
from webapp.ingesting import NotAdded, Step

SUFFIXES = ["pdf", "html", "htm", "xhtml", "xml", "docx", "md", "txt"]
MEGABYTES = 50
SHOWN = 400  # provisions of a tree
SURE = ((0.9, "nearly all"), (0.6, "most"), (0.3, "some"), (0.0, "little"))


def show(knowledge: KnowledgeBase) -> None:
    """Draw the page."""
    st.title("Add a text", anchor=False)
    text.plain(
        "A law, a licence or a guideline of your own: upload it, look at the structure that is "
        "recognised, say what it is, and it is searched and cited like the others."
    )
    number = st.session_state.setdefault("add-number", 0)
    _told()
    upload = st.file_uploader(
        "PDF, HTML, XML (Akoma Ntoso, USLM, the Publications Office's), DOCX, Markdown or text",
        type=SUFFIXES, max_upload_size=MEGABYTES, key=f"add-file-{number}",
    )  # fmt: skip
    address = ""
    if upload is None:
        address = st.text_input(
            "Or its address on the web", placeholder="https://…", key=f"add-url-{number}"
        ).strip()
    if upload is None and not address:
        return
    name, content = (upload.name, upload.getvalue()) if upload else (address, b"")
    try:
        found = _recognised(name, content, str(knowledge.home.root), knowledge)
    except NotAdded as e:
        text.notice(str(e))
        return
    _report(found)
    facts = _facts(found, knowledge, f"{number}-{name}", address)
    if facts is not None:
        _ingest(name, content, facts, knowledge)


@contextmanager
def _given(name: str, content: bytes) -> Iterator[str]:
    """The address as it is, or the uploaded file."""
    if not content:
        yield name
        return
    with ingesting.source(name, content) as path:
        yield path


@st.cache_data(max_entries=8, show_spinner="Reading the text and looking for its structure …")
def _recognised(name: str, content: bytes, home: str, _knowledge: KnowledgeBase) -> dict[str, Any]:
    if not content and "://" not in name:
        raise NotAdded("An address begins with https:// or http://.")
    with _given(name, content) as given:
        return ingesting.recognised(given, _knowledge.home)


def _report(found: dict[str, Any]) -> None:
    """What was recognised, how sure that is, and the tree."""
    provisions = found["provisions"]
    by = ", ".join(f"{n:,} by {scheme}" for scheme, n in found["schemes"].items())
    share = found["confidence"]
    much = next(word for least, word in SURE if share >= least)
    st.subheader("What was recognised", anchor=False)
    text.plain(
        f"Read as {found['format']}: {len(provisions):,} provisions"
        f"{f' ({by})' if by else ', by page and paragraph'}. {much.capitalize()} of the text "
        f"({share:.0%}) lies in recognised units."
    )
    if found["notes"]:
        text.listed(found["notes"])
    with st.expander("The structure", expanded=True):
        rows = "".join(_row(p) for p in provisions[:SHOWN])
        st.html(f'<div class="ra-whole">{rows}</div>')
        if len(provisions) > SHOWN:
            text.note(f"The first {SHOWN} of {len(provisions):,} are shown.")


def _row(p: dict[str, Any]) -> str:
    words = " ".join(p["text"].split())[:160]
    return (
        f'<div class="ra ra-text ra-deep-{min(p["depth"], 6)}"><span class="ra-number">'
        f"{escape(named(p['pinpoint'], p['heading']))}</span>"
        f'<span class="ra-note">{escape(words)}</span></div>'
    )


def _facts(
    found: dict[str, Any], knowledge: KnowledgeBase, key: str, address: str
) -> dict[str, str] | None:
    """What the user says of the text, as options of the command; None until it is sent."""
    stated = found["metadata"]
    kinds = list(InstrumentKind)
    own = [i for i in knowledge.store.instruments if i not in knowledge.corpus.instruments]
    with st.form(f"add-facts-{key}"):
        st.subheader("What it is", anchor=False)
        title = st.text_input("Title", value=found["title"])
        left, right = st.columns(2)
        with left:
            id = st.text_input("Id, by which it is cited", value=found["id"])
            kind = st.selectbox(
                "Kind", kinds, index=kinds.index(stated.get("kind", InstrumentKind.REGULATION)),
                format_func=lambda k: k.value.capitalize(),
            )  # fmt: skip
            jurisdiction = st.text_input(
                "Whose law it is", value=stated.get("jurisdiction", ""), placeholder="EU, US-CA, …"
            )
        with right:
            since = st.date_input(
                "In force from (empty: not dated)", value=stated.get("in_force_from"),
                min_value=date(1900, 1, 1), max_value=date(2100, 1, 1), format="YYYY-MM-DD",
            )  # fmt: skip
            before = st.selectbox(
                "It supersedes", ["", *own], format_func=lambda i: i or "none of the texts added"
            )
            url = st.text_input("Official address", value=stated.get("url", "") or address)
        if not st.form_submit_button("Ingest", type="primary"):
            return None
    return {
        "id": id.strip(), "title": title.strip(), "kind": kind.value,
        "jurisdiction": jurisdiction.strip(), "url": url.strip(), "supersedes": before,
        "in-force-from": since.isoformat() if isinstance(since, date) else "",
    }  # fmt: skip


def _ingest(name: str, content: bytes, facts: dict[str, str], knowledge: KnowledgeBase) -> None:
    """Run the ingestion, its steps on the page; then begin anew and tell what came."""
    bar = st.progress(0.0, text="Beginning …")
    try:
        with _given(name, content) as given:
            for step in ingesting.ingest(given, facts, knowledge.home):
                if isinstance(step, Step):
                    bar.progress(step.share or 0.0, text=text.label(step.says))
                else:
                    st.session_state["added"] = step
    except NotAdded as e:
        bar.empty()
        text.notice(str(e))
        return
    st.session_state["add-number"] += 1
    st.rerun()


def _told() -> None:
    """What the last ingestion brought."""
    report = st.session_state.get("added") or {"versions": []}
    for v in report["versions"]:
        same = v["status"] == "unchanged"
        text.plain(
            f"{v['version']} was held already; nothing changed."
            if same
            else f"{v['version']} was added: {v['provisions']:,} provisions, {v['passages']:,} "
            f"passages, {report['embedded']:,} of them embedded, in {report['seconds']:.0f} s."
        )
        place = urlencode({"instrument": v["instrument"]})
        st.link_button("Read it in the Library", f"library?{place}")
