"""The report as Markdown; every sign in the texts that would be markup is escaped."""

import re

from kb.report.document import Block, Document, Heading, Items, Labelled, Paragraph, Table

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def render(document: Document) -> bytes:
    lines = [f"# {_plain(document.title)}", ""]
    for block in document.blocks:
        lines += [*_lines(block), ""]
    return "\n".join(lines).encode("utf-8")


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text, level):
            return [f"{'#' * level} {_plain(text)}"]
        case Paragraph(text, quiet):
            return [f"*{_plain(text)}*" if quiet else _plain(text)]
        case Labelled(label, title, text):
            return [f"**{_plain(label)}** {_plain(title)}  ", _plain(text)]
        case Items(items):
            return [f"- {_plain(item)}" for item in items]
        case Table(head, rows):
            return [
                "| " + " | ".join(map(_plain, head)) + " |",
                "|" + "---|" * len(head),
                *("| " + " | ".join(map(_plain, row)) + " |" for row in rows),
            ]


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
