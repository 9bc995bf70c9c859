"""What the diagram of a layered network writes, and the network in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reluviz.core import words
from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.signals import Signals
from reluviz.core.words import number
from reluviz.document.items import Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.layered_words import (
    looked_at,
    node_name,
    node_title,
    result_text,
    sum_text,
)

_MOST_IN_WORDS = 12


def header_forms(network: Network) -> Iterator[str]:
    """Yield ways to write the shape of the network."""
    sizes = [network.n_inputs, *(layer.n_units for layer in network.layers)]
    shape = " → ".join(f"{size:,}" for size in sizes)
    yield f"{shape}    {network.n_parameters:,} parameters"
    yield shape
    yield f"{network.n_inputs} → … → {network.n_outputs}"


def heading_forms(network: Network, layer: int) -> Iterator[str]:
    """Yield ways to write over a column what it is."""
    if layer < 0:
        yield "input" if network.n_inputs == 1 else "inputs"
        yield "in"
        return
    title, *shorter = network.layers[layer].kind.titles
    is_last = layer == len(network.layers) - 1
    if is_last:
        yield f"output: {title}"
    else:
        yield f"layer {layer + 1}: {title}"
    yield from (title, *shorter, title[:4], title[:2])


def legend_forms(is_thinned: bool) -> Iterator[str]:
    """Yield ways to explain the lines."""
    if is_thinned:
        yield "The strongest links are drawn, and all those of the selected unit"
        yield "the strongest links are drawn"
    signs = "colour: sign · width: size · dashed: zero"
    yield f"{signs} · pale: no signal · drag, or double-click to type"
    yield f"{signs} · pale: no signal"
    yield signs
    yield "dashed: zero"


def value_forms(name: str, written: Callable[[int], str]) -> Iterator[str]:
    """Yield ways to write a parameter with its sign, from the fullest to the shortest.

    `written` returns the value with so many digits or more.
    """
    if name:
        for digits in (4, 3, 2):
            yield f"{name} = {written(digits)}"
    yield from map(written, (4, 3, 2, 1))


def whole_label(network: Network, parameter: ParameterId, digits: Digits, was: float | None) -> str:
    """Return name and value of a weight, and what it was."""
    text = f"{network.name(parameter)} = {digits.value(parameter, signed=True)}"
    return text if was is None else f"{text}, was {number(was)}"


def live_forms(value: float) -> Iterator[str]:
    """Yield ways to write a live value, from the fullest to the shortest."""
    for digits in (4, 3, 2, 1):
        yield number(value, digits)
    for places in (2, 1):
        rounded = round(value, places)
        yield number(rounded) if rounded or not value else "≈0"


def fold_forms(count: int) -> Iterator[str]:
    """Yield ways to say how many units are folded away."""
    yield f"⋮ {count} more"
    yield f"+{count}"
    yield "⋮"


def node_tip(snapshot: Snapshot, neuron: Unit, flow: Signals) -> str:
    """Return what a node is and computes, and what a hand can do with it."""
    network = snapshot.network
    title = words.sentence(node_title(network, neuron.layer, neuron.index))
    if neuron.layer < 0:
        value = number(float(flow.inputs[neuron.index]), 6)
        return f"{title} at the probe: {value}\nDrag up or down, or double-click to type"
    name = network.name(ParameterId(neuron.layer, neuron.index))
    return (
        f"{title}: sum = {sum_text(network, flow, neuron, 12)}, "
        f"{result_text(network, flow, neuron)}\nDouble-click to type its bias {name}"
    )


def parameter_tip(snapshot: Snapshot, parameter: ParameterId, flow: Signals) -> str:
    """Return what a parameter is, what flows through it, and what a hand can do with it."""
    network, cut = snapshot.network, snapshot.broken.get(parameter)
    value = network.value(parameter)
    title = f"{words.parameter_title(network, parameter)}: {number(value, 6)}"
    if cut is not None:
        title += f", a broken link: it was {number(cut, 6)}"
    if parameter.source is not None:
        signal = float(flow.into(parameter.layer)[parameter.source])
        title += f"\nCarries {number(value)}·{number(signal)} = {number(value * signal)}"
    return f"{title}\nDrag up or down, or double-click to type; scroll when selected"


def describe(snapshot: Snapshot, flow: Signals) -> str:
    """Return the network and what is selected in words, for screen readers."""
    network, parameter, neuron = snapshot.network, snapshot.parameter, looked_at(snapshot)
    sizes = [str(layer.n_units) for layer in network.layers]
    parts = [f"{network.n_inputs} inputs, layers of {', '.join(sizes)} units."]
    if parameter is not None:
        title = words.parameter_title(network, parameter)
        parts.append(f"Selected: {title}, {number(network.value(parameter))}.")
    title = words.sentence(node_title(network, neuron.layer, neuron.index))
    result = result_text(network, flow, neuron)
    parts.append(f"{title}: sum = {sum_text(network, flow, neuron, _MOST_IN_WORDS)}, {result}.")
    for k, value in enumerate(flow.inputs.tolist()):
        parts.append(f"Input {node_name(network, -1, k)} is {number(value)}.")
    for k, value in enumerate(flow.outputs.tolist()):
        parts.append(f"Output {node_name(network, len(network.layers) - 1, k)} is {number(value)}.")
    return " ".join(parts)
