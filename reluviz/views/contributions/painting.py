"""How the lines of the chart look."""

from __future__ import annotations

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.network import Array
from reluviz.views.contributions.scene import Scene
from reluviz.views.theme import translucent

_PALE, _MISSING = 0.4, 0.16  # opacity beside what stands out, and of what is not there yet
_MOST_SMOOTH = 1_500  # vertices; smooth lines of more take too long
_MOST_SMOOTH_RAYS = 40
_MOST_THICK = 300  # vertices of one line; thick smooth lines of more take too long
_MOST_DOTS, _MANY = 60, 120  # units
_DOT = 2.6


def paint(painter: QPainter, scene: Scene) -> None:
    """Paint all of the chart but its axes."""
    painter.save()
    painter.setClipRect(scene.rect)
    _paint_level(painter, scene)
    if scene.content.mode == "sums":
        _paint_sums(painter, scene)
    else:
        _paint_rays(painter, scene)
    painter.restore()
    _paint_labels(painter, scene)


def _paint_level(painter: QPainter, scene: Scene) -> None:
    """The level of 0, and the x of the probe."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if scene.visible is not None and scene.y_range[0] <= 0 <= scene.y_range[1]:
        low, high = scene.columns(np.array(scene.visible))
        row = round(float(scene.rows(np.array(0.0))))
        painter.setPen(QPen(translucent(scene.theme.ghost, 0.6), 1))
        painter.drawLine(QLineF(low, row, high, row))
    column = round(float(scene.columns(np.array(scene.marks.probe))))
    if scene.rect.left() <= column <= scene.rect.right():
        pen = QPen(QColor(scene.theme.ghost), 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QLineF(column, scene.rect.top(), column, scene.rect.bottom()))


# Rays


def _paint_rays(painter: QPainter, scene: Scene) -> None:
    """All active sides, in their colours; then what stands out, whole."""
    content, marks, theme = scene.content, scene.marks, scene.theme
    x, y = scene.lines
    if not x.shape[1]:
        return
    zero = float(scene.rows(np.array(0.0)))
    _paint_active_sides(painter, scene, zero)
    if len(y) <= _MOST_DOTS:
        _paint_kinks(painter, scene, x, y, zero)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for unit in marks.units:
        row = content.row(unit)
        if row is not None:
            pen = _pen(QColor(theme.unit(unit)), 2.8, theme.dashes(unit))
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(arrayToQPolygonF(x[row], y[row]))


def _paint_active_sides(painter: QPainter, scene: Scene, zero: float) -> None:
    """Paint the parts of all rays that are not on the level of zero, those of a colour at once."""
    content, marks, theme = scene.content, scene.marks, scene.theme
    x, y = scene.lines
    ends = np.stack([x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]], axis=2)
    is_seen = ((ends[..., 1] != zero) | (ends[..., 3] != zero)) & (ends[..., 2] > ends[..., 0])
    units = np.broadcast_to(content.numbers[:, np.newaxis], is_seen.shape)[is_seen].tolist()
    groups: dict[tuple[float, str, tuple[float, ...]], list[QLineF]] = {}
    faint = 0.6 if len(y) > _MANY else 1.0
    is_solid = len(y) > _MOST_SMOOTH_RAYS
    usual = _PALE if marks.units else 1.0
    for unit, line in zip(units, ends[is_seen].tolist(), strict=True):
        opacity = _MISSING if marks.is_missing(unit) else usual
        look = (opacity * faint, theme.unit(unit), () if is_solid else theme.dashes(unit))
        groups.setdefault(look, []).append(QLineF(*line))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(y) <= _MOST_SMOOTH_RAYS)
    width = 1.8 if len(y) <= _MOST_SMOOTH_RAYS else 1.0
    for (opacity, colour, dashes), lines in sorted(groups.items(), key=lambda group: group[0][0]):
        painter.setPen(_pen(translucent(colour, opacity), width, dashes))
        painter.drawLines(lines)


def _pen(colour: QColor, width: float, dashes: tuple[float, ...]) -> QPen:
    pen = QPen(colour, width)
    if dashes:
        pen.setDashPattern(dashes)
    return pen


def _paint_kinks(painter: QPainter, scene: Scene, x: Array, y: Array, zero: float) -> None:
    """A dot where each ray starts."""
    painter.setPen(Qt.PenStyle.NoPen)
    is_start = (y[:, 1] == zero) & ((y[:, 0] != zero) | (y[:, 2] != zero))
    for row in np.flatnonzero(is_start).tolist():
        unit = int(scene.content.numbers[row])
        opacity = _opacity(scene, unit)
        painter.setBrush(translucent(scene.theme.unit(unit), opacity))
        painter.drawEllipse(QPointF(float(x[row, 1]), zero), _DOT, _DOT)


def _opacity(scene: Scene, unit: int) -> float:
    marks = scene.marks
    if unit in marks.units:
        return 1.0
    return _MISSING if marks.is_missing(unit) else _PALE if marks.units else 1.0


# Running sums


def _paint_sums(painter: QPainter, scene: Scene) -> None:
    """From grey to black; what a unit that stands out adds, as an area in its colour."""
    content, marks, theme = scene.content, scene.marks, scene.theme
    x, y = scene.lines
    if not x.shape[1]:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, y.size <= _MOST_SMOOTH)
    for colour, values in zip(_greys(scene), y, strict=True):
        _stroke(painter, x[0], values, colour, 1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for unit in marks.units:
        _paint_addition(painter, scene, unit)
    row_of_last = content.row(_last(scene))
    if row_of_last is not None:
        _stroke(painter, x[0], y[row_of_last], QColor(theme.curve), 2.2)


def _paint_addition(painter: QPainter, scene: Scene, unit: int) -> None:
    """The area between the running sums before and after a unit."""
    before, after = scene.content.row(unit), scene.content.row(unit + 1)
    if before is None or after is None:
        return
    x, y = scene.lines
    outline = np.concatenate([x[0], x[0, ::-1]])
    around = np.concatenate([y[after], y[before, ::-1]])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(translucent(scene.theme.unit(unit), 0.22))
    painter.drawPolygon(arrayToQPolygonF(outline, around))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if unit + 1 != _last(scene):
        _stroke(painter, x[0], y[after], QColor(scene.theme.unit(unit)), 2.4)


def _last(scene: Scene) -> int:
    """The running sum that stands for the output, or for what has been built of it."""
    return scene.content.n_units if scene.marks.build is None else scene.marks.build


def _stroke(painter: QPainter, x: Array, y: Array, colour: QColor, width: float) -> None:
    if len(x) > _MOST_THICK:
        width = 1.0
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(arrayToQPolygonF(x, y))


def _greys(scene: Scene) -> list[QColor]:
    """The colours of all running sums; opaque ones are painted quicker than translucent ones."""
    content, marks, theme = scene.content, scene.marks, scene.theme
    ghost, curve, ground = (_rgb(colour) for colour in (theme.ghost, theme.curve, theme.ground))
    share = (content.numbers / content.n_units)[:, np.newaxis]
    if marks.build is not None:
        strength = np.where(content.numbers > marks.build, _MISSING, 1.0)[:, np.newaxis]
    else:
        strength = np.full_like(share, _PALE if marks.units else 1.0)
    colours = ground + (ghost + (curve - ghost) * share - ground) * strength
    return [QColor(*rgb) for rgb in np.rint(colours).astype(int).tolist()]


def _rgb(colour: str) -> Array:
    parts = QColor(colour)
    return np.array([parts.red(), parts.green(), parts.blue()], dtype=np.float64)


# Labels


def _paint_labels(painter: QPainter, scene: Scene) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(scene.fonts.small_bold)
    ground = translucent(scene.theme.ground, 0.8)
    for label in scene.labels:
        room = QRectF(label.left, label.top, label.right - label.left, label.bottom - label.top)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(room.adjusted(-2, 1, 2, -1), 2, 2)
        painter.setPen(_label_colour(scene, label.number))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, label.text)


def _label_colour(scene: Scene, number: int) -> QColor:
    unit = scene.unit_of(number)
    theme, marks = scene.theme, scene.marks
    if scene.content.mode == "sums":
        if unit is not None and unit in marks.units:
            return QColor(theme.unit(unit))
        if number == _last(scene):
            return QColor(theme.text)
        return translucent(theme.muted, 0.5 if number > _last(scene) else 1.0)
    assert unit is not None
    return translucent(theme.unit(unit), 0.5 if marks.is_missing(unit) else 1.0)
