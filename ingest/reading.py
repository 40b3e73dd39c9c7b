"""Reading a file of any format: its text, and the structure recognised in it.

What is read may be hostile: `ingest.limited` runs this in a process of its own.
"""

from importlib import import_module

from ingest.parse.outline import Outline
from ingest.parse.structure import Recognised, structured
from kb.errors import ParseError

# format: (module, its reader). A reader gives blocks, in which structure is looked for.
_BLOCKS = {
    "pdf": ("ingest.parse.pdf", "read_pdf"),
    "docx": ("ingest.parse.docx", "read_docx"),
    "html": ("ingest.parse.html", "read_html"),
    "markdown": ("ingest.parse.markdown", "read_markdown"),
    "text": ("ingest.parse.plain", "read_plain"),
}
# Formats that state their structure: (module, its parser, what it is called).
_EXPLICIT = {
    "akn": ("ingest.parse.akn", "parse_akn", "Akoma Ntoso"),
    "uslm": ("ingest.parse.uslm", "parse_uslm", "USLM"),
    "oj-xhtml": ("ingest.parse.oj_xhtml", "parse_oj_xhtml", "the Publications Office's XHTML"),
    "licence": ("ingest.parse.licence", "parse_licence", "licence text"),
}
FORMATS = (*_BLOCKS, *_EXPLICIT)


def recognise(content: bytes, name: str, format: str) -> Recognised:
    """The outline of a file, and how sure it is. Raises ParseError in one sentence."""
    try:
        if format in _BLOCKS:
            module, reader = _BLOCKS[format]
            return structured(getattr(import_module(module), reader)(content, name))
        outline, scheme = _explicit(content, name, format)
    except RecursionError as e:
        raise ParseError(f"{name} is nested too deeply to be a text.") from e
    title = next((p.heading for p in outline.parts if p.heading), "")
    return Recognised(outline, title, {scheme: len(outline.parts)}, 1.0, tuple(outline.notes))


def _explicit(content: bytes, name: str, format: str) -> tuple[Outline, str]:
    module, parser, scheme = _EXPLICIT[format]
    parse = getattr(import_module(module), parser)
    if format == "oj-xhtml":
        return parse(content), scheme
    if format == "licence":
        from ingest.parse.licence import licence_text
        from ingest.parse.plain import decoded

        return parse(licence_text(decoded(content, name)[0])), scheme
    return parse(content, name), scheme
