"""What the readers make of the two real PDFs: sections found, characters lost."""

import io
import re
from collections import Counter
from pathlib import Path

from pypdf import PdfReader

from ingest.parse.pdf import read_pdf
from ingest.parse.structure import structured

_ENTRY = re.compile(r"(?P<title>.*\S)[\s.…]+(?:\d{1,4}|[ivxl]+)$")
_NUMBER = re.compile(r"^(?:(?:Part|Table|Appendix)\s+[\dA-Z]+|\d[\d.]*)[.:]?\s+(?=\S)")


def measure(folder: Path) -> dict[str, object]:
    """By file: pages, provisions, entries of its table of contents found as provisions, and the
    characters that are neither in the text nor among what was left out with a reason."""
    return {path.name: _one(path) for path in sorted(folder.glob("*.pdf"))}


def _one(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    document = read_pdf(content, path.name)
    found = structured(document)
    pages = PdfReader(io.BytesIO(content)).pages
    raw = Counter(c for p in pages for c in p.extract_text() if not c.isspace())
    kept = Counter(c for c in found.outline.text if not c.isspace())
    left = Counter(c for x in document.left for c in x.text if not c.isspace())
    contents = [x.text for x in document.left if x.reason == "table of contents"]
    entries = [
        m["title"] for line in contents if (m := _ENTRY.match(line)) and line[:6] != "Table "
    ]
    headings = {_bare(p.heading) for p in found.outline.parts if p.heading}
    labels = {_bare(p.pinpoint.partition(", page")[0]) for p in found.outline.parts}
    missing = [e for e in entries if _bare(e) not in headings | labels]
    return {
        "pages": len(pages),
        "provisions": len(found.outline.parts),
        "schemes": found.schemes,
        "contents_entries": len(entries),
        "contents_found": len(entries) - len(missing),
        "contents_missing": missing,
        "characters": raw.total(),
        "in_text": kept.total(),
        "left_with_reason": dict(Counter(x.reason for x in document.left)),
        "lost": dict((raw - kept - left).most_common(5)),
    }


def _bare(title: str) -> str:
    return re.sub(r"\W+", "", _NUMBER.sub("", title)).lower()
