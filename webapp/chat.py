"""The chat: questions and answers in order, each sentence with its citations."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.by_provision import by_provision
from kb.errors import RegAtlasError
from kb.knowledge import KnowledgeBase
from kb.model import Answer, AnswerSentence, Citation, TextKind
from webapp import citation, text

# Each is answered well from what is held by default: see the README's table.
EXAMPLES = [
    "What training compute makes a general-purpose AI model presumed to have systemic risk?",
    "When do the rules for high-risk AI systems of Annex III apply?",
    "May I use Llama 3.1 commercially if I have 800 million monthly users?",
    "What does the Open Source AI Definition require about data?",
    "Which components does Class III of the Model Openness Framework require?",
]
LONGEST = 20_000  # characters; a longer paste is not taken, so that the one sent is never a part


@dataclass(frozen=True, slots=True)
class Scope:
    """What questions are asked of."""

    as_of: date
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: an answer, or the sentence that says why there is none."""

    question: str
    scope: Scope
    answer: Answer | None
    error: str = ""


def show(knowledge: KnowledgeBase, scope: Scope) -> None:
    """Draw the conversation, and answer what is asked."""
    turns: list[Turn] = st.session_state.setdefault("turns", [])
    asked = st.chat_input("Ask about a licence, a definition or the law", max_chars=LONGEST)
    asked = asked or st.session_state.get("asked")
    if not turns and not asked:
        _empty()
    for n, turn in enumerate(turns):
        _question(turn.question)
        _reply(turn, n, knowledge)
    if asked:
        st.session_state.asked = asked  # a click at this moment draws the page anew, and asks again
        _question(asked)
        written = st.container()
        with st.spinner("Looking it up …"):
            st.session_state.asked = None
            turns.append(_answered(knowledge, asked, scope, turns, written))
        _reply(turns[-1], len(turns) - 1, knowledge)


def clear() -> None:
    """Begin a new conversation."""
    st.session_state.turns = []
    st.session_state.asked = None


def _answered(
    knowledge: KnowledgeBase,
    question: str,
    scope: Scope,
    turns: Sequence[Turn],
    written: DeltaGenerator,
) -> Turn:
    """The turn; what a language model writes is shown as it comes, once it is known to hold."""
    earlier = [t.question for t in turns if t.answer is not None]

    def each(sentence: str) -> None:
        with written:
            text.note(sentence)

    try:
        answer = knowledge.ask(question, scope.as_of, scope.instruments, earlier=earlier, each=each)
    except RegAtlasError as e:
        return Turn(question, scope, None, str(e))
    return Turn(question, scope, answer)


def _empty() -> None:
    st.title("How would this AI release fare?", anchor=False)
    text.plain(
        "Ask what licences, the Open Source AI Definition, the Model Openness Framework and EU law "
        "say. Every sentence of an answer comes with the provision that it stands in; where the "
        "sources don't answer, you are told so."
    )
    text.note("For example:")
    for n, example in enumerate(EXAMPLES):
        if st.button(text.label(example), key=f"example-{n}", width="stretch"):
            st.session_state.asked = example
            st.rerun()


def _question(question: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        text.plain(question)


def _reply(turn: Turn, n: int, knowledge: KnowledgeBase) -> None:
    with st.chat_message("assistant", avatar=":material/gavel:"):
        if turn.answer is None:
            text.notice(turn.error)
        elif turn.answer.abstained:
            _abstention(turn.answer, n, knowledge)
        else:
            _answer(turn.answer, n, knowledge)
        notes = turn.answer.notes if turn.answer else ()
        if turn.answer and turn.answer.confidence:
            notes = (turn.answer.confidence.told, *notes)
        text.note(*notes, _scope(turn.scope, knowledge))


def _answer(answer: Answer, n: int, knowledge: KnowledgeBase) -> None:
    citations = {c.n: c for c in answer.citations}
    if answer.table is not None:
        text.table(answer.table)
    count = itertools.count()
    for group in by_provision(answer, knowledge.store):
        if group.heading:
            text.heading(group.heading)
        for sentence in group.sentences:
            _sentence(sentence, citations, f"{n}-{next(count)}", answer.as_of, knowledge)


def _sentence(
    sentence: AnswerSentence,
    citations: Mapping[int, Citation],
    key: str,
    as_of: date,
    knowledge: KnowledgeBase,
) -> None:
    """A sentence, and what it rests on to open."""
    cited = [citations[number] for number in sentence.citations]
    with st.container(gap=None):
        if sentence.own_words:
            text.digest(sentence.sentence, sentence.citations, tag=text.OWN_WORDS)
        elif any(c.provision.text_kind == TextKind.DIGEST for c in cited):
            text.digest(sentence.sentence, sentence.citations)
        else:
            text.quotation(sentence.sentence, sentence.citations)
        with st.container(horizontal=True, gap="small"):
            for c in cited:
                if st.button(citation.line(c), key=f"open-{key}-{c.n}", type="tertiary"):
                    citation.open_quote(c, as_of, knowledge)


def _abstention(answer: Answer, n: int, knowledge: KnowledgeBase) -> None:
    text.notice("I can't answer that from these sources.")
    text.plain(answer.why or "")
    if answer.looked_at:
        with st.expander(f"What was looked at ({len(answer.looked_at)})"), st.container(gap=None):
            for h, hit in enumerate(answer.looked_at):
                line = text.label(citation.name(hit.instrument, hit.provision))
                if st.button(line, key=f"seen-{n}-{h}", type="tertiary"):
                    citation.open_hit(hit, answer.as_of, knowledge)


def _scope(scope: Scope, knowledge: KnowledgeBase) -> str:
    """ "As of 2026-11-23, only in EU AI Act, GDPR" """
    held = knowledge.store.instruments
    only = ", ".join(held[id].short if id in held else id for id in scope.instruments)
    return f"As of {scope.as_of}" + (f", only in {only}" if only else "")
