"""The best values at given joints, and their error, from every point: no running sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_data import Prepared
from reluviz.core.fit_descent import with_ends
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]

EQUAL = 1e-12
"""Errors that differ by no larger share are equal."""

_EQUAL_BENDS = 1e-9
_RIDGE = 1e-13  # of the largest weight: decides what no data decide
_ROUNDS = 3  # each takes the error of solving down by about 1e10
_TRIES = ((False, 1.0), (True, 1.0), (False, 0.3))  # own slopes, and the share of the step


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

    @property
    def bending(self) -> float:
        """The sum of the changes of the slope at the kinks, in size."""
        return float(np.abs(np.diff(np.diff(self.values) / np.diff(self.joints))).sum())


def solve(data: Prepared, joints: Array, watch: Watch, rounds: int = _ROUNDS) -> Solved:
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
        How often the error is looked at; once less it is improved.
    """
    watch.check()
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
        watch.check()
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


def least_bent(data: Prepared, chains: list[Array], watch: Watch) -> tuple[Array, float]:
    """Return the best of some chains of kinks, and its squared error.

    Of equals the one with the fewest kinks, then that with the least bending: the sum of the
    changes of its slope in size.
    """
    found = [solve(data, with_ends(kinks), watch) for kinks in chains]
    limit = min(one.error for one in found) * (1 + EQUAL) + data.noise
    equal = [one for one in found if one.error <= limit]
    fewest = min(len(one.joints) for one in equal)
    equal = [one for one in equal if len(one.joints) == fewest]
    bends = min(one.bending for one in equal) * (1 + _EQUAL_BENDS)
    best = next(one for one in equal if one.bending <= bends)
    return best.joints[1:-1], best.error


def polish(data: Prepared, kinks: Array, rounds: int, watch: Watch) -> Solved:
    """Return the solution for the kinks, moved a little downhill if that helps.

    The same steps as those of the search (see `fit_descent`), but all sums are taken over the
    points themselves, so the last digits count too.
    """
    best = solve(data, with_ends(kinks), watch)
    for _ in range(rounds if len(kinks) else 0):
        last = best.error
        for own, share in _TRIES:
            new = solve(data, _moved(best, own, share), watch)
            if new.error < best.error:
                best = new
                break
        if last - best.error <= 1e-9 * last:
            break
    return best


def _moved(now: Solved, own: bool, share: float) -> Array:
    """The joints after a step, where each segment keeps its slope or takes its own."""
    width = np.diff(now.joints)
    slopes = (np.diff(now.values) + own * (now.at_right - now.at_left)) / width
    bend = np.diff(slopes)
    bend[np.abs(bend) < 1e-12] = np.inf
    move = share * (now.at_right[:-1] - now.at_left[1:]) / bend
    joints = now.joints.copy()
    joints[1:-1] += np.clip(move, -0.49 * width[:-1], 0.49 * width[1:])
    return joints


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
