"""The rows of the truth table as points, and how far the output is from each of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.words import number
from reluviz.views import axes
from reluviz.views.notes import around, free_place, paint_label
from reluviz.views.slices.scene import MOST_NUMBERS, SliceScene, row_index, side_of

_MOST_BARS = 400
_LARGE, _SMALL, _MANY = 6.0, 3.0, 60  # radii of points, and how many are many
_SHORTEST = 3.0  # errors that are shorter on the screen, in pixels, have no bar


def paint_points(painter: QPainter, scene: SliceScene, taken: list[QRectF]) -> None:
    """Paint error bars, points and what is written at them."""
    rows, outputs = scene.rows, scene.state.outputs
    if rows is None or outputs is None:
        return
    places = scene.row_places()
    given = scene.frame.rows(outputs[:, scene.output])
    if not scene.has_sides and len(rows) <= _MOST_BARS:
        _paint_bars(painter, scene, places, given)
    radius = _LARGE if len(rows) <= _MANY else _SMALL
    pointed = {row_index(scene.selection), row_index(scene.hovered)}
    for row, (column, height) in enumerate(places.tolist()):
        place, size = QPointF(column, height), radius + (1.5 if row in pointed else 0.0)
        painter.setPen(QPen(QColor(scene.theme.ground), 1.6))
        painter.setBrush(QColor(scene.theme.accent if row in pointed else scene.theme.target))
        painter.drawEllipse(place, size, size)
        if row == row_index(scene.selection):
            painter.setPen(QPen(QColor(scene.theme.accent), 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, size + 5, size + 5)
    if len(rows) <= _MANY:
        taken += [
            QRectF(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in places.tolist()
        ]
        _write(painter, scene, places, given, taken)


def row_words(scene: SliceScene, row: int) -> str:
    """Return what is written beside a point: its name, and the side it is on if pointed at."""
    rows = scene.rows
    if rows is None:
        return ""
    name = rows.names[row] if rows.names else ""
    pointed = (row_index(scene.selection), row_index(scene.hovered))
    if scene.has_sides and row in pointed:
        return f"{name}: {side_of(scene.state, row)} the line" if name else ""
    return name


def _paint_bars(
    painter: QPainter, scene: SliceScene, places: np.ndarray, given: np.ndarray
) -> None:
    painter.setPen(QPen(QColor(scene.theme.residual), 2.0))
    lines = []
    for (column, wanted), row in zip(places.tolist(), given.tolist(), strict=True):
        row = min(max(row, -1e5), 1e5)
        if abs(row - wanted) >= _SHORTEST:
            lines.append(QLineF(column, wanted, column, row))
            lines.append(QLineF(column - 4, row, column + 4, row))
    if lines:
        painter.drawLines(lines)


def _write(
    painter: QPainter,
    scene: SliceScene,
    places: np.ndarray,
    given: np.ndarray,
    taken: list[QRectF],
) -> None:
    """Names, and errors where there are few."""
    fonts, theme, room = scene.fonts, scene.theme, axes.frame_rect(scene.frame)
    height = fonts.small_line + 3
    for row, (column, wanted) in enumerate(places.tolist()):
        text = row_words(scene, row)
        if text and room.contains(QPointF(column, wanted)):
            width = fonts.small_widths(text) + 8
            place = free_place(around(column, wanted, width, height, 12), taken, room)
            if place is not None:
                paint_label(painter, theme, place, text, fonts.small)
    if scene.has_sides or len(places) > MOST_NUMBERS or scene.state.errors is None:
        return
    for row, (column, wanted) in enumerate(places.tolist()):
        output = float(np.clip(given[row], scene.frame.top, scene.frame.bottom))
        if abs(output - wanted) < _SHORTEST:
            continue
        # What is wanted minus the output, as the rule of error correction has it.
        text = f"error {number(-float(scene.state.errors[row, scene.output]), 5)}"
        width = fonts.small_widths(text) + 8
        middle = (output + wanted) / 2
        spots = around(column, middle, width, height, 7)[:2]
        for distance in (12, 26, 40):
            spots += around(column, wanted, width, height, distance)
        place = free_place(spots, taken, room)
        if place is not None:
            paint_label(painter, theme, place, text, fonts.small_bold, theme.residual)
