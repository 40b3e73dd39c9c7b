"""The catalogue of instruments: whole, unambiguous, consistent in its dates, and strict."""

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest

from kb.corpus import CatalogueEntry, CatalogueVersion, Corpus
from kb.errors import CorpusError
from kb.model import InstrumentKind

Catalogue = dict[str, CatalogueEntry]

LICENSING = (InstrumentKind.LICENCE, InstrumentKind.TERMS, InstrumentKind.POLICY)

MUST_HAVE = {
    "AI models": """llama-1 llama-2 llama-3.1 llama-3.2 llama-3.3 llama-4 llama-4-acceptable-use
        gemma gemma-prohibited-use deepseek-model-1.0 qwen-2024 tongyi-qianwen
        bigscience-bloom-rail-1.0 bigscience-openrail-m bigcode-openrail-m
        creativeml-openrail-m openrail++ falcon-2-11b-1.0 stability-ai-community nvidia-open-model
        flux-1-dev-non-commercial exaone-1.1-nc tencent-hunyuan-3d-2.0 kimi-k2-modified-mit
        openmdw-1.0 hyperclova-x-seed""",
    "AI services": "openai-terms-of-use huggingface-terms gemini-api-terms",
    "software": """mit mit-0 apache-2.0 bsd-2-clause bsd-3-clause 0bsd isc zlib unlicense mpl-2.0
        epl-2.0 gpl-2.0 gpl-3.0 lgpl-2.1 lgpl-3.0 agpl-3.0 artistic-2.0 bsl-1.0 cddl-1.0 eupl-1.2
        mulanpsl-2.0 cecill-2.1""",
    "content": """cc0-1.0 cc-by-4.0 cc-by-sa-4.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-sa-4.0
        cc-by-nc-nd-4.0 cc-by-3.0 gfdl-1.3""",
    "data": """cdla-permissive-1.0 cdla-permissive-2.0 cdla-sharing-1.0 odbl-1.0 odc-by-1.0 pddl-1.0
        c-uda-1.0 o-uda-1.0 ogl-uk-3.0""",
    "source-available": """busl-1.1 sspl-1.0 elastic-2.0 polyform-noncommercial-1.0.0
        commons-clause fsl-1.1-mit""",
}

ENTRY = dedent(
    """\
    id: toy-1.0
    title: Toy Licence
    short: Toy 1.0
    kind: licence
    versions:
      - from: 2020-01-01
        url: https://example.org/toy
        origins:
          - mirror: toy.txt
            format: licence
    """
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Corpus().instruments


def test_every_file_loads_and_is_named_after_its_id(catalogue: Catalogue) -> None:
    files = (Corpus().root / "instruments").glob("*.yaml")
    assert {path.stem for path in files} == set(catalogue)


def test_at_least_120_licences_terms_and_policies(catalogue: Catalogue) -> None:
    assert sum(entry.kind in LICENSING for entry in catalogue.values()) >= 120


@pytest.mark.parametrize("family", MUST_HAVE)
def test_must_haves_are_there(catalogue: Catalogue, family: str) -> None:
    assert set(MUST_HAVE[family].split()) - set(catalogue) == set()


def test_an_alias_names_one_instrument(catalogue: Catalogue) -> None:
    """Without regard to case; an id counts as a name of its own instrument."""
    named: dict[str, set[str]] = {}
    for entry in catalogue.values():
        for name in (entry.id, *entry.aliases):
            named.setdefault(name.casefold(), set()).add(entry.id)
    assert {name: ids for name, ids in named.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    "family", ["Llama", "Qwen", "Stable Diffusion", "RAIL", "GPL", "BSD", "CC BY", "CDLA"]
)
def test_a_family_of_several_instruments_is_nobodys_alias(
    catalogue: Catalogue, family: str
) -> None:
    family = family.casefold()
    assert [e.id for e in catalogue.values() if family in map(str.casefold, e.aliases)] == []


def test_an_alias_is_not_repeated_within_an_entry(catalogue: Catalogue) -> None:
    for entry in catalogue.values():
        assert [a for a, n in Counter(entry.aliases).items() if n > 1] == [], entry.id


def test_short_names_are_unique_and_short(catalogue: Catalogue) -> None:
    shorts = Counter(entry.short.casefold() for entry in catalogue.values())
    assert [short for short, n in shorts.items() if n > 1] == []
    assert [short for short in shorts if len(short) > 40] == []


def test_versions_follow_each_other(catalogue: Catalogue) -> None:
    """Each but the last ends where, or before, the next begins; so at most one holds on a day."""
    for entry in catalogue.values():
        for earlier, later in pairwise(entry.versions):
            assert earlier.until is not None, entry.id
            assert later.from_ is not None, entry.id
            assert earlier.until <= later.from_, entry.id
        for version in entry.versions:
            if version.from_ and version.until:
                assert version.from_ < version.until, entry.id


def test_a_date_says_where_it_was_read(catalogue: Catalogue) -> None:
    for entry in catalogue.values():
        for version in entry.versions:
            assert (version.from_ is not None) == bool(version.dated_by), entry.id


def test_a_partial_date_is_the_first_day_and_says_how_precise_it_is(catalogue: Catalogue) -> None:
    for entry in catalogue.values():
        for version in entry.versions:
            if version.precision != "day":
                assert version.from_ is not None and version.from_.day == 1, entry.id
            if version.precision == "year":
                assert version.from_ is not None and version.from_.month == 1, entry.id


def test_no_text_belongs_to_two_instruments(catalogue: Catalogue) -> None:
    members = Counter(
        origin.member
        for entry in catalogue.values()
        if entry.kind in LICENSING
        for version in entry.versions
        for origin in version.origins
        if origin.member
    )
    assert [member for member, n in members.items() if n > 1] == []


@pytest.mark.parametrize(
    ("instrument", "day", "since"),
    [
        ("gemma", date(2024, 6, 1), date(2024, 4, 1)),
        ("gemma", date(2025, 3, 23), date(2024, 4, 1)),
        ("gemma", date(2025, 3, 24), date(2025, 3, 24)),
        ("openai-terms-of-use", date(2023, 7, 1), date(2023, 3, 14)),
        ("openai-terms-of-use", date(2024, 7, 1), None),  # the terms of 31 January 2024: not held
        ("llama-2", date(2023, 7, 17), None),
        ("apache-2.0", date(2026, 1, 1), date(2004, 1, 1)),
    ],
)
def test_which_version_holds_on_a_day(
    catalogue: Catalogue, instrument: str, day: date, since: date | None
) -> None:
    held = [v for v in catalogue[instrument].versions if v.in_force.holds_on(day)]
    assert [v.from_ for v in held] == ([since] if since else [])


@pytest.mark.parametrize(
    ("instrument", "approved"),
    [("apache-2.0", True), ("mulanpsl-2.0", True), ("llama-4", False), ("cc0-1.0", False)],
)
def test_osi_approval(catalogue: Catalogue, instrument: str, approved: bool) -> None:
    assert catalogue[instrument].osi_approved is approved


def _corpus(root: Path, entry: str) -> Corpus:
    (root / "instruments").mkdir()
    (root / "instruments" / "toy-1.0.yaml").write_text(entry, encoding="utf-8")
    (root / "packages.yaml").write_text("packages: []\n", encoding="utf-8")
    return Corpus(root)


def test_a_sound_entry_loads(tmp_path: Path) -> None:
    entry = _corpus(tmp_path, ENTRY).instruments["toy-1.0"]
    assert isinstance(entry.versions[0], CatalogueVersion)
    assert entry.version_id(entry.versions[0]) == "toy-1.0@2020-01-01"


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("title: Toy", "titel: Toy", ["line 1", "field title"]),
        ("short: Toy 1.0", "shrot: x\nshort: y", ["line 3", "field shrot"]),
        ("kind: licence", "kind: poem", ["line 4", "field kind"]),
        ("short: Toy 1.0", "short: [Toy]", ["line 3", "field short"]),
        ("from: 2020-01-01", "from: soon", ["line 6", "field versions.0.from"]),
        ("url: https:", "url: ftp:", ["line 7", "field versions.0.url"]),
        ("mirror: toy.txt", "member: toy.txt", ["line 9", "field versions.0.origins.0"]),
        ("mirror: toy.txt", "{package: nowhere, member: b", ["not valid YAML"]),
        ("kind: licence", "kind: 'licence", ["line", "not valid YAML"]),
        ("id: toy-1.0", "id: toy-2.0", ["field id", "toy-2.0"]),
        (
            "mirror: toy.txt",
            "package: nowhere\n        member: b",
            ["field package", "'nowhere' is not in packages.yaml"],
        ),
    ],
)
def test_a_wrong_file_is_told_with_file_line_and_field(
    tmp_path: Path, was: str, becomes: str, told: list[str]
) -> None:
    assert was in ENTRY
    with pytest.raises(CorpusError) as error:
        _ = _corpus(tmp_path, ENTRY.replace(was, becomes, 1)).instruments
    for part in ["toy-1.0.yaml", *told]:
        assert part in str(error.value)
