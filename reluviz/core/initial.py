"""Networks to start a training from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

import numpy as np

from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.layer import Array, Layer
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
    if not 1 <= units <= LARGEST_UNITS:
        raise ValueError(f"a network can have 1 to {LARGEST_UNITS:,} ReLUs, not {units:,}")
    random = _random(how, seed)
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


def initial_layers(
    sizes: Sequence[int],
    activations: Sequence[str],
    how: str,
    seed: int,
    box: Sequence[Domain] = (),
) -> Network:
    """Return a random network of any layers.

    Parameters
    ----------
    sizes : sequence of int
        Number of inputs, then of the units of each layer.
    activations : sequence of str
        One for each layer.
    how : {"he", "lecun", "uniform"}
        How the weights of a unit with n inputs are drawn. he: normal with variance 2 / n; lecun:
        normal with variance 1 / n, biases zero with both; uniform: weights and biases up to
        1 / sqrt(n) to either side, PyTorch's default.
    seed : int
        The same seed gives the same network, to the last bit.
    box : sequence of Domain
        The interval of each input; empty for [-1, 1]. The first layer is drawn for inputs scaled
        to [-1, 1], and the scale is put into its weights and biases: a unit does the same over a
        large interval as over a small one.

    Raises
    ------
    ValueError
        If there is no such way, or the numbers do not fit one another.

    Notes
    -----
    He et al., "Delving deep into rectifiers", 2015; LeCun et al., "Efficient backprop", 1998.
    """
    if len(sizes) < 2 or len(activations) != len(sizes) - 1 or min(sizes) < 1:
        raise ValueError("a network needs sizes of one or more, and an activation for each layer")
    if box and len(box) != sizes[0]:
        raise ValueError(f"{len(box)} intervals do not fit {sizes[0]} inputs")
    random = _random(how, seed)
    layers: list[Layer] = []
    for (n_in, n_out), activation in zip(pairwise(sizes), activations, strict=True):
        if how == "uniform":
            weights = random.uniform(-1.0, 1.0, (n_out, n_in)) / sqrt(n_in)
            bias = random.uniform(-1.0, 1.0, n_out) / sqrt(n_in)
        else:
            weights = random.standard_normal((n_out, n_in)) * sqrt((2 if how == "he" else 1) / n_in)
            bias = np.zeros(n_out)
        if box and not layers:
            weights, bias = _for_box(weights, bias, box)
        layers.append(Layer(weights, bias, activation))
    return Network(layers)


def _for_box(weights: Array, bias: Array, box: Sequence[Domain]) -> tuple[Array, Array]:
    """Put the scale of the inputs into weights and biases that are meant for [-1, 1]."""
    low, high = np.array([check_domain(domain) for domain in box]).T
    weights = weights / ((high - low) / 2)
    return weights, bias - weights @ ((low + high) / 2)


def _random(how: str, seed: int) -> np.random.Generator:
    """The random numbers of a seed, once way and seed are known to be good."""
    if how not in DRAWN:
        raise ValueError(f"a network is drawn as {', '.join(DRAWN)}, not {how!r}")
    if not 0 <= seed < 2**63:
        raise ValueError("the seed must be a whole number, zero or more")
    return np.random.Generator(np.random.PCG64(seed))
