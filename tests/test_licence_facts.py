"""Licence facts: complete for what must be covered, and each read at a section that exists."""

import re
from functools import cache

import pytest

from ingest.packages import Archive
from ingest.parse.licence import licence_text, parse_licence
from kb.corpus import Corpus
from kb.licences import LicenceFacts, Says
from kb.licensing import Licensings

CORPUS = Corpus()
FACTS = CORPUS.licences
AI = """llama-1 llama-2 llama-3.1 llama-3.2 llama-3.3 llama-4 llama-4-acceptable-use gemma
    gemma-prohibited-use deepseek-model-1.0 qwen-2024 tongyi-qianwen tencent-hunyuan-3d-2.0
    kimi-k2-modified-mit openmdw-1.0 openai-terms-of-use huggingface-terms
    bigscience-bloom-rail-1.0 bigscience-openrail-m creativeml-openrail-m openrail++
    bigcode-openrail-m falcon-2-11b-1.0 stability-ai-community flux-1-dev-non-commercial
    nvidia-open-model exaone-1.1-nc hyperclova-x-seed""".split()
OPEN = """apache-2.0 mit bsd-2-clause bsd-3-clause gpl-2.0 gpl-3.0 lgpl-2.1 lgpl-3.0 agpl-3.0
    mpl-2.0 epl-2.0 eupl-1.2 isc 0bsd unlicense zlib cc0-1.0 cc-by-4.0 cc-by-sa-4.0
    cdla-permissive-2.0 odc-by-1.0 odbl-1.0""".split()


@cache
def provisions(archive: Archive, version: str) -> frozenset[str]:
    """The ids, below the instrument, of a licence version's text."""
    instrument = CORPUS.instruments[version.partition("@")[0]]
    found = next(v for v in instrument.versions if instrument.version_id(v) == version)
    member = next(o.member for o in found.origins if o.member)
    text = licence_text(archive.read(member).decode("utf-8"))
    return frozenset(part.id for part in parse_licence(text).parts)


@pytest.mark.parametrize("id", [*AI, *OPEN])
def test_there_are_facts_for_each_that_releases_use(id: str) -> None:
    assert id in FACTS


@pytest.mark.parametrize("id", FACTS)
def test_every_section_that_a_fact_names_is_in_the_text(id: str, licence_archive: Archive) -> None:
    known = provisions(licence_archive, FACTS[id].version)
    wrong = [(name, at) for name, at in sections(FACTS[id]) if at not in known]
    assert not wrong, f"{id}: these facts name sections that the text does not have"


@pytest.mark.parametrize("id", FACTS)
def test_what_the_open_source_initiative_approves_grants_every_freedom(id: str) -> None:
    facts = FACTS[id]
    if CORPUS.instruments[id].osi_approved:
        assert facts.free_and_open
        assert not facts.breaks_osd
    elif facts.breaks_osd:
        assert not facts.free_and_open


@pytest.mark.parametrize(
    ("id", "fact", "value", "at"),
    [
        ("llama-3.1", "threshold", "yes", "sec_2"),
        ("llama-3.1", "naming", "yes", "sec_1/b/i"),
        ("llama-3.1", "output_training", "conditional", "sec_1/b/i"),
        ("llama-2", "output_training", "no", "sec_1/b/v"),
        ("llama-2", "use_limits", "yes", "sec_1/b/iv"),
        ("llama-4", "territory_limits", "yes", None),
        ("creativeml-openrail-m", "use_limits", "yes", None),
        ("bigscience-bloom-rail-1.0", "use_limits", "yes", None),
        ("tencent-hunyuan-3d-2.0", "territory_limits", "yes", None),
        ("apache-2.0", "patent_grant", "yes", "sec_3"),
        ("apache-2.0", "patent_retaliation", "yes", "sec_3"),
        ("mit", "patent_grant", "silent", None),
        ("gpl-3.0", "share_alike", "yes", None),
        ("cc-by-nc-4.0", "commercial_use", "no", None),
        ("cc-by-4.0", "patent_grant", "no", None),
    ],
)
def test_known_facts(id: str, fact: str, value: str, at: str | None) -> None:
    found = getattr(FACTS[id], fact)
    assert found.value == Says(value)
    assert at is None or at in found.at


def test_nothing_is_stated_at_length(licence_archive: Archive) -> None:
    """Facts are in our own words: no run of ten words is the licence's."""
    copied = []
    for id, facts in FACTS.items():
        instrument = CORPUS.instruments[id]
        member = next(o.member for o in instrument.versions[-1].origins if o.member)
        text = words(licence_archive.read(member).decode("utf-8"))
        known = {tuple(text[i : i + 10]) for i in range(len(text) - 9)}
        for name in LicenceFacts.model_fields:
            said = words(getattr(getattr(facts, name), "says", ""))
            copied += [(id, name) for i in range(len(said) - 9) if tuple(said[i : i + 10]) in known]
    assert not copied


@pytest.mark.parametrize(
    ("stated", "shown", "open_", "known"),
    [
        ("Apache-2.0", "Apache-2.0", True, True),
        ("apache license 2.0", "Apache-2.0", True, True),
        ("Apache-2.0 OR MIT", "Apache-2.0 OR MIT", True, True),
        ("MIT OR llama-3.1", "MIT OR Llama 3.1 licence", True, True),
        ("MIT AND llama-3.1", "MIT AND Llama 3.1 licence", False, True),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", "GPL-2.0-or-later", True, True),
        ("llama3.1", "Llama 3.1 licence", False, True),
        ("Llama 2 Community License", "Llama 2 licence", False, True),
        ("CC-BY-2.5-AU", "CC-BY-2.5-AU", True, True),
        ("CC-BY-NC-4.0", "CC-BY-NC-4.0", False, True),
        ("OpenMDW-1.0", None, True, True),
        ("Lama 3.1", "Lama 3.1", None, False),
        ("MIT AND Lama 3.1", "MIT AND Lama 3.1", None, False),
        ("llama-3.1 AND Lama 3.1", None, False, False),
        ("MIT OR Lama 3.1", "MIT OR Lama 3.1", True, False),
    ],
)
def test_what_a_release_calls_a_licence(
    stated: str, shown: str | None, open_: bool | None, known: bool
) -> None:
    licence = Licensings(CORPUS).read(stated)
    assert shown is None or licence.name == shown
    assert licence.holds(lambda part: part.open) is open_
    assert bool(licence.problem) is not known
    assert not licence.absent


@pytest.mark.parametrize("stated", [None, "", "none", "unlicensed", "All rights reserved"])
def test_no_licence_grants_nothing(stated: str | None) -> None:
    licence = Licensings(CORPUS).read(stated)
    assert licence.absent
    assert licence.holds(lambda part: part.open) is False


def test_an_unknown_licence_names_the_nearest() -> None:
    problem = Licensings(CORPUS).read("Lama 3.1 Comunity Licence").problem
    assert "not known" in problem
    assert "Llama 3.1 licence" in problem


def sections(facts: LicenceFacts) -> list[tuple[str, str]]:
    named = [
        (name, at)
        for name in LicenceFacts.model_fields
        for at in getattr(getattr(facts, name), "at", ())
    ]
    return named + [(f"criterion {b.criterion}", at) for b in facts.breaks_osd for at in b.at]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
