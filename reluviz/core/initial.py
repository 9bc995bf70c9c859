"""Networks to start a training from."""

from __future__ import annotations

from math import sqrt

import numpy as np

from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain, check_domain

DRAWN = ("he", "lecun", "uniform")
"""The ways to draw a network at random."""


def initial_network(units: int, domain: Domain, how: str, seed: int) -> Network:
    """Return a random shallow network whose kinks are spread over the domain.

    Parameters
    ----------
    units : int
        Number N of hidden units.
    domain : tuple of float
        Where the kinks are.
    how : {"he", "lecun", "uniform"}
        How the weights are drawn. With h half the width of the domain:
        he: v normal with variance 2 / h^2, w normal with variance 2 / N;
        lecun: v normal with variance 1 / h^2, w normal with variance 1 / N;
        uniform: v up to 1 / h and w up to 1 / sqrt(N) to either side, PyTorch's default.
    seed : int
        The same seed gives the same network, to the last bit.

    Raises
    ------
    ValueError
        If there is no such way, or a number is out of range.

    Notes
    -----
    He et al., "Delving deep into rectifiers", 2015; LeCun et al., "Efficient backprop", 1998.
    The weights are theirs for x scaled to [-1, 1], which is why v is divided by h. The biases are
    not: usually zero or uniform, they would put all kinks on x = 0, or most of them outside the
    domain, where a unit is a straight line or dies. Here the domain is cut into N equal parts, and
    each gets one kink at a random place in it: b = -v kink. The output's bias is 0.
    """
    low, high = check_domain(domain)
    if how not in DRAWN:
        raise ValueError(f"a network is drawn as {', '.join(DRAWN)}, not {how!r}")
    if not 1 <= units <= LARGEST_UNITS:
        raise ValueError(f"a network can have 1 to {LARGEST_UNITS:,} ReLUs, not {units:,}")
    if not 0 <= seed < 2**63:
        raise ValueError("the seed must be a whole number, zero or more")
    random = np.random.Generator(np.random.PCG64(seed))
    half = (high - low) / 2
    if how == "uniform":
        v, w = random.uniform(-1.0, 1.0, (2, units))
        gain = 1.0
    else:
        v, w = random.standard_normal((2, units))
        gain = sqrt(2) if how == "he" else 1.0
    v, w = v * (gain / half), w * (gain / sqrt(units))
    kinks = low + (high - low) * ((np.arange(units) + random.random(units)) / units)
    return Network.from_rays(v, -v * kinks, w, 0.0)
