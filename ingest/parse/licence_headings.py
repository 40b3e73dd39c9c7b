"""Titles, headings and defined terms in licence texts, told from sentences."""

import re

_SMALL_WORDS = frozenset("a an and as at by for from in of on or the to with".split())
# Words that sentences have and longer headings don't.
_SENTENCE_WORDS = frozenset(
    "is are was were be been may shall must will can cannot has have had does if when unless you we"
    " means".split()
)
_EXPLAINS = re.compile(
    r"(preamble|(appendix\W+)?how to (apply|use)\b.*|using creative commons public licenses"
    r"|\W*creative commons notice\W*)",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"end of (the )?(terms|licen[cs]e|agreement)\b.*", re.IGNORECASE)
_NO_HEADING = re.compile(
    r"https?://|@|©|\w\.[a-z]{2,}\b|copyright\s+(\(c\)|\d|\[|holder)|all rights reserved",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(inc|ltd|llc|corp|co|no|art|e\.g|i\.e|vs?)$", re.IGNORECASE)

_OPENING, _CLOSING = "“\"'‘", "”\"'’"
_DEFINITION = re.compile(
    rf"(?:(?:the|an?|to)\s+)?(?:terms?\s+)?"
    rf"[{_OPENING}](?P<term>[^{_OPENING}{_CLOSING}]{{1,60}})[{_CLOSING}]"
    r"(?:[^.:;]{0,80}?\s(?:shall mean|means?|refers? to|ha(?:s|ve) the meaning)\b"
    rf"|[^.:;{_OPENING}]{{0,12}}?\s(?:is|are|includes?)\b"
    r"|\s[–—-]\s|:\s)",
    re.IGNORECASE,
)
_BARE_DEFINITION = re.compile(
    r"(?P<term>[A-Z][\w'’-]*(?: (?:[A-Z][\w'’-]*|and|of|or|to|in|the)){0,6}) means\s"
)
_LEADING = re.compile(r"(?P<title>[^.:]{2,80}?)(?:[.:]|\s[-–—])\s+(?=[\"“‘'(A-Z0-9])")

LONGEST_TITLE = 25  # words
LONGEST_HEADING = 12
LONGEST_SENTENCE = 8  # of a heading with a full stop
LONGEST_LEADING = 9  # of a heading on the line of its text


def is_title(text: str, first: bool) -> bool:
    """Whether a paragraph before any section belongs to the title: short, and no sentence."""
    words = text.split()
    if first:
        return len(words) <= LONGEST_TITLE and not _is_sentence(text)
    about = re.search(r"\d|version|copyright|©|https?:", text, re.IGNORECASE)
    return len(words) <= 14 and bool(about) and not _is_sentence(text)


def is_copyright_line(text: str) -> bool:
    """Whether a line says whose the work is, so that the title is still to come."""
    return bool(re.match(r"(copyright\b|©|\(c\)\s)", text, re.IGNORECASE))


def is_heading(text: str) -> bool:
    """Whether a paragraph that stands alone is a heading without a number."""
    bare = text.strip(" .:")
    words = bare.split()
    if explains(text):
        return len(words) <= LONGEST_TITLE
    if not any(c.isalpha() for c in bare) or len(words) > LONGEST_HEADING:
        return False
    if text.rstrip().endswith((";", ",", "!")) or _NO_HEADING.search(bare):
        return False
    if text.rstrip().endswith("."):
        short = len(words) <= LONGEST_SENTENCE
        return short and _all_capitalised(words) and not _says_something(words)
    return _is_capitalised(words)


def inner_heading(rest: str) -> str:
    """The heading at the start of a numbered section's text, "" if it has none.

    "Additional Commercial Terms. If, on ..." has one; "Redistributions of source code ..." not.
    """
    whole = rest.strip(" .:")
    words = whole.split()
    if 0 < len(words) <= LONGEST_HEADING and ". " not in whole:
        end = rest.rstrip()[-1]
        if end not in ".:;," and _is_capitalised(words):
            return whole
        if end in ".:" and _all_capitalised(words):
            return whole
    return leading_heading(rest, numbered=True)


def late_heading(rest: str) -> str:
    """The heading that the first paragraph of a numbered section is, if more stands under it."""
    words = rest.strip(" .").split()
    if not 0 < len(words) <= LONGEST_HEADING or rest.rstrip()[-1] in ":;,":
        return ""
    if rest[0].islower() or ". " in rest or _says_something(words):
        return ""
    return rest.strip(" .")


def leading_heading(text: str, numbered: bool = False) -> str:
    """The heading with which a paragraph of more words begins, "" if there is none.

    After a number it need not be capitalised: "9. Personal information and related. This ...".
    """
    leading = _LEADING.match(text)
    if leading is None:
        return ""
    title = leading["title"].strip()
    words = title.split()
    if len(words) > LONGEST_LEADING or title[0].islower() or _ABBREVIATED.search(title):
        return ""
    stopped = text[leading.end("title")] == "."
    if _says_something(words) and not (stopped and len(words) <= 4):
        return ""
    plain = numbered and stopped and not _says_something(words)
    if not plain and (";" in title or not _is_capitalised(words)):
        return ""
    quoted = title[0] in _OPENING and title[-1] in _CLOSING
    return title[1:-1].strip() if quoted else title


def defined_term(text: str, numbered: bool = False) -> str:
    """The term that a paragraph defines, "" if it defines none.

    Some texts leave the quotation marks out of a list of definitions: "a. Share means ...".
    """
    found = _DEFINITION.match(text) or (_BARE_DEFINITION.match(text) if numbered else None)
    return found["term"].strip(" ,") if found else ""


def explains(heading: str) -> bool:
    """Whether what stands under a heading explains and does not bind."""
    return bool(_EXPLAINS.fullmatch(heading.strip(" .:")))


def closes(heading: str) -> bool:
    """Whether a heading only says that the terms end here."""
    return bool(_CLOSES.fullmatch(heading.strip(" .:")))


def slug(heading: str) -> str:
    """A heading as part of an id: its words in lower case, at most six."""
    words = re.findall(r"[a-z0-9]+", heading.lower())
    return "-".join(words[:6]) or "untitled"


def _is_capitalised(words: list[str]) -> bool:
    """Whether words look like a heading's: all capitalised, or few and the first one."""
    if words[0][0].islower():
        return False
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


def _says_something(words: list[str]) -> bool:
    return any(w.lower().strip("“”\"'()‘’,;") in _SENTENCE_WORDS for w in words)


def _is_sentence(text: str) -> bool:
    words = text.split()
    if text.isupper():
        return len(words) > LONGEST_TITLE
    return (len(words) > 8 and text.rstrip().endswith((".", ":", ";", ","))) or (
        len(words) > LONGEST_TITLE
    )
