"""Assessments that are kept, and what a change of the law or the texts does to them.

A kept assessment is a JSON file in the home: the release, the day, and what came out. `impact`
assesses the same release again and says what moved: verdicts, statuses of findings, cited words.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError

from kb.assess import Assessor
from kb.assessment import Assessment
from kb.errors import RegAtlasError, StoreError
from kb.home import Home
from kb.release import Release
from kb.views import View, assessment_view

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept assessment."""

    name: str
    kept_at: str  # ISO time, UTC
    release: Release
    as_of: date
    view: Mapping[str, Any]  # what was assessed then, as the command line's JSON


@dataclass(frozen=True, slots=True)
class Moved:
    """What is different now in a kept assessment, in words; nothing if `changes` is empty."""

    kept: Kept
    changes: tuple[str, ...]


def keep(home: Home, assessment: Assessment, name: str | None = None) -> Kept:
    """Keep an assessment under its release's name; one of the same name is replaced.

    Raises StoreError if it can't be written.
    """
    release = assessment.release
    slug = re.sub(r"[^a-z0-9.]+", "-", (name or release.name).lower()).strip("-.") or "release"
    kept_at = datetime.now(UTC).isoformat(timespec="seconds")
    view = assessment_view(assessment)
    data = {
        "format": FORMAT,
        "kept_at": kept_at,
        "as_of": assessment.as_of.isoformat(),
        "release": release.model_dump(mode="json", exclude_none=True),
        "assessment": view,
    }
    target = home.assessments / f"{slug}.json"
    try:
        home.assessments.mkdir(parents=True, exist_ok=True)
        building = target.with_suffix(".part")
        building.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        building.replace(target)
    except OSError as e:
        raise StoreError(f"{target} can't be written ({e.strerror}).") from e
    return Kept(slug, kept_at, release, assessment.as_of, view)


def kept(home: Home) -> Iterator[Kept]:
    """Every kept assessment, by name. Raises StoreError naming a file that is damaged."""
    for path in sorted(home.assessments.glob("*.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            yield Kept(
                path.stem,
                data["kept_at"],
                Release.model_validate(data["release"]),
                date.fromisoformat(data["as_of"]),
                data["assessment"],
            )
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as e:
            raise StoreError(f"{path} is damaged; delete it and assess again.") from e


def impact(home: Home, assessor: Assessor, as_of: date | None = None) -> Iterator[Moved]:
    """Each kept assessment against the texts held now, as of a day (default: its own)."""
    for each in kept(home):
        now = assessment_view(assessor.assess(each.release, as_of or each.as_of))
        yield Moved(each, tuple(_changes(each.view, now)))


def _changes(before: Mapping[str, Any], now: View) -> Iterator[str]:
    older = {f["id"]: f for f in before["frameworks"]}
    for framework in now["frameworks"]:
        old = older.pop(framework["id"], None)
        if old is None:
            yield f"{framework['id']}: new, {_said(framework)}"
            continue
        if old["verdict"] != framework["verdict"]:
            yield f"{framework['id']}: was {_said(old)}, now {_said(framework)}"
        yield from _findings(old, framework)
    for gone in older.values():
        yield f"{gone['id']}: no longer assessed"


def _findings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before = {f["rule"]: f for f in old["findings"]}
    for finding in new["findings"]:
        was = before.pop(finding["rule"], None)
        if was is None:
            yield f"{finding['rule']}: new finding, {finding['status']}"
        elif was["status"] != finding["status"]:
            yield f"{finding['rule']}: was {was['status']}, now {finding['status']}"
        elif _cited(was) != _cited(finding):
            moved = sorted({p for p, _, _ in _cited(was) ^ _cited(finding)})
            yield f"{finding['rule']}: the provisions cited are other ones or say otherwise: " + (
                ", ".join(moved)
            )
        elif was["because"] != finding["because"]:
            yield f"{finding['rule']}: another reason: {finding['because']}"
    for rule in before:
        yield f"{rule}: no longer found"


def _cited(finding: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    return {(c["provision"], c["version"], c["quote"]) for c in finding["citations"]}


def _said(framework: Mapping[str, Any]) -> str:
    return str(framework["verdict"]).replace("_", " ")


def require_some(home: Home) -> None:
    """Raise RegAtlasError where nothing has been kept."""
    if not any(home.assessments.glob("*.json")):
        raise RegAtlasError(
            "No assessment has been kept; keep one with `regatlas assess RELEASE --save`."
        )
