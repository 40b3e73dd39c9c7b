"""What changed between two versions of an instrument, provision by provision."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.errors import UnknownProvision
from kb.model import Provision, TextKind, Version
from kb.store.reader import Store


class Change(StrEnum):
    """What happened to a provision."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    DIGEST = "digest"  # the new text is not held: what it says is told in our own words


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words that both have, or that one has."""

    text: str
    kind: str  # "same", "old", "new"


@dataclass(frozen=True, slots=True)
class Difference:
    """One provision, in the finest subdivision that changed."""

    change: Change
    provision: str
    pinpoint: str
    old: str
    new: str
    amends: tuple[str, ...] = ()  # of a digest: the provisions of the older text that it changes

    @property
    def words(self) -> tuple[Words, ...]:
        """The words of both, marked."""
        return tuple(_marked(self.old, self.new))


def version_of(store: Store, instrument: str, day: date) -> Version:
    """The version of an instrument that is named by a day: it begins then, or held then.

    Raises UnknownProvision where none does.
    """
    own = [v for v in store.versions.values() if v.instrument == instrument]
    exact = [v for v in own if v.in_force.from_ == day]
    held = [v for v in own if v.in_force.holds_on(day)]
    if exact or held:
        return (exact or held)[-1]
    known = ", ".join(str(v.in_force.from_ or "undated") for v in own)
    raise UnknownProvision(f"No version of {instrument} is of {day}; held: {known}.")


def differences(store: Store, old: Version, new: Version) -> list[Difference]:
    """What is different in the newer version, in the order of its text.

    Where the newer one is held only as digests over the older, each digest is a difference.
    """
    before = {p.id: p for p in store.provisions(old.id)}
    after = {p.id: p for p in store.provisions(new.id)}
    if new.base == old.id:
        return [_from_digest(p, before, store) for p in after.values()]
    found = [
        *(_added_or_changed(p, before, after) for p in after.values()),
        *(
            Difference(Change.REMOVED, p.id, p.pinpoint, p.text, "")
            for p in before.values()
            if p.id not in after and not (p.parent and p.parent not in after)
        ),
    ]
    return [d for d in found if d is not None]


def _from_digest(digest: Provision, before: dict[str, Provision], store: Store) -> Difference:
    amends = tuple(store.amended_by(digest))
    old = next((before[a].text for a in (*amends, digest.id) if a in before), "")
    return Difference(Change.DIGEST, digest.id, digest.pinpoint, old, digest.text, amends)


def _added_or_changed(
    provision: Provision, before: dict[str, Provision], after: dict[str, Provision]
) -> Difference | None:
    older = before.get(provision.id)
    if older is None:
        if provision.parent and provision.parent not in before:
            return None  # told with its parent
        return Difference(Change.ADDED, provision.id, provision.pinpoint, "", provision.text)
    if older.text == provision.text or older.text_kind != provision.text_kind:
        return None
    if provision.text_kind == TextKind.TEXT and _told_below(provision, before, after):
        return None
    return Difference(Change.CHANGED, provision.id, provision.pinpoint, older.text, provision.text)


def _told_below(
    provision: Provision, before: dict[str, Provision], after: dict[str, Provision]
) -> bool:
    """Whether all that changed in it changed in its subdivisions, which are told themselves."""

    def own(p: Provision, all_: dict[str, Provision]) -> str:
        text, at = [], 0
        for child in (c for c in all_.values() if c.parent == p.id):
            text.append(p.text[at : child.start - p.start])
            at = child.end - p.start
        return "".join([*text, p.text[at:]])

    return own(before[provision.id], before).split() == own(provision, after).split()


def _marked(old: str, new: str) -> Iterator[Words]:
    a, b = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Words("".join(a[i:j]), "same")
            continue
        if j > i:
            yield Words("".join(a[i:j]), "old")
        if m > k:
            yield Words("".join(b[k:m]), "new")
