"""Releases side by side: licence, verdicts, and what is not known of each."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from kb.assessment import Assessment, Verdict
from kb.errors import RegAtlasError
from kb.knowledge import KnowledgeBase
from kb.licensing import Licensings
from kb.release import Release
from kb.releases import plain
from webapp import choose, draft, text, verdicts, wording

MOST = 4
IN_EU = {"offered_in": ("EU",)}
OWN = ""  # the release that is being assessed, among the ids of those that are known


def show(knowledge: KnowledgeBase, as_of: date) -> None:
    """Draw the page."""
    st.title("Compare releases", anchor=False)
    releases = _offered(knowledge)
    chosen = st.multiselect(
        "Two to four releases",
        options=list(releases),
        format_func=lambda id: releases[id][0],
        max_selections=MOST,
        placeholder="Choose, or type a name",
        filter_mode="contains",
        select_all=False,
        key="compared",
        persist_state="session",
    )
    if len(chosen) < 2:
        text.note(
            "Choose at least two: from our records, and the release that you are assessing, if "
            "there is one. Their licences and verdicts then stand side by side."
        )
        return
    in_eu = st.toggle(
        "Where a release does not say where it is offered, take it as offered in the EU",
        key="offered-in-eu",
        persist_state="session",
    )
    asked = [releases[id][1] for id in chosen]
    if in_eu:
        asked = [r if r.offered_in else r.model_copy(update=IN_EU) for r in asked]
    try:
        assessed = [knowledge.assess(release, as_of) for release in asked]
    except RegAtlasError as e:
        text.notice(str(e))
        return
    st.html(_table(assessed, knowledge))
    text.note(
        f"As of {as_of}. Our records hold what we could confirm of a release; what they leave open "
        "is not known. The page Assess gives the reasons for each verdict, with its provisions."
    )


def _offered(knowledge: KnowledgeBase) -> dict[str, tuple[str, Release]]:
    """What can be compared, by id: how it is called, and the release."""
    known = {id: (choose.described(r), plain(r)) for id, r in knowledge.corpus.releases.items()}
    offered = dict(sorted(known.items(), key=lambda item: item[1][0].lower()))
    own = draft.current()
    if own is None:
        return offered
    return {OWN: (f"{choose.name(own.release)} · being assessed", own.release)} | offered


def _table(assessed: list[Assessment], knowledge: KnowledgeBase) -> str:
    """The comparison as HTML, every word of it escaped."""
    licensings = knowledge.assessor.licensings
    frameworks = {v.framework: v for a in assessed for v in a.frameworks}
    rows = [
        ("Licence of the weights", [_licence(a.release, licensings) for a in assessed]),
        *(
            (wording.title(v), [_found(a.framework(id)) for a in assessed])
            for id, v in frameworks.items()
        ),
        ("Not known", [_missing(a, knowledge) for a in assessed]),
    ]
    return text.columns([_who(a.release) for a in assessed], rows)


def _who(release: Release) -> str:
    below = " · ".join(p for p in (release.provider.name, str(release.released or "")) if p)
    return f'{escape(choose.name(release))}<div class="ra-note">{escape(below)}</div>'


def _licence(release: Release, licensings: Licensings) -> str:
    stated = release.licence_of("weights")
    if release.has("weights") is False:
        return "the weights are not released"
    return escape(licensings.read(stated).name or "none") if stated else "not known"


def _found(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not assessed"
    detail = _DETAILS.get(verdict.framework, _summary)(verdict)
    return f"{verdicts.chip(verdict)}{detail}"


def _blockers(verdict: Verdict) -> str:
    fails = ", ".join(b.replace("-", " ") for b in verdict.blockers)
    return f'<div class="ra-note">fails on: {escape(fails)}</div>' if fails else _summary(verdict)


def _summary(verdict: Verdict) -> str:
    return f'<div class="ra-note">{escape(verdict.summary)}</div>'


_DETAILS: dict[str, Callable[[Verdict], str]] = {"osaid": _blockers, "mof": verdicts.bars}


def _missing(assessment: Assessment, knowledge: KnowledgeBase) -> str:
    asked = wording.questions(assessment.missing, knowledge.corpus.fact_names)
    if not asked:
        return "nothing that is asked for"
    items = "".join(f"<li>{escape(question)}</li>" for question in asked)
    return (
        f"{assessment.coverage:.0%} of the facts asked for are known"
        f"<details><summary>Open questions: {len(asked)}</summary>"
        f'<ul class="ra-list">{items}</ul></details>'
    )
