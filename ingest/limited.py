"""Reading a file in a process of its own, with limits on its memory and time.

Whatever a hostile file does to a reader, it does it to that process. The bytes go in by a pipe and
an outline comes back as JSON; the process has no other use of ours, and none of the environment
but what starting Python takes.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.parse.structure import Recognised
from kb.errors import ParseError

MOST_BYTES = 50_000_000  # of a file
MEMORY = 1_000_000_000  # bytes of address space
PROCESSOR_SECONDS = 60
WALL_SECONDS = 120.0
MOST_OUTPUT = 200_000_000  # bytes of the outline's JSON
REFUSED = 3  # exit code: the reader says in one sentence why it does not read the file
_KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
_RECOGNISED = TypeAdapter(Recognised)


def recognise_limited(content: bytes, name: str, format: str) -> Recognised:
    """`ingest.reading.recognise`, out of harm's way.

    Raises ParseError, in one sentence, for a file that is too large, can't be read, or goes beyond
    a limit.
    """
    if len(content) > MOST_BYTES:
        raise ParseError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB; split it.")
    command = [sys.executable, "-P", "-m", "ingest.limited", format, Path(name).name[:200]]
    kept = {k: os.environ[k] for k in _KEPT if k in os.environ}
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={**kept, "PYTHONHASHSEED": "0"},
            check=False,
        )
    except subprocess.TimeoutExpired as e:
        raise ParseError(f"{name} took over {WALL_SECONDS:.0f} seconds to read.") from e
    if done.returncode == REFUSED:
        raise ParseError(done.stdout.decode("utf-8", "replace").strip())
    if done.returncode != 0:
        raise ParseError(_why(name, done.returncode, done.stderr))
    try:
        return _RECOGNISED.validate_json(done.stdout)
    except ValidationError as e:
        raise ParseError(f"{name} could not be read: the reader's answer is broken.") from e


def _why(name: str, code: int, stderr: bytes) -> str:
    if code in (-24, -9, 152, 137):  # SIGXCPU, SIGKILL
        return f"{name} took over {PROCESSOR_SECONDS} seconds of processor time to read."
    if b"MemoryError" in stderr or b"std::bad_alloc" in stderr or code in (-6, -11):
        return f"{name} took more than {MEMORY // 1_000_000_000} GB of memory to read."
    return f"{name} could not be read; it is broken, or not what it says it is."


def _limit() -> None:
    """Bound this process; where a system knows no such limits, the parent's clock remains."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _main() -> int:
    format, name = sys.argv[1:3]
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    from ingest.reading import recognise

    _limit()
    try:
        answer = _RECOGNISED.dump_json(recognise(content, name, format))
    except ParseError as e:
        sys.stdout.write(str(e))
        return REFUSED
    if len(answer) > MOST_OUTPUT:
        sys.stdout.write(f"{name} has too much structure to be a text.")
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
