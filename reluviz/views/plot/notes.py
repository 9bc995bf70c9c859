"""What is written on the plot: the probe, the effect, differences at the joints."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.slices import slope_along
from reluviz.views.painting import rounded_box
from reluviz.views.plot.curves import has_ghost, paint_handle_at
from reluviz.views.plot.differences import paint_differences
from reluviz.views.plot.ground import reach_colour
from reluviz.views.plot.labels import paint_label
from reluviz.views.plot.scene import SLOPE, Scene
from reluviz.views.theme import translucent

HINT = "Draw the function you want"

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_notes(painter: QPainter, scene: Scene) -> None:
    """Paint all that is written inside the frame; nothing is written over another thing."""
    taken: list[QRectF] = []
    _paint_probe(painter, scene, taken)
    _paint_effect(painter, scene, taken)
    _paint_hint(painter, scene, taken)
    if has_ghost(scene) and scene.shows("before"):
        paint_differences(painter, scene, taken)


def paint_probe_line(painter: QPainter, scene: Scene) -> None:
    """Paint the line where the probe is, behind the curve."""
    column = scene.frame.column(scene.snapshot.probe)
    if not scene.with_probe or not scene.frame.left <= column <= scene.frame.right:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    pen = QPen(QColor(scene.theme.text), 1)
    pen.setDashPattern((1.5, 3.0))
    painter.setPen(pen)
    column = round(column)
    painter.drawLine(QLineF(column, scene.frame.top, column, scene.frame.bottom))


def paint_probe_dot(painter: QPainter, scene: Scene) -> None:
    """Paint the point of the curve at the probe; below the joints, which it would cover."""
    if scene.probe_place is not None:
        column, row, _ = scene.probe_place
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_handle_at(painter, scene, QPointF(column, row), scene.theme.text, 2.2)


def _paint_probe(painter: QPainter, scene: Scene, taken: list[QRectF]) -> None:
    if scene.probe_place is None:
        return
    frame, (column, _, z) = scene.frame, scene.probe_place
    if abs(z) < 1e-12 * (frame.y_range[1] - frame.y_range[0]):
        z = 0.0  # a rest of rounding would be written with all its digits
    digits = scene.snapshot.state.digits
    text = f"x = {digits.x(scene.snapshot.probe)}   z = {digits.y(z)}"
    if scene.shows(SLOPE):
        slope = slope_along(scene.snapshot.network, 0, scene.snapshot.point)
        text += f"   slope {digits.slope(slope)}"
    width, height = scene.fonts.small_widths(text) + 10, scene.fonts.small_line + 4
    fits_right = column + 6 + width < frame.right
    left = column + 4 if fits_right else column - 4 - width
    place = QRectF(left, frame.top + 5, width, height)
    taken.append(place)
    paint_label(painter, scene, place, text, scene.fonts.small)


def _paint_hint(painter: QPainter, scene: Scene, taken: list[QRectF]) -> None:
    """What a hand can do on an empty sheet; below what is written at the top."""
    snapshot, frame, fonts = scene.snapshot, scene.frame, scene.fonts
    if snapshot.view.drag_mode != "draw" or snapshot.target is not None or scene.is_picture:
        return
    width, height = fonts.bold_widths(HINT) + 16, fonts.line + 6
    if width > frame.width:
        return
    place = QRectF(frame.left + (frame.width - width) / 2, frame.top + 5, width, height)
    if any(place.intersects(room) for room in taken):
        place.moveTop(max(room.bottom() for room in taken if place.intersects(room)) + 4)
    taken.append(place)
    rounded_box(painter, place, 4, translucent(scene.theme.ground, 0.85))
    painter.setFont(fonts.base)
    painter.setPen(QColor(scene.theme.muted))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, HINT)


def _paint_effect(painter: QPainter, scene: Scene, taken: list[QRectF]) -> None:
    """What moves, or would, in words, with the colour of the unit that moves it."""
    text = scene.snapshot.sentence
    if not text:
        return
    frame, fonts = scene.frame, scene.fonts
    text = fonts.small_widths.elided(text, frame.width - 72)
    width = fonts.small_widths(text) + 22
    height = fonts.small_line + 6
    place = QRectF(frame.right - 26 - width, frame.bottom - height - 6, width, height)
    taken.append(place)
    rounded_box(painter, place, 4, translucent(scene.theme.ground, 0.85))
    mark = QRectF(place.left() + 5, place.top() + 4, 3, height - 8)
    rounded_box(painter, mark, 1.5, QColor(reach_colour(scene)))
    painter.setFont(fonts.small_bold)
    painter.setPen(QColor(scene.theme.text))
    painter.drawText(place.adjusted(14, 0, 0, 0), _LEFT, text)
