"""Which parser reads which format, and the number that is raised when its results change."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.limited import recognise_limited
from ingest.origins import Source
from ingest.parse.licence import licence_text, parse_licence
from ingest.parse.oj_flat import parse_oj_flat, read_flat_articles
from ingest.parse.oj_xhtml import parse_oj_xhtml
from ingest.parse.outline import Outline
from kb.errors import ParseError


@dataclass(frozen=True, slots=True)
class Parser:
    """A reader of one format; texts are read again when its revision changes."""

    revision: int
    parse: Callable[[Source], Outline]


def _licence(source: Source) -> Outline:
    try:
        text = source.content.decode("utf-8")
    except UnicodeDecodeError as e:
        raise ParseError(f"{source.described} is not UTF-8 text.") from e
    return parse_licence(licence_text(text))


def _oj_flat(source: Source) -> Outline:
    assert source.origin.celex is not None
    # SQLite opens files, not bytes; the package's member was checked with its package.
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "acts.db"
        database.write_bytes(source.content)
        return parse_oj_flat(read_flat_articles(database, source.origin.celex))


def _added(format: str) -> Callable[[Source], Outline]:
    def parse(source: Source) -> Outline:
        return recognise_limited(source.content, source.described, format).outline

    return parse


ADDED_REVISION = 1  # raised when the readers of added texts, or their structure, change
PARSERS = {
    "licence": Parser(3, _licence),
    "oj-xhtml": Parser(1, lambda source: parse_oj_xhtml(source.content)),
    "oj-flat": Parser(1, _oj_flat),
} | {
    format: Parser(ADDED_REVISION, _added(format))
    for format in ("pdf", "html", "docx", "markdown", "text", "akn", "uslm")
}
