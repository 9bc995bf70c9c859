"""What each part of the diagram shows at one moment, so that two moments can be compared."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np
from PySide6.QtGui import QRegion

from reluviz.core.anatomy import first_units
from reluviz.core.digits import Digits
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.views.diagram.geometry import Layout
from reluviz.views.painting import size_reference

B0 = ParameterId(1, 0)

_ROUNDING = 1e-12
_LAYERS_KNOWN = 7  # two of the network, two from before the gesture, and some to spare
Part = tuple[int, str]
Parts = frozenset[Part]
"""Row and which of its parts: "v" or "w" for an edge, "unit" for the box. Or `OUTPUT`."""

OUTPUT: Part = (-1, "output")
SOURCE: Part = (-1, "source")
"""The circles with their first captions. The live z is no part: it changes with everything."""

Was = tuple[float | None, float | None, float | None]
_NOTHING: Was = (None, None, None)

Cut = tuple[float | None, float | None]
_UNCUT: Cut = (None, None)


class Stage(Enum):
    """Where a unit is in the construction step by step."""

    THERE = "part of the sum"
    NEWEST = "added by the step that is shown"
    LATER = "not there yet"


class RowFace(NamedTuple):
    """What a row shows.

    Parameters
    ----------
    v, b, w : float
        The unit's parameters.
    live : float
        What it computes at the probe; 0 when it is off.
    selected, hovered : str
        Which of "v", "b", "w" is; empty for none of them.
    is_selected, is_hovered : bool
        Whether the unit is, or something that belongs to it.
    was : tuple of (float or None)
        v, b and w as they were, where the gesture under way changes them.
    cut : tuple of (float or None)
        v and w as they were, where their links are cut.
    stage : Stage
        Where the unit is in the construction.
    places : tuple of int
        The last digits of v, b and w that are written, as powers of ten.
    """

    v: float
    b: float
    w: float
    live: float
    selected: str
    hovered: str
    is_selected: bool
    is_hovered: bool
    was: Was
    cut: Cut = _UNCUT
    stage: Stage = Stage.THERE
    places: tuple[int, ...] = (0, 0, 0)

    @property
    def is_on(self) -> bool:
        """Whether the unit is active at the probe."""
        return self.live > 0


class OutputFace(NamedTuple):
    """What the output shows: b0 and the live z; `was` during a gesture that changes b0."""

    b0: float
    z: float
    is_selected: bool
    is_hovered: bool
    was: float | None
    places: tuple[int, ...] = (0,)


class Scene(NamedTuple):
    """What the whole diagram shows.

    Parameters
    ----------
    weights : float
        The size of weight that gets the thickest line.
    ray : float
        The height of ray that fills a picture.
    digits : Digits
        How its numbers are written.
    """

    rows: tuple[RowFace, ...]
    output: OutputFace
    probe: float
    domain: Domain
    weights: float
    ray: float
    n_parameters: int
    digits: Digits


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


def compose(snapshot: Snapshot, layout: Layout, sizes: WeightSizes) -> Scene:
    """Return what the diagram shows of a snapshot; reads only the units that are shown."""
    network, units = snapshot.network, layout.units
    v, b, w = network.v[units], network.b[units], network.w[units]
    low, high = snapshot.domain
    tallest = float(np.max(np.maximum(b + v * low, b + v * high), initial=0.0))
    start = _gesture_start(snapshot)
    selected, hovered, probe = snapshot.unit, snapshot.hovered_unit, snapshot.probe
    before = _values_before(start, layout)
    rows, digits = [], snapshot.state.digits
    columns = zip(units.tolist(), v.tolist(), b.tolist(), w.tolist(), strict=True)
    for k, (unit, *values) in enumerate(columns):
        is_selected, is_hovered = unit == selected, unit == hovered
        rows.append(
            RowFace(
                values[0],
                values[1],
                values[2],
                live_value(values[0], values[1], probe),
                _kind(snapshot.parameter) if is_selected else "",
                _kind(snapshot.hovered) if is_hovered else "",
                is_selected,
                is_hovered,
                _NOTHING if before is None else _was(before[k], values),
                _cut(snapshot, unit) if snapshot.broken else _UNCUT,
                _stage(unit, snapshot.build),
                digits.places(
                    ParameterId(0, unit, 0), ParameterId(0, unit), ParameterId(1, 0, unit)
                ),
            )
        )
    return Scene(
        tuple(rows),
        _output_face(snapshot),
        probe,
        snapshot.domain,
        sizes.reference(network, start),
        size_reference(tallest),
        network.n_parameters,
        digits,
    )


def live_value(v: float, b: float, x: float) -> float:
    """Return max(0, b + v x), with what is rounding alone taken as 0."""
    total = b + v * x
    return total if total > _ROUNDING * (abs(b) + abs(v * x)) else 0.0


def output_at(state: State, x: float, count: int | None = None) -> float:
    """Return the output at `x`: from the exact curve, beyond its ends by a forward pass.

    `count` is the number of units in the sum; None for all of them.
    """
    curve = state.curve if count is None else state.partial_sum(count)
    if not curve.x[0] <= x <= curve.x[-1]:
        network = state.network
        return float((network if count is None else first_units(network, count))(x))
    value = float(np.interp(x, curve.x, curve.y))
    if abs(value) > 1e-6 * max(1.0, abs(state.network.b0)):
        return value  # too large for rounding
    scale = max(float(curve.y.max()), -float(curve.y.min()))
    return value if abs(value) > _ROUNDING * scale else 0.0


def changed_parts(old: Scene, new: Scene) -> Parts | None:
    """Return the parts that differ in two scenes of one layout; None for all of them."""
    if old[3:-1] != new[3:-1]:  # domain, scales
        return None
    parts: set[Part] = set()
    for k, (before, after) in enumerate(zip(old.rows, new.rows, strict=True)):
        if before != after:
            parts.update((k, name) for name in _parts_of_row(before, after))
    if old.output._replace(z=new.output.z) != new.output:
        parts.add(OUTPUT)
    if old.probe != new.probe:
        parts.add(SOURCE)
        parts.update((k, "unit") for k in range(len(new.rows)))  # the dots in the pictures
    elif old.digits.x(old.probe) != new.digits.x(new.probe):
        parts.add(SOURCE)
    return frozenset(parts)


def all_parts(layout: Layout) -> Parts:
    """Return everything that can change."""
    rows = range(len(layout.rows))
    return frozenset({(k, name) for k in rows for name in ("v", "w", "unit")} | {OUTPUT, SOURCE})


def region_of(layout: Layout, parts: Parts) -> QRegion:
    """Return where some parts are painted, and the live z."""
    region = layout.output.caption_region(1)
    for k, name in parts:
        if name == "output":
            region += layout.output.region
        elif name == "source":
            region += layout.source.region
        else:
            region += layout.rows[k].regions[name]
    return region


def _parts_of_row(before: RowFace, after: RowFace) -> list[str]:
    """Which of "v", "w" and "unit" look different."""
    parts = [] if _unit_state(before) == _unit_state(after) else ["unit"]
    is_faded_anew = before.is_on != after.is_on or before.stage != after.stage
    for index, name in ((0, "v"), (2, "w")):
        if is_faded_anew or _edge_state(before, name, index) != _edge_state(after, name, index):
            parts.append(name)
    return parts


def _unit_state(face: RowFace) -> tuple[object, ...]:
    marks = (face.selected == "b", face.hovered == "b", face.is_selected, face.is_hovered)
    return face.v, face.b, face.live, marks, face.was[1], face.stage, face.places


def _edge_state(face: RowFace, name: str, index: int) -> tuple[object, ...]:
    is_marked = (face.selected == name, face.hovered == name)
    return face[index], is_marked, face.was[index], face.cut[index // 2], face.places[index]


def _output_face(snapshot: Snapshot) -> OutputFace:
    b0, start = snapshot.network.b0, _gesture_start(snapshot)
    was = None if start is None else start.b0
    return OutputFace(
        b0,
        output_at(snapshot.state, snapshot.probe, snapshot.build),
        snapshot.parameter == B0,
        snapshot.hovered == B0,
        None if was == b0 else was,
        snapshot.state.digits.places(B0),
    )


def _gesture_start(snapshot: Snapshot) -> Network | None:
    """The network before the gesture under way; None without one, or with other units."""
    if snapshot.gesture is None or snapshot.before is None:
        return None
    start = snapshot.before.network
    return start if start.n_units == snapshot.network.n_units else None


def _values_before(start: Network | None, layout: Layout) -> list[list[float]] | None:
    """v, b and w of each row at the start of the gesture under way; None without one."""
    if start is None:
        return None
    units = layout.units
    values: list[list[float]] = np.array(
        [start.v[units], start.b[units], start.w[units]]
    ).T.tolist()
    return values


def _was(before: list[float], now: list[float]) -> Was:
    if before == now:
        return _NOTHING
    v, b, w = (old if old != new else None for old, new in zip(before, now, strict=True))
    return v, b, w


def _cut(snapshot: Snapshot, unit: int) -> Cut:
    broken = snapshot.broken
    return broken.get(ParameterId(0, unit, 0)), broken.get(ParameterId(1, 0, unit))


def _stage(unit: int, build: int | None) -> Stage:
    if build is None or unit < build - 1:
        return Stage.THERE
    return Stage.NEWEST if unit == build - 1 else Stage.LATER


def _kind(item: object) -> str:
    """Which parameter of its unit an item is: "v", "b" or "w"; else empty."""
    if not isinstance(item, ParameterId):
        return ""
    if item.layer == 1:
        return "" if item.source is None else "w"
    return "b" if item.source is None else "v"
