"""Which questions no legal text answers: a softmax over their kinds, by the question's vector."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from kb.embedding import Vectors

DECAY = 1.0
SCALE = 4.0
OF_CORPUS = 0.1  # what a question of corpus/asked counts, of which there are many,
OF_LIKENESS = 4.0  # and one that only looks unanswerable
FOLDS = 5
SEED = 20261125

Array = npt.NDArray[np.float64]


def fit(vectors: Vectors, kinds: npt.NDArray[np.int64], weights: Array) -> tuple[Array, Array]:
    """Slopes (classes, dimension) and biases; class 0 is of what the texts do state."""
    x = np.hstack([vectors * SCALE, np.ones((len(vectors), 1))])
    classes = int(kinds.max()) + 1
    right = np.eye(classes)[kinds]

    def loss(flat: Array) -> tuple[float, Array]:
        w = flat.reshape(classes, -1)
        scores = x @ w.T
        scores -= scores.max(axis=1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(axis=1, keepdims=True)
        total = -float(weights @ np.log(p[np.arange(len(x)), kinds] + 1e-12))
        slope = ((p - right) * weights[:, None]).T @ x
        decayed = w.copy()
        decayed[:, -1] = 0.0
        return total + DECAY * float((decayed**2).sum()), (slope + 2 * DECAY * decayed).ravel()

    start = np.zeros(classes * x.shape[1])
    w = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
    w = w.reshape(classes, -1)
    return w[:, :-1] * SCALE, w[:, -1]


def odds(slope: Array, bias: Array, vectors: Vectors) -> Array:
    """The logarithm of the odds that each is unstated."""
    scores = vectors @ slope.T + bias
    found: Array = np.logaddexp.reduce(scores[:, 1:], axis=1) - scores[:, 0]
    return found


def crossed(vectors: Vectors, kinds: npt.NDArray[np.int64], weights: Array) -> Array:
    """The odds of each by a model that was not fitted on it."""
    order = np.random.default_rng(SEED).permutation(len(vectors))
    found = np.zeros(len(vectors))
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        kept = np.setdiff1d(order, out)
        model = fit(vectors[kept], kinds[kept], weights[kept])
        found[out] = odds(*model, vectors[out])
    return found


def arrays(slope: Array, bias: Array, kinds: Sequence[str]) -> dict[str, Any]:
    """As `kb.unstated` reads them."""
    return {
        "unstated_slope": slope.astype(np.float16),
        "unstated_bias": bias.astype(np.float32),
        "unstated_kinds": np.array(kinds),
    }
