"""The pages that assess and compare: choosing, the form, verdicts, text that is never markup."""

from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import webapp.knowledge
from kb.assessment import Status, Verdict
from kb.corpus import Corpus
from kb.errors import CorruptStore
from kb.home import Home
from kb.knowledge import KnowledgeBase
from kb.release import Release
from tests.conftest import Small
from tests.webapp_fixture import TRICKS, add_releases
from webapp import choose, component_table, release_form, wording
from webapp.release_fields import number_shown
from webapp.wording import Tone

APP = str(Path(__file__).parent.parent / "app.py")
DESCRIPTION = (
    "A 7B model trained with 3e24 FLOP, weights under MIT, no training code, offered in the EU"
)
Start = Callable[[str], AppTest]


@pytest.fixture
def page(small: Small, monkeypatch: pytest.MonkeyPatch) -> Start:
    """A page of the app over the small knowledge base, with two known releases and a law."""
    add_releases(small)

    def opened(home: Home) -> KnowledgeBase:
        return small.open()

    monkeypatch.setenv("REGATLAS_HOME", str(small.home.root))
    monkeypatch.setattr(webapp.knowledge, "open_warm", opened)
    st.cache_resource.clear()
    return lambda name: go(AppTest.from_file(APP, default_timeout=30).run(), name)


def go(at: AppTest, name: str) -> AppTest:
    """Switch to a page by its address; AppTest's own way is for pages that are files."""
    pages = at._registered_pages
    at._page_hash = next(h for h, p in pages.items() if p["url_pathname"] == name)
    return ran(at)


def ran(at: AppTest) -> AppTest:
    at = at.run()
    assert not at.exception
    return at


def seen(at: AppTest) -> str:
    """All that is written on the page, apart from what stands on buttons."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "toast")
    read = [str(e.value) for kind in kinds for e in at.get(kind) if hasattr(e, "value")]
    return "\n".join([*read, *(e.proto.body for e in at.get("html"))])


def press(at: AppTest, label: str) -> AppTest:
    button = next(b for b in at.button if b.label.endswith(label))
    button.click()
    return ran(at)


def choose_known(at: AppTest, id: str = "open-one") -> AppTest:
    at.selectbox[0].set_value(id)
    return ran(at)


def describe(at: AppTest, words: str = DESCRIPTION) -> AppTest:
    at.text_area[0].set_value(words)
    return press(at, "Read it")


def upload(at: AppTest, name: str, content: str) -> AppTest:
    at.file_uploader[0].set_value((name, content.encode(), "text/plain"))
    return ran(at)


def field(at: AppTest, label: str):  # type: ignore[no-untyped-def]
    kinds = (at.text_input, at.selectbox, at.multiselect, at.date_input)
    return next(w for widgets in kinds for w in widgets if w.label == label)


def give(at: AppTest, label: str, value: object) -> AppTest:
    field(at, label).set_value(value)
    return ran(at)


# Choosing


def test_at_first_it_says_what_one_gets(page: Start) -> None:
    at = page("assess")
    assert [t.label for t in at.tabs] == ["A known release", "A file", "In words", "By hand"]
    assert "Nothing is guessed." in seen(at)
    assert not at.get("download_button")


def test_the_first_page_is_still_the_chat(page: Start) -> None:
    assert page("").chat_input


def test_a_known_release_fills_the_form(page: Start) -> None:
    at = choose_known(page("assess"))
    assert "Open One 7B" in seen(at)
    assert field(at, "Parameters").value == "7B"
    assert field(at, "Training compute").value == "8e22"
    assert field(at, "Weights released").value == "yes"
    assert field(at, "Monetised").value == "not known"


def test_a_description_says_what_was_understood(page: Start) -> None:
    at = describe(page("assess"))
    assert "From a description in words." in seen(at)
    assert "Understood: training code not released." in seen(at)
    assert field(at, "Licence of the weights").value == "MIT"


def test_a_description_of_nothing_is_told_in_one_sentence(page: Start) -> None:
    at = describe(page("assess"), "the weather is lovely today")
    assert "Nothing of a release was understood" in seen(at)
    assert not at.exception


def test_a_description_that_contradicts_itself_is_told(page: Start) -> None:
    at = describe(page("assess"), "a 7B model only for research, sold for a fee, under MIT")
    assert "one of them is wrong" in seen(at)


def test_a_file_is_read_and_nothing_of_it_is_left_behind(
    page: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose.tempfile, "tempdir", str(tmp_path))
    at = upload(page("assess"), "mine.yaml", "name: Mine\nparameters: 3B\n")
    assert "Mine" in [t.value for t in at.title]
    assert field(at, "Parameters").value == "3B"
    assert not list(tmp_path.glob("regatlas-*"))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("mine.yaml", "name: [unclosed", "mine.yaml"),
        ("mine.json", "[1, 2]", "mine.json"),
        ("mine.yaml", "name: Mine\ncolour: red\n", "colour"),
        ("../../<b>mine</b>.yaml", "name: [", "b_.yaml"),
    ],
)
def test_a_file_that_is_no_release_is_told_in_one_sentence(
    page: Start, name: str, content: str, told: str
) -> None:
    at = upload(page("assess"), name, content)
    assert told in seen(at)
    assert "<b>" not in seen(at)
    assert "Assess a release" in seen(at)


def test_a_file_that_is_too_large_is_not_read(page: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "LARGEST", 10)
    at = upload(page("assess"), "mine.yaml", "name: Mine, who is long\n")
    assert "The file is larger than" in seen(at)


def test_a_new_assessment_begins_with_choosing(page: Start) -> None:
    at = press(choose_known(page("assess")), "New assessment")
    assert "Assess a release" in seen(at)
    at = choose_known(at)
    assert "Open One 7B" in seen(at)


# The form


def test_unknown_stays_unknown_and_is_asked_for(page: Start) -> None:
    at = press(page("assess"), "Begin")
    assert "Is the release offered in the European Union?" in seen(at)
    at = give(at, "Offered in", ["EU"])
    assert "Is the release offered in the European Union?" not in seen(at)


@pytest.mark.parametrize(
    ("label", "value", "told"),
    [
        ("Training compute", "a lot", "Training compute: "),
        ("Users a month", "many", "Users a month: "),
        ("Name", "", "Name: "),
    ],
)
def test_what_is_no_value_is_told_with_its_field(
    page: Start, label: str, value: str, told: str
) -> None:
    at = give(choose_known(page("assess")), label, value)
    assert told in seen(at)
    [button] = [b for b in at.button if b.label == "Assess"]
    assert button.disabled


def test_facts_that_contradict_each_other_are_told(page: Start) -> None:
    at = give(choose_known(page("assess")), "For scientific research alone", "yes")
    at = give(at, "Monetised", "yes")
    assert "one of them is wrong" in seen(at)


def test_users_are_written_as_people_write_them(page: Start) -> None:
    at = press(give(choose_known(page("assess")), "Users a month", "1.2M"), "Assess")
    assert at.session_state["draft"].assessment.release.monthly_users == 1_200_000


def test_a_licence_that_is_not_known_is_told_at_once(page: Start) -> None:
    at = upload(page("assess"), "m.yaml", "name: M\nlicences: {distribution: Mumble 1.0}\n")
    assert "The licence &#x27;Mumble 1.0&#x27; is not known" in seen(at)


def test_the_form_gives_back_every_known_release() -> None:
    for release in Corpus().releases.values():
        plain = Release.model_validate(release.model_dump(exclude={"aliases"}))
        values = release_form.values_of(plain)
        for path in ("parameters", "training_flop"):
            values[path] = number_shown(values[path]) or None
        made = release_form.made_of(values, component_table.rows_of(plain), plain)
        assert made == plain


def test_a_component_that_is_not_known_is_left_out_and_its_licence_asked_about() -> None:
    before = Release(name="M", others_withheld=True)
    rows = component_table.rows_of(before)
    assert {row["released"] for row in rows} == {"no"}
    rows[0] |= {"released": "not known", "licence": "MIT"}
    rows[1] |= {"released": "yes", "licence": " MIT "}
    made = release_form.made_of(release_form.values_of(before), rows, before)
    assert made.has("architecture") is None
    assert made.licence_of("evaluation-results") == "MIT"
    assert made.has("data-card") is False
    [told] = component_table.dropped(rows)
    assert "model architecture" in told


def test_numbers_show_as_they_are_read() -> None:
    assert [number_shown(n) for n in (None, 7e9, 6.7e9, 8.4e23, 1200.0)] == [
        "", "7B", "6.7B", "8.4e23", "1200",
    ]  # fmt: skip


def test_another_page_and_back_keeps_the_form_the_day_and_the_verdicts(page: Start) -> None:
    at = choose_known(page("assess"))
    at = press(give(at, "Monetised", "no"), "Assess")
    at.date_input(key="as-of").set_value(date(2024, 6, 1))
    at = go(ran(at), "")
    assert at.date_input(key="as-of").value == date(2024, 6, 1)
    at = go(at, "assess")
    assert field(at, "Monetised").value == "no"
    assert "Verdicts as of" in seen(at)
    assert "These verdicts are from before you changed the day." in seen(at)


# Verdicts


def test_each_framework_has_its_verdict_in_words(page: Start) -> None:
    at = press(choose_known(page("assess")), "Assess")
    [cards] = [e.proto.body for e in at.get("html") if '<div class="ra-cards">' in e.proto.body]
    for title in ("Licences", "Open Source AI Definition", "Model Openness Framework", "Model Act"):
        assert f"<h3>{title}</h3>" in cards
    assert "Does not conform" in cards
    assert "No class" in cards
    assert "Duty to publish" in cards  # the words of a verdict that the app has none for


def test_what_applies_comes_first_with_its_reason_and_opens_its_provision(page: Start) -> None:
    at = press(choose_known(page("assess")), "Assess")
    tab = next(t for t in at.tabs if t.label == "Model Act")
    assert tab.expander[0].label == "!  Applies (1)"
    assert "A summary of the training data is due." in tab.expander[0].get("html")[1].proto.body
    at = press(at, "Model Act, Section 1")
    assert "<mark>" in seen(at)
    assert "model-act@2023-01-01/sec_1" in seen(at)


def test_what_would_change_a_verdict_and_what_is_missing_are_told(page: Start) -> None:
    at = press(choose_known(page("assess")), "Assess")
    assert "What would change the verdict:" in seen(at)
    assert "Released or not: " in seen(at)
    assert "Not held in this knowledge base, so not cited" in seen(at)


def test_the_day_decides_the_verdict(page: Start) -> None:
    at = page("assess")
    at.date_input(key="as-of").set_value(date(2020, 1, 1))
    at = press(choose_known(ran(at)), "Assess")
    assert "Not in force" in seen(at)
    assert "Verdicts as of 2020-01-01" in seen(at)


def test_changed_facts_leave_the_verdicts_until_they_are_assessed_again(page: Start) -> None:
    at = press(choose_known(page("assess")), "Assess")
    at = give(at, "Training compute", "1e20")
    assert "These verdicts are from before you changed the facts." in seen(at)
    assert "Duty to publish" in seen(at)
    at = press(at, "Assess again")
    assert "These verdicts are from before" not in seen(at)
    assert "Duty to publish" not in seen(at)


def test_reports_can_be_had_in_three_formats(page: Start) -> None:
    at = press(choose_known(page("assess")), "Assess")
    assert [b.proto.label for b in at.get("download_button")] == ["PDF", "HTML", "Markdown"]


def test_verdicts_that_are_not_listed_show_in_their_own_words() -> None:
    verdict = Verdict("some-act", "Some Act", "duty_to_report", "", ())
    assert wording.verdict(verdict) == ("Duty to report", Tone.NEUTRAL)


def test_every_status_of_every_framework_has_its_place() -> None:
    for framework in ("licences", "osaid", "mof", "eu-ai-act"):
        assert {g.status for g in wording.groups(framework)} == set(Status)
    assert wording.groups("osaid")[0].status == Status.NOT_MET


def test_missing_facts_are_asked_in_words() -> None:
    names = Corpus().fact_names
    assert wording.questions(["components.weights", "components.datasets.licence"], names) == [
        "Released or not: model parameters (final)?",
        "Under which licence: datasets?",
    ]
    [asked] = wording.questions(["offered_in_eu", "offered_in_eu"], names)
    assert asked == names["offered_in_eu"].ask


def test_an_error_while_assessing_is_one_sentence(
    page: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = choose_known(page("assess"))

    def fails(self: KnowledgeBase, *_: object) -> None:
        raise CorruptStore("A page of <it> is torn. Run `regatlas doctor`.")

    monkeypatch.setattr(KnowledgeBase, "assess", fails)
    at = press(at, "Assess")
    assert "A page of &lt;it&gt; is torn. Run <code>regatlas doctor</code>." in seen(at)


# Comparing


def test_fewer_than_two_are_not_compared(page: Start) -> None:
    at = page("compare")
    assert "Choose at least two" in seen(at)
    at.multiselect[0].set_value(["open-one"])
    assert "<table" not in seen(ran(at))


def test_releases_stand_side_by_side(page: Start) -> None:
    at = page("compare")
    at.multiselect[0].set_value(["open-one", "closed-two"])
    table = seen(ran(at))
    for row in ("Licence of the weights", "Open Source AI Definition", "Model Act", "Not known"):
        assert f'<th scope="row">{row}</th>' in table
    assert "Open One 7B" in table
    assert "Closed Two" in table
    assert "MIT" in table


def test_the_release_that_is_assessed_can_be_compared(page: Start) -> None:
    at = upload(page("assess"), "m.yaml", "name: 'Mine <b>x</b>'\n")
    at = go(at, "compare")
    at.multiselect[0].set_value(["", "open-one"])
    assert "Mine &lt;b&gt;x&lt;/b&gt;" in seen(ran(at))


def test_releases_can_be_taken_as_offered_in_the_union(page: Start) -> None:
    at = page("compare")
    at.multiselect[0].set_value(["open-one", "closed-two"])
    asked = "Is the release offered in the European Union?"
    assert asked in seen(ran(at))
    at.toggle[0].set_value(True)
    assert asked not in seen(ran(at))


# Text is text


def test_a_file_s_words_are_never_markup(page: Start) -> None:
    content = f"name: {TRICKS[:150]!r}\nlicences: {{distribution: '<i>x</i> *y*'}}\n"
    at = upload(page("assess"), "m.yaml", content)
    at = press(at, "Assess")
    assert "<i>" not in seen(at)
    assert escape("<i>x</i> *y*") in seen(at)
    assert "http://" not in at.title[0].value
    assert not [m for m in at.markdown if "stars" in str(m.value)]
