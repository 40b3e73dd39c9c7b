"""The release that is being assessed: what it began as, and what the form has made of it."""

from dataclasses import dataclass, field

import streamlit as st

from kb.assessment import Assessment
from kb.release import Release, Understood

_KEY = "draft"
_COUNT = "drafts"


@dataclass(slots=True)
class Draft:
    """A release in the form. `number` keeps the form's fields apart from those of earlier ones."""

    number: int
    understood: Understood
    release: Release  # as the form stands; of a form with faults, as it last was without
    faults: tuple[str, ...] = ()
    rows: Release = field(init=False)  # what the table of components begins with
    tables: int = 0  # how often that table was begun
    assessment: Assessment | None = None
    assessments: int = 0  # how many were made

    def judged(self, assessment: Assessment) -> None:
        """Keep what an assessment came to, instead of the one before."""
        self.assessment = assessment
        self.assessments += 1

    def __post_init__(self) -> None:
        self.rows = self.understood.release


def current() -> Draft | None:
    found: Draft | None = st.session_state.get(_KEY)
    return found


def begin(understood: Understood) -> Draft:
    """Put a release into the form, instead of the one that was there."""
    number = st.session_state[_COUNT] = count() + 1
    made = Draft(number, understood, understood.release)
    st.session_state[_KEY] = made
    return made


def clear() -> None:
    st.session_state[_KEY] = None


def count() -> int:
    """How many releases were put into the form so far."""
    return int(st.session_state.get(_COUNT, 0))
