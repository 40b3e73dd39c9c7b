"""Where a knowledge base lives on disk, and the few settings there are.

HOME/
  CURRENT            the name of the generation in use
  generations/N/     one generation: knowledge.sqlite, vectors.faiss, manifest.json
  models/NAME/       the embedding model, unpacked from its package
  downloads/         data packages, as they came, checked by hash before use
  assessments/       assessments that were kept
  library/           texts that the user added, with what is known of them
  write.lock         held by the one ingestion that writes
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from platformdirs import user_data_path

HOME_VARIABLE = "REGATLAS_HOME"
KEPT_VARIABLE = "REGATLAS_KEEP_GENERATIONS"
HOSTS_VARIABLE = "REGATLAS_ALLOWED_HOSTS"
MODEL_VARIABLE = "REGATLAS_MODEL"  # of a language model; with _URL, _KEY and _SECONDS beside it


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

    ADDITIONS: ClassVar[tuple[str, ...]] = ("assessments", "library")

    @property
    def assessments(self) -> Path:
        return self.root / "assessments"

    @property
    def library(self) -> Path:
        return self.root / "library"

    def additions(self) -> list[Path]:
        """The files that are the user's own: kept assessments and added texts."""
        folders = (self.root / name for name in self.ADDITIONS)
        return sorted(p for f in folders if f.is_dir() for p in f.rglob("*") if p.is_file())

    @property
    def lock(self) -> Path:
        return self.root / "write.lock"


@dataclass(frozen=True, slots=True)
class ModelSetting:
    """The language model that writes answers, if one is named."""

    model: str  # as LangChain names it: "openai:gpt-5-mini", "ollama:llama3.2"
    url: str = ""  # of an OpenAI-compatible server of one's own
    key: str = ""
    seconds: float = 20.0  # without a word from it, after which the answer does without


def language_model() -> ModelSetting | None:
    """The model that REGATLAS_MODEL names, at REGATLAS_MODEL_URL if that is set; else None."""
    name = os.environ.get(MODEL_VARIABLE, "").strip()
    if not name:
        return None
    seconds = os.environ.get(f"{MODEL_VARIABLE}_SECONDS", "")
    return ModelSetting(
        name,
        os.environ.get(f"{MODEL_VARIABLE}_URL", "").strip(),
        os.environ.get(f"{MODEL_VARIABLE}_KEY", "").strip(),
        float(seconds) if seconds.replace(".", "", 1).isdigit() else 20.0,
    )


def default_home(explicit: str | Path | None = None) -> Home:
    """`--kb`, else the environment's REGATLAS_HOME, else the user's data folder."""
    root = explicit or os.environ.get(HOME_VARIABLE) or user_data_path("regatlas", appauthor=False)
    return Home(Path(root).expanduser().resolve())


def kept_generations() -> int:
    """How many generations stay on disk: REGATLAS_KEEP_GENERATIONS, at least the current one and,
    by default, the one before it."""
    stated = os.environ.get(KEPT_VARIABLE, "2")
    return max(1, int(stated)) if stated.isdigit() else 2


def allowed_hosts() -> frozenset[str]:
    """Hosts that may be fetched from though they are not on the public network, by name, with
    commas between them: REGATLAS_ALLOWED_HOSTS. By default none."""
    stated = os.environ.get(HOSTS_VARIABLE, "")
    return frozenset(h.strip().lower() for h in stated.split(",") if h.strip())
