"""A line of canonical text, made of pieces that are kept and pieces that are dropped."""

import re
from dataclasses import dataclass, field

from ingest.parse.outline import Dropped

FOOTNOTE_MARK = "footnote mark"  # the reason of a dropped mark, whose brackets go with it
AMENDMENT_MARK = re.compile(r"([▼►]\s?[A-Z]\d{0,3}(?!\w)|◄)")

# These stand for dropped pieces in a line; no XML text can hold them.
_GAP, _MARK, _BRACKETED_MARK = "\0", "\1", "\2"
_ANY_GAP = f"[{_GAP}{_MARK}{_BRACKETED_MARK}]"


@dataclass(slots=True)
class Line:
    """A line in the making: its text with gaps, and the pieces that were dropped at the gaps."""

    raw: str = ""
    gaps: list[tuple[str, str]] = field(default_factory=list)
    marker: str = ""
    marker_end: int = -1  # length of `raw` when the marker was complete

    def keep(self, text: str) -> None:
        for n, piece in enumerate(AMENDMENT_MARK.split(text)):
            if n % 2:
                self.drop(piece, "amendment mark")
            else:
                self.raw += piece

    def drop(self, text: str, reason: str) -> None:
        if text.strip():
            self.raw += _MARK if reason == FOOTNOTE_MARK else _GAP
            self.gaps.append((text, reason))

    @property
    def only_marker(self) -> bool:
        """Whether its text is still to come, so that the line goes on over the block's end."""
        if self.marker_end < 0:
            return False
        return not re.sub(_ANY_GAP, "", self.raw[self.marker_end :]).strip()

    def finish(self) -> tuple[str, tuple[Dropped, ...]]:
        """The text with single spaces, and the dropped pieces with their offsets in it."""
        # A footnote mark's brackets go with it, whether the markup has them around or inside it.
        raw = re.sub(rf"\(\s*{_MARK}\s*\)", _BRACKETED_MARK, self.raw)
        raw = re.sub(r"\s+", " ", raw).strip()
        raw = re.sub(rf" ?({_ANY_GAP}+) ?(?=[.,;:)’]|$)", r"\1", raw)
        raw = re.sub(rf"(?:^|(?<= ))({_ANY_GAP}+) ", r"\1", raw)
        text, *rest = re.split(f"({_ANY_GAP})", raw)
        dropped = []
        for (what, why), gap, piece in zip(self.gaps, rest[::2], rest[1::2], strict=True):
            source = f"({what})" if gap == _BRACKETED_MARK else what
            dropped.append(Dropped(len(text), source, why))
            text += piece
        return text, tuple(dropped)
