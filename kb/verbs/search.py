"""`regatlas search`: the provisions that fit a query."""

import sys
from datetime import date

import click

from kb.errors import UsageError
from kb.knowledge import KnowledgeBase
from kb.model import SearchResult
from kb.verbs import batch, options
from kb.views import View, search_view


@click.command()
@click.argument("query", required=False)
@click.option("-k", default=10, show_default=True, metavar="N", help="How many provisions.")
@options.as_of_option
@options.in_option
@options.batch_option
@options.json_option
@options.kb_option
def search(
    query: str | None,
    k: int,
    as_of: date | None,
    instruments: tuple[str, ...],
    batch: str | None,
    as_json: bool,
    kb: str | None,
) -> None:
    """Find the provisions that fit QUERY.

    \b
    Example: regatlas search "training data summary" -k 5 --in eu-ai-act --as-of 2024-07-12
    """
    if (query is None) == (batch is None):
        raise UsageError("Give a query, or --batch FILE.")
    knowledge = options.opened(kb)
    if batch is not None:
        sys.exit(_batch(batch, knowledge, k, as_of, instruments))
    result = knowledge.search(query or "", k, as_of, instruments)
    if as_json:
        options.write_json(search_view(result))
    else:
        click.echo(_readable(result))


def _batch(
    path: str, knowledge: KnowledgeBase, k: int, as_of: date | None, instruments: tuple[str, ...]
) -> int:
    def one(asked: batch.Asked) -> View:
        return search_view(
            knowledge.search(
                asked.question,
                k if asked.k is None else asked.k,
                asked.as_of or as_of,
                asked.instruments or instruments,
            )
        )

    return batch.run(path, one)


def _readable(result: SearchResult) -> str:
    if not result.hits:
        return f"Nothing found as of {result.as_of}."
    blocks = []
    for n, hit in ((n, h) for n, first in enumerate(result.hits, 1) for h in first.together):
        text = hit.provision.text[hit.passage.start : hit.passage.end]
        marks = [
            mark
            for mark, on in [
                ("digest", hit.provision.text_kind == "digest"),
                ("not binding", not hit.provision.binding),
                ("amended", bool(hit.amended_by)),
            ]
            if on
        ]
        blocks.append(
            f"{n}. {hit.instrument.short}, {hit.provision.pinpoint}"
            + (f" [{', '.join(marks)}]" if marks else "")
            + f"   {hit.provision.id}\n"
            + options.wrapped(text[:400] + (" …" if len(text) > 400 else ""), "   ")
        )
    notes = [options.wrapped(f"Note: {n}") for n in result.notes]
    return "\n\n".join([*blocks, *notes, f"As of {result.as_of}."])
