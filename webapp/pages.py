"""The app's pages: each opens the knowledge base, draws its sidebar, then itself."""

from webapp import adding, chat, comparing, knowledge, library, sidebar, style
from webapp import assess as assessing


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


def read() -> None:
    """The texts held, to be read."""
    style.wide()
    opened = knowledge.opened()
    if opened is not None:
        version, as_of = sidebar.for_reading(opened)
        library.show(opened, version, as_of)


def add() -> None:
    """A text of one's own, brought in."""
    opened = knowledge.opened()
    if opened is not None:
        sidebar.for_adding(opened)
        adding.show(opened)
