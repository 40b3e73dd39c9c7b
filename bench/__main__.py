"""`make bench`: measure, write bench/results.json, and bring bench/README.md into line.

python -m bench [questions] [speed] [releases] [ingestion]      (default: all)
"""

import json
import os
import platform
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from bench import ingestion, questions, releases, report, speed
from kb.home import default_home
from kb.knowledge import KnowledgeBase

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
SHARED = HERE.parent.parent / "shared"
AS_OF = date(2024, 7, 12)
K = 6


def main(parts: list[str]) -> None:
    wanted = parts or ["questions", "speed", "releases", "ingestion"]
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results["machine"] = f"{os.cpu_count()} cores, {platform.machine()}, Python " + (
        platform.python_version()
    )
    path = SHARED / "bench" / "aiact" / "questions.jsonl"
    home = default_home()
    if not path.exists() and {"questions", "speed"} & set(wanted):
        print(f"skipped: the development questions are not in {path}", file=sys.stderr)
        wanted = [w for w in wanted if w not in ("questions", "speed")]
    if "questions" in wanted or "speed" in wanted:
        cases = questions.read_cases(path)
        kb = KnowledgeBase.open(home).warm()
        results["knowledge_base"] = {
            "instruments": len(kb.store.instruments),
            "versions": kb.store.manifest.versions,
            "provisions": kb.store.manifest.provisions,
            "passages": kb.store.manifest.passages,
        }
        if "questions" in wanted:
            print("asking the development questions ...", file=sys.stderr)
            results["aiact_questions"] = _now(questions.measure(kb, cases, "eu-ai-act", AS_OF, K))
        if "speed" in wanted:
            print(f"timing {speed.QUERIES} queries ...", file=sys.stderr)
            results["speed"] = _now(speed.measure(kb, [c.question for c in cases], AS_OF))
        kb.close()
    if "releases" in wanted:
        print("assessing releases ...", file=sys.stderr)
        kb = KnowledgeBase.open(home).warm()
        results["releases"] = _now(releases.measure(kb, date.today()))
        kb.close()
    if "ingestion" in wanted:
        print("ingesting everything from nothing ...", file=sys.stderr)
        mirror = SHARED / "texts"
        results["ingestion"] = _now(ingestion.measure(home, mirror if mirror.is_dir() else None))
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    report.write(HERE / "README.md", results)
    print(RESULTS.read_text())


def _now(figures: dict[str, object]) -> dict[str, object]:
    return {"measured": datetime.now(UTC).date().isoformat(), **figures}


if __name__ == "__main__":
    main(sys.argv[1:])
