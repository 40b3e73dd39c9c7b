"""Text shown as text: nothing in a document, a question or a message is ever markup.

Streamlit reads Markdown in most of what it shows, and makes links of bare addresses even where the
signs are escaped. So texts go out as HTML of our own making with every word of theirs escaped;
only the labels of buttons, which can't be HTML, are escaped Markdown.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from kb.model import Table

DIGEST = "Digest, in our own words"
OWN_WORDS = "In our own words"
_COMMAND = re.compile(r"`([^`]+)`")
_MARKUP = re.compile(r"([\\`*_\[\]$~#<>|&])")
_SHORTHAND = re.compile(r"(?<=:)(?=[\w/])|(?<=-)(?=[->])|(?<=<)(?=-)|(?<=\bwww)(?=\.)|(?<=@)(?=\w)")
_JOINER = "\u2060"  # has no width; parts ":smile:", "https://", "->", which no escape keeps as is


def plain(text: str) -> None:
    """Words of the user's or of ours."""
    st.html(f'<p class="ra">{escape(text)}</p>')


def note(*remarks: str) -> None:
    """Quiet remarks, one a paragraph."""
    if remarks:
        st.html("".join(f'<p class="ra ra-note">{escape(r)}</p>' for r in remarks))


def notice(text: str) -> None:
    """A sentence that must not be missed, with the commands in it set as such."""
    shown = _COMMAND.sub(r"<code>\1</code>", escape(text))
    st.html(f'<p class="ra ra-notice" role="status">{shown}</p>')


def heading(text: str) -> None:
    """What the sentences below it stand in."""
    st.html(f'<p class="ra ra-heading">{escape(text)}</p>')


def quotation(text: str, numbers: Sequence[int]) -> None:
    """A sentence of the law's own words, with the numbers of its citations."""
    st.html(f'<p class="ra ra-law">{escape(text)}{_marks(numbers)}</p>')


def digest(text: str, numbers: Sequence[int] = (), tag: str = DIGEST) -> None:
    """A sentence of ours about the law; it says so, and does not look like a quotation."""
    tagged = f'<span class="ra-tag">{escape(tag)}</span>'
    st.html(f'<p class="ra ra-digest">{tagged}{escape(text)}{_marks(numbers)}</p>')


def listed(items: Iterable[str], intro: str = "") -> None:
    """A list, an item a line, below what introduces it."""
    before = f'<p class="ra ra-note">{escape(intro)}</p>' if intro else ""
    st.html(f'{before}<ul class="ra-list">{"".join(f"<li>{escape(i)}</li>" for i in items)}</ul>')


def table(made: Table) -> None:
    """Texts side by side, each cell with the numbers of its citations."""
    st.html(
        columns(
            [escape(c) for c in made.columns],
            [
                (topic, [f"{escape(c.says)}{_marks(c.citations)}" for c in cells])
                for topic, cells in made.rows
            ],
        )
    )


def columns(heads: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The markup of a table: its heads and cells are markup already, the titles of rows words."""
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(title)}</th>{"".join(f"<td>{c}</td>" for c in cells)}</tr>'
        for title, cells in rows
    )
    return (
        '<div class="ra-scroll" tabindex="0"><table class="ra-table"><thead><tr><td></td>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def marked(text: str, start: int, end: int) -> None:
    """A whole text in the law's own words with one span of it marked."""
    before, inside, after = (escape(t) for t in (text[:start], text[start:end], text[end:]))
    mark = f"<mark>{inside}</mark>" if inside else ""
    st.html(f'<div class="ra ra-whole" tabindex="0">{before}{mark}{after}</div>')


def label(text: str) -> str:
    """A text as the label of a button or a title shows it literally."""
    return _MARKUP.sub(r"\\\1", _SHORTHAND.sub(_JOINER, " ".join(text.split())))


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"<sup>&nbsp;[{n}]</sup>" for n in numbers)
