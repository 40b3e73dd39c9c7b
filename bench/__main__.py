"""`make bench`: measure, write bench/results.json, and bring bench/README.md into line.

python -m bench [questions] [speed] [releases] [documents] [safety] [ingestion]   (default: all)
python -m bench model       the guard over the language model that REGATLAS_MODEL names
"""

import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bench import documents, ingestion, model, questions, releases, report, safety, speed
from bench.results import Figures
from kb.home import default_home, language_model
from kb.knowledge import KnowledgeBase

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
SHARED = HERE.parent.parent / "shared"
AI_ACT = SHARED / "bench" / "aiact" / "questions.jsonl"
PDFS = SHARED / "texts" / "pdf"


def main(wanted: list[str]) -> None:
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results["machine"] = f"{os.cpu_count()} cores, {platform.machine()}, Python " + (
        platform.python_version()
    )
    knowledge = KnowledgeBase.open(default_home()).warm()
    manifest = knowledge.store.manifest
    results["knowledge_base"] = {
        "instruments": len(knowledge.store.instruments),
        "versions": manifest.versions,
        "provisions": manifest.provisions,
        "passages": manifest.passages,
    }
    parts = _parts(knowledge)
    if unknown := set(wanted) - {*parts, "model"}:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}.")
    for name in wanted or parts:
        _tell(f"{name} ...")
        figures = parts[name]()
        if figures is not None:
            results[name] = {"measured": datetime.now(UTC).date().isoformat(), **figures}
            RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    report.write(HERE / "README.md", results)
    print(report.render(results))


def _parts(knowledge: KnowledgeBase) -> dict[str, Callable[[], Figures | None]]:
    """What can be measured, by name; a part gives None where what it needs is not there."""

    def timed() -> Figures:
        asked = [q.ask for sets, _ in questions.sets(AI_ACT).values() for q in sets]
        return speed.measure(knowledge, asked, date.today())

    def read() -> Figures | None:
        if not PDFS.is_dir():
            return _tell(f"skipped: there are no PDFs in {PDFS}")
        return {"files": documents.measure(PDFS)}

    def ingested() -> Figures:
        mirror = SHARED / "texts"
        return ingestion.measure(default_home(), mirror if mirror.is_dir() else None)

    parts: dict[str, Callable[[], Figures | None]] = {
        "questions": lambda: questions.measure(knowledge, AI_ACT, _tell),
        "speed": timed,
        "releases": lambda: releases.measure(knowledge, date.today()),
        "documents": read,
        "safety": safety.measure,
        "ingestion": ingested,
    }
    setting = language_model()
    if setting is not None:
        asked = [q for questions_, _ in questions.sets(AI_ACT).values() for q in questions_]
        parts["model"] = lambda: model.measure(knowledge, setting, asked, _tell)
    return parts


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
