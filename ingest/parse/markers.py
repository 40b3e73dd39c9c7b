"""Markers of list items in running text, "(a)", "(1)", "1.", and how deep each one is.

Depth is found as a reader finds it: a marker that goes on with an open list belongs to it, one that
begins a list ("a", "1", "i") begins a deeper one.
"""

import re
from dataclasses import dataclass, field

_RUN = re.compile(r"(?:\((?:[0-9]{1,3}|[A-Za-z]{1,5})\)\s*)+")
_ONE = re.compile(r"\(([0-9]{1,3}|[A-Za-z]{1,5})\)")
_DOTTED = re.compile(r"(?P<label>[0-9]{1,3}|[ivxl]{2,5}|[IVXL]{2,5}|[A-Za-z])[.)]\s+(?=\S)")
_ROMAN = re.compile(r"[ivxl]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A marker at the start of a text."""

    label: str
    bracketed: bool


def leading(text: str) -> tuple[list[Found], str]:
    """The markers with which a text begins ("(a) (1) Each ..."), and what follows them."""
    run = _RUN.match(text)
    if run:
        labels = [Found(label, True) for label in _ONE.findall(run.group())]
        plausible = [f for f in labels if f.label.isdigit() or len(f.label) <= 2 or _roman(f.label)]
        if len(plausible) == len(labels):
            return labels, text[run.end() :]
    dotted = _DOTTED.match(text)
    if dotted:
        return [Found(dotted["label"], False)], text[dotted.end() :]
    return [], text


@dataclass(slots=True)
class Lists:
    """The lists that are open at a point of the text, outermost first."""

    _open: list[tuple[str, int]] = field(default_factory=list)  # (style, last value)

    def reset(self) -> None:
        self._open.clear()

    def keep(self, depth: int) -> None:
        """End the lists that are deeper."""
        del self._open[depth:]

    def continues(self, marker: Found) -> bool:
        """Whether the marker's item goes on with a list that is open."""
        return any((style, value - 1) in self._open for style, value in _readings(marker))

    def depth(self, marker: Found, *, introduced: bool = False) -> int:
        """How many lists the marker's item lies in, from 1; the list is open from then on.

        A first item that the words before it introduce begins a deeper list.
        """
        readings = _readings(marker)
        first = next(((s, v) for s, v in readings if v == 1), None)
        if introduced and first is not None:
            self._open.append(first)
            return len(self._open)
        for style, value in readings:
            for at in range(len(self._open) - 1, -1, -1):
                if self._open[at][0] == style and value == self._open[at][1] + 1:
                    del self._open[at + 1 :]
                    self._open[at] = (style, value)
                    return at + 1
        style, value = first or readings[0]
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == style:  # a gap in the numbers, or the list begins anew
                del self._open[at + 1 :]
                self._open[at] = (style, value)
                return at + 1
        self._open.append((style, value))
        return len(self._open)


def _readings(marker: Found) -> list[tuple[str, int]]:
    """(style, value): "i" may be the ninth letter or a Roman one."""
    label, end = marker.label, "()" if marker.bracketed else "."
    if label.isdigit():
        return [("1" + end, int(label))]
    case = "A" if label.isupper() else "a"
    found = []
    if len(set(label)) == 1:
        found.append((case + end, (ord(label[0].lower()) - 96) + 26 * (len(label) - 1)))
    if _roman(label):
        roman = ("I" if label.isupper() else "i") + end
        found.insert(0 if _value(label) == 1 else len(found), (roman, _value(label)))
    return found or [(case + "?" + end, 1)]


def _roman(label: str) -> bool:
    return _ROMAN.fullmatch(label) is not None and _value(label) > 0


def _value(label: str) -> int:
    digits = {"i": 1, "v": 5, "x": 10, "l": 50}
    values = [digits[c] for c in label.lower()]
    total = 0
    for value, after in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < after else value
    return total
