"""`regatlas licence`: what a licence grants and asks, fact by fact, each with its section."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from kb.cite import Citer
from kb.errors import RegAtlasError, UsageError
from kb.identify import Match
from kb.knowledge import KnowledgeBase
from kb.licence_findings import of_licence
from kb.licensing import Licence
from kb.model import Finding, Status
from kb.release import Release
from kb.verbs import options
from kb.views import View, finding_view

LARGEST = 300_000  # bytes of a licence text
SHOWN = 10  # differences
SAID = {
    Status.MET: "yes", Status.NOT_MET: "no", Status.APPLIES: "note", Status.EXEMPT: "exempt",
    Status.NOT_APPLICABLE: "none", Status.UNKNOWN: "unclear",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """A licence as it was given, and what was found in the facts."""

    licence: Licence
    match: Match | None
    findings: tuple[Finding, ...]


@click.command("licence")
@click.argument("licence")
@click.option("--users", type=click.IntRange(min=0), help="Users a month, for limits of users.")
@options.as_of_option
@options.json_option
@options.kb_option
def licence_(
    licence: str, users: int | None, as_of: date | None, as_json: bool, kb: str | None
) -> None:
    """Show what LICENCE grants: an id, a name, an SPDX expression, or a file with a licence text.

    \b
    Examples: regatlas licence llama-3.1 --users 800000000
              regatlas licence "Apache-2.0 OR MIT"
              regatlas licence LICENSE.txt
    """
    knowledge = KnowledgeBase.open(kb)
    read = _read(licence, users, as_of or date.today(), knowledge)
    if as_json:
        options.write_json(_view(licence, read))
    else:
        click.echo(_readable(read))


def _read(given: str, users: int | None, as_of: date, knowledge: KnowledgeBase) -> _Read:
    assessor = knowledge.assessor
    match = None
    path = Path(given)
    if len(given) < 250 and path.is_file():
        match = assessor.identifier.identify(_text(path))
        if match is None:
            raise RegAtlasError(
                f"{given}: this is none of the licence texts held, nor near to one. "
                "Nothing is taken as granted; have it read."
            )
        given = match.instrument
    licence = assessor.licensings.read(given)
    if licence.absent:
        raise UsageError("Name a licence: an id, a name, an SPDX expression, or a file.")
    if licence.problem:
        raise UsageError(licence.problem)
    release = Release(name="-", monthly_users=users)
    citer = Citer(knowledge, as_of)
    found = tuple(
        Finding(f.rule, f.title, f.status, f.because, f.missing,
                citer.cite(f.provisions, f.because))
        for part in licence.parts
        for f in of_licence(part, release)
    )  # fmt: skip
    return _Read(licence, match, found)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is larger than {LARGEST // 1000} kB; no licence is.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise UsageError(f"{path} is not UTF-8 text.") from e
    except OSError as e:
        raise UsageError(f"{path} can't be read: {e.strerror}.") from e


def _view(given: str, read: _Read) -> View:
    match = read.match
    return {
        "licence": given,
        "read_as": read.licence.name,
        "parts": [{"instrument": p.instrument, "spdx": p.spdx, "osi_approved": p.osi_approved}
                  for p in read.licence.parts],
        "match": None if match is None else {
            "version": match.version,
            "confidence": round(match.confidence, 4),
            "differences": [{"known": d.known, "pasted": d.pasted} for d in match.differences],
        },
        "findings": [finding_view(f) for f in read.findings],
    }  # fmt: skip


def _readable(read: _Read) -> str:
    lines = [read.licence.name]
    match = read.match
    if match is not None:
        lines.append(
            f"The text is that of {match.short} ({match.version}): {match.confidence:.1%} of the "
            f"words; it differs in {match.changes} place{'' if match.changes == 1 else 's'}."
        )
        for d in match.differences[:SHOWN]:
            lines.append(options.wrapped(f"- known: {_brief(d.known)} | here: {_brief(d.pasted)}",
                                         "  "))  # fmt: skip
        if match.changes > SHOWN:
            lines.append(f"  ... and {match.changes - SHOWN} more; --json has all.")
    for f in read.findings:
        at = dict.fromkeys(f"{c.instrument.short}, {c.provision.pinpoint}" for c in f.citations)
        lines += ["", f"[{SAID[f.status]}] {f.title}", options.wrapped(f.because, "    ")]
        if at:
            lines.append(options.wrapped("-> " + "; ".join(at), "    "))
    return "\n".join(lines)


def _brief(words: str) -> str:
    return f"“{words[:80]}{' ...' if len(words) > 80 else ''}”" if words else "nothing"
