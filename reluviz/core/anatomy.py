"""How the curve of a shallow network is put together, and how a segment is read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reluviz.core.network import Network
from reluviz.core.piecewise import Domain, PiecewiseLinear, active_at, check_domain, exact_curve


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
    active_units : tuple of int
        Indices of the units that are on.
    """

    interval: Domain
    slope: float
    intercept: float
    active_units: tuple[int, ...]


def segments(network: Network, domain: Domain = (-1.0, 1.0)) -> list[SegmentReading]:
    """Return the segments of a shallow network from left to right, and what makes them."""
    x = exact_curve(network, domain).x
    return [read_segment(network, (float(a), float(b))) for a, b in pairwise(x)]


def read_segment(network: Network, interval: Domain) -> SegmentReading:
    """Return the line that a shallow network is on `interval`, which has no kink inside."""
    on = np.flatnonzero(active_at(network, interval[0]))
    slope = float(np.sum(network.w[on] * network.v[on]))
    intercept = network.b0 + float(np.sum(network.w[on] * network.b[on]))
    return SegmentReading(interval, slope, intercept, tuple(on.tolist()))
