"""The knowledge base as the app holds it: opened and warmed once for each generation."""

import os
import shlex

import streamlit as st

from kb.embedding import Embedder, load_embedder
from kb.errors import MissingStore, RegAtlasError
from kb.home import Home, default_home
from kb.knowledge import KnowledgeBase
from kb.store import generation
from webapp import text

FIRST_QUESTION = "What is a general-purpose AI model?"  # asked of ourselves, to warm everything


def opened() -> KnowledgeBase | None:
    """The knowledge base; None if there is none to use, having said so and how to mend it."""
    home = default_home()
    try:
        current = generation.required(home).name
        with st.spinner("Opening the knowledge base and loading the language model …"):
            knowledge = _open(str(home.root), current)
    except MissingStore as e:
        _instead("There is nothing to ask yet", e, "To fetch the texts", "ingest", home)
        return None
    except RegAtlasError as e:
        problem = "The knowledge base can't be used as it is"
        _instead(problem, e, "To see what is wrong and how to mend it", "doctor", home)
        return None
    if st.session_state.setdefault("generation", current) != current:
        st.session_state.generation = current
        st.toast("The knowledge base was renewed. Answers given before stay as they were.")
    return knowledge


def _instead(problem: str, error: RegAtlasError, remedy: str, verb: str, home: Home) -> None:
    """What the page shows when nothing can be asked."""
    st.title(problem, anchor=False)
    text.notice(str(error))
    text.plain(f"{remedy}, run this in a terminal, in the project's environment.")
    st.code(f"regatlas {verb} --kb {shlex.quote(str(home.root))}", language=None, wrap_lines=True)
    st.button("Look again")


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(home: str, current: str) -> KnowledgeBase:
    """One knowledge base for all sessions; another generation is another entry."""
    knowledge = open_warm(default_home(home))
    knowledge.ask(FIRST_QUESTION)
    return knowledge


@st.cache_resource(show_spinner=False)
def _model(home: str) -> Embedder:
    """The language model, which outlives the generations that are asked with it."""
    import torch  # seconds of imports, and load_embedder would take them anyway

    # A core is left to the browser and the server: the model's threads wait for their slowest, so
    # one that gets no core holds up all of them. Measured on two cores with the page open: the
    # median answer takes half the time with one thread that it takes with two.
    torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))
    return load_embedder(default_home(home))


def open_warm(home: Home) -> KnowledgeBase:
    """Open the current generation and load the model."""
    return KnowledgeBase.open(home).warm(_model(str(home.root)))
