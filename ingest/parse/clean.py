"""Characters that no reader of a page would see, or that only look like others, put right.

Text can be hidden in a document with zero-width, direction-changing and tag characters, so that a
person reads one thing and a program another; they are dropped, and how many is told.
"""

import re
import unicodedata

_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> tuple[str, str]:
    """A text with single spaces, composed letters and no ligatures; and the characters dropped.

    Dropped are control and format characters (Unicode's Cc and Cf: zero-width, bidirectional,
    tags, soft hyphens), lone surrogates and private or unassigned ones. Newlines stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()), ""
    kept: list[str] = []
    dropped: list[str] = []
    for char in text:
        if char in "\n\t\r\f\v":
            kept.append("\n" if char == "\n" else " ")
        elif char in _LIGATURES:
            kept.append(_LIGATURES[char])
        elif unicodedata.category(char)[0] == "C":
            dropped.append(char)
        else:
            kept.append(char)
    composed = unicodedata.normalize("NFC", "".join(kept))
    return _SPACES.sub(" ", composed).strip(), "".join(dropped)
