"""A licence text as paragraphs: wrapped lines joined, decoration left out, numbering seen.

A paragraph is one line of canonical text. It starts after a blank line, or at a line that starts
with numbering ("2.", "(a)", "Section 3:", a bullet); in texts that are not wrapped, at each line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.parse.licence_headings import defined_term
from ingest.parse.licence_lines import SourceLine, source_lines

WRAPPED_AT = 120  # characters: a text most of whose lines are shorter is wrapped
SHORT_LINE = 60  # and one as short as this, with more under it, may be a heading

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_BOLD = re.compile(r"(?<!\*)\*{2,3}(?=[^\s*])((?:(?!\n\s*\n)[^*])+)(?<!\s)\*{2,3}(?!\*)")
_ROMAN = r"[ivxl]+"
_WORDS = "section|article|part|attachment|annex|exhibit|appendix|schedule|addendum"
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,3}})*|{_ROMAN}|[a-z])"
_WORD = re.compile(
    rf"(?P<word>{_WORDS})\s+(?P<label>{_NUMBER})(?P<close>\s*[.:)]|\s+[-–—]|\s*$|\s+(?=(?-i:[A-Z])))",
    re.IGNORECASE,
)
_MARKERS = (
    re.compile(r"\((?P<label>\d{1,2}|[a-z]{1,2}|[A-Z]|[ivx]{2,5}|[IVX]{2,5})\)(?=\s|$)"),
    re.compile(r"§?\s?(?P<label>\d{1,2}(?:\.\d{1,2})+)[.):]?(?=\s|$)"),
    re.compile(r"(?P<label>\d{1,2})[.):](?=\s|$|[“\"A-Z])"),
    re.compile(r"(?P<label>[A-Z]|[IVXL]{2,6})[.):](?=\s|$)"),
    re.compile(r"(?P<label>[a-z]|[ivx]{2,5})[.):](?=\s|$)"),
    re.compile(r"(?P<label>\d{1,2})(?=\s[A-Z][^.:;]{2,60}$)"),  # "2 Applicability"
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
    body: int = 0  # columns before the line that is furthest out
    runs_on: bool = False  # its line goes on from the one before, if its numbering is not believed
    decoration: bool = False
    hashed: bool = False  # Markdown marks it as a heading
    dropped: tuple[tuple[int, str], ...] = ()  # decoration in it, with the offsets where it stood

    @property
    def rest(self) -> str:
        """Its text without the numbering."""
        return self.text[self.marker.length if self.marker else 0 :].lstrip(" .:–—-")


def licence_text(source: str) -> str:
    """A licence file's text without the YAML head that some collections put before it, and
    without Markdown's bold and escaped full stops ("1\\. **Term**.")."""
    text = _FRONT_MATTER.sub("", source.replace("\r\n", "\n"), count=1)
    return _BOLD.sub(r"\1", text).replace("\\.", ".")


def paragraphs(source: str) -> Iterator[Paragraph]:
    """The paragraphs of a text, in order, every character that is not white space in one."""
    lines = source_lines(source)
    wrapped = _is_wrapped(lines)
    held: list[SourceLine] = []
    alone = blank = True
    for line in lines:
        drawn = line.decoration
        if drawn or not line.text:
            if held:
                yield _paragraph(held, alone, wrapped)
                held = []
            if drawn:
                yield Paragraph(drawn, alone=blank, decoration=True)
            blank = True
            continue
        if held and (not wrapped or held[-1].hashed or line.hashed or _begins(line, held)):
            yield _paragraph(held, alone, wrapped)
            held = []
        if not held:
            alone = blank
        held.append(line)
        blank = False
    if held:
        yield _paragraph(held, alone, wrapped)


def _begins(line: SourceLine, held: Sequence[SourceLine]) -> bool:
    """Whether a line starts a paragraph: numbering does, and a definition after a sentence."""
    if read_marker(line.text):
        return True
    before = held[-1].text
    ended = before.endswith((".", ";", ":")) or (len(held) == 1 and len(before) <= SHORT_LINE)
    return ended and bool(defined_term(line.text))


def _paragraph(lines: Sequence[SourceLine], alone: bool, wrapped: bool) -> Paragraph:
    at = 0
    dropped: list[tuple[int, str]] = []
    for line in lines:
        if line.before:
            dropped.append((at, line.before))
        at += len(line.text)
        if line.after:
            dropped.append((at, line.after))
        at += 1
    return Paragraph(
        text=" ".join(line.text for line in lines),
        marker=read_marker(lines[0].text),
        alone=alone,
        indent=lines[0].indent,
        body=min(line.indent for line in lines),
        runs_on=wrapped and not alone,
        hashed=lines[0].hashed,
        dropped=tuple(dropped),
    )


def read_marker(line: str) -> Marker | None:
    """The numbering that a line starts with, if any."""
    word = _WORD.match(line)
    if word:
        return Marker(word["word"].lower(), word["label"], "word", word.end("close"))
    for pattern in _MARKERS:
        found = pattern.match(line)
        if found:
            # "2.0 Title" is how some number section 2, whose parts are 2.1, 2.2, ...
            label = re.sub(r"^(\d+)\.0$", r"\1", found["label"])
            return Marker("", label, _shape(line[: found.end()]), found.end())
    bullet = _BULLET.match(line)
    return Marker("*", "", "*", bullet.end()) if bullet else None


def _shape(text: str) -> str:
    """ "(a)" for "(iv)", "1." for "12.", "1.1" for "3.2": what numbering of one list shares."""
    plain = re.sub(r"\d+", "1", text.strip().lstrip("§ "))
    plain = re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", plain))
    return re.sub(r"(?:1\.)+1\.?", "1.1", plain)


def _is_wrapped(lines: Sequence[SourceLine]) -> bool:
    lengths = sorted(len(line.text) for line in lines if line.text)
    return bool(lengths) and lengths[int(len(lengths) * 0.9)] <= WRAPPED_AT
