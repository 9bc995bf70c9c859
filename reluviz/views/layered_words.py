"""What the panels of layered networks write: names of nodes, and sums written out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reluviz.core.network import Network, ParameterId
from reluviz.core.signals import Signals
from reluviz.core.words import MINUS, number
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import Snapshot

_LONGEST = 12  # products that there may be room for
_LENGTHS = (8, 6, 4, 3, 2)


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


def sum_text(
    network: Network, flow: Signals, neuron: Unit, most: int | None = None, digits: int = 4
) -> str:
    """Return the weighted sum of a unit written out, such as ``0.3·1 + 0.9·0.5 − 0.2 = 0.55``.

    Parameters
    ----------
    network : Network
        Any network.
    flow : Signals
        What flows through it.
    neuron : Unit
        A unit of it.
    most : int, optional
        So many products at most; those in the middle are left out.
    digits : int
        Significant digits of all but the sum.
    """
    layer = network.layers[neuron.layer]
    weights, into = layer.weights[neuron.index], flow.into(neuron.layer)
    total, largest = abs(float(flow.sums[neuron.layer][neuron.index])), np.abs(weights * into).max()
    if 0 < total < largest:  # what cancels is seen only in more digits
        digits += int(min(8.0, np.log10(largest / total)))
    shown = np.arange(len(weights))
    if most is not None and len(weights) > most:
        shown = np.append(shown[: most - 1], shown[-1:])
    terms = [_product(float(weights[k]), float(into[k]), digits) for k in shown]
    if len(shown) < len(weights):
        terms.insert(-1, ("+", "…"))
    bias = float(layer.bias[neuron.index])
    if bias:
        terms.append((MINUS if bias < 0 else "+", number(abs(bias), digits)))
    first = ("" if terms[0][0] == "+" else MINUS) + terms[0][1]
    rest = "".join(f" {sign} {term}" for sign, term in terms[1:])
    return f"{first}{rest} = {number(float(flow.sums[neuron.layer][neuron.index]))}"


def sum_forms(network: Network, flow: Signals, neuron: Unit) -> Iterator[str]:
    """Yield ways to write the sum of a unit, from the fullest to the shortest."""
    count = network.layers[neuron.layer].n_inputs
    if count <= _LONGEST:
        yield f"sum = {sum_text(network, flow, neuron)}"
    for most in _LENGTHS:
        if most < count:
            yield f"sum = {sum_text(network, flow, neuron, most)}"
    for digits in (3, 2):
        yield f"sum = {sum_text(network, flow, neuron, 2, digits)}"
    yield f"sum = {number(float(flow.sums[neuron.layer][neuron.index]))}"


def result_text(network: Network, flow: Signals, neuron: Unit) -> str:
    """Return what the activation of a unit makes of its sum, such as ``sigmoid → 0.634``."""
    title = network.layers[neuron.layer].kind.title
    return f"{title} → {number(float(flow.values[neuron.layer][neuron.index]))}"


def _product(weight: float, value: float, digits: int) -> tuple[str, str]:
    factor = number(value, digits)
    if value < 0:
        factor = f"({factor})"
    return (MINUS if weight < 0 else "+"), f"{number(abs(weight), digits)}·{factor}"
