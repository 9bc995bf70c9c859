"""The best continuous piecewise-linear curve through data: what a network of N ReLUs can do.

A curve of N segments is a network of N ReLUs in point form. Its kinks are free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core import fit_exact, fit_minimax, fit_search
from reluviz.core.construct import LARGEST_UNITS, through_points
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_descent import with_ends
from reluviz.core.network import Network
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.stopping import Progress, Stop, Watch

Array = NDArray[np.float64]

NORMS = ("l2", "max")
"""What a fit makes small: the sum of the squared errors, or the largest error."""

_EXACT = 1e-26  # a squared error for each scaled point that is only rounding


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


def fit(
    x: ArrayLike,
    y: ArrayLike,
    units: int,
    norm: str = "l2",
    *,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Return the best curve of `units` segments through data: a network of `units` ReLUs.

    Parameters
    ----------
    x, y : array_like, shape (n,), n >= 2
        The data in any order; several points may have the same x.
    units : int
        Number of ReLUs. The curve has fewer segments where fewer are as good as any number: at
        most one for each gap between two different x.
    norm : {"l2", "max"}
        Make the sum of the squared errors or the largest error small.
    stop : callable, optional
        Asked often; when it returns True the fit ends with `Stopped`.
    progress : callable, optional
        Is given the share done, from 0 to 1.

    Returns
    -------
    Fit
        With ``norm="max"`` always optimal. With "l2" it is when the curve is a straight line, or
        goes through the mean at every x, or meets all points; else it is the best one found.

    Raises
    ------
    ValueError
        If a value is not a finite number, there are fewer than two points, all x are equal, or
        `units` or `norm` is not possible.
    Stopped
        If `stop` said so.
    """
    watch = Watch(stop, progress)
    return best_fit(Prepared(x, y, watch), units, norm, watch)


def fit_curve(
    x: ArrayLike,
    y: ArrayLike,
    up_to: int = 20,
    norm: str = "l2",
    *,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> FitCurve:
    """Return the best fits with 1 to `up_to` units; parameters and errors as for `fit`."""
    watch = Watch(stop, progress)
    return best_fits(Prepared(x, y, watch), up_to, norm, watch)


def fit_tolerance(
    x: ArrayLike,
    y: ArrayLike,
    max_error: float,
    *,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Return a curve with the fewest units whose largest error is at most `max_error`.

    Parameters
    ----------
    x, y, stop, progress
        As for `fit`.
    max_error : float
        Of the curve from the points, at every one of them; 0 or more.

    Raises
    ------
    ValueError
        As for `fit`; or if no curve can be so near, because points with the same x are too far
        apart.
    """
    watch = Watch(stop, progress)
    return fewest_units(Prepared(x, y, watch), max_error, watch)


def fit_fixed(x: ArrayLike, y: ArrayLike, kinks: ArrayLike) -> Fit:
    """Return the curve with the given kinks and the smallest squared error: always optimal.

    Only the output weights are free then: linear least squares.

    Parameters
    ----------
    x, y : array_like
        As for `fit`.
    kinks : array_like, shape (k,)
        In any order. Equal ones count once; those outside the data bend nothing and are left out.

    Raises
    ------
    ValueError
        As for `fit`.
    """
    return fixed_fit(Prepared(x, y), kinks)


def refit(x: ArrayLike, y: ArrayLike, kinks: ArrayLike, norm: str = "l2") -> Fit:
    """Return a good fit near the given kinks, fast: to follow a point that is dragged.

    Parameters
    ----------
    x, y, norm
        As for `fit`.
    kinks : array_like, shape (k,)
        Of the fit before, for example.

    Raises
    ------
    ValueError
        As for `fit`.
    """
    return warm_fit(Prepared(x, y), kinks, norm)


# The same for data that are prepared


def best_fit(data: Prepared, units: int, norm: str = "l2", watch: Watch | None = None) -> Fit:
    """Return the best fit to prepared data; see `fit`."""
    watch = watch or Watch()
    units = min(_checked_units(units), data.n_distinct - 1)
    if _checked_norm(norm) == "max":
        fitted = _max_fit(data, *fit_minimax.smallest(data, units, watch))
    elif (known := _known(data, units)) is not None:
        fitted = known
    else:
        fitted = _l2_fit(data, fit_search.search(data, units, watch))
    watch.check(1.0)
    return fitted


def best_fits(data: Prepared, up_to: int, norm: str = "l2", watch: Watch | None = None) -> FitCurve:
    """Return the best fits with 1 to `up_to` units to prepared data; see `fit_curve`."""
    watch = watch or Watch()
    count = min(_checked_units(up_to), data.n_distinct - 1)
    fits: list[Fit] = []
    if _checked_norm(norm) == "max":
        error = np.inf
        for k in range(1, count + 1):
            watch.part((k - 1) / count, k / count)
            fits.append(_max_fit(data, *fit_minimax.smallest(data, k, watch, error)))
            error = fits[-1].max_error
    else:
        for k, kinks in enumerate(fit_search.search_all(data, count, watch), 1):
            fitted = _known(data, k) or _l2_fit(data, kinks)
            if fits and fits[-1].squared_error <= fitted.squared_error:
                fitted = fits[-1]
            fits.append(fitted)
    fits += fits[-1:] * (up_to - count)
    watch.part(0, 1).check(1.0)
    return FitCurve(tuple(fits))


def fewest_units(data: Prepared, max_error: float, watch: Watch | None = None) -> Fit:
    """Return the fit with the fewest units to prepared data; see `fit_tolerance`."""
    watch = watch or Watch()
    allowed = float(max_error)
    if not 0 <= allowed < np.inf:
        raise ValueError(f"the largest error must be a number of 0 or more, not {max_error!r}")
    gap = data.bars.high - data.bars.low
    widest = int(np.argmax(gap))
    if gap[widest] / 2 > allowed:
        raise ValueError(
            f"no curve can have a largest error of {allowed:g}: the points at x = "
            f"{data.bars.x[widest]:g} are {gap[widest]:g} apart, so it is at least "
            f"{gap[widest] / 2:g}"
        )
    fitted = _max_fit(data, *fit_minimax.fewest(data, allowed, watch))
    watch.check(1.0)
    return fitted


def fixed_fit(data: Prepared, kinks: ArrayLike) -> Fit:
    """Return the fit with fixed kinks to prepared data; see `fit_fixed`."""
    solved = fit_exact.solve(data, _scaled_joints(data, kinks))
    return _from_scaled(data, solved.joints, solved.values, "l2", True)


def warm_fit(data: Prepared, kinks: ArrayLike, norm: str = "l2") -> Fit:
    """Return a good fit near the given kinks to prepared data; see `refit`."""
    joints = _scaled_joints(data, kinks)
    if _checked_norm(norm) == "max":
        return best_fit(data, len(joints) - 1, norm)
    if (known := _known(data, len(joints) - 1)) is not None:
        return known
    return _l2_fit(data, fit_search.follow(data, joints[1:-1]))


# Private


def _checked_units(units: int) -> int:
    if isinstance(units, bool) or int(units) != units or not 1 <= units <= LARGEST_UNITS:
        raise ValueError(
            f"the number of units must be a whole number from 1 to {LARGEST_UNITS:,}, not {units!r}"
        )
    return int(units)


def _checked_norm(norm: str) -> str:
    if norm not in NORMS:
        raise ValueError(f"the norm must be 'l2' or 'max', not {norm!r}")
    return norm


def _scaled_joints(data: Prepared, kinks: ArrayLike) -> Array:
    inside = np.unique(data.scaled(np.asarray(kinks, dtype=np.float64).reshape(-1)))
    if np.isnan(inside).any():
        raise ValueError("a kink is not a number")
    return with_ends(inside[(inside > 0) & (inside < 1)])


def _known(data: Prepared, units: int) -> Fit | None:
    """The optimum where it can be written down."""
    if units >= data.n_distinct - 1:
        return _measured(data, PiecewiseLinear(data.bars.x, data.bars.mean), "l2", True)
    if units == 1:
        return fixed_fit(data, [])
    return None


def _l2_fit(data: Prepared, kinks: Array) -> Fit:
    solved = fit_exact.polish(data, kinks)
    optimal = solved.error <= _EXACT * len(data)
    return _from_scaled(data, solved.joints, solved.values, "l2", optimal)


def _max_fit(data: Prepared, joints: Array, values: Array) -> Fit:
    return _from_scaled(data, joints, values, "max", True)


def _from_scaled(data: Prepared, joints: Array, values: Array, norm: str, optimal: bool) -> Fit:
    x = data.unscaled(joints)
    x[0], x[-1] = data.low, data.high
    y = data.middle + values * data.scale
    keep = np.append(True, x[1:] > x[:-1])
    if not keep.all():
        keep[1:-1] &= x[1:-1] < x[-1]
        keep[-1] = True
        x, y = x[keep], y[keep]
    return _measured(data, PiecewiseLinear(x, y), norm, optimal)


def _measured(data: Prepared, curve: PiecewiseLinear, norm: str, optimal: bool) -> Fit:
    away = np.interp(data.x, curve.x, curve.y)
    away -= data.y
    largest = max(float(away.max()), -float(away.min()))
    return Fit(curve, float(away @ away), largest, optimal, norm)
