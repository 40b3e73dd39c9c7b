"""`regatlas assess`: how a release fares, by framework, with reasons and what is missing."""

import json
import sys
from datetime import date
from pathlib import Path

import click

from kb.assess import Assessor
from kb.assessment import Assessment, Finding, Status, Verdict
from kb.errors import UsageError
from kb.kept import keep
from kb.knowledge import KnowledgeBase
from kb.release import Understood, schema
from kb.understand import find_release
from kb.verbs import options
from kb.views import assessment_view

SIGNS = {
    Status.MET: "met",
    Status.NOT_MET: "NOT MET",
    Status.APPLIES: "APPLIES",
    Status.EXEMPT: "exempt",
    Status.NOT_APPLICABLE: "n/a",
    Status.UNKNOWN: "unknown",
}


@click.command()
@click.argument("release", required=False)
@options.as_of_option
@click.option(
    "--jurisdiction", "jurisdictions", multiple=True, metavar="J",
    help="Only the laws of this place (EU); may be given again.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write a report as .md, .html or .pdf.",
)  # fmt: skip
@click.option("--save", is_flag=True, help="Keep the assessment, for `regatlas impact`.")
@click.option("--all", "every", is_flag=True, help="Show what is met or not applicable, too.")
@click.option(
    "--require", "required", multiple=True, metavar="FRAMEWORK=VERDICT",
    help="Exit with 1 unless this is the verdict (osaid=conforms); may be given again. What is "
    "not known never passes.",
)  # fmt: skip
@click.option("--schema", "show_schema", is_flag=True, help="Write a release file's JSON Schema.")
@options.json_option
@options.kb_option
def assess(
    release: str | None,
    as_of: date | None,
    jurisdictions: tuple[str, ...],
    out: Path | None,
    save: bool,
    every: bool,
    required: tuple[str, ...],
    show_schema: bool,
    as_json: bool,
    kb: str | None,
) -> None:
    """Assess RELEASE: a file, a known release's name, or a description in words.

    \b
    Files: our YAML (see --schema), the Model Openness Framework's YAML, a Hugging Face model card,
    a CycloneDX ML-BOM, an SPDX 3 document.
    \b
    Examples: regatlas assess "Llama 2"
              regatlas assess release.yaml --as-of 2026-11-01 --out report.pdf
              regatlas assess "a 7B model trained with 8e22 FLOP, under MIT, offered in the EU"
    """
    if show_schema:
        click.echo(json.dumps(schema(), indent=2))
        return
    if release is None:
        raise UsageError("Give a file, a name or a description of the release.")
    wanted = [_requirement(r) for r in required]
    knowledge = KnowledgeBase.open(kb)
    assessor = Assessor(knowledge)
    understood = find_release(release, assessor)
    assessment = assessor.assess(understood.release, as_of, jurisdictions)
    if save:
        kept = keep(knowledge.home, assessment)
        click.echo(f"Kept as {kept.name}.", err=True)
    if out is not None:
        from kb.report import write_report  # its libraries take a while to import

        write_report(assessment, out, understood.notes)
        click.echo(f"Report written to {out}.", err=True)
    if as_json:
        options.write_json(assessment_view(assessment, understood.notes))
    elif out is None:
        click.echo(_readable(assessment, understood, every))
    failed = [f for f in (_failure(assessment, *w) for w in wanted) if f]
    for each in failed:
        click.echo(each, err=True)
    if failed:
        sys.exit(1)


def _requirement(stated: str) -> tuple[str, str]:
    framework, equals, verdict = stated.partition("=")
    if not (framework and equals and verdict):
        raise UsageError(f"--require {stated}: write FRAMEWORK=VERDICT, such as osaid=conforms.")
    return framework.strip(), verdict.strip()


def _failure(assessment: Assessment, framework: str, required: str) -> str | None:
    """Why a requirement is not met; None if it is."""
    found = assessment.framework(framework)
    if found is None:
        known = ", ".join(v.framework for v in assessment.frameworks)
        raise UsageError(f"--require {framework}: there is no such framework; assessed: {known}.")
    if found.verdict == required:
        return None
    return f"Required: {framework}={required}; the verdict is {found.verdict}."


def _readable(assessment: Assessment, understood: Understood, every: bool) -> str:
    release = assessment.release
    lines = [f"{release.name} {release.version}".strip() + f"   (read as {understood.format})", ""]
    lines += [options.wrapped(f"Note: {n}") for n in (*understood.notes, *assessment.notes)]
    lines += [""] * bool(understood.notes or assessment.notes)
    for v in assessment.frameworks:
        lines += _framework(v, every)
    lines.append(
        options.wrapped(
            f"As of {assessment.as_of}. Facts known: {assessment.coverage:.0%} of those asked for."
        )
    )
    if "offered_in_eu" in assessment.missing:
        lines.append("Where it is offered is not known: --jurisdiction EU takes it to be there.")
    hidden = sum(not _shown(f) for v in assessment.frameworks for f in v.findings)
    if hidden and not every:
        lines.append(f"{hidden} findings that are met or not applicable: --all shows them.")
    return "\n".join(lines)


def _framework(verdict: Verdict, every: bool) -> list[str]:
    said = verdict.verdict.replace("_", " ")
    lines = [f"{verdict.title}: {said.upper()}", options.wrapped(verdict.summary, "  ")]
    if verdict.progress:
        progress = ", ".join(f"Class {c}: {p:g} %" for c, p in verdict.progress.items())
        lines.append(f"  Progress: {progress}")
    lines += [line for f in verdict.findings if every or _shown(f) for line in _finding(f)]
    if verdict.changes:
        lines.append(options.wrapped(f"Would change it: {'; '.join(verdict.changes)}.", "  "))
    return [*lines, ""]


def _shown(finding: Finding) -> bool:
    return finding.status not in (Status.MET, Status.NOT_APPLICABLE)


def _finding(finding: Finding) -> list[str]:
    lines = [f"  [{SIGNS[finding.status]}] {finding.title}"]
    lines.append(options.wrapped(finding.because, "      "))
    by_text: dict[str, dict[str, None]] = {}
    for c in finding.citations:
        by_text.setdefault(c.instrument.short, {})[c.provision.pinpoint] = None
    if by_text:
        at = "; ".join(f"{short}: {', '.join(pinpoints)}" for short, pinpoints in by_text.items())
        lines.append(options.wrapped(f"-> {at}", "      "))
    return lines
