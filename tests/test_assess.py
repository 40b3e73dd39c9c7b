"""What releases come to, on the real texts: verdicts, reasons, sections, dates, missing facts."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.assess import Assessor
from kb.assessment import Assessment, Status
from kb.components import COMPONENTS
from kb.corpus import Corpus
from kb.knowledge import KnowledgeBase
from kb.licensing import Licensings
from kb.mof import openness
from kb.osaid import criteria
from kb.release import Release

SHARED = Path(__file__).parent.parent.parent / "shared" / "bench"
TODAY = date(2026, 11, 23)
LICENSINGS = Licensings(Corpus())
ALL = [{"component": c.id} for c in COMPONENTS]
OPEN_MODEL = {
    "name": "Open",
    "offered_in": ["EU"],
    "training_flop": 5e23,
    "generates": ["text"],
    "monetised": False,
    "released": "2026-09-01",
    "provider": {"name": "Acme", "place": "US"},
    "licences": {"distribution": "Apache-2.0"},
    "components": ALL,
    "data": {"described": True, "sources_listed": True},
    "prohibited_practice": False,
    "high_risk_use": False,
}


@pytest.fixture(scope="module")
def assessor(real_home: object) -> Assessor:
    return Assessor(KnowledgeBase.open(real_home))  # type: ignore[arg-type]


def release(**changes: object) -> Release:
    return Release.model_validate({**OPEN_MODEL, **changes})


def act(assessment: Assessment) -> dict[str, Status]:
    verdict = assessment.framework("eu-ai-act")
    assert verdict is not None
    return {f.rule.partition("/")[2]: f.status for f in verdict.findings}


DUTIES = ["technical-documentation", "downstream-information", "copyright-policy",
          "training-summary", "authorised-representative"]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "verdict", "statuses"),
    [
        ({}, "exempt_in_part", "exempt exempt applies applies exempt"),
        ({"licences": {"distribution": "llama-3.1"}}, "full_duties", "applies " * 5),
        ({"monetised": True}, "full_duties", "applies " * 5),
        ({"monetised": None}, "unknown", "unknown unknown applies applies unknown"),
        ({"training_flop": 1e26}, "systemic_risk", "applies " * 5),
        ({"training_flop": 1e25}, "exempt_in_part", "exempt exempt applies applies exempt"),
        ({"training_flop": 8e22}, "no_model_duties", "not_applicable " * 5),
        ({"generates": ["label"]}, "no_model_duties", "not_applicable " * 5),
        ({"general_purpose": False}, "no_model_duties", "not_applicable " * 5),
        ({"offered_in": ["US"]}, "out_of_scope", "not_applicable " * 5),
        ({"offered_in": ["FR"]}, "exempt_in_part", "exempt exempt applies applies exempt"),
        ({"offered_in": None}, "unknown", "unknown " * 5),
        ({"research_only": True}, "out_of_scope", "not_applicable " * 5),
        ({"released": "2027-01-01"}, "out_of_scope", "not_applicable " * 5),
        ({"provider": {"place": "FR"}}, "exempt_in_part",
         "exempt exempt applies applies not_applicable"),
        ({"based_on": {"name": "B", "training_flop": 9e23, "modification_flop": 2e23}},
         "no_model_duties", "not_applicable " * 5),
        ({"based_on": {"name": "B", "training_flop": 9e23, "modification_flop": 4e23}},
         "exempt_in_part", "exempt exempt applies applies exempt"),
        ({"prohibited_practice": True}, "prohibited", None),
    ],
)  # fmt: skip
def test_the_ai_act_on_general_purpose_models(
    assessor: Assessor, changes: dict[str, object], verdict: str, statuses: str | None
) -> None:
    assessment = assessor.assess(release(**changes), TODAY)
    found = assessment.framework("eu-ai-act")
    assert found is not None
    assert found.verdict == verdict
    if statuses is not None:
        assert [act(assessment)[d].value for d in DUTIES] == statuses.split()


@pytest.mark.parametrize(
    ("as_of", "released", "status", "told"),
    [
        ("2024-07-20", "2024-05-01", None, "in force from 2024-08-01"),
        ("2025-03-01", "2024-05-01", "not_applicable", "from 2025-08-02"),
        ("2026-11-23", "2024-05-01", "applies", "2027-08-02"),
        ("2027-09-01", "2024-05-01", "applies", "does not lift it. Here"),
    ],
)
def test_the_ai_act_as_of_a_day(
    assessor: Assessor, as_of: str, released: str, status: str | None, told: str
) -> None:
    assessment = assessor.assess(release(released=released), date.fromisoformat(as_of))
    verdict = assessment.framework("eu-ai-act")
    assert verdict is not None
    if status is None:
        assert verdict.verdict == "not_in_force"
        assert told in verdict.summary
    else:
        policy = next(f for f in verdict.findings if f.rule.endswith("/copyright-policy"))
        assert policy.status == status
        assert told in policy.because


def test_the_high_risk_date_is_that_of_the_day(assessor: Assessor) -> None:
    risky = release(high_risk_use=True, kind="system", released="2025-01-01")
    for as_of, told in ((date(2025, 3, 1), "2026-08-02"), (TODAY, "2027-12-02")):
        verdict = assessor.assess(risky, as_of).framework("eu-ai-act")
        assert verdict is not None
        finding = next(f for f in verdict.findings if f.rule.endswith("/high-risk"))
        assert finding.status == Status.NOT_APPLICABLE
        assert f"applies from {told}" in finding.because


def test_each_finding_of_a_law_cites_provisions_that_were_checked(assessor: Assessor) -> None:
    assessment = assessor.assess(release(training_flop=1e26), TODAY)
    verdict = assessment.framework("eu-ai-act")
    assert verdict is not None
    for finding in verdict.findings:
        assert finding.citations, finding.rule
        for c in finding.citations:
            assert c.quote in c.provision.text


@pytest.mark.parametrize(
    ("changes", "verdict", "blockers"),
    [
        ({}, "conforms", ""),
        ({"licences": {"distribution": "MIT OR llama-2"}}, "conforms", ""),
        ({"licences": {"distribution": "llama-2"}}, "does_not_conform",
         "use share code parameters"),
        ({"data": {"described": False}}, "does_not_conform", "data-information"),
        ({"components": [c for c in ALL if c["component"] != "training-code"],
          "others_withheld": True}, "does_not_conform", "code"),
        ({"components": [c for c in ALL if c["component"] != "training-code"]}, "unknown", ""),
        ({"licences": {}}, "unknown", ""),
        ({"licences": {"distribution": "Some Licence"}}, "unknown", ""),
        ({"licences": {"distribution": "none"}}, "does_not_conform",
         "use study modify share code parameters"),
    ],
)  # fmt: skip
def test_the_open_source_ai_definition(
    assessor: Assessor, changes: dict[str, object], verdict: str, blockers: str
) -> None:
    found = assessor.assess(release(**changes), TODAY).framework("osaid")
    assert found is not None
    assert (found.verdict, " ".join(found.blockers)) == (verdict, blockers)


@pytest.mark.parametrize(
    ("name", "blockers", "sections"),
    [
        ("llama-2", "use share data-information code parameters",
         {"llama-2/sec_1/b/iv", "llama-2/sec_2", "llama-2/sec_1/b/v"}),
        ("stable-diffusion-1", "use parameters", set()),
        ("bloom", "parameters", set()),
    ],
)  # fmt: skip
def test_why_known_releases_are_not_open_source(
    assessor: Assessor, name: str, blockers: str, sections: set[str]
) -> None:
    found = assessor.assess(Corpus().releases[name], TODAY).framework("osaid")
    assert found is not None
    assert found.verdict == "does_not_conform"
    assert set(blockers.split()) <= set(found.blockers)
    assert sections <= {c.provision.id for f in found.findings for c in f.citations}


@pytest.mark.parametrize("name", ["pythia", "gpt-neox-20b", "olmo-2", "t5"])
def test_known_releases_that_are_open_source(assessor: Assessor, name: str) -> None:
    found = assessor.assess(Corpus().releases[name], TODAY).framework("osaid")
    assert found is not None
    assert found.verdict == "conforms"


def findings(assessor: Assessor, made: Release) -> dict[str, tuple[Status, str]]:
    verdict = assessor.assess(made, TODAY).framework("licences")
    assert verdict is not None
    return {f.rule: (f.status, f.because) for f in verdict.findings}


def test_a_component_without_a_licence_is_a_finding(assessor: Assessor) -> None:
    made = release(licences={}, components=[{"component": "weights", "licence": "none"}])
    status, because = findings(assessor, made)["licences/none/weights"]
    assert status == Status.NOT_MET
    assert "nothing is granted" in because


def test_limits_of_the_original_that_are_dropped(assessor: Assessor) -> None:
    made = release(
        based_on={"name": "Llama 3.1 8B", "licence": "llama-3.1"},
        licences={"distribution": "MIT"},
    )
    status, because = findings(assessor, made)["licences/dropped/llama-3.1"]
    assert status == Status.NOT_MET
    assert "700 million" in because
    kept = release(
        based_on={"name": "Llama 3.1 8B", "licence": "llama-3.1"},
        licences={"distribution": "llama-3.1"},
    )
    assert "licences/dropped/llama-3.1" not in findings(assessor, kept)


def test_the_original_is_known_by_its_name(assessor: Assessor) -> None:
    made = release(
        based_on={"name": "meta-llama/Llama-3.1-8B", "modification_flop": 1e21},
        licences={"distribution": "MIT"},
    )
    found = assessor.assess(made, TODAY)
    assert any("our record of Llama 3.1" in n for n in found.notes)
    assert findings(assessor, made)["licences/dropped/llama-3.1"][0] == Status.NOT_MET
    assert act(found)["becomes-provider"] == Status.NOT_MET
    other = release(based_on={"name": "acme/unheard-of"}, licences={"distribution": "MIT"})
    assert not assessor.assess(other, TODAY).notes


def test_a_declared_licence_against_the_text_that_is_shipped(
    assessor: Assessor, real: KnowledgeBase
) -> None:
    tops = [p for p in real.store.provisions("llama-2@2023-07-18") if p.parent is None]
    text = "\n".join(p.text for p in tops)
    for declared, status in (("MIT", Status.NOT_MET), ("llama-2", Status.MET)):
        weights = {"component": "weights", "licence": declared, "licence_text": text}
        made = release(components=[weights])
        assert findings(assessor, made)["licences/text/weights"][0] == status


@pytest.mark.parametrize(
    ("users", "status"),
    [(None, Status.UNKNOWN), (5_000_000, Status.NOT_APPLICABLE), (800_000_000, Status.APPLIES)],
)
def test_a_limit_of_users(assessor: Assessor, users: int | None, status: Status) -> None:
    made = release(licences={"distribution": "llama-3.1"}, monthly_users=users)
    assert findings(assessor, made)["licences/llama-3.1/threshold"][0] == status


def test_an_unknown_licence_is_never_open(assessor: Assessor) -> None:
    found = assessor.assess(release(licences={"distribution": "Foo-1.0"}), TODAY)
    verdicts = {v.framework: v.verdict for v in found.frameworks}
    assert verdicts == {
        "licences": "unknown", "osaid": "unknown", "mof": "unclassified", "eu-ai-act": "unknown",
    }  # fmt: skip


@pytest.mark.skipif(not SHARED.is_dir(), reason="the tool's own test files are not here")
def test_class_and_progress_as_the_official_tool_computes_them() -> None:
    from kb.readers import read_release

    licensings = Licensings(Corpus())
    expected = json.loads((SHARED / "mot" / "expected.json").read_text())
    for case in expected:
        made = read_release(SHARED / "mot" / case["file"]).release
        found = openness(made, licensings)
        assert (found.reached or 0) == case["class"], case["file"]
        assert found.progress == {int(k): v for k, v in case["progress"].items()}, case["file"]


_PARTS = st.lists(st.sampled_from([c.id for c in COMPONENTS]), unique=True)
_NAMES = st.sampled_from(["MIT", "llama-2", "none", "Foo", "CC-BY-4.0", None])


@settings(max_examples=60, deadline=None)
@given(_PARTS, _NAMES, st.booleans(), st.sampled_from(COMPONENTS))
def test_publishing_more_never_lowers_the_class(
    parts: list[str], licence: str | None, withheld: bool, more: object
) -> None:
    def made(ids: list[str]) -> Release:
        return Release.model_validate(
            {"name": "R", "licences": {"distribution": licence}, "others_withheld": withheld,
             "components": [{"component": id} for id in ids]}
        )  # fmt: skip

    fewer, richer = made(parts), made(sorted({*parts, more.id}))  # type: ignore[attr-defined]
    one, two = openness(fewer, LICENSINGS), openness(richer, LICENSINGS)
    assert (two.reached or 4) <= (one.reached or 4)
    assert all(two.progress[c] >= one.progress[c] for c in one.progress)
    failing = {c.id for c in criteria(richer, LICENSINGS) if c.status == Status.NOT_MET}
    assert len(failing) <= 7


def test_only_what_would_change_the_verdict_is_said_to(assessor: Assessor) -> None:
    closed = release(licences={"distribution": "llama-3.1"})
    for made, said in ((closed, True), (release(training_flop=1e26, monetised=True), False)):
        verdict = assessor.assess(made, TODAY).framework("eu-ai-act")
        assert verdict is not None
        assert bool(verdict.changes) is said


def test_what_is_missing_is_named_and_counted(assessor: Assessor) -> None:
    found = assessor.assess(Release(name="Nothing known"), TODAY)
    assert {"offered_in_eu", "monetised", "components.weights"} <= set(found.missing)
    assert found.coverage < 0.5
