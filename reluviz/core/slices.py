"""A network of several inputs along one of them, the others held: a function of one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.layer import Array, Layer
from reluviz.core.network import LARGEST_VALUE, Network
from reluviz.core.piecewise import Domain, check_domain, exact_curve

_FIRST = 257  # samples to begin with
_ROUNDS = 14  # halvings of an interval that bends
_MOST = 6_000  # samples
_BEND = 2e-4  # as a share of the height: what an eye cannot see


@dataclass(frozen=True, eq=False)
class Slice:
    """One output along one input.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Vertices if `is_exact`, else samples, nearer where the curve bends or jumps. Increasing x.
    is_exact : bool
        Whether it is the function itself between its vertices.
    """

    x: Array
    y: Array
    is_exact: bool


def held_network(network: Network, free: Sequence[int], point: ArrayLike) -> Network:
    """Return the network of some of the inputs that `network` is while the others are held.

    Parameters
    ----------
    network : Network
        Any network.
    free : sequence of int
        The inputs that stay free, in the order that they get.
    point : array_like, shape (n_inputs,)
        Where the others are held.
    """
    held = np.array(point, dtype=np.float64).reshape(-1)
    held[list(free)] = 0.0
    first = network.layers[0]
    # A point that is far away may ask for more than a network can hold.
    bias = np.clip(first.bias + first.weights @ held, -LARGEST_VALUE, LARGEST_VALUE)
    layer = Layer(first.weights[:, list(free)], bias, first.activation)
    return Network([layer, *network.layers[1:]])


def slice_network(network: Network, axis: int, point: ArrayLike, output: int = 0) -> Network:
    """Return the network of one input and one output that `network` is along one axis.

    Parameters
    ----------
    network : Network
        Any network.
    axis : int
        The input that stays free.
    point : array_like, shape (n_inputs,)
        Where the others are held.
    output : int
        The output that is looked at.
    """
    layers = list(held_network(network, [axis], point).layers)
    last = layers[-1]
    layers[-1] = Layer(last.weights[[output]], last.bias[[output]], last.activation)
    return Network(layers)


def slice_along(
    network: Network, axis: int, point: ArrayLike, domain: Domain, output: int = 0
) -> Slice:
    """Return one output along one axis: exact where the network is piecewise linear.

    Parameters
    ----------
    network, axis, point, output
        As for `slice_network`.
    domain : tuple of float
        The interval of the free input.
    """
    low, high = check_domain(domain)
    line = slice_network(network, axis, point, output)
    if line.is_piecewise_linear:
        curve = exact_curve(line, (low, high))
        return Slice(curve.x, curve.y, True)
    x = _first_samples(line, low, high)
    y = line(x)
    for _ in range(_ROUNDS):
        middle = (x[:-1] + x[1:]) / 2
        bent = np.flatnonzero(_bends(x, y))
        if not len(bent) or len(x) + len(bent) > _MOST:
            break
        x = np.insert(x, bent + 1, middle[bent])
        y = np.insert(y, bent + 1, line(middle[bent]))
        x, kept = np.unique(x, return_index=True)
        y = y[kept]
    return Slice(x, y, False)


def _first_samples(line: Network, low: float, high: float) -> Array:
    """Even samples, and more where units of the first layer change: on their kinks and between.

    So a pulse that is narrower than the even samples are apart is not overlooked.
    """
    first = line.layers[0]
    with np.errstate(all="ignore"):
        kinks = (np.array(first.kind.changes_at) - first.bias[:, np.newaxis]) / first.weights
    kinks = np.unique(kinks[(kinks > low) & (kinks < high)])
    if len(kinks) > _FIRST:
        kinks = kinks[np.linspace(0, len(kinks) - 1, _FIRST).astype(int)]
    between = kinks[:-1] + np.diff(kinks) / 2
    return np.unique(np.concatenate([np.linspace(low, high, _FIRST), kinks, between]))


def _bends(x: Array, y: Array) -> NDArray[np.bool_]:
    """Which intervals are beside a vertex where the polyline turns by more than an eye can see."""
    slopes = np.diff(y) / np.diff(x)
    away = np.abs(np.diff(slopes)) * np.minimum(np.diff(x)[:-1], np.diff(x)[1:]) / 2
    turns = away > _BEND * (float(np.ptp(y)) or 1.0)
    bends: NDArray[np.bool_] = np.append(turns, False) | np.append(False, turns)
    return bends


def slope_along(network: Network, axis: int, point: ArrayLike, output: int = 0) -> float:
    """Return the derivative of one output by one input at `point`, by the chain rule.

    At a kink or a jump it is the one that the activation's derivative takes there.
    """
    x = np.asarray(point, dtype=np.float64).reshape(-1)[[axis]]
    return float(slopes_along(network, axis, point, x, output)[0])


def slopes_along(network: Network, axis: int, point: ArrayLike, x: Array, output: int = 0) -> Array:
    """Return the derivative of one output by one input at many values of that input.

    Parameters
    ----------
    network, axis, point, output
        As for `slice_network`.
    x : ndarray, shape (n,)
        Values of the free input.

    Returns
    -------
    ndarray, shape (n,)
        As `slope_along` at each of them.
    """
    line = slice_network(network, axis, point, output)
    values, slopes = x.reshape(-1, 1), np.ones((len(x), 1))
    for layer in line.layers:
        sums = layer.sums(values)
        slopes = layer.kind.derivative(sums) * (slopes @ layer.weights.T)
        values = layer.kind.function(sums)
    found: Array = slopes[:, 0]
    return found
