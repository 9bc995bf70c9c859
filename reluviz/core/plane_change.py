"""How two networks of two inputs differ in the plane, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.decision_lines import Box
from reluviz.core.layer import Array, Layer
from reluviz.core.network import Network
from reluviz.core.regions import MOST_REGIONS, regions

_GRID = 90  # values along a side, where the largest change cannot be found exactly


def largest_change(
    before: Network, after: Network, box: Box, output: int = 0, most: int = MOST_REGIONS
) -> tuple[float, tuple[float, float]]:
    """Return where an output of two networks differs most, and by how much, exactly.

    Parameters
    ----------
    before, after : Network
        Two inputs; the same number of layers, with the same activations of straight pieces.
    box : tuple of Domain
        The intervals of the two inputs.
    output : int
        Which output.
    most : int
        How many regions their difference may have.

    Returns
    -------
    change : float
        After minus before, with its sign.
    place : tuple of float
        The corner of a region where it is reached.

    Raises
    ------
    ValueError
        If the two cannot be held against one another, or their output is curved.
    TooManyRegions
        If there are more regions than `most`.
    """
    found = regions(difference(before, after, output), box, most=most)
    change = found.heights()
    k = int(np.argmax(np.abs(change)))
    x, y = found.points[k].tolist()
    return float(change[k]), (x, y)


def change_found(
    before: Network, after: Network, box: Box, output: int, most: int
) -> tuple[float, tuple[float, float], bool]:
    """Return the largest change, where it is, and whether it is exact, else that on a grid.

    Parameters
    ----------
    before, after : Network
        Two inputs.
    box, output, most
        As for `largest_change`.
    """
    try:
        return *largest_change(before, after, box, output, most), True
    except ValueError:  # curved, of other layers, or too many regions
        x, y = np.meshgrid(*(np.linspace(*side, _GRID) for side in box))
        points = np.column_stack([x.ravel(), y.ravel()])
        was, values = (one(points).reshape(len(points), -1)[:, output] for one in (before, after))
        k = int(np.argmax(np.abs(values - was)))
        return float(values[k] - was[k]), (float(points[k, 0]), float(points[k, 1])), False


def difference(before: Network, after: Network, output: int = 0) -> Network:
    """Return a network of one output that gives after minus before.

    It has the units of `after`, and of those of `before` the ones that compute anything else.

    Parameters
    ----------
    before, after : Network
        As many inputs and layers, with the same activations, the last of which hands on its sum.
    output : int
        Which output.

    Raises
    ------
    ValueError
        If they are not such.
    """
    kinds = [[layer.activation for layer in network.layers] for network in (before, after)]
    if kinds[0] != kinds[1] or before.n_inputs != after.n_inputs:
        raise ValueError("a difference is a network only where layers and activations are the same")
    if not after.layers[-1].kind.is_linear:
        raise ValueError(
            f"the output has the activation {after.layers[-1].activation}: a difference is exact "
            "only where it hands on its sum"
        )
    # Where each thing that goes into a layer of `before` is found in the network to be.
    places: NDArray[np.intp] = np.arange(after.n_inputs)
    width, layers = after.n_inputs, []
    for old, new in zip(before.layers[:-1], after.layers[:-1], strict=True):
        old_rows, new_rows = _spread(old, places, width), _padded(new, width)
        places, own = _found(old_rows, new_rows)
        rows = np.vstack([new_rows, old_rows[own]])
        layers.append(Layer(rows[:, :-1], rows[:, -1], new.activation))
        width = len(rows)
    old_row = _spread(before.layers[-1], places, width)[output]
    row = _padded(after.layers[-1], width)[output] - old_row
    return Network([*layers, Layer(row[np.newaxis, :-1], row[-1:], "identity")])


def _found(old: Array, new: Array) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each of the old rows is: in the same place, or after all new ones; and which those."""
    count = min(len(old), len(new))
    own = np.ones(len(old), bool)
    own[:count] = (old[:count] != new[:count]).any(axis=1)
    places = np.arange(len(old))
    places[own] = len(new) + np.arange(own.sum())
    return places, own


def _spread(layer: Layer, places: NDArray[np.intp], width: int) -> Array:
    """Weights with their inputs at other places, and the bias as the last column."""
    rows = np.zeros((layer.n_units, width + 1))
    rows[:, places], rows[:, -1] = layer.weights, layer.bias
    return rows


def _padded(layer: Layer, width: int) -> Array:
    """Weights with zeros for what the layer does not listen to, and the bias."""
    return _spread(layer, np.arange(layer.n_inputs), width)
