"""The command line's `ingest`, run from the app as a process of its own.

The app only reads; what writes is the same command that a script would run, with its limits on
what a file may cost and its lock on the knowledge base.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.home import Home

SWITCH = "REGATLAS_ADD"  # "off" takes the page away
COMMAND = (sys.executable, "-c", "from kb.cli import main; main()", "ingest")
PROJECT = Path(__file__).parent.parent  # where `kb` is found if the app runs from a checkout
_BAR = re.compile(r"(?P<doing>[\w ]+):\s+(?P<percent>\d{1,3})%\|")


class NotAdded(Exception):
    """The command refused; its message says why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line that the command wrote of its progress."""

    says: str
    share: float | None  # done of it, from 0 to 1, where it counts


def allowed() -> bool:
    """Whether texts may be added from the app."""
    return os.environ.get(SWITCH, "").strip().lower() not in ("off", "no", "0", "false")


@contextmanager
def source(name: str, content: bytes) -> Iterator[str]:
    """An uploaded file as the command can read it, under a name that leads nowhere."""
    with tempfile.TemporaryDirectory(prefix="regatlas-") as folder:
        safe = re.sub(r"[^\w. -]", "_", Path(name.replace("\\", "/")).name).strip(". -")
        path = Path(folder) / (safe[-100:] or "text")
        path.write_bytes(content)
        yield str(path)


def recognised(given: str, home: Home) -> dict[str, Any]:
    """What `--dry-run` makes of a file or an address. Raises NotAdded."""
    done = subprocess.run(
        [*COMMAND, "--dry-run", "--json", "--kb", str(home.root), "--", given],
        capture_output=True, text=True, cwd=PROJECT,
    )  # fmt: skip
    view = _view(done.stdout)
    for refused in view.get("not_read", []):
        raise NotAdded(refused["error"])
    if not view.get("texts"):
        raise NotAdded(_last_line(done.stderr))
    text: dict[str, Any] = view["texts"][0]
    return text


def ingest(given: str, facts: Mapping[str, str], home: Home) -> Iterator[Step | dict[str, Any]]:
    """Ingest a text with what is stated of it: each step, and at the end the command's report.

    Raises NotAdded.
    """
    options = [f"--{name}={value}" for name, value in facts.items() if value]
    command = [*COMMAND, "--json", "--kb", str(home.root), *options, "--", given]
    with (
        tempfile.TemporaryFile("w+") as out,
        subprocess.Popen(
            command, stdout=out, stderr=subprocess.PIPE, text=True, cwd=PROJECT
        ) as process,
    ):
        last = ""
        assert process.stderr is not None
        for line in process.stderr:  # in text mode a bar's carriage returns end lines too
            if line.strip():
                last = line.strip()
                yield _step(last)
        process.wait()
        out.seek(0)
        report = _view(out.read())
    refused = [*report.get("not_read", []), *(v for v in report.get("versions", []) if v["error"])]
    if refused or not report:
        raise NotAdded(refused[0]["error"] if refused else _last_line(last))
    yield report


def _step(line: str) -> Step:
    bar = _BAR.search(line)
    if bar is None:
        return Step(line, None)
    return Step(bar["doing"].strip().capitalize(), min(int(bar["percent"]), 100) / 100)


def _view(out: str) -> dict[str, Any]:
    try:
        view = json.loads(out)
    except json.JSONDecodeError:
        return {}
    return view if isinstance(view, dict) else {}


def _last_line(err: str | Sequence[str]) -> str:
    lines = [line for line in str(err).splitlines() if line.strip()]
    return lines[-1].removeprefix("regatlas: ") if lines else "The text could not be read."
