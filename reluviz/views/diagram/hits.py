"""What is under the mouse in the diagram, and where an item is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from reluviz.core.network import ParameterId
from reluviz.document.items import Item, Unit
from reluviz.views.diagram.curves import distances
from reluviz.views.diagram.faces import B0
from reluviz.views.diagram.geometry import Layout, Row


@dataclass(frozen=True)
class Probe:
    """The x of the input's circle: it can be typed, but is no item of the document."""


PROBE = Probe()

NEAR = 7.0
"""An edge is under the mouse from this distance on, in logical pixels."""


def item_at(layout: Layout, at: QPointF) -> Item | None:
    """Return the parameter or unit at a place of the panel, or None.

    The output's circle stands for its bias.
    """
    for row in layout.rows:
        if row.bias is not None and _label_room(row.bias).contains(at):
            return ParameterId(0, row.unit)
        if row.box.contains(at):
            return Unit(row.unit)
        if row.incoming_label is not None and row.incoming_label.contains(at):
            return ParameterId(0, row.unit, 0)
        if row.outgoing_label is not None and row.outgoing_label.contains(at):
            return ParameterId(1, 0, row.unit)
    output = layout.output
    if output.circle.contains(at) or output.captions[0].contains(at):
        return B0
    return _edge_at(layout, at)


def typed_at(layout: Layout, at: QPointF) -> ParameterId | Probe | None:
    """Return whose value a double-click at a place types, or None."""
    if layout.source.circle.contains(at) or layout.source.captions[0].contains(at):
        return PROBE
    item = item_at(layout, at)
    return item if isinstance(item, ParameterId) else None


def cursor_at(layout: Layout, at: QPointF) -> Qt.CursorShape:
    """Return the cursor that tells what a hand can do at a place."""
    subject = typed_at(layout, at)
    if isinstance(subject, ParameterId):
        return Qt.CursorShape.SizeVerCursor
    if subject is not None:
        return Qt.CursorShape.IBeamCursor
    is_free = item_at(layout, at) is None
    return Qt.CursorShape.ArrowCursor if is_free else Qt.CursorShape.PointingHandCursor


def room_of(layout: Layout, item: Item | Probe) -> QRectF | None:
    """Return the rectangle where an item is written, or its middle if it is not; None if folded.

    There its value is typed.
    """
    if isinstance(item, Probe):
        return layout.source.captions[0]
    if item == B0:
        return layout.output.captions[0]
    row = layout.row_of(_unit_of(item))
    if row is None:
        return None
    if isinstance(item, ParameterId):
        return _parameter_room(row, item)
    return row.box


def _parameter_room(row: Row, parameter: ParameterId) -> QRectF:
    if parameter.is_bias:
        return row.bias if row.bias is not None else row.box
    curve = row.incoming if parameter.layer == 0 else row.outgoing
    label = row.incoming_label if parameter.layer == 0 else row.outgoing_label
    if label is not None:
        return label
    x, y = curve.points[len(curve.points) // 2]
    return QRectF(float(x) - 20, float(y) - 8, 40, 16)


def _unit_of(item: Item) -> int | None:
    if isinstance(item, Unit):
        return item.index
    if isinstance(item, ParameterId):
        return item.unit if item.layer == 0 else item.source
    return None


def _label_room(room: QRectF) -> QRectF:
    return room.adjusted(-2, 0, 3, 0)


def _edge_at(layout: Layout, at: QPointF) -> ParameterId | None:
    away = distances(layout.curves, at.x(), at.y())
    nearest = int(np.argmin(away))
    if away[nearest] > NEAR:
        return None
    unit = layout.rows[nearest // 2].unit
    return ParameterId(0, unit, 0) if nearest % 2 == 0 else ParameterId(1, 0, unit)
