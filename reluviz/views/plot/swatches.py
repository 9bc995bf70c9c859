"""The small pictures in the legend."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.views.plot.clouds import bound_look, median_look
from reluviz.views.plot.compared import best_look, run_look, sweep_colour
from reluviz.views.plot.curves import curve_look, ghost_look, paint_handle_at
from reluviz.views.plot.layers import ray_look, residual_look, scaled_look, slope_look, sum_look
from reluviz.views.plot.lines import Look
from reluviz.views.plot.points import MOST_RINGS
from reluviz.views.plot.scene import Scene
from reluviz.views.plot.targets import target_look
from reluviz.views.theme import translucent

_LOOKS: dict[str, Callable[[Scene], Look]] = {
    "output": curve_look,
    "before": ghost_look,
    "residual": residual_look,
    "slope": slope_look,
    "cloud": median_look,
    "best": best_look,
}


def paint_swatch(painter: QPainter, scene: Scene, name: str, room: QRectF) -> None:
    """Paint what a layer looks like, in the room of a legend's entry."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    row = room.center().y()
    if name in ("cloud", "envelope"):
        _paint_bands(painter, scene, name, room)
    if name in _LOOKS:
        painter.setPen(_LOOKS[name](scene).pen())
        painter.drawLine(QLineF(room.left(), row, room.right(), row))
    if name == "target":
        _paint_target(painter, scene, room)
    elif name in ("runs", "sweep"):
        _paint_networks(painter, scene, name, room)
    elif name == "joints":
        for shift, unit in ((-5.5, 0), (5.5, 1)):
            place = room.center() + QPointF(shift, 0)
            paint_handle_at(painter, scene, place, scene.theme.unit(unit), 3.2)
    elif name in ("rays", "scaled", "sums"):
        _paint_rays(painter, scene, name, room)
    elif name == "pattern":
        _paint_pattern(painter, scene, room)


def _paint_target(painter: QPainter, scene: Scene, room: QRectF) -> None:
    """A line with a point; a line for a formula; points for data, dots where they are many."""
    target, row = scene.snapshot.target, room.center().y()
    is_line = target is None or target.is_line or bool(target.formula)
    if is_line:
        painter.setPen(target_look(scene).pen())
        painter.drawLine(QLineF(room.left(), row, room.right(), row))
    if target is not None and target.formula:
        return
    is_dots = target is not None and not is_line and len(target.x) > MOST_RINGS
    painter.setPen(QPen(QColor(scene.theme.target), 1.3))
    painter.setBrush(QColor(scene.theme.target if is_dots else scene.theme.ground))
    radius = 1.2 if is_dots else 3.5
    shifts = (0.0,) if is_line else (-5.5, 5.5) if not is_dots else (-7.0, 0.0, 7.0)
    for number, shift in enumerate(shifts):
        rise = 0.0 if is_line else 2.5 * (-1) ** number
        painter.drawEllipse(room.center() + QPointF(shift, rise), radius, radius)


def _paint_networks(painter: QPainter, scene: Scene, name: str, room: QRectF) -> None:
    """Lines beside one another: of kept networks in their colours, of many trained ones pale."""
    row = room.center().y()
    if name == "runs":
        for index, shift in ((0, -3.0), (1, 3.0)):
            painter.setPen(run_look(scene, index).pen())
            painter.drawLine(QLineF(room.left(), row + shift, room.right(), row - shift))
        return
    painter.setPen(QPen(translucent(sweep_colour(scene), 0.5), 1.0))
    for start, end in ((-5.0, -1.0), (-2.0, -4.0), (1.0, 3.0), (4.0, 1.5)):
        painter.drawLine(QLineF(room.left(), row + start, room.right(), row + end))


def _paint_rays(painter: QPainter, scene: Scene, name: str, room: QRectF) -> None:
    """Two lines that start at one place, in the colours of the first two units."""
    row = room.center().y()
    look = {"rays": ray_look, "scaled": scaled_look, "sums": sum_look}[name]
    for unit, rise in ((0, 5.0), (1, -5.0 if name == "scaled" else 0.5)):
        painter.setPen(look(scene, unit).pen())
        start = row if name == "scaled" else row + 4.0
        painter.drawLine(QLineF(room.left() + 2, start, room.right(), start - rise))


def _paint_bands(painter: QPainter, scene: Scene, name: str, room: QRectF) -> None:
    """A shaded band; the envelope has its edges."""
    band = QRectF(room.left(), room.center().y() - 5, room.width(), 10)
    colour, shade = (scene.theme.accent, 0.3) if name == "cloud" else (scene.theme.muted, 0.14)
    painter.fillRect(band, translucent(colour, shade))
    if name == "envelope":
        painter.setPen(bound_look(scene).pen())
        painter.drawLine(band.topLeft(), band.topRight())
        painter.drawLine(band.bottomLeft(), band.bottomRight())


def _paint_pattern(painter: QPainter, scene: Scene, room: QRectF) -> None:
    """Two rows of the strip of patterns."""
    painter.setPen(Qt.PenStyle.NoPen)
    for unit, (top, left) in enumerate(((-5.0, 0.0), (0.5, 8.0))):
        place = QRectF(room.left() + left, room.center().y() + top, room.width() - left, 4.5)
        painter.fillRect(place, QColor(scene.theme.unit(unit)))
