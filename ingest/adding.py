"""Adding texts to the knowledge base: read, kept in the library, then ingested like the others."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.library import Library, Metadata
from ingest.pipeline import Report
from ingest.pipeline import ingest as run
from ingest.progress import Progress
from ingest.sources import Read, Source, read, sources_of, unchanged
from kb.corpus import CatalogueEntry, Corpus
from kb.errors import RegAtlasError, StoreBusy
from kb.home import Home

WATCHED_EVERY = 2.0  # seconds

Say = Callable[[str], None]


@dataclass(slots=True)
class Kept:
    """What became of the sources given."""

    ids: list[str] = field(default_factory=list)  # those in the library, new or not
    failed: list[tuple[str, str]] = field(default_factory=list)  # where, and why
    before: dict[str, CatalogueEntry | None] = field(default_factory=dict)  # of those put anew


def keep(sources: Iterable[Source], library: Library, say: Say) -> Kept:
    """Put each text that can be read into the library; those kept already are not read again."""
    kept = Kept()
    for source in sources:
        try:
            if source.error:
                raise RegAtlasError(source.error)
            if not unchanged(source, library):
                say(f"reading {source.where}")
                found = read(source)
                before = library.corpus.instruments.get(found.added.id)
                library.put(found.added)
                kept.before.setdefault(found.added.id, before)
                say(f"{source.where}: {described(found)}")
        except RegAtlasError as e:
            kept.failed.append((source.where, str(e)))
            continue
        if source.id not in kept.ids:
            kept.ids.append(source.id)
    return kept


def add(
    given: Iterable[str],
    metadata: Metadata,
    home: Home,
    ids: Iterable[str],
    mirror: Path | None,
    progress: Progress,
    say: Say,
) -> tuple[Report | None, list[tuple[str, str]]]:
    """Keep the texts given and ingest them, with catalogue instruments `ids`; if neither is
    given, the whole catalogue.

    What is kept but can't be ingested is taken out of the library again. The report is None where
    nothing was left to ingest. Raises StoreBusy, UsageError.
    """
    library = Library(home, Corpus())
    given = list(given)
    found = (s for one in given for s in sources_of(one, metadata, say))
    kept = keep(found, library, say)
    wanted = [*ids, *kept.ids]
    if given and not wanted:
        return None, kept.failed
    report = run(Corpus(), home, wanted, mirror, progress)
    for failure in report.failed:
        if failure.instrument in kept.before:
            library.forget(failure.instrument, kept.before[failure.instrument])
    return report, kept.failed


def watch(
    folder: Path, metadata: Metadata, home: Home, progress: Progress, say: Say
) -> Iterator[tuple[Report | None, list[tuple[str, str]]]]:
    """Go on for ever: what each change of a folder brought. A file still being written waits."""
    done: dict[Path, tuple[int, int]] = {}
    seen: dict[Path, tuple[int, int]] = {}
    while True:
        now = _state(folder)
        if now == seen and now != done:
            try:
                if now:
                    yield add([str(folder)], metadata, home, [], None, progress, say)
                done = now
            except StoreBusy as e:
                say(f"{e} Trying again.")
        seen = now
        time.sleep(WATCHED_EVERY)


def described(found: Read) -> str:
    """What was recognised, in one line."""
    what = found.recognised
    by = ", ".join(f"{n} {scheme}" for scheme, n in what.schemes.items()) or "pages, paragraphs"
    notes = "".join(f"; {n}" for n in what.notes[:3])
    return (
        f"read as {found.added.format}; {len(what.outline.parts)} provisions by {by}; "
        f"{what.confidence:.0%} of the text lies in recognised units{notes}"
    )


def _state(folder: Path) -> dict[Path, tuple[int, int]]:
    found = {}
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                status = path.stat()
                found[path] = (status.st_mtime_ns, status.st_size)
        except OSError:  # gone between being listed and being looked at
            continue
    return found
