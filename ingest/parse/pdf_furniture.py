"""What a page carries besides its text: running heads, page numbers, contents, footnotes."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ingest.parse.blocks import Left
from ingest.parse.pdf_lines import PdfLine

EDGE = 2  # lines at the head and at the foot of a page that may be furniture
REPEATED = 3  # pages on which a running head stands at least
SMALLER = 0.93  # times the body's size: a footnote's lines
_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–]?(?:\s+of\s+\d+)?",
                          re.IGNORECASE)  # fmt: skip
_CONTENTS = re.compile(r"(?:table of )?contents|list of (?:tables|figures)", re.IGNORECASE)
_ENTRY = re.compile(r".*\S[\s.…·]+(?:\d{1,4}|[ivxl]{1,6})$")
_LEADERS = re.compile(r".*(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})$")


def furniture(lines: Sequence[PdfLine], body: float) -> tuple[list[PdfLine], list[Left]]:
    """The lines that are text, in their order, and what the others are."""
    reasons: dict[int, str] = {}
    pages = _by_page(lines)
    _heads_and_numbers(pages, reasons)
    _footnotes(pages, body, reasons)
    _contents(lines, reasons)
    left = [
        Left(f"{line.note} {line.text}".strip(), reasons[id(line)], line.page)
        for line in lines
        if id(line) in reasons
    ]
    return [line for line in lines if id(line) not in reasons], left


def _by_page(lines: Iterable[PdfLine]) -> dict[int, list[PdfLine]]:
    """Each page's lines from the head of the page to its foot."""
    pages: dict[int, list[PdfLine]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    return {n: sorted(page, key=lambda line: -line.y) for n, page in pages.items()}


def _edges(page: Sequence[PdfLine]) -> list[PdfLine]:
    return list({id(line): line for line in (*page[:EDGE], *page[-EDGE:])}.values())


def _heads_and_numbers(pages: dict[int, list[PdfLine]], reasons: dict[int, str]) -> None:
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages.values():
        seen.update({shape for line in _edges(page) for shape in _shapes(line)})
    for page in pages.values():
        for line in _edges(page):
            if _PAGE_NUMBER.fullmatch(line.text) and line in (page[0], page[-1]):
                reasons[id(line)] = "page number"
            elif max(seen[shape] for shape in _shapes(line)) >= REPEATED:
                reasons[id(line)] = "running head"


def _shapes(line: PdfLine) -> list[tuple[str, int]]:
    """How a running head repeats: as it is, or with a number that grows as the page's does."""
    text = line.text.lower()
    return [(text, 0)] + [
        (f"{text[: m.start()]}#{text[m.end() :]}", int(m.group()) - line.page)
        for m in re.finditer(r"\d{1,4}", text)
    ]


def _footnotes(pages: dict[int, list[PdfLine]], body: float, reasons: dict[int, str]) -> None:
    """Small lines at the foot of a page, from a mark on; or all, where a note goes on."""
    open_note = False
    for n in sorted(pages):
        foot: list[PdfLine] = []
        for line in reversed(pages[n]):
            if id(line) in reasons:
                continue
            if line.size >= SMALLER * body:
                break
            foot.append(line)
        foot.reverse()
        first = next((i for i, line in enumerate(foot) if line.note), None)
        if first is None and not open_note:
            continue
        for line in foot if open_note else foot[first:]:
            reasons[id(line)] = "footnote"
        open_note = bool(foot) and not re.search(r"[.)”\"]$", foot[-1].text)


def _contents(lines: Sequence[PdfLine], reasons: dict[int, str]) -> None:
    within, missed = False, 0
    for i, line in enumerate(lines):
        if id(line) in reasons:
            continue
        if _CONTENTS.fullmatch(line.text):
            entries = sum(bool(_ENTRY.match(x.text)) for x in lines[i + 1 : i + 7])
            within, missed = entries >= 2, 0
            if within:
                reasons[id(line)] = "table of contents"
        elif _LEADERS.match(line.text):
            reasons[id(line)] = "table of contents"
        elif within:
            ahead = lines[i : i + 2]
            missed = 0 if any(_ENTRY.match(x.text) for x in ahead) else missed + 1
            within = missed == 0
            if within:
                reasons[id(line)] = "table of contents"
