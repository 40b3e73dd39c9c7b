"""An assessment on the page: a card for each framework, and below them its findings."""

from html import escape

import streamlit as st

from kb.assessment import Assessment, Finding, Verdict
from kb.knowledge import KnowledgeBase
from webapp import citation, text, wording
from webapp.wording import SIGNS, TONES, Group


def cards(assessment: Assessment) -> None:
    """The verdicts side by side, in words, with a sign and a colour."""
    made = "".join(_card(v) for v in assessment.frameworks)
    st.html(f'<div class="ra-cards">{made}</div>')


def findings(assessment: Assessment, knowledge: KnowledgeBase) -> None:
    """What each framework's verdict rests on, a tab for each."""
    for tab, verdict in zip(
        st.tabs([text.label(wording.title(v)) for v in assessment.frameworks], key="frameworks"),
        assessment.frameworks,
        strict=True,
    ):
        with tab:
            _framework(verdict, assessment, knowledge)


def chip(verdict: Verdict) -> str:
    """A verdict's words with its sign, as HTML."""
    words, tone = wording.verdict(verdict)
    sign = f'<span class="ra-sign" aria-hidden="true">{SIGNS[tone]}</span>'
    return f'<div class="ra-verdict ra-{tone}">{sign}{escape(words)}</div>'


def bars(verdict: Verdict) -> str:
    """How far it is to each class, as HTML; the class that asks for least comes first."""
    return "".join(
        f'<div class="ra-bar"><span>Class {wording.ROMAN.get(of, escape(of))}</span>'
        f'<span class="ra-track"><i style="width: {share:.0f}%"></i></span>'
        f"<span>{share:.0f} %</span></div>"
        for of, share in sorted(verdict.progress.items(), reverse=True)
    )


def _card(verdict: Verdict) -> str:
    _, tone = wording.verdict(verdict)
    return (
        f'<section class="ra-card ra-{tone}"><h3>{escape(wording.title(verdict))}</h3>'
        f"{chip(verdict)}{bars(verdict)}<p>{escape(verdict.summary)}</p></section>"
    )


def _framework(verdict: Verdict, assessment: Assessment, knowledge: KnowledgeBase) -> None:
    text.plain(verdict.summary)
    if verdict.changes:
        text.listed(verdict.changes, "What would change the verdict:")
    missing = [m for f in verdict.findings for m in f.missing]
    asked = wording.questions(missing, knowledge.corpus.fact_names)
    if asked:
        text.listed(asked, "What is missing:")
    for group in wording.groups(verdict.framework):
        found = [f for f in verdict.findings if f.status == group.status]
        if found:
            _group(group, found, verdict, assessment, knowledge)


def _group(
    group: Group,
    found: list[Finding],
    verdict: Verdict,
    assessment: Assessment,
    knowledge: KnowledgeBase,
) -> None:
    sign = SIGNS[TONES[group.status]]
    with st.expander(f"{sign}  {group.heading} ({len(found)})", expanded=group.unfolded):
        for finding in sorted(found, key=lambda f: f.rule not in verdict.rests_on):
            _finding(finding, verdict, assessment, knowledge)


def _finding(
    finding: Finding, verdict: Verdict, assessment: Assessment, knowledge: KnowledgeBase
) -> None:
    decisive = '<span class="ra-tag">decisive</span>' if finding.rule in verdict.rests_on else ""
    with st.container(gap=None):
        st.html(f'<p class="ra-finding">{escape(finding.title)}{decisive}</p>')
        text.plain(finding.because)
        with st.container(horizontal=True, gap="small", key=f"cites-{finding.rule}"):
            for c in finding.citations:
                key = f"cited-{finding.rule}-{c.n}"
                if st.button(citation.line(c), key=key, type="tertiary"):
                    citation.open_quote(c, assessment.as_of, knowledge)
