"""A PDF's pages as lines with their place, size and weight, in reading order.

pypdf says where each run of glyphs stands; runs on one baseline are a line. A raised small number
is either a power (kept, as "10^25") or the mark of a footnote (taken out, and noted).
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError

from ingest.parse.clean import clean
from kb.errors import ParseError

MOST_PAGES = 3_000
MOST_CHARACTERS = 5_000_000
RAISED = 0.2  # of a line's size: how far above the line a raised number stands at least
SMALL = 0.8  # of a line's size: a raised number is not larger
_BOLD = re.compile(r"bold|black|heavy|medi(?!um)|semibold|demi", re.IGNORECASE)
_MARK = re.compile(r"\d{1,3}|[*†‡§]")


@dataclass(slots=True)
class PdfLine:
    """A line of a page; lengths in points, `y` from the foot of the page."""

    page: int  # from 1
    y: float
    x: float
    size: float
    text: str = ""
    bold: bool = False
    marks: tuple[str, ...] = ()  # footnote marks that stood in it
    note: str = ""  # the footnote's mark, if it begins with one
    hidden: str = ""  # characters that no reader of the page sees


@dataclass(slots=True)
class _Run:
    text: str
    x: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """What a PDF holds."""

    lines: list[PdfLine]
    count: int
    title: str  # from its metadata; "" if none
    bookmarks: list[tuple[str, int, int]] = field(default_factory=list)  # (title, level, page)
    unread: tuple[int, ...] = ()  # pages whose text could not be read


def read_pages(content: bytes, name: str) -> Pages:
    """The lines of a PDF. Raises ParseError for one that is broken, encrypted, too long or empty
    of text (a scan)."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ParseError(f"{name} is encrypted; save it without a password first.")
        count = len(reader.pages)
    except ParseError:
        raise
    except DependencyError as e:
        raise ParseError(f"{name} is encrypted; save it without a password first.") from e
    except Exception as e:  # whatever a broken file makes pypdf raise
        raise ParseError(f"{name} is no PDF that can be read ({_short(e)}).") from e
    if count > MOST_PAGES:
        raise ParseError(f"{name} has {count} pages; at most {MOST_PAGES} are read. Split it.")
    lines, unread = _lines(reader, name, count)
    if unread and not lines:
        raise ParseError(f"{name}: none of its {count} pages can be read; it is broken.")
    if not lines:
        raise ParseError(f"{name}: no text on {count} pages; a scan has to be read by OCR first.")
    return Pages(lines, count, _title(reader), _bookmarks(reader), tuple(unread))


def _lines(reader: PdfReader, name: str, count: int) -> tuple[list[PdfLine], list[int]]:
    lines: list[PdfLine] = []
    unread: list[int] = []
    characters = 0
    for number in range(1, count + 1):
        try:
            runs = _runs(reader.pages[number - 1])
        except Exception:  # whatever a damaged page makes pypdf raise
            unread.append(number)  # a damaged page does not take the others with it
            continue
        characters += sum(len(r.text) for r in runs)
        if characters > MOST_CHARACTERS:
            raise ParseError(f"{name} has over {MOST_CHARACTERS:,} characters; split it.")
        lines += filter(None, (_line(number, group) for group in _on_one_baseline(runs)))
    return lines, unread


def _runs(page: Any) -> list[_Run]:
    runs: list[_Run] = []

    def take(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if not text:
            return
        _, b, _, d, e, f = tm
        x = e * cm[0] + f * cm[2] + cm[4]
        y = e * cm[1] + f * cm[3] + cm[5]
        scale = abs(d * cm[3]) or abs(b * cm[1]) or 1.0
        base = str((font or {}).get("/BaseFont", ""))
        runs.append(_Run(text, x, y, round(abs(size) * scale, 2), bool(_BOLD.search(base))))

    page.extract_text(visitor_text=take)
    return runs


def _on_one_baseline(runs: list[_Run]) -> Iterator[list[_Run]]:
    """Groups of runs, a line each; space between runs belongs to the line before."""
    group: list[_Run] = []
    for run in runs:
        if not run.text.strip():
            if group:
                group.append(run)
            continue
        if group and not _same_line(group, run):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _same_line(group: list[_Run], run: _Run) -> bool:
    told = [r for r in group if r.text.strip()]
    largest = max(told, key=lambda r: r.size)
    off = abs(run.y - largest.y)
    if off <= 0.15 * max(largest.size, run.size, 1):
        # Back at the left on the same height is another column or cell.
        return run.x >= told[-1].x - largest.size
    return off <= 0.6 * max(largest.size, run.size) and min(run.size, largest.size) <= (
        SMALL * max(run.size, largest.size)
    )


def _line(page: int, group: list[_Run]) -> PdfLine | None:
    told = [r for r in group if r.text.strip()]
    main = _main(told)
    pieces: list[str] = []
    marks: list[str] = []
    note = ""
    for run in group:
        raised = _MARK.fullmatch(run.text.strip()) and _is_raised(run, main, "".join(pieces))
        if not raised:
            pieces.append(run.text)
            continue
        before = "".join(pieces).rstrip()
        if not before:
            note = run.text.strip()
        elif before.endswith("10") and run.text.strip().isdigit() and len(run.text.strip()) == 2:
            pieces.append(f"^{run.text.strip()}")  # 10^25; a note's mark hardly follows a figure
        else:
            marks.append(run.text.strip())
            pieces.append(" " if run.text[-1:].isspace() else "")
    text, hidden = clean("".join(pieces).replace("\n", " "))
    if not text:
        return None
    letters = [r for r in told if any(c.isalnum() for c in r.text)]
    bold = bool(letters) and all(r.bold for r in letters)
    return PdfLine(page, main.y, min(r.x for r in told), main.size, text, bold,
                   tuple(marks), note, hidden)  # fmt: skip


def _is_raised(run: _Run, main: _Run, before: str) -> bool:
    """By its height; or, as pypdf does not tell of text rise, by being small and attached."""
    if run.size > SMALL * main.size:
        return False
    attached = bool(before) and not before[-1].isspace() and run.text[0].strip() != ""
    return run.y - main.y >= RAISED * run.size or (run.y == main.y and attached)


def _main(runs: list[_Run]) -> _Run:
    """The run whose size and height are the line's: of the size that most of its text has."""
    share: dict[float, int] = {}
    for r in runs:
        share[r.size] = share.get(r.size, 0) + len(r.text.strip())
    size = max(share, key=lambda s: (share[s], s))
    return next(r for r in runs if r.size == size)


def _title(reader: PdfReader) -> str:
    try:
        said = reader.metadata.title if reader.metadata else None
        return " ".join(clean(str(said or ""))[0].split())
    except Exception:  # a damaged metadata dictionary is no reason not to read the text
        return ""


def _bookmarks(reader: PdfReader) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []

    def walk(items: list[Any], level: int) -> None:
        for item in items:
            if isinstance(item, list):
                if level < 9:
                    walk(item, level + 1)
            elif len(found) < 5_000:
                page = reader.get_destination_page_number(item)
                title = clean(str(item.title))[0]
                if title and page is not None:
                    found.append((title, level, page + 1))

    try:
        walk(reader.outline, 1)
    except Exception:  # bookmarks help; a text without them is read by its own headings
        return []
    return found


def _short(e: Exception) -> str:
    return str(e).split("\n")[0][:100] or type(e).__name__
