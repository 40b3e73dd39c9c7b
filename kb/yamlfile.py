"""A YAML file read into a checked model; what is wrong in it is told with file, line and field."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kb.errors import CorpusError


class Strict(BaseModel):
    """The base of every record in corpus/: unknown fields are refused, values don't change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Record = TypeVar("Record", bound=BaseModel)


def load(path: Path, record: type[Record]) -> Record:
    """The file's content as `record`.

    Raises CorpusError, naming file, line and field, if it is not YAML or breaks the schema.
    """
    try:
        source = path.read_text(encoding="utf-8")
        node = yaml.compose(source, Loader=yaml.CSafeLoader)
        data = yaml.load(source, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as e:
        raise CorpusError(f"{path.name}: can't be read ({e}).") from e
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        where = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise CorpusError(f"{where}: not valid YAML ({getattr(e, 'problem', e)}).") from e
    return _checked(data, record, path.name, node)


def validated(source: str, data: Any, record: type[Record], name: str) -> Record:
    """What a text was read as, as `record`; `name` is what its errors are told with.

    Raises CorpusError as `load` does; lines are those of the text, where it has the field.
    """
    try:
        node = yaml.compose(source, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        node = None
    return _checked(data, record, name, node)


def _checked(data: Any, record: type[Record], name: str, node: yaml.Node | None) -> Record:
    try:
        return record.model_validate(data)
    except ValidationError as e:
        first = e.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        line = _line(node, first["loc"])
        more = f" (and {e.error_count() - 1} more)" if e.error_count() > 1 else ""
        raise CorpusError(
            f"{name}, line {line}, field {field or '(top)'}: {first['msg']}{more}."
        ) from e


def _line(node: yaml.Node | None, loc: tuple[Any, ...]) -> int:
    """The line at which the field stands, or that of its nearest enclosing one."""
    line = node.start_mark.line + 1 if node else 1
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            match = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if match is None:
                break
            key, node = match
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
