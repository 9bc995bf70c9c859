"""What the diagram of a layered network shows: values for the places of a layout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.activations import find_activation
from reluviz.core.network import Network, ParameterId
from reluviz.core.signals import Signals
from reluviz.document.items import Neuron
from reluviz.document.snapshot import Snapshot
from reluviz.views.layered_words import looked_at, node_name
from reluviz.views.layers.geometry import Column, Layout, NodePlace
from reluviz.views.painting import size_reference

Array = NDArray[np.float64]

MOST_EDGES = 320
"""Of more edges than this the strongest are drawn, and all those of the selected unit."""

_LEAST_BETWEEN = 24  # drawn between any two layers


@dataclass(frozen=True)
class NodeFace:
    """What one node shows.

    Parameters
    ----------
    place : NodePlace
        Where.
    name, activation : str
        What it is called; the activation is empty for an input.
    sum, value : float
        What goes into its activation, and what comes out.
    bias : float or None
        Its bias; None for an input.
    is_on : bool
        False where the activation lets nothing through.
    """

    place: NodePlace
    name: str
    activation: str
    sum: float
    value: float
    bias: float | None
    is_on: bool


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges that are drawn.

    Parameters
    ----------
    parameters : list of ParameterId
        Which.
    lines : ndarray, shape (n, 4)
        x and y of both ends.
    values : ndarray, shape (n,)
        Their weights.
    is_live : ndarray of bool, shape (n,)
        Whether anything flows through them at the probe.
    """

    parameters: list[ParameterId]
    lines: Array
    values: Array
    is_live: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that is painted."""

    network: Network
    flow: Signals
    nodes: list[NodeFace]
    edges: Edges
    largest: tuple[float, ...]
    neuron: Neuron
    selected: object
    hovered: object
    broken: dict[ParameterId, float]
    was: float | None
    is_thinned: bool

    @property
    def in_hand(self) -> ParameterId | None:
        """The selected parameter, which a hand may change."""
        return self.selected if isinstance(self.selected, ParameterId) else None


def compose(snapshot: Snapshot, layout: Layout) -> Scene:
    """Return what a snapshot of a layered network shows in a layout."""
    layered = snapshot.layered
    assert layered is not None, "the panel shows layered networks only"
    network, flow = snapshot.network, layered.signals(snapshot.point)
    edges, is_thinned = _edges(snapshot, layout, flow)
    return Scene(
        network,
        flow,
        [_face(network, flow, place) for place in layout.nodes.values()],
        edges,
        tuple(size_reference(float(np.abs(a.weights).max())) for a in network.layers),
        looked_at(snapshot),
        snapshot.selection,
        snapshot.hovered,
        dict(snapshot.broken),
        _value_at_start(snapshot),
        is_thinned,
    )


def _face(network: Network, flow: Signals, place: NodePlace) -> NodeFace:
    layer, index = place.neuron.layer, place.neuron.index
    name = node_name(network, layer, index)
    if layer < 0:
        value = float(flow.inputs[index])
        return NodeFace(place, name, "", value, value, None, True)
    activation = network.layers[layer].activation
    value = float(flow.values[layer][index])
    # Only these two let nothing through; a small sigmoid is not off.
    is_on = value != 0 or find_activation(activation).shape not in ("kinked", "jump")
    bias = float(network.layers[layer].bias[index])
    return NodeFace(place, name, activation, float(flow.sums[layer][index]), value, bias, is_on)


def _edges(snapshot: Snapshot, layout: Layout, flow: Signals) -> tuple[Edges, bool]:
    pairs = list(zip(layout.columns, layout.columns[1:], strict=False))
    count = sum(len(before.nodes) * len(after.nodes) for before, after in pairs)
    most = None if count <= MOST_EDGES else max(_LEAST_BETWEEN, MOST_EDGES // len(pairs))
    parameters: list[ParameterId] = []
    lines, values, live = [], [], []
    for before, after in pairs:
        weights = snapshot.network.layers[after.layer].weights
        shown = weights[np.ix_(after.indices, before.indices)]
        rows, columns = _drawn(shown, before, after, most, snapshot)
        units, sources = after.indices[rows], before.indices[columns]
        start, end = before.nodes[0].right.x(), after.nodes[0].left.x()
        ends = [node.right.x() for node in before.nodes]  # circles are narrower than boxes
        lines.append(
            np.column_stack(
                [
                    np.array(ends)[columns] if ends else np.full(len(rows), start),
                    before.middles[columns],
                    np.full(len(rows), end),
                    after.middles[rows],
                ]
            )
        )
        values.append(shown[rows, columns])
        live.append(flow.into(after.layer)[sources] != 0)
        parameters += [
            ParameterId(after.layer, unit, source)
            for unit, source in zip(units.tolist(), sources.tolist(), strict=True)
        ]
    edges = Edges(parameters, np.vstack(lines), np.concatenate(values), np.concatenate(live))
    return edges, most is not None


def _drawn(
    weights: Array, before: Column, after: Column, most: int | None, snapshot: Snapshot
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the edges drawn between two columns, the weakest first."""
    sizes = np.abs(weights)
    if most is not None and sizes.size > most:
        selected = snapshot.selection
        if isinstance(selected, Neuron):
            sizes = sizes.copy()
            if selected.layer == before.layer:
                sizes[:, before.indices == selected.index] = np.inf
            if selected.layer == after.layer:
                sizes[after.indices == selected.index] = np.inf
        if isinstance(selected, ParameterId) and selected.layer == after.layer:
            sizes = sizes.copy()
            chosen = np.ix_(after.indices == selected.unit, before.indices == selected.source)
            sizes[chosen] = np.inf
        order = np.argsort(sizes, axis=None, kind="stable")[-most:]
    else:
        order = np.argsort(sizes, axis=None, kind="stable")
    rows, columns = np.unravel_index(order, weights.shape)
    return rows, columns


def _value_at_start(snapshot: Snapshot) -> float | None:
    """What the selected parameter was when the gesture under way began."""
    parameter, previous = snapshot.selection, snapshot.previous
    if snapshot.gesture is None or previous is None or not isinstance(parameter, ParameterId):
        return None
    return previous.network.value(parameter) if previous.has(parameter) else None
