"""The app's pages: each opens the knowledge base, draws its sidebar, then itself."""

from webapp import assess as assessing
from webapp import chat, comparing, knowledge, sidebar, style


def ask() -> None:
    """Questions and cited answers."""
    opened = knowledge.opened()
    if opened is not None:
        chat.show(opened, sidebar.for_questions(opened))


def assess() -> None:
    """How one release fares."""
    style.wide()
    opened = knowledge.opened()
    if opened is not None:
        assessing.show(opened, sidebar.for_assessments(opened))


def compare() -> None:
    """Releases side by side."""
    style.wide()
    opened = knowledge.opened()
    if opened is not None:
        comparing.show(opened, sidebar.for_comparisons(opened))
