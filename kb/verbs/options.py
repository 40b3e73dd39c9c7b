"""Options that several verbs share, and how results are printed."""

import json
import shutil
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from kb.home import HOME_VARIABLE
from kb.knowledge import KnowledgeBase
from kb.views import View

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a date; write YYYY-MM-DD, for example 2026-07-27.")


def kb_option(f: F) -> F:
    return click.option(
        "--kb",
        metavar="DIR",
        type=click.Path(file_okay=False),
        help=f"The knowledge base's folder (default: ${HOME_VARIABLE}, else one of the user's).",
    )(f)


def json_option(f: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(f)


def as_of_option(f: F) -> F:
    return click.option(
        "--as-of", type=Day(), metavar="DATE", help="The law as of this day (default: today)."
    )(f)


def in_option(f: F) -> F:
    return click.option(
        "--in", "instruments", multiple=True, metavar="INSTRUMENT",
        help="Only in this instrument; may be given again.",
    )(f)  # fmt: skip


def batch_option(f: F) -> F:
    return click.option(
        "--batch",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help="One question a line, or JSON lines with question and, if wanted, as_of, k, in, id.",
    )(f)


def opened(kb: str | None) -> KnowledgeBase:
    """The knowledge base with its model loaded, having told a waiting person so."""
    knowledge = KnowledgeBase.open(kb)
    if sys.stderr.isatty():
        click.echo("loading the language model ...", err=True)
    return knowledge.warm()


def write_json(view: View, *, line: bool = False) -> None:
    """A view on stdout: indented, or as one line of a batch."""
    json.dump(view, sys.stdout, ensure_ascii=False, indent=None if line else 2)
    sys.stdout.write("\n")
    if line:
        sys.stdout.flush()


def wrapped(text: str, indent: str = "") -> str:
    """A text's lines, wrapped to the terminal, each paragraph under an indent."""
    width = min(100, max(40, shutil.get_terminal_size((88, 24)).columns))
    return "\n".join(
        textwrap.fill(li, width, initial_indent=indent, subsequent_indent=indent)
        for li in text.splitlines()
    )
