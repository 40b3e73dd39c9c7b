"""Assessing one release: it is chosen, shown as a form, judged, and reported on."""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from kb.assessment import Assessment
from kb.errors import RegAtlasError
from kb.knowledge import KnowledgeBase
from webapp import choose, draft, release_form, text, verdicts, wording
from webapp.draft import Draft

FORMATS = {
    ".pdf": ("PDF", "application/pdf"),
    ".html": ("HTML", "text/html"),
    ".md": ("Markdown", "text/markdown"),
}
FEW = 3  # notes that are shown without being unfolded
SHOWS = (
    "What was understood of it, as a form to correct and complete; what is not known stays so, "
    "and is asked for where a rule needs it.",
    "A verdict by each framework: licences, Open Source AI Definition, Model Openness Framework, "
    "EU AI Act. Nothing is guessed.",
    "The reason for each finding, with the provisions that it rests on, what would change the "
    "verdict, and all of it as a report.",
)


def show(knowledge: KnowledgeBase, as_of: date) -> None:
    """Draw the page."""
    made = draft.current()
    if made is None:
        _empty(knowledge)
        return
    st.title(text.label(choose.name(made.release)), anchor=False)
    _understood(made)
    # Folded once it was assessed, so that the verdicts stand on top.
    judged = made.assessment is not None
    key = f"facts-{made.number}-{made.assessments}"
    with st.expander("The facts", expanded=not judged, key=key):
        release_form.show(made, knowledge.assessor.licensings)
        fresh = _assessed(made, as_of, knowledge)
        _judge(made, fresh, knowledge)
    if made.assessment is not None:
        _result(made, made.assessment, fresh, knowledge)


def _empty(knowledge: KnowledgeBase) -> None:
    """The ways of choosing a release, and what one gets."""
    st.title("Assess a release", anchor=False)
    text.plain("Choose a release, upload a file that describes it, or say in words what it is.")
    chosen = choose.show(knowledge, draft.count())
    if chosen is not None:
        draft.begin(chosen)
        st.rerun()
    text.listed(SHOWS, "Then you see:")


def _understood(made: Draft) -> None:
    notes = made.understood.notes
    text.note(f"From {made.understood.format}.")
    if notes and len(notes) <= FEW:
        text.listed(notes)
    elif notes:
        with st.expander(f"What was understood, taken as something or left out ({len(notes)})"):
            text.listed(notes)


def _assessed(made: Draft, as_of: date, knowledge: KnowledgeBase) -> Assessment | None:
    """What the form comes to as it stands; None where it has faults, having told them."""
    for fault in made.faults:
        text.notice(fault)
    if made.faults:
        return None
    try:
        return knowledge.assess(made.release, as_of)
    except RegAtlasError as e:
        text.notice(str(e))
        return None


def _judge(made: Draft, fresh: Assessment | None, knowledge: KnowledgeBase) -> None:
    """The button that assesses, and what is asked for."""
    key = f"assess-{made.number}"
    pressed = st.button("Assess", type="primary", key=key, disabled=fresh is None)
    if fresh is None:
        return
    if pressed:
        made.judged(fresh)
        st.rerun()
    _asked(fresh, knowledge)


def _asked(fresh: Assessment, knowledge: KnowledgeBase) -> None:
    asked = wording.questions(fresh.missing, knowledge.corpus.fact_names)
    if not asked:
        text.note("Nothing that a rule asks for is missing.")
        return
    known = f"{fresh.coverage:.0%} of the facts that rules ask for are known"
    text.listed(asked, f"{known}. Asked for, and not known:")


def _result(
    made: Draft, assessment: Assessment, fresh: Assessment | None, knowledge: KnowledgeBase
) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.subheader(f"Verdicts as of {assessment.as_of}", anchor=False)
        _downloads(made, assessment)
    if fresh is not None:
        _stale(made, assessment, fresh)
    verdicts.cards(assessment)
    verdicts.findings(assessment, knowledge)
    text.note(*assessment.notes)


def _stale(made: Draft, assessment: Assessment, fresh: Assessment) -> None:
    """Say what has changed since, and offer to take it in."""
    changed = {
        "the facts": assessment.release != fresh.release,
        "the day": assessment.as_of != fresh.as_of,
    }
    what = " and ".join(name for name, differs in changed.items() if differs)
    if not what:
        return
    text.notice(f"These verdicts are from before you changed {what}.")
    if st.button("Assess again", key=f"again-{made.number}"):
        made.judged(fresh)
        st.rerun()


def _downloads(made: Draft, assessment: Assessment) -> None:
    for suffix, (label, mime) in FORMATS.items():
        st.download_button(
            label,
            data=partial(_report, assessment, suffix, made.understood.notes),
            file_name=_file_name(assessment) + suffix,
            mime=mime,
            key=f"report{suffix}",
            on_click="ignore",
            icon=":material/download:",
            help=f"The report as {label}",
        )


def _report(assessment: Assessment, suffix: str, notes: Sequence[str]) -> bytes:
    from kb.report import report_bytes  # takes a while to import, and few visits need it

    return report_bytes(assessment, suffix, notes)


def _file_name(assessment: Assessment) -> str:
    """ "llama-2-70b-2026-11-23" """
    name = re.sub(r"[^a-z0-9]+", "-", choose.name(assessment.release).lower()).strip("-")
    return f"{name or 'release'}-{assessment.as_of}"
