"""The edges between the linear regions, and what of them lights up for what is pointed at.

The lines of the first layer are painted by themselves, to be dragged; those of later layers bend
wherever they meet an earlier one.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from reluviz.core.network import ParameterId
from reluviz.core.regions import Regions
from reluviz.core.words import number
from reluviz.document.items import Unit
from reluviz.views.notes import around, free_place, paint_label
from reluviz.views.plane.fills import path_of, pixels
from reluviz.views.plane.scene import PlaneScene
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import mixed, translucent

_WIDTHS = (2.0, 1.5, 1.2)  # of the edges of the second layer, the third, and all later ones
_REACH = 0.66  # how much of the rest is veiled


def paint_edges(painter: QPainter, scene: PlaneScene) -> None:
    """Paint the edges that the layers after the first make; older ones are heavier."""
    found = scene.regions
    if found is None or len(scene.state.network.layers) < 3:
        return
    lines = pixels(found.edges, scene.frame)
    key = found.edge_layer * (1 + found.edge_unit.max(initial=0)) + found.edge_unit
    order = np.argsort(-key, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(key[order])) + 1)
    for part in parts:
        layer, unit = int(found.edge_layer[part[0]]), int(found.edge_unit[part[0]])
        if layer > 0:
            colour = mixed(_hue(scene, Unit(unit, layer)), scene.theme.ground, 0.8)
            width = 1.0 if scene.is_hasty else _WIDTHS[min(layer, len(_WIDTHS)) - 1]
            painter.setPen(QPen(colour, width))
            draw_lines(painter, lines[part])


def paint_lit(painter: QPainter, scene: PlaneScene, taken: list[QRectF]) -> None:
    """Paint what stands out for what is pointed at; what is written goes to places not taken."""
    if scene.regions is not None:
        _paint_reach(painter, scene, scene.regions)
        _paint_unit(painter, scene, scene.regions)
    _paint_selected(painter, scene)
    _paint_change(painter, scene, taken)


def _hue(scene: PlaneScene, unit: Unit) -> str:
    return scene.theme.unit(scene.state.unit_number(unit) or 0)


def _paint_unit(painter: QPainter, scene: PlaneScene, found: Regions) -> None:
    """The edges of a unit of a later layer, broad."""
    unit = scene.hovered
    if isinstance(unit, Unit) and 0 < unit.layer < len(scene.state.network.layers) - 1:
        painter.setPen(QPen(QColor(_hue(scene, unit)), 3.0))
        draw_lines(painter, pixels(found.line(unit.layer, unit.index), scene.frame))


def _paint_reach(painter: QPainter, scene: PlaneScene, found: Regions) -> None:
    """A veil over the regions where a parameter moves nothing, and a border around the others."""
    item = scene.hovered or scene.selection
    if not isinstance(item, ParameterId) or scene.is_picture or scene.is_hasty:
        return
    moved = scene.memory.of(
        "moved", (found,), (item, scene.output), lambda: found.moved_by(item, scene.output)
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(path_of(found, ~moved, scene.frame), translucent(scene.theme.ground, _REACH))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    first, second = (np.where(side < 0, False, moved[side]) for side in found.sides.T)
    painter.setPen(QPen(QColor(scene.theme.accent), 2.2))
    draw_lines(painter, pixels(found.edges[first != second], scene.frame))


def _paint_selected(painter: QPainter, scene: PlaneScene) -> None:
    """The outline of the region that was clicked."""
    known = scene.state.region_of(scene.selection)
    if known is None or (found := known[0].regions) is None:
        return
    index = known[1]
    corners = found.corners[found.offsets[index] : found.offsets[index + 1]]
    x, y = scene.frame.columns(corners[:, 0]), scene.frame.rows(corners[:, 1])
    ring = QPolygonF([QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True)])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((scene.theme.ground, 5.0), (scene.theme.text, 2.4)):
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolygon(ring)


def _paint_change(painter: QPainter, scene: PlaneScene, taken: list[QRectF]) -> None:
    """Where the last edit changed the output most, and by how much."""
    if scene.fill != "change" or scene.is_moving or scene.before is None:
        return
    found = scene.state.largest_change(scene.before, scene.output)
    change, (x, y), is_exact = found
    column, row = scene.frame.column(x), scene.frame.row(y)
    if not scene.frame.holds(column, row):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((scene.theme.ground, 4.0), (scene.theme.text, 1.8)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(QPointF(column, row), 6, 6)
    text = f"{'' if is_exact else 'about '}{number(change, 3, signed=True)}"
    width, height = scene.fonts.small_widths(text) + 8, scene.fonts.small_line + 3
    frame = scene.frame
    room = QRectF(frame.left, frame.top, frame.width, frame.height)
    taken.append(QRectF(column - 7, row - 7, 14, 14))
    place = free_place(around(column, row, width, height, 9), taken, room)
    if place is not None:
        paint_label(painter, scene.theme, place, text, scene.fonts.small_bold)
