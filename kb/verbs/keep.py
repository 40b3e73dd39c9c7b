"""`regatlas rollback`, `backup`, `restore`: the knowledge base as a whole."""

from pathlib import Path

import click

from kb.errors import UsageError
from kb.home import default_home
from kb.store import lifecycle
from kb.store.generation import Manifest
from kb.verbs import options


@click.command()
@options.kb_option
def rollback(kb: str | None) -> None:
    """Go back to the knowledge base before the current one.

    \b
    Example: regatlas rollback
    """
    click.echo(f"Now in use: {_described(lifecycle.rollback(default_home(kb)))}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.kb_option
def backup(file: Path, kb: str | None) -> None:
    """Write the knowledge base, kept assessments and added texts into one FILE.

    \b
    Example: regatlas backup regatlas-2026-11.tar
    """
    made = lifecycle.backup(default_home(kb), file)
    click.echo(f"Written to {file}: {_described(made)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.kb_option
def restore(file: Path, kb: str | None) -> None:
    """Bring back what a backup FILE holds; each file is checked against its hash first.

    \b
    Example: regatlas restore regatlas-2026-11.tar
    """
    if not file.is_file():
        raise UsageError(f"{file} is no file.")
    click.echo(f"Now in use: {_described(lifecycle.restore(default_home(kb), file))}.")


def _described(m: Manifest) -> str:
    return f"generation {m.generation} of {m.created}, {m.versions} versions, {m.passages} passages"
