"""Release questions answered rightly, and the time that assessments take."""

import re
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kb.knowledge import KnowledgeBase
from kb.licences import Fact, LicenceFacts
from kb.model import Answer

QUESTIONS = Path(__file__).parent / "release_questions.yaml"
ASSESSMENTS = 300


def read_cases(path: Path = QUESTIONS) -> list[dict[str, Any]]:
    found = yaml.safe_load(path.read_text())["questions"]
    assert isinstance(found, list)
    return found


def wrong(answer: Answer, case: dict[str, Any]) -> str:
    """What is wrong with an answer, or nothing."""
    said = " ".join(s.sentence for s in answer.answer)
    cited = {c.provision.id for c in answer.citations}
    unsaid = [s for s in case.get("says", ()) if not re.search(s, said, re.IGNORECASE)]
    badly = [s for s in case.get("never", ()) if re.search(s, said, re.IGNORECASE)]
    uncited = [
        c for c in case.get("cites", ()) if not any(f"{id}/".startswith(f"{c}/") for id in cited)
    ]  # a finer provision counts
    if answer.abstained and (case.get("says") or case.get("cites")):
        return "abstained"
    problems = {"not said": unsaid, "said": badly, "not cited": uncited}
    return "; ".join(f"{what}: {', '.join(which)}" for what, which in problems.items() if which)


def measure(knowledge: KnowledgeBase, as_of: date) -> dict[str, object]:
    cases = read_cases()
    failed = {}
    for case in cases:
        problem = wrong(knowledge.ask(case["ask"], as_of), case)
        if problem:
            failed[case["ask"]] = problem
    releases = list(knowledge.corpus.releases.values())
    knowledge.assess(releases[0], as_of)
    seconds = _seconds(lambda: [knowledge.assess(releases[0], as_of)])
    made = [releases[n % len(releases)] for n in range(ASSESSMENTS)]
    many = _seconds(lambda: [knowledge.assess(r, as_of) for r in made])
    return {
        "questions": len(cases),
        "right": len(cases) - len(failed),
        "wrong": failed,
        "one_assessment_seconds": round(seconds, 4),
        "assessments": ASSESSMENTS,
        "assessments_seconds": round(many, 2),
        "licences": len(knowledge.corpus.licences),
        "facts": sum(_facts(f) for f in knowledge.corpus.licences.values()),
    }


def _facts(facts: LicenceFacts) -> int:
    stated = [getattr(facts, name) for name in LicenceFacts.model_fields]
    return sum(isinstance(fact, Fact) for fact in stated) + len(facts.breaks_osd)


def _seconds(work: Any) -> float:
    start = time.perf_counter()
    done: Sequence[object] = work()
    assert done
    return time.perf_counter() - start
