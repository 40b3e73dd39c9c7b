"""The verbs of the command line that read, one module a verb."""

from kb.verbs.app import app
from kb.verbs.ask import ask
from kb.verbs.doctor import doctor
from kb.verbs.licence import licence_
from kb.verbs.list import list_
from kb.verbs.search import search
from kb.verbs.show import show

__all__ = ["app", "ask", "doctor", "licence_", "list_", "search", "show"]
