"""Where a knowledge base lives on disk, and the few settings there are.

HOME/
  CURRENT            the name of the generation in use
  generations/N/     one generation: knowledge.sqlite, vectors.faiss, manifest.json
  models/NAME/       the embedding model, unpacked from its package
  downloads/         data packages, as they came, checked by hash before use
  write.lock         held by the one ingestion that writes
"""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

HOME_VARIABLE = "REGATLAS_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one knowledge base."""

    root: Path

    @property
    def current(self) -> Path:
        return self.root / "CURRENT"

    @property
    def generations(self) -> Path:
        return self.root / "generations"

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def downloads(self) -> Path:
        return self.root / "downloads"

    @property
    def lock(self) -> Path:
        return self.root / "write.lock"


def default_home(explicit: str | Path | None = None) -> Home:
    """`--kb`, else the environment's REGATLAS_HOME, else the user's data folder."""
    root = explicit or os.environ.get(HOME_VARIABLE) or user_data_path("regatlas", appauthor=False)
    return Home(Path(root).expanduser().resolve())
