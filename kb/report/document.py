"""What a report says, as headings, paragraphs, tables and lists, whatever it is written as."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.assessment import Assessment, Verdict
from kb.model import Citation, Finding, Status, TextKind
from kb.views import provision_url

ORDER = [Status.NOT_MET, Status.APPLIES, Status.UNKNOWN, Status.EXEMPT, Status.MET,
         Status.NOT_APPLICABLE]  # fmt: skip
BRIEF = {Status.MET, Status.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int  # 1 the highest


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph under a label: a finding, a source."""

    label: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[str, ...]


Block = Heading | Paragraph | Labelled | Table | Items


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    blocks: tuple[Block, ...]


def document(assessment: Assessment, notes: Sequence[str] = ()) -> Document:
    """The report of an assessment."""
    name = f"{assessment.release.name} {assessment.release.version}".strip()
    return Document(f"How {name} fares", tuple(_blocks(assessment, notes)))


def _blocks(assessment: Assessment, notes: Sequence[str]) -> Iterator[Block]:
    made = datetime.now(UTC).date()
    yield Paragraph(
        f"Assessed as of {assessment.as_of}; made on {made}. Facts known: "
        f"{assessment.coverage:.0%} of those asked for, which says how much the verdicts rest on, "
        "not how good they are."
    )
    yield Heading("Verdicts", 2)
    yield Table(
        ("Framework", "Verdict", "In short"),
        tuple(
            (v.title, v.verdict.replace("_", " ") + _progress(v), v.summary)
            for v in assessment.frameworks
        ),
    )
    said = (*notes, *assessment.notes)
    if said:
        yield Heading("Notes", 2)
        yield Items(tuple(said))
    yield Heading("Facts", 2)
    given = assessment.release.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True, exclude={"components"}
    )
    yield Table(("Fact given", "Value"), tuple((k.replace("_", " "), _value(v))
                                               for k, v in given.items()))  # fmt: skip
    if assessment.release.components:
        yield Table(
            ("Component", "Released", "Licence"),
            tuple(
                (c.is_.name, "yes" if c.available else "no",
                 assessment.release.licence_of(c.component) or "not known")
                for c in assessment.release.components
            ),
        )  # fmt: skip
    yield Paragraph(f"Facts missing: {', '.join(assessment.missing) or 'none'}.")
    for verdict in assessment.frameworks:
        yield from _framework(verdict)
    yield from _sources(assessment)
    yield Paragraph(
        "This report applies recorded rules to the facts given. Quotations were compared with the "
        "stored texts letter for letter; the rest is in our own words. It is no legal advice.",
        quiet=True,
    )


def _framework(verdict: Verdict) -> Iterator[Block]:
    yield Heading(verdict.title, 2)
    yield Paragraph(f"{verdict.verdict.replace('_', ' ').capitalize()}. {verdict.summary}")
    findings = sorted(verdict.findings, key=lambda f: ORDER.index(f.status))
    for finding in findings:
        if finding.status not in BRIEF:
            yield Labelled(_status(finding), finding.title, _because(finding))
    if verdict.changes:
        yield Paragraph(f"What would change it: {'; '.join(verdict.changes)}.")
    brief = [f for f in findings if f.status in BRIEF]
    if brief:
        yield Heading("Met or not applicable", 3)
        yield Items(tuple(f"{f.title} ({_status(f)}) {_because(f)}" for f in brief))


def _sources(assessment: Assessment) -> Iterator[Block]:
    yield Heading("Versions relied on", 2)
    versions = {c.version.id: c.version for c in assessment.citations}
    yield Table(
        ("Version", "In force", "Address"),
        tuple(
            (v.id, f"{v.in_force.from_ or 'undated'} to {v.in_force.until or 'today'}", v.url)
            for v in versions.values()
        ),
    )
    yield Heading("Sources", 2)
    for c in assessment.citations:
        yield Labelled(f"[{c.n}]", f"{c.instrument.short}, {c.provision.pinpoint}", _source(c))


def _source(c: Citation) -> str:
    binds = "" if c.provision.binding else " (not binding)"
    if c.provision.text_kind == TextKind.DIGEST:
        said = f"digest, in our own words{binds}: {c.quote}"
    else:
        said = f"“{c.quote}”{binds}"
    return f"{said} {c.version.id}, {provision_url(c.version, c.provision)}"


def _because(finding: Finding) -> str:
    numbers = "".join(f"[{c.n}]" for c in finding.citations)
    missing = f" Missing: {', '.join(finding.missing)}." if finding.missing else ""
    return f"{finding.because}{missing} {numbers}".strip()


def _status(finding: Finding) -> str:
    return finding.status.value.replace("_", " ")


def _progress(verdict: Verdict) -> str:
    if not verdict.progress:
        return ""
    return " (" + ", ".join(f"Class {c}: {p:g} %" for c, p in verdict.progress.items()) + ")"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{k.replace('_', ' ')}: {_value(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
