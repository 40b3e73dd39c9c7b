"""The Model Openness Framework's file: `framework` and `release`, as its tool writes them.

What it does not list is not released: so its tool counts. Its date is that of the record, not of
the release, and is left out.
"""

import re
from typing import Any

from kb.components import BY_NAME
from kb.errors import ReleaseFileError
from kb.readers.source import Data, Source, listed, release_of, words
from kb.release import Understood

_GENERATES = {"language": ["text"], "vision": None, "image": ["image"], "audio": ["audio"],
              "video": ["video"], "code": ["code"]}  # fmt: skip


def fits(data: Data) -> bool:
    return isinstance(data.get("framework"), dict) and "release" in data


def read(data: Data, source: Source) -> Understood:
    stated = data["release"]
    if not isinstance(stated, dict) or not words(stated.get("name")):
        raise ReleaseFileError(f"{source.name}, field release.name: it is missing.")
    notes: list[str] = []
    release: dict[str, Any] = {
        "name": words(stated["name"]),
        "version": words(stated.get("version")),
        "provider": {"name": words(stated.get("producer"))},
        "licences": _licences(stated.get("license")),
        "components": _components(stated.get("components"), notes),
        "others_withheld": True,
        "sources": [a for k in ("repository", "huggingface") if (a := words(stated.get(k)))],
    }
    if (kind := words(stated.get("type")).lower()) in _GENERATES:
        release["generates"] = _GENERATES[kind]
    if _is_size(words(stated.get("version"))):
        release["parameters"] = words(stated["version"])
    notes.append("What the file does not list is taken as not released, as its tool does.")
    return Understood(release_of(release, source), "a Model Openness Framework file", tuple(notes))


def _licences(stated: object) -> dict[str, str]:
    kinds = stated if isinstance(stated, dict) else {"distribution": stated}
    found = {}
    for kind in ("distribution", "code", "data", "document"):
        value = kinds.get(kind)
        name = words(value.get("name")) if isinstance(value, dict) else words(value)
        if name:
            found[kind] = name
    return found


def _components(stated: object, notes: list[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in listed(stated):
        name = words(entry.get("name")) if isinstance(entry, dict) else words(entry)
        known = BY_NAME.get(name.lower())
        if known is None:
            notes.append(f"'{name[:80]}' is none of the framework's components; it was left out.")
            continue
        if known.id in found:
            notes.append(f"{known.name} is listed twice; the first entry was taken.")
            continue
        licence = words(entry.get("license")) if isinstance(entry, dict) else ""
        found[known.id] = {
            "component": known.id,
            "licence": licence or None,
            "address": (words(entry.get("component_path")) if isinstance(entry, dict) else "")
            or None,
        }
    return list(found.values())


def _is_size(version: str) -> bool:
    """Whether a version is a number of parameters: "6.9B"; "0B" is none."""
    size = re.fullmatch(r"(\d+(?:\.\d+)?)[KMBT]", version, re.IGNORECASE)
    return size is not None and float(size[1]) > 0
