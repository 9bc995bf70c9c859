"""Slices are painted here: curves, the derivative, points with their errors, the probe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from reluviz.core.layer import Array
from reluviz.core.slices import Slice
from reluviz.core.words import number
from reluviz.views import axes
from reluviz.views.notes import free_place, paint_label
from reluviz.views.painting import rounded_box
from reluviz.views.slices.points import paint_points
from reluviz.views.slices.scene import SliceScene, above, head, kind_of_curve
from reluviz.views.theme import translucent

SLOPE = "slope"
"""The entry of the legend that switches the derivative."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DASHES: tuple[tuple[float, ...], ...] = (
    (5.0, 2.5),
    (1.5, 2.0),
    (7.0, 2.0, 1.5, 2.0),
    (3.0, 1.5),
    (9.0, 3.0),
    (1.5, 4.0),
    (5.0, 1.5, 1.5, 1.5, 1.5, 1.5),
    (2.5, 4.0),
)
_SWATCH = 22.0
_THINNINGS, _STRAIGHT = 8, 0.03  # rounds, and pixels from the line
_BOX = 8.0  # of a curve where nothing should be written, in pixels


def paint_slice(painter: QPainter, scene: SliceScene) -> None:
    """Paint a scene."""
    theme, calendar = scene.theme, scene.snapshot.state.calendar
    frame = replace(scene.frame, calendar=calendar)
    painter.fillRect(QRectF(0, 0, *scene.size), QColor(theme.ground))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    axes.paint_grid(painter, frame, QColor(theme.grid))
    _paint_outside(painter, scene)
    axes.paint_numbers(painter, frame, scene.fonts, theme)
    names = (axis_name(scene), "z" if scene.network.n_outputs == 1 else f"z{scene.output + 1}")
    axes.paint_names(painter, frame, scene.fonts, theme, names)
    _paint_head(painter, scene)
    painter.save()
    painter.setClipRect(axes.frame_rect(frame))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if scene.has_sides:
        _paint_sides(painter, scene)
    _paint_zero(painter, scene)
    _paint_curves(painter, scene)
    taken = _boxes(scene)
    _paint_probe(painter, scene, taken)
    paint_points(painter, scene, taken)
    if scene.has_sides:
        _name_sides(painter, scene, taken)
    _paint_names(painter, scene, taken)
    painter.restore()


def axis_name(scene: SliceScene) -> str:
    """Return what the input that is across is called."""
    return "x" if scene.network.n_inputs == 1 else f"x{scene.axis + 1}"


def slope_entry(scene: SliceScene) -> QRectF:
    """Return where the entry of the derivative is."""
    width = scene.fonts.small_widths(SLOPE) + _SWATCH + 6
    return QRectF(scene.frame.right - width, 2, width, above(scene.fonts) - 4)


def in_pixels(scene: SliceScene, curve: Slice) -> tuple[Array, Array]:
    """Return the vertices of a curve in pixels that an eye can tell apart, none far outside."""
    frame = scene.frame
    margin = 4 * frame.height
    rows = np.clip(frame.rows(curve.y), frame.top - margin, frame.bottom + margin)
    return _thinned(frame.columns(curve.x), rows)


def _thinned(x: Array, y: Array) -> tuple[Array, Array]:
    """Leave out every second vertex that is on the line between its neighbours, again and again."""
    for _ in range(_THINNINGS):
        if len(x) < 4:
            break
        inner = np.arange(1, len(x) - 1, 2)
        right, down = x[inner + 1] - x[inner - 1], y[inner + 1] - y[inner - 1]
        away = (x[inner] - x[inner - 1]) * down - (y[inner] - y[inner - 1]) * right
        is_straight = np.abs(away) <= _STRAIGHT * np.hypot(right, down)
        if not is_straight.any():
            break
        x, y = np.delete(x, inner[is_straight]), np.delete(y, inner[is_straight])
    return x, y


def _paint_outside(painter: QPainter, scene: SliceScene) -> None:
    frame, shade = scene.frame, translucent(scene.theme.muted, 0.09)
    low, high = scene.state.box[scene.axis]
    for start, end in (
        (frame.left, min(frame.column(low), frame.right)),
        (max(frame.column(high), frame.left), frame.right),
    ):
        if start < end:
            painter.fillRect(QRectF(start, frame.top, end - start, frame.height), shade)


def _paint_zero(painter: QPainter, scene: SliceScene) -> None:
    """The axes through zero, a little stronger than the grid."""
    frame = scene.frame
    painter.setPen(QPen(QColor(scene.theme.border), 1))
    row, column = round(frame.row(0.0)), round(frame.column(0.0))
    if frame.top <= row <= frame.bottom:
        painter.drawLine(QLineF(frame.left, row + 0.5, frame.right, row + 0.5))
    if frame.left <= column <= frame.right:
        painter.drawLine(QLineF(column + 0.5, frame.top, column + 0.5, frame.bottom))


def _paint_sides(painter: QPainter, scene: SliceScene) -> None:
    """Both sides of the line in tints, with their names."""
    frame, theme = scene.frame, scene.theme
    layer = scene.network.layers[0]
    ends = np.array(scene.frame.x_range)
    heights = ends * float(layer.weights[0, 0]) + float(layer.bias[0])
    x = [frame.left, frame.right]
    rows = np.clip(frame.rows(heights), frame.top - 1e5, frame.bottom + 1e5).tolist()
    painter.setPen(Qt.PenStyle.NoPen)
    for edge, colour in ((frame.top - 2e5, theme.positive), (frame.bottom + 2e5, theme.negative)):
        corners = np.array([[x[0], rows[0]], [x[1], rows[1]], [x[1], edge], [x[0], edge]])
        painter.setBrush(translucent(colour, 0.09))
        painter.drawPolygon(arrayToQPolygonF(corners[:, 0], corners[:, 1]))


def _name_sides(painter: QPainter, scene: SliceScene, taken: list[QRectF]) -> None:
    """Say at the line which side is above and which below."""
    frame, fonts = scene.frame, scene.fonts
    x, y = in_pixels(scene, scene.curves[scene.output])
    for text, side in (("above", -1), ("below", 1)):
        width, height = fonts.small_widths(text) + 8, fonts.small_line + 2
        places = []
        for share in (0.86, 0.7, 0.5, 0.3, 0.15):
            column = frame.left + share * frame.width
            row = float(np.interp(column, x, y)) + side * (0.75 * height + 8)
            places.append(QRectF(column - width / 2, row - height / 2, width, height))
        place = free_place(places, taken, axes.frame_rect(frame))
        if place is not None:
            painter.setFont(fonts.small)
            painter.setPen(QColor(scene.theme.muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _paint_curves(painter: QPainter, scene: SliceScene) -> None:
    """The derivative, the curve as it was, and the curves; the one looked at last."""
    theme = scene.theme
    if scene.slope is not None:
        x, y = scene.slope
        _stroke(painter, scene, Slice(x, y, False), QPen(QColor(theme.accent), 1.3))
    if scene.before is not None:
        pen = QPen(QColor(theme.ghost), 1.8)
        pen.setDashPattern((4.0, 3.0))
        _stroke(painter, scene, scene.before, pen)
    order = sorted(range(len(scene.curves)), key=lambda output: output == scene.output)
    for output in order:
        if scene.is_pointed(output):
            pen = QPen(translucent(theme.accent, 0.25), 9.0)
            _stroke(painter, scene, scene.curves[output], pen)
        _stroke(painter, scene, scene.curves[output], curve_pen(scene, output))


def curve_pen(scene: SliceScene, output: int) -> QPen:
    """Return how the curve of an output looks: whole and thick for the one that is looked at."""
    if output == scene.output:
        return QPen(QColor(scene.theme.curve), 2.4 * (scene.is_picture or scene.fonts.stroke))
    pen = QPen(QColor(scene.theme.muted), 1.5)
    pen.setDashPattern(_DASHES[output % len(_DASHES)])
    return pen


def _stroke(painter: QPainter, scene: SliceScene, curve: Slice, pen: QPen) -> None:
    x, y = in_pixels(scene, curve)
    if len(x) > 1:
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawPolyline(arrayToQPolygonF(x, y))


def _boxes(scene: SliceScene) -> list[QRectF]:
    """Places along the curve that is looked at, where nothing should be written."""
    x, y = in_pixels(scene, scene.curves[scene.output])
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    along = np.arange(0.0, steps[-1], 1.5 * _BOX)
    places = zip(
        np.interp(along, steps, x).tolist(), np.interp(along, steps, y).tolist(), strict=True
    )
    room = axes.frame_rect(scene.frame)
    half = _BOX / 2
    return [
        QRectF(column - half, row - half, _BOX, _BOX)
        for column, row in places
        if room.contains(column, row)
    ]


def _paint_head(painter: QPainter, scene: SliceScene) -> None:
    fonts, theme, frame = scene.fonts, scene.theme, scene.frame
    entry = slope_entry(scene)
    font = QFont(fonts.small)
    font.setStrikeOut(not scene.with_slope)
    if scene.with_slope or not scene.is_picture:
        painter.setFont(font)
        painter.setPen(QColor(theme.text if scene.with_slope else theme.muted))
        painter.drawText(entry.adjusted(_SWATCH + 6, 0, 0, 0), _LEFT, SLOPE)
        painter.setPen(QPen(QColor(theme.accent if scene.with_slope else theme.muted), 1.4))
        middle = round(entry.center().y()) + 0.5
        painter.drawLine(QLineF(entry.left(), middle, entry.left() + _SWATCH, middle))
    room = QRectF(frame.left, 2, entry.left() - 10 - frame.left, entry.height())
    text, kind = head(scene.snapshot), kind_of_curve(scene.snapshot)
    text = fonts.small_widths.elided(text, room.width() - fonts.small_widths(kind) - 10)
    painter.setFont(fonts.small_bold)
    painter.setPen(QColor(theme.text))
    painter.drawText(room, _LEFT, text)
    painter.setFont(fonts.small)
    painter.setPen(QColor(theme.muted))
    painter.drawText(
        room.adjusted(fonts.small_widths(text) + 10 if text else 0, 0, 0, 0), _LEFT, kind
    )


def _paint_probe(painter: QPainter, scene: SliceScene, taken: list[QRectF]) -> None:
    """A line where the probe is, with the values there."""
    frame, theme, fonts = scene.frame, scene.theme, scene.fonts
    x = scene.snapshot.point[scene.axis]
    column = frame.column(x)
    if not scene.with_probe or not frame.left <= column <= frame.right:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    pen = QPen(QColor(theme.text), 1)
    pen.setDashPattern((1.5, 3.0))
    painter.setPen(pen)
    painter.drawLine(QLineF(round(column), frame.top, round(column), frame.bottom))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    values = scene.state.signals(scene.snapshot.point).outputs
    z = float(values[scene.output])
    painter.setPen(QPen(QColor(theme.ground), 1.6))
    painter.setBrush(QColor(theme.curve))
    painter.drawEllipse(QPointF(column, frame.row(z)), 3.2, 3.2)
    name = "z" if len(values) == 1 else f"z{scene.output + 1}"
    digits = scene.state.digits
    texts = [f"{axis_name(scene)} = {digits.x(x, scene.axis)}   {name} = {digits.y(z)}"]
    texts.append(f"slope {number(scene.slope_at_probe, 3)}")
    line = fonts.small_line + 3
    width, height = max(map(fonts.small_widths, texts)) + 10, 2 * line
    places = [
        QRectF(left, top, width, height)
        for top in (frame.top + 5, frame.bottom - height - 5)
        for left in (column + 4, column - 4 - width)
    ]
    room = axes.frame_rect(frame)
    place = free_place(places, taken, room)
    if place is None:  # then rather over the curve than nowhere
        place = next((spot for spot in places if room.contains(spot)), places[0])
        place.moveLeft(max(room.left(), min(place.left(), room.right() - width)))
        taken.append(place)
    rounded_box(painter, place, 3, translucent(theme.ground, 0.75))
    painter.setFont(fonts.small)
    painter.setPen(QColor(theme.text))
    for index, text in enumerate(texts):
        painter.drawText(place.adjusted(5, index * line, -5, (index - 1) * line), _LEFT, text)


def _paint_names(painter: QPainter, scene: SliceScene, taken: list[QRectF]) -> None:
    """The names of the outputs at the right ends of their curves."""
    if scene.network.n_outputs == 1:
        return
    frame, fonts = scene.frame, scene.fonts
    for output, place in name_places(scene, taken).items():
        is_own = output == scene.output
        font = fonts.small_bold if is_own else fonts.small
        colour = scene.theme.text if is_own else scene.theme.muted
        if axes.frame_rect(frame).contains(place):
            paint_label(painter, scene.theme, place, f"z{output + 1}", font, colour)


def name_places(scene: SliceScene, taken: list[QRectF]) -> dict[int, QRectF]:
    """Return where the names of the outputs are."""
    fonts, room = scene.fonts, axes.frame_rect(scene.frame)
    found: dict[int, QRectF] = {}
    for output, curve in enumerate(scene.curves):
        width, height = fonts.small_widths(f"z{output + 1}") + 8, fonts.small_line + 1
        x, y = in_pixels(scene, curve)
        places = [
            QRectF(
                column - width / 2,
                float(np.interp(column, x, y)) + shift - height / 2,
                width,
                height,
            )
            for share in (0.96, 0.9, 0.84, 0.04, 0.1)
            for column in (scene.frame.left + share * scene.frame.width,)
            for shift in (-height, height)
        ]
        place = free_place(places, taken, room)
        if place is not None:
            found[output] = place
    return found
