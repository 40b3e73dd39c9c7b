"""Acts of the EU whose articles came as one line of text each, without recitals and annexes.

That is what the data package holds: words in order, layout lost, long articles cut. The layout is
restored as far as markers show it; what is missing is said in the outline's notes.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.parse import pinpoint
from ingest.parse.builder import OutlineBuilder, Rank
from ingest.parse.flat_divisions import Heading, Lost, infer, roman, split_heading
from ingest.parse.flat_markers import Found, find_markers, sentence_end
from ingest.parse.line import FOOTNOTE_MARK, Line
from ingest.parse.outline import Dropped, Outline
from ingest.parse.pinpoint import Place, defined_term, read_marker
from kb.errors import OriginError, ParseError
from kb.model import ProvisionKind

CUT_AT = 10_000  # characters; an article of this length has been cut by the package's maker

# With the spaces that flattening left inside the brackets, which a list's "(1)" does not have.
# After a full stop it begins a quoted footnote, and is text.
_FOOTNOTE_MARK = re.compile(r"(?<!\.)( \( (?:\d{1,3}|\*+\d*) \))")
_FOOTNOTES = re.compile(r" \( 1 \) ")
_FINAL = re.compile(
    r" (?=This (?:Regulation|Directive|Decision) shall be binding in its entirety|Done at [A-Z])"
)
_FINAL_LINES = re.compile(r" (?=Done at|For the (?:European Parliament|Council)|The President)")

# A threshold such as 10^25: "10 25" is two numbers, and the act has one. Only after these words,
# and before a full stop, can two bare numbers be nothing else than a power; see Article 51(2) of
# the AI Act. What goes is white space, so that nothing of the source is dropped.
_POWER = re.compile(r"(greater than 10) (\d{1,3})(?= ?\.)")

# Where the text of an article without numbered paragraphs begins: titles have no capitals but in
# the first word and in names, so it is the first other word with a capital. A word after a
# preposition or an article is of the title, whatever it is.
_FUNCTION_WORDS = ("of", "to", "in", "on", "for", "by", "with", "from", "the", "and", "or", "under")
_NAMES = "Union|Member States?|Commission|European|Board|Parliament|Council|Court|Agreements"
_BODY = re.compile(
    r"(?<=[\w)`’]) "
    + "".join(rf"(?<!\b{word} )" for word in (*_FUNCTION_WORDS, "Member"))
    + rf"(?=[A-Z][a-z]+ |[A-Z] )(?!No \d)(?!(?:{_NAMES})\b(?! (?:shall|may)\b))"
)


@dataclass(frozen=True, slots=True)
class FlatArticle:
    """An article as one line: its title, its text, and whatever the source ran into it."""

    number: int
    content: str
    complete: bool  # False if the source cut it


@dataclass(frozen=True, slots=True)
class _Text:
    """Text that was cleaned, with what was dropped from it and where."""

    text: str
    dropped: tuple[Dropped, ...]


def read_flat_articles(database: Path, celex: str) -> list[FlatArticle]:
    """The articles of the act with this CELEX number, in order, from the package's database.

    Raises OriginError if the file is no such database or does not hold the act.
    """
    query = (
        "SELECT article_number, content, content_length FROM articles"
        " WHERE celex = ? ORDER BY article_number"
    )
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute(query, (celex,)).fetchall()
    except sqlite3.Error as error:
        raise OriginError(f"{database.name}: not readable as a database of acts ({error})") from (
            error
        )
    if not rows:
        raise OriginError(f"{database.name}: it holds no act with the CELEX number {celex}")
    return [
        FlatArticle(number, content, len(content) < CUT_AT and len(content) >= (length or 0))
        for number, content, length in rows
    ]


def parse_oj_flat(articles: Sequence[FlatArticle]) -> Outline:
    """The outline of an act's articles, with the ids that its official text would give.

    Of a cut article, the last provision that can be told from its neighbours is left out, with
    the reason "cut by the source" and a note "art_5/par_6: cut by the source; later paragraphs
    missing"; the provisions that hold it are incomplete too. Chapters and sections are known from
    the heading of the second one on, because each stands at the end of the article before it.

    Raises ParseError if there is no article.
    """
    if not articles:
        raise ParseError("there are no articles to read")
    *before, closing_one = articles
    own, final, footnotes = _without_end(closing_one.content)
    texts, headings = [], [Heading()]
    for article in before:
        line = _clean(article.content)
        without_heading, heading = split_heading(line.text)
        texts.append(_Text(without_heading, line.dropped))
        headings.append(heading)
    texts.append(_clean(own))
    gaps = [True, *(not a.complete for a in before)]

    out = OutlineBuilder()
    for article, text, heading in zip(articles, texts, infer(headings, gaps), strict=True):
        _divide(out, heading, article.number)
        complete = article.complete or (article is closing_one and bool(final))
        _Body(out, article.number, text).read(complete=complete)
    if final:
        out.open(Rank.TOP, Place("fnp_1", ProvisionKind.FINAL, "Final formula"))
        for words in _FINAL_LINES.split(final):
            out.line(_clean(words).text)
    if footnotes:
        out.drop(footnotes, "footnote")
    return out.outline()


def _divide(out: OutlineBuilder, heading: Heading, article: int) -> None:
    """Begin the chapter and the section that begin before an article."""
    if heading.lost is not Lost.NOTHING:
        out.close(Rank.TOP if heading.lost is Lost.CHAPTER else Rank.SECTION)
        what = heading.lost.name.lower()
        out.notes.append(f"art_{article}: which {what} it is in was lost with the article before")
    for word, rank, number, lines in (
        ("chapter", Rank.CHAPTER, roman(heading.chapter), heading.chapter_lines),
        ("section", Rank.SECTION, str(heading.section or ""), heading.section_lines),
    ):
        if not number:
            continue
        parent = out.enclosing(rank)
        if word == "section" and parent is None:
            out.drop(" ".join(lines), "heading of a section whose chapter is not known")
            continue
        place = pinpoint.division(word, number, parent)
        out.open(rank, place, heading=" ".join(lines[1:]))
        for line in lines:
            out.line(line)


class _Body:
    """One article's text, without what does not belong to it."""

    def __init__(self, out: OutlineBuilder, number: int, text: _Text) -> None:
        self._out = out
        self._text = text.text
        self._dropped = list(text.dropped)
        self._article = pinpoint.article(str(number))
        self._subparagraph = 0  # of the paragraph; 0 once it can't be told from the one before

    def read(self, *, complete: bool) -> None:
        found = find_markers(self._text)
        end = len(self._text)
        cut: Found | None = None
        if not complete:
            # Whether the last marked provision is whole can't be known, nor which sentences
            # after it were its own.
            cut = next((f for f in reversed(found) if f.paragraph or f.marker), Found(0))
            found = [f for f in found if f.at < cut.at]
            end = cut.at
        self._open_article(found, end)
        ends = [*(f.at for f in found), end][1:]
        for here, after in zip(found, ends, strict=True):
            self._open(here, self._text[here.at : after])
            self._line(here.at, after)
        if cut is not None:
            self._leave_out(cut)

    def _open_article(self, found: list[Found], end: int) -> None:
        first = found[0].at if found else end
        split = first
        if not (found and found[0].paragraph):
            body = _BODY.search(self._text, 0, first)
            split = body.end() if body else 0
            if body is None and first:
                self._out.notes.append(f"{self._article.id}: where its title ends is not known")
        title = self._text[:split].rstrip("` ")
        self._out.open(Rank.ARTICLE, self._article, heading=title)
        self._line(0, split)
        self._line(split, first)

    def _open(self, found: Found, text: str) -> None:
        # Several sentences may be one subparagraph or more; one sentence is in one.
        start = len(f"{found.paragraph}. ") if found.paragraph else 0
        single = sentence_end(text, start, len(text)) is None
        if found.paragraph:
            place = pinpoint.paragraph(self._article, found.paragraph)
            self._out.open(Rank.PARAGRAPH, place)
            self._subparagraph = int(single)
        elif found.marker:
            rank = Rank.ITEM + found.depth
            marker, parent = read_marker(found.marker), self._out.enclosing(rank)
            assert marker is not None and parent is not None
            self._out.item(
                rank,
                parent,
                marker,
                heading=defined_term(text),
                subparagraph=self._subparagraph,
            )
        else:
            self._out.close(Rank.ITEM)
            self._subparagraph += bool(self._subparagraph)
            self._subparagraph *= single

    def _line(self, start: int, end: int) -> None:
        text = self._text[start:end].rstrip()
        inside = [d for d in self._dropped if start <= d.at <= start + len(text)]
        self._dropped = [d for d in self._dropped if d not in inside]
        if text:
            self._out.line(text, [Dropped(d.at - start, d.text, d.reason) for d in inside])

    def _leave_out(self, cut: Found) -> None:
        """Drop from the last marked provision on, and say so."""
        parent = self._out.enclosing(Rank.ITEM + cut.depth)
        marker = read_marker(cut.marker)
        if cut.paragraph:
            id, missing = pinpoint.paragraph(self._article, cut.paragraph).id, "paragraphs"
        elif marker is not None and parent is not None:
            id, missing = pinpoint.point(parent, marker).id, "points"
        else:
            id, missing = self._article.id, "text"
        # The marks that were dropped inside it go back to where they stood.
        rest, at = "", cut.at
        for d in self._dropped:
            rest, at = f"{rest}{self._text[at : d.at]} {d.text}", d.at
        self._out.drop(rest + self._text[at:], "cut by the source")
        self._out.notes.append(f"{id}: cut by the source; later {missing} missing")


def _without_end(content: str) -> tuple[str, str, str]:
    """The last article's own text, the closing formula with the signatures, and the footnotes."""
    final = _FINAL.search(content)
    if final is None:
        return content, "", ""
    notes = _FOOTNOTES.search(content, final.end())
    end = notes.start() if notes else len(content)
    return content[: final.start()], content[final.end() : end], content[end:].strip()


def _clean(content: str) -> _Text:
    """The text with single spaces, powers restored and footnote marks out."""
    line = Line()
    for n, piece in enumerate(_FOOTNOTE_MARK.split(content)):
        if n % 2:
            line.drop(piece.strip(), FOOTNOTE_MARK)
        else:
            # Flattening put spaces around what was a link or in another type.
            tight = re.sub(r"(?<=\() | (?=[.,;:)](?:\W|$))|(?<=[.;]) (?=’)", "", piece)
            line.keep(_POWER.sub(r"\1^\2", tight))
    return _Text(*line.finish())
