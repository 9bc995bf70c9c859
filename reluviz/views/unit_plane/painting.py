"""The way of x through the plane or the space of some units is painted here."""

from __future__ import annotations

from itertools import product

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.layer import Array
from reluviz.core.words import number
from reluviz.views import axes
from reluviz.views.notes import around, free_place, paint_label
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import mixed, translucent
from reluviz.views.unit_plane.scene import PathScene

_MOST_NUMBERS = 64
_CENTRE = Qt.AlignmentFlag.AlignCenter


def paint(painter: QPainter, scene: PathScene) -> None:
    """Paint all of it."""
    painter.fillRect(QRectF(0, 0, *scene.size), QColor(scene.theme.ground))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    taken: list[QRectF] = []
    _paint_note(painter, scene)
    (_paint_box if scene.is_space else _paint_axes)(painter, scene, taken)
    if scene.content.sums is not None:
        _paint_sums(painter, scene)
    if scene.content.is_numbered:
        _paint_path(painter, scene)
        _paint_mark(painter, scene, taken)
        _paint_ends(painter, scene, taken)
        _paint_numbers(painter, scene, taken)
        _paint_strip(painter, scene)
    else:
        _paint_grid(painter, scene)
        _paint_mark(painter, scene, taken)


def shade(scene: PathScene, share: float) -> QColor:
    """Return the colour of the path at a share of the domain: the darker the later."""
    return mixed(scene.theme.accent, scene.theme.ground, 0.35 + 0.65 * share)


def name_places(scene: PathScene) -> list[QRectF]:
    """Return where the names of the units are written, in their order."""
    fonts, frame = scene.fonts, scene.frame
    line = fonts.small_line
    rooms = [QRectF(0, 0, fonts.small_widths(name) + 8, line + 2) for name in scene.content.names]
    if scene.is_space:
        ends = scene.placed(np.array(_axis_ends(scene)))
        start = scene.placed(np.array([[low for low, _ in scene.content.bounds]]))[0]
        for room, end in zip(rooms, ends, strict=True):
            way = (end - start) / max(float(np.hypot(*(end - start))), 1.0)
            room.moveCenter(QPointF(*(end + 16 * way).tolist()))
        return rooms
    rooms[0].moveBottomRight(QPointF(frame.right - 3, frame.bottom - 2))
    rooms[1].moveTopLeft(QPointF(frame.left + 3, frame.top + 2))
    return rooms


def room_of(scene: PathScene) -> QRectF:
    """Return where things may be written: of a space beside the frame, too."""
    frame = scene.frame
    left = 0.0 if scene.is_space else frame.left
    return QRectF(left, frame.top, frame.right - left, frame.height)


def _paint_note(painter: QPainter, scene: PathScene) -> None:
    frame = scene.frame
    room = QRectF(frame.left, 2, frame.width, scene.fonts.small_line)
    painter.setFont(scene.fonts.small)
    painter.setPen(QColor(scene.theme.muted))
    side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, side, scene.fonts.small_widths.elided(scene.content.note, room.width()))


def _axis_ends(scene: PathScene) -> list[list[float]]:
    bounds = scene.content.bounds
    return [[bounds[j][int(j == k)] for j in range(3)] for k in range(3)]


def _paint_axes(painter: QPainter, scene: PathScene, taken: list[QRectF]) -> None:
    frame, theme = scene.frame, scene.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    axes.paint_grid(painter, frame, translucent(theme.text, 0.07))
    painter.setPen(QPen(translucent(theme.text, 0.35), 1))
    for line in (
        QLineF(frame.column(0), frame.top, frame.column(0), frame.bottom),
        QLineF(frame.left, frame.row(0), frame.right, frame.row(0)),
    ):
        painter.drawLine(line)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRect(axes.frame_rect(frame).adjusted(-1, -1, 0, 0))
    axes.paint_numbers(painter, frame, scene.fonts, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_names(painter, scene, taken)


def _paint_box(painter: QPainter, scene: PathScene, taken: list[QRectF]) -> None:
    """The edges of a cube, and the three axes from its lowest corner on."""
    bounds, theme = scene.content.bounds, scene.theme
    corners = scene.placed(np.array(list(product(*bounds))))
    pairs = [(a, b) for a in range(8) for b in range(a + 1, 8) if (a ^ b) in (1, 2, 4)]
    painter.setPen(QPen(translucent(theme.text, 0.16), 1))
    draw_lines(painter, np.array([[*corners[a], *corners[b]] for a, b in pairs]))
    start = corners[0]
    ends = scene.placed(np.array(_axis_ends(scene)))
    for end, colour, (_, high) in zip(ends, scene.content.colours, bounds, strict=True):
        painter.setPen(QPen(QColor(colour), 1.6))
        painter.drawLine(QLineF(*start.tolist(), *end.tolist()))
        painter.setFont(scene.fonts.small)
        painter.setPen(QColor(theme.muted))
        text = number(high, 3)
        room = QRectF(0, 0, scene.fonts.small_widths(text) + 4, scene.fonts.small_line)
        room.moveCenter(QPointF(*(end - 0.08 * (end - start) + (0, 9)).tolist()))
        painter.drawText(room, _CENTRE, text)
        taken.append(room)
    _paint_names(painter, scene, taken)


def _paint_names(painter: QPainter, scene: PathScene, taken: list[QRectF]) -> None:
    places = zip(name_places(scene), scene.content.names, scene.content.colours, strict=True)
    for place, name, colour in places:
        is_lit = name == scene.lit
        ground = QRectF(place)
        if is_lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(translucent(colour, 0.2))
            painter.drawRoundedRect(ground, 3, 3)
        painter.setFont(scene.fonts.small_bold)
        painter.setPen(QColor(colour))
        painter.drawText(place, _CENTRE, name)
        taken.append(ground)


def _paint_sums(painter: QPainter, scene: PathScene) -> None:
    """The way before the activation, which puts it where the layer's values are."""
    assert scene.content.sums is not None
    pen = QPen(QColor(scene.theme.ghost), 1.2)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    corners = scene.placed(scene.content.sums.places)
    painter.drawPolyline([QPointF(*place) for place in corners.tolist()])


def _paint_path(painter: QPainter, scene: PathScene) -> None:
    pieces, x = scene.pieces, scene.content.paths[0].x
    low, high = scene.content.domain
    width = 2.6 if len(pieces) <= _MOST_NUMBERS else 1.6
    for k, piece in enumerate(pieces.tolist()):
        share = float((x[k] + x[k + 1]) / 2 - low) / (high - low)
        pen = QPen(shade(scene, share), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QLineF(*piece))
        if k:  # where it turns back: to the next lane
            painter.drawLine(QLineF(*pieces[k - 1, 2:].tolist(), *piece[:2]))


def _paint_grid(painter: QPainter, scene: PathScene) -> None:
    content = scene.content
    for k, path in enumerate(content.paths):
        colour = scene.theme.accent if k < content.n_first else scene.theme.muted
        painter.setPen(QPen(translucent(colour, 0.85), 1.4))
        corners = scene.placed(path.places)
        draw_lines(painter, np.hstack([corners[:-1], corners[1:]]))


def _paint_numbers(painter: QPainter, scene: PathScene, taken: list[QRectF]) -> None:
    """The number of each piece at its middle; those that lie on one another together."""
    corners = scene.corners
    if len(corners) - 1 > _MOST_NUMBERS:
        return
    middles = (corners[1:] + corners[:-1]) / 2
    groups: dict[tuple[int, int], list[int]] = {}
    for k, (column, row) in enumerate(np.rint(middles / 4).astype(int).tolist()):
        groups.setdefault((column, row), []).append(k)
    room = room_of(scene)
    for numbers in groups.values():
        text = _listed([k + 1 for k in numbers])
        width, height = scene.fonts.small_widths(text) + 7, scene.fonts.small_line + 1
        places = _beside(scene.pieces[numbers], width, height)
        place = free_place(places, taken, room)
        if place is not None:
            paint_label(painter, scene.theme, place, text, scene.fonts.small)


def _beside(pieces: Array, width: float, height: float) -> list[QRectF]:
    """Places beside the middle of pieces that lie on one another, and farther off."""
    found = []
    middle = (pieces[:, :2] + pieces[:, 2:]).mean(axis=0) / 2
    way = pieces[0, 2:] - pieces[0, :2]
    length = float(np.hypot(*way))
    across = np.array([-way[1], way[0]]) / length if length > 1e-9 else np.array([0.0, -1.0])
    spread = float(np.abs((pieces[:, :2] - pieces[0, :2]) @ across).max()) / 2
    reach = spread + 5 + abs(across[0]) * width / 2 + abs(across[1]) * height / 2
    for share in (0.0, 0.18, -0.18, 0.33, -0.33):
        for side in (-1.0, 1.0):
            column, row = (middle + share * way + side * reach * across).tolist()
            found.append(QRectF(column - width / 2, row - height / 2, width, height))
    return found


def _listed(numbers: list[int]) -> str:
    """Numbers as a list; of many the first and the last."""
    if len(numbers) > 6:
        numbers_text = ", ".join(map(str, numbers[:3]))
        return f"{numbers_text}, …, {numbers[-1]}"
    return ", ".join(map(str, numbers))


def _paint_ends(painter: QPainter, scene: PathScene, taken: list[QRectF]) -> None:
    """Where the way begins and ends."""
    pieces, room = scene.pieces, room_of(scene)
    ends = zip((pieces[0, :2], pieces[-1, 2:]), scene.content.domain, (0.0, 1.0), strict=True)
    for place, x, share in ends:
        column, row = place.tolist()
        painter.setPen(QPen(QColor(scene.theme.ground), 1.2))
        painter.setBrush(shade(scene, share))
        painter.drawRect(QRectF(column - 3.5, row - 3.5, 7, 7))
        text = f"x = {number(x, 3)}"
        width, height = scene.fonts.small_widths(text) + 6, scene.fonts.small_line + 1
        found = free_place(around(column, row, width, height, 8), taken, room)
        if found is not None:
            paint_label(painter, scene.theme, found, text, scene.fonts.small, scene.theme.muted)


def _paint_mark(painter: QPainter, scene: PathScene, taken: list[QRectF]) -> None:
    column, row = scene.mark()
    painter.setPen(QPen(QColor(scene.theme.ground), 2))
    painter.setBrush(QColor(scene.theme.text))
    painter.drawEllipse(QPointF(column, row), 6, 6)
    taken.append(QRectF(column - 7, row - 7, 14, 14))
    text = ", ".join(number(value, 3) for value in scene.marks)
    width, height = scene.fonts.small_widths(text) + 8, scene.fonts.small_line + 2
    place = free_place(around(column, row, width, height, 10), taken, room_of(scene))
    if place is not None:
        paint_label(painter, scene.theme, place, f"({text})", scene.fonts.small_bold)


def _paint_strip(painter: QPainter, scene: PathScene) -> None:
    """x from end to end, cut where the path turns, with the probe."""
    strip, x = scene.strip, scene.content.paths[0].x
    low, high = scene.content.domain
    painter.setPen(Qt.PenStyle.NoPen)
    columns = strip.columns(x).tolist()
    gap = 1.0 if len(x) < strip.width / 5 else 0.0
    for k in range(len(x) - 1):
        share = float((x[k] + x[k + 1]) / 2 - low) / (high - low)
        painter.setBrush(shade(scene, share))
        width = max(0.5, columns[k + 1] - columns[k] - gap)
        painter.drawRect(QRectF(columns[k], strip.top, width, strip.height))
    painter.setFont(scene.fonts.small)
    painter.setPen(QColor(scene.theme.muted))
    end = -1e9
    for column, value in zip(columns, x.tolist(), strict=True):
        text = number(value, 3)
        width = scene.fonts.small_widths(text)
        left = min(column - width / 2, scene.size[0] - width - 2)
        if left > end + 8:
            room = QRectF(left, strip.bottom + 1, width, scene.fonts.small_line)
            painter.drawText(room, _CENTRE, text)
            end = left + width
    if scene.probe is not None:
        column = strip.column(min(max(scene.probe, low), high))
        painter.setPen(QPen(QColor(scene.theme.ground), 1.5))
        painter.setBrush(QColor(scene.theme.text))
        painter.drawEllipse(QPointF(column, strip.top + strip.height / 2), 6, 6)
