"""`regatlas list`: what is held."""

import click

from kb.knowledge import Held, KnowledgeBase
from kb.model import Provision
from kb.verbs import options
from kb.views import held_view


@click.command(name="list")
@click.argument("instrument", required=False)
@options.json_option
@options.kb_option
def list_(instrument: str | None, as_json: bool, kb: str | None) -> None:
    """List what is held, or the provisions of one INSTRUMENT.

    \b
    Examples: regatlas list
              regatlas list gdpr
    """
    knowledge = KnowledgeBase.open(kb)
    if instrument is None:
        held = knowledge.list()
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
