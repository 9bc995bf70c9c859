"""What is written on the plot: legend, probe, differences at the joints, the effect."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from reluviz.core import words
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.views.painting import rounded_box
from reluviz.views.plot import ticks
from reluviz.views.plot.curves import (
    HANDLE,
    curve_look,
    ghost_look,
    has_ghost,
    paint_handle_at,
    target_look,
)
from reluviz.views.plot.lines import Look
from reluviz.views.plot.scene import Scene, frame_rect
from reluviz.views.theme import translucent

MOST_DIFFERENCES = 12

_CENTRE = Qt.AlignmentFlag.AlignCenter
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


def paint_notes(painter: QPainter, scene: Scene) -> None:
    """Paint all that is written inside the frame; nothing is written over another thing."""
    taken: list[QRectF] = []
    _paint_probe(painter, scene, taken)
    _paint_effect(painter, scene, taken)
    if has_ghost(scene) and scene.shows("before"):
        _paint_differences(painter, scene, taken)


def paint_legend(painter: QPainter, scene: Scene) -> None:
    """Paint the legend above the frame."""
    for name, place in legend(scene).items():
        _paint_entry(painter, scene, name, place)


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
    place = _probe_place(scene)
    if place is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_handle_at(painter, scene, place, scene.theme.text, 2.2)


def _paint_probe(painter: QPainter, scene: Scene, taken: list[QRectF]) -> None:
    frame, spot = scene.frame, _probe_place(scene)
    if spot is None:
        return
    x, z = scene.snapshot.probe, float(scene.snapshot.state.curve(scene.snapshot.probe))
    if abs(z) < 1e-12 * (frame.y_range[1] - frame.y_range[0]):
        z = 0.0  # a rest of rounding would be written with all its digits
    text = f"x = {words.number(x)}   z = {words.number(z)}"
    width, height = scene.fonts.small_widths(text) + 10, scene.fonts.small_line + 4
    fits_right = spot.x() + 6 + width < frame.right
    left = spot.x() + 4 if fits_right else spot.x() - 4 - width
    place = QRectF(left, frame.top + 5, width, height)
    taken.append(place)
    _paint_text(painter, scene, place, text, scene.fonts.small, scene.theme.text)


def _probe_place(scene: Scene) -> QPointF | None:
    """Where the curve is at the probe; None where that is not in view or not wanted."""
    frame, x = scene.frame, scene.snapshot.probe
    column, z = frame.column(x), float(scene.snapshot.state.curve(x))
    if not scene.with_probe or not frame.left <= column <= frame.right or np.isnan(z):
        return None
    return QPointF(column, frame.row(z))


def _paint_effect(painter: QPainter, scene: Scene, taken: list[QRectF]) -> None:
    """The effect of the last edit, in words, with the colour of the unit that it changed."""
    text = scene.snapshot.effect
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
    rounded_box(painter, mark, 1.5, _effect_colour(scene))
    painter.setFont(fonts.small_bold)
    painter.setPen(QColor(scene.theme.text))
    painter.drawText(place.adjusted(14, 0, 0, 0), _LEFT, text)


def _effect_colour(scene: Scene) -> QColor:
    units = {scene.snapshot.state.unit_of(parameter) for parameter in scene.snapshot.changed}
    unit = units.pop() if len(units) == 1 else scene.snapshot.unit
    return QColor(scene.unit_colour(unit, scene.theme.accent))


def _paint_differences(painter: QPainter, scene: Scene, taken: list[QRectF]) -> None:
    """How far the joints have moved, the largest first, as many as there is room for."""
    snapshot, frame = scene.snapshot, scene.frame
    if snapshot.change is None:
        return
    span = frame.y_range[1] - frame.y_range[0]
    taken += [_around(scene, int(joint)) for joint in scene.handles]
    for joint in _most_moved(scene, span):
        x, y = float(snapshot.state.curve.x[joint]), float(snapshot.state.curve.y[joint])
        difference = float(snapshot.change.change(x))
        text = ticks.on_scale(difference, span)
        is_hill = _is_hill(snapshot.state.curve, joint)
        place = _free_place(scene, frame.column(x), frame.row(y), text, is_hill, taken)
        if place is not None:
            taken.append(place)
            _paint_text(painter, scene, place, text, scene.fonts.small_bold, scene.theme.text)


def _most_moved(scene: Scene, span: float) -> list[int]:
    """Indices of the joints in view that moved up or down most, the largest first."""
    assert scene.snapshot.change is not None
    curve, (low, high) = scene.snapshot.state.curve, scene.frame.x_range
    first, last = np.searchsorted(curve.x, low), np.searchsorted(curve.x, high, "right")
    sizes = np.abs(scene.snapshot.change.change(curve.x[first:last]))
    visible = np.flatnonzero(sizes > span / 400)
    if len(visible) > MOST_DIFFERENCES:
        largest = np.argpartition(-sizes[visible], MOST_DIFFERENCES)[:MOST_DIFFERENCES]
        visible = visible[largest]
    return [int(first + k) for k in visible[np.argsort(-sizes[visible], kind="stable")]]


def _free_place(
    scene: Scene, column: float, row: float, text: str, is_hill: bool, taken: list[QRectF]
) -> QRectF | None:
    """A place for a label beside a joint where nothing is yet, or None."""
    width, height = scene.fonts.small_widths(text) + 6, scene.fonts.small_line
    above, below = row - HANDLE - 7 - height, row + HANDLE + 7
    rows = (above, below) if is_hill else (below, above)
    beside = row - height / 2
    places = [QRectF(column - width / 2, top, width, height) for top in rows]
    places += [
        QRectF(column + HANDLE + 8, beside, width, height),
        QRectF(column - HANDLE - 8 - width, beside, width, height),
    ]
    inside = frame_rect(scene.frame)
    free = (place for place in places if inside.contains(place) and not _hits(place, taken, 1))
    return next(free, None)


def _is_hill(curve: PiecewiseLinear, joint: int) -> bool:
    """Whether the curve is below a joint on both sides, so that there is room above it."""
    slopes = curve.slopes
    before = slopes[joint - 1] if joint > 0 else -slopes[0]
    after = slopes[joint] if joint < len(slopes) else -slopes[-1]
    return bool(before > after)


def _around(scene: Scene, joint: int) -> QRectF:
    column, row = scene.place(joint)
    return QRectF(column - HANDLE, row - HANDLE, 2 * HANDLE, 2 * HANDLE)


def _hits(place: QRectF, taken: list[QRectF], margin: float) -> bool:
    wide = place.adjusted(-margin, -margin, margin, margin)
    return any(wide.intersects(other) for other in taken)


def _paint_text(
    painter: QPainter, scene: Scene, place: QRectF, text: str, font: QFont, colour: str
) -> None:
    """Text on a ground of its own, so that lines behind it do not cross it out."""

    def paint(onto: QPainter, room: QRectF) -> None:
        rounded_box(onto, room, 3, translucent(scene.theme.ground, 0.75))
        onto.setFont(font)
        onto.setPen(QColor(colour))
        onto.drawText(room, _CENTRE, text)

    if scene.sprites is None:
        paint(painter, place)
    else:
        key = (text, font.bold(), colour, scene.theme.ground)
        room = QRectF(0, 0, place.width(), place.height())
        scene.sprites.paint_in(painter, key, place, lambda onto: paint(onto, room))


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
