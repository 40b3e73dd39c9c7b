"""A licence whose words try to be markup: added to the small corpus by the app's tests."""

from pathlib import Path

from kb.corpus import Corpus
from tests.conftest import Small

TRICKS = (
    "*stars*, _lines_, $x^2$, `code`, [a link](http://example.org/a), "
    "![an image](http://example.org/i.png), <script>document.title = 'owned'</script>, "
    "<img src=http://example.org/j.png onerror=alert(1)>, :smile:, https://example.org/bare"
)
NAME = "*Tricky* [l](http://example.org/l) ![i](http://example.org/i.png) <b>b</b> $y$ :smile:"
ENTRY = f"""
id: tricky
title: Tricky Licence
short: "{NAME}"
kind: licence
versions:
  - from: 2024-01-01
    url: https://example.org/tricky
    origins:
      - {{mirror: tricky.txt, format: licence}}
"""
FILLER = "".join(
    f"   ({letter}) Clause {n} of the schedule says how gadgets of class {n} are wrapped.\n"
    for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
)
TEXT = f"""Tricky Licence
Version 1.0, January 2024

1. Banner. The banner of every widget must show {TRICKS} and nothing else.

2. Schedule. Gadgets are wrapped as follows.
{FILLER}
3. End. Nothing more is said.
"""


def add_tricky_licence(small: Small, folder: Path) -> Small:
    """Ingest it, with the rest of the small corpus; `folder` is the mirror that it comes from."""
    (small.corpus.root / "instruments" / "tricky.yaml").write_text(ENTRY, encoding="utf-8")
    small.corpus = Corpus(small.corpus.root)  # which reads the catalogue once
    (folder / "tricky.txt").write_text(TEXT, encoding="utf-8")
    report = small.ingest(mirror=folder)
    assert not report.failed, report.failed
    return small
