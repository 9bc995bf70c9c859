"""What the diagram shows at one moment, so that two moments can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QRegion

from reluviz.core.activations import Activation
from reluviz.core.digits import Digits
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.diagram.edges import EdgeFinder, Edges
from reluviz.views.diagram.geometry import Array, Column, Layout, grown
from reluviz.views.edge_looks import PLAIN, Look
from reluviz.views.layered_words import looked_at, node_name
from reluviz.views.painting import size_reference

_LAYERS_KNOWN = 17  # those of the deepest network, from before the gesture and after it
_SAMPLES = 25  # places at which the ray of a curved activation is computed

Parts = frozenset[Item]
"""Links, and units for their boxes. What is live is no part: it changes with everything."""


class Stage(Enum):
    """Where a unit is in the construction step by step."""

    THERE = "part of the sum"
    NEWEST = "added by the step that is shown"
    LATER = "not there yet"


class NodeFace(NamedTuple):
    """What a node shows that does not change with the probe alone.

    Parameters
    ----------
    name : str
        What it is called.
    v, b : float or None
        Its weight if it has but one input and shows its ray, and its bias; None for an input.
    look : Look
        How its bias looks.
    is_selected, is_hovered : bool
        Whether the node is, or something that belongs to it.
    is_on : bool
        False where the activation lets nothing through at the probe.
    stage : Stage
        Where the unit is in the construction.
    places : tuple of int
        The last digit that is written of its bias.
    """

    name: str
    v: float | None
    b: float | None
    look: Look
    is_selected: bool
    is_hovered: bool
    is_on: bool
    stage: Stage = Stage.THERE
    places: tuple[int, ...] = ()


class Live(NamedTuple):
    """What goes into the activation of a node at the probe, and what comes out."""

    sum: float
    value: float


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that is painted.

    Parameters
    ----------
    snapshot : Snapshot
        What it is of.
    nodes, lives : tuple
        What each node of the layout shows.
    edges : Edges
        The edges that are drawn.
    values, before : ndarray, shape (edges,)
        Their weights, and those at the start of the gesture under way.
    is_live, is_later : ndarray of bool, shape (edges,)
        Whether anything flows through them at the probe, and whether a step of the construction
        has yet to add them.
    reference : float
        The size of weight that gets the thickest line.
    ray : tuple of float
        The lowest and the highest value in a picture of a ray.
    domain : Domain
        The interval of a ray.
    neuron : Unit
        Whose sum is written out.
    selected : Item or None
        What the hand has chosen: of a unit the parameter that stands for it.
    digits : Digits
        How its numbers are written.
    places : dict
        The last digit that is written of each weight with a label or a ray.
    """

    snapshot: Snapshot
    nodes: tuple[NodeFace, ...]
    lives: tuple[Live, ...]
    edges: Edges
    values: Array
    before: Array
    is_live: NDArray[np.bool_]
    is_later: NDArray[np.bool_]
    reference: float
    ray: tuple[float, float]
    domain: Domain
    neuron: Unit
    selected: Item | None
    digits: Digits
    places: dict[ParameterId, int]

    @property
    def network(self) -> Network:
        """The network."""
        return self.snapshot.network

    def look(self, k: int) -> Look:
        """How an edge and its label look."""
        parameter = self.edges.parameters[k]
        is_changed = bool(self.values[k] != self.before[k])
        return Look(parameter == self.selected, parameter in self.lit, is_changed)

    def was(self, k: int) -> float | None:
        """What a changed or cut weight was; None if it is the same."""
        if self.values[k] != self.before[k]:
            return float(self.before[k])
        return self.snapshot.broken.get(self.edges.parameters[k])

    @property
    def lit(self) -> tuple[ParameterId, ...]:
        """The parameters that are spoken of."""
        return self.snapshot.lit

    @property
    def readout(self) -> tuple[object, ...]:
        """What the sum that is written out depends on."""
        snapshot = self.snapshot
        is_moving = snapshot.gesture is not None  # it gets no longer then
        return id(snapshot.state), self.neuron, snapshot.point, snapshot.build, is_moving

    @property
    def in_hand(self) -> list[int]:
        """The selected edge and those that are lit, of those that are drawn."""
        index = self.edges.index
        found = [index[item] for item in (self.selected, *self.lit) if item in index]
        return list(dict.fromkeys(found))


class WeightSizes:
    """The largest weight of a network, looked for again only in layers that changed."""

    def __init__(self) -> None:
        self._known: list[tuple[Layer, float]] = []

    def reference(self, network: Network, before: Network | None = None) -> float:
        """Return the size that gets the thickest line.

        While a hand changes `before`, its lines keep their widths unless a weight gets much larger.
        """
        largest = self._largest(network)
        if before is not None:
            kept = size_reference(self._largest(before))
            if largest <= 2 * kept:
                return kept
        return size_reference(largest)

    def _largest(self, network: Network) -> float:
        return max(self._largest_of(layer) for layer in network.layers)

    def _largest_of(self, layer: Layer) -> float:
        for known, size in self._known:
            if known is layer:
                return size
        # Two passes without a copy; np.abs would make one of 100,000 values.
        size = max(float(layer.weights.max()), -float(layer.weights.min()))
        self._known = [(layer, size), *self._known[:_LAYERS_KNOWN]]
        return size


def compose(snapshot: Snapshot, layout: Layout, finder: EdgeFinder, sizes: WeightSizes) -> Scene:
    """Return what the diagram shows of a snapshot; reads only the units that are shown."""
    network, edges = snapshot.network, finder.find(snapshot, layout)
    start, digits = _gesture_start(snapshot), snapshot.state.digits
    marks = [_node_of(snapshot, item) for item in (snapshot.selection, snapshot.hovered)]
    written = [*layout.rooms, *_drawn_rays(network, layout)]
    lives = [_lives(snapshot, column) for column in layout.columns]
    on = [_is_on(network, column, live) for column, live in zip(layout.columns, lives, strict=True)]
    values = _weights(network, edges)
    before = values if start is None or start is network else _weights(start, edges)
    return Scene(
        snapshot,
        tuple(
            face
            for column, is_on in zip(layout.columns, on, strict=True)
            for face in _faces(snapshot, start, column, is_on, marks)
        ),
        tuple(Live(*pair) for live in lives for pair in live.tolist()),
        edges,
        values,
        before,
        _is_live(network, edges, lives, on),
        _is_later(snapshot, edges),
        sizes.reference(network, start),
        _ray_range(snapshot, layout.columns[1]),
        snapshot.domain,
        looked_at(snapshot),
        snapshot.parameter or snapshot.selection,
        digits,
        dict(zip(written, digits.places(*written), strict=True)),
    )


def ray_corners(kind: Activation, v: float, b: float, domain: Domain) -> Array:
    """Return x and value along what a unit of one input computes on the domain, shape (n, 2)."""
    low, high = domain
    if kind.is_curved:
        x = np.linspace(low, high, _SAMPLES)
    else:
        kinks = [(kink - b) / v for kink in kind.kinks] if v else []
        beside = 1e-9 * (high - low)  # at each of them two, for there may be a jump
        inside = [x + side for x in kinks if low < x < high for side in (-beside, beside)]
        x = np.array([low, *sorted(inside), high])
    return np.column_stack([x, kind.function(b + v * x)])


def changed_parts(old: Scene, new: Scene, layout: Layout) -> Parts | None:
    """Return the parts that differ in two scenes of one layout; None for all of them."""
    if (
        old.edges is not new.edges
        or old.domain != new.domain
        or old.snapshot.view.build != (new.snapshot.view.build)
    ):
        return None
    if (old.reference, old.ray) != (new.reference, new.ray):
        return None
    if old.snapshot.load_number != new.snapshot.load_number:
        return None
    if any(a.kind is not b.kind for a, b in _layers(old, new)):
        return None
    differs = (old.values != new.values) | (old.is_live != new.is_live)
    differs |= (old.before != old.values) != (new.before != new.values)
    parts: set[Item] = {new.edges.parameters[k] for k in np.flatnonzero(differs)}
    parts.update(
        unit
        for unit, a, b in zip(layout.nodes, old.nodes, new.nodes, strict=True)
        if a is not b and a != b
    )
    if old.places != new.places:
        anew = [one for one, place in new.places.items() if old.places[one] != place]
        parts.update(one for one in anew if one in new.edges.index)
        parts.update(Unit(one.unit) for one in anew if one.layer == 0 == one.source)
    if old.snapshot.broken is not new.snapshot.broken:
        changed = old.snapshot.broken.items() ^ new.snapshot.broken.items()
        parts.update(link for link, _ in changed if link in new.edges.index)
    if (old.selected, old.lit) != (new.selected, new.lit):
        hands = (old.selected, *old.lit, new.selected, *new.lit)
        parts.update(item for item in hands if item is not None and item in new.edges.index)
    return frozenset(parts)


def _layers(old: Scene, new: Scene) -> zip[tuple[Layer, Layer]]:
    return zip(old.network.layers, new.network.layers, strict=True)


def all_parts(layout: Layout, edges: Edges) -> Parts:
    """Return everything that can change."""
    return frozenset([*layout.nodes, *edges.parameters])


def region_of(layout: Layout, old: Scene, new: Scene, parts: Parts) -> QRegion:
    """Return where some parts are painted, and what is live and differs in two scenes."""
    region = QRegion()
    edges = new.edges
    for part in parts:
        if isinstance(part, Unit):
            region += layout.nodes[part].region + layout.nodes[part].live_region
            continue
        for rect in edges.pixels(edges.index[part]):
            region += rect
        assert isinstance(part, ParameterId)
        room = layout.rooms.get(part)
        if room is not None:  # with the name above it, and the line below that says what it was
            region += grown(room.adjusted(0, -room.height() - 2, 0, room.height() + 2), 3)
    point = old.snapshot.point
    for place, before, after in zip(layout.nodes.values(), old.lives, new.lives, strict=True):
        layer, index = place.unit.layer, place.unit.index
        is_written_anew = (
            layer < 0
            and old.network.layers[0] is not new.network.layers[0]
            and old.digits.x(point[index], index) != new.digits.x(point[index], index)
        )
        if before != after or is_written_anew:
            region += place.live_region
    return region


# The parts of a scene


def _lives(snapshot: Snapshot, column: Column) -> Array:
    """Sum and value of each node of a column, shape (n, 2)."""
    state, point, units = snapshot.state, snapshot.point, column.indices
    if column.layer < 0:
        values = np.array(point)[units]
        return np.column_stack([values, values])
    sums = state.sums(column.layer, units, point, snapshot.build)
    return np.column_stack([sums, state.network.layers[column.layer].kind.function(sums)])


def _faces(
    snapshot: Snapshot,
    start: Network | None,
    column: Column,
    on: list[bool],
    marks: list[Unit | None],
) -> list[NodeFace]:
    network, index = snapshot.network, column.layer
    chosen = snapshot.parameter
    marked, lit = marks
    units = column.indices.tolist()
    if index < 0:
        return [
            NodeFace(
                node_name(network, -1, unit),
                *(None, None, PLAIN),
                marked == Unit(unit, -1),
                lit == Unit(unit, -1),
                True,
            )
            for unit in units
        ]
    layer = network.layers[index]
    biases = layer.bias[column.indices].tolist()
    has_ray = index == 0 and layer.n_inputs == 1
    weights = layer.weights[column.indices, 0].tolist() if has_ray else [None] * len(units)
    before = biases if start is None else start.layers[index].bias[column.indices].tolist()
    build, digits = snapshot.build if index == 0 else None, snapshot.state.digits
    found = []
    for unit, v, b, was, is_on in zip(units, weights, biases, before, on, strict=True):
        parameter, node = ParameterId(index, unit), Unit(unit, index)
        found.append(
            NodeFace(
                node_name(network, index, unit),
                v,
                b,
                Look(parameter == chosen, parameter in snapshot.lit, b != was),
                node == marked,
                node == lit,
                is_on,
                _stage(unit, build),
                digits.places(parameter),
            )
        )
    return found


def _drawn_rays(network: Network, layout: Layout) -> list[ParameterId]:
    """The weights in rays that have no label of their own."""
    if network.n_inputs > 1:
        return []
    rays = (ParameterId(0, unit, 0) for unit in layout.columns[1].indices.tolist())
    return [one for one in rays if one not in layout.rooms]


def _node_of(snapshot: Snapshot, item: Item | None) -> Unit | None:
    """The node that is marked for an item: itself, that of a bias, or the only one of a link."""
    if isinstance(item, Unit):
        return item
    if isinstance(item, ParameterId):
        if item.is_bias:
            return Unit(item.unit, item.layer)
        if snapshot.network.n_inputs > 1:
            return None
    unit = snapshot.state.unit_of(item)
    return None if unit is None else Unit(unit)


def _stage(unit: int, build: int | None) -> Stage:
    if build is None or unit < build - 1:
        return Stage.THERE
    return Stage.NEWEST if unit == build - 1 else Stage.LATER


def _weights(network: Network, edges: Edges) -> Array:
    """The weights of the edges that are drawn."""
    found = []
    for gap in edges.gaps:
        layer = network.layers[gap.columns[1].layer]
        found.append(layer.weights[gap.places[:, 1], gap.places[:, 2]])
    return np.concatenate(found)


def _is_on(network: Network, column: Column, live: Array) -> list[bool]:
    """Whether the activations of a column let something through."""
    if column.layer < 0:
        return [True] * len(live)
    kind, sums = network.layers[column.layer].kind, live[:, 0]
    on: list[bool] = ((live[:, 1] != 0) | (kind.derivative(sums) != 0) | kind.is_curved).tolist()
    return on


def _is_live(
    network: Network, edges: Edges, lives: list[Array], on: list[list[bool]]
) -> NDArray[np.bool_]:
    """Whether edges carry a signal; the only one into a unit is pale when the unit is off."""
    found = []
    for number, gap in enumerate(edges.gaps):
        if number == 0 and network.n_inputs == 1:
            found.append(np.array(on[1])[gap.rows])
        else:
            found.append(lives[number][gap.sources, 1] != 0)
    return np.concatenate(found)


def _is_later(snapshot: Snapshot, edges: Edges) -> NDArray[np.bool_]:
    """Whether edges belong to units that a step of the construction has yet to add."""
    if snapshot.build is None:
        return np.zeros(len(edges.places), dtype=bool)
    units = np.where(edges.places[:, 0] == 0, edges.places[:, 1], edges.places[:, 2])
    later: NDArray[np.bool_] = units >= snapshot.build
    return later


def _ray_range(snapshot: Snapshot, column: Column) -> tuple[float, float]:
    """The lowest and the highest value that fill a picture of a ray."""
    layer, units = snapshot.network.layers[0], column.indices
    if layer.n_inputs > 1:
        return 0.0, 1.0
    sums = layer.bias[units] + np.outer(snapshot.domain, layer.weights[units])
    ends = layer.kind.function(sums)
    low, high = float(ends.min(initial=0.0)), float(ends.max(initial=0.0))
    return (-size_reference(-low) if low < 0 else 0.0), size_reference(high)


def _gesture_start(snapshot: Snapshot) -> Network | None:
    """The network before the gesture under way; None without one, or with other units."""
    if snapshot.gesture is None or snapshot.before is None:
        return None
    start = snapshot.before.network
    shapes = ([a.weights.shape for a in one.layers] for one in (start, snapshot.network))
    return start if next(shapes) == next(shapes) else None
