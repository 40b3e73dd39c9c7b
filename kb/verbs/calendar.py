"""`regatlas calendar`: what is next in law."""

from datetime import date
from pathlib import Path

import click

from kb.calendar import as_ics, events
from kb.errors import RegAtlasError
from kb.knowledge import KnowledgeBase
from kb.verbs import options


@click.command()
@options.as_of_option
@options.in_option
@click.option("--past", is_flag=True, help="With what has passed already.")
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write an iCalendar file, for a calendar program.",
)  # fmt: skip
@options.json_option
@options.kb_option
def calendar(
    as_of: date | None,
    instruments: tuple[str, ...],
    past: bool,
    ics: Path | None,
    as_json: bool,
    kb: str | None,
) -> None:
    """List the days on which law begins to hold or to apply, as the law of a day has them.

    \b
    Examples: regatlas calendar
              regatlas calendar --ics dates.ics
    """
    knowledge = KnowledgeBase.open(kb)
    day = as_of or date.today()
    found = events(knowledge.store, knowledge.corpus, day, instruments)
    found = [e for e in found if past or e.day >= day]
    if ics is not None:
        try:
            ics.write_bytes(as_ics(found))
        except OSError as e:
            raise RegAtlasError(f"{ics} can't be written ({e.strerror}).") from e
        click.echo(f"{len(found)} dates written to {ics}.", err=True)
    if as_json:
        options.write_json(
            {
                "as_of": day.isoformat(),
                "events": [
                    {"day": e.day.isoformat(), "instrument": e.instrument, "title": e.title,
                     "because": e.because}
                    for e in found
                ],
            }
        )  # fmt: skip
    elif ics is None:
        lines = [f"{e.day}  {e.title}  ({e.because})" for e in found]
        click.echo("\n".join(lines) or f"Nothing is coming after {day}.")
