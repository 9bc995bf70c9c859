"""Bounds on what a network of any depth can reach when parameters move in a box."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reluviz.core.activations import Activation
from reluviz.core.layer import Array
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain, PiecewiseLinear

CELLS = 256
"""Parts that the domain is cut into; on each of them one bound holds."""


class _Pair(NamedTuple):
    lower: PiecewiseLinear
    upper: PiecewiseLinear


class Envelope(_Pair):
    """The lowest and the highest curve that a box of parameters can reach.

    Attributes
    ----------
    is_exact : bool
        Whether some network of the box attains each bound; else they are bounds, and the box may
        reach less.
    """

    is_exact = True


def interval_envelope(low: Network, high: Network, domain: Domain) -> Envelope:
    """Return curves that no network between two others leaves.

    Parameters
    ----------
    low, high : Network
        The lowest and the highest value of each parameter; one input, one output.
    domain : tuple of float
        The interval of x.

    Notes
    -----
    Interval arithmetic (Moore, "Interval Analysis", 1966), layer by layer, on `CELLS` parts of the
    domain: on each part the inputs are an interval as well, so the bounds hold between the joints
    too. Parameters and values that occur twice are taken for independent: not exact.
    """
    x = np.linspace(*domain, CELLS + 1)
    least, most = x[:-1, np.newaxis], x[1:, np.newaxis]
    for below, above in zip(low.layers, high.layers, strict=True):
        least, most = _sums(least, most, (below.weights, above.weights), (below.bias, above.bias))
        least, most = _activated(below.kind, least, most)
    lower, upper = least[:, 0], most[:, 0]
    both = _Pair(
        PiecewiseLinear(x, np.minimum(np.append(lower, lower[-1]), np.append(lower[0], lower))),
        PiecewiseLinear(x, np.maximum(np.append(upper, upper[-1]), np.append(upper[0], upper))),
    )
    found = Envelope(*both)
    found.is_exact = False
    return found


def _sums(
    least: Array, most: Array, weights: tuple[Array, Array], bias: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Bounds on the sums: each product is smallest and largest at a corner."""
    down, up = [], []
    for low, high, lowest, highest in zip(*weights, *bias, strict=True):
        corners = [ends * side for ends in (low, high) for side in (least, most)]
        down.append(np.minimum.reduce(corners).sum(axis=1) + lowest)
        up.append(np.maximum.reduce(corners).sum(axis=1) + highest)
    return np.stack(down, axis=1), np.stack(up, axis=1)


def _activated(kind: Activation, least: Array, most: Array) -> tuple[Array, Array]:
    """Bounds on the values: between kinks an activation rises or falls throughout."""
    places = [least, most, *(np.clip(kink, least, most) for kink in kind.kinks)]
    values = [kind.function(place) for place in places]
    return np.minimum.reduce(values), np.maximum.reduce(values)
