"""Weights by which the right ones of a group come before the wrong ones."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Array = npt.NDArray[np.float64]
Group = tuple[Array, npt.NDArray[np.bool_]]  # (n, features), and which of the n are right


def fit(groups: Sequence[Group], decay: float, together: bool = False) -> Array:
    """Weights that make, in each group, the softmax share of each right one large against the wrong
    ones; or, `together`, the share of the right ones as a whole. `decay` draws them to nought."""
    groups = [(x, right) for x, right in groups if right.any() and not right.all()]

    def loss(w: Array) -> tuple[float, Array]:
        total, slope = decay * float(w @ w), 2 * decay * w
        for x, right in groups:
            scores = x @ w
            e = np.exp(scores - scores.max())
            if together:
                p, q = e / e.sum(), np.where(right, e, 0.0)
                q = q / q.sum()
                total -= float(np.log(e[right].sum() / e.sum()))
                slope = slope + x.T @ (p - q)
                continue
            wrong = np.where(right, 0.0, e)
            for i in np.flatnonzero(right):
                p = wrong.copy()
                p[i] = e[i]
                p /= p.sum()
                total -= float(np.log(p[i])) / right.sum()
                p[i] -= 1.0
                slope = slope + x.T @ p / right.sum()
        return total, slope

    start = np.zeros(groups[0][0].shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)
