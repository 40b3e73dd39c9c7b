"""`regatlas diff`: what changed between two versions of an instrument."""

import sys
from datetime import date

import click

from kb.diff import Change, Difference, differences, version_of
from kb.errors import UsageError
from kb.knowledge import KnowledgeBase
from kb.verbs import options


@click.command()
@click.argument("instrument")
@click.argument("old", type=options.Day(), metavar="DATE1")
@click.argument("new", type=options.Day(), metavar="DATE2")
@options.json_option
@options.kb_option
def diff(instrument: str, old: date, new: date, as_json: bool, kb: str | None) -> None:
    """Show what changed in INSTRUMENT from the version of DATE1 to that of DATE2.

    \b
    Example: regatlas diff eu-ai-act 2024-07-12 2026-07-27
    """
    knowledge = KnowledgeBase.open(kb)
    knowledge.outline(instrument)  # refuses an unknown one, naming the nearest
    before = version_of(knowledge.store, instrument, old)
    after = version_of(knowledge.store, instrument, new)
    if before.id == after.id:
        raise UsageError(
            f"Both days have the same version, {before.id}; name days of two versions."
        )
    found = differences(knowledge.store, before, after)
    if as_json:
        options.write_json(
            {
                "instrument": instrument,
                "old": before.id,
                "new": after.id,
                "differences": [
                    {
                        "change": d.change, "provision": d.provision, "pinpoint": d.pinpoint,
                        "old": d.old, "new": d.new, "amends": list(d.amends),
                    }
                    for d in found
                ],
            }
        )  # fmt: skip
        return
    colour = sys.stdout.isatty()
    click.echo(f"{before.id} -> {after.id}: {len(found)} provisions differ\n")
    for d in found:
        click.echo(_readable(d, colour))


def _readable(d: Difference, colour: bool) -> str:
    head = {
        Change.ADDED: "new", Change.REMOVED: "gone", Change.CHANGED: "changed",
        Change.DIGEST: "changed (digest, in our own words)" if d.amends else
        "new (digest, in our own words)",
    }[d.change]  # fmt: skip
    lines = [f"{d.pinpoint}  {d.provision}: {head}"]
    if d.change == Change.CHANGED:
        lines.append(options.wrapped(_marked(d, colour), "    "))
    else:
        lines.append(options.wrapped(d.new or d.old, "    "))
    return "\n".join([*lines, ""])


def _marked(d: Difference, colour: bool) -> str:
    marks = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
    styles = {"old": "red", "new": "green"}
    parts = []
    for w in d.words:
        before, after = marks[w.kind]
        text = f"{before}{w.text}{after}"
        parts.append(click.style(text, fg=styles.get(w.kind)) if colour else text)
    return "".join(parts)
