"""`regatlas ask`: a question, and its cited answer."""

import sys
from datetime import date

import click

from kb.by_provision import by_provision
from kb.errors import UsageError
from kb.knowledge import KnowledgeBase
from kb.model import Answer, Citation, Table, TextKind
from kb.store.reader import Store
from kb.understand import find_release
from kb.verbs import batch, options
from kb.views import View, answer_view, provision_url


@click.command()
@click.argument("question", required=False)
@options.as_of_option
@options.in_option
@click.option(
    "--release", "release_file", metavar="FILE|NAME",
    help="Answer for this release: a file as for `regatlas assess`, or a known one's name.",
)  # fmt: skip
@click.option(
    "--after", "earlier", multiple=True, metavar="QUESTION",
    help="A question asked before, which this one goes on from (repeatable, the oldest first).",
)  # fmt: skip
@options.batch_option
@options.json_option
@options.kb_option
def ask(
    question: str | None,
    as_of: date | None,
    instruments: tuple[str, ...],
    release_file: str | None,
    earlier: tuple[str, ...],
    batch: str | None,
    as_json: bool,
    kb: str | None,
) -> None:
    """Answer QUESTION from the sources, each sentence with its citation.

    \b
    Example: regatlas ask "Must I publish a summary of the training data?" --in eu-ai-act
    """
    if (question is None) == (batch is None):
        raise UsageError("Give a question, or --batch FILE.")
    if batch is not None and (release_file is not None or earlier):
        raise UsageError("--release and --after go with one question, not with --batch.")
    knowledge = options.opened(kb)
    if batch is not None:
        sys.exit(_batch(batch, knowledge, as_of, instruments))
    release = None
    if release_file is not None:
        release = find_release(release_file, knowledge.assessor).release
    answer = knowledge.ask(question or "", as_of, instruments, release, earlier, _as_it_comes)
    if as_json:
        options.write_json(answer_view(answer))
    else:
        click.echo(_readable(answer, knowledge.store))


def _as_it_comes(sentence: str) -> None:
    """A language model's sentence, once it is known to be supported."""
    click.echo(options.wrapped(f"... {sentence}"), err=True)


def _batch(
    path: str, knowledge: KnowledgeBase, as_of: date | None, instruments: tuple[str, ...]
) -> int:
    def one(asked: batch.Asked) -> View:
        return answer_view(
            knowledge.ask(asked.question, asked.as_of or as_of, asked.instruments or instruments)
        )

    return batch.run(path, one)


def _readable(answer: Answer, store: Store) -> str:
    if answer.abstained:
        lines = [options.wrapped(f"I can't answer that from these sources. {answer.why}")]
        if answer.looked_at:
            lines += ["", "Looked at:"]
            lines += [
                f"  {h.instrument.short}, {h.provision.pinpoint}   {h.provision.id}"
                for h in answer.looked_at[:5]
            ]
    else:
        lines = _compared(answer.table) if answer.table else []
        for group in by_provision(answer, store):
            indent = "  " if group.heading else ""
            lines += [options.wrapped(group.heading)] if group.heading else []
            for s in group.sentences:
                marks = "".join(f"[{n}]" for n in s.citations)
                lines.append(options.wrapped(f"{s.sentence} {marks}", indent) + "\n")
        lines += [_source(c) for c in answer.citations]
    if answer.confidence is not None:
        lines.append(options.wrapped(answer.confidence.told))
    lines += [options.wrapped(f"Note: {n}") for n in answer.notes]
    return "\n".join([*lines, f"As of {answer.as_of}."])


def _compared(table: Table) -> list[str]:
    """What each text says, by what is compared."""
    lines = []
    for topic, cells in table.rows:
        lines.append(topic)
        for column, cell in zip(table.columns, cells, strict=True):
            marks = "".join(f"[{n}]" for n in cell.citations)
            lines.append(options.wrapped(f"{column}: {cell.says} {marks}".rstrip(), "    "))
        lines.append("")
    return lines


def _source(c: Citation) -> str:
    marks = " (digest, in our words)" if c.provision.text_kind == TextKind.DIGEST else ""
    marks += "" if c.provision.binding else " (not binding)"
    held = c.version.in_force
    span = f"text of {held.from_}" if held.from_ else "undated text"
    return (
        f"[{c.n}] {c.instrument.short}, {c.provision.pinpoint}{marks}; {span}\n"
        f"    {c.provision.id}   {provision_url(c.version, c.provision)}"
    )
