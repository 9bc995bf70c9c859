"""The best values at given joints, and their error, from every point: no running sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_data import Prepared

Array = NDArray[np.float64]

_RIDGE = 1e-13  # of the largest weight: decides what no data decide
_ROUNDS = 3  # each takes the error of solving down by about 1e10


@dataclass(frozen=True, eq=False)
class Solved:
    """Values at joints.

    Parameters
    ----------
    joints : ndarray, shape (k + 1,)
        Scaled, from 0 to 1.
    values : ndarray, shape (k + 1,)
        Scaled.
    error : float
        Squared error of the scaled data.
    at_left, at_right : ndarray, shape (k,)
        By how much each segment alone would rather have other values at its two ends.
    """

    joints: Array
    values: Array
    error: float
    at_left: Array
    at_right: Array


def solve(data: Prepared, joints: Array, rounds: int = _ROUNDS) -> Solved:
    """Return the values at `joints` with the smallest squared error.

    The normal equations of the hat functions are tridiagonal; the solution is improved with the
    residuals of the data, so that it is as good as that of an orthogonal factorisation.

    Parameters
    ----------
    data : Prepared
        The data.
    joints : ndarray, shape (k + 1,)
        Scaled, strictly increasing, from 0 to 1.
    rounds : int
        How often to improve.
    """
    s, z = data.s, data.z
    k = len(joints) - 1
    first = s.searchsorted(joints)
    first[-1] = len(s)
    counts = np.diff(first)
    starts, some = first[:-1], counts > 0
    starts = starts[some]
    segment = np.repeat(np.arange(k), counts)
    u = (s - joints[segment]) * (1.0 / np.diff(joints))[segment]
    w = 1.0 - u

    def summed(terms: Array) -> Array:
        out = np.zeros(k)
        out[some] = np.add.reduceat(terms, starts)
        return out

    p, q, r = summed(w * w), summed(w * u), summed(u * u)
    values = z[np.minimum(first, len(s) - 1)]
    factors = _Tridiagonal(p, q, r)
    for turn in range(rounds):
        left = z - (values[segment] * w + values[segment + 1] * u)
        gu, gv = summed(left * w), summed(left * u)
        if turn == rounds - 1:
            break
        pull = np.zeros(k + 1)
        pull[:-1] += gu
        pull[1:] += gv
        values = values + factors.solve(pull)
    ridge = 1e-10 * (p + r) + 1e-140  # its square is not 0
    det = (p + ridge) * (r + ridge) - q * q
    return Solved(
        joints,
        values,
        float(left @ left),
        ((r + ridge) * gu - q * gv) / det,
        ((p + ridge) * gv - q * gu) / det,
    )


def polish(data: Prepared, kinks: Array, rounds: int = 3) -> Solved:
    """Return the solution for the kinks, moved a little downhill if that helps.

    The last digits of the kinks: running sums do not have them.
    """
    best = solve(data, np.concatenate([[0.0], kinks, [1.0]]))
    for _ in range(rounds if len(kinks) else 0):
        width = np.diff(best.joints)
        slopes = (np.diff(best.values) + best.at_right - best.at_left) / width
        bend = np.diff(slopes)
        bend[np.abs(bend) < 1e-12] = np.inf
        move = (best.at_right[:-1] - best.at_left[1:]) / bend
        joints = best.joints.copy()
        joints[1:-1] += np.clip(move, -0.49 * width[:-1], 0.49 * width[1:])
        new = solve(data, joints)
        if not new.error < best.error:
            break
        enough = best.error - new.error <= 1e-9 * best.error
        best = new
        if enough:
            break
    return best


class _Tridiagonal:
    """Symmetric, positive: factored once (L D L^T)."""

    def __init__(self, p: Array, q: Array, r: Array) -> None:
        diagonal = np.zeros(len(p) + 1)
        diagonal[:-1] += p
        diagonal[1:] += r
        diagonal += _RIDGE * float(diagonal.max())
        self._pivots: list[float] = diagonal.tolist()
        self._shares: list[float] = q.tolist()
        pivots, shares = self._pivots, self._shares
        floor = pivots[0] * 0.0 + _RIDGE * 0.01 * max(pivots)
        for j, q_j in enumerate(shares):
            shares[j] = q_j / pivots[j]
            pivots[j + 1] = max(pivots[j + 1] - shares[j] * q_j, floor)

    def solve(self, right: Array) -> Array:
        values = right.tolist()
        for j, share in enumerate(self._shares):
            values[j + 1] -= share * values[j]
        values[-1] /= self._pivots[-1]
        for j in range(len(self._shares) - 1, -1, -1):
            values[j] = values[j] / self._pivots[j] - self._shares[j] * values[j + 1]
        return np.array(values)
