"""The best continuous piecewise-linear curve through data: what a network of N ReLUs can do.

A curve of N segments is a network of N ReLUs in point form. Its kinks are free.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core import fit_exact, fit_minimax, fit_search
from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.fit_chain import errors, sweep, values
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_descent import with_ends
from reluviz.core.fit_result import NORMS, Fit, FitCurve
from reluviz.core.fit_small import best_chains
from reluviz.core.layer import number_array
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

_MANY, _VERY_MANY = 2_000, 100_000
_WELL_ABOVE_ROUNDING = 1e-12
_ROUNDING = 1e-14
_HAIRS = (0.0, 1e-15, 1e-14, 1e-13)
_LAST_STEPS = 3


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
        Of equals the one with the fewest units, then the one that bends least. With ``norm="max"``
        always optimal. With "l2" it is with up to three units for at most 150 different x, with
        two for more, with one, and where the curve meets the mean at every x; else it is the best
        one found.

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
    """Return the best fits with 1 to `up_to` units; parameters and errors as for `fit`.

    Each is the one that `fit` gives.
    """
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
        fitted = _least_squares(data, units, watch, is_alone=True)[-1]
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
        fits = _least_squares(data, count, watch)
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
            f"{data.bars.x[widest]:.15g} are {gap[widest]:g} apart, so it is at least "
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
    units = min(len(joints) - 1, data.n_distinct - 1)
    met = _meeting(data, units, Watch())
    if met is not None or _is_proved(data, units):
        return met or _least_squares(data, units, Watch())[-1]
    best = fit_exact.polish(data, joints[1:-1], _LAST_STEPS, Watch())
    return _from_scaled(data, best.joints, best.values, "l2", False)


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
    inside = np.unique(data.scaled(number_array(kinks, "the kinks").reshape(-1)))
    if np.isnan(inside).any():
        raise ValueError("a kink is not a number")
    return with_ends(inside[(inside > 0) & (inside < 1)])


def _least_squares(data: Prepared, up_to: int, watch: Watch, is_alone: bool = False) -> list[Fit]:
    """The best fits found with 1 to `up_to` units, whatever that is, each found from those before.

    Where more units do not help there are fewer. With `is_alone` only the last is wanted.
    """
    met = _meeting(data, up_to, watch)
    count = up_to if met is None else met.units - 1
    searches = [fit_search.search(data, count, watch)] if count else []
    if count and data.tamed is not None:
        searches.append(fit_search.search(data.tamed, count, watch))
    fits: list[Fit] = []
    chains = list(enumerate(zip(*searches, strict=True), 1))
    is_long = len(data) > _VERY_MANY  # the running sums have compared the chains: that will do
    for k, found in chains[-1:] if is_long and is_alone else chains:
        tries = [_l2_fit(data, kinks, _is_proved(data, k), watch) for kinks in found]
        best = min(tries, key=lambda fit: fit.squared_error)
        if (
            fits
            and not is_long
            and best.squared_error >= fits[-1].squared_error * (1 - fit_exact.EQUAL)
        ):
            best = replace(fits[-1], optimal=best.optimal)
        fits.append(best)
    return fits + [met] * (up_to - count) if met is not None else fits


def _meeting(data: Prepared, units: int, watch: Watch) -> Fit | None:
    """The fit with the fewest units, up to `units`, that meets the mean at every x; or None."""
    path = fit_minimax.meeting(data, min(units, data.n_distinct - 2), watch)
    if path is None:
        if units < data.n_distinct - 1:
            return None
        return _measured(data, PiecewiseLinear(data.bars.x, data.bars.mean), "l2", True)
    kinks = path[0][1:-1]
    if len(kinks) in (1, 2) and fit_search.is_small(data):
        kinks, _ = fit_exact.least_bent(data, best_chains(data.means, len(kinks) + 1), watch)
    best = fit_exact.solve(data, with_ends(kinks), watch)
    # All meet the points; which of them does with the least rounding is not known before.
    least = fit_minimax.smallest(data, len(path[0]) - 1, watch)
    ways = (best.joints, best.values), path, least[:2]
    fits = [_from_scaled(data, *one, "l2", True) for one in ways]
    return min(fits, key=lambda fit: fit.squared_error)


def _is_proved(data: Prepared, units: int) -> bool:
    """Whether the optimum is found for sure."""
    return (
        units == 1
        or (units == 2 and fit_search.has_one_kink(data))
        or (units <= 3 and fit_search.is_small(data))
    )


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


def _l2_fit(data: Prepared, kinks: Array, is_proved: bool, watch: Watch) -> Fit:
    is_worth_it = len(data) <= _MANY and len(kinks) < fit_search.MOST_SEEDED and not is_proved
    steps = _LAST_STEPS if is_worth_it else 0
    if len(data) > _VERY_MANY:
        over = data.sums.along(with_ends(kinks[:, np.newaxis]))
        left = sweep(over)
        watch.check()
        if errors(left)[0] > _WELL_ABOVE_ROUNDING * len(data):
            heights = values(over, left)[:, 0]
            return _from_scaled(data, with_ends(kinks), heights, "l2", is_proved)
    best = fit_exact.polish(data, kinks, steps, watch)
    return _from_scaled(data, best.joints, best.values, "l2", is_proved)


def _from_scaled(data: Prepared, joints: Array, values: Array, norm: str, optimal: bool) -> Fit:
    x, y = data.unscaled(joints, values)
    x[0], x[-1] = data.low, data.high
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
