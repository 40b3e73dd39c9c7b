"""`regatlas impact`: which kept assessments have moved, and why."""

from datetime import date

import click

from kb.kept import Moved, impact, require_some
from kb.knowledge import KnowledgeBase
from kb.verbs import options


@click.command("impact")
@options.as_of_option
@options.json_option
@options.kb_option
def impact_(as_of: date | None, as_json: bool, kb: str | None) -> None:
    """Assess what was kept again, and name the assessments that have moved, and why.

    \b
    Examples: regatlas impact                       as of the day of each, on the texts held now
              regatlas impact --as-of 2027-12-02    as the law will be, as far as it is known
    """
    knowledge = KnowledgeBase.open(kb)
    require_some(knowledge.home)
    found = list(impact(knowledge.home, knowledge.assessor, as_of))
    if as_json:
        options.write_json(
            {
                "assessments": [
                    {"name": m.kept.name, "kept_at": m.kept.kept_at,
                     "as_of": (as_of or m.kept.as_of).isoformat(), "changes": list(m.changes)}
                    for m in found
                ]
            }
        )  # fmt: skip
        return
    for moved in found:
        click.echo(_readable(moved))
    unmoved = sum(not m.changes for m in found)
    click.echo(f"{len(found) - unmoved} of {len(found)} kept assessments have moved.")


def _readable(moved: Moved) -> str:
    head = f"{moved.kept.name} (kept {moved.kept.kept_at[:10]}, as of {moved.kept.as_of})"
    if not moved.changes:
        return f"{head}: as it was"
    return "\n".join([f"{head}:", *(options.wrapped(f"- {c}", "  ") for c in moved.changes)])
