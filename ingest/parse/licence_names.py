"""The ids and pinpoints of a licence's provisions, from the tree of its sections.

See `ingest.parse.licence` for what they look like.
"""

import re

from ingest.parse.licence_headings import slug
from ingest.parse.licence_tree import Node, is_clause
from ingest.parse.outline import Part
from kb.model import ProvisionKind

WORDS = {  # what numbering with a word opens: id prefix, and as pinpoints write it
    "section": ("sec", "Section"),
    "article": ("art", "Article"),
    "part": ("prt", "Part"),
    "attachment": ("att", "Attachment"),
    "annex": ("anx", "Annex"),
    "exhibit": ("exh", "Exhibit"),
    "appendix": ("app", "Appendix"),
    "schedule": ("sch", "Schedule"),
    "addendum": ("add", "Addendum"),
}
ATTACHED = frozenset(WORDS) - {"section", "article", "part"}


def name(roots: list[Node], notes: list[str]) -> None:
    """Give every node its id and pinpoint; what had to be made unique is noted."""
    taken: set[str] = set()
    sectioned = any(n.kind == ProvisionKind.SECTION for n in roots)
    for root in roots:
        if root.kind == ProvisionKind.PREAMBLE and not root.heading and not sectioned:
            # A text without sections, such as MIT: its paragraphs stand by themselves.
            _unwrap(roots, root)
    through = _numbered_through(roots)
    for root in roots:
        _name(root, taken, through, notes)


def _unwrap(roots: list[Node], preamble: Node) -> None:
    at = roots.index(preamble)
    for node in (*preamble.loose, *preamble.children):
        node.parent = None
    nodes = sorted((*preamble.loose, *preamble.children), key=lambda n: n.start)
    for bullets in (False, True):
        of_a_kind = [n for n in nodes if bool(n.marker and n.marker.word == "*") == bullets]
        for n, node in enumerate((n for n in of_a_kind if bullets or not n.marker), 1):
            node.place = n
    roots[at : at + 1] = nodes


def _numbered_through(roots: list[Node]) -> set[Node]:
    """The clauses whose numbers go on from group to group, as articles' do through chapters.

    Where several series do (a list under one heading, the sections under the next ones), it is the
    longest. There is none where the text's sections stand in no group, or are called by a word.
    """
    series: list[list[Node]] = [[]]
    for root in roots:
        clauses = [] if is_clause(root) else [c for c in root.children if is_clause(c)]
        attached = root.marker is not None and root.marker.word in ATTACHED
        if not clauses or attached:
            continue
        last = series[-1][-1].number if series[-1] else None
        first = clauses[0].number
        if last and first and first.value <= last.value:
            series.append([])
        series[-1] += clauses
    longest = max(series, key=len)
    labels = {r.marker.label for r in roots if r.marker and r.marker.word == "section"}
    taken = any(is_clause(r) for r in roots) or labels & {
        c.marker.label for c in longest if c.marker
    }
    one_list = len({c.parent for c in longest}) == 1 and not all(c.heading for c in longest[:3])
    return set() if taken or one_list else set(longest)


def _name(node: Node, taken: set[str], through: set[Node], notes: list[str]) -> None:
    step, label = _step(node, through)
    above = node.parent
    if above is None or node in through:
        id, pinpoint = step, label
    else:
        id, pinpoint = f"{above.id}/{step}", _below(above, node, label)
    base, n = id, 1
    while id in taken:
        n += 1
        id = f"{base}_{n}"
        notes.append(f"{id}: the numbering repeats")
    taken.add(id)
    node.id, node.pinpoint = id, pinpoint
    if len(node.loose) > 1:
        node.children += node.loose
        node.children.sort(key=lambda c: c.start)
    for child in node.children:
        _name(child, taken, through, notes)


def collect(node: Node, parts: list[Part]) -> None:
    """Add a named node and what is below it to the parts, in the order of the text."""
    end = max([node.end, *(c.end for c in node.children)])
    parts.append(
        Part(
            id=node.id,
            kind=_kind(node),
            pinpoint=node.pinpoint,
            heading=node.heading,
            start=node.start,
            end=end,
            parent=node.parent.id if node.parent else None,
            binding=_binds(node),
        )
    )
    for child in node.children:
        collect(child, parts)


def _step(node: Node, through: set[Node]) -> tuple[str, str]:
    """The last step of a node's id, and how its pinpoint begins."""
    if node.kind == ProvisionKind.TITLE:
        return "tit", "Title"
    if node.marker is None:
        siblings = (node.parent.loose if node.parent else None) or []
        if node.kind == ProvisionKind.PARAGRAPH:
            n = siblings.index(node) + 1 if node.parent else node.place
            return f"par_{n}", f"paragraph {n}" if node.parent else f"Paragraph {n}"
        if node.kind == ProvisionKind.PREAMBLE and not node.heading:
            return "pre", "Preamble"
        return f"sec_{slug(node.heading)}", node.heading
    assert node.number is not None
    if node.marker.word == "*":
        bullets = [
            c
            for c in (node.parent.children if node.parent else [])
            if c.number and c.number.style == "*"
        ]
        n = bullets.index(node) + 1 if node in bullets else max(1, node.place)
        return f"idt_{n}", f"indent {n}"
    label = node.marker.label
    if node.marker.word:
        prefix, word = WORDS[node.marker.word]
        shown = label.upper() if not label.isdigit() else label
        return f"{prefix}_{shown}", f"{word} {shown}"
    if node.number.prefix:
        inner = str(node.number.value)
        held = node.parent is not None and node.parent.number is not None
        return (inner, f"Section {label}") if held else (f"sec_{label}", f"Section {label}")
    if node.parent is None or node in through:
        return f"sec_{label}", f"Section {label}"
    return label.lower(), f"({label})"


def _below(above: Node, node: Node, label: str) -> str:
    """A pinpoint within another: "Section 1(b)", "Attachment A, point (c)", "Section 3.1"."""
    if node.kind == ProvisionKind.PARAGRAPH or label.startswith("indent"):
        return f"{above.pinpoint}, {label}"
    if node.number and node.number.prefix:
        return label
    if re.match(r"(Section|Article) [\dIVX.]+(\(\w+\))*$", above.pinpoint):
        return f"{above.pinpoint}{label}"
    if re.search(r", point (\(\w+\))+$", above.pinpoint):
        return f"{above.pinpoint}{label}"
    return f"{above.pinpoint}, point {label}"


def _kind(node: Node) -> ProvisionKind:
    if node.kind != ProvisionKind.SECTION or node.marker is None:
        return node.kind
    if node.marker.word == "*":
        return ProvisionKind.INDENT
    if node.marker.word in ATTACHED:
        return ProvisionKind.ANNEX
    nested = node.parent is not None and node.parent.number is not None
    dotted = bool(node.number and node.number.prefix)
    if nested and not dotted and "/" in node.id:
        return ProvisionKind.POINT
    return ProvisionKind.SECTION


def _binds(node: Node) -> bool:
    """A provision binds unless it, or what it stands in, only explains.

    A numbered clause is no explanation, even where it hangs in a section called "Preamble".
    """
    return node.binding and (node.parent is None or is_clause(node) or _binds(node.parent))
