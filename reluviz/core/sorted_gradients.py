"""Gradients of a shallow network over sorted points, without a table of points and units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pairs = NDArray[np.complex128]

_DOT_UP_TO = 10_000  # longer products may be split over threads, and then depend on their number
_SORT_FROM = 200  # units from which sorting their kinks first makes the search cheaper
_SORT_EVERY = 16  # searches; a few kinks that have changed places since do not matter
_ROUNDING = 8 * float(np.finfo(float).eps)


class RayPass:
    """What the passes over sorted points have in common: where each unit is active.

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
    What goes together is handled together as a complex number: v and b of a unit, slope and height
    of a line, r x and r. A unit is active where the rounded b + v x is positive, as in a dense
    pass; next to a point the rounded kink -b / v does not tell, so there the sum itself is asked.
    """

    def __init__(self, n_units: int, x: Array, y: Array) -> None:
        n = len(x)
        self._n, self._units = n, n_units
        self._before, self._after = np.full(n + 1, -np.inf), np.full(n + 1, np.inf)
        self._x, self._y = self._after[:-1], np.empty(n)
        self._kinks, self._turns, self._low, self._high = np.empty((4, n_units))
        self._w, self._w_turns, self._turn_pairs = np.zeros((3, n_units), complex)
        self._jumps, self._found = np.empty((2, n_units), complex)
        self._places = np.zeros(n_units, np.intp)
        self._order = np.arange(n_units)
        self._searches = 0
        self.load(x, y)

    def load(self, x: Array, y: Array) -> None:
        """Take other data of the same shape."""
        self._x[:] = x[:, 0]
        self._before[1:] = self._x
        self._y[:] = y[:, 0]
        self._near = _ROUNDING * max(abs(float(self._x[0])), abs(float(self._x[-1])))

    def _bend(self, values: Array) -> complex:
        """Find the places and put the changes of the line there into `_jumps`; return the first.

        Slope and height of the line before the first place.
        """
        units, jumps = self._units, self._jumps
        rays, w = values[: 2 * units].view(complex), values[2 * units : 3 * units]
        np.copysign(1.0, rays.real, out=self._turns)
        self._find_places(rays)
        self._turn_pairs.real = self._turns
        self._w.real = w
        np.multiply(w, self._turns, out=self._w_turns.real)
        np.multiply(rays, self._w, out=jumps)
        start = np.add.reduce(jumps)
        # At its place a ray that rises to the right begins, and one that rises to the left ends.
        np.multiply(rays, self._w_turns, out=jumps)
        start = (start - np.add.reduce(jumps)) / 2
        return complex(start) + complex(0.0, values[3 * units])

    def _finish(self, values: Array, total: complex, out: Array) -> None:
        """Write the gradient: `_found` has the sums of r x and r to the left of each place."""
        units, found = self._units, self._found
        # The sum over the points where a unit is active: to the left of its place, or the rest.
        found -= total / 2
        found *= self._turn_pairs
        np.subtract(total / 2, found, out=found)
        np.multiply(found, self._w, out=out[: 2 * units].view(complex))
        by_parts = found.view(float)
        by_parts *= values[: 2 * units]
        np.add(by_parts[::2], by_parts[1::2], out=out[2 * units : 3 * units])
        out[3 * units] = total.imag

    def _find_places(self, rays: Pairs) -> None:
        """Find how many points are left of each kink: up to there or from there it is active."""
        kinks, places, low, high = self._kinks, self._places, self._low, self._high
        np.divide(rays.imag, rays.real, out=kinks)
        np.negative(kinks, out=kinks)
        if self._units < _SORT_FROM:
            places[:] = self._x.searchsorted(kinks)
        else:
            if self._searches % _SORT_EVERY == 0:
                self._order = np.argsort(kinks)
            self._searches += 1
            kinks.take(self._order, out=low, mode="clip")
            places[self._order] = self._x.searchsorted(low)
        self._before.take(places, out=low, mode="clip")
        self._after.take(places, out=high, mode="clip")
        np.subtract(kinks, low, out=low)
        np.subtract(high, kinks, out=high)
        if not (np.minimum.reduce(low) > self._near and np.minimum.reduce(high) > self._near):
            unsure = np.flatnonzero(~((low > self._near) & (high > self._near)))  # also NaN
            places[unsure] = self._ask_sums(rays[unsure], places[unsure])

    def _ask_sums(self, rays: Pairs, places: NDArray[np.intp]) -> NDArray[np.intp]:
        """The places of units by the signs of b + v x, near the `places` found so far."""
        x, v, b = self._x, rays.real, rays.imag
        left = np.signbit(v)
        flat = v == 0  # active everywhere or nowhere
        places = np.where(flat, np.where((b > 0) == left, self._n, 0), places)
        turns = np.flatnonzero(~flat)
        while len(turns):  # the sums increase or decrease: go on while a neighbour is wrong
            here, v_, b_, left_ = places[turns], v[turns], b[turns], left[turns]
            back = (v_ * self._before[here] + b_ > 0) != left_
            on = ((v_ * self._after[here] + b_ > 0) == left_) & ~back
            here = np.where(back, x.searchsorted(self._before[here]), here)
            places[turns] = np.where(on, x.searchsorted(self._after[here], "right"), here)
            turns = turns[back | on]
        return places


class SortedPass(RayPass):
    """Error and gradient of a shallow network over fixed data, in O(n + N log n).

    Parameters
    ----------
    n_units : int
        Number N of hidden units.
    x, y : ndarray, shape (n, 1)
        The data, x increasing (equal ones allowed).
    """

    def __init__(self, n_units: int, x: Array, y: Array) -> None:
        n = len(x)
        self._weighted_x: Pairs = np.empty(n, complex)  # (x, 1) 2 / n
        self._residual = np.empty(n)
        self._lines, self._sums = np.zeros((2, n + 1), complex)
        self._errors: Pairs = np.empty(n, complex)
        super().__init__(n_units, x, y)

    def load(self, x: Array, y: Array) -> None:
        """Take other data of the same shape."""
        super().load(x, y)
        self._weighted_x.real = self._x * (2 / self._n)
        self._weighted_x.imag = 2 / self._n

    def gradient(self, values: Array, out: Array) -> float:
        """Write the gradient into `out`; return the mean squared error."""
        loss = self.loss(values)
        np.multiply(self._weighted_x, self._residual, out=self._errors)
        np.add.accumulate(self._errors, out=self._sums[1:])
        self._sums.take(self._places, out=self._found, mode="clip")
        self._finish(values, self._sums[-1], out)
        return loss

    def loss(self, values: Array) -> float:
        """Return the mean squared error."""
        n, lines, residual = self._n, self._lines, self._residual
        start = self._bend(values)
        lines.fill(0)
        lines[0] = start
        np.add.at(lines, self._places, self._jumps)
        np.add.accumulate(lines, out=lines)
        np.multiply(lines.real[:n], self._x, out=residual)
        residual += lines.imag[:n]
        residual -= self._y
        if n <= _DOT_UP_TO:
            return float(residual.dot(residual)) / n
        return float(np.add.reduce(np.square(residual))) / n

    def residual(self, values: Array) -> Array:
        """Return output minus target, shape (n,)."""
        self.loss(values)
        return self._residual.copy()
