"""What nodes are called, and which one is looked at."""

from __future__ import annotations

from reluviz.core.network import Network, ParameterId
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import Snapshot


def node_name(network: Network, layer: int, index: int) -> str:
    """Return what a node is called: x or x2, r2 or 1.2 for unit 2 of layer 1, z or z2."""
    if layer < 0:
        return "x" if network.n_inputs == 1 else f"x{index + 1}"
    if layer < len(network.layers) - 1:
        return f"r{index + 1}" if network.has_ray_names else f"{layer + 1}.{index + 1}"
    return "z" if network.n_outputs == 1 else f"z{index + 1}"


def node_title(network: Network, layer: int, index: int) -> str:
    """Return what a node is, such as ``ReLU 2`` or ``unit 2 of layer 1``."""
    if layer < 0:
        return "the input" if network.n_inputs == 1 else f"input {index + 1}"
    if layer < len(network.layers) - 1:
        if network.has_ray_names:
            return f"ReLU {index + 1}"
        return f"unit {index + 1} of layer {layer + 1}"
    return "the output" if network.n_outputs == 1 else f"output {index + 1}"


def looked_at(snapshot: Snapshot) -> Unit:
    """Return the unit whose sum is written out: selected, else hovered, else the output."""
    network = snapshot.network
    for item in (snapshot.selection, snapshot.hovered):
        neuron = neuron_of(item)
        if neuron is not None and neuron.layer >= 0:
            return neuron
    return Unit(min(snapshot.view.output, network.n_outputs - 1), len(network.layers) - 1)


def neuron_of(item: Item | None) -> Unit | None:
    """Return the node that an item is, or whose sum it is a part of."""
    if isinstance(item, Unit):
        return item
    return Unit(item.unit, item.layer) if isinstance(item, ParameterId) else None
