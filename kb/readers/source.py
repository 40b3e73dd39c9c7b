"""A file's text as a mapping, whether it is YAML or JSON, within limits."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kb.errors import CorpusError, ReleaseFileError
from kb.release import Release
from kb.yamlfile import validated

DEEPEST = 60  # levels of nesting
MOST_ALIASES = 0  # YAML's aliases can make a small file a huge one; no format here needs them

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A release file that was read."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return self.path.name


def mapping_of(source: Source) -> Data:
    """What the file holds. Raises ReleaseFileError unless it is a mapping in YAML or JSON."""
    try:
        data = _json(source) if source.text.lstrip().startswith("{") else _yaml(source)
    except RecursionError as e:
        raise ReleaseFileError(f"{source.name} is nested too deeply to be a release.") from e
    if not isinstance(data, dict):
        raise ReleaseFileError(f"{source.name}: a release is a mapping (name: ...), this is not.")
    return data


def release_of(data: Data, source: Source) -> Release:
    """The mapping as a release. Raises ReleaseFileError naming line and field."""
    try:
        return validated(source.text, data, Release, source.name)
    except CorpusError as e:
        raise ReleaseFileError(str(e)) from e


def words(value: object) -> str:
    """A value as one line of text; "" for what is none."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def listed(value: object) -> list[Any]:
    """A value as a list: itself, alone, or nothing."""
    return list(value) if isinstance(value, list) else [] if value in (None, "") else [value]


def _json(source: Source) -> object:
    try:
        return json.loads(source.text)
    except ValueError as e:
        line = getattr(e, "lineno", 1)
        raise ReleaseFileError(f"{source.name}, line {line}: not valid JSON ({e}).") from e


def _yaml(source: Source) -> object:
    aliases = depth = 0
    try:
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
            aliases += isinstance(event, yaml.AliasEvent)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if aliases > MOST_ALIASES or depth > DEEPEST:
                why = "aliases (*name), which" if aliases > MOST_ALIASES else "nesting that"
                raise ReleaseFileError(f"{source.name} has {why} no release needs.")
        return yaml.load(source.text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(e, "problem", None) or "it can't be parsed"
        raise ReleaseFileError(f"{source.name}{line}: not valid YAML ({problem}).") from e
    except ValueError as e:
        raise ReleaseFileError(f"{source.name}: not valid YAML ({e}).") from e
