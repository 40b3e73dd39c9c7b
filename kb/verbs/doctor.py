"""`regatlas doctor`: what is wrong, and how to mend it."""

import sys

import click

from kb.corpus import Corpus
from kb.doctor import Check, State, examine
from kb.home import default_home
from kb.store import lifecycle
from kb.verbs import options

MARKS = {State.OK: "ok  ", State.GAP: "gap ", State.BAD: "BAD "}


@click.command()
@click.option("--repair", is_flag=True, help="Sweep leftovers, leave a damaged generation.")
@options.json_option
@options.kb_option
def doctor(repair: bool, as_json: bool, kb: str | None) -> None:
    """Say what is there, what is stale or missing, and how to mend it.

    Exits 1 if something must be mended; a gap that answers declare is no failure.
    """
    home = default_home(kb)
    if repair:
        for done in lifecycle.repair(home):
            click.echo(f"mended: {done}", err=True)
    checks = examine(home, Corpus())
    bad = any(c.state == State.BAD for c in checks)
    if as_json:
        options.write_json(
            {
                "home": str(home.root),
                "ok": not bad,
                "checks": [
                    {"what": c.what, "state": c.state, "detail": c.detail, "mend": c.mend}
                    for c in checks
                ],
            }
        )
    else:
        click.echo("\n".join([f"Knowledge base in {home.root}", *map(_line, checks)]))
    sys.exit(1 if bad else 0)


def _line(c: Check) -> str:
    mend = f"\n       to mend: {c.mend}" if c.mend else ""
    return f"{MARKS[c.state]} {c.what}: {c.detail}{mend}"
