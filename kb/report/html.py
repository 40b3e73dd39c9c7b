"""The report as one HTML page: escaped, without scripts, asking nothing of the network."""

from html import escape

from kb.report.document import Block, Document, Heading, Items, Labelled, Paragraph, Table

_STYLE = """
body { font: 16px/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c2430; }
h1, h2, h3, th, .label { font-family: "Source Sans 3", "Segoe UI", sans-serif; }
h2 { border-bottom: 1px solid #cfd6de; padding-bottom: .2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #e2e6ea; padding: .35rem;
  overflow-wrap: anywhere; }
.label { font-weight: 600; text-transform: uppercase; font-size: .75rem; letter-spacing: .04em;
  color: #1f5673; margin-right: .4rem; }
.quiet { color: #56606b; font-size: .9rem; }
p, li { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } }
"""


def render(document: Document) -> bytes:
    body = "\n".join(_html(b) for b in document.blocks)
    title = escape(document.title)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n{body}\n</body></html>\n"
    ).encode()


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text, quiet):
            return f"<p{' class=quiet' if quiet else ''}>{escape(text)}</p>"
        case Labelled(label, title, text):
            return (
                f'<p><span class="label">{escape(label)}</span><strong>{escape(title)}</strong>'
                f"<br>{escape(text)}</p>"
            )
        case Items(items):
            return "<ul>" + "".join(f"<li>{escape(i)}</li>" for i in items) + "</ul>"
        case Table(head, rows):
            return "<table><tr>" + _row(head, "th") + "</tr>" + "".join(
                f"<tr>{_row(row, 'td')}</tr>" for row in rows
            ) + "</table>"  # fmt: skip


def _row(cells: tuple[str, ...], tag: str) -> str:
    return "".join(f"<{tag}>{escape(c)}</{tag}>" for c in cells)
