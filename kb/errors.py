"""What can go wrong, as a user is told it: one sentence, what to do, and an exit code.

RegAtlasError                 anything that is reported without a traceback (exit 1)
├── UsageError                the call itself is wrong (exit 2)
├── CorpusError               a file in corpus/ breaks its schema
├── OriginError               bytes could not be got, or are not the expected ones
│   ├── HostUnreachable       the network, or that host, is not there
│   └── HashMismatch          they came, with another SHA-256
├── ParseError                bytes came, but their structure was not understood
├── StoreError                the knowledge base can't be used as it is
│   ├── MissingStore          there is none yet
│   ├── CorruptStore          a file is missing or is not the one the manifest names
│   ├── IncompatibleStore     made by another format version or embedding model
│   └── StoreBusy             another ingestion holds the lock
├── UnknownInstrument         no instrument of that id
├── ReleaseFileError          a file does not describe a release
├── UnknownRelease            no record of a release has that name
├── UnknownProvision          no provision of that id in what is held
└── UnverifiedQuote           a quote is not in the stored provision letter for letter
"""

from collections.abc import Sequence


class RegAtlasError(Exception):
    """A condition that is told to the user in one sentence; `exit_code` is the process's."""

    exit_code = 1


class UsageError(RegAtlasError):
    """What was asked is not a thing that can be done (an impossible date, an empty question)."""

    exit_code = 2


class CorpusError(RegAtlasError):
    """A data file in corpus/ is wrong; the message gives file, line and field."""


class OriginError(RegAtlasError):
    """An origin did not give the bytes it should have."""


class HostUnreachable(OriginError):
    """The host of an address can't be reached from here."""


class HashMismatch(OriginError):
    """Bytes came, but their SHA-256 is not the pinned one."""

    def __init__(self, what: str, expected: str, got: str) -> None:
        super().__init__(
            f"{what}: its SHA-256 is {got}, but {expected} is pinned; nothing of it was used. "
            "Delete the file and try again; if it happens again, do not trust that source."
        )
        self.expected, self.got = expected, got


class ParseError(RegAtlasError):
    """The structure found in a text is not the structure that the catalogue expects."""


class StoreError(RegAtlasError):
    """The knowledge base on disk can't be used as it is."""


class MissingStore(StoreError):
    """No knowledge base stands in the folder."""


class CorruptStore(StoreError):
    """A file of the knowledge base is missing, unreadable, or not the one in its manifest."""


class IncompatibleStore(StoreError):
    """The knowledge base was made by another format version or another embedding model."""


class StoreBusy(StoreError):
    """Another ingestion is writing."""


class UnknownInstrument(UsageError):
    """No instrument has that id; the nearest ones are named."""

    def __init__(self, id: str, nearest: Sequence[str]) -> None:
        hint = f"did you mean {' or '.join(nearest)}?" if nearest else "see `regatlas list`."
        super().__init__(f"There is no instrument '{id}'; {hint}")
        self.nearest = tuple(nearest)


class ReleaseFileError(RegAtlasError):
    """A file is no description of a release; the message gives file, line and field."""


class UnknownRelease(UsageError):
    """No record of a release has that name; the nearest ones are named."""

    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        hint = f"Did you mean {' or '.join(nearest)}? " if nearest else ""
        super().__init__(
            f"There is no file and no known release '{name}'. {hint}Give a file, or describe it: "
            "parameters, training compute, licence, what is published, where it is offered."
        )


class UnknownProvision(RegAtlasError):
    """No provision has that id in the versions held; the nearest ones are named."""


class UnverifiedQuote(RegAtlasError):
    """A quote does not stand letter for letter in the provision that it cites."""
