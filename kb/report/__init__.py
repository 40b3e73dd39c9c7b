"""A report of an assessment that a lawyer can put in a file: Markdown, HTML or PDF.

One document is made of the assessment (`document`), and each form renders that same document.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from kb.assessment import Assessment
from kb.errors import RegAtlasError, UsageError
from kb.report import html, markdown, pdf
from kb.report.document import Document, document

_FORMS: dict[str, Callable[[Document], bytes]] = {
    ".md": markdown.render,
    ".html": html.render,
    ".pdf": pdf.render,
}


def report_bytes(assessment: Assessment, suffix: str, notes: Sequence[str] = ()) -> bytes:
    """The report in the form that a suffix names. Raises UsageError for another suffix."""
    render = _FORMS.get(suffix.lower())
    if render is None:
        raise UsageError(f"A report is written as .md, .html or .pdf, not as '{suffix}'.")
    return render(document(assessment, notes))


def write_report(assessment: Assessment, path: Path, notes: Sequence[str] = ()) -> None:
    """Write the report, whole or not at all. Raises UsageError or RegAtlasError."""
    content = report_bytes(assessment, path.suffix, notes)
    building = path.with_name(path.name + ".part")
    try:
        building.write_bytes(content)
        building.replace(path)
    except OSError as e:
        building.unlink(missing_ok=True)
        raise RegAtlasError(f"{path} can't be written ({e.strerror}).") from e
