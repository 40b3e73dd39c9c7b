"""The knowledge base as the app holds it: opened and warmed once for each generation."""

import streamlit as st

from kb.errors import MissingStore, RegAtlasError
from kb.home import Home, default_home
from kb.knowledge import KnowledgeBase
from kb.store import generation

FIRST_QUESTION = "What is a general-purpose AI model?"  # asked of ourselves, to warm everything


def opened() -> KnowledgeBase | None:
    """The knowledge base; None if there is none to use, having said so and how to mend it."""
    home = default_home()
    try:
        current = generation.required(home)
        with st.spinner("Opening the knowledge base and loading the language model …"):
            return _open(str(home.root), current.name)
    except MissingStore as e:
        st.title("RegAtlas")
        st.info(f"There is nothing to ask yet. {e}")
        st.write("In a terminal, in the project's folder:")
        st.code("regatlas ingest", language=None)
    except RegAtlasError as e:
        st.title("RegAtlas")
        st.error(str(e))
        st.write("To see what is wrong and how to mend it:")
        st.code("regatlas doctor", language=None)
    return None


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(home: str, current: str) -> KnowledgeBase:
    """One knowledge base for all sessions; another generation is another entry."""
    knowledge = open_warm(default_home(home))
    knowledge.ask(FIRST_QUESTION)
    return knowledge


def open_warm(home: Home) -> KnowledgeBase:
    """Open the current generation and load the model."""
    return KnowledgeBase.open(home).warm()
