"""Provisions are found by the questions that they answer, and nothing of these is ever shown."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from kb.corpus import Corpus
from kb.errors import CorpusError
from kb.knowledge import KnowledgeBase
from kb.model import TextKind
from tests.conftest import REAL, Run, Small

DAY = date(2024, 6, 1)
RUN = 9  # words in a row that no question may share with the provision that it stands under
WITH = sorted(path.stem for path in (Corpus().root / "asked").glob("*.yaml"))


def write(small: Small, instrument: str, text: str) -> None:
    path = small.corpus.root / "asked" / f"{instrument}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_a_question_that_shares_no_word_with_the_provision_finds_it(small: Small) -> None:
    asked = "how expensive is staying silent"
    assert all(h.provision.id != "model-act/sec_2" for h in small.open().search(asked, 1, DAY).hits)
    write(small, "model-act", "asked: {sec_2: [is staying silent expensive for a firm]}")
    report = small.ingest()
    assert [v.instrument for v in report.versions if not v.unchanged] == ["model-act"] * 2
    [hit] = small.open().search(asked, 1, DAY).hits
    assert hit.provision.id == "model-act/sec_2"
    assert hit.passage.of_text and not hit.passage.asked


def test_what_is_asked_of_a_provision_is_never_shown(small: Small) -> None:
    write(small, "model-act", "asked: {sec_2: [zebras cost money when silent]}")
    small.ingest()
    kb = small.open()
    for question in ("zebras cost money when silent", "What fine must a provider pay?"):
        answer = kb.ask(question, DAY)
        shown = [s.sentence for s in answer.answer] + [c.quote for c in answer.citations]
        shown += [h.passage.said for h in kb.search(question, 5, DAY).hits]
        assert "zebras" not in " ".join(shown)


def test_a_question_stands_under_what_holds_the_provision_if_it_is_not_apart(small: Small) -> None:
    write(small, "model-act", "asked: {sec_1/par_9/pnt_z: [who tells what was learnt from]}")
    small.ingest()
    [hit] = small.open().search("who tells what was learnt from", 1, DAY).hits
    assert hit.provision.id == "model-act/sec_1"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("asked: {sec_1: [a b c], sec_2: [A b c?]}", "stands twice"),
        (f"asked: {{sec_1: [{'word ' * 21}]}}", "over 20 words"),
        ("asked: {sec_1: []}", "sec_1"),
        ("sec_1: [a b c]", "field asked"),
    ],
)
def test_a_wrong_file_is_told_with_what_is_wrong(small: Small, text: str, wrong: str) -> None:
    write(small, "model-act", text)
    with pytest.raises(CorpusError, match=rf"model-act\.yaml, line 1.*{wrong}"):
        small.corpus.asked("model-act")


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


@pytest.mark.parametrize("instrument", WITH)
def test_the_questions_are_of_an_instrument_of_the_catalogue(instrument: str) -> None:
    assert instrument in Corpus().instruments
    for questions in Corpus().asked(instrument).values():
        assert all(len(q.split()) >= 2 for q in questions)


@pytest.mark.parametrize("instrument", [i for i in WITH if i in REAL])
def test_each_stands_under_a_provision_and_is_in_our_own_words(
    instrument: str, real: KnowledgeBase, mirror: Path | None
) -> None:
    texts: dict[str, list[str]] = {}
    for version in real.store.versions.values():
        if version.instrument == instrument:
            for p in real.store.provisions(version.id):
                if p.text_kind == TextKind.TEXT:
                    texts.setdefault(p.id.partition("/")[2], []).append(p.text)
                else:
                    texts.setdefault(p.id.partition("/")[2], [])
    asked = Corpus().asked(instrument)
    if mirror is not None:  # where it is not, some texts are not taken apart as finely
        assert not asked.keys() - texts.keys()
    for path, questions in asked.items():
        known = {
            tuple(w[i : i + RUN])
            for w in map(words, texts.get(path, ()))
            for i in range(len(w) - RUN + 1)
        }
        for question in questions:
            w = words(question)
            assert not known & {tuple(w[i : i + RUN]) for i in range(len(w) - RUN + 1)}, question


def test_answers_name_no_question_in_json(
    real: KnowledgeBase, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.verbs.options.opened", lambda _: real)
    question = Corpus().asked("gdpr")["art_33/par_1"][0]
    code, out, _ = command("search", question, "--json")
    assert code == 0
    hits = json.loads(out)["hits"]
    assert hits[0]["provision"].startswith("gdpr/art_33")
    assert question not in " ".join(h["text"] for h in hits)
