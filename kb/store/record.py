"""What is stored of one version: the unit that ingestion puts and a generation keeps."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Instrument, Passage, Provision, Reference, Version


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A version with its provisions in the order of its text, and their passages."""

    instrument: Instrument
    version: Version
    provisions: Sequence[Provision]
    passages: Sequence[Passage]
    amendments: Sequence[tuple[str, str]]  # (digest's provision id, amended provision id)
    references: Sequence[Reference]
    origin: str  # where the text came from, in words
    fingerprint: str  # changes when the origin's bytes, the catalogue entry or the parser do
    ingested_at: str = ""  # set when it is first stored; kept while it is unchanged


def body_of(passage: Passage, provision_text: str) -> str:
    """A passage's own words: its span of the provision, what we say of it, or what is asked."""
    return passage.said or passage.asked or provision_text[passage.start : passage.end]


def embedded_text(passage: Passage, provision_text: str) -> str:
    """What the model reads of a passage: its context, then its own words; a question stands alone,
    as those do that are asked."""
    if passage.asked:
        return passage.asked
    body = body_of(passage, provision_text)
    return f"{passage.context}\n{body}" if passage.context else body


def passage_hash(text: str) -> str:
    """Equal for passages whose vectors are equal."""
    return hashlib.sha256(text.encode()).hexdigest()
