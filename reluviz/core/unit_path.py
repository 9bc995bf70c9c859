"""The way that an input takes through the plane or the space of some units, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reluviz.core.depth import unit_curves
from reluviz.core.layer import Array, Layer
from reluviz.core.network import Network
from reluviz.core.piecewise import MOST_PIECES, Domain, exact_curve
from reluviz.core.slices import slice_network

ROUNDING = 1e-12
"""Turns up to this share of the steepest piece are rounding."""

INPUT = -1
"""Stands for the input itself, in place of a unit."""


@dataclass(frozen=True, eq=False)
class UnitPath:
    """A polyline that an input goes along; straight, and evenly fast, between its corners.

    Parameters
    ----------
    x : ndarray, shape (n,)
        The input at the corners, increasing; the ends of the interval are the first and the last.
    places : ndarray, shape (n, units)
        What the units give there.
    """

    x: Array
    places: Array

    @property
    def n_segments(self) -> int:
        """How many straight pieces it has."""
        return len(self.x) - 1

    def segment_at(self, x: float) -> int:
        """Return the piece that an input is in; the nearest one outside of the interval."""
        return min(max(int(np.searchsorted(self.x, x, "right")) - 1, 0), self.n_segments - 1)


def unit_path(
    network: Network,
    domain: Domain,
    layer: int,
    units: Sequence[int],
    as_sums: bool = False,
    most: int = MOST_PIECES,
) -> UnitPath:
    """Return the way of x through the values of some units of a layer.

    Parameters
    ----------
    network : Network
        One input; activations of straight pieces up to that layer.
    domain : tuple of float
        The interval of x.
    layer : int
        Index of the layer, from 0.
    units : sequence of int
        Their indices; `INPUT` for x itself.
    as_sums : bool
        Whether the weighted sums before the activation are wanted.
    most : int
        How many segments there may be.

    Returns
    -------
    UnitPath
        Corners are where one of these units bends. Others of the layer may bend elsewhere.

    Raises
    ------
    ValueError
        If there is no such layer, or the units have no exact curves.
    TooManyPieces
        If there are more segments than `most`.
    """
    if not 0 <= layer < len(network.layers):
        raise ValueError(f"there is no layer {layer}: there are 0 to {len(network.layers) - 1}")
    # Only these units: of a layer of ten thousand all would be too many.
    own, whole = [unit for unit in units if unit != INPUT] or [0], network.layers[layer]
    chosen = Layer(whole.weights[own], whole.bias[own], whole.activation)
    part = Network([*network.layers[:layer], chosen])
    curves = unit_curves(part, domain, layer, as_sums, most)
    x, found = curves[0].x, iter(curves)
    places = np.column_stack([x if unit == INPUT else next(found).y for unit in units])
    slopes = np.diff(places, axis=0) / np.diff(x)[:, np.newaxis]
    steepest = np.abs(slopes).max(axis=0)
    turns = (np.abs(np.diff(slopes, axis=0)) > ROUNDING * steepest).any(axis=1)
    corners = np.concatenate([[True], turns, [True]])
    return UnitPath(x[corners], places[corners])


def grid_paths(
    network: Network, box: tuple[Domain, Domain], layer: int, units: Sequence[int], lines: int = 9
) -> tuple[list[UnitPath], list[UnitPath]]:
    """Return where the lines of a grid over two inputs go: those along x1, and those along x2.

    Parameters
    ----------
    network : Network
        Two inputs; activations of straight pieces up to that layer.
    box : tuple of Domain
        The intervals of the two inputs, over which the grid is.
    layer, units
        As for `unit_path`.
    lines : int
        How many lines there are in each direction, the sides of the box among them.

    Raises
    ------
    ValueError
        As `unit_path` does.
    """

    def along(axis: int) -> list[UnitPath]:
        held = np.linspace(*box[1 - axis], lines)
        points = [(0.0, value) if axis == 0 else (value, 0.0) for value in held.tolist()]
        networks = [slice_network(network, axis, point) for point in points]
        return [unit_path(one, box[axis], layer, units) for one in networks]

    return along(0), along(1)


def segment_counts(network: Network, domain: Domain, most: int = MOST_PIECES) -> list[int]:
    """Return into how many pieces x is cut after each hidden layer, by all of its units.

    Parameters
    ----------
    network : Network
        One input, hidden layers of straight pieces.
    domain : tuple of float
        The interval of x.
    most : int
        How many segments there may be.

    Raises
    ------
    ValueError
        If the units have no exact curves.
    """
    counts = []
    for number, layer in enumerate(network.layers[:-1], 1):
        nothing = Layer(np.zeros((1, layer.n_units)), [0.0], "identity")  # joints are there, too
        part = Network([*network.layers[:number], nothing])
        counts.append(len(exact_curve(part, domain, most)) - 1)
    return counts
