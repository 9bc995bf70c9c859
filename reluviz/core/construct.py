"""Building shallow networks from points, and editing them point by point.

A network is in *point form* on a domain when every ray rises to the right, exactly one unit is
active at the left end, and no two kinks inside the domain are equal: then unit and segment
correspond one to one, and a joint can be moved while its neighbours stay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.network import LARGEST_VALUE, Network, checked_array
from reluviz.core.piecewise import (
    Domain,
    PiecewiseLinear,
    active_at,
    exact_curve,
)

Array = NDArray[np.float64]

LARGEST_UNITS = 100_000
"""A network built or opened by the program has at most so many hidden units."""

SMALLEST_GAP = 1e-6
"""How near a dragged joint may come to its neighbour, as a share of the domain."""


def through_points(points: ArrayLike) -> Network:
    """Return the network that goes through `points`: one ReLU for each segment.

    All v are 1; unit i starts at point i and bends the line there from the slope before to the
    slope after: ``b_i = -x_(i-1)``, ``w_i = slope_i - slope_(i-1)``, ``b0 = y_0``.

    Parameters
    ----------
    points : array_like, shape (n, 2), n >= 2
        (x, y) in any order.

    Raises
    ------
    ValueError
        If there are fewer than two points or more than `LARGEST_UNITS` + 1, a coordinate is not a
        finite number, two points have the same x, or two are so near that the slope between them
        is too large.

    Notes
    -----
    The construction of the first article, https://en.wikipedia.org/wiki/Linear_spline in another
    basis: truncated powers of degree one.
    """
    table = checked_array(points, "the coordinates of the points")
    if table.size and (table.ndim != 2 or table.shape[1] != 2):
        raise ValueError(f"points must be pairs (x, y), not an array of shape {table.shape}")
    if len(table) < 2:
        raise ValueError(f"a function needs at least two points; there are {len(table)}")
    if len(table) > LARGEST_UNITS + 1:
        raise ValueError(
            f"{len(table):,} points need {len(table) - 1:,} ReLUs; at most {LARGEST_UNITS:,} are "
            "possible: thin the points out"
        )
    x, y = table[np.argsort(table[:, 0], kind="stable")].T
    same = np.flatnonzero(np.diff(x) == 0)
    if len(same):
        raise ValueError(f"two points have the same x = {x[same[0]]:.15g}; each x may occur once")
    with np.errstate(over="ignore"):
        slopes = np.diff(y) / np.diff(x)
    steep = np.flatnonzero(~(np.abs(slopes) <= LARGEST_VALUE / 2))
    if len(steep):
        k = steep[0]
        left, right = float(x[k]), float(x[k + 1])
        raise ValueError(f"the points at x = {left!r} and {right!r} are too near: too steep")
    return _from_joints(x, y, slopes)


def rewrite_right(network: Network, domain: Domain = (-1.0, 1.0)) -> Network:
    """Return a network in point form that is the same function on `domain`.

    Raises
    ------
    ValueError
        If the network has no exact curve (see `exact_curve`).
    ArithmeticError
        If rounding would move the curve by more than 1e-12 of the largest term of the sum.
    """
    curve = exact_curve(network, domain)
    rewritten = _from_joints(curve.x, curve.y, curve.slopes)
    moved = float(np.max(np.abs(exact_curve(rewritten, domain)(curve.x) - curve.y)))
    scale = max(largest_term(rewritten, domain), largest_term(network, domain))
    if moved > 1e-12 * scale:
        raise ArithmeticError(
            f"rewriting would move the curve by {moved:.3g}, too much for the size of its terms"
        )
    return rewritten


def largest_term(network: Network, domain: Domain) -> float:
    """Largest absolute value that one term of the sum reaches on `domain`, b0 included.

    Errors of rounding are measured against this. For networks that are not shallow, the largest
    value of the curve.
    """
    if not network.is_shallow:
        return float(np.max(np.abs(exact_curve(network, domain).y)))
    ends = np.maximum(network.b + np.outer(domain, network.v), 0.0)
    terms = np.abs(network.w) * ends
    return max(abs(network.b0), float(np.max(terms)))


def segment_units(network: Network, curve: PiecewiseLinear) -> NDArray[np.intp] | None:
    """Return the unit that starts each segment of `curve`, or None if not in point form.

    Parameters
    ----------
    network : Network
        A shallow network.
    curve : PiecewiseLinear
        Its exact curve.
    """
    low, high = curve.domain
    if not np.all(network.v > 0):
        return None
    first = np.flatnonzero(active_at(network, low))
    inside = np.flatnonzero((network.kinks > low) & (network.kinks < high))
    if len(first) != 1 or len(inside) != len(curve) - 2:
        return None
    order = inside[np.argsort(network.kinks[inside])]
    return np.concatenate([first, order])


def move_joints(
    network: Network, curve: PiecewiseLinear, moved: dict[int, tuple[float, float]]
) -> Network:
    """Move joints of a network in point form; all other joints stay.

    Parameters
    ----------
    network : Network
        A shallow network in point form.
    curve : PiecewiseLinear
        Its exact curve on the domain that is looked at.
    moved : dict of int to (float, float)
        New (x, y) by index of the joint. The x of a joint stops at its neighbours; the two ends
        of the domain keep theirs.

    Returns
    -------
    Network
        Only parameters of units that start at a moved joint or next to one differ.

    Raises
    ------
    ValueError
        If the network is not in point form.
    """
    units = _point_form(network, curve)
    x, y = curve.x.copy(), curve.y.copy()
    for joint, (new_x, new_y) in moved.items():
        x[joint], y[joint] = _between_neighbours(x, joint, new_x), new_y
    slopes = np.diff(y) / np.diff(x)
    bends = np.diff(slopes, prepend=0.0)
    touched = sorted(
        {j for joint in moved for j in (joint - 1, joint, joint + 1) if 0 <= j < len(units)}
    )
    b, w = network.b.copy(), network.w.copy()
    w[units[touched]] = bends[touched] / network.v[units[touched]]
    for joint in moved:
        if 0 < joint < len(units) and x[joint] != curve.x[joint]:
            b[units[joint]] = -network.v[units[joint]] * x[joint]
    b0 = network.b0
    if 0 in moved:
        first = units[0]
        b0 = float(y[0] - w[first] * (b[first] + network.v[first] * x[0]))
    elif 0 in touched:
        first = units[0]
        ray = network.b[first] + network.v[first] * x[0]
        b0 = float(network.b0 + (network.w[first] - w[first]) * ray)
    return Network.from_rays(network.v, b, w, b0)


def add_joint(network: Network, x: float) -> tuple[Network, int]:
    """Add a unit whose ray starts at `x`, with w = 0: the function does not change.

    Returns
    -------
    network : Network
        With one unit more, the last: all others keep their numbers.
    unit : int
        Index of the new unit.

    Raises
    ------
    ValueError
        If there is a kink at `x` already, or the network is full.
    """
    if np.any(network.kinks == x):
        raise ValueError(f"there is a joint at x = {x:.15g} already")
    if network.n_units >= LARGEST_UNITS:
        raise ValueError(f"a network can have at most {LARGEST_UNITS:,} ReLUs")
    rays = (np.append(network.v, 1.0), np.append(network.b, -x), np.append(network.w, 0.0))
    return Network.from_rays(*rays, network.b0), network.n_units


def remove_unit(network: Network, unit: int) -> Network:
    """Return the network without one hidden unit.

    Raises
    ------
    ValueError
        If it is the only one.
    """
    if network.n_units == 1:
        raise ValueError("this is the only ReLU: a network keeps at least one")
    v, b, w = (np.delete(a, unit) for a in (network.v, network.b, network.w))
    return Network.from_rays(v, b, w, network.b0)


def remove_joint(network: Network, domain: Domain, joint: int) -> Network:
    """Remove a joint of a network in point form: a straight line joins its neighbours.

    Raises
    ------
    ValueError
        If the network is not in point form, or the joint is an end of the domain.
    """
    curve = exact_curve(network, domain)
    units = _point_form(network, curve)
    if not 0 < joint < len(curve) - 1:
        raise ValueError("the ends of the domain cannot be removed; change the domain instead")
    share = (curve.x[joint] - curve.x[joint - 1]) / (curve.x[joint + 1] - curve.x[joint - 1])
    height = curve.y[joint - 1] + share * (curve.y[joint + 1] - curve.y[joint - 1])
    flat = move_joints(network, curve, {joint: (float(curve.x[joint]), float(height))})
    return remove_unit(flat, int(units[joint]))


def _from_joints(x: Array, y: Array, slopes: Array) -> Network:
    bends = np.diff(slopes, prepend=0.0)
    return Network.from_rays(np.ones(len(slopes)), -x[:-1] + 0.0, bends, float(y[0]))


def _point_form(network: Network, curve: PiecewiseLinear) -> NDArray[np.intp]:
    units = segment_units(network, curve)
    if units is None:
        raise ValueError(
            "single points can be moved when every ray rises to the right and each segment has "
            "its own: rewrite the network as rays to the right first"
        )
    return units


def _between_neighbours(x: Array, joint: int, wanted: float) -> float:
    if joint in (0, len(x) - 1):
        return float(x[joint])
    gap = SMALLEST_GAP * (x[-1] - x[0])
    low, high = x[joint - 1] + gap, x[joint + 1] - gap
    return float(min(max(wanted, low), high)) if low <= high else float(x[joint])
