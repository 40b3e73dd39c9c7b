"""Texts that a user adds: kept in the home's library, apart from the catalogue.

`library/instruments/ID.yaml` says what a text is, in the catalogue's own form; `library/files/` has
its bytes as they came. An added text is searched and cited like any other, but no rule rests on it.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kb.corpus import CatalogueEntry, Corpus
from kb.errors import UsageError
from kb.home import Home
from kb.model import InstrumentKind, version_id
from kb.yamlfile import Strict

FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\s*\n", re.DOTALL)
SIDECAR = ".meta.yaml"


class Metadata(Strict):
    """What a text is, as its front matter, the file beside it or the command line says."""

    id: str | None = None
    title: str | None = None
    short: str | None = None
    kind: InstrumentKind | None = None
    jurisdiction: str | None = None
    publisher: str | None = None
    url: str | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    supersedes: str | None = None  # the id of an added text that ends when this one begins
    aliases: tuple[str, ...] = ()

    def over(self, other: "Metadata") -> "Metadata":
        """These facts, and the other's where these have none."""
        own = self.model_dump(exclude_none=True, exclude_defaults=True)
        return Metadata.model_validate({**other.model_dump(exclude_none=True), **own})


@dataclass(frozen=True, slots=True)
class Added:
    """A file about to be added."""

    name: str
    content: bytes
    metadata: Metadata
    format: str
    title: str  # as the document has it

    @property
    def id(self) -> str:
        return id_of(self.name, self.metadata)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def id_of(name: str, metadata: Metadata) -> str:
    """The id that a file is kept under: the one stated, else by its name."""
    return metadata.id or _slug(Path(name).stem)


class Library:
    """The added texts of one home."""

    def __init__(self, home: Home, catalogue: Corpus) -> None:
        self._home, self._catalogue = home, catalogue

    @property
    def corpus(self) -> Corpus:
        """The added texts, read like the catalogue's."""
        return Corpus(self._home.library)

    def holds(self, id: str, content: bytes, metadata: Metadata) -> bool:
        """Whether a text is kept already, with all that is said of it."""
        entry = self.corpus.instruments.get(id)
        sha256 = hashlib.sha256(content).hexdigest()
        version = next(
            (v for v in (entry.versions if entry else ()) if v.origins[0].sha256 == sha256), None
        )
        if entry is None or version is None:
            return False
        kept = {
            "id": entry.id, "title": entry.title, "short": entry.short, "kind": entry.kind,
            "jurisdiction": entry.jurisdiction, "publisher": entry.publisher,
            "aliases": entry.aliases, "url": version.url, "in_force_from": version.from_,
            "in_force_until": version.until,
        }  # fmt: skip
        said = metadata.model_dump(exclude_none=True, exclude_defaults=True)
        return metadata.supersedes is None and said.items() <= kept.items()

    def put(self, added: Added) -> CatalogueEntry:
        """Keep a text and what it is; one of the same id and date takes the place of the older.

        Raises UsageError for an id of the catalogue, or facts that don't fit together.
        """
        id = added.id
        if id in self._catalogue.instruments:
            raise UsageError(
                f"{added.name}: '{id}' is in the catalogue; its text comes by "
                f"`regatlas ingest {id}` (--mirror DIR for a file of your own). Use another --id."
            )
        meta = added.metadata
        held = self.corpus.instruments.get(id)
        file = f"{id}-{added.sha256[:12]}{Path(added.name).suffix.lower()[:12]}"
        version = _plain({
            "from": meta.in_force_from,
            "until": meta.in_force_until,
            "dated_by": "given when it was added" if meta.in_force_from else "",
            "url": meta.url or "",
            "origins": [{"file": file, "sha256": added.sha256, "format": added.format}],
        })  # fmt: skip
        new = version_id(id, meta.in_force_from)
        kept = [
            _dump(v) for v in (held.versions if held else ()) if held and held.version_id(v) != new
        ]
        versions = sorted([*kept, version], key=lambda v: str(v.get("from", "")))
        _end_each_with_the_next(versions)
        entry = {
            "id": id,
            "title": meta.title or (held.title if held else "") or added.title or id,
            "short": meta.short or (held.short if held else "") or meta.title or added.title or id,
            "kind": str(meta.kind or (held.kind if held else InstrumentKind.GUIDELINE)),
            "jurisdiction": meta.jurisdiction or (held.jurisdiction if held else ""),
            "publisher": meta.publisher or (held.publisher if held else "added by the user"),
            "aliases": list(meta.aliases or (held.aliases if held else ())),
            "versions": versions,
        }
        self._write_file(file, added.content)
        written = self._write(id, entry)
        if meta.supersedes:
            self._end(meta.supersedes, meta.in_force_from)
        return written

    def forget(self, id: str, before: CatalogueEntry | None) -> None:
        """Undo `put` where the text could not be ingested."""
        path = self._path(id)
        if before is None:
            path.unlink(missing_ok=True)
        else:
            self._write(id, _dump_entry(before))

    def _end(self, id: str, day: date | None) -> None:
        entry = self.corpus.instruments.get(id)
        if entry is None:
            raise UsageError(f"'{id}' is no added text, so nothing can supersede it here.")
        if day is None:
            raise UsageError(
                "--supersedes needs --in-force-from: the day from which the new holds."
            )
        data = _dump_entry(entry)
        data["versions"][-1]["until"] = day.isoformat()
        self._write(id, data)

    def _path(self, id: str) -> Path:
        return self._home.library / "instruments" / f"{id}.yaml"

    def _write(self, id: str, data: dict[str, Any]) -> CatalogueEntry:
        try:
            entry = CatalogueEntry.model_validate(data)
        except ValidationError as e:
            first = e.errors()[0]
            field = ".".join(str(p) for p in first["loc"])
            raise UsageError(f"{id}, {field}: {first['msg']}.") from e
        path = self._path(id)
        path.parent.mkdir(parents=True, exist_ok=True)
        building = path.with_suffix(".part")
        building.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
        building.replace(path)
        return entry

    def _write_file(self, name: str, content: bytes) -> None:
        path = self._home.library / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        building = path.with_name(path.name + ".part")
        building.write_bytes(content)
        building.replace(path)


def metadata_of(path: Path, content: bytes) -> tuple[Metadata, bytes]:
    """What a file says of itself (front matter, or NAME.meta.yaml beside it), and its text without
    the front matter. Raises UsageError naming what is wrong."""
    found = Metadata()
    head = FRONT_MATTER.match(content[:20_000].decode("utf-8", "replace"))
    if head and path.suffix.lower() in (".md", ".markdown", ".txt"):
        known = _known_fields(head[1])
        if known is not None:
            found = _read(known, path.name)
            content = content[len(head.group().encode("utf-8")) :]
    sidecar = path.with_name(path.name + SIDECAR)
    if sidecar.is_file():
        try:
            data = yaml.safe_load(sidecar.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as e:
            raise UsageError(f"{sidecar.name} can't be read ({e}).") from e
        found = _read(data, sidecar.name).over(found)
    return found, content


def files_in(folder: Path) -> Iterator[Path]:
    """The files to be added of a folder, in order; hidden ones and links out of it are left out."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.name.endswith(SIDECAR) or not path.is_file():
            continue
        if path.resolve().is_relative_to(root):
            yield path


def _known_fields(head: str) -> dict[str, Any] | None:
    """A front matter that speaks of the text; another program's is the text's own business."""
    try:
        data = yaml.safe_load(head)
    except yaml.YAMLError:
        return None
    if isinstance(data, dict) and set(data) & {"id", "title", "in_force_from", "jurisdiction"}:
        return {k: v for k, v in data.items() if k in Metadata.model_fields}
    return None


def _read(data: object, name: str) -> Metadata:
    try:
        return Metadata.model_validate(data)
    except ValidationError as e:
        first = e.errors()[0]
        field = ".".join(str(p) for p in first["loc"]) or "(top)"
        raise UsageError(f"{name}, field {field}: {first['msg']}.") from e


def _end_each_with_the_next(versions: list[dict[str, Any]]) -> None:
    """A version ends when the next one begins."""
    for older, newer in pairwise(versions):
        if "from" in newer:
            older["until"] = newer["from"]


def _dump(version: Any) -> dict[str, Any]:
    return _plain(version.model_dump(mode="json", by_alias=True, exclude_none=True,
                                     exclude_defaults=True))  # fmt: skip


def _dump_entry(entry: CatalogueEntry) -> dict[str, Any]:
    return {
        **entry.model_dump(mode="json", exclude_none=True, exclude={"versions"}),
        "versions": [_dump(v) for v in entry.versions],
    }


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {
        k: v.isoformat() if isinstance(v, date) else v
        for k, v in data.items()
        if v is not None and v != ""
    }


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.") or "text"
