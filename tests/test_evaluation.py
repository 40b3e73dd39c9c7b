"""A team's own questions as a regression test: figures, comparison with an earlier run, errors."""

import json
from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.evaluation import compared, figures, read_questions, run
from kb.knowledge import KnowledgeBase
from tests.conftest import Run, Small

FILE = """
questions:
  - id: q1
    ask: Must you say which weights you changed?
    needs: [open-1.0/sec_2/b]
    says: ["weights you changed"]
  - id: q2
    ask: What fine of turnover shall a provider pay who does not publish the summary?
    needs: [model-act/sec_2, model-act/sec_1]
    says: ["three per cent", "thirty days"]
    as_of: 2025-06-01
  - {id: q3, ask: how long should eggs boil}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "questions.yaml"
    made.write_text(FILE)
    return made


@pytest.fixture
def kb(small: Small) -> KnowledgeBase:
    return small.open()


def test_a_run_is_measured(kb: KnowledgeBase, path: Path) -> None:
    questions = read_questions(path)
    assert questions[0].needs == ("open-1.0/sec_2",)  # what is found counts by section
    found = figures(run(kb, questions, 6), 6, kb)
    assert found["questions"] == 3
    assert found["retrieval"]["all"]["hit_rate"]["share"] == 1.0
    assert found["retrieval"]["several provisions"]["questions"] == 1
    assert found["retrieval"]["all"]["mrr"] > 0.5
    assert found["right_abstentions"] == {"share": 1.0, "of": 1, "interval": [1.0, 1.0]}
    assert found["false_abstentions"]["share"] == 0.0
    assert found["quotes_exact"]["share"] == 1.0
    assert found["key_facts"]["of"] == 3
    assert found["figures"]["of"] == 1  # thirty days


def test_fewer_provisions_find_less(kb: KnowledgeBase, path: Path) -> None:
    questions = read_questions(path)
    one = figures(run(kb, questions, 1), 1, kb)
    assert "q2" in one["not_all_found"]
    all_of_them = figures(run(kb, questions, 6), 6, kb)
    changes = compared(one, all_of_them)
    assert any(c.startswith("newly not all found") and "q2" in c for c in changes)
    assert not compared(one, one)


def test_json_lines_whose_provisions_name_no_instrument(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "a", "question": "What fine?", "gold_units": ["sec_2"]}\n\n')
    assert read_questions(path, "model-act")[0].needs == ("model-act/sec_2",)
    with pytest.raises(UsageError, match="name no instrument"):
        read_questions(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("questions: []", "no questions"),
        ("a: [", "can't be read"),
        ("questions: [{id: x, ask: y, says: ['(']}]", "question x"),
        ("questions: [{id: x}]", "question x"),
        ("questions: [7]", "question number 1"),
    ],
)
def test_a_file_that_is_no_question_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=told.replace("(", r"\(")):
        read_questions(path)


def test_eval_on_the_command_line(
    small: Small, path: Path, command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    knowledge = small.open()
    monkeypatch.setattr("kb.verbs.options.opened", lambda _: knowledge)
    kept = tmp_path / "before.json"
    code, out, _ = command("eval", str(path), "--save", str(kept))
    assert code == 0
    assert "3 questions, 6 provisions each" in out
    assert "quotes exact" in out
    code, out, _ = command("eval", str(path), "--against", str(kept))
    assert (code, "nothing changed" in out) == (0, True)
    code, out, _ = command("eval", str(path), "-k", "1", "--against", str(kept), "--json")
    assert code == 1  # a question was lost
    assert json.loads(out)["changes"]
    code, _, err = command("eval", str(tmp_path / "none.yaml"))
    assert code != 0
    assert "can't be read" in err
    assert "Traceback" not in err
