"""The legend above the plot: what its lines are, and switches for the hand."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from reluviz.views.plot.curves import (
    curve_look,
    ghost_look,
    has_ghost,
    paint_handle_at,
    target_look,
)
from reluviz.views.plot.lines import Look
from reluviz.views.plot.scene import Scene

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SWATCH, _GAP = 20.0, 6.0


def legend(scene: Scene) -> dict[str, QRectF]:
    """Return the entries of the legend with their places, from right to left."""
    names = ["output", "joints"]
    if scene.snapshot.target is not None:
        names.append("target")
    if has_ghost(scene) or not scene.shows("before"):
        names.append("before")
    if scene.is_picture:
        names = [name for name in names if scene.shows(name)]
    height, top = scene.fonts.line + 4, (scene.frame.top - scene.fonts.line - 4) / 2
    places, right = {}, scene.frame.right
    for name in names:
        width = _SWATCH + _GAP + scene.fonts.small_widths(name)
        places[name] = QRectF(right - width, top, width, height)
        right -= width + 16
    return {name: place for name, place in places.items() if place.left() > 4}


def paint_legend(painter: QPainter, scene: Scene) -> None:
    """Paint the legend above the frame."""
    for name, place in legend(scene).items():
        _paint_entry(painter, scene, name, place)


def _paint_entry(painter: QPainter, scene: Scene, name: str, place: QRectF) -> None:
    is_on = scene.shows(name)
    font = QFont(scene.fonts.small)
    font.setStrikeOut(not is_on)
    painter.setFont(font)
    painter.setPen(QColor(scene.theme.text if is_on else scene.theme.muted))
    painter.drawText(place.adjusted(_SWATCH + _GAP, 0, 0, 0), _LEFT, name)
    painter.setOpacity(1.0 if is_on else 0.45)
    _paint_swatch(painter, scene, name, place)
    painter.setOpacity(1.0)


def _paint_swatch(painter: QPainter, scene: Scene, name: str, place: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    row = place.center().y()
    middle = QPointF(place.left() + _SWATCH / 2, row)
    looks: dict[str, Look] = {
        "output": curve_look(scene),
        "before": ghost_look(scene),
        "target": target_look(scene),
    }
    if name in looks:
        painter.setPen(looks[name].pen())
        painter.drawLine(QLineF(place.left(), row, place.left() + _SWATCH, row))
    if name == "target":
        painter.setPen(QPen(QColor(scene.theme.target), 1.3))
        painter.setBrush(QColor(scene.theme.ground))
        painter.drawEllipse(middle, 3.5, 3.5)
    if name == "joints":
        for shift, unit in ((-5.5, 0), (5.5, 1)):
            colour = scene.theme.unit(unit)
            paint_handle_at(painter, scene, middle + QPointF(shift, 0), colour, 3.2)
