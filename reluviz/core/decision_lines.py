"""Lines in the plane where a unit of two inputs changes its mind: w1 x1 + w2 x2 + b = level."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reluviz.core.network import Network
from reluviz.core.piecewise import Domain

Point = tuple[float, float]
Box = tuple[Domain, Domain]


@dataclass(frozen=True)
class DecisionLine:
    """The line of one unit; its sum is positive on the side that the weights point to.

    Parameters
    ----------
    weights : tuple of float
        The weights of the two inputs.
    bias : float
        The bias of the unit.
    level : float
        The sum of the unit on its line: zero, or a kink of its activation.
    """

    weights: Point
    bias: float
    level: float = 0.0

    @property
    def is_line(self) -> bool:
        """Whether there is a line: not if both weights are zero."""
        return self.weights != (0.0, 0.0)

    def sum_at(self, point: Point) -> float:
        """The weighted sum at a point, less the level: positive on the positive side."""
        return self.weights[0] * point[0] + self.weights[1] * point[1] + self.bias - self.level

    def ends(self, box: Box) -> tuple[Point, Point] | None:
        """Where the line enters and leaves a box; None if it does not cross it."""
        if not self.is_line:
            return None
        w, (low, high) = np.array(self.weights), np.array(box).T
        size = np.abs(w).max()
        w = w / size  # squares of tiny weights would be zero
        middle = (low + high) / 2
        foot = middle - (w @ middle + (self.bias - self.level) / size) * w / (w @ w)
        along = np.array([-w[1], w[0]])
        first, last = -np.inf, np.inf
        for axis in (0, 1):
            if along[axis] == 0:
                if not low[axis] <= foot[axis] <= high[axis]:
                    return None
                continue
            with np.errstate(over="ignore"):  # nearly along an axis: infinite is far enough
                shares = sorted((np.array((low, high)) - foot)[:, axis] / along[axis])
            first, last = max(first, shares[0]), min(last, shares[1])
        if not first < last:
            return None
        a, b = (np.clip(foot + share * along, low, high) for share in (first, last))
        return (float(a[0]), float(a[1])), (float(b[0]), float(b[1]))

    def through(self, point: Point) -> DecisionLine:
        """Return the line shifted so that it goes through a point: only the bias changes."""
        return replace(self, bias=self.bias - self.sum_at(point))

    def turned(self, pivot: Point, point: Point) -> DecisionLine:
        """Return the line through a pivot and a point: the weights turn and keep their length.

        Of the two that there are, the one nearer to this line. The same line if the points are
        the same.
        """
        dx, dy = point[0] - pivot[0], point[1] - pivot[1]
        reach = float(np.hypot(dx, dy))
        if reach == 0:
            return self
        size = float(np.hypot(*self.weights))
        w = (-dy * size / reach, dx * size / reach)
        if w[0] * self.weights[0] + w[1] * self.weights[1] < 0:
            w = (-w[0], -w[1])
        w = (w[0] + 0.0, w[1] + 0.0)  # no negative zero
        return replace(self, weights=w).through(pivot)


def decision_line(network: Network, unit: int) -> DecisionLine:
    """Return the line of a unit of the first layer.

    Raises
    ------
    ValueError
        If the network has not two inputs.
    """
    if network.n_inputs != 2:
        raise ValueError(f"a line in the plane needs two inputs, not {network.n_inputs}")
    layer = network.layers[0]
    first, second = (float(w) for w in layer.weights[unit])
    return DecisionLine((first, second), float(layer.bias[unit]))


def decision_lines(network: Network, unit: int) -> list[DecisionLine]:
    """Return the lines of a unit of the first layer: one for each kink of its activation.

    Raises
    ------
    ValueError
        If the network has not two inputs.
    """
    line = decision_line(network, unit)
    return [replace(line, level=level) for level in network.layers[0].kind.changes_at]
