"""The embedding model: all-MiniLM-L6-v2, read from the knowledge base's own folder.

Texts become unit vectors of 384 float32 numbers; nearness is their inner product. The weights are
the upstream ones, checked by hash each time they are loaded; nothing is asked of any hub.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from kb.errors import HashMismatch, MissingStore
from kb.home import Home

Vectors = npt.NDArray[np.float32]  # shape (n, dimension), each row of length 1

MODEL_NAME = "all-MiniLM-L6-v2"
WEIGHTS_FILE = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
MAX_TOKENS = 256  # what the model reads of a text, its two special tokens included


class Embedder(Protocol):
    """Turns texts into unit vectors, and counts the tokens it would read."""

    name: str
    weights: str  # SHA-256 of the weights: which vectors can be compared
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension)."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special tokens included, uncut."""


class MiniLM:
    """The default `Embedder`."""

    name = MODEL_NAME
    weights = WEIGHTS_SHA256
    dimension = DIMENSION
    max_tokens = MAX_TOKENS

    def __init__(self, folder: Path) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # a promise: no network at question time
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer  # seconds of imports: only when used
        from transformers.utils import logging

        logging.disable_progress_bar()
        self._model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = MAX_TOKENS
        # A copy: counting must not be subject to the truncation that encoding sets.
        self._tokenizer = type(self._model.tokenizer.backend_tokenizer).from_str(
            self._model.tokenizer.backend_tokenizer.to_str()
        )
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            batch_size=32,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return cast(Vectors, vectors.astype(np.float32, copy=False))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(e.ids) for e in self._tokenizer.encode_batch_fast(list(texts))]


def load_embedder(home: Home) -> MiniLM:
    """The model in the home's models folder.

    Raises MissingStore if it has not been set up, HashMismatch if its weights are other ones.
    """
    folder = home.models / MODEL_NAME
    weights = folder / WEIGHTS_FILE
    if not weights.is_file():
        raise MissingStore(
            f"The embedding model is not in {folder}. Run `regatlas ingest` to set it up."
        )
    with weights.open("rb") as f:
        got = hashlib.file_digest(f, "sha256").hexdigest()
    if got != WEIGHTS_SHA256:
        raise HashMismatch(str(weights), WEIGHTS_SHA256, got)
    return MiniLM(folder)
