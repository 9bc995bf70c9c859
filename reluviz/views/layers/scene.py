"""What the diagram of a layered network shows: values for the places of a layout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.signals import Signals
from reluviz.document.items import Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.layered_words import looked_at, node_name
from reluviz.views.layers.edges import EdgeFinder, Edges
from reluviz.views.layers.geometry import Layout, NodePlace
from reluviz.views.painting import size_reference


@dataclass(frozen=True)
class NodeFace:
    """What one node shows.

    Parameters
    ----------
    place : NodePlace
        Where.
    name : str
        What it is called.
    sum, value : float
        What goes into its activation, and what comes out.
    bias : float or None
        Its bias; None for an input.
    is_on : bool
        False where the activation lets nothing through.
    """

    place: NodePlace
    name: str
    sum: float
    value: float
    bias: float | None
    is_on: bool

    @property
    def parameter(self) -> ParameterId | None:
        """Its bias; None for an input."""
        neuron = self.place.neuron
        return None if self.bias is None else ParameterId(neuron.layer, neuron.index)


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that is painted."""

    network: Network
    flow: Signals
    nodes: list[NodeFace]
    edges: Edges
    largest: tuple[float, ...]
    neuron: Unit
    selected: object
    hovered: object
    broken: dict[ParameterId, float]
    was: float | None
    digits: Digits

    @property
    def in_hand(self) -> ParameterId | None:
        """The selected parameter, which a hand may change."""
        return self.selected if isinstance(self.selected, ParameterId) else None


def compose(snapshot: Snapshot, layout: Layout, finder: EdgeFinder) -> Scene:
    """Return what a snapshot of a layered network shows in a layout, with its edges."""
    network, flow = snapshot.network, snapshot.state.signals(snapshot.point)
    return Scene(
        network,
        flow,
        [_face(network, flow, place) for place in layout.nodes.values()],
        finder.find(snapshot, layout, flow),
        tuple(size_reference(float(np.abs(a.weights).max())) for a in network.layers),
        looked_at(snapshot),
        snapshot.selection,
        snapshot.hovered,
        dict(snapshot.broken),
        _value_at_start(snapshot),
        snapshot.state.digits,
    )


def _face(network: Network, flow: Signals, place: NodePlace) -> NodeFace:
    layer, index = place.neuron.layer, place.neuron.index
    name = node_name(network, layer, index)
    if layer < 0:
        value = float(flow.inputs[index])
        return NodeFace(place, name, value, value, None, True)
    unit = network.layers[layer]
    value = float(flow.values[layer][index])
    sum_, bias = float(flow.sums[layer][index]), float(unit.bias[index])
    return NodeFace(place, name, sum_, value, bias, not unit.kind.is_off(sum_))


def _value_at_start(snapshot: Snapshot) -> float | None:
    """What the selected parameter was when the gesture under way began."""
    parameter, previous = snapshot.selection, snapshot.before
    if snapshot.gesture is None or previous is None or not isinstance(parameter, ParameterId):
        return None
    return previous.network.value(parameter) if previous.has(parameter) else None
