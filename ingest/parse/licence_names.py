"""The ids and pinpoints of a licence's provisions, from the tree of its sections.

See `ingest.parse.licence` for what they look like.
"""

import re
from collections import Counter

from ingest.parse.licence_headings import late_heading, slug
from ingest.parse.licence_tree import WORDS, Node, is_clause
from ingest.parse.outline import Part
from kb.model import ProvisionKind

ATTACHED = frozenset(WORDS) - {"section", "article", "part"}


def name(roots: list[Node], notes: list[str]) -> None:
    """Give every node its id and pinpoint; what had to be made unique is noted."""
    for node in roots:
        _complete(node)
    sectioned = any(n.kind == ProvisionKind.SECTION for n in roots)
    for root in list(roots):
        if root.kind == ProvisionKind.PREAMBLE and not root.heading and not sectioned:
            # A text without sections, such as MIT: its paragraphs stand by themselves.
            _unwrap(roots, root)
    _count(roots)
    taken: Counter[str] = Counter()
    through = _numbered_through(roots)
    for root in roots:
        _name(root, taken, through)
    repeated = [(id, count) for id, count in taken.items() if count > 1]
    notes += (f"{id}: its number stands {count} times in the text" for id, count in repeated)


def _complete(node: Node) -> None:
    """Find what only shows when all is read: the headings of sections, and their paragraphs."""
    if node.number and not node.heading and node.lead and (node.children or node.loose):
        node.heading = late_heading(node.lead)
    for child in node.children:
        _complete(child)
    _count(node.loose)
    if len(node.loose) > 1:
        node.children = sorted((*node.children, *node.loose), key=lambda n: n.start)
    _count([c for c in node.children if c.is_bullet])


def _count(siblings: list[Node]) -> None:
    """Number unnumbered paragraphs, and bullets."""
    counts: Counter[bool] = Counter()
    for node in siblings:
        if node.is_bullet or node.kind == ProvisionKind.PARAGRAPH:
            counts[node.is_bullet] += 1
            node.place = counts[node.is_bullet]


def _unwrap(roots: list[Node], preamble: Node) -> None:
    at = roots.index(preamble)
    nodes = preamble.children if len(preamble.loose) > 1 else preamble.loose + preamble.children
    for node in nodes:
        node.parent = None
    roots[at : at + 1] = sorted(nodes, key=lambda n: n.start)


def _numbered_through(roots: list[Node]) -> set[Node]:
    """The clauses whose numbers go on from group to group, as articles' do through chapters.

    Where several series do (a list under one heading, the sections under the next ones), it is the
    longest. There is none where the text's own sections have the same numbers.
    """
    series: list[list[Node]] = [[]]
    for root in roots:
        clauses = [root] if is_clause(root) else [c for c in root.children if is_clause(c)]
        attached = root.marker is not None and root.marker.word in ATTACHED
        if not clauses or attached:
            continue
        last = series[-1][-1].number if series[-1] else None
        first = clauses[0].number
        if last and first and first.value <= last.value:
            series.append([])
        series[-1] += clauses
    longest = max(series, key=len)
    through = set(longest)
    own = {
        root.marker.label
        for root in roots
        if root.marker
        and (root.marker.word == "section" or (is_clause(root) and root not in through))
    }
    clash = own & {c.marker.label for c in longest if c.marker}
    groups = {c.parent for c in longest}
    one_list = len(groups) == 1 and None not in groups and not all(c.heading for c in longest[:3])
    return set() if clash or one_list else through


def _name(node: Node, taken: Counter[str], through: set[Node]) -> None:
    step, label = _step(node, through)
    above = node.parent
    if above is None or node in through or _is_stray(node):
        id, pinpoint = step, label
    else:
        id, pinpoint = f"{above.id}/{step}", _below(above, node, label)
    node.id, node.pinpoint = _unique(id, taken), pinpoint
    for child in node.children:
        _name(child, taken, through)


def _unique(id: str, taken: Counter[str]) -> str:
    """An id that no other provision has: the second `sec_1/a` is `sec_1/a_2`."""
    taken[id] += 1
    if taken[id] == 1:
        return id
    other = f"{id}_{taken[id]}"
    return other if other not in taken else _unique(other, taken)


def _is_stray(node: Node) -> bool:
    """Whether a dotted number's section ("3" of "3.6") is not open where it stands."""
    above = node.parent
    return bool(node.number and node.number.prefix) and not (above and above.number)


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
    if node.kind == ProvisionKind.PARAGRAPH:
        return f"par_{node.place}", f"{'p' if node.parent else 'P'}aragraph {node.place}"
    if node.number is None or node.marker is None:
        return _headed_step(node)
    if node.is_bullet:
        return f"idt_{node.place}", f"{'i' if node.parent else 'I'}ndent {node.place}"
    label = node.marker.label
    if node.marker.word:
        prefix, word = WORDS[node.marker.word]
        shown = label.upper() if not label.isdigit() else label
        return f"{prefix}_{shown}", f"{word} {shown}"
    if node.number.prefix:
        return _dotted_step(node), f"Section {label}"
    if node.parent is None or node in through:
        return f"sec_{label}", f"Section {label}"
    return label.lower(), f"({label})"


def _dotted_step(node: Node) -> str:
    """As `_step`, for "3.1": what the number of the section that holds it leaves to say."""
    assert node.number is not None
    full = node.number.in_full
    if _is_stray(node):
        return "sec_" + "/".join(str(n) for n in full)
    above = node.parent.number.in_full if node.parent and node.parent.number else ()
    left = full[len(above) :] if full[: len(above)] == above else full[-1:]
    return "/".join(str(n) for n in left)


def _headed_step(node: Node) -> tuple[str, str]:
    """As `_step`, for what has no number."""
    if node.heading:
        return f"sec_{slug(node.heading)}", node.heading
    if node.kind == ProvisionKind.FINAL:
        return "end", "Closing text"
    return "pre", "Preamble"


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
    dotted = bool(node.number and node.number.prefix)
    if "/" in node.id and not dotted and not node.marker.word:
        return ProvisionKind.POINT
    return ProvisionKind.SECTION


def _binds(node: Node) -> bool:
    """A provision binds unless it, or what it stands in, only explains.

    A numbered clause is no explanation, even where it hangs in a section called "Preamble".
    """
    return node.binding and (node.parent is None or is_clause(node) or _binds(node.parent))
