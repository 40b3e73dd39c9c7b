"""Choosing the release: one that is known, a file, a description in words, or an empty form."""

import re
import tempfile
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from kb.corpus import KnownRelease
from kb.errors import RegAtlasError
from kb.knowledge import KnowledgeBase
from kb.prose import LONGEST, read_prose
from kb.readers import read_release
from kb.release import Release, Understood
from kb.releases import plain
from webapp import text
from webapp.wording import sentence

SUFFIXES = ["yaml", "yml", "json", "jsonld", "md"]
MEGABYTES = 5
LARGEST = MEGABYTES * 1_000_000
EXAMPLE = (
    "A 7B language model trained with 8e22 FLOP, weights under Apache-2.0, no training code, "
    "offered in the EU."
)


def show(knowledge: KnowledgeBase, number: int) -> Understood | None:
    """Draw the ways of choosing; the release that was chosen in this run, if one was.

    With another `number` nothing is chosen yet, so that the same one can be chosen again.
    """
    known, file, words, hand = st.tabs(
        ["A known release", "A file", "In words", "By hand"], key="ways"
    )
    with known:
        chosen = _known(knowledge, number)
    with file:
        chosen = _file(number) or chosen
    with words:
        chosen = _words(knowledge) or chosen
    with hand:
        return _by_hand() or chosen


def name(release: KnownRelease | Release) -> str:
    """ "Llama 2 70B" """
    version = release.version if release.version not in release.name else ""
    return f"{release.name} {version}".strip()


def described(release: KnownRelease) -> str:
    """ "Llama 2 70B · Meta · 2023-07-18" """
    parts = (name(release), release.provider.name, str(release.released or ""))
    return " · ".join(p for p in parts if p)


def _known(knowledge: KnowledgeBase, number: int) -> Understood | None:
    releases = knowledge.corpus.releases
    id = st.selectbox(
        "A release that we have a record of",
        options=sorted(releases, key=lambda id: described(releases[id]).lower()),
        index=None,
        format_func=lambda id: described(releases[id]),
        placeholder=f"Choose one of {len(releases)}, or type its name",
        filter_mode="contains",
        key=f"known-{number}",
    )
    if id is None:
        return None
    on = releases[id].described_on
    return Understood(plain(releases[id]), f"our own record{f' as of {on}' if on else ''}", ())


def _file(number: int) -> Understood | None:
    upload = st.file_uploader(
        "Our YAML, the Model Openness Framework's, a model card, CycloneDX or SPDX 3",
        type=SUFFIXES,
        max_upload_size=MEGABYTES,
        key=f"file-{number}",
    )
    if upload is None:
        return None
    if upload.size > LARGEST:
        text.notice(f"The file is larger than {LARGEST:,} bytes; no description of a release is.")
        return None
    with tempfile.TemporaryDirectory(prefix="regatlas-") as folder:
        # In a folder of its own: readers look beside a file, and one names a release by its folder.
        path = Path(folder) / "The uploaded release" / _safe(upload.name)
        path.parent.mkdir()
        path.write_bytes(upload.getvalue())
        try:
            return read_release(path)
        except RegAtlasError as e:
            text.notice(str(e))
            return None


def _words(knowledge: KnowledgeBase) -> Understood | None:
    said = st.text_area(
        "What it is, how it was trained, what of it is published under which licence, where it is "
        "offered",
        placeholder=f"For example: {EXAMPLE}",
        max_chars=LONGEST,
        height=96,
        key="words",
        persist_state="session",
    )
    if not st.button("Read it", key="read-words"):
        return None
    try:
        return read_prose(said, knowledge.assessor.licensings)
    except RegAtlasError as e:
        text.notice(str(e))
    except ValidationError as e:
        text.notice(" ".join(sentence(each["msg"]) for each in e.errors()))
    return None


def _by_hand() -> Understood | None:
    text.note("An empty form, in which nothing is known yet.")
    if st.button("Begin", key="by-hand"):
        return Understood(Release(name="New release"), "an empty form", ())
    return None


def _safe(name: str) -> str:
    """A file's name as the user knows it, with nothing in it that leads elsewhere."""
    kept = re.sub(r"[^\w. -]", "_", Path(name.replace("\\", "/")).name).lstrip(".")
    return kept[-100:] or "release"
