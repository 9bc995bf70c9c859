"""Least squares along a chain of segments, joined at values that are free, for many chains at once.

The smallest squared error of all data left of a joint is a quadratic of the value v at the joint,
``a v v - 2 b v + c``. Passing on to the next joint is one step of elimination; a chain of k
segments costs O(k) whatever the number of data points, and what is left and right of a joint can
be combined without passing through the rest again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_sums import Segments, Sums

Array = NDArray[np.float64]

# Where no data say what the value at a joint is, this and the `floor` keep 0 / 0 at 0.
_TINY = 1e-300


class Quadratic(NamedTuple):
    """The smallest squared error on one side of a joint, ``a v v - 2 b v + c``."""

    a: Array
    b: Array
    c: Array

    def at(self, joint: int) -> Quadratic:
        """Return one row of all three."""
        return Quadratic(self.a[joint], self.b[joint], self.c[joint])

    def chosen(
        self, columns: NDArray[np.intp], better: NDArray[np.bool_], other: Quadratic
    ) -> Quadratic:
        """Return some chains of these where they are better, else the other ones."""
        pairs = zip(self, other, strict=True)
        return Quadratic(*(np.where(better, mine[:, columns], its) for mine, its in pairs))

    def pick(self, joints: NDArray[np.intp], chains: NDArray[np.intp]) -> Quadratic:
        """Return those at some joints of some chains."""
        return Quadratic(self.a[joints, chains], self.b[joints, chains], self.c[joints, chains])


def passed(side: Quadratic, over: Segments) -> Quadratic:
    """Return the quadratic at the far end of the segments `over`."""
    floor = over.floor
    down = 1.0 / (side.a + over.p + floor + _TINY)
    e = side.b + over.u
    share = over.q * down
    return Quadratic(
        np.maximum(over.r - share * over.q, floor),
        over.v - share * e,
        side.c + over.w - e * e * down,
    )


def meeting(left: Quadratic, right: Quadratic) -> Array:
    """Return the smallest squared error where both sides meet."""
    b = left.b + right.b
    error: Array = left.c + right.c - b * b / (left.a + right.a + _TINY)
    return error


def sweep(over: Segments) -> Quadratic:
    """Return the quadratics of the left side at all joints; shape (segments + 1, ...).

    Along the first axis of `over` the segments follow one another.
    """
    k = len(over.p)
    floor = over.floor
    p = over.p + (floor + _TINY)
    a, b, gain = (np.zeros((k + 1, *over.p.shape[1:])) for _ in range(3))
    q, r, u, v = over.q, over.r, over.u, over.v
    for j in range(k):
        down = 1.0 / (a[j] + p[j])
        e = b[j] + u[j]
        share = q[j] * down
        np.maximum(r[j] - share * q[j], floor[j], out=a[j + 1])
        np.subtract(v[j], share * e, out=b[j + 1])
        np.multiply(e, e * down, out=gain[j + 1])
    gain[1:] -= over.w
    return Quadratic(a, b, -np.cumsum(gain, axis=0))


def sweep_back(over: Segments) -> Quadratic:
    """Return the quadratics of the right side at all joints; shape (segments + 1, ...)."""
    m = over.mirrored()
    turned = sweep(Segments(*(getattr(m, f)[::-1] for f in m.__dataclass_fields__)))
    return Quadratic(turned.a[::-1], turned.b[::-1], turned.c[::-1])


def errors(left: Quadratic) -> Array:
    """Return the smallest squared error of each chain from its left sides at all joints."""
    end = left.at(-1)
    error: Array = end.c - end.b * end.b / (end.a + _TINY)
    return error


def values(over: Segments, left: Quadratic) -> Array:
    """Return the best values at the joints, shape (segments + 1, ...).

    Parameters
    ----------
    over : Segments
        The chains.
    left : Quadratic
        Their left sides at all joints, as `sweep` returns.
    """
    found = np.empty_like(left.a)
    found[-1] = left.b[-1] / (left.a[-1] + _TINY)
    free = left.b[:-1] + over.u
    down = 1.0 / (left.a[:-1] + over.p + over.floor + _TINY)
    free *= down
    share = over.q * down
    for j in range(len(over.p) - 1, -1, -1):
        found[j] = free[j] - share[j] * found[j + 1]
    return found


def inserted(sums: Sums, left: Quadratic, a: Array, t: Array, b: Array, right: Quadratic) -> Array:
    """Return the smallest squared errors with a joint at `t` between joints at `a` and `b`.

    Parameters
    ----------
    sums : Sums
        Of the data.
    left, right : Quadratic
        Left of `a`, and right of `b`.
    a, t, b : ndarray, shape (n,)
        The three joints.
    """
    i, m, j = sums.index(a), sums.index(t), sums.index(b)
    before = passed(left, sums.between(a, i, t, m))
    after = passed(right, sums.between(t, m, b, j).mirrored())
    return meeting(before, after)
