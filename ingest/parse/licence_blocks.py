"""A licence text as paragraphs: wrapped lines joined, decoration left out, numbering seen.

A paragraph is one line of canonical text. It starts after a blank line, or at a line that starts
with numbering ("2.", "(a)", "Section 3:", a bullet); in texts that are not wrapped, at each line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.parse.licence_headings import defined_term

WRAPPED_AT = 120  # characters: a text most of whose lines are shorter is wrapped

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028\u2029]")
_DECORATION = re.compile(r"^[\s\-=_*~#+.·•—–]{3,}$")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ROMAN = r"[ivxl]+"
_WORDS = "section|article|part|attachment|annex|exhibit|appendix|schedule|addendum"
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,3}})*|{_ROMAN}|[a-z])"
_WORD = re.compile(
    rf"(?P<word>{_WORDS})\s+(?P<label>{_NUMBER})(?P<close>\s*[.:)]|\s+[-–—]|\s*$|\s+(?=[A-Z]))",
    re.IGNORECASE,
)
_MARKERS = (
    re.compile(r"\((?P<label>\d{1,2}|[a-z]{1,2}|[A-Z]|[ivx]{2,5}|[IVX]{2,5})\)(?=\s|$)"),
    re.compile(r"§?\s?(?P<label>\d{1,2}(?:\.\d{1,2})+)[.):]?(?=\s|$)"),
    re.compile(r"(?P<label>\d{1,2})[.):](?=\s|$|[“\"A-Z])"),
    re.compile(r"(?P<label>[A-Z]|[IVXL]{2,6})[.):](?=\s|$)"),
    re.compile(r"(?P<label>[a-z]|[ivx]{2,5})[.):](?=\s|$)"),
)
_BULLET = re.compile(r"(?P<label>[*•●▪◦‣·]|-|–|—|o)(?=\s)")


@dataclass(frozen=True, slots=True)
class Marker:
    """Numbering at the start of a paragraph, not yet believed."""

    word: str  # "section", "attachment", ...; "" for a bare number or letter; "*" for a bullet
    label: str  # "3", "3.1", "a", "IV"
    shape: str  # which lists it can belong to: "1.", "(a)", "A."
    length: int  # of the numbering with its punctuation


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a piece of decoration that is to be dropped."""

    text: str
    marker: Marker | None = None
    alone: bool = True  # whether a blank line stood before it
    indent: int = 0  # columns before its first line
    runs_on: bool = False  # its line goes on from the one before, if its numbering is not believed
    decoration: bool = False


def strip_front_matter(source: str) -> str:
    """A licence file's text without the YAML head that some collections put before it."""
    return _FRONT_MATTER.sub("", source.replace("\r\n", "\n"), count=1)


def paragraphs(source: str) -> Iterator[Paragraph]:
    """The paragraphs of a text, in order, every character that is not white space in one."""
    raw = [line.expandtabs() for line in _LINE_END.split(source)]
    lines = [" ".join(line.split()) for line in raw]
    wrapped = _is_wrapped(lines)
    held: list[str] = []
    marker: Marker | None = None
    alone = blank = True
    indent = 0
    runs_on = False
    for line, unstripped in zip(lines, raw, strict=True):
        if not line or _DECORATION.match(line):
            if held:
                yield Paragraph(" ".join(held), marker, alone, indent, runs_on)
                held = []
            if line:
                yield Paragraph(line, decoration=True)
            blank = True
            continue
        found = read_marker(line)
        if held and (found or not wrapped or defined_term(line)):
            yield Paragraph(" ".join(held), marker, alone, indent, runs_on)
            held = []
        if not held:
            marker, alone = found, blank
            runs_on = wrapped and not blank
            indent = len(unstripped) - len(unstripped.lstrip())
        held.append(line)
        blank = False
    if held:
        yield Paragraph(" ".join(held), marker, alone, indent, runs_on)


def read_marker(line: str) -> Marker | None:
    """The numbering that a line starts with, if any."""
    word = _WORD.match(line)
    if word:
        return Marker(word["word"].lower(), word["label"], "word", word.end("close"))
    for pattern in _MARKERS:
        found = pattern.match(line)
        if found:
            return Marker("", found["label"], _shape(line[: found.end()]), found.end())
    bullet = _BULLET.match(line)
    return Marker("*", "", "*", bullet.end()) if bullet else None


def _shape(text: str) -> str:
    """ "(a)" for "(iv)", "1." for "12.", "1.1" for "3.2": what numbering of one list shares."""
    plain = re.sub(r"\d+", "1", text.strip().lstrip("§ "))
    plain = re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", plain))
    return re.sub(r"(?:1\.)+1\.?", "1.1", plain)


def _is_wrapped(lines: list[str]) -> bool:
    lengths = sorted(len(line) for line in lines if line)
    return bool(lengths) and lengths[int(len(lengths) * 0.9)] <= WRAPPED_AT
