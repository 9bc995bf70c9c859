"""Sums over any run of sorted data at a cost that does not depend on how long it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.stopping import Watch

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_FEW = 3
_FLOOR = 1e-13
_SUM_NOISE = 1e-18  # of a sum of squares of distances, before it is scaled
_SMALLEST_BLOCK = 16
_MOST_BLOCKS = 256
_TABLE = 160  # so few points have a table of all runs


@dataclass(frozen=True, eq=False)
class Segments:
    """What least squares needs to know of the data between two joints, for many pairs of joints.

    With u = (x - a) / (b - a) on the segment from a to b, and the line given by its values p at a
    and q at b, the sum of its squared errors is ``P p p + 2 Q p q + R q q - 2 U p - 2 V q + W``.

    Parameters
    ----------
    p, q, r : ndarray
        Sums of (1 - u) (1 - u), u (1 - u) and u u.
    u, v : ndarray
        Sums of (1 - u) y and u y.
    w : ndarray
        Sum of y y.
    count : ndarray
        How many points.
    floor : ndarray
        What rounding may leave of a sum that is 0.
    """

    p: Array
    q: Array
    r: Array
    u: Array
    v: Array
    w: Array
    count: Array
    floor: Array

    def mirrored(self) -> Segments:
        """The same from right to left."""
        return Segments(self.r, self.q, self.p, self.v, self.u, self.w, self.count, self.floor)

    def chosen(self, columns: Index, better: NDArray[np.bool_], other: Segments) -> Segments:
        """Some columns of these, or the columns of `other` where these are not `better`."""
        pairs = zip(_fields(self), _fields(other), strict=True)
        return Segments(*(np.where(better, mine[:, columns], its) for mine, its in pairs))


def _fields(of: Segments) -> tuple[Array, ...]:
    return of.p, of.q, of.r, of.u, of.v, of.w, of.count, of.floor


def moments(x: Array, y: Array, count: Array) -> Array:
    """Return what lines through all runs of points depend on.

    Each point updates the means and the sums of squares around them (Welford 1962, "Note on a
    method for calculating corrected sums of squares and products"): nothing is lost far from 0.

    Parameters
    ----------
    x, y : ndarray, shape (m,)
        The points.
    count : ndarray, shape (m,)
        How often each is there.

    Returns
    -------
    ndarray, shape (6, m, m + 1)
        The number of points, the means of x and y, and the sums of the squares of x, products and
        squares of y around the means; by the first point of the run and the one after its last.
    """
    m = len(x)
    table = np.zeros((6, m, m + 1))
    weight, mx, my, sxx, sxy, syy = table
    for j in range(m):
        rows, new = np.s_[: j + 1, j], np.s_[: j + 1, j + 1]
        weight[new] = weight[rows] + count[j]
        share = count[j] / weight[new]
        dx, dy = x[j] - mx[rows], y[j] - my[rows]
        mx[new], my[new] = mx[rows] + share * dx, my[rows] + share * dy
        far_x, far_y = count[j] * (x[j] - mx[new]), count[j] * (y[j] - my[new])
        sxx[new] = sxx[rows] + dx * far_x
        sxy[new] = sxy[rows] + dx * far_y
        syy[new] = syy[rows] + dy * far_y
    return table


class Sums:
    """Sums of x, x x, y, x y and y y over any run of the data.

    Few points have a table of all runs, see `moments`. Of many, differences of running sums lose
    their digits on short runs. So the data stand in blocks of about sqrt(n) points: within a block
    x is measured from the block's first point, and the sums over whole blocks are kept for each
    pair of blocks, measured from the first of them.

    Parameters
    ----------
    x : ndarray, shape (n,)
        Growing, from 0 to 1.
    y : ndarray, shape (n,)
        Values, of about 1 in size.
    """

    def __init__(self, x: Array, y: Array, watch: Watch) -> None:
        n = len(x)
        self.x, self.y = x, y
        self._runs: Array | None = None
        if n <= _TABLE:
            self._runs = moments(x, y, np.ones(n)).reshape(6, -1)
            return
        self._size = max(_SMALLEST_BLOCK, int(np.sqrt(n)), n // _MOST_BLOCKS + 1)
        self._blocks = n // self._size + 1
        length = self._blocks * self._size
        padded = np.empty(length)
        padded[:n], padded[n:] = x, x[-1]
        self._first = padded[:: self._size].copy()
        padded -= np.repeat(self._first, self._size)
        padded[n:] = 0.0
        values = np.zeros(length)
        values[:n] = y
        self._inside = np.zeros((5, length))
        totals = np.empty((5, self._blocks))
        for row, term_of in enumerate(_TERMS):
            watch.check()
            term = term_of(padded, values).reshape(self._blocks, self._size)
            into = self._inside[row].reshape(self._blocks, self._size)
            np.cumsum(term[:, :-1], axis=1, out=into[:, 1:])
            totals[row] = into[:, -1] + term[:, -1]
        self._across = self._between_blocks(totals, n)

    def index(self, t: Array) -> Index:
        """Return how many points are left of each joint; all of them for one at the end."""
        index = self.x.searchsorted(t)
        index[t >= self.x[-1]] = len(self.x)
        return index

    def between(self, a: Array, i: Index, b: Array, j: Index) -> Segments:
        """Return the sums over the segments from `a` to `b`, whose `index` are `i` and `j`."""
        if self._runs is not None:
            return self._looked_up(a, i, b, j)
        size = self._size
        p, q = i // size, j // size
        lx, lxx, ly, lxy, lyy = self._across.take(p * self._blocks + q, axis=1) - self._inside.take(
            i, axis=1
        )
        rx, rxx, ry, rxy, ryy = self._inside.take(j, axis=1)
        n_left, n_right = q * size - i, j - q * size
        d, e = self._first[p] - a, self._first[q] - a
        count = (j - i).astype(np.float64)
        h = (count > 0) / (b - a)  # rounding must not put anything where there is no point
        nd, ne = n_left * d, n_right * e
        x1 = (lx + nd + rx + ne) * h
        r = np.maximum((lxx + d * (lx + lx + nd) + rxx + e * (rx + rx + ne)) * (h * h), 0.0)
        sum_y = ly + ry
        v = (lxy + d * ly + rxy + e * ry) * h
        q_ = x1 - r
        floor = _FLOOR * count + _SUM_NOISE * (h * h)
        # Points near the right end: p is a small difference, but never less than q q / r.
        p_ = np.maximum(count - x1 - q_, q_ * q_ / (r + (floor + 1e-300)))
        found = Segments(p_, q_, r, sum_y - v, v, lyy + ryy, count, floor)
        few = np.flatnonzero((count > 0) & (count <= _FEW))
        if len(few):
            self._put_exactly(found, few, a, i, b, j)
        return found

    def _looked_up(self, a: Array, i: Index, b: Array, j: Index) -> Segments:
        assert self._runs is not None
        run = i * (len(self.x) + 1) + j
        count, mx, my, sxx, sxy, syy = self._runs.take(run, axis=1)
        h = 1.0 / (b - a)
        u, w = (mx - a) * h, (b - mx) * h
        cu, cw = count * u, count * w
        xx, xy = sxx * (h * h), sxy * h
        return Segments(
            cw * w + xx,
            cw * u - xx,
            cu * u + xx,
            cw * my - xy,
            cu * my + xy,
            count * my * my + syy,
            count,
            _FLOOR * count,
        )

    def _put_exactly(
        self, into: Segments, where: Index, a: Array, i: Index, b: Array, j: Index
    ) -> None:
        """Replace the sums over few points, that may be very near one another, by exact ones."""
        start, end, last = i.ravel()[where], j.ravel()[where], len(self.x) - 1
        left, width = a.ravel()[where], (b - a).ravel()[where]
        total = np.zeros((6, len(where)))
        for k in range(_FEW):
            at = np.minimum(start + k, last)
            on = start + k < end
            u = np.where(on, (self.x[at] - left) / width, 0.0)
            w, y = np.where(on, 1.0 - u, 0.0), np.where(on, self.y[at], 0.0)
            total += (w * w, w * u, u * u, w * y, u * y, y * y)
        for field, row in zip((into.p, into.q, into.r, into.u, into.v, into.w), total, strict=True):
            field.flat[where] = row  # ravel might be a copy
        into.floor.flat[where] = _FLOOR * (end - start)

    def along(self, joints: Array) -> Segments:
        """Return the sums over the segments between following `joints`, along the first axis."""
        index = self.index(joints)
        return self.between(joints[:-1], index[:-1], joints[1:], index[1:])

    def _between_blocks(self, totals: Array, n: int) -> Array:
        """Sums over blocks p to q - 1, from the first point of p; shape (5, blocks * blocks)."""
        blocks = self._blocks
        x, xx, y, xy, yy = totals
        counts = np.full(blocks, float(self._size))
        counts[-1] = n - (blocks - 1) * self._size
        d = self._first - self._first[:, np.newaxis]
        out = np.zeros((5, blocks, blocks))
        terms = np.empty((5, blocks, blocks))
        terms[0] = x + counts * d
        terms[1] = xx + d * (x + terms[0])
        terms[2], terms[3], terms[4] = y, xy + d * y, yy
        np.cumsum(np.triu(terms)[:, :, :-1], axis=2, out=out[:, :, 1:])
        return out.reshape(5, blocks * blocks)


_TERMS: tuple[Callable[[Array, Array], Array], ...] = (
    lambda x, y: x,
    lambda x, y: x * x,
    lambda x, y: y,
    lambda x, y: x * y,
    lambda x, y: y * y,
)
