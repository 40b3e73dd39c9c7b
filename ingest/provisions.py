"""From a parsed outline, or from digests, to the provisions of a version."""

from collections.abc import Iterable

from ingest.parse.outline import Outline, Part
from kb.corpus import CatalogueEntry, Digest
from kb.model import Provision, ProvisionKind, TextKind

# Parts that group others: their headings lead the path; below them only the deepest part counts.
GROUPS = {ProvisionKind.CHAPTER, ProvisionKind.SECTION, ProvisionKind.ARTICLE, ProvisionKind.ANNEX}


def from_outline(entry: CatalogueEntry, version: str, outline: Outline) -> list[Provision]:
    """The provisions of a parsed text, in its order."""
    parts = {p.id: p for p in outline.parts}
    return [
        Provision(
            id=f"{entry.id}/{part.id}",
            version=version,
            kind=part.kind,
            pinpoint=part.pinpoint,
            heading=part.heading,
            path=(entry.short, *_path(part, parts)),
            text=outline.text[part.start : part.end],
            text_kind=TextKind.TEXT,
            binding=entry.kind.binding and part.binding,
            parent=f"{entry.id}/{part.parent}" if part.parent else None,
            start=part.start,
            end=part.end,
        )
        for part in outline.parts
    ]


def from_digests(
    entry: CatalogueEntry, version: str, digests: Iterable[Digest], held: Iterable[Provision]
) -> list[Provision]:
    """Provisions in our own words, for those digests whose provision is not held as text.

    A digest hangs under the nearest provision, held or digested, that its id lies within.
    """
    ids = {p.id: p for p in held}
    found: list[Provision] = []
    for digest in digests:
        id = f"{entry.id}/{digest.id}"
        if id in ids:
            continue
        parent = next((ids[a] for a in _ancestors(id) if a in ids), None)
        above = parent.path if parent else (entry.short,)
        says = digest.says.strip()
        provision = Provision(
            id=id,
            version=version,
            kind=digest.kind,
            pinpoint=digest.pinpoint,
            heading=digest.heading,
            path=(*above, _label(digest.pinpoint, digest.heading)),
            text=says,
            text_kind=TextKind.DIGEST,
            binding=entry.kind.binding and digest.binding,
            parent=parent.id if parent else None,
            start=0,
            end=len(says),
        )
        ids[id] = provision
        found.append(provision)
    return found


def _path(part: Part, parts: dict[str, Part]) -> list[str]:
    """Labels from the outermost group down to this part."""
    above: list[Part] = []
    up = parts.get(part.parent) if part.parent else None
    while up:
        above.append(up)
        up = parts.get(up.parent) if up.parent else None
    labels = [_label(p.pinpoint, p.heading) for p in reversed(above) if p.kind in GROUPS]
    return [*labels, _label(part.pinpoint, part.heading)]


def _label(pinpoint: str, heading: str) -> str:
    """ "Article 53 Obligations for ..." """
    return f"{pinpoint} {heading}".strip() if heading and heading != pinpoint else pinpoint


def _ancestors(id: str) -> Iterable[str]:
    while "/" in id:
        id = id.rpartition("/")[0]
        yield id
