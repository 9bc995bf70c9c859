"""What a network should match."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.calendar import Calendar, counted
from reluviz.core.network import checked_array
from reluviz.core.piecewise import Array, Domain, PiecewiseLinear

KINDS = ("line", "data")

MOST_POINTS = 1_000_000
"""A target has at most so many points."""

_SAMPLES = 1_001  # of a line, at least, where single points are needed


@dataclass(frozen=True, eq=False)
class Target:
    """What a network of one input should match: a line through points, or the points alone.

    Parameters
    ----------
    x, y : array_like, shape (n,), n >= 2
        Coordinates. On a line x strictly increases; of data it never decreases, and at least two
        x differ. Stored read-only. Dates as x become numbers and a calendar.
    kind : {"line", "data"}
        Whether the points are joined by straight lines, all of which count, or count alone.
    formula : str
        The formula that data are samples of; empty for others.
    calendar : Calendar or None
        What dates or times the x count; None if they are numbers.

    Raises
    ------
    ValueError
        If a coordinate is not a finite number, the shapes differ, the points are too many, x does
        not increase, or the kind is unknown.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: str = "line"
    formula: str = ""
    calendar: Calendar | None = None

    def __post_init__(self) -> None:
        if self.calendar is None:
            x, calendar = counted(self.x)
            object.__setattr__(self, "x", x)
            object.__setattr__(self, "calendar", calendar)
        for name in ("x", "y"):
            array = checked_array(getattr(self, name), f"the {name} of the target")
            object.__setattr__(self, name, array)
        if self.kind not in KINDS:
            raise ValueError(f"the kind of a target is {self.kind!r}; it can be line or data")
        if len(self.x) > MOST_POINTS:
            raise ValueError(
                f"{len(self.x):,} points are more than {MOST_POINTS:,}, which is all that can be "
                "used: thin them out"
            )
        if self.is_line:
            PiecewiseLinear(self.x, self.y)
        else:
            _check_data(self.x, self.y)

    @classmethod
    def from_points(cls, points: ArrayLike) -> Target:
        """Return the line through (x, y) pairs in any order."""
        table = checked_array(points, "the coordinates of the points")
        if table.ndim != 2 or table.shape[1] != 2:
            raise ValueError(f"points must be pairs (x, y), not an array of shape {table.shape}")
        x, y = table[np.argsort(table[:, 0], kind="stable")].T
        return cls(x, y)

    @classmethod
    def from_data(
        cls, x: ArrayLike, y: ArrayLike, formula: str = "", calendar: Calendar | None = None
    ) -> Target:
        """Return single points in any order; an x may occur several times.

        Parameters
        ----------
        x, y : array_like, shape (n,)
            Coordinates.
        formula : str, optional
            The formula that they are samples of.
        calendar : Calendar, optional
            What dates or times the x count.
        """
        if calendar is None:
            x, calendar = counted(x)
        x_, y_ = checked_array(x, "the x of the data"), checked_array(y, "the y of the data")
        if x_.ndim == 1 and x_.shape == y_.shape and np.any(x_[1:] < x_[:-1]):
            order = np.argsort(x_, kind="stable")
            x_, y_ = x_[order], y_[order]
        return cls(x_, y_, "data", formula, calendar)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Target):
            return NotImplemented
        if self is other:
            return True
        return (
            (self.kind, self.formula, self.calendar) == (other.kind, other.formula, other.calendar)
            and np.array_equal(self.x, other.x)
            and np.array_equal(self.y, other.y)
        )

    @property
    def is_line(self) -> bool:
        """Whether the points are joined by straight lines."""
        return self.kind == "line"

    @cached_property
    def curve(self) -> PiecewiseLinear:
        """The points of a line, joined.

        Raises
        ------
        ValueError
            For data.
        """
        if not self.is_line:
            raise ValueError("single points are no line: join them first")
        return PiecewiseLinear(self.x, self.y)

    def joined(self) -> Target:
        """Return the line through the points; of those with the same x, through their mean."""
        x, inverse, counts = np.unique(self.x, return_inverse=True, return_counts=True)
        return Target(x, np.bincount(inverse, self.y) / counts, calendar=self.calendar)

    def split(self) -> Target:
        """Return the points alone, as data."""
        return Target(self.x, self.y, "data", calendar=self.calendar)

    def samples(self, domain: Domain) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return single points that stand for the target on a domain; none if it is not there.

        Parameters
        ----------
        domain : tuple of float
            The interval of x.

        Returns
        -------
        x, y : ndarray, shape (n,)
            The data in the domain; of a line its points, and others evenly between its ends.
        """
        low, high = max(domain[0], self.x[0]), min(domain[1], self.x[-1])
        inside = slice(self.x.searchsorted(low), self.x.searchsorted(high, "right"))
        if not self.is_line:
            return self.x[inside], self.y[inside]
        if not low < high:
            return self.x[:0], self.y[:0]
        even = np.linspace(low, high, max(_SAMPLES, 2 * len(self.x[inside])))
        x = np.union1d(even, self.x[inside])
        return x, self.curve(x)


def _check_data(x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise ValueError("a target needs two or more points, as many y as x")
    if np.any(x[1:] < x[:-1]):
        raise ValueError("the x of the data must not decrease")
    if x[0] == x[-1]:
        raise ValueError(
            f"all x are {float(x[0]):.15g}: a function needs at least two points with different x"
        )


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
        Mean of the squared difference: over the interval for a line, an integral; over the points
        for data.
    """

    largest: float
    at: float
    mean_square: float


def misfit(curve: PiecewiseLinear, target: Target) -> Misfit | None:
    """Return how far `curve` is from `target`, or None where they have nothing in common."""
    if not target.is_line:
        return _misfit_of_points(curve, target)
    if max(curve.x[0], target.x[0]) >= min(curve.x[-1], target.x[-1]):
        return None
    difference = curve - target.curve
    at, largest = difference.largest()
    return Misfit(abs(largest), at, difference.mean_square())


def residuals(curve: PiecewiseLinear, target: Target) -> tuple[Array, Array]:
    """Return the x of the target's points on the curve's domain, and curve minus y there."""
    x, y = target.samples(curve.domain)
    return x, curve(x) - y


def _misfit_of_points(curve: PiecewiseLinear, target: Target) -> Misfit | None:
    x, errors = residuals(curve, target)
    if not len(x):
        return None
    k = int(np.argmax(np.abs(errors)))
    largest = float(abs(errors[k]))
    # A power of two keeps every bit, and the squares from becoming infinite.
    unit = float(np.ldexp(1.0, np.frexp(largest)[1] - 1)) if largest else 1.0
    shares = errors / unit
    return Misfit(largest, float(x[k]), float(np.dot(shares, shares)) / len(x) * unit * unit)
