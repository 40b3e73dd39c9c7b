"""What corpus/digests says in our own words: complete where it must be, dated, and never copied."""

import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from kb.corpus import CatalogueVersion, Corpus, Digest, Digests

CORPUS = Corpus()
FILES = sorted(p.stem for p in (CORPUS.root / "digests").glob("*.yaml"))
AI_ACT, AMENDED = "eu-ai-act@2024-07-12", "eu-ai-act@2026-07-27"
SUBDIVISION = r"(pnt_[a-z0-9]+|par_[0-9]+[a-z]*|sec_[A-Z0-9]+)"
EU_PROVISION = re.compile(rf"(art_[0-9]+[a-z]*|rct_[0-9]+|anx_[IVX]+)(/{SUBDIVISION})*")
RUN = 10  # words in a row that no digest may share with the official text

# What must be answerable even where the official text can't be had.
MUST_HAVE = {
    AI_ACT: [f"art_3/pnt_{n}" for n in range(45, 69)]
    + [f"art_5/par_{n}" for n in (6, 7, 8)]
    + [f"rct_{n}" for n in (12, *range(97, 120), *range(133, 138))]
    + [f"anx_{n}" for n in "I II III IV V VI VII VIII IX X XI XII XIII".split()]
    + [f"anx_III/pnt_{n}" for n in range(1, 9)]
    + [f"anx_XI/sec_1/pnt_{n}" for n in (1, 2)]
    + [f"anx_XI/sec_2/pnt_{n}" for n in (1, 2, 3)]
    + [f"anx_XII/pnt_{n}" for n in (1, 2)]
    + [f"anx_XIII/pnt_{n}" for n in "abcdefg"],
    AMENDED: """
        art_1/par_2/pnt_g art_2/par_2 art_2/par_7 art_2/par_13 art_3/pnt_14 art_3/pnt_14a
        art_3/pnt_14b art_4 art_4a/par_1 art_4a/par_2 art_5/par_1/pnt_ba art_5/par_1/pnt_bb
        art_5/par_1a art_5/par_1b art_6/par_1a art_6/par_1b art_6/par_1c art_10/par_1 art_10/par_5
        art_10/par_6 art_11/par_1 art_17/par_2 art_25/par_2 art_25/par_4 art_27/par_4 art_28/par_8
        art_29/par_4 art_30/par_2 art_40/par_2 art_42/par_3 art_43/par_3 art_50/par_7 art_56/par_6
        art_57/par_1 art_57/par_3a art_58/par_1 art_60/par_1 art_60a art_63/par_1 art_64/par_3
        art_69/par_2 art_70/par_8 art_72/par_3 art_75/par_1 art_75a art_75b art_75c art_75d
        art_76/par_1 art_77/par_1 art_95/par_4 art_96/par_1 art_97/par_2 art_99/par_4/pnt_da
        art_99/par_6a art_111/par_2 art_111/par_4 art_113 art_113/pnt_a art_113/pnt_b
        art_113/pnt_c/pnt_i art_113/pnt_c/pnt_ii art_113/pnt_d anx_I anx_VIII anx_XIV
    """.split(),
    "osaid@2024-10-28": """
        sec_2 sec_2/use sec_2/study sec_2/modify sec_2/share sec_3/data-information sec_3/code
        sec_3/parameters sec_4 faq_systems
    """.split(),
    "osd@2007-03-22": [f"sec_{n}" for n in range(1, 11)],
    "mof@2024-12-15": ["cls_1", "cls_2", "cls_3", "sec_openwashing", "sec_progress"],
    "cra@2024-11-20": [f"rct_{n}" for n in range(15, 22)]
    + [f"art_13/par_{n}" for n in range(16, 26)]
    + [f"anx_{n}" for n in "I II III IV V VI VII VIII".split()],
}

# What the amended Article 113 must answer when somebody asks from when a rule applies.
APPLICATION = {
    "art_113/pnt_a": ["2 February 2025", "2 December 2026"],
    "art_113/pnt_b": ["2 August 2025"],
    "art_113/pnt_c/pnt_i": ["2 December 2027", "Annex III", "superseded"],
    "art_113/pnt_c/pnt_ii": ["2 August 2028", "Annex I,", "superseded"],
    "art_113/pnt_d": ["27 July 2026"],
}


def digests(version: str) -> Digests:
    found = CORPUS.digests(version)
    assert found is not None, f"no digests for {version}"
    return found


def by_id(version: str) -> dict[str, Digest]:
    return {d.id: d for d in digests(version).provisions}


def in_catalogue(version: str) -> CatalogueVersion:
    entry = CORPUS.instruments[version.split("@")[0]]
    return next(v for v in entry.versions if entry.version_id(v) == version)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    w = words(text)
    return {tuple(w[i : i + RUN]) for i in range(len(w) - RUN + 1)}


def official_text() -> str:
    """The AI Act as published, where the texts folder is; otherwise the test is skipped."""
    shared = Path(__file__).resolve().parents[2] / "shared" / "texts"
    folder = Path(os.environ.get("REGATLAS_MIRROR") or shared)
    path = folder / "eu-ai-act" / "32024R1689.xhtml"
    if not path.exists():
        pytest.skip("the official text of the AI Act is not here")
    parser = html.HTMLParser(encoding="utf-8")
    return " ".join(html.parse(str(path), parser).getroot().itertext())


@pytest.mark.parametrize("version", FILES)
def test_a_digest_file_names_its_version_and_source(version: str) -> None:
    file = digests(version)
    assert file.version == version
    assert in_catalogue(version).url
    assert file.source


@pytest.mark.parametrize("version", FILES)
def test_ids_are_unique_and_every_digest_says_something(version: str) -> None:
    provisions = digests(version).provisions
    counts = Counter(d.id for d in provisions)
    assert [id for id, n in counts.items() if n > 1] == []
    for digest in provisions:
        assert digest.says.endswith("."), digest.id
        assert digest.heading, digest.id
        assert digest.pinpoint, digest.id


@pytest.mark.parametrize("version", MUST_HAVE)
def test_what_must_be_covered_is(version: str) -> None:
    assert set(MUST_HAVE[version]) - set(by_id(version)) == set()


@pytest.mark.parametrize("version", [v for v in FILES if v.startswith(("eu-ai-act", "cra"))])
def test_ids_of_union_acts_are_written_as_eli_does(version: str) -> None:
    for digest in digests(version).provisions:
        for id in (digest.id, *digest.amends):
            assert EU_PROVISION.fullmatch(id), id


@pytest.mark.parametrize("version", FILES)
def test_only_an_overlay_amends_and_only_to_apply_later(version: str) -> None:
    catalogued = in_catalogue(version)
    for digest in digests(version).provisions:
        assert catalogued.base is not None or not digest.amends, digest.id
        if digest.applies_from is not None:
            assert catalogued.from_ is not None
            assert digest.applies_from > catalogued.from_, digest.id


@pytest.mark.parametrize("version", FILES)
def test_recitals_do_not_bind(version: str) -> None:
    for digest in digests(version).provisions:
        if digest.kind == "recital" or digest.id.startswith("faq_"):
            assert not digest.binding, digest.id


@pytest.mark.parametrize("id", APPLICATION)
def test_the_amended_dates_of_application(id: str) -> None:
    digest = by_id(AMENDED)[id]
    assert [x for x in APPLICATION[id] if x not in digest.says] == []


def test_the_new_prohibitions_apply_from_2_december_2026() -> None:
    amended = by_id(AMENDED)
    for id in ("art_5/par_1/pnt_ba", "art_5/par_1/pnt_bb", "art_5/par_1a", "art_5/par_1b"):
        assert amended[id].applies_from == date(2026, 12, 2), id


def test_the_framework_has_17_components() -> None:
    ids = [id for id in by_id("mof@2024-12-15") if id.startswith("cmp_")]
    assert len(ids) == 17


def test_what_is_not_held_has_no_name_of_what_is() -> None:
    held = {a.casefold() for entry in CORPUS.instruments.values() for a in entry.aliases}
    names = [n.casefold() for text in CORPUS.elsewhere for n in text.names]
    assert held & set(names) == set()
    assert [n for n, count in Counter(names).items() if count > 1] == []


@pytest.mark.texts
def test_no_digest_is_copied_from_the_official_text() -> None:
    official = runs(official_text())
    copied = {
        (version, digest.id): " ".join(run)
        for version in (AI_ACT, AMENDED)
        for digest in digests(version).provisions
        for run in runs(digest.says) & official
    }
    assert copied == {}
