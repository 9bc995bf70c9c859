"""Gradients of a shallow network over sorted points, without a table of points and units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_DOT_UP_TO = 10_000  # longer products may be split over threads, and then depend on their number


class SortedPass:
    """Error and gradient of a shallow network over fixed data, in O(n + N log n).

    With the points sorted, those where a unit is active are all from one place to an end. So the
    outputs are running sums of the changes of slope and of height at these places, and
    every derivative is a difference of running sums of the residual r and of r x.

    Parameters
    ----------
    n_units : int
        Number N of hidden units.
    x, y : ndarray, shape (n, 1)
        The data, x increasing (equal ones allowed).

    Notes
    -----
    A unit is active where the rounded b + v x is positive, as in a dense pass. That is monotone in
    x, so two points beside a place show whether it is still right: from step to step only the
    units whose kink has passed a point are searched for again.
    """

    def __init__(self, n_units: int, x: Array, y: Array) -> None:
        n = len(x)
        self._n, self._units = n, n_units
        self._before, self._after = np.full(n + 1, -np.inf), np.full(n + 1, np.inf)
        self._x, self._y = self._after[:-1], np.empty(n)
        # One row for x, one for constants: v and b; changes of slope and height; r x and r.
        self._places = np.zeros((2, n_units), dtype=np.intp)
        self._places[1] = n + 1
        self._lines = np.empty((2, n + 1))
        self._errors = np.empty((2, n))
        self._sums = np.zeros((2, n + 1))
        self._rays, self._jumps, self._ends, self._found = np.empty((4, 2, n_units))
        self._on = np.empty((2, n_units), dtype=bool)
        self._left = np.empty(n_units, dtype=bool)
        self._turn, self._is_left, self._is_right = np.empty((3, n_units))
        self.load(x, y)

    def load(self, x: Array, y: Array) -> None:
        """Take other data of the same shape."""
        self._x[:] = x[:, 0]
        self._before[1:] = self._x
        self._y[:] = y[:, 0]

    def gradient(self, values: Array, out: Array) -> float:
        """Write the gradient into `out`; return the mean squared error."""
        n, units, found = self._n, self._units, self._found
        errors, sums, w = self._errors, self._sums, values[2 * units : 3 * units]
        loss = self._forward(values)
        errors[1] *= 2 / n
        np.multiply(errors[1], self._x, out=errors[0])
        np.cumsum(errors, axis=1, out=sums[:, 1:])
        np.take(sums.reshape(-1), self._places, out=found, mode="clip")
        # What is left of the place, for units that are active there; else the rest.
        found *= self._turn
        np.multiply(sums[:, n:], self._is_right, out=self._ends)
        np.subtract(self._ends, found, out=found)
        np.multiply(found, self._rays, out=self._ends)
        np.add(self._ends[0], self._ends[1], out=out[2 * units : 3 * units])
        np.multiply(found, w, out=out[: 2 * units].reshape(units, 2).T)
        out[3 * units] = sums[1, n]
        return loss

    def loss(self, values: Array) -> float:
        """Return the mean squared error."""
        return self._forward(values)

    def residual(self, values: Array) -> Array:
        """Return output minus target, shape (n,)."""
        self._forward(values)
        residual: Array = self._errors[1].copy()
        return residual

    def _forward(self, values: Array) -> float:
        """Put the residual into the second row of `_errors`; return the mean of its squares."""
        n, units = self._n, self._units
        self._find_places(values)
        jumps, lines, ends = self._jumps, self._lines, self._ends
        np.multiply(self._rays, values[2 * units : 3 * units], out=jumps)
        np.multiply(jumps, self._is_left, out=ends)
        start = np.add.reduce(ends, axis=1)
        start[1] += values[3 * units]
        jumps *= self._turn  # a unit that is active on the left ends at its place
        bends = np.bincount(self._places.reshape(-1), jumps.reshape(-1), 2 * (n + 1))
        bends = bends.reshape(2, n + 1)
        bends[:, 0] += start
        np.cumsum(bends, axis=1, out=lines)
        spare, residual = self._errors
        np.multiply(lines[0, :n], self._x, out=residual)
        residual += lines[1, :n]
        residual -= self._y
        if n <= _DOT_UP_TO:
            return float(residual.dot(residual)) / n
        np.square(residual, out=spare)
        return float(np.add.reduce(spare)) / n

    def _find_places(self, values: Array) -> None:
        """Find how many points are left of each kink: up to there or from there it is active."""
        units, places, ends, on = self._units, self._places[0], self._ends, self._on
        rays, left = self._rays, self._left
        np.copyto(rays, values[: 2 * units].reshape(units, 2).T)
        np.less(rays[0], 0.0, out=left)
        np.copyto(self._is_left, left)
        np.subtract(1.0, self._is_left, out=self._is_right)
        np.subtract(self._is_right, self._is_left, out=self._turn)
        np.take(self._before, places, out=ends[0], mode="clip")
        np.take(self._after, places, out=ends[1], mode="clip")
        ends *= rays[0]
        ends += rays[1]
        np.greater(ends, 0.0, out=on)
        np.not_equal(on[0], left, out=on[0])
        np.equal(on[1], left, out=on[1])
        np.logical_or(on[0], on[1], out=on[0])
        if on[0].any():
            wrong = np.flatnonzero(on[0])
            places[wrong] = self._search(rays[0, wrong], rays[1, wrong])
            self._places[1, wrong] = places[wrong] + self._n + 1

    def _search(self, v: Array, b: Array) -> NDArray[np.intp]:
        """The places of units, from the data alone."""
        x, left = self._x, v < 0
        kinks = -b / v
        places = np.where(left, x.searchsorted(kinks), x.searchsorted(kinks, "right"))
        flat = v == 0  # active everywhere or nowhere
        places[flat] = np.where(b[flat] > 0, 0, self._n)
        turns = np.flatnonzero(~flat)
        while len(turns):  # the kink is rounded: the place may be one x further on
            here, v_, b_, left_ = places[turns], v[turns], b[turns], left[turns]
            back = (v_ * self._before[here] + b_ > 0) != left_
            on = (v_ * self._after[here] + b_ > 0) == left_
            here = np.where(back, x.searchsorted(self._before[here]), here)
            here = np.where(on & ~back, x.searchsorted(self._after[here], "right"), here)
            places[turns] = here
            turns = turns[back | on]
        return places
