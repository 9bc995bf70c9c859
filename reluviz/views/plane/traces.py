"""The lines in view of the units of the first layer, and which part of one the mouse is at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

from reluviz.core.decision_lines import DecisionLine, decision_lines
from reluviz.core.network import Network
from reluviz.views.frame import Frame

LINE_REACH = 6.0
"""How near to a line counts as on it, in pixels."""

TURN_AT = 0.14
"""Where the grips are that turn a line: this share of the visible part from its ends."""

_TURNS = 0.3  # nearer to an end than this share, a hand turns the line
_LEAST = 80.0  # shorter visible parts, in pixels, are only shifted

Point = tuple[float, float]


@dataclass(frozen=True)
class Trace:
    """The visible part of one line, in pixels.

    Parameters
    ----------
    unit : int
        The unit of the first layer.
    line : DecisionLine
        Its line.
    start, end : tuple of float
        Column and row of both ends.
    positive : tuple of float
        Direction, of length 1, of the side where the sum is positive.
    """

    unit: int
    line: DecisionLine
    start: Point
    end: Point
    positive: Point

    @cached_property
    def length(self) -> float:
        """Length of the visible part, in pixels."""
        return math.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])

    def at(self, share: float) -> Point:
        """The place at a share of the visible part."""
        return (
            self.start[0] + share * (self.end[0] - self.start[0]),
            self.start[1] + share * (self.end[1] - self.start[1]),
        )

    def share(self, place: Point) -> float:
        """The share of the visible part that is nearest to a place, 0 to 1."""
        if self.length == 0:
            return 0.5
        along = ((self.end[0] - self.start[0]), (self.end[1] - self.start[1]))
        away = (place[0] - self.start[0], place[1] - self.start[1])
        return min(max((away[0] * along[0] + away[1] * along[1]) / self.length**2, 0.0), 1.0)

    def distance(self, place: Point) -> float:
        """Distance from a place, in pixels."""
        foot = self.at(self.share(place))
        return math.hypot(place[0] - foot[0], place[1] - foot[1])

    @property
    def can_turn(self) -> bool:
        """Whether the visible part is long enough for a hand to tell its ends from its middle."""
        return self.length >= _LEAST

    def turns_at(self, place: Point) -> bool:
        """Whether a hand at a place turns the line, and does not shift it."""
        return self.can_turn and not _TURNS <= self.share(place) <= 1 - _TURNS

    def pivot(self, place: Point) -> Point:
        """The place that stays when a hand at `place` turns the line."""
        return self.at(1 - TURN_AT if self.share(place) < 0.5 else TURN_AT)


@lru_cache(maxsize=256)
def trace_of(unit: int, line: DecisionLine, frame: Frame) -> Trace | None:
    """Return the visible part of a line; None if there is none."""
    ends = line.ends((frame.x_range, frame.y_range))
    if ends is None:
        return None
    start, end = ((frame.column(x), frame.row(y)) for x, y in ends)
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    if length < 1:
        return None
    across, up = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    # Rows grow downwards: the gradient of the sum by column and row.
    width, height = frame.pixel
    gradient = (line.weights[0] * width, -line.weights[1] * height)
    side = 1.0 if -up * gradient[0] + across * gradient[1] > 0 else -1.0
    return Trace(unit, line, start, end, (-up * side, across * side))


def traces_of(network: Network, frame: Frame) -> list[Trace]:
    """Return the visible parts of the lines of all units of the first layer."""
    found = [
        trace_of(unit, line, frame)
        for unit in range(network.layers[0].n_units)
        for line in decision_lines(network, unit)
    ]
    return [trace for trace in found if trace is not None]


def nearest(traces: list[Trace], place: Point, preferred: int | None = None) -> Trace | None:
    """Return the line at a place; where several cross, the one of the preferred unit."""
    near = [trace for trace in traces if trace.distance(place) <= LINE_REACH]
    if not near:
        return None
    return min(near, key=lambda trace: (trace.unit != preferred, trace.distance(place)))
