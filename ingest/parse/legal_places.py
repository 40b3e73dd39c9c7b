"""Ids and pinpoints of the provisions that legal XML marks up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.parse import pinpoint
from ingest.parse.legal_xml import Level, Number, Shape
from ingest.parse.pinpoint import Marker, Place
from kb.model import ProvisionKind

Around = Sequence[tuple[Level, Place]]  # the provisions that are open, the outermost first


class Places:
    """Gives each provision of a text its id, which no other has, and its pinpoint."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._repeats: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._subparagraphs: Counter[str] = Counter()  # without a number, by their paragraph's id

    def name(self, level: Level, number: Number, around: Around) -> Place | None:
        """The place of a provision; None for what has no name: its text is that of its parent."""
        match level.shape:
            case Shape.FRONT:
                place = self._front(level, around)
            case Shape.ANNEX:
                place = self._annex(level, number, around)
            case Shape.DIVISION:
                place = _division(level, number, _last(around, Shape.DIVISION, Shape.ANNEX))
            case Shape.UNIT:
                place = self._unit(level, number, _last(around, Shape.ANNEX))
            case Shape.BELOW:
                place = self._below(level, number, around)
        return None if place is None else self._unique(place, level, around)

    def plain(self) -> Place:
        """The place of a line that is in no provision."""
        n = self._count("text")
        place = Place(f"txt_{n}", ProvisionKind.PARAGRAPH, f"Unnumbered paragraph {n}")
        self._given.add(place.id)
        return place

    def _front(self, level: Level, around: Around) -> Place | None:
        if _last(around, Shape.ANNEX):
            return None
        return Place(level.step, level.kind, level.word)

    def _annex(self, level: Level, number: Number, around: Around) -> Place | None:
        if _last(around, Shape.ANNEX):
            return None
        if not number.label and not level.counted:
            return replace(pinpoint.annex(""), pinpoint=level.word)
        label = number.label or str(self._count(level.step))
        return replace(pinpoint.annex(label), pinpoint=f"{level.word} {label}")

    def _unit(self, level: Level, number: Number, annex: Place | None) -> Place:
        if number.label:
            step, name = f"{level.step}_{number.label}", f"{level.word} {number.label}"
        elif level.counted:
            n = self._count(level.step)
            step, name = f"{level.step}_{n}", f"{level.word} {n}"
        else:
            step, name = f"{level.step}_unnumbered", f"{level.word} without a number"
        return _in(annex, step, level.kind, name)

    def _below(self, level: Level, number: Number, around: Around) -> Place | None:
        label = number.label
        if not around:
            if not label:
                return None
            step = f"{level.step or level.word.lower()}_{label}"
            return Place(step, level.kind, f"{level.word} {label}")
        above, parent = around[-1]
        if not label:
            if not level.counted:
                self._subparagraphs[parent.id] += level.word in ("Subparagraph", "Alinea")
                return None
            return pinpoint.indent(parent, self._count(f"{parent.id}/idt"))
        grouped = above.shape not in (Shape.UNIT, Shape.BELOW)
        if pinpoint.in_annex(parent) and (grouped or "/pnt_" in parent.id):
            return pinpoint.point(parent, Marker(label, bracketed=number.bracketed))
        step = label if _bare(level, around) else f"{level.step}_{label}"
        said = f", {level.word.lower()} {label}" if grouped else f"({label})"
        return Place(f"{parent.id}/{step}", level.kind, parent.pinpoint + said)

    def _unique(self, place: Place, level: Level, around: Around) -> Place:
        """The place itself, or, where the source repeats a number, one told apart from it."""
        if place.id not in self._given:
            self._given.add(place.id)
            return place
        n, id = 1, place.id
        while id in self._given:
            n = self._repeats[place.id] = self._repeats[place.id] + 1
            id = f"{place.id}_{n + 1}"
        self._given.add(id)
        return Place(id, place.kind, self._repeated(place, n + 1, level, around))

    def _repeated(self, place: Place, n: int, level: Level, around: Around) -> str:
        """The pinpoint of the nth provision of a number: by what it is in, if that is known."""
        division = _last(around, Shape.DIVISION)
        if level.shape is Shape.UNIT and division is not None:
            return f"{division.pinpoint}, {place.pinpoint}"
        parent = around[-1][1] if around else place
        subparagraph = self._subparagraphs[parent.id]
        if subparagraph and place.pinpoint.startswith(f"{parent.pinpoint}("):
            point = place.pinpoint.removeprefix(parent.pinpoint)
            return (
                f"{parent.pinpoint}, {pinpoint.ordinal(subparagraph)} subparagraph, point {point}"
            )
        return f"{place.pinpoint} ({pinpoint.ordinal(n)} so numbered)"

    def _count(self, what: str) -> int:
        self._counts[what] += 1
        return self._counts[what]


def _division(level: Level, number: Number, parent: Place | None) -> Place | None:
    if not number.label:
        return None
    in_annex = parent is not None and pinpoint.in_annex(parent)
    kind = ProvisionKind.SECTION if in_annex else level.kind
    return _in(parent, f"{level.step}_{number.label}", kind, f"{level.word} {number.label}")


def _in(parent: Place | None, step: str, kind: ProvisionKind, name: str) -> Place:
    if parent is None:
        return Place(step, kind, name)
    return Place(f"{parent.id}/{step}", kind, f"{parent.pinpoint}, {name}")


def _bare(level: Level, around: Around) -> bool:
    """Whether the number alone is the step: what lies in sections is called by nothing else."""
    unit = next((above for above, _ in reversed(around) if above.shape is Shape.UNIT), None)
    return not level.step or (unit is not None and unit.kind is ProvisionKind.SECTION)


def _last(around: Around, *shapes: Shape) -> Place | None:
    return next((place for level, place in reversed(around) if level.shape in shapes), None)
