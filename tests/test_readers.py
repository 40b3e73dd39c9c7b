"""Releases out of files: each format, what it leaves open, and what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import ReleaseFileError
from kb.readers import read_release
from kb.release import Release

SHARED = Path(__file__).parent.parent.parent / "shared" / "bench"
MOF = """\
framework: {name: Model Openness Framework, version: '1.0', date: '2024-12-15'}
release:
  name: Toy-7B
  version: 7B
  date: '2025-01-01'
  type: language
  producer: Toymakers
  license: {distribution: {name: MIT, path: ''}, document: {name: CC-BY-4.0}}
  components:
    - {name: Model architecture, license: Apache-2.0}
    - {name: Model card}
    - {name: Model parameters (Final), license: unlicensed}
    - {name: Magic wand}
"""
CARD = """\
---
license: {licence}
license_name: toy-licence-1.0
base_model: [acme/base-7b, acme/other]
pipeline_tag: text-generation
datasets: [acme/toys]
---
# Toy 7B Chat

A model of toys.
"""
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [
        {
            "type": "machine-learning-model",
            "bom-ref": "m",
            "name": "toy",
            "version": "1",
            "supplier": {"name": "Toymakers"},
            "licenses": [{"license": {"id": "Apache-2.0"}}],
            "modelCard": {
                "modelParameters": {"task": "text-generation", "datasets": [{"ref": "d"}]},
                "considerations": {"useCases": ["Talking about toys"]},
            },
        },
        {"type": "data", "bom-ref": "d", "name": "toys", "licenses": [{"expression": "CC-BY-4.0"}]},
    ],
}
SPDX = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
        {"type": "CreationInfo", "@id": "_:c", "created": "2026-01-01T00:00:00Z",
         "createdBy": ["https://example.org/me"], "specVersion": "3.0.1"},
        {"type": "Organization", "spdxId": "https://example.org/me", "creationInfo": "_:c",
         "name": "Toymakers"},
        {"type": "ai_AIPackage", "spdxId": "https://example.org/toy", "creationInfo": "_:c",
         "name": "toy", "software_packageVersion": "2", "suppliedBy": "https://example.org/me",
         "ai_informationAboutApplication": "Talking about toys"},
        {"type": "simplelicensing_LicenseExpression", "spdxId": "https://example.org/lic",
         "creationInfo": "_:c", "simplelicensing_licenseExpression": "MIT OR Apache-2.0"},
        {"type": "Relationship", "spdxId": "https://example.org/r", "creationInfo": "_:c",
         "from": "https://example.org/toy", "relationshipType": "hasDeclaredLicense",
         "to": ["https://example.org/lic"]},
    ],
}  # fmt: skip


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def parts(release: Release) -> dict[str, str | None]:
    return {c.component: c.licence for c in release.components}


def test_the_frameworks_own_file(tmp_path: Path) -> None:
    read = read_release(write(tmp_path, "toy.yml", MOF))
    release = read.release
    assert (release.name, release.parameters, release.generates) == ("Toy-7B", 7e9, ("text",))
    assert parts(release) == {
        "architecture": "Apache-2.0", "model-card": None, "weights": "unlicensed",
    }  # fmt: skip
    assert release.licence_of("model-card") == "CC-BY-4.0"
    assert release.has("datasets") is False
    assert release.released is None
    assert any("Magic wand" in n for n in read.notes)


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        ("apache-2.0", "apache-2.0"),
        ("other", "toy-licence-1.0"),
        ("[mit, cc-by-4.0]", "mit AND cc-by-4.0"),
    ],
)
def test_a_model_card(tmp_path: Path, licence: str, taken: str) -> None:
    read = read_release(write(tmp_path, "README.md", CARD.replace("{licence}", licence)))
    release = read.release
    assert release.name == "Toy 7B Chat"
    assert release.licence_of("weights") == taken
    assert release.generates == ("text",)
    assert release.based_on is not None
    assert release.based_on.name == "acme/base-7b"
    assert release.has("training-code") is None
    assert read_release(tmp_path).release == release


def test_a_licence_file_beside_a_card_is_what_is_shipped(tmp_path: Path) -> None:
    write(tmp_path, "LICENSE", "The terms of toys.")
    path = write(tmp_path, "README.md", CARD.replace("{licence}", "mit"))
    weights = read_release(path).release.component("weights")
    assert weights is not None
    assert weights.licence_text == "The terms of toys."


def test_a_bill_of_materials(tmp_path: Path) -> None:
    release = read_release(write(tmp_path, "bom.json", json.dumps(CYCLONEDX))).release
    assert (release.name, release.version, release.provider.name) == ("toy", "1", "Toymakers")
    assert parts(release) == {
        "weights": "Apache-2.0", "datasets": "CC-BY-4.0", "model-card": None,
    }  # fmt: skip
    assert release.generates == ("text",)
    assert release.intended_uses == ("Talking about toys",)


def test_an_spdx_document(tmp_path: Path) -> None:
    release = read_release(write(tmp_path, "toy.spdx.json", json.dumps(SPDX))).release
    assert (release.name, release.version) == ("toy", "2")
    assert release.licence_of("weights") == "MIT OR Apache-2.0"
    assert release.intended_uses == ("Talking about toys",)


def test_our_own_file_in_json_and_yaml(tmp_path: Path) -> None:
    text = "name: Toy\ncomponents:\n  - {component: weights, licence: MIT}\ntraining_flop: 8e22\n"
    write(tmp_path, "a.yaml", text)
    data = {"name": "Toy", "components": [{"component": "weights", "licence": "MIT"}],
            "training_flop": 8e22}  # fmt: skip
    write(tmp_path, "a.json", json.dumps(data))
    assert read_release(tmp_path / "a.yaml").release == read_release(tmp_path / "a.json").release


DEEP = "name: " + "[" * 200 + "]" * 200
BOMB = "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nname: [*b, *b]\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        (b"\x00\x01\x02" * 10, "binary"),
        (b"\xff\xfe\x00x", "not UTF-8"),
        ("x" * 5_000_001, "5,000,000"),
        ("name: [", "line 2: not valid YAML"),
        ('{"name": ', "not valid JSON"),
        ("just words", "mapping"),
        ("colour: red", "no description of a release"),
        ("name: Toy\nparameters: many\n", "line 2, field parameters"),
        ("name: Toy\ncomponents:\n  - {component: wheels}\n", "line 3, field components.0"),
        ("name: Toy\nlicense: MIT\n", "field license"),
        (DEEP, "nesting"),
        (BOMB, "aliases"),
        ("name: Toy\ncomponents: [{component: weights, licence_file: ../x}]", "not beside it"),
        ("framework: {}\nrelease: {}\n", "field release.name"),
        (json.dumps({**CYCLONEDX, "components": []}), "no machine-learning-model"),
        (json.dumps({**SPDX, "@graph": []}), "no AI package"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(ReleaseFileError, match=told) as refused:
        read_release(write(tmp_path, "file.yaml", content))
    assert "\n" not in str(refused.value).strip()


def test_a_file_or_folder_that_is_not_there(tmp_path: Path) -> None:
    for path, told in ((tmp_path / "x.yaml", "no such file"), (tmp_path, "no README.md")):
        with pytest.raises(ReleaseFileError, match=told):
            read_release(path)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    write(tmp_path, "secret", "s")
    (inner / "LICENSE").symlink_to(tmp_path / "secret")
    with pytest.raises(ReleaseFileError, match="not beside it"):
        read_release(write(inner, "README.md", CARD.replace("{licence}", "mit")))


def test_a_broken_head_of_a_card_names_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "README.md", "---\nlicense: mit\ntags: [\n---\n# Toy\n")
    with pytest.raises(ReleaseFileError, match="line"):
        read_release(path)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
def test_any_content_is_a_release_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    path = write(tmp_path_factory.mktemp("fuzz"), "README.md", raw)
    try:
        read_release(path)
    except ReleaseFileError as e:
        assert str(e)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the files of others are not here")
def test_real_files_are_read() -> None:
    files = [*(SHARED / "mot").glob("*.yml"), *(SHARED / "releases").glob("*.yml")]
    assert len(files) == 21
    for path in files:
        assert read_release(path).release.name
