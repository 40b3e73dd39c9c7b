"""Text shown as text: nothing in a document or a question is ever markup."""

from collections.abc import Sequence
from html import escape

import streamlit as st

LINE = "margin:0 0 .35rem 0;white-space:pre-wrap;overflow-wrap:anywhere"


def paragraph(text: str, marks: Sequence[int] = (), quoted: bool = False) -> None:
    """A text as it stands, with the numbers of its citations; the law's own words have a rule."""
    numbers = "".join(f"<sup>&nbsp;[{n}]</sup>" for n in marks)
    rule = ";border-left:3px solid #9db4c0;padding-left:.8rem" if quoted else ""
    st.html(f'<p style="{LINE}{rule}">{escape(text)}{numbers}</p>')


def marked(text: str, start: int, end: int) -> None:
    """A whole text with one span of it marked."""
    before, inside, after = (escape(t) for t in (text[:start], text[start:end], text[end:]))
    mark = f'<mark id="quote">{inside}</mark>' if inside else ""
    st.html(f'<div style="{LINE};line-height:1.55">{before}{mark}{after}</div>')
