"""A language model's answer: what is supported stays, everything else is dropped and counted."""

import time
from collections.abc import Iterator
from datetime import date

import pytest

from kb import writer
from kb.home import ModelSetting
from kb.knowledge import KnowledgeBase
from kb.model import Answer
from tests.conftest import Small

DAY = date(2025, 6, 1)
ASKED = "What fine of turnover shall a provider pay who does not publish the summary?"
SETTING = ModelSetting("test:model", "", "", 0.5)


class Says:
    """A chat model that says what it is told to, in pieces."""

    def __init__(self, text: str, wait: float = 0.0, error: Exception | None = None) -> None:
        self.text, self.wait, self.error = text, wait, error
        self.seen: object = None

    def stream(self, input: object) -> Iterator[str]:
        self.seen = input
        if self.error:
            raise self.error
        time.sleep(self.wait)
        for at in range(0, len(self.text), 7):
            yield self.text[at : at + 7]


@pytest.fixture
def kb(small: Small) -> KnowledgeBase:
    return small.open()


def written(kb: KnowledgeBase, model: Says) -> Answer:
    answer = kb.ask(ASKED, DAY)
    assert not answer.abstained
    return writer.write(answer, SETTING, model, kb.store, kb.retriever.embedder)


def number_of(kb: KnowledgeBase, provision: str) -> int:
    hits = kb.ask(ASKED, DAY).looked_at
    return next(n for n, h in enumerate(hits, 1) if h.provision.id == provision)


def own(answer: Answer) -> list[str]:
    """Sentences in a model's words; the figure that an answer begins with is not one."""
    figure = "The amount is "
    return [s.sentence for s in answer.answer if s.own_words and not s.sentence.startswith(figure)]


def test_a_supported_sentence_stays_with_the_provision_that_supports_it(kb: KnowledgeBase) -> None:
    n = number_of(kb, "model-act/sec_2")
    said = "A provider who does not publish the summary pays a fine of at most three per cent"
    answer = written(kb, Says(f"{said} of turnover. [{n}]"))
    assert own(answer) == [f"{said} of turnover."]
    cited = {c.n: c for c in answer.citations}
    assert [cited[c].provision.id for c in answer.answer[0].citations] == ["model-act/sec_2"]
    assert "1 sentences kept, 0 dropped" in " ".join(answer.notes)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            "A provider who does not publish the summary pays 7 per cent of turnover. [{n}]",
            "number",
        ),
        ("A provider who publishes no summary pays that fine since May of 2021. [{n}]", "date"),
        ("A provider who does publish the summary pays a fine of turnover. [{n}]", "negation"),
        ("A provider who does not publish the summary pays a fine of turnover.", "no citation"),
        ("A provider who does not publish the summary pays a fine of turnover. [99]", "not shown"),
        ('The act says "the provider goes to prison" for the summary of turnover. [{n}]', "quote"),
        ("Satellites circle the earth in the cold silence of night. [{n}]", "another matter"),
        (
            "A provider who does not publish the summary may pay a fine of turnover. [{n}]",
            "allowed",
        ),
        ("Article 9 says who does not publish the summary shall pay a fine. [{n}]", "provision"),
        ("NO ANSWER", "none"),
    ],
)
def test_what_is_not_supported_never_reaches_the_user(
    kb: KnowledgeBase, said: str, why: str
) -> None:
    n = number_of(kb, "model-act/sec_2")
    plain = kb.ask(ASKED, DAY)
    answer = written(kb, Says(said.format(n=n)))
    assert not own(answer), why
    assert answer.answer == plain.answer
    assert "1 dropped" in " ".join(answer.notes)


def test_a_sentence_said_twice_is_shown_once(kb: KnowledgeBase) -> None:
    n = number_of(kb, "model-act/sec_2")
    said = "A provider who does not publish the summary shall pay a fine of turnover."
    assert own(written(kb, Says(f"{said} [{n}] {said} [{n}]"))) == [said]


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (Says("", wait=2.0), "nothing came"),
        (Says("", error=RuntimeError("out of memory\nat line 3")), "out of memory"),
        (Says("", error=ConnectionError()), "ConnectionError"),
    ],
)
def test_when_it_fails_or_is_slow_the_extractive_answer_comes(
    kb: KnowledgeBase, model: Says, told: str
) -> None:
    answer = written(kb, model)
    assert answer.answer == kb.ask(ASKED, DAY).answer
    assert told in " ".join(answer.notes)


def test_it_sees_provisions_as_data_and_nothing_else(kb: KnowledgeBase) -> None:
    model = Says("NO ANSWER")
    written(kb, model)
    assert isinstance(model.seen, list)
    (system, rules), (human, data) = model.seen
    assert (system, human) == ("system", "human")
    assert "three per cent" not in rules
    assert '"provisions"' in data
    assert "three per cent" in data


def test_it_is_not_asked_where_nothing_is_answered(kb: KnowledgeBase) -> None:
    refused = kb.ask("how long should eggs boil", DAY)
    model = Says("Eggs boil for five minutes. [1]")
    answer = writer.write(refused, SETTING, model, kb.store, kb.retriever.embedder)
    assert answer == refused
    assert model.seen is None


def test_a_model_that_is_not_there_is_said_and_the_answer_comes(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGATLAS_MODEL", "nobody:nothing")
    answer = kb.ask(ASKED, DAY)
    assert answer.answer
    assert "nobody:nothing can't be used" in " ".join(answer.notes)


def test_kept_sentences_are_given_as_they_come(kb: KnowledgeBase) -> None:
    n = number_of(kb, "model-act/sec_2")
    said = "A provider who does not publish the summary shall pay a fine of turnover."
    came: list[str] = []
    answer = kb.ask(ASKED, DAY)
    model = Says(f"{said} [{n}] The moon is made of cheese. [{n}]")
    writer.write(answer, SETTING, model, kb.store, kb.retriever.embedder, came.append)
    assert came == [said]
