"""Units and layers added, removed and changed by hand: each is one undo step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reluviz.core.activations import find_activation
from reluviz.core.network import Network, ParameterId
from reluviz.core.structure import (
    with_activation,
    with_input,
    with_layer,
    with_unit,
    without_input,
    without_layer,
    without_unit,
)
from reluviz.document.document import Document
from reluviz.document.items import Item, Unit


def add_unit(document: Document, layer: int) -> None:
    """Add a unit to a hidden layer, and select it.

    Raises
    ------
    ValueError
        If there cannot be one more; the message can be shown as it is.
    """
    network = with_unit(document.network, layer)
    document.set_network(network, "add unit")
    document.select(Unit(network.layers[layer].n_units - 1, layer))


def remove_unit(document: Document, layer: int) -> None:
    """Remove the selected unit of a hidden layer, or its last one if none is.

    Raises
    ------
    ValueError
        If it cannot be removed; the message can be shown as it is.
    """
    unit = _unit_in(document.snapshot.selection, layer)
    if unit is None:
        unit = document.network.layers[layer].n_units - 1
    network = without_unit(document.network, layer, unit)
    document.select(None)
    document.set_network(network, "remove unit")


def add_layer(document: Document, layer: int) -> None:
    """Add a hidden layer after a hidden layer, or before the output, and select its first unit.

    Where it can it hands on what comes in: it has the ReLUs of the article, or identities if those
    would make a network of another kind of this one.

    Raises
    ------
    ValueError
        If there cannot be one more; the message can be shown as it is.
    """
    before = min(layer + 1, len(document.network.layers) - 1)
    network = with_layer(document.network, before)
    if network.is_shallow:
        network = with_layer(document.network, before, "identity")
    document.set_network(network, "add layer")
    document.select(Unit(0, before))


def remove_layer(document: Document, layer: int) -> None:
    """Remove a hidden layer.

    Raises
    ------
    ValueError
        If it cannot be removed; the message can be shown as it is.
    """
    network = without_layer(document.network, layer)
    document.select(None)
    document.set_network(network, "remove layer")


def add_input(document: Document, layer: int) -> None:
    """Add an input, and select it. The rows of a truth table, if there is one, have 0 there.

    Raises
    ------
    ValueError
        If there cannot be one more; the message can be shown as it is.
    """
    network, table = with_input(document.network), document.project.table
    if table is not None and table.fits(document.network):
        inputs = np.hstack([table.inputs, np.zeros((len(table), 1))])
        table = replace(table, inputs=inputs)
    document.set_project(replace(document.project, network=network, table=table), "add input")
    document.select(Unit(network.n_inputs - 1, -1))


def remove_input(document: Document, layer: int) -> None:
    """Remove the selected input, or the last one if none is.

    Raises
    ------
    ValueError
        If it is the only one; the message can be shown as it is.
    """
    item, project = document.snapshot.selection, document.project
    is_input = isinstance(item, Unit) and item.layer < 0
    index = item.index if isinstance(item, Unit) and is_input else project.network.n_inputs - 1
    network, table, box = without_input(project.network, index), project.table, list(project.box)
    if table is not None and table.fits(project.network):
        table = replace(table, inputs=np.delete(table.inputs, index, 1))
    del box[index]
    changed = replace(project, network=network, table=table, domain=box[0], others=tuple(box[1:]))
    document.select(None)
    document.set_project(changed, "remove input")


def set_activation(document: Document, layer: int, activation: str) -> None:
    """Give all units of a layer another activation.

    Raises
    ------
    ValueError
        If there is no such activation.
    """
    name = find_activation(activation).name
    if document.network.layers[layer].activation != name:
        network: Network = with_activation(document.network, layer, name)
        document.set_network(network, "change activation")


EDITS: dict[str, Callable[[Document, int], None]] = {
    "add_unit": add_unit,
    "remove_unit": remove_unit,
    "add_layer": add_layer,
    "remove_layer": remove_layer,
    "add_input": add_input,
    "remove_input": remove_input,
}
"""What can be done to a layer, by the names of the actions."""


def _unit_in(item: Item | None, layer: int) -> int | None:
    """The unit of a layer that an item is, or belongs to."""
    if isinstance(item, Unit) and item.layer == layer:
        return item.index
    return item.unit if isinstance(item, ParameterId) and item.layer == layer else None
