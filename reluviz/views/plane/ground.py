"""What is behind the lines: the colour field, the box, contours, numbers, and the colour bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from reluviz.core.layer import Array
from reluviz.core.words import number
from reluviz.views import axes
from reluviz.views.plane.edges import paint_edges
from reluviz.views.plane.field import (
    contour_lines,
    field_of,
    has_jumps,
    in_pixels,
)
from reluviz.views.plane.fills import paint_fill, pixels
from reluviz.views.plane.scale import colour_table
from reluviz.views.plane.scene import BAR, BAR_GAP, PlaneScene
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import mixed, translucent

_HALF = 0.5

COARSE_NOTE = "coarse while it moves"

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_ground(painter: QPainter, scene: PlaneScene) -> None:
    """Paint all that is behind the lines."""
    frame, theme = scene.frame, scene.theme
    if scene.is_picture:
        _paint_furniture(painter, scene)
    else:  # it stays while the network changes
        settings = (frame, scene.size, scene.ratio, theme, scene.fill_scale, scene.fill)
        image = scene.memory.of(
            "furniture", (scene.fonts,), settings, lambda: image_of_sheet(scene, _paint_furniture)
        )
        painter.drawPixmap(0, 0, image)
    painter.save()
    painter.setClipRect(axes.frame_rect(frame))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    paint_fill(painter, scene)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    axes.paint_grid(painter, frame, translucent(theme.text, 0.07))
    _paint_outside(painter, scene)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_edges(painter, scene)
    _paint_contours(painter, scene)
    axes.paint_names(painter, frame, scene.fonts, theme, scene.names)
    painter.restore()


def image_of_sheet(scene: PlaneScene, paint: Callable[[QPainter, PlaneScene], None]) -> QPixmap:
    """Return what a function paints on a transparent sheet, as an image."""
    width, height = (max(1, round(side * scene.ratio)) for side in scene.size)
    pixmap = QPixmap(width, height)
    pixmap.setDevicePixelRatio(scene.ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, scene)
    painter.end()
    return pixmap


def _paint_furniture(painter: QPainter, scene: PlaneScene) -> None:
    """All around the field."""
    frame, theme = scene.frame, scene.theme
    painter.fillRect(QRectF(0, 0, *scene.size), QColor(theme.ground))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(axes.frame_rect(frame).adjusted(-1, -1, 0, 0))
    axes.paint_numbers(painter, frame, scene.fonts, theme)
    _paint_bar(painter, scene)


def _paint_outside(painter: QPainter, scene: PlaneScene) -> None:
    """A veil over what is outside of the box, and its edge."""
    frame = scene.frame
    (low, high), (least, most) = scene.state.box[:2]
    left, right = frame.column(low), frame.column(high)
    top, bottom = frame.row(most), frame.row(least)
    veil = translucent(scene.theme.ground, 0.5)
    sides = (max(frame.left, left), min(frame.right, right))
    for start, end in ((frame.left, left), (right, frame.right)):
        if start < end:
            painter.fillRect(QRectF(start, frame.top, end - start, frame.height), veil)
    for start, end in ((frame.top, top), (bottom, frame.bottom)):
        if start < end and sides[0] < sides[1]:
            painter.fillRect(QRectF(sides[0], start, sides[1] - sides[0], end - start), veil)
    painter.setPen(QPen(translucent(scene.theme.muted, 0.55), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(round(left), round(top), round(right - left), round(bottom - top)))


def _paint_contours(painter: QPainter, scene: PlaneScene) -> None:
    scale, theme = scene.scale, scene.theme
    exact = not scene.is_moving or has_jumps(scene.state.network)
    thin = QPen(mixed(theme.text, theme.ground, 0.34), 1.0)
    levels = [level for level in scale.levels if abs(level - scale.level) > 1e-12]
    if scene.fill == "output" and not scene.is_hasty:
        _stroke(painter, scene, _contours(scene, levels, exact), thin)
    ghost = _ghost(scene)
    if ghost is not None:
        _stroke(painter, scene, ghost, QPen(QColor(theme.ghost), 1.2))
    strong = QPen(QColor(theme.curve), 2.2)
    _stroke(painter, scene, _contours(scene, [scale.level], is_exact=True), strong)


def _contours(scene: PlaneScene, levels: Sequence[float], is_exact: bool) -> Array:
    found, last = scene.regions, scene.state.network.layers[-1].kind
    sums = levels if last.is_linear else last.half_at if list(levels) == [_HALF] else None
    if found is not None and sums is not None:  # piece by piece, without looking for them
        return pixels(found.contours(sums, scene.output), scene.frame)
    lines = contour_lines(scene.field, scene.state.network, scene.output, levels, is_exact)
    return in_pixels(lines, scene.frame)


def _ghost(scene: PlaneScene) -> Array | None:
    """Where the network decided before the last edit, in pixels."""
    before, frame, level = scene.before, scene.frame, scene.scale.level
    if before is None:
        return None
    network, output = before.network, scene.output

    def make() -> Array:
        field = field_of(network, output, frame, 1.0, True)
        return in_pixels(contour_lines(field, network, output, [level], True), frame)

    return scene.memory.of("ghost", (network,), (frame, output, level), make)


def _stroke(painter: QPainter, scene: PlaneScene, lines: Array, pen: QPen) -> None:
    """Lines that make up a contour: on the screen one by one, in a picture as one path."""
    if scene.is_picture:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.strokePath(_joined(lines), pen)
    else:
        painter.setPen(pen)
        draw_lines(painter, lines)


def _joined(lines: Array) -> QPainterPath:
    """Lines that share ends, as one path that goes from each to the next."""
    ends: dict[tuple[float, float], list[int]] = {}
    pieces = [(tuple(line[:2]), tuple(line[2:])) for line in lines.tolist()]
    for index, piece in enumerate(pieces):
        for end in piece:
            ends.setdefault(end, []).append(index)
    path, rest = QPainterPath(), dict.fromkeys(range(len(pieces)))
    loose = [indices[0] for indices in ends.values() if len(indices) == 1]
    for first in [*loose, *range(len(pieces))]:
        if first not in rest:
            continue
        a, b = pieces[first]
        here = b if len(ends[a]) == 1 else a
        here = a if here == b else b
        start = a if here == b else b
        path.moveTo(*start)
        path.lineTo(*here)
        rest.pop(first)
        while (found := next((i for i in ends[here] if i in rest), None)) is not None:
            rest.pop(found)
            a, b = pieces[found]
            here = b if here == a else a
            path.lineTo(*here)
    return path


def _paint_bar(painter: QPainter, scene: PlaneScene) -> None:
    """What the colours stand for."""
    frame, scale, theme, fonts = scene.frame, scene.fill_scale, scene.theme, scene.fonts
    if scene.fill == "region":  # its colours stand for nothing but themselves
        return
    room = QRectF(frame.right + BAR_GAP, frame.top, BAR, frame.height)
    table = colour_table(theme, scale)[128 if scale.is_size else 0 :]
    colours = np.ascontiguousarray(table[::-1, np.newaxis])
    image = QImage(colours.data, 1, len(table), 4, QImage.Format.Format_RGB32).copy()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(room, image)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRect(room)
    painter.setFont(fonts.small)
    shares = scale.shares(np.array(scale.numbers))
    shares = 2 * shares - 1 if scale.is_size else shares
    for value, share in zip(scale.numbers, shares.tolist(), strict=True):
        row = frame.bottom - share * frame.height
        is_level = value == scale.level and not scale.is_size
        if is_level:
            painter.setPen(QPen(QColor(theme.curve), 2))
            painter.drawLine(QLineF(room.left() - 2, row, room.right() + 2, row))
        painter.setPen(QColor(theme.text if is_level else theme.muted))
        top = min(max(row - fonts.small_line / 2, frame.top - 4), frame.bottom - fonts.small_line)
        place = QRectF(room.right() + 5, top, scene.size[0] - room.right() - 5, fonts.small_line)
        painter.drawText(place, _LEFT, number(value, 3))
