"""The lines of the first layer: where each unit decides, with grips for the hand."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from reluviz.views import axes
from reluviz.views.layered_words import node_name
from reluviz.views.notes import free_place, paint_label
from reluviz.views.plane.ground import image_of_sheet
from reluviz.views.plane.scene import PlaneScene
from reluviz.views.plane.traces import TURN_AT, Trace, traces_of
from reluviz.views.strokes import dashes, draw_lines
from reluviz.views.theme import translucent

MOST_ARROWS = 4
"""With more lines only those that are pointed at show which side is positive."""

_MOST_ANEW = 4  # lines that are painted anew each time
_DASHES = (4.0, 2.5)  # widths of the pen
_LABEL_AT = (0.93, 0.07, 0.86, 0.14, 0.79, 0.21, 0.65, 0.35)


def paint_lines(painter: QPainter, scene: PlaneScene) -> None:
    """Paint the lines; those that are pointed at last, with their grips."""
    _paint_ghosts(painter, scene)
    others = [trace for trace in scene.traces if trace.unit not in scene.pointed]
    traces = others + [trace for trace in scene.traces if trace.unit in scene.pointed]
    if scene.is_picture or len(others) <= _MOST_ANEW:
        _paint_each(painter, scene, traces)
    else:  # they stay while a hand moves another one
        settings = (tuple(others), scene.frame, scene.size, scene.ratio, scene.theme)
        image = scene.memory.of(
            "lines",
            (),
            (*settings, scene.has_hidden),
            lambda: image_of_sheet(scene, lambda onto, _: _paint_each(onto, scene, others)),
        )
        painter.drawPixmap(0, 0, image)
        _paint_each(painter, scene, traces[len(others) :])
    for trace in traces:
        is_pointed = trace.unit in scene.pointed
        if is_pointed or len(traces) <= MOST_ARROWS:
            _paint_arrow(painter, scene, trace)
        if is_pointed and not scene.is_picture:
            _paint_grips(painter, scene, trace)


def _paint_each(painter: QPainter, scene: PlaneScene, traces: list[Trace]) -> None:
    painter.setClipRect(axes.frame_rect(scene.frame).adjusted(-1, -1, 1, 1))
    for trace in traces:
        _paint_line(painter, scene, trace)


def paint_line_labels(painter: QPainter, scene: PlaneScene, taken: list[QRectF]) -> None:
    """Write the names of the lines where there is room, first of those that are pointed at."""
    fonts, frame = scene.fonts, scene.frame
    room = QRectF(frame.left, frame.top, frame.width, frame.height)
    for trace in sorted(scene.traces, key=lambda trace: trace.unit not in scene.pointed):
        text = node_name(scene.state.network, 0, trace.unit)
        width, height = fonts.small_widths(text) + 8, fonts.small_line + 1
        place = free_place(_label_places(trace, width, height), taken, room)
        if place is not None:
            _paint_name(painter, scene, place, text, scene.line_colour(trace.unit))


def _paint_name(
    painter: QPainter, scene: PlaneScene, place: QRectF, text: str, colour: str
) -> None:
    """On the screen only once, and then as an image."""

    def paint(onto: QPainter, room: QRectF) -> None:
        paint_label(onto, scene.theme, room, text, scene.fonts.small_bold, colour)

    if scene.sprites is None:
        paint(painter, place)
    else:
        room = QRectF(0, 0, place.width(), place.height())
        key = (text, colour, scene.theme.ground)
        scene.sprites.paint_in(painter, key, place, lambda onto: paint(onto, room))


def _paint_line(painter: QPainter, scene: PlaneScene, trace: Trace) -> None:
    is_pointed = trace.unit in scene.pointed
    colour = scene.line_colour(trace.unit)
    line = QLineF(*trace.start, *trace.end)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if is_pointed:
        painter.setPen(QPen(translucent(colour, 0.3), 8.0))
        painter.drawLine(line)
    width = 2.4 if is_pointed else 1.6
    pen = QPen(QColor(colour), width)
    if scene.has_hidden and scene.is_picture:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(_DASHES)
    painter.setPen(pen)
    if scene.has_hidden and not scene.is_picture:
        on, off = (part * width for part in _DASHES)
        draw_lines(painter, dashes(trace.start, trace.end, on, off))
    else:
        painter.drawLine(line)


def _paint_ghosts(painter: QPainter, scene: PlaneScene) -> None:
    """The lines that the last edit moved, as they were."""
    before = scene.before
    if before is None:
        return
    old, new = before.network.layers[0], scene.state.network.layers[0]
    units = min(old.n_units, new.n_units)
    moved = (old.weights[:units] != new.weights[:units]).any(axis=1)
    moved |= old.bias[:units] != new.bias[:units]
    painter.setPen(QPen(QColor(scene.theme.ghost), 1.2))
    for trace in traces_of(before.network, scene.frame):
        if trace.unit < units and moved[trace.unit]:
            draw_lines(painter, dashes(trace.start, trace.end, 3.0, 4.0))


def _paint_arrow(painter: QPainter, scene: PlaneScene, trace: Trace) -> None:
    """A short arrow to the side where the sum is positive."""
    if trace.length < 40:
        return
    colour = QColor(scene.line_colour(trace.unit))
    (x, y), (right, down) = trace.at(0.5), trace.positive
    tip = QPointF(x + 17 * right, y + 17 * down)
    painter.setPen(QPen(colour, 1.6))
    painter.drawLine(QLineF(x, y, x + 11 * right, y + 11 * down))
    foot = QPointF(x + 10 * right, y + 10 * down)
    side = QPointF(-4 * down, 4 * right)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([tip, foot + side, foot - side]))


def _paint_grips(painter: QPainter, scene: PlaneScene, trace: Trace) -> None:
    """A dot to shift the line by, and rings to turn it by."""
    colour, ground = QColor(scene.line_colour(trace.unit)), QColor(scene.theme.ground)
    painter.setPen(QPen(ground, 1.6))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(*trace.at(0.5)), 5.5, 5.5)
    if not trace.can_turn:
        return
    painter.setPen(QPen(colour, 2.0))
    painter.setBrush(ground)
    for share in (TURN_AT, 1 - TURN_AT):
        painter.drawEllipse(QPointF(*trace.at(share)), 4.5, 4.5)


def _label_places(trace: Trace, width: float, height: float) -> Iterator[QRectF]:
    """Places beside a line, near its ends first, on the positive side first."""
    right, down = trace.positive
    away = 6 + abs(right) * width / 2 + abs(down) * height / 2
    for share in _LABEL_AT:
        x, y = trace.at(share)
        for side in (away, -away):
            left, top = x + side * right - width / 2, y + side * down - height / 2
            yield QRectF(left, top, width, height)


def line_items(scene: PlaneScene) -> list[QRectF]:
    """Return the places of the grips of lines that are pointed at: nothing is written there."""
    places = []
    for trace in scene.traces:
        if trace.unit in scene.pointed:
            spots = [trace.at(share) for share in (TURN_AT, 0.5, 1 - TURN_AT)]
            places += [QRectF(x - 7, y - 7, 14, 14) for x, y in spots]
    return places
