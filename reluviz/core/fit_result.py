"""What a fit gives back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.construct import through_points
from reluviz.core.network import Network
from reluviz.core.piecewise import PiecewiseLinear

Array = NDArray[np.float64]

NORMS = ("l2", "max")
"""What a fit makes small: the sum of the squared errors, or the largest error."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A curve fitted to data.

    Parameters
    ----------
    curve : PiecewiseLinear
        On the interval from the smallest to the largest x of the data.
    squared_error : float
        Sum over all points of the squared difference.
    max_error : float
        The largest difference in size.
    optimal : bool
        Whether no curve with as many segments is better in `norm`; False: the best one found.
    norm : str
        One of `NORMS`: what was made small.
    """

    curve: PiecewiseLinear
    squared_error: float
    max_error: float
    optimal: bool
    norm: str

    @cached_property
    def network(self) -> Network:
        """The network that is this curve: all v are 1, one ReLU for each segment.

        Raises
        ------
        ValueError
            If two joints are so near that the slope between them is too large.
        """
        return through_points(np.column_stack([self.curve.x, self.curve.y]))

    @property
    def units(self) -> int:
        """Number of segments, and of ReLUs."""
        return len(self.curve) - 1

    @property
    def kinks(self) -> Array:
        """The x of the joints between two segments, shape (units - 1,)."""
        return self.curve.x[1:-1]


@dataclass(frozen=True, eq=False)
class FitCurve:
    """The best fits for every number of units, and so the error against their number.

    Parameters
    ----------
    fits : tuple of Fit
        For 1, 2, ... units; the error in their norm never rises.
    """

    fits: tuple[Fit, ...]

    @property
    def units(self) -> NDArray[np.intp]:
        """The numbers of units asked for: 1, 2, ..."""
        return np.arange(1, len(self.fits) + 1)

    @cached_property
    def squared_errors(self) -> Array:
        """The squared error for each number of units."""
        return np.array([fit.squared_error for fit in self.fits])

    @cached_property
    def max_errors(self) -> Array:
        """The largest error for each number of units."""
        return np.array([fit.max_error for fit in self.fits])

    def __len__(self) -> int:
        return len(self.fits)

    def __iter__(self) -> Iterator[Fit]:
        return iter(self.fits)

    def __getitem__(self, units: int) -> Fit:
        """Return the fit with `units` units.

        Raises
        ------
        KeyError
            If there is none.
        """
        if not 1 <= units <= len(self.fits):
            raise KeyError(f"there are fits with 1 to {len(self.fits)} units, not {units}")
        return self.fits[units - 1]
