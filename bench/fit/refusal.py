"""When to say no: how the signs of `kb.abstain.Support` count.

A logistic fit over the tuning questions, a sample of the unanswerable ones of corpus/unstated.yaml
and those that only look so; the odds that a question is unstated are those of a model that was not
fitted on it. The threshold is then set so that few questions are refused falsely.
"""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from kb.abstain import Support

SIGNS = tuple(f.name for f in fields(Support) if f.name != "read")
FALSELY = 0.035  # of the questions that have an answer, refused at the threshold
DECAY = 0.05

Array = npt.NDArray[np.float64]


def fit(
    supports: Sequence[Support], answered: Sequence[bool], counted: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """Weights whose sum is above nought where an answer is to be given."""
    x = np.array([[getattr(s, name) for name in SIGNS] for s in supports])
    y = np.array(answered, dtype=float)
    weights = np.where(y > 0, 1 / y.sum(), 1 / (1 - y).sum()) * len(y) / 2

    def loss(w: Array) -> tuple[float, Array]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        total = float(weights @ (np.logaddexp(0, z) - y * z)) + DECAY * float(w @ w)
        return total, x.T @ (weights * (p - y)) + 2 * DECAY * w

    w = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    least = np.quantile((x @ w)[counted & (y > 0)], FALSELY)
    w[SIGNS.index("one")] -= least
    return {name: round(float(v), 4) for name, v in zip(SIGNS, w, strict=True)}
