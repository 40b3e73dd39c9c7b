"""The cross-encoder: reads a question and a passage together and says how well they fit.

A twelve-layer MiniLM in int8 ONNX, read from the knowledge base's own folder. It is far more exact
than comparing vectors and far slower, so only the best candidates are given to it.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kb.errors import HashMismatch
from kb.home import Home
from kb.model import Passage, Provision

RERANKER_NAME = "reranker_en"
SHA256 = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
MAX_TOKENS = 192  # of question and passage together; twice as many take more than twice as long


class Reranker(Protocol):
    """Says how well texts fit a question."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One number a text, the higher the better; about 0 where it is undecided."""


class CrossEncoder:
    """The default `Reranker`. The same pair always has the same score: pairs are read singly."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        import onnxruntime  # imports that only answering needs
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        found = []
        for text in texts:
            read = self._tokenizer.encode(question, text)
            inputs = {
                "input_ids": np.array([read.ids]),
                "attention_mask": np.array([read.attention_mask]),
                "token_type_ids": np.array([read.type_ids]),
            }
            found.append(float(self._session.run(None, inputs)[0][0, 0]))
        return found


def as_read(passage: Passage, provision: Provision, about: str) -> str:
    """A passage as it is read: where it stands, what we say of it or a question that it answers,
    its words."""
    body = provision.text[passage.start : passage.end]
    return "\n".join(filter(None, (passage.context, about, body)))


def load_reranker(home: Home) -> CrossEncoder | None:
    """The model in the home's folder; None if it has not been set up.

    Raises HashMismatch if it is another one.
    """
    folder = home.models / RERANKER_NAME
    if not all((folder / name).is_file() for name in SHA256):
        return None
    for name, expected in SHA256.items():
        with (folder / name).open("rb") as f:
            got = hashlib.file_digest(f, "sha256").hexdigest()
        if got != expected:
            raise HashMismatch(str(folder / name), expected, got)
    return CrossEncoder(folder)
