"""The curve with the smallest largest error, and the fewest segments for a given error.

With an error e allowed, the curve must pass through a vertical bar at each x, from e below the
highest point to e above the lowest. A path with the fewest segments through the bars is found
from left to right, each segment reaching as far as it can.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluviz.core.stopping import Watch

Array = NDArray[np.float64]

_CLOSE = 1e-13  # relative
_CHECK_EVERY = 4_096
_MOST_CUTS = 200
_MOST_STEPS = 200


class Line(NamedTuple):
    """A line through (x, y)."""

    x: float
    y: float
    slope: float

    def at(self, x: float) -> float:
        """Value at `x`."""
        return self.y + self.slope * (x - self.x)


class Turn(NamedTuple):
    """Where a segment cannot go on.

    Parameters
    ----------
    line : Line
        The segment: of all possible ones that which comes nearest to the bar it misses.
    up : bool
        Whether the next one turns up.
    touch : int
        The next one leaves `line` right of this bar, whose end the line touches...
    missed : int
        ...and left of this one.
    """

    line: Line
    up: bool
    touch: int
    missed: int


class Path:
    """Bars, and paths with the fewest segments through them.

    Parameters
    ----------
    x : ndarray, shape (m,), m >= 2
        Strictly increasing.
    lowest, highest : ndarray, shape (m,)
        The lowest and the highest y at each x.

    Notes
    -----
    O'Rourke 1981, "An on-line algorithm for fitting straight lines between data ranges", for one
    segment; Imai and Iri 1986, "An optimal algorithm for approximating a piecewise linear
    function", for the path: the next segment starts on the line of the last one that reached
    nearest to the bar it missed.
    """

    def __init__(self, x: Array, lowest: Array, highest: Array, watch: Watch) -> None:
        self.x, self.lowest, self.highest = x, lowest, highest
        self._x, self._lowest, self._highest = x.tolist(), lowest.tolist(), highest.tolist()
        self._watch = watch

    def turns(self, e: float, most: int) -> tuple[list[Turn], bool]:
        """Return the turns of a path of at most `most` segments, and whether it reaches the end.

        If it does not, there are `most` turns.
        """
        turns: list[Turn] = []
        upper = lower = 0
        while len(turns) < most:
            self._watch.check()
            turn = self._reach(e, upper, lower)
            if turn is None:
                return turns, True
            turns.append(turn)
            upper, lower = _next(turn)
        return turns, False

    def last(self, turns: list[Turn]) -> tuple[Line, float]:
        """Return the line with the smallest largest error after `turns`, and that error."""
        upper, lower = _next(turns[-1]) if turns else (0, 0)
        return nearest_line(self.x, self.lowest, self.highest, upper, lower)

    def joints(self, turns: list[Turn], line: Line) -> tuple[Array, Array]:
        """Return the joints of the path over `turns` that ends on `line`."""
        x, first = [self._x[0]], turns[0].line if turns else line
        y = [first.at(x[0])]
        for k, turn in enumerate(turns):
            after = turns[k + 1].line if k + 1 < len(turns) else line
            at = _crossing(turn.line, after, self._x[turn.touch], self._x[turn.missed])
            if at > x[-1]:
                x.append(at)
                y.append(turn.line.at(at))
        if x[-1] < self._x[-1]:
            x.append(self._x[-1])
            y.append(line.at(x[-1]))
        else:
            y[-1] = line.at(x[-1])
        return np.array(x), np.array(y)

    def _reach(self, e: float, upper: int, lower: int) -> Turn | None:
        """Go on with one line: below the bars from `upper` on, above those from `lower` on."""
        xs, lowest, highest = self._x, self._lowest, self._highest
        # Corners of the hull above the bars' lower ends, and of the hull below their upper ends.
        # The parts before the corner that the extreme line touches are never needed again.
        floor: list[tuple[float, float]] = []
        roof: list[tuple[float, float]] = []
        for j in range(upper, lower):
            _push(roof, 0, xs[j], lowest[j] + e, -1.0)
        for j in range(lower, upper):
            _push(floor, 0, xs[j], highest[j] - e, 1.0)
        at_floor = at_roof = touch_roof = touch_floor = 0
        steepest = Line(0.0, np.inf, 0.0)
        flattest = Line(0.0, -np.inf, 0.0)
        for j in range(max(upper, lower), len(xs)):
            if not j % _CHECK_EVERY:
                self._watch.check()
            x, low, high = xs[j], highest[j] - e, lowest[j] + e
            top = steepest.y + steepest.slope * (x - steepest.x)
            bottom = flattest.y + flattest.slope * (x - flattest.x)
            if low > top:
                return Turn(steepest, True, touch_roof, j)
            if high < bottom:
                return Turn(flattest, False, touch_floor, j)
            if high < top and floor:
                at_floor, slope = _tangent(floor, at_floor, x, high, 1.0)
                steepest, touch_roof = Line(x, high, slope), j
            if low > bottom and roof:
                at_roof, slope = _tangent(roof, at_roof, x, low, -1.0)
                flattest, touch_floor = Line(x, low, slope), j
            _push(floor, at_floor, x, low, 1.0)
            _push(roof, at_roof, x, high, -1.0)
        return None


def _next(turn: Turn) -> tuple[int, int]:
    return (turn.touch, turn.missed) if turn.up else (turn.missed, turn.touch)


def _tangent(
    hull: list[tuple[float, float]], start: int, x: float, y: float, sign: float
) -> tuple[int, float]:
    """The corner whose line to (x, y) is flattest (sign 1) or steepest (-1), and its slope."""
    px, py = hull[start]
    best = (y - py) / (x - px)
    for k in range(start + 1, len(hull)):
        px, py = hull[k]
        slope = (y - py) / (x - px)
        if (slope - best) * sign > 0:
            break
        start, best = k, slope
    return start, best


def _push(hull: list[tuple[float, float]], start: int, x: float, y: float, sign: float) -> None:
    """Add a corner at the right of an upper (sign 1) or lower (-1) hull."""
    while len(hull) - start >= 2:
        (ax, ay), (bx, by) = hull[-2], hull[-1]
        if ((by - ay) * (x - ax) - (y - ay) * (bx - ax)) * sign > 0:
            break
        hull.pop()
    hull.append((x, y))


def _crossing(a: Line, b: Line, low: float, high: float) -> float:
    bend = b.slope - a.slope
    if bend == 0:
        return high
    at = b.x + (a.at(b.x) - b.y) / bend
    return min(max(at, low), high)


def nearest_line(
    x: Array, lowest: Array, highest: Array, upper: int = 0, lower: int = 0
) -> tuple[Line, float]:
    """Return the line with the smallest largest error, and that error.

    It may be below the highest points by the error from `lower` on, and above the lowest ones from
    `upper` on; before, by any amount.

    Notes
    -----
    Half of ``max(highest - s x) - min(lowest - s x)`` is a convex function of the slope s made of
    straight lines; each step goes to where the best lines from both sides cross (Kelley 1960, "The
    cutting-plane method for solving convex programs").
    """
    xt, xb, top, bottom = x[lower:], x[upper:], highest[lower:], lowest[upper:]
    left = (float(top[-1] - bottom[0]), float(xt[-1] - xb[0]))
    right = (float(top[0] - bottom[-1]), float(xt[0] - xb[-1]))
    best: tuple[Line, float] | None = None
    for _ in range(_MOST_CUTS):
        slope = (left[0] - right[0]) / (left[1] - right[1]) if left[1] > right[1] else 0.0
        bound = (left[0] - slope * left[1]) / 2
        above, below = top - slope * xt, bottom - slope * xb
        t, b = int(above.argmax()), int(below.argmin())
        error = float(above[t] - below[b]) / 2
        if best is None or error < best[1]:
            best = Line(float(xt[t]), float(top[t]) - error, slope), error
        if error <= bound + _CLOSE * abs(error):
            break
        cut = (float(top[t] - bottom[b]), float(xt[t] - xb[b]))
        if cut in (left, right) or cut[1] == 0:
            break
        if cut[1] > 0:
            left = cut
        else:
            right = cut
    assert best is not None
    return best


def smallest_error(path: Path, units: int, low: float, high: float) -> tuple[float, list[Turn]]:
    """Return the smallest error that a path of `units` segments can have, and its turns.

    Parameters
    ----------
    path : Path
        The bars.
    units : int
        At least 1.
    low, high : float
        The error is known to lie between; `high` is enough for `units` segments.

    Notes
    -----
    A search by bisection, and by two better guesses in turn with it. With e allowed for all turns
    the last segment needs some other error, which falls as e grows: smooth data have the answer
    where the two are equal. In others it is the error with which some segment just reaches the
    bar that it misses with less.
    """
    search = _Search(path, units, low, high)
    if search.test(low) and search.high_turns is not None:
        return low, search.high_turns
    for _ in range(_MOST_STEPS):
        for guesses in ((search.middle(),), search.equal(), search.next_reach()):
            for e in guesses:
                if search.low < e < search.high:
                    search.test(e)
        if search.is_done:
            break
    hair = _CLOSE * high
    while search.high_turns is None:  # `high` itself was best, and may be a rounding too small
        search.test(high)
        high, hair = high + hair, 2 * hair
    return search.high, search.high_turns


class _Search:
    """What is known of the smallest error: too small is `low`, large enough is `high`."""

    def __init__(self, path: Path, units: int, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.high_turns: list[Turn] | None = None
        self._path, self._units = path, units
        self._low_turns: list[Turn] = []
        self._needs: list[tuple[float, float]] = []

    @property
    def is_done(self) -> bool:
        """Whether the error is known as well as rounding allows."""
        middle = self.middle()
        return self.high - self.low <= _CLOSE * self.high or not self.low < middle < self.high

    def test(self, e: float) -> bool:
        """Look whether `e` is enough."""
        turns, reached = self._path.turns(e, self._units)
        if reached:
            self.high, self.high_turns = e, turns
        else:
            self.low, self._low_turns = e, turns
        if len(turns) >= self._units - 1:
            need = self._path.last(turns[: self._units - 1])[1]
            self._needs = [*self._needs[-1:], (e, need)]
        return reached

    def middle(self) -> float:
        """Halfway."""
        return self.low + (self.high - self.low) / 2

    def equal(self) -> tuple[float, ...]:
        """Where the line through the last two needs meets e = need, and a little beside it."""
        if len(self._needs) < 2:
            return ()
        (a, p), (b, q) = self._needs
        slope = (q - p) / (b - a) if b != a else 0.0
        if slope >= 0:
            return ()
        e = (q - slope * b) / (1 - slope)
        side = min(0.05 * (self.high - self.low), abs(q - b))
        return e, e + side, e - side

    def next_reach(self) -> tuple[float, ...]:
        """The smallest error with which a segment reaches one bar more than with `low`."""
        upper = lower = 0
        reaches = []
        for turn in self._low_turns:
            stop = turn.missed + 1
            path = self._path
            _, e = nearest_line(
                path.x[:stop], path.lowest[:stop], path.highest[:stop], upper, lower
            )
            reaches.append(e)
            upper, lower = _next(turn)
        e = min((e for e in reaches if e > self.low), default=self.high)
        hair = 0.2 * _CLOSE * e
        return e + hair, e - hair
