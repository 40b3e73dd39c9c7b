"""Many questions in one start of the program: `--batch FILE`."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.errors import RegAtlasError, UsageError
from kb.verbs.options import write_json
from kb.views import View


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a batch; what it leaves out is what the command's options say."""

    question: str
    id: Any = None
    as_of: date | None = None
    k: int | None = None
    instruments: tuple[str, ...] = ()


def run(path: str, answer: Callable[[Asked], View]) -> int:
    """Write one JSON object a line, in order; a line that can't be answered gives its error.

    Returns 0, or 1 if any line gave an error.
    """
    code = 0
    for number, line in _lines(Path(path)):
        view: View
        asked = None
        try:
            asked = _parse(line, number)
            view = answer(asked)
        except RegAtlasError as e:
            view, code = {"question": asked.question if asked else line, "error": str(e)}, 1
        if asked and asked.id is not None:
            view = {"id": asked.id, **view}
        write_json(view, line=True)
    return code


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                if line.strip():
                    yield number, line.strip()
    except OSError as e:
        raise UsageError(f"{path} can't be read ({e.strerror}).") from e
    except UnicodeDecodeError as e:
        raise UsageError(f"{path} is not UTF-8 text.") from e


def _parse(line: str, number: int) -> Asked:
    if not line.startswith("{"):
        return Asked(line)
    try:
        data = json.loads(line)
        as_of = data.get("as_of")
        within = data.get("in") or ()
        k = data.get("k")
        if not isinstance(data["question"], str) or not (k is None or isinstance(k, int)):
            raise TypeError("question is text, k a whole number")
        return Asked(
            question=data["question"],
            id=data.get("id"),
            as_of=date.fromisoformat(as_of) if as_of else None,
            k=k,
            instruments=(within,) if isinstance(within, str) else tuple(within),
        )
    except (ValueError, KeyError, TypeError) as e:
        raise UsageError(f"Line {number} is not a question as JSON ({e}).") from e
