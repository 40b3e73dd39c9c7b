"""Texts that a user adds: kept apart, in versions, searched and cited like the others."""

from datetime import date
from pathlib import Path

import pytest

from ingest.library import Added, Library, Metadata, files_in, metadata_of
from kb.errors import UsageError
from kb.model import InstrumentKind
from tests.conftest import Small

TEXT = b"Toy Terms\n\n1. Fees. A fee of seven marbles is due.\n\n2. Ends. Play ends at dusk.\n"


def added(text: bytes = TEXT, **facts: object) -> Added:
    metadata = Metadata.model_validate({"id": "toy-terms", "kind": "terms", **facts})
    return Added("toy.txt", text, metadata, "licence", "Toy Terms")


def test_an_added_text_is_found_and_cited(small: Small) -> None:
    Library(small.home, small.corpus).put(added(in_force_from=date(2026, 1, 1)))
    report = small.ingest("toy-terms")
    assert not report.failed
    knowledge = small.open()
    hit = knowledge.search("fee of seven marbles", 1, date(2026, 6, 1)).hits[0]
    assert (hit.provision.id, hit.version.id) == ("toy-terms/sec_1", "toy-terms@2026-01-01")
    assert hit.instrument.publisher == "added by the user"


def test_it_stays_when_the_catalogue_is_ingested_again(small: Small) -> None:
    Library(small.home, small.corpus).put(added())
    small.ingest("toy-terms")
    path = small.corpus.root / "instruments" / "open-1.0.yaml"
    path.write_text(path.read_text().replace("Example Open 1.0", "Example Open One"))
    fresh = Small(type(small.corpus)(small.corpus.root), small.home, small.embedder)
    assert {v.version for v in fresh.ingest().versions if v.unchanged} >= {"toy-terms@undated"}
    assert "toy-terms" in fresh.open().store.instruments


def test_a_newer_version_ends_the_older(small: Small) -> None:
    library = Library(small.home, small.corpus)
    library.put(added(in_force_from=date(2026, 1, 1)))
    library.put(added(TEXT.replace(b"seven", b"nine"), in_force_from=date(2027, 1, 1)))
    small.ingest("toy-terms")
    knowledge = small.open()
    for day, said in ((date(2026, 6, 1), "seven"), (date(2027, 6, 1), "nine")):
        assert said in knowledge.show("toy-terms/sec_1", day).provision.text


def test_one_text_supersedes_another(small: Small) -> None:
    library = Library(small.home, small.corpus)
    library.put(added(in_force_from=date(2026, 1, 1)))
    library.put(added(id="new-terms", in_force_from=date(2027, 1, 1), supersedes="toy-terms"))
    [version] = library.corpus.instruments["toy-terms"].versions
    assert version.until == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"id": "open-1.0"}, "is in the catalogue"),
        ({"id": "Bad Id"}, "toy|Bad Id"),
        ({"supersedes": "nothing", "in_force_from": date(2027, 1, 1)}, "no added text"),
    ],
)
def test_what_does_not_fit_is_refused(small: Small, facts: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Library(small.home, small.corpus).put(added(**facts))


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "terms.md"
    content = b"---\nid: toy\ntitle: Toy\nin_force_from: 2026-01-01\n---\n# Words\n"
    found, text = metadata_of(path, content)
    assert (found.id, found.in_force_from, text) == ("toy", date(2026, 1, 1), b"# Words\n")
    (tmp_path / "terms.md.meta.yaml").write_text("title: Better\nkind: policy\n")
    found, _ = metadata_of(path, content)
    assert (found.title, found.kind, found.id) == ("Better", InstrumentKind.POLICY, "toy")
    (tmp_path / "terms.md.meta.yaml").write_text("colour: red\n")
    with pytest.raises(UsageError, match="colour"):
        metadata_of(path, content)


def test_another_programs_front_matter_stays_in_the_text(tmp_path: Path) -> None:
    content = b"---\nlayout: page\n---\nWords\n"
    assert metadata_of(tmp_path / "a.md", content) == (Metadata(), content)


def test_a_folder_gives_its_files_and_nothing_beyond_it(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "deep").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("s")
    for name in ("b.txt", "a.md", "deep/c.pdf", ".hidden", "a.md.meta.yaml"):
        (inbox / name).write_text("x")
    (inbox / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert [p.name for p in files_in(inbox)] == ["a.md", "b.txt", "c.pdf"]
