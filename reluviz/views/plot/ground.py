"""What is behind the curve: the domain, the grid, the numbers, and where the curve would move."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.views.plot import ticks
from reluviz.views.plot.scene import Scene, italic, steps
from reluviz.views.theme import translucent

_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_ground(painter: QPainter, scene: Scene) -> None:
    """Paint the grid, and a shade over what is outside of the domain."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if scene.fine_grid:
        _paint_grid(painter, scene, is_fine=True)
    _paint_grid(painter, scene, is_fine=False)
    shade = translucent(scene.theme.muted, 0.09)
    (first, last), (low, high) = scene.frame.x_range, scene.snapshot.domain
    _shade_between(painter, scene, first, low, shade)
    _shade_between(painter, scene, high, last, shade)


def paint_reach(painter: QPainter, scene: Scene) -> None:
    """Shade where the curve moves with what is pointed at, in the colour of its unit."""
    shade = translucent(reach_colour(scene), 0.13 if scene.theme.is_dark else 0.1)
    for low, high in scene.snapshot.reach:
        _shade_between(painter, scene, low, high, shade)


def reach_colour(scene: Scene) -> str:
    """The colour of the unit that is pointed at."""
    snapshot = scene.snapshot
    unit = snapshot.unit if snapshot.hovered is None else snapshot.hovered_unit
    return scene.unit_colour(unit, scene.theme.accent)


def paint_numbers(painter: QPainter, scene: Scene) -> None:
    """Paint the numbers at the axes and the names of the axes."""
    frame, fonts = scene.frame, scene.fonts
    (x_step, _), (y_step, _) = steps(frame)
    line = fonts.small_line
    painter.setFont(fonts.small)
    painter.setPen(QColor(scene.theme.muted))
    end, below = -1e9, frame.bottom + frame.gap + frame.strip
    for x in ticks.ticks(*frame.x_range, x_step):
        text = ticks.tick_text(float(x), x_step)
        width = fonts.small_widths(text)
        left = frame.column(float(x)) - width / 2
        if left > end + 8:  # never over the number before
            painter.drawText(QRectF(left, below + 6, width, line), _CENTRE, text)
            end = left + width
    for y in ticks.ticks(*frame.y_range, y_step):
        row = frame.row(float(y))
        room = QRectF(0, row - line / 2, frame.left - 8, line)
        painter.drawText(room, _RIGHT, ticks.tick_text(float(y), y_step))
    painter.setFont(italic(fonts.small))
    painter.drawText(QRectF(frame.left + 5, frame.top + 1, 20, line), "z")
    place = QRectF(frame.right - 25, frame.bottom - line - 3, 20, line)
    painter.drawText(place, _RIGHT, "x")


def _paint_grid(painter: QPainter, scene: Scene, is_fine: bool) -> None:
    frame = scene.frame
    x_step, y_step = (pair[is_fine] for pair in steps(frame))
    colour = translucent(scene.theme.grid, 0.5) if is_fine else QColor(scene.theme.grid)
    painter.setPen(QPen(colour, 1))
    columns = [round(frame.column(float(x))) for x in ticks.ticks(*frame.x_range, x_step)]
    rows = [round(frame.row(float(y))) for y in ticks.ticks(*frame.y_range, y_step)]
    lines = [QLineF(x, frame.top, x, frame.bottom) for x in columns]
    lines += [QLineF(frame.left, y, frame.right, y) for y in rows]
    if lines:
        painter.drawLines(lines)


def _shade_between(painter: QPainter, scene: Scene, low: float, high: float, shade: QColor) -> None:
    frame = scene.frame
    left, right = max(frame.left, frame.column(low)), min(frame.right, frame.column(high))
    if left < right:
        painter.fillRect(QRectF(left, frame.top, right - left, frame.height), shade)
