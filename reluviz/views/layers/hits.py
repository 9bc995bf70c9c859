"""What is under the mouse in the diagram of a layered network, and where an item is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from reluviz.core.network import ParameterId
from reluviz.document.items import Item, Unit
from reluviz.views.layers.edges import Edges
from reluviz.views.layers.geometry import Layout
from reluviz.views.layers.labels import room_on

NEAR = 6.0
"""An edge is under the mouse from this distance on, in logical pixels."""


def item_at(layout: Layout, edges: Edges, at: QPointF) -> Item | None:
    """Return the node or parameter at a place of the panel, or None."""
    for neuron, place in layout.nodes.items():
        if place.bias is not None and place.bias.contains(at):
            return ParameterId(neuron.layer, neuron.index)
        if place.reach.contains(at):
            return neuron
    for parameter, room in layout.rooms.items():
        if room.contains(at):
            return parameter
    return _edge_at(edges, at)


def typed_at(layout: Layout, edges: Edges, at: QPointF) -> ParameterId | Unit | None:
    """Return what a double-click at a place types: a parameter, or an input; or None."""
    item = item_at(layout, edges, at)
    if isinstance(item, Unit) and item.layer >= 0:
        return ParameterId(item.layer, item.index)
    return item if isinstance(item, (Unit, ParameterId)) else None


def cursor_at(layout: Layout, edges: Edges, at: QPointF) -> Qt.CursorShape:
    """Return the cursor that tells what a hand can do at a place."""
    item = item_at(layout, edges, at)
    if item is None:
        return Qt.CursorShape.ArrowCursor
    if isinstance(item, Unit) and item.layer >= 0:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.SizeVerCursor


def room_of(layout: Layout, item: Item) -> QRectF | None:
    """Return the rectangle where an item is written and typed; None if it is folded away."""
    if isinstance(item, Unit):
        place = layout.nodes.get(item)
        return (
            None if place is None else (place.value or place.box if item.layer < 0 else place.box)
        )
    if not isinstance(item, ParameterId):
        return None
    if item.source is None:
        place = layout.nodes.get(Unit(item.unit, item.layer))
        if place is None:
            return None
        return place.box if place.bias is None else place.bias
    room, line = layout.rooms.get(item), layout.line_of(item)
    if room is not None or line is None:
        return room
    return room_on(line, 0.5, 40, 16)


def _edge_at(edges: Edges, at: QPointF) -> ParameterId | None:
    if not len(edges.places):
        return None
    start, run = edges.lines[:, :2], edges.lines[:, 2:] - edges.lines[:, :2]
    away = np.array([at.x(), at.y()]) - start
    share = np.clip(np.sum(away * run, axis=1) / np.maximum(np.sum(run**2, axis=1), 1e-9), 0, 1)
    distances = np.hypot(*(away - share[:, np.newaxis] * run).T)
    nearest = int(np.argmin(distances))
    return ParameterId(*edges.places[nearest].tolist()) if distances[nearest] <= NEAR else None
