"""`regatlas ingest`: bring texts into the knowledge base."""

import sys
from pathlib import Path

import click

from ingest.pipeline import Ingested, Report
from ingest.pipeline import ingest as run
from ingest.progress import Bars
from kb.corpus import Corpus
from kb.home import default_home
from kb.verbs import options


@click.command()
@click.argument("source", nargs=-1)
@click.option(
    "--mirror",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder that is looked in first for official texts.",
)
@options.json_option
@options.kb_option
def ingest(source: tuple[str, ...], mirror: Path | None, as_json: bool, kb: str | None) -> None:
    """Bring SOURCEs (ids of the catalogue; none: all of it) into the knowledge base.

    Texts come from --mirror, else from their official address, else from a pinned data package;
    what was ingested before and has not changed is not read again.

    \b
    Examples: regatlas ingest
              regatlas ingest eu-ai-act --mirror ../texts
    """
    report = run(Corpus(), default_home(kb), source, mirror, Bars())
    if as_json:
        options.write_json(_view(report))
    else:
        click.echo(_readable(report))
    sys.exit(1 if report.failed else 0)


def _view(report: Report) -> dict[str, object]:
    return {
        "versions": [
            {
                "version": v.version,
                "instrument": v.instrument,
                "status": "failed" if v.error else "unchanged" if v.unchanged else "ingested",
                "origin": v.origin,
                "provisions": v.provisions,
                "digests": v.digests,
                "passages": v.passages,
                "seconds": round(v.seconds, 3),
                "gaps": list(v.gaps),
                "error": v.error or None,
            }
            for v in report.versions
        ],
        "passages": report.passages,
        "embedded": report.encoded,
        "seconds": round(report.seconds, 3),
        "embedding_seconds": round(report.encode_seconds, 3),
    }


def _readable(report: Report) -> str:
    new = [v for v in report.versions if not (v.unchanged or v.error)]
    same = sum(v.unchanged for v in report.versions)
    lines = [_line(v) for v in new]
    lines += [f"FAILED {v.version}: {v.error}" for v in report.failed]
    summary = f"{len(new)} ingested, {same} unchanged, {len(report.failed)} failed"
    if new:
        summary += (
            f"; {report.passages} passages, {report.encoded} of them embedded now "
            f"({report.encode_seconds:.0f} s)"
        )
    return "\n".join([*lines, f"{summary}; {report.seconds:.1f} s."])


def _line(v: Ingested) -> str:
    digests = f" ({v.digests} digests)" if v.digests else ""
    gaps = f"\n    gaps: {'; '.join(v.gaps)}" if v.gaps else ""
    return (
        f"{v.version}: {v.provisions} provisions{digests}, {v.passages} passages, "
        f"{v.seconds:.1f} s, from {v.origin}{gaps}"
    )
