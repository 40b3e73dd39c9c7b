"""The verbs of the command line that read, one module a verb."""

from kb.verbs.app import app
from kb.verbs.ask import ask
from kb.verbs.assess import assess
from kb.verbs.calendar import calendar
from kb.verbs.diff import diff
from kb.verbs.doctor import doctor
from kb.verbs.eval import eval
from kb.verbs.impact import impact_
from kb.verbs.keep import backup, restore, rollback
from kb.verbs.licence import licence_
from kb.verbs.list import list_
from kb.verbs.search import search
from kb.verbs.show import show

__all__ = [
    "app", "ask", "assess", "backup", "calendar", "diff", "doctor", "eval", "impact_", "licence_",
    "list_", "restore", "rollback", "search", "show",
]  # fmt: skip
