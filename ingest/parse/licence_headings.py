"""Titles, headings and defined terms in licence texts, told from sentences."""

import re

_SMALL_WORDS = frozenset("a an and as at by for from in of on or the to with".split())
_EXPLAINS = re.compile(
    r"^(preamble|why\b.*|how to apply\b.*|appendix: how to\b.*|background|introduction)$",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^#{1,6} ")
_DEFINITION = re.compile(
    r"^(?:The terms? )?[“\"'‘](?P<term>[^”\"'’]{1,60})[”\"'’]"
    r"(?:,? (?:or|and) [“\"'‘(][^”\"'’]{1,60}[”\"'’)])*"
    r"(?:\s*\([^)]{1,80}\))? (?:shall mean|means?|refers? to|has the meaning|is |are |includes?)",
)
_LEADING = re.compile(r"^(?P<title>[^.:;]{2,80}?)(?:[.:]|\s[-–—])\s+(?=[\"“‘'(A-Z0-9])")


def is_title(text: str, first: bool) -> bool:
    """Whether a paragraph before any section belongs to the title: short, and no sentence."""
    words = text.split()
    if first:
        return len(words) <= 25 and not _is_sentence(text)
    about = re.search(r"\d|version|copyright|©|https?:", text, re.IGNORECASE)
    return len(words) <= 14 and bool(about) and not _is_sentence(text)


def is_heading(text: str) -> bool:
    """Whether a paragraph that stands alone is a heading without a number."""
    bare = text.strip(" .:#")
    words = bare.split()
    if _MARKDOWN.match(text):
        return bool(words)
    if not words or len(words) > 12 or text.rstrip().endswith((";", ",", "!")):
        return False
    if explains(text):
        return True
    if not any(c.isalpha() for c in bare):
        return False
    if text.rstrip().endswith(".") and (len(words) > 8 or not _all_capitalised(words)):
        return False
    return _is_capitalised(words) and not re.search(r"https?://|@|©|copyright", bare, re.I)


def inner_heading(rest: str) -> str:
    """The heading at the start of a numbered section's text, "" if it has none.

    "Additional Commercial Terms. If, on ..." has one; "Redistributions of source code ..." not.
    """
    whole = rest.strip(" .:")
    words = whole.split()
    short = 0 < len(words) <= 12 and ". " not in whole
    sentence = rest.rstrip().endswith((".", ";", ",")) and not _all_capitalised(words)
    if short and not sentence and _is_capitalised(words):
        return whole
    return leading_heading(rest)


def leading_heading(text: str) -> str:
    """The heading with which a paragraph of more words begins, "" if there is none."""
    leading = _LEADING.match(text)
    if leading:
        words = leading["title"].split()
        if len(words) <= 9 and _is_capitalised(words):
            return leading["title"].strip()
    return ""


def defined_term(text: str) -> str:
    """The term that a paragraph defines, "" if it defines none."""
    found = _DEFINITION.match(text)
    return found["term"].strip() if found else ""


def explains(heading: str) -> bool:
    """Whether what stands under a heading explains and does not bind."""
    return bool(_EXPLAINS.match(heading.strip(" .:")))


def slug(heading: str) -> str:
    """A heading as part of an id: its words in lower case, at most six."""
    words = re.findall(r"[a-z0-9]+", heading.lower())
    return "-".join(words[:6]) or "untitled"


def _is_capitalised(words: list[str]) -> bool:
    """Whether words look like a heading's: all capitalised, or few and the first one."""
    telling = _telling(words)
    first = bool(telling) and telling[0][0].isupper()
    return _all_capitalised(words) or (first and len(telling) <= 4 and len(words) <= 5)


def _all_capitalised(words: list[str]) -> bool:
    """Whether all words but the small ones start with a capital."""
    telling = _telling(words)
    return (
        bool(telling)
        and telling[0][0].isupper()
        and all(w[0].isupper() or not w[0].isalpha() for w in telling)
    )


def _telling(words: list[str]) -> list[str]:
    bare = (w.strip("“”\"'()‘’,;") for w in words)
    return [w for w in bare if w and w.lower() not in _SMALL_WORDS]


def _is_sentence(text: str) -> bool:
    words = text.split()
    if text.isupper():
        return len(words) > 25
    return (len(words) > 8 and text.rstrip().endswith((".", ":", ";", ","))) or len(words) > 25
