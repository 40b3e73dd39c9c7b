"""The releases that we have a record of, found by how people call them."""

import difflib
import re

from kb.corpus import Corpus, KnownRelease
from kb.release import Release


def known_release(name: str, corpus: Corpus) -> KnownRelease | None:
    """Our record of a release, by its id, its name or an alias."""
    wanted = _key(name)
    for id, release in corpus.releases.items():
        if wanted in {_key(n) for n in (id, release.name, *release.aliases)}:
            return release
    return None


# What a name stands in when it is not the release that is meant, but its licence or a base.
_LICENCE_AFTER = re.compile(r"\s+(?:community\s+)?(?:licen[cs]e|terms|agreement)\b")
_BASE_BEFORE = re.compile(
    r"\b(?:under|licen[cs]ed as|fine-?tun\w+|based on|derived from|built on|outputs? of|from)"
    r"\s+(?:the\s+)?$"
)


def mentioned_release(text: str, corpus: Corpus) -> KnownRelease | None:
    """The release that a sentence is about: the longest name that stands in it as whole words."""
    lower = text.lower()
    found: list[tuple[int, KnownRelease]] = []
    for release in corpus.releases.values():
        for name in (release.name, *release.aliases):
            for at in re.finditer(rf"(?<![\w.-]){re.escape(name.lower())}(?![\w-]|\.\d)", lower):
                other = _LICENCE_AFTER.match(lower, at.end()) or _BASE_BEFORE.search(
                    lower, 0, at.start()
                )
                if not other:
                    found.append((len(name), release))
    return max(found, key=lambda f: f[0], default=(0, None))[1]


def nearest_names(name: str, corpus: Corpus) -> list[str]:
    """The names of known releases that are most like one that is not known."""
    names = {_key(n): n for r in corpus.releases.values() for n in (r.name, *r.aliases)}
    return [names[k] for k in difflib.get_close_matches(_key(name), names, n=3, cutoff=0.5)]


def with_known_base(release: Release, corpus: Corpus) -> tuple[Release, str]:
    """The release with what our records say of the model that it was made from, and a note on it.

    Only what the release itself leaves open is filled in; nothing, and no note, where the base is
    not known by its name ("meta-llama/Llama-3.1-8B").
    """
    base = release.based_on
    known = known_release(base.name.rpartition("/")[2], corpus) if base else None
    if base is None or known is None:
        return release, ""
    found = {
        "licence": known.licence_of("weights"),
        "training_flop": known.training_flop,
    }
    new = {k: v for k, v in found.items() if v is not None and getattr(base, k) is None}
    if not new:
        return release, ""
    what = " and ".join({"licence": "licence", "training_flop": "training compute"}[k] for k in new)
    filled = release.model_copy(update={"based_on": base.model_copy(update=new)})
    return filled, f"Taken from our record of {known.name}, which it was made from: its {what}."


def plain(known: KnownRelease) -> Release:
    """The record as a release like any other."""
    return Release.model_validate(known.model_dump(exclude={"aliases"}))


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "", name.lower())
