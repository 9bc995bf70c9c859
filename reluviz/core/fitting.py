"""The best continuous piecewise-linear curve through data: what a network of N ReLUs can do.

A curve of N segments is a network of N ReLUs in point form. Its kinks are free.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core import fit_exact, fit_minimax, fit_search
from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.fit_chain import solved
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_descent import NEAREST, with_ends
from reluviz.core.fit_result import NORMS, Fit, FitCurve
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.stopping import Progress, Stop, Watch

Array = NDArray[np.float64]

__all__ = [
    "NORMS",
    "Fit",
    "FitCurve",
    "Prepared",
    "best_fit",
    "best_fits",
    "fewest_units",
    "fit",
    "fit_curve",
    "fit_fixed",
    "fit_tolerance",
    "fixed_fit",
    "refit",
    "warm_fit",
]

_MANY = 100_000
_ALL_KINKS = 20_000
_ROUNDING = 1e-14
_HAIRS = (0.0, 1e-15, 1e-14, 1e-13)
_LAST_STEPS = 3
_WARM_STEPS = 3
_WELL_ABOVE_ROUNDING = 1e-12
_EXACT = 1e-28  # of the sum of the squares: only rounding


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
        fitted = _smallest_max(data, units, watch)
    else:
        fitted = _known(data, units, watch) or _searched(data, units, watch)
    watch.check(1.0)
    return fitted


def best_fits(data: Prepared, up_to: int, norm: str = "l2", watch: Watch | None = None) -> FitCurve:
    """Return the best fits with 1 to `up_to` units to prepared data; see `fit_curve`."""
    watch = watch or Watch()
    count = min(_checked_units(up_to), data.n_distinct - 1)
    fits: list[Fit] = []
    if _checked_norm(norm) == "max":
        for k in range(1, count + 1):
            watch.part((k - 1) / count, k / count)
            fits.append(_smallest_max(data, k, watch, fits[-1] if fits else None))
    else:
        chains = [fit_search.search_all(data, count, watch)]
        if data.tamed is not None:
            chains.append(fit_search.search_all(data.tamed, count, watch))
        for k in range(1, count + 1):
            tries = [_l2_fit(data, found[k - 1], _last_steps(data), watch) for found in chains]
            tries += fits[-1:]
            fits.append(_known(data, k, watch) or min(tries, key=lambda one: one.squared_error))
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
    fits: list[Fit] = []
    for less in _HAIRS:  # rounding must not make the error larger than what is allowed
        e = max(allowed - less * (allowed + data.scale), 0.0)
        fits.append(_from_scaled(data, *fit_minimax.fewest(data, e, watch), "max", True))
        if fits[-1].max_error <= allowed or fits[-1].units > fits[0].units:
            break
    watch.check(1.0)
    return fits[-1] if fits[-1].units == fits[0].units else fits[0]


def fixed_fit(data: Prepared, kinks: ArrayLike) -> Fit:
    """Return the fit with fixed kinks to prepared data; see `fit_fixed`."""
    best = fit_exact.solve(data, _scaled_joints(data, kinks), Watch())
    return _from_scaled(data, best.joints, best.values, "l2", True)


def warm_fit(data: Prepared, kinks: ArrayLike, norm: str = "l2") -> Fit:
    """Return a good fit near the given kinks to prepared data; see `refit`."""
    joints = _scaled_joints(data, kinks)
    if _checked_norm(norm) == "max":
        return best_fit(data, len(joints) - 1, norm)
    known = _known(data, len(joints) - 1) if len(joints) != 3 else None
    return known or _l2_fit(data, joints[1:-1], _WARM_STEPS, Watch())


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


def _known(data: Prepared, units: int, watch: Watch | None = None) -> Fit | None:
    """The optimum for least squares where it can be found for sure."""
    if units >= data.n_distinct - 1:
        return _measured(data, PiecewiseLinear(data.bars.x, data.bars.mean), "l2", True)
    if units == 1:
        return fixed_fit(data, [])
    sure = len(data) <= _ALL_KINKS and data.tamed is None and data.smallest_gap > 10 * NEAREST
    if units == 2 and sure:
        watch = watch or Watch()
        kink = fit_search.one_kink(data.sums, watch)
        best = fit_exact.polish(data, kink, _LAST_STEPS, watch)
        return _from_scaled(data, best.joints, best.values, "l2", True)
    return None


def _searched(data: Prepared, units: int, watch: Watch) -> Fit:
    steps = _last_steps(data)
    fitted = _l2_fit(data, fit_search.search(data, units, watch), steps, watch)
    if data.tamed is not None:
        other = _l2_fit(data, fit_search.search(data.tamed, units, watch), steps, watch)
        fitted = min(fitted, other, key=lambda one: one.squared_error)
    return fitted


def _smallest_max(data: Prepared, units: int, watch: Watch, before: Fit | None = None) -> Fit:
    """The smallest largest error; `before` is the fit with fewer units."""
    known = np.inf if before is None else before.max_error
    joints, values, proved = fit_minimax.smallest(data, units, watch, known)
    fits = [_from_scaled(data, joints, values, "max", proved)]
    if before is not None:
        fits.append(before)
    if units >= data.n_distinct - 1:
        middles = (data.bars.low + data.bars.high) / 2
        fits.append(_measured(data, PiecewiseLinear(data.bars.x, middles), "max", True))
    best = min(fit.max_error for fit in fits)
    return next(fit for fit in fits if fit.max_error <= best + _ROUNDING * data.scale)


def _last_steps(data: Prepared) -> int:
    return _LAST_STEPS if len(data) <= _MANY else 0


def _l2_fit(data: Prepared, kinks: Array, steps: int, watch: Watch) -> Fit:
    if len(data) > _MANY:  # the running sums are good enough, unless all points are met
        values, errors = solved(data.sums.along(with_ends(kinks[:, np.newaxis])))
        if errors[0] > _WELL_ABOVE_ROUNDING * len(data):
            watch.check()
            return _from_scaled(data, with_ends(kinks), values[:, 0], "l2", False)
    best = fit_exact.polish(data, kinks, steps, watch)
    optimal = best.error <= _EXACT * float(data.z @ data.z)
    return _from_scaled(data, best.joints, best.values, "l2", optimal)


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
