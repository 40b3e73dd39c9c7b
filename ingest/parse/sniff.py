"""What format a file is in, by its first bytes; its name decides between kinds of text only."""

import io
import re
import zipfile
from pathlib import PurePath

from kb.errors import ParseError

_TEXTS = {".md": "markdown", ".markdown": "markdown"}
_HTML = re.compile(rb"<!doctype html|<html[\s>]|<body[\s>]|<head[\s>]", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w-]+:)?([A-Za-z]\w*)[\s>]")
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word document, or one with a password; save it as DOCX or PDF"),
    (b"{\\rtf", "RTF; save it as DOCX or PDF"),
    (b"\x89PNG", "a picture; its text has to be read by OCR first"),
    (b"\xff\xd8\xff", "a picture; its text has to be read by OCR first"),
    (b"GIF8", "a picture; its text has to be read by OCR first"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "an archive; unpack it first"),
    (b"Rar!", "an archive; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
)


def kind_of(content: bytes, name: str) -> str:
    """ "pdf", "docx", "html", "oj-xhtml", "akn", "uslm", "markdown" or "text".

    Raises ParseError for a file that is empty or of another kind, saying which.
    """
    if not content.strip():
        raise ParseError(f"{name} is empty.")
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK"):
        return _archive(content, name)
    for mark, what in _OTHERS:
        if content.startswith(mark):
            raise ParseError(f"{name} is {what}.")
    if head.startswith(b"<"):
        return _markup(head, content, name)
    return _TEXTS.get(PurePath(name).suffix.lower(), "text")


def _archive(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "word/document.xml" in archive.namelist():
                return "docx"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as e:
        raise ParseError(f"{name} is a broken archive.") from e
    raise ParseError(f"{name} is an archive that is no Word document; unpack it first.")


def _markup(head: bytes, content: bytes, name: str) -> str:
    named = re.sub(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?>", b"", head, flags=re.S)
    root = _ROOT.match(named.lstrip())
    tag = root[1].decode().lower() if root else ""
    start = content[:20_000]
    if tag == "akomantoso" or b"legaldocml" in start or b"akomantoso" in start.lower()[:2000]:
        return "akn"
    if b"schemas/uslm" in start or tag in ("uscdoc", "lawdoc", "resolution") or (
        tag == "bill" and b"uslm" in start
    ):  # fmt: skip
        return "uslm"
    if _HTML.search(head) or tag in ("html", "div", "p", "body", "article", "section", "table"):
        return "oj-xhtml" if _of_the_publications_office(content) else "html"
    if head.startswith(b"<?xml") or (root and content.rstrip().endswith(b">")):
        raise ParseError(f"{name} is XML of a kind that is not known ({tag or 'no root'}).")
    return _TEXTS.get(PurePath(name).suffix.lower(), "text")


def _of_the_publications_office(content: bytes) -> bool:
    """The markup of the Official Journal, with its prefix or without, or of consolidations."""
    return bool(
        re.search(rb'class="(?:oj-)?(?:ti-art|doc-ti)"|class="title-article-norm"', content)
    )
