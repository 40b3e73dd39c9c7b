"""Which numbering in a licence is believed: only what continues a list, or starts one.

"1." in the middle of prose, "Section 4 of this licence" at the start of a wrapped line, a year
before a full stop: none of them comes in sequence, and none becomes a section.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parse.licence_blocks import Marker

LOOKAHEAD = 40  # numbered paragraphs that are looked at for the next item of a list

_ROMANS = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Number:
    """A marker read as the n-th of a list of some style; dotted numbers keep their prefix."""

    style: str  # shape and kind: "(a)/letter", "1./number", "section/roman"
    value: int
    prefix: tuple[int, ...] = ()  # (3,) of "3.1"

    @property
    def in_full(self) -> tuple[int, ...]:
        return (*self.prefix, self.value)


class Ahead:
    """The numbering that is still to come."""

    def __init__(self, markers: Sequence[Marker]) -> None:
        self._markers = markers
        self._read = 0

    def move_on(self) -> None:
        """Leave a paragraph with numbering behind."""
        self._read += 1

    @property
    def any_left(self) -> bool:
        return self._read < len(self._markers)

    def has_next(self, number: Number) -> bool:
        """Whether the next item of a number's list comes soon."""
        return any(
            (other.style, other.prefix) == (number.style, number.prefix)
            and other.value == number.value + 1
            for marker in self._markers[self._read : self._read + LOOKAHEAD]
            for other in readings(marker)
        )


def readings(marker: Marker) -> list[Number]:
    """The ways in which a marker can be read: "i" is the ninth letter, or the first Roman."""
    if marker.word == "*":
        return [Number("*", 0)]
    style = marker.word or marker.shape
    if re.fullmatch(r"\d+(\.\d+)*", marker.label):
        *prefix, value = (int(n) for n in marker.label.split("."))
        return [Number(f"{style}/number{len(prefix)}", value, tuple(prefix))]
    label = marker.label.lower()
    found = []
    if len(label) == 1:
        found.append(Number(f"{style}/letter", ord(label) - ord("a") + 1))
    elif len(set(label)) == 1 and len(label) == 2 and label not in ("ii", "xx"):
        found.append(Number(f"{style}/letter", 26 + ord(label[0]) - ord("a") + 1))
    roman = _roman(label)
    if roman:
        found.append(Number(f"{style}/roman", roman))
    return found


def _roman(label: str) -> int:
    """The value of a well-formed Roman number below ninety; 0 if it is none."""
    if not re.fullmatch(r"(xl|l?x{0,3})(ix|iv|v?i{0,3})", label) or not label:
        return 0
    values = [_ROMANS[c] for c in label]
    return sum(-v if n + 1 < len(values) and v < values[n + 1] else v for n, v in enumerate(values))
