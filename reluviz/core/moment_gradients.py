"""Gradients of a shallow network over many points, of which only sums are needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.sorted_gradients import RayPass

Array = NDArray[np.float64]

_FAR = 1_000  # mean squares that the square of the farthest value may be


def suit_moments(x: Array, y: Array) -> bool:
    """Whether no value is so far from the others that they would drown in the sums of squares."""
    for values in (x, y):
        squares = np.square(values - np.mean(values))
        if not np.max(squares) <= _FAR * np.mean(squares):
            return False
    return True


class MomentPass(RayPass):
    """Error and gradient of a shallow network over fixed data, in O(N log n).

    Between two kinks the network is a straight line, and the sums of its residual and of the
    squares follow from the sums of 1, x, y, x^2, x y and y^2 over the points there: differences of
    running sums that are made once. Only `residual` looks at the points again.

    Parameters
    ----------
    n_units : int
        Number N of hidden units.
    x, y : ndarray, shape (n, 1)
        The data, x increasing (equal ones allowed); see `suit_moments`.

    Notes
    -----
    x and y are measured from their middles, so that the squares do not drown what they differ by.
    The sums are added up with more digits where the machine has them. The rounding error of the
    mean squared error is about 1e-16 of the mean of y^2, however small the error itself.
    """

    def load(self, x: Array, y: Array) -> None:
        """Take other data of the same shape."""
        super().load(x, y)
        self._middle, self._level = float(np.mean(self._x)), float(np.mean(self._y))
        long_x = self._x.astype(np.longdouble) - self._middle
        long_y = self._y.astype(np.longdouble) - self._level
        terms = (np.ones_like(long_x), long_x, long_y, long_x**2, long_x * long_y, long_y**2)
        self._running = np.zeros((self._n + 1, len(terms)))  # what is taken together is together
        for column, term in enumerate(terms):
            self._running[1:, column] = np.cumsum(term)

    def gradient(self, values: Array, out: Array) -> float:
        """Write the gradient into `out`; return the mean squared error."""
        order, lines, sums = self._lines(values)
        slope, height = lines.real, lines.imag
        ones, x, y, xx, xy, yy = sums
        r = slope * x + height * ones - y
        rx = slope * xx + height * x - xy
        errors = np.empty(len(r), complex)
        errors.real = rx + self._middle * r
        errors.imag = r
        errors *= 2 / self._n
        np.add.accumulate(errors, out=errors)
        self._found[order] = errors[:-1]
        self._finish(values, errors[-1], out)
        return self._mean(slope * (rx - xy) + height * (r - y) + yy)

    def loss(self, values: Array) -> float:
        """Return the mean squared error."""
        _, lines, (ones, x, y, xx, xy, yy) = self._lines(values)
        slope, height = lines.real, lines.imag
        r = slope * x + height * ones - y
        rx = slope * xx + height * x - xy
        return self._mean(slope * (rx - xy) + height * (r - y) + yy)

    def residual(self, values: Array) -> Array:
        """Return output minus target, shape (n,)."""
        _, lines, sums = self._lines(values)
        counts = sums[0].astype(np.intp)
        slope, height = (np.repeat(part, counts) for part in (lines.real, lines.imag))
        return slope * (self._x - self._middle) + height - (self._y - self._level)

    def _lines(self, values: Array) -> tuple[NDArray[np.intp], NDArray[np.complex128], Array]:
        """Order of the places; slope and height of each line; sums over its points, (6, N + 1)."""
        start = self._bend(values)
        order = np.argsort(self._places)
        lines = np.empty(self._units + 1, complex)
        lines[0] = start
        self._jumps.take(order, out=lines[1:], mode="clip")
        np.add.accumulate(lines, out=lines)
        lines.imag += self._middle * lines.real
        lines.imag -= self._level
        ends = np.empty(self._units + 1, np.intp)
        self._places.take(order, out=ends[:-1], mode="clip")
        ends[-1] = self._n
        sums = self._running.take(ends, axis=0)
        sums[1:] -= sums[:-1].copy()
        return order, lines, np.ascontiguousarray(sums.T)

    def _mean(self, squares: Array) -> float:
        """The mean over the points of `squares`, sums over parts of them."""
        total = float(np.add.reduce(squares)) / self._n
        return max(total, 0.0) if total == total else total  # rounding; but not what is no number
