"""`regatlas list`: what is held."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import click

from kb.knowledge import Held, KnowledgeBase
from kb.model import Provision, Version
from kb.verbs import options
from kb.views import held_view


@click.command(name="list")
@click.argument("instrument", required=False)
@click.option(
    "--changes-since", type=options.Day(), metavar="DATE",
    help="Only versions that are of that day or later.",
)  # fmt: skip
@options.json_option
@options.kb_option
def list_(
    instrument: str | None, changes_since: date | None, as_json: bool, kb: str | None
) -> None:
    """List what is held, or the provisions of one INSTRUMENT.

    \b
    Examples: regatlas list
              regatlas list gdpr
    """
    knowledge = KnowledgeBase.open(kb)
    if instrument is None:
        held = _since(knowledge.list(), changes_since)
        if as_json:
            options.write_json({"instruments": [held_view(h) for h in held]})
        else:
            click.echo("\n".join(line for h in held for line in _lines(h)))
        return
    provisions = knowledge.outline(instrument)
    if as_json:
        options.write_json(
            {
                "instrument": instrument,
                "provisions": [
                    {
                        "provision": p.id,
                        "version": p.version,
                        "pinpoint": p.pinpoint,
                        "heading": p.heading,
                        "kind": p.text_kind.value,
                    }
                    for p in provisions
                ],
            }
        )
    else:
        click.echo("\n".join(_line(p) for p in provisions))


def _since(held: Sequence[Held], day: date | None) -> Sequence[Held]:
    """Those with a version of that day or later, and of each only these versions."""
    if day is None:
        return held
    recent = [
        replace(h, versions=tuple(v for v in h.versions if _begins(v[0]) >= day)) for h in held
    ]
    return [h for h in recent if h.versions]


def _begins(version: Version) -> date:
    return version.in_force.from_ or date.min


def _lines(held: Held) -> list[str]:
    i = held.instrument
    lines = [f"{i.id}  {i.title} ({i.kind}{', ' + i.jurisdiction if i.jurisdiction else ''})"]
    for version, provisions, digests, _ in held.versions:
        until = f" until {version.in_force.until}" if version.in_force.until else ""
        some = f", {digests} of them digests" if digests else ""
        gaps = f"; gaps: {'; '.join(version.gaps)}" if version.gaps else ""
        lines.append(f"    {version.id}{until}: {provisions} provisions{some}{gaps}")
    return lines


def _line(p: Provision) -> str:
    digest = " [digest]" if p.text_kind == "digest" else ""
    return f"{p.id}  {p.pinpoint}{' ' + p.heading if p.heading else ''}{digest}"
