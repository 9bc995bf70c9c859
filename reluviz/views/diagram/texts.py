"""What the diagram writes, and the network in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from reluviz.core import words
from reluviz.core.activations import Activation
from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.steps import step_title
from reluviz.core.words import number
from reluviz.document.items import Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.diagram.sums import Sum
from reluviz.views.layered_words import looked_at, node_name, node_title
from reluviz.views.numbers import exact_text

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
    yield f"output: {title}" if is_last else f"layer {layer + 1}: {title}"
    if is_last and network.layers[layer].kind.is_linear:
        yield from ("output", "out")
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


def value_forms(
    name: str, written: Callable[[int], str], is_precise: bool = False
) -> Iterator[str]:
    """Yield ways to write a parameter with its sign, from the fullest to the shortest.

    `name` may be empty. `written` returns the value with so many digits or more. `is_precise`
    gives up the name before it gives up digits, for a value that is being changed.
    """
    if name:
        for digits in (4,) if is_precise else (4, 3, 2):
            yield f"{name} = {written(digits)}"
    yield from map(written, (4, 3, 2, 1))


def whole_label(network: Network, parameter: ParameterId, digits: Digits, was: float | None) -> str:
    """Return name and value of a weight, and what it was."""
    text = f"{network.name(parameter)} = {digits.value(parameter, signed=True)}"
    return text if was is None else f"{text}, was {number(was)}"


def live_forms(
    value: float, name: str = "", written: Callable[[int], str] | None = None
) -> Iterator[str]:
    """Yield ways to write a live value, from the fullest to the shortest.

    `written` returns it with so many digits or more, if it is not written as any number.
    """
    written = written or partial(number, value)
    if name:
        yield f"{name} = {written(4)}"
    yield from map(written, (4, 3, 2, 1))
    for places in (2, 1):
        rounded = round(value, places)
        yield number(rounded) if rounded or not value else "≈0"


def ray_forms(
    name: str, kind: Activation, digits: Digits, unit: int, face: tuple[float, float], live: float
) -> Iterator[str]:
    """Yield ways to write what a unit of one input computes at the probe; `face` is v and b."""
    start = "max(0, " if kind.name == "relu" else f"{kind.title}("
    v, b = face
    for most in (4, 3):
        size = (
            "x"
            if abs(v) == 1
            else f"{digits.value(ParameterId(0, unit, 0), abs(v), False, most)}·x"
        )
        total = digits.value(ParameterId(0, unit), b, digits=most)
        if v:
            sign = words.MINUS if v < 0 else ""
            total = f"{total} {sign or '+'} {size}" if b else sign + size
        yield f"{start}{total}) = {number(live, most)}"
    yield from live_forms(live, name)


def fold_forms(count: int) -> Iterator[str]:
    """Yield ways to say how many units are folded away."""
    yield f"⋮ {count:,} more units"
    yield f"⋮ {count:,} more"
    yield f"+{count:,}"
    yield "⋮"


def cut_forms(name: str, was: float) -> Iterator[str]:
    """Yield ways to write a cut link in one line, from the fullest to the shortest."""
    if name:
        yield f"{name} = 0, was {number(was)}"
    yield f"0, was {number(was)}"
    yield f"0, was {number(was, 2)}"
    yield f"0 ({number(was, 2)})"
    yield "0"


def was_forms(was: float) -> Iterator[str]:
    """Yield ways to write what a weight was, from the fullest to the shortest."""
    yield from (f"was {number(was, digits)}" for digits in (4, 3, 2))
    yield f"({number(was, 2)})"


def node_tip(snapshot: Snapshot, unit: Unit) -> str:
    """Return what a node is and computes, and what a hand can do with it."""
    network = snapshot.network
    title = words.sentence(node_title(network, unit.layer, unit.index))
    if unit.layer < 0:
        value = exact_text(snapshot.point[unit.index])
        return (
            f"{title} at the probe: {value}\nDrag up or down, or double-click to type it; "
            "the mouse over the plot moves it"
        )
    name = network.name(ParameterId(unit.layer, unit.index))
    found = Sum.of(snapshot.state, snapshot.point, unit)
    hint = f"Its bias {name} is dragged and typed at its number"
    return f"{title}: sum = {found.text()}, {found.result}\n{hint}"


def parameter_tip(snapshot: Snapshot, parameter: ParameterId) -> str:
    """Return what a parameter is, what flows through it, and what a hand can do with it."""
    network, cut = snapshot.network, snapshot.broken.get(parameter)
    value = network.value(parameter)
    title = f"{words.parameter_title(network, parameter)}: {exact_text(value)}"
    if cut is not None:
        title += f", a broken link: it was {exact_text(cut)}"
    if parameter.source is not None:
        sources = np.array([parameter.source])
        signal = float(snapshot.state.values(parameter.layer - 1, sources, snapshot.point)[0])
        title += f"\nCarries {number(value)}·{number(signal)} = {number(value * signal)}"
    return f"{title}\nDrag up or down, or double-click to type; scroll when selected"


BUTTON_TIPS = {
    "unit": "Add a unit to this layer (U)",
    "layer": "Add a layer before the output, or after the selected one (Shift+U)",
}
"""What the two kinds of plus do."""


def describe(snapshot: Snapshot) -> str:
    """Return the network and what is selected in words, for screen readers."""
    network, parameter, unit = snapshot.network, snapshot.parameter, looked_at(snapshot)
    sizes = [_counted(layer.n_units, "unit") for layer in network.layers[:-1]]
    parts = [
        f"{_counted(network.n_inputs, 'input')}, "
        + (f"hidden layers of {', '.join(sizes)}, " if sizes else "no hidden layer, ")
        + f"{_counted(network.n_outputs, 'output')}."
    ]
    if parameter is not None:
        title = words.parameter_title(network, parameter)
        parts.append(f"Selected: {title}, {snapshot.state.digits.value(parameter)}.")
    if snapshot.build is not None:
        parts.append(f"The sum so far: {step_title(snapshot.build, network.n_units)}.")
    title = words.sentence(node_title(network, unit.layer, unit.index))
    found = Sum.of(snapshot.state, snapshot.point, unit)
    parts.append(f"{title}: sum = {found.text()}, {found.result}.")
    parts += _units_in_words(network, snapshot.state.digits)
    for k, value in enumerate(snapshot.point):
        written = snapshot.state.digits.x(value, k)
        parts.append(f"Input {node_name(network, -1, k)} is {written}.")
    last, units = len(network.layers) - 1, np.arange(network.n_outputs)
    for k, value in enumerate(snapshot.state.values(last, units, snapshot.point).tolist()):
        parts.append(f"Output {node_name(network, last, k)} is {snapshot.state.digits.y(value)}.")
    return " ".join(parts)


def _units_in_words(network: Network, digits: Digits) -> Iterator[str]:
    """The first units of one input with all of their parameters."""
    first = network.layers[0]
    if network.n_inputs > 1 or len(network.layers) == 1:
        return
    for k in range(min(first.n_units, _MOST_IN_WORDS)):
        items = [ParameterId(0, k, 0), ParameterId(0, k)]
        if network.layers[1].n_units == 1:
            items.append(ParameterId(1, 0, k))
        values = ", ".join(f"{network.name(one)} {digits.value(one)}" for one in items)
        yield f"{words.sentence(node_title(network, 0, k))}: {values}."
    if first.n_units > _MOST_IN_WORDS:
        yield f"{first.n_units - _MOST_IN_WORDS:,} more units."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
