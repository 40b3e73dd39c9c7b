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


RELEASES = {
    "releases/open-one.yaml": """
name: Open One
aliases: [Open One]
version: 7B
released: 2025-01-01
provider: {name: Acme, place: FR}
components:
  - {component: weights, licence: MIT}
  - {component: model-card, licence: CC-BY-4.0}
  - {component: training-code, available: false}
parameters: 7B
training_flop: 8.0e22
generates: [text]
""",
    "releases/closed-two.yaml": """
name: Closed Two
provider: {name: Shut}
components:
  - {component: weights, available: false}
""",
    "obligations/facts.yaml": """
facts:
  - {name: training_flop, label: training compute, unit: FLOP, ask: How much compute was it?}
  - name: offered_in_eu
    label: offered in the Union
    ask: Is the release offered in the European Union?
""",
    "obligations/model-act.yaml": """
instrument: model-act
title: Model Act
jurisdiction: XX
in_force_from: 2023-01-01
rules:
  - id: offered
    title: Offered in the Union
    provisions: [model-act/sec_1]
    topic: scope
    kind: condition
    summary: It is about what is offered in the Union.
    applies_when: {fact: offered_in_eu, is: true}
  - id: summary
    title: Summary of the data
    provisions: [model-act/sec_1]
    topic: data
    kind: duty
    summary: A summary of the training data is due.
    applies_when: {fact: training_flop, above: 1.0e+22}
verdicts:
  - verdict: duty_to_publish
    summary: A summary is due.
    rests_on: [summary]
    when: {rule: summary}
  - verdict: out_of_scope
    summary: It does not reach this release.
    when: {not: {rule: summary}}
""",
}


def write_releases(corpus: Path) -> None:
    """Put two known releases, and a law's rules over them, into a corpus folder."""
    for name, content in RELEASES.items():
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.lstrip(), encoding="utf-8")


def add_releases(small: Small) -> Small:
    """Put them into the small corpus; the texts that are held stay as they are."""
    write_releases(small.corpus.root)
    small.corpus = Corpus(small.corpus.root)
    return small
