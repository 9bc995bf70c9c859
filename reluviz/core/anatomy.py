"""How the curve of a shallow network is put together, and how a segment is read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.network import Array, Network
from reluviz.core.piecewise import (
    MOST_PIECES,
    Domain,
    PiecewiseLinear,
    active_at,
    check_domain,
    exact_curve,
)


def first_units(network: Network, count: int) -> Network:
    """Return the network cut to its first `count` units: the weights w of the others are 0."""
    w = network.w.copy()
    w[count:] = 0.0
    return Network.from_rays(network.v, network.b, w, network.b0)


def partial_sum(network: Network, count: int, domain: Domain = (-1.0, 1.0)) -> PiecewiseLinear:
    """Return the running sum of b0 and the first `count` units, with only their joints."""
    if count == 0:
        ends = np.array(check_domain(domain))
        return PiecewiseLinear(ends, np.full(2, network.b0))
    v, b, w = (a[:count] for a in (network.v, network.b, network.w))
    return exact_curve(Network.from_rays(v, b, w, network.b0), domain)


def partial_sums(network: Network, domain: Domain = (-1.0, 1.0)) -> list[PiecewiseLinear]:
    """Return the N + 1 running sums: the bias only, ReLU 1, ReLUs 1 and 2, and so on."""
    return [partial_sum(network, count, domain) for count in range(network.n_units + 1)]


def running_sums(
    network: Network, counts: ArrayLike, domain: Domain = (-1.0, 1.0)
) -> tuple[Array, Array]:
    """Return several running sums at once, on the joints of the whole network.

    Parameters
    ----------
    network : Network
        A shallow network of N units.
    counts : array_like of int, shape (k,)
        How many units each sum has, 0 to N.
    domain : tuple of float
        The interval of x.

    Returns
    -------
    x : ndarray, shape (n,)
        The ends of the domain, and between them all kinks; equal kinks stand there as often.
    values : ndarray, shape (k, n)
        The sums at `x`; they are straight in between.
    """
    low, high = check_domain(domain)
    counts = np.asarray(counts, dtype=np.intp)
    v, b, w, kinks = network.v, network.b, network.w, network.kinks
    on = active_at(network, low)
    starts = np.cumsum(np.append(network.b0, np.where(on, w * (b + v * low), 0.0)))[counts]
    slopes = np.cumsum(np.append(0.0, np.where(on, w * v, 0.0)))[counts]
    inside = np.flatnonzero((kinks > low) & (kinks < high))
    inside = inside[np.argsort(kinks[inside], kind="stable")]
    bends = np.where(inside < counts[:, np.newaxis], (w * np.abs(v))[inside], 0.0)
    after = np.cumsum(np.column_stack([slopes, bends]), axis=1)
    x = np.concatenate([[low], kinks[inside], [high]])
    return x, np.cumsum(np.column_stack([starts, after * np.diff(x)]), axis=1)


def ray(network: Network, unit: int, domain: Domain, scaled: bool = False) -> PiecewiseLinear:
    """Return what one unit computes, max(0, b + v x); times its w if `scaled`."""
    w = network.w[unit] if scaled else 1.0
    single = Network.from_rays(network.v[unit], network.b[unit], w, 0.0)
    return exact_curve(single, domain)


@dataclass(frozen=True)
class SegmentReading:
    """One segment of a curve, read off the network: z = slope x + intercept.

    Parameters
    ----------
    interval : (float, float)
        Where it holds.
    slope, intercept : float
        Sums over the active units: ``sum w_i v_i`` and ``b0 + sum w_i b_i``.
    active_units : tuple of int, or of (int, int)
        Indices of the units that are on; of networks of several hidden layers (layer, unit).
    """

    interval: Domain
    slope: float
    intercept: float
    active_units: tuple[int, ...] | tuple[tuple[int, int], ...]


def segments(
    network: Network, domain: Domain = (-1.0, 1.0), most: int = MOST_PIECES
) -> list[SegmentReading]:
    """Return the segments of a curve from left to right, and what makes them.

    Parameters
    ----------
    network : Network
        One input, one output, activations of straight pieces; any depth.
    domain : tuple of float
        The interval of x.
    most : int
        How many segments there may be.

    Raises
    ------
    ValueError
        If there is no exact curve.
    TooManyPieces
        If there are more segments than `most`.
    """
    curve = exact_curve(network, domain, most)
    if network.is_shallow:
        return [read_segment(network, (float(a), float(b))) for a, b in pairwise(curve.x)]
    middles = (curve.x[:-1] + curve.x[1:]) / 2
    values, on = middles[:, np.newaxis], []
    for layer in network.layers[:-1]:
        sums = layer.sums(values)
        on.append(layer.kind.derivative(sums) != 0)
        values = layer.kind.function(sums)
    places = [(k, unit) for k, part in enumerate(on) for unit in range(part.shape[1])]
    patterns = np.hstack(on) if on else np.empty((len(middles), 0), bool)
    intercepts = curve.y[:-1] - curve.slopes * curve.x[:-1]
    return [
        SegmentReading(
            (float(curve.x[k]), float(curve.x[k + 1])),
            float(curve.slopes[k]),
            float(intercepts[k]),
            tuple(places[j] for j in np.flatnonzero(pattern).tolist()),
        )
        for k, pattern in enumerate(patterns)
    ]


def read_segment(network: Network, interval: Domain) -> SegmentReading:
    """Return the line that a shallow network is on `interval`, which has no kink inside."""
    on = np.flatnonzero(active_at(network, interval[0]))
    slope = float(np.sum(network.w[on] * network.v[on]))
    intercept = network.b0 + float(np.sum(network.w[on] * network.b[on]))
    return SegmentReading(interval, slope, intercept, tuple(on.tolist()))
