"""The command line: its JSON contract, its exit codes, and one clear sentence for each mistake."""

import json
from pathlib import Path

import pytest

import ingest.adding
import ingest.cli
import ingest.pipeline
import kb.knowledge
from kb import cli
from kb.corpus import Corpus
from tests.conftest import Run, Small
from tests.small import WordsEmbedder


@pytest.fixture
def run(small: Small, monkeypatch: pytest.MonkeyPatch, command: Run) -> Run:
    """Run the command on the small knowledge base: exit code, stdout, stderr."""
    root = small.corpus.root
    embedder = WordsEmbedder()
    monkeypatch.setenv("REGATLAS_HOME", str(small.home.root))
    monkeypatch.setattr(kb.knowledge, "load_embedder", lambda _: embedder)
    monkeypatch.setattr(kb.knowledge, "Corpus", lambda: Corpus(root))
    monkeypatch.setattr(ingest.cli, "Corpus", lambda: Corpus(root))
    monkeypatch.setattr(ingest.adding, "Corpus", lambda: Corpus(root))
    monkeypatch.setattr(ingest.pipeline, "set_up_model", lambda _: embedder)
    monkeypatch.setattr(ingest.pipeline, "set_up_reranker", lambda _: None)

    return command


def test_search_json(run: Run) -> None:
    code, out, err = run("search", "weights", "-k", "2", "--as-of", "2025-06-01", "--json")
    assert (code, err) == (0, "")
    view = json.loads(out)
    assert {"query", "as_of", "hits"} <= set(view)
    assert view["as_of"] == "2025-06-01"
    assert len(view["hits"]) == 2
    assert {
        "provision", "instrument", "version", "pinpoint", "heading", "text", "score", "binding",
        "kind", "url",
    } <= set(view["hits"][0])  # fmt: skip


def test_ask_json(run: Run) -> None:
    code, out, err = run(
        "ask", "Must you say which weights you changed?", "--as-of", "2025-06-01", "--json"
    )
    assert (code, err) == (0, "")
    view = json.loads(out)
    assert {
        "question", "as_of", "abstained", "why", "answer", "citations", "findings", "notes"
    } <= set(view)  # fmt: skip
    assert view["abstained"] is False
    assert view["why"] is None
    numbers = {c["n"] for c in view["citations"]}
    assert all(numbers >= set(s["citations"]) for s in view["answer"])
    for c in view["citations"]:
        assert {"n", "provision", "version", "pinpoint", "quote", "kind", "url", "in_force"} <= set(
            c
        )
        shown = json.loads(
            run("show", f"{c['version']}/{c['provision'].split('/', 1)[1]}", "--json")[1]
        )
        assert c["quote"] in shown["text"]


def test_abstaining_is_no_failure(run: Run) -> None:
    code, out, _ = run("ask", "What does the Services Act say?", "--json")
    view = json.loads(out)
    assert (code, view["abstained"], view["answer"]) == (0, True, [])
    assert "Services Act" in view["why"]


def test_readable_answers_show_their_sources(run: Run) -> None:
    code, out, _ = run("ask", "Must you say which weights you changed?")
    assert code == 0
    assert "Section 2(b)" in out
    assert "open-1.0/sec_2/b" in out
    assert "https://example.org/open" in out


@pytest.mark.parametrize("verb", ["ask", "search"])
def test_a_batch_answers_in_order_with_ids(run: Run, verb: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"id": "a", "question": "How many monthly users?", "as_of": "2024-06-01", "k": 1}\n'
        "\n"
        "May weights be changed?\n"
        '{"id": 3, "question": ""}\n'
        '{"id": "b", "question": "patents", "in": "open-1.0"}\n'
    )
    code, out, err = run(verb, "--batch", str(path), "--json")
    views = [json.loads(line) for line in out.splitlines()]
    assert [v.get("id") for v in views] == ["a", None, 3, "b"]
    assert views[0]["as_of"] == "2024-06-01"
    assert "empty" in views[2]["error"]
    assert (code, err) == (1, "")


def test_list_and_show(run: Run) -> None:
    code, out, _ = run("list", "--json")
    assert code == 0
    assert {i["instrument"] for i in json.loads(out)["instruments"]} == {
        "limited", "model-act", "open-1.0"
    }  # fmt: skip
    assert "open-1.0/sec_2/a" in run("list", "open-1.0")[1]
    shown = json.loads(run("show", "limited/sec_1", "--as-of", "2024-06-01", "--json")[1])
    assert shown["version"] == "limited@2024-05-05"
    assert "900 million" in shown["text"]


def test_ingest_says_what_it_did(run: Run) -> None:
    code, out, _ = run("ingest")
    assert code == 0
    assert "0 ingested, 5 unchanged, 0 failed" in out
    code, out, _ = run("ingest", "--json", "open-1.0")
    assert [v["status"] for v in json.loads(out)["versions"]] == ["unchanged"]


def test_every_verb_has_help_with_an_example(run: Run) -> None:
    for name, verb in cli.regatlas.commands.items():
        code, out, _ = run(name, "--help")
        assert code == 0
        assert verb.help, name
        assert f"regatlas {name}" in out or name == "doctor", name


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", ""], 2, "empty"),
        (["ask", "a" * 100_000], 2, "100,000 characters"),
        (["ask", "\x01\x02\x03\x04 weights"], 2, "not text"),
        (["ask"], 2, "Give a question"),
        (["ask", "x", "--batch", "y"], 2, "Give a question"),
        (["ask", "weights", "--as-of", "2025-02-30"], 2, "'2025-02-30' is not a date"),
        (["ask", "weights", "--as-of", "tomorrow"], 2, "write YYYY-MM-DD"),
        (["ask", "weights", "--in", "opn-1.0"], 2, "did you mean open-1.0"),
        (["search", "weights", "-k", "0"], 2, "k is 0"),
        (["search", "weights", "-k", "many"], 2, "integer"),
        (["search", "--batch", "nowhere.jsonl"], 2, "nowhere.jsonl"),
        (["show", "open-1.0/sec_9"], 1, "no provision 'open-1.0/sec_9'"),
        (["show", "nothing/sec_1"], 2, "no instrument 'nothing'"),
        (["list", "nothing"], 2, "no instrument 'nothing'"),
        (["ingest", "limitd"], 2, "did you mean limited"),
        (["ingest", "--mirror", "/nowhere/at/all"], 2, "mirror"),
        (["frobnicate"], 2, "frobnicate"),
        (["list", "--kb", "/nowhere/at/all"], 1, "regatlas ingest"),
    ],
)
def test_each_mistake_gets_one_sentence(
    run: Run, arguments: list[str], code: int, says: str
) -> None:
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert says in err
    assert err.startswith("regatlas: ")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
