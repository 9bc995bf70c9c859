"""The optimum of least squares with two and three segments, for few points: all arrangements.

A kink lies at a point of the data, or between two. Between two, a small move of it changes no
error, so there the lines on its two sides are the best ones for their own points, and must cross
between the two points. For every way to place the kinks so, the best lines follow in closed form
from the regression lines of runs of neighbouring points; the best way whose lines do cross is the
optimum: each way is a convex problem with bounds, and a solution of that lies inside, or at
bounds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_data import Means
from reluviz.core.fit_descent import NEAREST
from reluviz.core.fit_sums import moments

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Bools = NDArray[np.bool_]

MOST_POINTS = 150
"""More different x than these take too long: the work grows with their square."""

_SHORT_LIST = 24
_EQUAL = 1e-9  # two errors that are nearer may change places when they are looked at closely
_NOISE = 1e-14  # of the sum of all squares


class _Lines(NamedTuple):
    """The regression lines of runs of points; `weight` 0 in a direction that no point decides."""

    error: Array
    slope: Array
    x: Array
    y: Array
    weight: Array
    spread: Array

    def of(self, start: Index, end: Index) -> _Lines:
        """Those of the runs from point `start` to before point `end`."""
        return _Lines(*(part[start, end] for part in self))

    def at(self, x: Array) -> Array:
        value: Array = self.y + self.slope * (x - self.x)
        return value

    def pull(self, x: Array) -> Array:
        """How the error grows with the square of a change of the value at `x`."""
        away = (x - self.x) ** 2
        strength: Array = self.weight * self.spread / (self.spread + self.weight * away)
        return strength

    def slope_through(self, x: Array, y: Array) -> Array:
        """The slope of the best line through (x, y)."""
        across = self.weight * (self.x - x)
        slope: Array = (self.spread * self.slope + across * (self.y - y)) / (
            self.spread + across * (self.x - x)
        )
        return slope


class _Ways(NamedTuple):
    """Chains of kinks, shape (kinks, chains), and their errors, infinite where lines miss."""

    kinks: Array
    errors: Array


def best_chains(points: Means, units: int) -> list[Array]:
    """Return the kinks of the chains that may be best, of one up to `units` segments.

    Parameters
    ----------
    points : Means
        At most `MOST_POINTS` different x.
    units : int
        2 or 3.

    Returns
    -------
    list of ndarray, shape (up to units - 1,)
        Scaled. The optimum is among them, with all whose errors rounding could not tell from its.
    """
    x, lines = points.s, _regressions(points)
    m = len(x)
    whole = lines.of(np.array([0]), np.array([m]))
    ways = [_Ways(np.empty((0, 1)), whole.error), _one_tied(x, lines), _one_free(x, lines)]
    if units == 3:
        ways += [_both_tied(x, lines), _both_free(x, lines)]
        ways += [_tied_then_free(x, lines), _free_then_tied(x, lines)]
    best = min(float(way.errors.min(initial=np.inf)) for way in ways)
    total = float(points.count @ points.z**2)
    limit = best * (1 + _EQUAL) + _NOISE * total
    found = [way.kinks[:, way.errors <= limit].T for way in ways]
    chains = [kinks for some in found for kinks in some][:_SHORT_LIST]
    # A free kink can meet the tied one: then they are one.
    return [kinks[np.diff(kinks, prepend=-1.0) >= NEAREST] for kinks in chains]


def _regressions(points: Means) -> _Lines:
    """The lines of all runs, by their first point and the one after the last."""
    weight, mx, my, sxx, sxy, syy = moments(points.s, points.z, points.count)
    slope = np.divide(sxy, sxx, out=np.zeros_like(sxy), where=sxx > 0)
    return _Lines(np.maximum(syy - slope * sxy, 0.0), slope, mx, my, weight, sxx)


def _crossing(x: Array, gap: Index, left: _Lines, right: _Lines) -> tuple[Array, Bools]:
    """Where two lines cross between points `gap` - 1 and `gap`, and whether they do."""
    start, end = x[gap - 1], x[gap]
    before, after = right.at(start) - left.at(start), right.at(end) - left.at(end)
    meets = (np.minimum(before, after) <= 0) & (np.maximum(before, after) >= 0) & (before != after)
    share = np.divide(before, before - after, out=np.zeros_like(before), where=meets)
    return start + share * (end - start), meets


def _joined(left: _Lines, right: _Lines, x: Array) -> tuple[Array, Array]:
    """The error of two lines that meet at `x`, and their value there."""
    a, b = left.pull(x), right.pull(x)
    p, q = left.at(x), right.at(x)
    value = (a * p + b * q) / (a + b)
    return left.error + right.error + a * b / (a + b) * (p - q) ** 2, value


def _one_free(x: Array, lines: _Lines) -> _Ways:
    gap = np.arange(2, len(x) - 1)
    left, right = lines.of(0 * gap, gap), lines.of(gap, 0 * gap + len(x))
    t, meets = _crossing(x, gap, left, right)
    return _Ways(t[np.newaxis], np.where(meets, left.error + right.error, np.inf))


def _one_tied(x: Array, lines: _Lines) -> _Ways:
    p = np.arange(1, len(x) - 1)
    error, _ = _joined(lines.of(0 * p, p + 1), lines.of(p + 1, 0 * p + len(x)), x[p])
    return _Ways(x[p][np.newaxis], error)


def _both_free(x: Array, lines: _Lines) -> _Ways:
    m = len(x)
    i, j = np.triu_indices(m, 1)
    inside = (i >= 2) & (j <= m - 2)
    i, j = i[inside], j[inside]
    left, middle, right = lines.of(0 * i, i), lines.of(i, j), lines.of(j, 0 * j + m)
    alone = np.flatnonzero(j == i + 1)
    p = i[alone]
    beside = lines.of(0 * p, p), lines.of(p + 1, 0 * p + m)
    middle.slope[alone], possible = _slope_of_one_point(x, p, lines.of(p, p + 1), *beside)
    t, meets = _crossing(x, i, left, middle)
    u, meets_too = _crossing(x, j, middle, right)
    meets[alone] = possible  # rounding must not undo what was chosen
    meets_too[alone] = possible
    error = left.error + middle.error + right.error
    return _Ways(np.stack([t, u]), np.where(meets & meets_too, error, np.inf))


def _slope_of_one_point(
    x: Array, at: Index, point: _Lines, left: _Lines, right: _Lines
) -> tuple[Array, Bools]:
    """Slopes of lines through one point that cross both neighbours in the gaps beside it.

    Of the possible ones that with the least bending, and whether there are any.
    """
    y, before, after = point.y, left.at(x[at - 1]), right.at(x[at + 1])
    over_left, over_right = y - left.at(x[at]), y - right.at(x[at])
    to_left, to_right = (y - before) / (x[at] - x[at - 1]), (after - y) / (x[at + 1] - x[at])
    low = np.maximum(
        np.where(over_left > 0, to_left, -np.inf), np.where(over_right < 0, to_right, -np.inf)
    )
    high = np.minimum(
        np.where(over_left < 0, to_left, np.inf), np.where(over_right > 0, to_right, np.inf)
    )
    flat, steep = np.minimum(left.slope, right.slope), np.maximum(left.slope, right.slope)
    nearest = (np.clip(flat, low, high) + np.clip(steep, low, high)) / 2
    return np.where(low <= high, nearest, 0.0), low <= high


def _tied_then_free(x: Array, lines: _Lines) -> _Ways:
    m = len(x)
    p, j = np.triu_indices(m, 2)
    inside = (p >= 1) & (j <= m - 2)
    p, j = p[inside], j[inside]
    left, middle, right = lines.of(0 * p, p + 1), lines.of(p + 1, j), lines.of(j, 0 * j + m)
    error, value = _joined(left, middle, x[p])
    bent = _through(x[p], value, middle)
    u, meets = _crossing(x, j, bent, right)
    return _Ways(np.stack([x[p], u]), np.where(meets, error + right.error, np.inf))


def _free_then_tied(x: Array, lines: _Lines) -> _Ways:
    m = len(x)
    i, q = np.triu_indices(m, 1)
    inside = (i >= 2) & (q <= m - 2)
    i, q = i[inside], q[inside]
    left, middle, right = lines.of(0 * i, i), lines.of(i, q), lines.of(q, 0 * q + m)
    error, value = _joined(right, middle, x[q])
    bent = _through(x[q], value, middle)
    t, meets = _crossing(x, i, left, bent)
    return _Ways(np.stack([t, x[q]]), np.where(meets, error + left.error, np.inf))


def _through(x: Array, y: Array, line: _Lines) -> _Lines:
    return line._replace(slope=line.slope_through(x, y), x=x, y=y)


def _both_tied(x: Array, lines: _Lines) -> _Ways:
    m = len(x)
    p, q = np.triu_indices(m, 1)
    inside = (p >= 1) & (q <= m - 2)
    p, q = p[inside], q[inside]
    left, middle, right = lines.of(0 * p, p + 1), lines.of(p + 1, q), lines.of(q, 0 * q + m)
    a, b, width = left.pull(x[p]), right.pull(x[q]), x[q] - x[p]
    # From here on, values are measured from the outer lines. The middle one wants other values:
    # its height at its mean x, which is a share of both, and its slope.
    above, below = left.at(x[p]), right.at(x[q])
    share = np.where(middle.weight > 0, (middle.x - x[p]) / width, 0.0)
    height = np.where(middle.weight > 0, middle.y - (1 - share) * above - share * below, 0.0)
    slope = middle.slope - (below - above) / width
    stiff = middle.spread / width**2
    w, rise = middle.weight, slope * width
    pp = a + w * (1 - share) ** 2 + stiff
    pq = w * share * (1 - share) - stiff
    qq = b + w * share**2 + stiff
    u = w * (1 - share) * height - stiff * rise
    v = w * share * height + stiff * rise
    down = pp * qq - pq * pq
    up, uq = (qq * u - pq * v) / down, (pp * v - pq * u) / down
    off_height = height - (1 - share) * up - share * uq
    off_rise = rise - (uq - up)
    error = left.error + middle.error + right.error + a * up**2 + b * uq**2
    return _Ways(np.stack([x[p], x[q]]), error + w * off_height**2 + stiff * off_rise**2)
