"""What each part of the diagram shows at one moment, so that two moments can be compared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QRegion

from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.document.evaluation import Evaluation
from reluviz.document.snapshot import Snapshot
from reluviz.views.diagram.geometry import Layout, Row
from reluviz.views.painting import THICKEST, size_reference

B0 = ParameterId(1, 0)

_ROUNDING = 1e-12
_GLOW = THICKEST / 2 + 6  # how far the paint of an edge reaches from its curve


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
    """

    v: float
    b: float
    w: float
    live: float
    selected: str
    hovered: str
    is_selected: bool
    is_hovered: bool
    was: tuple[float | None, float | None, float | None]

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


class Scene(NamedTuple):
    """What the whole diagram shows.

    Parameters
    ----------
    weights : float
        The size of weight that gets the thickest line.
    ray : float
        The height of ray that fills a picture.
    """

    rows: tuple[RowFace, ...]
    output: OutputFace
    probe: float
    domain: Domain
    weights: float
    ray: float
    n_parameters: int


class WeightSizes:
    """The largest weight of a network, looked for again only in layers that changed."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Layer, float]] = {}

    def reference(self, network: Network) -> float:
        """Return the size that gets the thickest line."""
        largest = 0.0
        for index, layer in enumerate(network.layers):
            known = self._known.get(index)
            if known is None or known[0] is not layer:
                # Two passes without a copy; np.abs would make one of 100,000 values.
                size = max(float(layer.weights.max()), -float(layer.weights.min()))
                known = self._known[index] = (layer, size)
            largest = max(largest, known[1])
        return size_reference(largest)


def compose(snapshot: Snapshot, layout: Layout, sizes: WeightSizes) -> Scene:
    """Return what the diagram shows of a snapshot; reads only the units that are shown."""
    network, units = snapshot.network, layout.units
    v, b, w = network.v[units], network.b[units], network.w[units]
    low, high = snapshot.domain
    tallest = float(np.max(np.maximum(b + v * low, b + v * high), initial=0.0))
    before = _changed_values(snapshot)
    rows = tuple(
        _row_face(snapshot, row, values, before)
        for row, values in zip(
            layout.rows, zip(v.tolist(), b.tolist(), w.tolist(), strict=True), strict=True
        )
    )
    output = OutputFace(
        network.b0,
        output_at(snapshot.state, snapshot.probe),
        snapshot.parameter == B0,
        snapshot.hovered == B0,
        before.get(B0),
    )
    return Scene(
        rows,
        output,
        snapshot.probe,
        snapshot.domain,
        sizes.reference(network),
        size_reference(tallest),
        network.n_parameters,
    )


def live_value(v: float, b: float, x: float) -> float:
    """Return max(0, b + v x), with what is rounding alone taken as 0."""
    total = b + v * x
    return total if total > _ROUNDING * (abs(b) + abs(v * x)) else 0.0


def output_at(state: Evaluation, x: float) -> float:
    """Return the output at `x`: from the exact curve, beyond its ends by a forward pass."""
    curve = state.curve
    if not curve.x[0] <= x <= curve.x[-1]:
        return float(state.network(x))
    value = float(np.interp(x, curve.x, curve.y))
    scale = max(float(curve.y.max()), -float(curve.y.min()))
    return value if abs(value) > _ROUNDING * scale else 0.0


def difference(old: Scene, new: Scene, layout: Layout) -> QRegion | None:
    """Return where two scenes of one layout differ; None for everywhere."""
    if old[3:] != new[3:]:  # domain and scales
        return None
    region = QRegion()
    for row, before, after in zip(layout.rows, old.rows, new.rows, strict=True):
        if before != after:
            region += row_region(row, before, after)
        elif old.probe != new.probe and row.picture is not None:
            region += _grown(row.picture, 2)
    if old.output != new.output:
        region += _grown(layout.output.bounds, 12)
    if old.probe != new.probe:
        region += _grown(layout.source.bounds, 12)
    return region


def row_region(row: Row, before: RowFace, after: RowFace) -> QRegion:
    """Return where a row is painted that changed: the box, and the edges that look different."""
    region = QRegion(_grown(row.box, 4))
    if row.value is not None:
        region += _grown(row.value, 2)
    repaints_both = before.is_on != after.is_on
    edges = (("v", row.incoming, row.incoming_label), ("w", row.outgoing, row.outgoing_label))
    for index, (name, curve, label) in zip((0, 2), edges, strict=True):
        if repaints_both or _edge_state(before, name, index) != _edge_state(after, name, index):
            for rect in curve.rects(_GLOW):
                region += rect
            if label is not None:
                region += _grown(label.adjusted(0, 0, 0, label.height() + 2), 3)
    return region


def _edge_state(face: RowFace, name: str, index: int) -> tuple[object, ...]:
    return face[index], face.selected == name, face.hovered == name, face.was[index]


def _grown(rect: QRectF, by: float) -> QRect:
    return rect.adjusted(-by, -by, by, by).toAlignedRect()


def _changed_values(snapshot: Snapshot) -> dict[ParameterId, float]:
    """Values before the gesture under way, of the parameters that it has changed."""
    if snapshot.gesture is None or snapshot.before is None:
        return {}
    before = snapshot.before.network
    return {p: before.value(p) for p in snapshot.changed}


def _row_face(
    snapshot: Snapshot,
    row: Row,
    values: tuple[float, float, float],
    before: dict[ParameterId, float],
) -> RowFace:
    v, b, w = values
    unit = row.unit
    was = (None, None, None)
    if before:
        ids = (ParameterId(0, unit, 0), ParameterId(0, unit), ParameterId(1, 0, unit))
        was = tuple(map(before.get, ids))  # type: ignore[assignment]
    is_selected, is_hovered = snapshot.unit == unit, snapshot.hovered_unit == unit
    return RowFace(
        v,
        b,
        w,
        live_value(v, b, snapshot.probe),
        _kind(snapshot.parameter) if is_selected else "",
        _kind(snapshot.hovered) if is_hovered else "",
        is_selected,
        is_hovered,
        was,
    )


def _kind(item: object) -> str:
    """Which parameter of its unit an item is: "v", "b" or "w"; else empty."""
    if not isinstance(item, ParameterId):
        return ""
    if item.layer == 1:
        return "" if item.source is None else "w"
    return "b" if item.source is None else "v"
