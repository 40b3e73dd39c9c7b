"""Real texts from the data packages with the real model: the answers a new user would get."""

from datetime import date

import pytest

from ingest.packages import Archive
from ingest.parse.licence import licence_text, parse_licence
from ingest.passages import PassageMaker
from kb.corpus import Corpus
from kb.knowledge import KnowledgeBase
from kb.store.record import embedded_text

# What a question needs in its answer, and the provision it must be cited to.
ANSWERED = [
    (
        "What training compute makes a general-purpose AI model presumed to have systemic risk?",
        "2024-07-12",
        "10^25",
        "eu-ai-act/art_51/par_2",
    ),
    (
        "What must providers of general-purpose AI models do in relation to copyright?",
        "2024-07-12",
        "policy to comply with Union law on copyright",
        "eu-ai-act/art_53/par_1/pnt_c",
    ),
    (
        "How many monthly active users may a licensee of Llama 3.1 have before needing a licence?",
        "2025-01-01",
        "700 million monthly active users",
        "llama-3.1/sec_2",
    ),
    (
        "Is the processing of personal data lawful if the data subject has given consent?",
        "2025-01-01",
        "consent",
        "gdpr/art_6/par_1",
    ),
    (
        "What does the Open Source AI Definition require about data information?",
        "2025-01-01",
        "data",
        "osaid/",
    ),
]

# What no text here states, and what would have to be asked elsewhere.
REFUSED = [
    "How many floating point operations were used to train GPT-4?",
    "What is the maximum fine under the Digital Services Act?",
    "What is the capital of France?",
    "How do I bake bread?",
    "What does the Colorado AI Act demand of deployers?",
]

LICENCES = [
    "llama-2", "llama-3.1", "llama-4", "gemma", "openmdw-1.0", "apache-2.0", "mit", "gpl-3.0",
    "cc-by-4.0", "cdla-permissive-2.0", "creativeml-openrail-m", "bigscience-bloom-rail-1.0",
    "kimi-k2-modified-mit",
]  # fmt: skip


@pytest.mark.parametrize(("question", "day", "says", "provision"), ANSWERED)
def test_answers_with_the_right_provision(
    real: KnowledgeBase, question: str, day: str, says: str, provision: str
) -> None:
    answer = real.ask(question, date.fromisoformat(day))
    assert not answer.abstained, answer.why
    assert any(says in s.sentence for s in answer.answer), answer.answer
    assert any(c.provision.id.startswith(provision) for c in answer.citations)


@pytest.mark.parametrize("question", REFUSED)
def test_refuses_what_no_text_states(real: KnowledgeBase, question: str) -> None:
    answer = real.ask(question)
    assert answer.abstained, answer.answer
    assert answer.why


def test_the_law_of_today_is_not_that_of_2024(real: KnowledgeBase) -> None:
    question = "When do the rules for high-risk AI systems of Annex III apply?"
    today = real.ask(question, date(2026, 11, 1))
    assert "2 December 2027" in " ".join(s.sentence for s in today.answer)
    then = real.ask(question, date(2024, 8, 1))
    assert "2027" not in then.answer[0].sentence or "2 August 2027" in then.answer[0].sentence
    assert all(c.version.id == "eu-ai-act@2024-07-12" for c in then.citations)


def test_no_passage_is_longer_than_the_model_reads(real: KnowledgeBase) -> None:
    store, embedder = real.store, real.retriever.embedder
    texts = []
    for row in range(len(store)):
        passage = store.passage(row)
        provision = store.provision(passage.version, passage.provision)
        assert provision is not None
        texts.append(embedded_text(passage, provision.text))
    counts = embedder.count_tokens(texts)
    longest = max(range(len(counts)), key=counts.__getitem__)
    assert counts[longest] <= embedder.max_tokens, texts[longest]


def test_the_quotes_of_all_answers_stand_in_the_store(real: KnowledgeBase) -> None:
    for question, day, _, _ in ANSWERED:
        for c in real.ask(question, date.fromisoformat(day)).citations:
            stored = real.store.provision(c.version.id, c.provision.id)
            assert stored is not None
            assert stored.text[c.start : c.end] == c.quote


def test_the_passages_cover_what_provisions_say(real: KnowledgeBase) -> None:
    """Every paragraph of Article 53 can be found: no subdivision is in no passage."""
    store = real.store
    [version] = [v for v in store.versions if v.startswith("eu-ai-act@2024")]
    spans = [
        (passage, provision)
        for row in range(len(store))
        if (passage := store.passage(row)).version == version
        and (provision := store.provision(version, passage.provision))
    ]
    held = " ".join(p.text[s.start : s.end] for s, p in spans)
    for article in ("art_53", "art_5", "art_113"):
        whole = store.provision(version, f"eu-ai-act/{article}")
        assert whole is not None
        lines = [li for li in whole.text.splitlines() if len(li.split()) > 6]
        lines = [li for li in lines if li != whole.heading]  # headings are in the paths
        assert lines
        assert not [li for li in lines if li.split(" ", 1)[1] not in held]


@pytest.mark.parametrize("id", LICENCES)
def test_every_character_of_a_licence_is_placed(licence_archive: Archive, id: str) -> None:
    member = Corpus().instruments[id].versions[-1].origins[0].member
    assert member
    source = licence_text(licence_archive.read(member).decode())
    outline = parse_licence(source)
    outline.check()
    pieces, at = [], 0
    for dropped in outline.dropped:
        pieces += [outline.text[at : dropped.at], dropped.text]
        at = dropped.at
    pieces.append(outline.text[at:])
    assert "".join("".join(pieces).split()) == "".join(source.split())


def test_passages_are_cut_along_the_structure(real: KnowledgeBase) -> None:
    provisions = real.store.provisions("llama-3.1@2024-07-23")
    made = PassageMaker(real.retriever.embedder).passages(provisions)
    assert {"llama-3.1/sec_2", "llama-3.1/sec_6"} <= {p.provision for p in made}
