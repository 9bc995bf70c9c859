"""What is under the mouse in the diagram, and where an item is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt

from reluviz.core.network import ParameterId
from reluviz.document.items import Item, Unit
from reluviz.views.diagram.edges import Edges
from reluviz.views.diagram.geometry import Layout, NodePlace
from reluviz.views.diagram.labels import room_at

NEAR = 6.5
"""An edge is under the mouse from this distance on, in logical pixels."""


def item_at(layout: Layout, edges: Edges, at: QPointF) -> Item | None:
    """Return the node or parameter at a place of the panel, or None.

    The circle of an output stands for its bias.
    """
    for unit, place in layout.nodes.items():
        bias = ParameterId(unit.layer, unit.index)
        if place.bias_reach is not None and place.bias_reach.contains(at):
            return bias
        if place.reach.contains(at):
            return bias if _is_output_circle(place) else unit
    for parameter, room in layout.rooms.items():
        if room.contains(at):
            return parameter
    nearest = edges.nearest(at)
    return nearest[0] if nearest is not None and nearest[1] <= NEAR else None


def button_at(layout: Layout, at: QPointF) -> int | str | None:
    """Return the layer that a plus at a place adds a unit to, "layer" for a layer, or None."""
    if layout.button is not None and layout.button.contains(at):
        return "layer"
    for column in layout.columns:
        if column.button is not None and column.button.contains(at):
            return column.layer
    return None


def typed_at(layout: Layout, edges: Edges, at: QPointF) -> ParameterId | Unit | None:
    """Return what a double-click at a place types: a parameter, or an input; or None."""
    item = item_at(layout, edges, at)
    if isinstance(item, Unit) and item.layer >= 0:
        place = layout.nodes[item]
        return ParameterId(item.layer, item.index) if place.bias is None else None
    return item if isinstance(item, (Unit, ParameterId)) else None


def cursor_at(layout: Layout, edges: Edges, at: QPointF) -> Qt.CursorShape:
    """Return the cursor that tells what a hand can do at a place."""
    if button_at(layout, at) is not None:
        return Qt.CursorShape.PointingHandCursor
    item = item_at(layout, edges, at)
    if item is None:
        return Qt.CursorShape.ArrowCursor
    if isinstance(item, Unit) and item.layer >= 0:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.SizeVerCursor


def room_of(layout: Layout, edges: Edges | None, item: Item) -> QRectF | None:
    """Return the rectangle where an item is written, or its middle if it is not; None if folded.

    There its value is typed.
    """
    if isinstance(item, Unit):
        place = layout.nodes.get(item)
        if place is None:
            return None
        return place.box if item.layer >= 0 or place.value is None else place.value
    if not isinstance(item, ParameterId):
        return None
    if item.source is None:
        place = layout.nodes.get(Unit(item.unit, item.layer))
        return None if place is None else (place.bias or place.box)
    room = layout.rooms.get(item)
    if room is not None or edges is None or item not in edges.index:
        return room
    return room_at(edges.middle(edges.index[item]), 40, 16)


def _is_output_circle(place: NodePlace) -> bool:
    return place.is_round and place.unit.layer >= 0
