"""Hostile inputs, random inputs, and kills at random instants of an ingestion."""

import logging
import multiprocessing
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ingest.reading import recognise
from kb.errors import ParseError
from kb.store.reader import Store
from tests.conftest import Small
from tests.hostile import INPUTS
from tests.small import WordsEmbedder, home_in, make_corpus
from tests.test_hostile import become
from tests.test_parse_legal_xml import BILL, EU_ACT
from tests.test_store import ingest_for_ever

KILLS = 200
FUZZED = 100_000
_LARGE = re.compile(r"MB|,000|million|brackets")  # inputs whose point is their size
# Which hostile inputs, and which good ones, are the seeds of random inputs for a format.
SEEDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": (".txt", ()),
    "markdown": (".md", ()),
    "html": (".html", ()),
    "pdf": (".pdf", ()),
    "docx": (".docx", ()),
    "akn": (".xml", (EU_ACT,)),
    "uslm": (".xml", (BILL,)),
}


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
    for format, content in _mutations(FUZZED):
        try:
            recognise(content, "x", format)
            came["read"] += 1
        except ParseError:
            came["refused"] += 1
        except Exception as e:  # what is looked for
            crashes.append(f"{format}: {type(e).__name__}: {e}"[:200])
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


def _mutations(count: int) -> Iterator[tuple[str, bytes]]:
    """Good and hostile files with bytes changed, cut, doubled and put in, by a fixed seed."""
    dice = random.Random(11)
    seeds: dict[str, list[bytes]] = {}
    for format, (ends, good) in SEEDS.items():
        made = [i.make() for i in INPUTS if i.name.endswith(ends) and not _LARGE.search(i.what)]
        seeds[format] = [c for c in (*made, *(text.encode() for text in good)) if c]
    formats = list(SEEDS)
    for n in range(count):
        format = formats[n % len(formats)]
        content = bytearray(dice.choice(seeds[format]))
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
        yield format, bytes(content)
