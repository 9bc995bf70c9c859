"""Networks of one input and any depth, read exactly: joints, units, the same function flat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.layer import Array, Layer
from reluviz.core.network import Network
from reluviz.core.piecewise import (
    MOST_PIECES,
    Domain,
    Makers,
    PiecewiseLinear,
    check_domain,
    traced_curve,
    traced_values,
)

_ROUNDING = 1e-13
"""What is left of terms that cancel, as a share of them."""


@dataclass(frozen=True, eq=False)
class Joints:
    """The joints of an exact curve, and which units make them.

    Parameters
    ----------
    curve : PiecewiseLinear
        The curve.
    made_by : Makers
        Its makers.
    """

    curve: PiecewiseLinear
    made_by: Makers

    @property
    def x(self) -> Array:
        """Where they are, shape (n,); the first and the last are the ends of the domain."""
        return self.curve.x

    @property
    def z(self) -> Array:
        """The output there, shape (n,)."""
        return self.curve.y

    @cached_property
    def makers(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each joint (layer, unit) of the units that make it, counted from 0; none at ends."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(len(self.curve))]
        made = self.made_by
        for joint, layer, unit in zip(
            made.joints.tolist(), made.layers.tolist(), made.units.tolist(), strict=True
        ):
            found[joint].append((layer, unit))
        return tuple(map(tuple, found))

    def __len__(self) -> int:
        return len(self.curve)


def joints(network: Network, domain: Domain = (-1.0, 1.0), most: int = MOST_PIECES) -> Joints:
    """Return the joints of the curve of a network of any depth, and the units that make them.

    Parameters
    ----------
    network : Network
        One input, one output, activations of straight pieces.
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
    return Joints(*traced_curve(network, domain, most))


def unit_curves(
    network: Network,
    domain: Domain = (-1.0, 1.0),
    layer: int = 0,
    as_sums: bool = False,
    most: int = MOST_PIECES,
) -> tuple[PiecewiseLinear, ...]:
    """Return what each unit of a layer computes as a function of x, exactly.

    Parameters
    ----------
    network : Network
        One input; activations of straight pieces up to that layer.
    domain : tuple of float
        The interval of x.
    layer : int
        Index of the layer, from 0.
    as_sums : bool
        Whether the weighted sums before the activation are wanted.
    most : int
        How many segments there may be.

    Returns
    -------
    tuple of PiecewiseLinear
        One for each unit, all on the same joints: those of this layer and the ones before it.

    Raises
    ------
    ValueError
        If there is no such layer, or a layer up to it has no straight pieces.
    TooManyPieces
        If there are more segments than `most`.
    """
    if not 0 <= layer < len(network.layers):
        raise ValueError(
            f"there is no layer {layer}: the layers are 0 to {len(network.layers) - 1}"
        )
    part = Network(network.layers[: layer + 1])
    if network.n_inputs != 1 or not _is_exact(part, as_sums):
        raise ValueError(
            "the units have exact curves only in a network of one input, up to the first layer "
            "whose activation is curved or jumps"
        )
    x, values = traced_values(part, check_domain(domain), most, as_sums=as_sums)
    return tuple(PiecewiseLinear(x, values[:, unit]) for unit in range(values.shape[1]))


def _is_exact(network: Network, as_sums: bool) -> bool:
    counted = network.layers[:-1] if as_sums else network.layers
    return all(layer.kind.is_piecewise_linear for layer in counted)


def flatten(network: Network, domain: Domain = (-1.0, 1.0), most: int = MOST_PIECES) -> Network:
    """Return the same function on the domain with one hidden layer of ReLUs.

    Parameters
    ----------
    network : Network
        One input, one output, activations of straight pieces; any depth.
    domain : tuple of float
        The interval of x on which the two agree; outside of it they do not.
    most : int
        How many ReLUs there may be.

    Returns
    -------
    Network
        One ReLU for each segment, its ray to the right from where the segment starts. Joints at
        which the slope does not change take none.

    Raises
    ------
    ValueError
        If there is no exact curve.
    TooManyPieces
        If there are more segments than `most`.
    """
    curve, makers = traced_curve(network, domain, most)
    slopes = curve.slopes
    bends = np.diff(slopes)
    made = np.zeros(len(curve), bool)
    made[makers.joints] = True
    kept = made[1:-1] & (np.abs(bends) > _ROUNDING * np.abs(slopes).max())
    # Slopes between the joints that are kept: what is left out must not add up.
    at = np.concatenate([[0], np.flatnonzero(kept) + 1, [len(curve) - 1]])
    slopes = np.diff(curve.y[at]) / np.diff(curve.x[at])
    starts = curve.x[at[:-1]]
    w = np.diff(slopes, prepend=0.0)
    return Network.from_rays(np.ones_like(starts), -starts, w, float(curve.y[0]))


def largest_sum(network: Network, domain: Domain = (-1.0, 1.0)) -> float:
    """Return how large the sums in a network can be: what rounding is measured against.

    Parameters
    ----------
    network : Network
        One input.
    domain : tuple of float
        The interval of x.
    """
    values, largest = np.array([max(map(abs, domain))]), 0.0
    for layer in network.layers:
        values = np.abs(layer.weights) @ values + np.abs(layer.bias)
        largest = max(largest, float(values.max()))
    return largest


def prune(network: Network, domain: Domain = (-1.0, 1.0)) -> Network:
    """Return a smaller network with the same output on the domain.

    ReLUs that are off everywhere on the domain, and those nobody listens to, drop out. Of ReLUs
    that are on everywhere, those that others add up to are taken over by them, so that of a first
    layer one remains; a layer that is on altogether merges into the next one. ReLUs whose weights
    and bias are a positive multiple of another's join it.

    Parameters
    ----------
    network : Network
        One input, activations of straight pieces.
    domain : tuple of float
        The interval of x.

    Returns
    -------
    Network
        At least one unit stays in every layer that does not merge.

    Raises
    ------
    ValueError
        If the units have no exact curves.
    """
    domain = check_domain(domain)
    index = 0
    while index < len(network.layers) - 1:
        smaller = _pruned_at(network, index, domain)
        if smaller is None:
            index += 1
        else:
            network = smaller
            index = max(0, index - 1)
    return network


def _pruned_at(network: Network, index: int, domain: Domain) -> Network | None:
    """One step at a layer; None if there is nothing to be done."""
    layer, after = network.layers[index], network.layers[index + 1]
    if layer.activation == "identity":
        return _replaced(network, index, [_merged(layer, after)])
    if layer.activation != "relu":
        return None
    part = Network([*network.layers[:index], Layer(layer.weights, layer.bias, "identity")])
    _, sums = traced_values(part, domain)
    heard = np.any(after.weights != 0, axis=0)
    keep = (sums.max(axis=0) > 0) & heard
    if not keep.all() and len(keep) > 1:
        keep[0] |= not keep.any()
        if not keep.all():
            return _without(network, index, keep)
    is_on = sums.min(axis=0) >= 0
    if is_on.all():
        linear = Layer(layer.weights, layer.bias, "identity")
        return _replaced(network, index, [_merged(linear, after)])
    return _taken_over(network, index, is_on)


def _taken_over(network: Network, index: int, is_on: NDArray[np.bool_]) -> Network | None:
    """Have units taken over by others of which they are a sum, or a multiple."""
    layer, after = network.layers[index], network.layers[index + 1]
    rows = np.column_stack([layer.weights, layer.bias])
    for unit in range(layer.n_units - 1, -1, -1):
        others = np.flatnonzero(is_on & is_on[unit] & (np.arange(layer.n_units) != unit))
        shares, constant = _as_sum(layer, others, unit)
        if shares is None:
            shares, constant, others = _as_multiple(rows, unit)
        if shares is None:
            continue
        weights, bias = after.weights.copy(), after.bias.copy()
        weights[:, others] += np.outer(after.weights[:, unit], shares)
        bias += after.weights[:, unit] * constant
        taken = _replaced(network, index, [layer, Layer(weights, bias, after.activation)])
        return _without(taken, index, np.arange(layer.n_units) != unit)
    return None


def _as_sum(layer: Layer, others: NDArray[np.intp], unit: int) -> tuple[Array | None, float]:
    """A unit that is on everywhere as a sum of others that are, and a constant."""
    if not len(others):
        return None, 0.0
    basis, wanted = layer.weights[others], layer.weights[unit]
    shares = np.linalg.lstsq(basis.T, wanted, rcond=None)[0]
    left = np.abs(shares @ basis - wanted).max()
    size = np.abs(wanted).max() + (np.abs(shares) @ np.abs(basis)).max()
    if left > 1e-15 * size or np.abs(shares).max() > 1e3:
        return None, 0.0
    return shares, float(layer.bias[unit] - shares @ layer.bias[others])


def _as_multiple(rows: Array, unit: int) -> tuple[Array | None, float, NDArray[np.intp]]:
    """A unit as a positive multiple of one before it."""
    at = int(np.argmax(np.abs(rows[unit])))
    for other in range(unit):
        if rows[other, at] == 0 or rows[unit, at] / rows[other, at] <= 0:
            continue
        share = rows[unit, at] / rows[other, at]
        if np.abs(share * rows[other] - rows[unit]).max() <= 4e-16 * np.abs(rows[unit]).max():
            return np.array([share]), 0.0, np.array([other])
    return None, 0.0, np.arange(0)


def _merged(linear: Layer, after: Layer) -> Layer:
    return Layer(
        after.weights @ linear.weights, after.weights @ linear.bias + after.bias, after.activation
    )


def _without(network: Network, index: int, keep: NDArray[np.bool_]) -> Network:
    layer, after = network.layers[index], network.layers[index + 1]
    return _replaced(
        network,
        index,
        [
            Layer(layer.weights[keep], layer.bias[keep], layer.activation),
            Layer(after.weights[:, keep], after.bias, after.activation),
        ],
    )


def _replaced(network: Network, index: int, layers: list[Layer]) -> Network:
    """Other layers in place of the one at an index and the next."""
    return Network([*network.layers[:index], *layers, *network.layers[index + 2 :]])
