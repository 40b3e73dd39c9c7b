"""Which chapter and section each article of a flattened act is in.

A heading stands at the end of the article before it. That of the first chapter is never there,
and one may be lost with the end of a cut article; it is inferred where the headings that follow
leave one possibility only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

_HEADING = re.compile(
    r"(?<=[.’”)]) (?:(?P<chapter>CHAPTER [IVXLC]+) (?P<chapter_title>[A-Z][^.;:]*?))?"
    r"(?: ?(?P<section>S(?:ECTION|ection) \d+) (?P<section_title>[A-Z][^.;:]*))?$"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Lost(Enum):
    """What may begin before an article without our knowing which."""

    NOTHING = auto()
    SECTION = auto()
    CHAPTER = auto()  # and with it the section


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter, a section or both that begin before an article; 0 where there is none.

    An inferred one has a number but no lines.
    """

    chapter: int = 0
    section: int = 0
    chapter_lines: tuple[str, ...] = ()  # "CHAPTER V", "GENERAL-PURPOSE AI MODELS"
    section_lines: tuple[str, ...] = ()
    lost: Lost = Lost.NOTHING


def split_heading(text: str) -> tuple[str, Heading]:
    """An article's own text, and the heading of what follows it."""
    match = _HEADING.search(text)
    if match is None or not match[0].strip():
        return text, Heading()
    chapter, section = match["chapter"], match["section"]
    return text[: match.start()], Heading(
        chapter=_arabic(chapter.split()[1]) if chapter else 0,
        section=int(section.split()[1]) if section else 0,
        chapter_lines=(chapter, match["chapter_title"].strip()) if chapter else (),
        section_lines=(section, match["section_title"].strip()) if section else (),
    )


def infer(headings: Sequence[Heading], gaps: Sequence[bool]) -> list[Heading]:
    """The headings before each article, with those that can be inferred where one is lost.

    `gaps[n]` says that the source may have lost what stood before article n, as it does before
    the first one and after a cut one.
    """
    if not any(h.chapter for h in headings):  # a short act has none
        return list(headings)
    result: list[Heading] = []
    chapter = section = 0
    for n, heading in enumerate(headings):
        here = heading
        if gaps[n]:
            end = next((m for m in range(n + 1, len(gaps)) if gaps[m]), len(gaps))
            here = _inferred(headings[n + 1 : end], chapter, section)
            if not n:  # the first article is in the first chapter, whatever follows
                here = Heading(1, here.section)
        if here.chapter:
            chapter, section = here.chapter, 0
        section = here.section or section
        result.append(here)
    return result


def _inferred(following: Sequence[Heading], chapter: int, section: int) -> Heading:
    """What begins at a gap in this chapter and section, from the headings known after it."""
    n = next((n for n, h in enumerate(following) if h.chapter), None)
    if n is None:
        return Heading(lost=Lost.CHAPTER)
    skipped = following[n].chapter - chapter - 1  # chapters whose heading must be in the gap
    next_section = next((h.section for h in following[:n] if h.section), 0)
    if skipped == 1:
        # Sections are numbered from 1 in each chapter: the second one's being the first to be
        # seen shows that the chapter began with a section.
        return Heading(chapter + 1, 1 if next_section == 2 else 0)
    if skipped != 0:
        return Heading(lost=Lost.CHAPTER)
    if next_section == section + 2:
        return Heading(section=section + 1)
    if next_section == section + 1 or not section:
        return Heading()
    return Heading(lost=Lost.SECTION)


def roman(number: int) -> str:
    text = ""
    for value, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        while number >= value:
            text, number = text + letters, number - value
    return text + "I" * number


def _arabic(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
