"""The tree of a licence's sections while it is read."""

from dataclasses import dataclass, field

from ingest.parse.licence_blocks import Marker
from ingest.parse.licence_numbers import Number
from kb.model import ProvisionKind


@dataclass(eq=False)
class Node:
    """A provision in the making."""

    kind: ProvisionKind
    start: int
    marker: Marker | None = None
    number: Number | None = None
    heading: str = ""
    parent: "Node | None" = None
    binding: bool = True
    indent: int = 0
    place: int = 0  # among the paragraphs of a text without sections
    end: int = 0
    children: list["Node"] = field(default_factory=list)
    loose: list["Node"] = field(default_factory=list)  # its own unnumbered paragraphs
    id: str = ""
    pinpoint: str = ""


def is_clause(node: Node) -> bool:
    """Whether a section is numbered with a bare number: "4." or "4)"."""
    return bool(
        node.number
        and node.marker
        and not node.marker.word
        and not node.number.prefix
        and node.number.style.endswith("number0")
        and node.marker.shape != "(1)"
    )
