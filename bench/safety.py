"""Hostile inputs, random inputs, and kills at random instants of an ingestion."""

import logging
import multiprocessing
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.parse.docx import read_docx
from ingest.parse.html import read_html
from ingest.parse.markdown import read_markdown
from ingest.parse.pdf import read_pdf
from ingest.parse.plain import read_plain
from ingest.parse.structure import structured
from kb.errors import ParseError
from kb.store.reader import Store
from tests.conftest import Small
from tests.hostile import INPUTS
from tests.small import WordsEmbedder, home_in, make_corpus
from tests.test_hostile import become
from tests.test_store import ingest_for_ever

KILLS = 200
FUZZED = 100_000
_LARGE = re.compile(r"MB|,000|million|brackets")  # inputs whose point is their size
READERS = (read_plain, read_markdown, read_html, read_pdf, read_docx)


def measure() -> dict[str, object]:
    """Kills survived, random inputs read or refused, and what each hostile input got."""
    return {"kills": kills(), "fuzz": fuzz(), "hostile": hostile()}


def kills() -> dict[str, int]:
    """An ingestion is killed again and again; each time the store is opened and all its hashes
    checked. It never stops being whole."""
    folder = Path(tempfile.mkdtemp())
    home = home_in(folder)
    small = Small(make_corpus(folder / "corpus", home.downloads), home, WordsEmbedder())
    small.ingest()
    whole, generations = 0, set()
    dice = random.Random(7)
    for _ in range(KILLS):
        process = multiprocessing.get_context("fork").Process(target=ingest_for_ever, args=(small,))
        process.start()
        time.sleep(dice.uniform(0.01, 0.4))
        process.kill()
        process.join()
        store = Store.open(home)
        whole += len(store.versions) == 5
        generations.add(home.current.read_text())
        store.close()
    shutil.rmtree(folder)
    return {"kills": KILLS, "whole": whole, "generations_seen": len(generations)}


def fuzz() -> dict[str, object]:
    """Broken files through their readers and the structure: nothing but ParseError may come."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    came: Counter[str] = Counter()
    crashes: list[str] = []
    for reader, content in _mutations(FUZZED):
        try:
            structured(reader(content, "x"))
            came["read"] += 1
        except ParseError:
            came["refused"] += 1
        except Exception as e:  # what is looked for
            crashes.append(f"{reader.__name__}: {type(e).__name__}: {e}"[:200])
    return {"inputs": FUZZED, **came, "crashes": len(crashes), "first_crashes": crashes[:5]}


def hostile() -> list[dict[str, object]]:
    """What each hostile input got, and in how many seconds."""
    rows = []
    for each in INPUTS:
        started = time.perf_counter()
        became = become(each)
        got = became if became.startswith("refused: ") else f"read, {len(became):,} characters"
        seconds = round(time.perf_counter() - started, 1)
        rows.append({"input": each.what, "got": got, "seconds": seconds})
    return rows


def _mutations(count: int) -> Iterator[tuple[Callable[..., object], bytes]]:
    """Good and hostile files with bytes changed, cut, doubled and put in, by a fixed seed."""
    dice = random.Random(11)
    by_reader = {
        reader: [i.make() for i in INPUTS if i.name.endswith(ends) and not _LARGE.search(i.what)]
        for reader, ends in zip(READERS, (".txt", ".md", ".html", ".pdf", ".docx"), strict=True)
    }
    seeds = {r: [c for c in found if c] for r, found in by_reader.items()}
    for n in range(count):
        reader = READERS[n % len(READERS)]
        content = bytearray(dice.choice(seeds[reader]))
        for _ in range(dice.randint(1, 12)):
            at = dice.randrange(len(content) + 1)
            kind = dice.randrange(4)
            if kind == 0 and at < len(content):
                content[at] = dice.randrange(256)
            elif kind == 1:
                del content[at : at + dice.randint(1, 40)]
            elif kind == 2:
                content[at:at] = content[at : at + dice.randint(1, 200)]
            else:
                content[at:at] = dice.randbytes(dice.randint(1, 8))
        yield reader, bytes(content)
