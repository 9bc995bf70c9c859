"""Targets drawn freehand: what a moving pen leaves, as a line of few points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from reluviz.core import words
from reluviz.core.piecewise import Array, Domain
from reluviz.core.targets import Target

TOLERANCE = 0.5
"""Points are left out where the line stays so near to what was drawn, in pixels."""

LEAST_WIDTH = 3.0
"""A stroke that is narrower, in pixels, is none."""

_FINER = 2.5  # so many times finer than a pixel, at most, are columns and heights


class Stroke:
    """What a pen draws while it moves: one height for each column, the newest counts.

    Columns are a pixel wide or a little less, so that each x is a number with few digits.

    Parameters
    ----------
    x, y : float
        Where the pen is set down.
    pixel : tuple of float
        Width and height of a pixel, in x and y.
    domain : tuple of float
        The pen is held inside of this interval of x.
    target : Target, optional
        What is drawn over. A line stays where the pen does not come; single points go.
    """

    def __init__(
        self,
        x: float,
        y: float,
        pixel: tuple[float, float],
        domain: Domain,
        target: Target | None = None,
    ) -> None:
        self._domain = domain
        self._least = LEAST_WIDTH * pixel[0]
        self._tolerance = TOLERANCE * pixel[1]
        self._step = words.short_step(pixel[0] / _FINER)
        self._digit = words.short_step(pixel[1] / _FINER)
        self._ends = round(domain[0] / self._step), round(domain[1] / self._step)
        self._below = target if target is not None and target.is_line else None
        self._calendar = target.calendar if target is not None else None
        self._place = self._clamped(x), y
        self._first = self._column(self._place[0])
        self._heights: Array = np.array([y], dtype=np.float64)

    def go_to(self, x: float, y: float) -> None:
        """Draw a straight line from where the pen is to another place."""
        (from_x, from_y), to_x = self._place, self._clamped(x)
        start, stop = self._column(from_x), self._column(to_x)
        self._make_room(min(start, stop), max(start, stop))
        columns = np.arange(min(start, stop), max(start, stop) + 1)
        if start == stop:
            self._heights[start - self._first] = y
        else:
            shares = np.abs(columns - start) / abs(stop - start)
            self._heights[columns - self._first] = from_y + shares * (y - from_y)
        self._place = to_x, y

    @property
    def is_wide(self) -> bool:
        """Whether enough is drawn to be a line."""
        x = self._x(np.array([self._first, self._first + len(self._heights) - 1]))
        return bool(x[1] > x[0] and x[1] - x[0] >= self._least)

    def target(self) -> Target | None:
        """Return what was there before with the stroke over it; None while that is too narrow."""
        if not self.is_wide:
            return None
        columns = self._first + np.arange(len(self._heights))
        kept = thinned(_short(columns, self._step), self._heights, self._tolerance)
        x, y = self._x(columns[kept]), self._rounded(self._heights[kept])
        if self._below is not None:
            x, y = _laid_over(self._below, x, y, self._step)
        return Target(x, y, calendar=self._calendar)

    # Private

    def _clamped(self, x: float) -> float:
        return min(max(x, self._domain[0]), self._domain[1])

    def _column(self, x: float) -> int:
        return min(max(round(x / self._step), self._ends[0]), self._ends[1])

    def _make_room(self, first: int, last: int) -> None:
        before = max(0, self._first - first)
        after = max(0, last + 1 - self._first - len(self._heights))
        self._heights = np.pad(self._heights, (before, after), "edge")
        self._first -= before

    def _x(self, columns: NDArray[np.intp]) -> Array:
        """Where columns are: the first and the last are the ends of the domain, to the bit."""
        x = _short(columns, self._step)
        x[columns == self._ends[0]] = self._domain[0]
        x[columns == self._ends[1]] = self._domain[1]
        return x

    def _rounded(self, y: Array) -> Array:
        return _short(np.round(y / self._digit), self._digit)


def thinned(x: Array, y: Array, tolerance: float) -> NDArray[np.intp]:
    """Return which points of a line are enough to stay within `tolerance` of all, up and down.

    The algorithm of Ramer (1972) and of Douglas and Peucker (1973): the point that is farthest
    from the line between two that are kept is kept too, as long as it is too far.

    Parameters
    ----------
    x, y : ndarray, shape (n,), n >= 2
        The points, x increasing.
    tolerance : float
        The largest distance.

    Returns
    -------
    ndarray of int
        Increasing indices; the first and the last point are always among them.
    """
    kept = [0, len(x) - 1]
    parts = [(0, len(x) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        slope = (y[last] - y[first]) / (x[last] - x[first])
        inner = slice(first + 1, last)
        distances = np.abs(y[inner] - y[first] - slope * (x[inner] - x[first]))
        farthest = int(distances.argmax())
        if distances[farthest] > tolerance:
            middle = first + 1 + farthest
            kept.append(middle)
            parts += [(first, middle), (middle, last)]
    return np.array(sorted(kept), dtype=np.intp)


def _laid_over(below: Target, x: Array, y: Array, step: float) -> tuple[Array, Array]:
    """Replace what is below (x, y); beside it, by one step, the line below is as it was."""
    left, right = _short(np.array([x[0] / step - 1, x[-1] / step + 1]), step)
    before, after = below.x < left, below.x > right
    edges = np.array([left, right])
    edges = edges[(edges >= below.x[0]) & (edges <= below.x[-1])]
    beside_x = np.concatenate([below.x[before], edges, below.x[after]])
    beside_y = np.concatenate([below.y[before], below.curve(edges), below.y[after]])
    place = int(beside_x.searchsorted(x[0]))
    return np.insert(beside_x, place, x), np.insert(beside_y, place, y)


def _short(counts: NDArray[np.intp] | Array, step: float) -> Array:
    """Return multiples of a step of few digits, with no more digits than it needs."""
    place = max(0, -math.floor(math.log10(step)))
    values: Array = np.asarray(counts * step, dtype=np.float64)
    return np.round(values, place) if place < 300 else values
