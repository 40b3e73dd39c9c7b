"""Law as of a date: days of application, differences between versions, the calendar."""

import re
from datetime import date

import pytest

from kb.application import Application, asks_from_when, in_words, not_yet, starts
from kb.calendar import as_ics, events
from kb.corpus import Corpus
from kb.diff import Change, differences, version_of
from kb.errors import UnknownProvision
from kb.knowledge import KnowledgeBase
from tests.conftest import Small

ACT = Corpus().applications["eu-ai-act"]


@pytest.mark.parametrize(
    ("provision", "as_of", "applies"),
    [
        ("art_5/par_1", "2024-08-01", "2025-02-02"),
        ("art_26", "2025-01-01", "2026-08-02"),
        ("art_26", "2026-07-26", "2026-08-02"),
        ("art_26", "2026-07-27", "2027-12-02"),
        ("art_6/par_1", "2025-01-01", "2027-08-02"),
        ("art_6/par_1", "2026-11-23", "2028-08-02"),
        ("art_6/par_5", "2026-11-23", "2026-08-02"),
        ("art_53/par_1/pnt_c", "2025-01-01", "2025-08-02"),
        ("art_101/par_1", "2026-11-23", "2026-08-02"),
        ("art_99/par_4", "2025-01-01", "2025-08-02"),
        ("art_50/par_2", "2026-11-23", "2026-08-02"),
        ("art_5/par_1/pnt_ba", "2026-11-23", "2026-12-02"),
        ("art_30", "2026-11-23", "2025-08-02"),
        ("art_105", "2026-11-23", "2026-07-27"),
    ],
)
def test_from_when_the_ai_act_applies(provision: str, as_of: str, applies: str) -> None:
    dated = ACT.of(provision, date.fromisoformat(as_of))
    assert dated is not None
    assert dated.from_ == date.fromisoformat(applies)


def test_recitals_and_days_before_the_act_have_no_day_of_application() -> None:
    assert ACT.of("rct_12", date(2026, 1, 1)) is None
    assert ACT.of("art_5", date(2024, 1, 1)) is None


def test_what_does_not_apply_yet_says_so(real: KnowledgeBase) -> None:
    early = real.show("eu-ai-act/art_26", date(2026, 11, 23))
    assert any("2027-12-02" in n for n in early.notes)
    assert not real.show("eu-ai-act/art_26", date(2027, 12, 2)).notes
    hits = real.search("obligations of deployers of high-risk AI systems", 3, date(2026, 11, 23))
    assert any("not yet applicable" in n for n in hits.notes)


def test_a_day_of_application_is_told_once_for_each_article(real: KnowledgeBase) -> None:
    provisions = [real.show(f"eu-ai-act/art_26/par_{n}").provision for n in (1, 2, 4)]
    assert len(not_yet(provisions, {"eu-ai-act": ACT}, date(2026, 11, 23))) == 1


@pytest.mark.parametrize("instrument", sorted(Corpus().applications))
def test_every_day_of_application_stands_in_the_law(real: KnowledgeBase, instrument: str) -> None:
    application = real.corpus.applications[instrument]
    for since, entries in application.since.items():
        for dated in entries:
            below = f"art_{dated.articles[0]}" if dated.articles else dated.provisions[0]
            provision = real.show(f"{instrument}/{below}", since).provision
            (start,) = starts([provision], {instrument: application}, real.store, since)
            words = " ".join(start.source.text[start.start : start.end].split())
            assert in_words(start.dated.from_) in words, dated.because


@pytest.mark.parametrize(
    ("question", "as_of", "first"),
    [
        (
            "From when do deployers of high-risk AI systems have to keep the logs?",
            "2024-07-12",
            r"Article 26\b.* from 2 August 2026: EU AI Act, Article 113: the general date.",
        ),
        (
            "From when do deployers of high-risk AI systems have to keep the logs?",
            "2026-11-25",
            r"Article 26\b.* from 2 December 2027: EU AI Act, Article 113\(c\)\(i\), as amended",
        ),
        (
            "Does the duty to report actively exploited vulnerabilities apply yet?",
            "2026-11-25",
            r"Article 14\b.* since 11 September 2026: Cyber Resilience Act, Article 71\(2\)",
        ),
    ],
)
def test_from_when_is_told_first_with_the_words_that_set_the_day(
    real: KnowledgeBase, question: str, as_of: str, first: str
) -> None:
    answer = real.ask(question, date.fromisoformat(as_of))
    lead = answer.answer[0]
    assert re.search(first, lead.sentence)
    (quote,) = (c.quote for c in answer.citations if c.n in lead.citations)
    assert re.search(r"\d{1,2} \w+ \d{4}", first)[0] in " ".join(quote.split())


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("From when must we keep logs?", True),
        ("When do the transparency duties start to apply?", True),
        ("Does Article 50 apply yet?", True),
        ("When is a product important, and who applied the standard?", False),
        ("When must a breach be reported?", False),
    ],
)
def test_what_asks_from_when(question: str, asks: bool) -> None:
    assert asks_from_when(question) is asks


def test_a_wrong_file_is_refused() -> None:
    with pytest.raises(ValueError, match="either articles"):
        Application.model_validate(
            {"instrument": "x", "source": "x/a", "entry_into_force": "2024-01-01",
             "since": {"2024-01-01": [{"from": "2024-01-01", "because": "b"}]}}
        )  # fmt: skip


def test_words_that_changed_are_marked(small: Small) -> None:
    store = small.open().store
    old = version_of(store, "limited", date(2024, 5, 5))
    new = version_of(store, "limited", date(2025, 3, 1))
    changed = {d.provision: d for d in differences(store, old, new)}
    use = changed["limited/sec_1"]
    assert use.change == Change.CHANGED
    assert [(w.kind, w.text) for w in use.words if w.kind != "same"] == [
        ("old", "900"), ("new", "50"),
    ]  # fmt: skip
    assert "limited/sec_2" not in changed
    assert "".join(w.text for w in use.words if w.kind != "new") == use.old
    assert "".join(w.text for w in use.words if w.kind != "old") == use.new


def test_an_amendment_held_as_digests_is_told_beside_what_it_changes(small: Small) -> None:
    store = small.open().store
    old = version_of(store, "model-act", date(2023, 1, 1))
    new = version_of(store, "model-act", date(2026, 1, 1))
    [told] = differences(store, old, new)
    assert told.change == Change.DIGEST
    assert told.amends == ("model-act/sec_2",)
    assert "Penalt" in told.old
    assert "five per cent" in told.new


def test_a_day_without_a_version_names_those_held(small: Small) -> None:
    with pytest.raises(UnknownProvision, match="2024-05-05"):
        version_of(small.open().store, "limited", date(2020, 1, 1))


def test_the_calendar_of_the_ai_act(real: KnowledgeBase) -> None:
    found = events(real.store, real.corpus, date(2026, 11, 23), ["eu-ai-act"])
    days = {e.day.isoformat() for e in found}
    assert {"2024-08-01", "2026-12-02", "2027-08-02", "2027-12-02", "2028-08-02"} <= days
    assert found == sorted(found, key=lambda e: e.day)
    assert all(e.because for e in found)
    earlier = {e.day.isoformat() for e in events(real.store, real.corpus, date(2025, 1, 1))}
    assert "2027-12-02" not in earlier


def test_an_icalendar_file_has_each_event_once(real: KnowledgeBase) -> None:
    found = events(real.store, real.corpus, date(2026, 11, 23))
    text = as_ics(found).decode()
    assert text.count("BEGIN:VEVENT") == len(found)
    assert "DTSTART;VALUE=DATE:20271202" in text
    assert as_ics(found) == as_ics(found)
