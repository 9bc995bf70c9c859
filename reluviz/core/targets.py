"""What a network should match."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.network import checked_array
from reluviz.core.piecewise import PiecewiseLinear


@dataclass(frozen=True, eq=False)
class Target:
    """Points, joined by straight lines, that a network of one input should match.

    Parameters
    ----------
    x, y : array_like, shape (n,), n >= 2
        Coordinates; x strictly increasing. Stored read-only.

    Raises
    ------
    ValueError
        If a coordinate is not a finite number, the shapes differ, or x does not increase.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            array = checked_array(getattr(self, name), f"the {name} of the target")
            object.__setattr__(self, name, array)
        PiecewiseLinear(self.x, self.y)

    @classmethod
    def from_points(cls, points: ArrayLike) -> Target:
        """Return the target through (x, y) pairs in any order."""
        table = checked_array(points, "the coordinates of the points")
        if table.ndim != 2 or table.shape[1] != 2:
            raise ValueError(f"points must be pairs (x, y), not an array of shape {table.shape}")
        x, y = table[np.argsort(table[:, 0], kind="stable")].T
        return cls(x, y)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Target):
            return NotImplemented
        return np.array_equal(self.x, other.x) and np.array_equal(self.y, other.y)

    @cached_property
    def curve(self) -> PiecewiseLinear:
        """The points joined by straight lines."""
        return PiecewiseLinear(self.x, self.y)


@dataclass(frozen=True)
class Misfit:
    """How far a curve is from a target, exactly, on the part of the domain both cover.

    Parameters
    ----------
    largest : float
        Largest absolute difference.
    at : float
        An x where it is reached.
    mean_square : float
        Mean over the interval of the squared difference (an integral, not a sum over points).
    """

    largest: float
    at: float
    mean_square: float


def misfit(curve: PiecewiseLinear, target: Target) -> Misfit | None:
    """Return how far `curve` is from `target`, or None where they share no interval."""
    if max(curve.x[0], target.x[0]) >= min(curve.x[-1], target.x[-1]):
        return None
    difference = curve - target.curve
    at, largest = difference.largest()
    return Misfit(abs(largest), at, difference.mean_square())
