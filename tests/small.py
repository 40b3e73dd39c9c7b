"""A small knowledge base of invented texts, with a model that needs no weights.

The catalogue has a licence in two versions, a licence read from a package, an act whose text is
incomplete and covered by digests, and an amendment laid over it.
"""

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb.corpus import Corpus
from kb.embedding import Vectors
from kb.home import Home
from kb.question import stems_of

PACKAGE = "texts-1.0-py3-none-any.whl"

OPEN_LICENCE = """Example Open License
Version 1.0, March 2020

1. Grant. You may use, study, change and share the Model for any purpose, also commercially.

2. Conditions.
   (a) You must keep this notice in every copy of the Model.
   (b) You must say which weights you changed.

3. Patents. Whoever sues over a patent in the Model loses the rights that this licence grants.
"""

LIMITED_LICENCE = """Example Limited Model License
Released 5 May 2024

1. Use. You may use the Weights if your products have at most 900 million monthly users.

2. Outputs. You must not train another model on outputs of the Weights.
"""

LIMITED_LICENCE_2 = LIMITED_LICENCE.replace("900 million", "50 million").replace(
    "5 May 2024", "1 March 2025"
)

FILES = {
    "instruments/open-1.0.yaml": """
id: open-1.0
title: Example Open License 1.0
short: Example Open 1.0
kind: licence
aliases: [Example Open License]
versions:
  - from: 2020-03
    precision: month
    url: https://example.org/open
    origins:
      - {package: texts, member: texts/open.LICENSE, format: licence}
""",
    "instruments/limited.yaml": """
id: limited
title: Example Limited Model License
short: Example Limited
kind: licence
aliases: [Limited Model License]
versions:
  - from: 2024-05-05
    until: 2025-03-01
    url: https://example.org/limited
    origins:
      - {mirror: limited-1.txt, format: licence}
      - {package: texts, member: texts/limited-1.LICENSE, format: licence}
  - from: 2025-03-01
    url: https://example.org/limited
    origins:
      - {package: texts, member: texts/limited-2.LICENSE, format: licence}
""",
    "instruments/model-act.yaml": """
id: model-act
title: Example Model Act
short: Model Act
kind: regulation
jurisdiction: XX
aliases: [Model Act]
versions:
  - from: 2023-01-01
    until: 2026-01-01
    url: https://example.org/act
    expects: {articles: 2, recitals: 1}
    origins:
      - {package: texts, member: texts/act.xhtml, format: oj-xhtml}
      - {package: texts, member: texts/act.txt, format: licence}
  - from: 2026-01-01
    base: 2023-01-01
    url: https://example.org/act-2026
    origins:
      - {digests: true, format: digests}
""",
    "digests/model-act@2023-01-01.yaml": """
version: model-act@2023-01-01
source: invented
url: https://example.org/act
read_on: 2026-01-01
provisions:
  - id: rct_1
    kind: recital
    pinpoint: Recital 1
    heading: why
    binding: false
    says: The act wants people to know what data a model has learnt from.
""",
    "digests/model-act@2026-01-01.yaml": """
version: model-act@2026-01-01
source: invented
url: https://example.org/act-2026
read_on: 2026-01-01
provisions:
  - id: sec_2
    kind: section
    pinpoint: Section 2
    heading: Penalties
    says: The fine is now at most five per cent of turnover.
    amends: [sec_2]
""",
}

ACT = """Example Model Act

1. Summary of training data. Providers shall publish a summary of the data on which a model was
trained, within thirty days of its release.

2. Penalties. A provider who does not publish the summary shall pay a fine of at most three per
cent of turnover.
"""


class WordsEmbedder:
    """Texts with common words are near each other; no weights, no wait."""

    name = "words"
    weights = hashlib.sha256(b"words").hexdigest()
    dimension = 384
    max_tokens = 256

    def __init__(self) -> None:
        self.encoded = 0  # texts so far

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        matrix = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in stems_of(text):
                matrix[row, int(hashlib.md5(word.encode()).hexdigest(), 16) % self.dimension] += 1
            length = float(np.linalg.norm(matrix[row]))
            matrix[row] /= length or 1.0
        return matrix

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(t.split()) + 2 for t in texts]


def make_corpus(root: Path, downloads: Path) -> Corpus:
    """The catalogue in `root`, and its package in `downloads`."""
    downloads.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(downloads / PACKAGE, "w") as archive:
        for name, text in {
            "open.LICENSE": OPEN_LICENCE,
            "limited-1.LICENSE": LIMITED_LICENCE,
            "limited-2.LICENSE": LIMITED_LICENCE_2,
            "act.txt": ACT,
        }.items():
            archive.writestr(zipfile.ZipInfo(f"texts/{name}"), text)
    digest = hashlib.sha256((downloads / PACKAGE).read_bytes()).hexdigest()
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    (root / "packages.yaml").write_text(
        "packages:\n"
        f"  - {{name: texts, version: '1.0', filename: {PACKAGE}, licence: none,\n"
        f"     sha256: {digest}}}\n"
    )
    (root / "elsewhere.yaml").write_text(
        "elsewhere:\n"
        "  - {title: Example Services Act, names: [Services Act], url: 'https://example.org/sa'}\n"
    )
    return Corpus(root)


def home_in(folder: Path) -> Home:
    return Home(folder / "home")
