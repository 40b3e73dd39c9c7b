"""The Model Openness Framework: the class a release reaches, and how far it is to each.

As the framework's official tool computes it: a component counts when it is included and its licence
is open; a research paper stands in for a missing technical report; a class is reached when all that
it and the classes below require is there, and its progress is 0 until the class below is complete.
"""

from dataclasses import dataclass

from kb.components import BY_ID, COMPONENTS, Class, Component
from kb.licensing import Licensings
from kb.release import Release

STAND_INS = {"technical-report": "research-paper"}


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether one component counts, and why not."""

    component: Component
    counts: bool
    included: bool | None  # None: not known
    licence: str | None
    open: bool | None
    why: str
    through: str | None = None  # the component that stands in for it


@dataclass(frozen=True, slots=True)
class Openness:
    """What the framework makes of a release."""

    reached: Class | None  # None: unclassified
    progress: dict[int, float]  # per cent by class, two digits
    counted: tuple[Counted, ...]

    def needed_for(self, wanted: Class) -> tuple[Counted, ...]:
        """What is still missing for a class."""
        return tuple(
            c
            for c in self.counted
            if c.component.required and c.component.of >= wanted and not c.counts
        )


def openness(release: Release, licensings: Licensings) -> Openness:
    """The class and the progress of a release."""
    counted = {c.id: _counted(c, release, licensings) for c in COMPONENTS}
    for missing, other in STAND_INS.items():
        if not counted[missing].counts and counted[other].counts:
            c = counted[missing]
            why = f"the {BY_ID[other].name.lower()} stands in for it"
            counted[missing] = Counted(
                c.component, True, c.included, c.licence, c.open, why, through=other
            )
    progress: dict[int, float] = {}
    reached: Class | None = None
    complete = True
    for of in sorted(Class, reverse=True):
        required = [c for c in COMPONENTS if c.required and c.of >= of]
        there = sum(counted[c.id].counts for c in required)
        progress[int(of)] = round(100 * there / len(required), 2) if complete else 0.0
        complete = complete and there == len(required)
        reached = of if complete else reached
    return Openness(reached, progress, tuple(counted.values()))


def _counted(component: Component, release: Release, licensings: Licensings) -> Counted:
    included = release.has(component.id)
    if not included:
        why = "it is not released" if included is False else "it is not known to be released"
        return Counted(component, False, included, None, None, why)
    stated = release.licence_of(component.id)
    licence = licensings.read(stated)
    open_ = licence.holds(lambda part: part.open)
    if stated is None:
        open_, why = None, "no licence is known for it"
    elif licence.absent:
        why = "it comes without a licence"
    elif open_ is None:
        why = f"its licence, {licence.name}, is not known"
    else:
        why = f"its licence, {licence.name}, is {'open' if open_ else 'not open'}"
    return Counted(component, bool(open_), True, stated, open_, why)
