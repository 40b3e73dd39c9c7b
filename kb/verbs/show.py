"""`regatlas show`: one provision, whole."""

from datetime import date

import click

from kb.knowledge import KnowledgeBase
from kb.model import Shown, TextKind, heading_path
from kb.verbs import options
from kb.views import provision_url, shown_view


@click.command()
@click.argument("provision")
@options.as_of_option
@options.json_option
@options.kb_option
def show(provision: str, as_of: date | None, as_json: bool, kb: str | None) -> None:
    """Show PROVISION as it stood on a day.

    \b
    Examples: regatlas show eu-ai-act/art_53/par_2
              regatlas show eu-ai-act@2024-07-12/art_113
    """
    shown = KnowledgeBase.open(kb).show(provision, as_of)
    if as_json:
        options.write_json(shown_view(shown))
    else:
        click.echo(_readable(shown))


def _readable(shown: Shown) -> str:
    p, v = shown.provision, shown.version
    digest = "Digest, in our own words (the text itself is not held):\n\n"
    lines = [
        heading_path(p.path),
        "",
        options.wrapped((digest if p.text_kind == TextKind.DIGEST else "") + p.text),
        "",
    ]
    for d in shown.amendments:
        since = f"Amended with effect from {d.version.partition('@')[2]} ({d.pinpoint}, digest): "
        lines += [options.wrapped(since + d.text), ""]
    lines += [options.wrapped(f"Note: {n}") for n in shown.notes]
    held = v.in_force
    until = f" until {held.until}" if held.until else ""
    lines += [
        f"{v.id}, {f'text of {held.from_}' if held.from_ else 'undated text'}{until}"
        + ("" if p.binding else "; not binding"),
        provision_url(v, p),
    ]
    return "\n".join(lines)
