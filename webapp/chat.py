"""The chat: questions and answers in order, each sentence with its citations."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from kb.errors import RegAtlasError
from kb.knowledge import KnowledgeBase
from kb.model import Answer
from webapp import citation
from webapp.text import paragraph

EXAMPLES = [
    "What training compute makes a general-purpose AI model presumed to have systemic risk?",
    "When do the rules for high-risk AI systems of Annex III apply?",
    "May I use Llama 3.1 commercially if I have 800 million monthly users?",
    "What does the Open Source AI Definition require about data?",
    "Which components does Class III of the Model Openness Framework require?",
]


@dataclass(frozen=True, slots=True)
class Scope:
    """What questions are asked of."""

    as_of: date
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: an answer, or the sentence that says why there is none."""

    question: str
    as_of: date
    answer: Answer | None
    error: str = ""


def show(knowledge: KnowledgeBase, scope: Scope) -> None:
    """Draw the conversation, and answer what is asked."""
    turns: list[Turn] = st.session_state.setdefault("turns", [])
    asked = st.chat_input("Ask about a licence, a definition or the law", max_chars=2_000)
    asked = asked or st.session_state.pop("asked", None)
    if not turns and not asked:
        _empty()
    for n, turn in enumerate(turns):
        _turn(turn, n, knowledge)
    if asked:
        with st.chat_message("user", avatar=":material/person:"):
            paragraph(asked)
        with st.spinner("Looking it up …"):
            turns.append(_answered(knowledge, asked, scope))
        _reply(turns[-1], len(turns) - 1, knowledge)


def clear() -> None:
    """Begin a new conversation."""
    st.session_state.turns = []


def _answered(knowledge: KnowledgeBase, question: str, scope: Scope) -> Turn:
    try:
        answer = knowledge.ask(question, scope.as_of, scope.instruments)
    except RegAtlasError as e:
        return Turn(question, scope.as_of, None, str(e))
    return Turn(question, scope.as_of, answer)


def _empty() -> None:
    st.title("How would this AI release fare?")
    st.write(
        "Ask what licences, the Open Source AI Definition, the Model Openness Framework and EU law "
        "say. Every sentence of an answer is shown with the provision that it stands in; where the "
        "sources don't answer, you are told so."
    )
    st.caption("For example:")
    for n, example in enumerate(EXAMPLES):
        if st.button(example, key=f"example-{n}", width="stretch"):
            st.session_state.asked = example
            st.rerun()


def _turn(turn: Turn, n: int, knowledge: KnowledgeBase) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        paragraph(turn.question)
    _reply(turn, n, knowledge)


def _reply(turn: Turn, n: int, knowledge: KnowledgeBase) -> None:
    with st.chat_message("assistant", avatar=":material/gavel:"):
        if turn.answer is None:
            st.warning(turn.error)
        elif turn.answer.abstained:
            _abstention(turn.answer, n, knowledge)
        else:
            _answer(turn.answer, n, knowledge)
        st.caption(f"As of {turn.as_of}")


def _answer(answer: Answer, n: int, knowledge: KnowledgeBase) -> None:
    citations = {c.n: c for c in answer.citations}
    for s, sentence in enumerate(answer.answer):
        cited = [citations[number] for number in sentence.citations]
        digest = any(c.provision.text_kind == "digest" for c in cited)
        paragraph(sentence.sentence, marks=sentence.citations, quoted=not digest)
        with st.container(horizontal=True, gap="small"):
            for c in cited:
                label = f"[{c.n}] {c.instrument.short}, {c.provision.pinpoint}"
                if st.button(label, key=f"open-{n}-{s}-{c.n}", type="tertiary"):
                    citation.open_quote(c, answer.as_of, knowledge)
    for note in answer.notes:
        st.caption(_plain(note))


def _abstention(answer: Answer, n: int, knowledge: KnowledgeBase) -> None:
    st.info("I can't answer that from these sources.")
    paragraph(answer.why or "")
    for note in answer.notes:
        st.caption(_plain(note))
    if answer.looked_at:
        with st.expander("What was looked at"):
            for h, hit in enumerate(answer.looked_at[:6]):
                label = f"{hit.instrument.short}, {hit.provision.pinpoint}"
                if st.button(label, key=f"seen-{n}-{h}", type="tertiary"):
                    citation.open_hit(hit, answer.as_of, knowledge)


def _plain(text: str) -> str:
    """A note of ours as Markdown shows it literally."""
    for sign in "\\`*_[]$~#<>|:":
        text = text.replace(sign, "\\" + sign)
    return text
