"""Readers of release files (being written)."""

from pathlib import Path

from kb.release import Understood


def read_release(path: Path) -> Understood:
    raise NotImplementedError
