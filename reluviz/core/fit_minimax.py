"""The smallest largest error for data of any size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core import fit_exact
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_seed import candidates
from reluviz.core.minimax import Path, nearest_line, smallest_error
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_FEW = 600  # bars that are looked at all at once
_CHUNKS = 300
_CLOSE = 1e-12
_PROVED = 1e-9
_ROUNDING = 1e-15


class _Bars:
    """Bars from `lowest` to `highest` at each `x`, scaled."""

    def __init__(self, x: Array, lowest: Array, highest: Array, watch: Watch) -> None:
        self.x, self.lowest, self.highest, self._watch = x, lowest, highest, watch

    @classmethod
    def of(cls, data: Prepared, watch: Watch) -> _Bars:
        """Those of the data."""
        watch.check()
        s, z = data.s, data.z
        first = np.flatnonzero(np.append(True, s[1:] > s[:-1]))
        lowest = np.minimum.reduceat(z, first) if len(first) < len(s) else z
        highest = np.maximum.reduceat(z, first) if len(first) < len(s) else z
        watch.check()
        return cls(s[first], lowest, highest, watch)

    def away(self, joints: Array, values: Array) -> Array:
        """How far a curve is from the farthest point of each bar."""
        self._watch.check()
        f = np.interp(self.x, joints, values)
        self._watch.check()
        away: Array = np.maximum(self.highest - f, f - self.lowest)
        return away

    def path(self, some: Index, watch: Watch) -> Path:
        return Path(self.x[some], self.lowest[some], self.highest[some], watch)


def smallest(
    data: Prepared, units: int, watch: Watch, known: float = np.inf
) -> tuple[Array, Array, bool]:
    """Return the curve of `units` segments with the smallest largest error.

    Parameters
    ----------
    known : float
        An error, not scaled, that is known to be possible.

    Returns
    -------
    joints, values : ndarray
        Scaled. There are fewer segments where fewer are as good.
    proved : bool
        Whether rounding did not hide from what is best.

    Notes
    -----
    Few of the points decide. The best curve for some of them is a bound for all; where it is too
    far from others, the farthest of those join the some, until it is best for all.
    """
    bars = _Bars.of(data, watch)
    if units == 1:
        line, _ = nearest_line(bars.x, bars.lowest, bars.highest)
        return np.array([0.0, 1.0]), np.array([line.at(0.0), line.at(1.0)]), True
    even = fit_exact.solve(data, np.append(candidates(data, units)[:-1], 1.0), watch)
    low = float((bars.highest - bars.lowest).max()) / 2 + _ROUNDING
    high = max(low, min(bars.away(even.joints, even.values).max(), known / data.scale + _ROUNDING))
    some = _first_choice(bars, even.joints, even.values)
    while True:
        path = bars.path(some, watch)
        low, turns = smallest_error(path, units, low, high)
        joints, values = path.joints(turns, path.last(turns)[0])
        away = bars.away(joints, values)
        worst = float(away.max())
        high = min(high, worst)
        more = np.union1d(some, _farthest(away, low))
        # No more: what is left is rounding.
        if worst <= low * (1 + _CLOSE) or len(more) == len(some):
            rounding = float(data.means.rounding.max())
            return joints, values, bool(worst <= low * (1 + _PROVED) + rounding)
        some = more


def fewest(data: Prepared, e: float, watch: Watch) -> tuple[Array, Array]:
    """Return the joints, scaled, of a curve with the fewest segments and errors of at most `e`."""
    bars = _Bars.of(data, watch)
    path = _shortest(bars, e / data.scale, len(bars.x), watch)
    assert path is not None
    return path


def meeting(data: Prepared, units: int, watch: Watch) -> tuple[Array, Array] | None:
    """Return the joints, scaled, of a curve with the fewest segments that meets all the means.

    None if that takes more than `units`, or points are too near to be told apart.
    """
    means = data.means
    if not (means.s[1:] > means.s[:-1]).all():
        return None
    # A bar is what may be missed by its whole length: from its top down to its bottom.
    bars = _Bars(means.s, means.z + means.rounding, means.z - means.rounding, watch)
    return _shortest(bars, 0.0, units, watch)


def _shortest(bars: _Bars, e: float, most: int, watch: Watch) -> tuple[Array, Array] | None:
    """The shortest path with errors of at most `e`, or None if it has more segments than `most`."""
    ends = np.array([0.0, 1.0])
    some = _first_choice(bars, ends, np.interp(ends, bars.x, bars.lowest))
    while True:
        path = bars.path(some, watch)
        turns, reached = path.turns(e, most)
        if not reached:
            return None
        joints, values = path.joints(turns, path.last(turns)[0])
        away = bars.away(joints, values)
        more = np.union1d(some, _farthest(away, e))
        if away.max() <= e or len(more) == len(some):
            return joints, values
        some = more


def _first_choice(bars: _Bars, joints: Array, values: Array) -> Index:
    n = len(bars.x)
    if n <= _FEW:
        return np.arange(n)
    f = np.interp(bars.x, joints, values)
    starts = np.linspace(0, n, _CHUNKS + 1).astype(np.intp)
    pairs = list(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))
    over, under = bars.highest - f, bars.lowest - f
    tops = [a + int(over[a:b].argmax()) for a, b in pairs]
    bottoms = [a + int(under[a:b].argmin()) for a, b in pairs]
    return np.unique(np.array([0, n - 1, *tops, *bottoms]))


def _farthest(away: Array, e: float) -> Index:
    """In each chunk the bar that is farthest away, if it is farther than `e`."""
    starts = np.linspace(0, len(away), 4 * _CHUNKS + 1).astype(np.intp)
    pairs = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    found = np.array([a + int(away[a:b].argmax()) for a, b in pairs if b > a])
    farther: Index = found[away[found] > e]
    return farther
