"""What a parameter moves: where on the domain, by how much, and how fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.construct import largest_term
from reluviz.core.network import Array, Network, ParameterId
from reluviz.core.piecewise import (
    Domain,
    PiecewiseLinear,
    check_domain,
    exact_curve,
)
from reluviz.core.signals import signals

Intervals = tuple[Domain, ...]

ROUNDING = 1e-13
"""Differences up to this share of the largest term are rounding, not movement."""


@dataclass(frozen=True)
class Influence:
    """How one network differs from another on a domain.

    Parameters
    ----------
    intervals : tuple of (float, float)
        Closed intervals of x on which the output differs, left to right.
    share : float
        Their length as a share of the domain, 0 to 1.
    largest : float
        The largest change, with its sign: after minus before.
    at : float
        An x where it is reached (the leftmost).
    change : PiecewiseLinear
        The difference, after minus before.
    is_exact : bool
        Whether these are no samples and no bounds: always, as long as there are exact curves.
    """

    intervals: Intervals
    share: float
    largest: float
    at: float
    change: PiecewiseLinear
    is_exact: bool = True


def influence(
    network: Network, parameter: ParameterId | str, delta: float, domain: Domain = (-1.0, 1.0)
) -> Influence:
    """Return what a change of one parameter by `delta` moves.

    Parameters
    ----------
    network : Network
        One input, one output, piecewise linear.
    parameter : ParameterId or str
        Its place or its name, such as "w2".
    delta : float
        What is added to it.
    domain : tuple of float
        The interval of x.

    Raises
    ------
    ValueError
        If there is no such parameter, `delta` is not finite, or there is no exact curve.
    """
    if isinstance(parameter, str):
        parameter = network.parameter(parameter)
    changed = network.with_value(parameter, network.value(parameter) + delta)
    return compare(network, changed, domain)


def compare(
    before: Network,
    after: Network,
    domain: Domain = (-1.0, 1.0),
    curves: tuple[PiecewiseLinear, PiecewiseLinear] | None = None,
) -> Influence:
    """Return how `after` differs from `before` on `domain`, exactly.

    `curves` are the exact curves of the two where they are known already.

    When both are shallow and differ in one parameter the intervals follow from the active sides
    of its unit before and after, so that they do not depend on rounding; else they are where the
    difference of the two exact curves is larger than rounding.
    """
    domain = check_domain(domain)
    first, second = curves or (exact_curve(before, domain), exact_curve(after, domain))
    change = second - first
    changed = changed_parameters(before, after)
    if changed is not None and len(changed) == 1 and before.is_shallow:
        # A weight that was or becomes zero is a real change: the other side of it tells where.
        intervals = union(reach(before, changed[0], domain), reach(after, changed[0], domain))
    else:
        pairs = ((before, first), (after, second))
        scale = max(
            largest_term(n, domain) if n.is_shallow else float(np.abs(c.y).max()) for n, c in pairs
        )
        intervals = change.support(ROUNDING * scale)
    at, largest = change.largest() if intervals else (domain[0], 0.0)
    return Influence(intervals, share_of(intervals, domain), largest, at, change)


def changed_parameters(before: Network, after: Network) -> list[ParameterId] | None:
    """Return the parameters that differ, or None if the two have different layers."""
    if [layer.weights.shape for layer in before.layers] != [
        layer.weights.shape for layer in after.layers
    ]:
        return None
    found = []
    for index, (old, new) in enumerate(zip(before.layers, after.layers, strict=True)):
        if old is new:
            continue
        units, sources = np.nonzero(old.weights != new.weights)
        found += [ParameterId(index, int(k), int(j)) for k, j in zip(units, sources, strict=True)]
        found += [ParameterId(index, int(k)) for k in np.flatnonzero(old.bias != new.bias)]
    return found


def reach(
    network: Network,
    parameter: ParameterId,
    domain: Domain,
    curve: PiecewiseLinear | None = None,
) -> Intervals:
    """Return where the output moves when one parameter moves a little.

    Parameters
    ----------
    network : Network
        One input, one output, piecewise linear.
    parameter : ParameterId
        The parameter.
    domain : tuple of float
        The interval of x.
    curve : PiecewiseLinear, optional
        The exact curve, where it is known already.

    Notes
    -----
    Shallow: the active side of its unit, right of the kink for v > 0, left of it for v < 0,
    everything or nothing for v = 0; everything for b0; nothing for the v and b of a unit with
    w = 0. Deeper: on each segment of the exact curve all sums and the derivative by a bias are
    linear and constant, so that the middle of the segment decides.
    """
    if not network.is_shallow:
        return _deep_reach(network, parameter, curve or exact_curve(network, domain))
    if parameter.layer == 1 and parameter.is_bias:
        return (check_domain(domain),)
    unit = parameter.unit if parameter.layer == 0 else parameter.source
    assert unit is not None
    if parameter.layer == 0 and network.w[unit] == 0:
        return ()
    return active_side(network, unit, domain)


def _deep_reach(network: Network, parameter: ParameterId, curve: PiecewiseLinear) -> Intervals:
    """Where the derivative by a parameter is more than what is left of terms that cancel."""
    widths = np.diff(curve.x)
    # What is linear and not zero on a segment is zero at one of two places at most.
    shares = (0.5,) if parameter.is_bias else (0.5, 0.3)
    places = np.concatenate([curve.x[:-1] + share * widths for share in shares])
    values, into, slopes = places[:, np.newaxis], list[Array](), list[Array]()
    for layer in network.layers:
        into.append(values)
        sums = layer.sums(values)
        values = layer.kind.function(sums)
        slopes.append(layer.kind.derivative(sums[: len(widths)]))
    back, size = slopes[-1], np.abs(slopes[-1])
    for index in range(len(slopes) - 1, parameter.layer, -1):
        weights = network.layers[index].weights
        back = (back @ weights) * slopes[index - 1]
        size = (size @ np.abs(weights)) * np.abs(slopes[index - 1])
    on: NDArray[np.bool_] = np.abs(back[:, parameter.unit]) > ROUNDING * size[:, parameter.unit]
    if parameter.source is not None:
        hears = into[parameter.layer][:, parameter.source].reshape(2, -1) != 0
        on = on & hears.any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]])))
    return tuple(
        (float(curve.x[first]), float(curve.x[end]))
        for first, end in zip(edges[::2], edges[1::2], strict=True)
    )


def active_side(network: Network, unit: int, domain: Domain) -> Intervals:
    """Return the part of `domain` on which one unit of a shallow network is active."""
    low, high = check_domain(domain)
    v, kink = network.v[unit], network.kinks[unit]
    if v > 0:
        low = max(low, float(kink))
    elif v < 0:
        high = min(high, float(kink))
    elif network.b[unit] <= 0:
        return ()
    return ((low, high),) if low < high else ()


def union(first: Intervals, second: Intervals) -> Intervals:
    """Return the union of closed intervals, left to right; those that touch become one."""
    merged: list[Domain] = []
    for low, high in sorted(first + second):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def share_of(intervals: Intervals, domain: Domain) -> float:
    """Return the length of `intervals` as a share of `domain`, 0 to 1."""
    return sum(high - low for low, high in intervals) / (domain[1] - domain[0])


def derivative(
    network: Network, parameter: ParameterId, x: float | Sequence[float], output: int = 0
) -> float:
    """Return dz/dparameter at `x`.

    At a kink the unit counts as active when its active side starts there to the right, for
    shallow networks; else the derivative from the left of its weighted sum is used.

    Parameters
    ----------
    network : Network
        Any network.
    parameter : ParameterId
        Its place.
    x : float or sequence of float, shape (n_inputs,)
        What goes in.
    output : int
        Which output z is.

    Notes
    -----
    Shallow: dz/dw_i = max(0, a_i), dz/db_i = w_i [a_i > 0], dz/dv_i = w_i x [a_i > 0], dz/db0 = 1
    with a_i = b_i + v_i x. Deeper: the chain rule, backwards through the layers.
    """
    point = np.atleast_1d(np.asarray(x, dtype=np.float64))
    if network.is_shallow:
        return _shallow_derivative(network, parameter, float(point[0]))
    flow = signals(network, point)
    slopes = [layer.kind.derivative(s) for layer, s in zip(network.layers, flow.sums, strict=True)]
    back = np.where(np.arange(network.n_outputs) == output, slopes[-1], 0.0)
    for index in range(len(network.layers) - 1, parameter.layer, -1):
        back = (back @ network.layers[index].weights) * slopes[index - 1]
    factor = 1.0 if parameter.source is None else flow.into(parameter.layer)[parameter.source]
    return float(back[parameter.unit] * factor)


def _shallow_derivative(network: Network, parameter: ParameterId, x: float) -> float:
    unit = parameter.unit if parameter.layer == 0 else parameter.source
    if unit is None:
        return 1.0
    v, b, w, kink = (float(a[unit]) for a in (network.v, network.b, network.w, network.kinks))
    on = kink <= x if v > 0 else kink > x if v < 0 else b > 0
    if parameter.layer == 1:
        return max(0.0, b + v * x) if on else 0.0
    return w * (1.0 if parameter.is_bias else x) if on else 0.0
