"""The rows of the truth table as points of the plane, and which of them are wrong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.words import number
from reluviz.views import axes
from reluviz.views.notes import around, free_place, paint_label
from reluviz.views.plane.ground import image_of_sheet
from reluviz.views.plane.scale import strong
from reluviz.views.plane.scene import PlaneScene, row_index

MOST_TEXTS = 60
"""With more rows the points are smaller and nothing is written in or beside them."""

_SIZES = ((MOST_TEXTS, 8.5), (400, 5.0))
_SMALLEST = 3.2
_MARKED = 2.0  # width of the mark of a wrong row


def point_radius(scene: PlaneScene) -> float:
    """Return how large the points are, in pixels: smaller if there are many."""
    count = 0 if scene.rows is None else len(scene.rows)
    return next((size for most, size in _SIZES if count <= most), _SMALLEST)


def paint_rows(painter: QPainter, scene: PlaneScene) -> None:
    """Paint the points: filled by what is wanted, ringed and crossed if the output is wrong."""
    rows = scene.rows
    if rows is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if scene.is_picture or len(rows) <= MOST_TEXTS:
        _paint_points(painter, scene)
    else:
        settings: tuple[object, ...] = (
            scene.frame,
            scene.size,
            scene.ratio,
            scene.theme,
            scene.output,
        )
        settings += (scene.scale if not scene.is_on_off else None, scene.wrong.tobytes())
        image = scene.memory.of(
            "rows", (rows,), settings, lambda: image_of_sheet(scene, _paint_points)
        )
        painter.drawPixmap(0, 0, image)
    radius, places = point_radius(scene), scene.row_places()
    for row in sorted({index for index in _pointed(scene) if index < len(rows)}):
        place = QPointF(*places[row].tolist())
        if row == row_index(scene.selection):
            painter.setPen(QPen(QColor(scene.theme.accent), 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, radius + 8.5, radius + 8.5)
        wanted = float(rows.outputs[row, scene.output])
        look = PointLook(wanted, bool(scene.wrong[row]), radius + 1.5)
        _paint_point(painter, scene, place, look)


def _pointed(scene: PlaneScene) -> set[int]:
    """The rows that stand out."""
    found = {row_index(scene.selection), row_index(scene.hovered)}
    return {index for index in found if index is not None}


def _paint_points(painter: QPainter, scene: PlaneScene) -> None:
    rows, radius = scene.rows, point_radius(scene)
    if rows is None:
        return
    room = axes.frame_rect(scene.frame).adjusted(-radius, -radius, radius, radius)
    wanted, wrong = rows.outputs[:, scene.output].tolist(), scene.wrong.tolist()
    for row, (x, y) in enumerate(scene.row_places().tolist()):
        if room.contains(x, y):
            _paint_point(painter, scene, QPointF(x, y), PointLook(wanted[row], wrong[row], radius))


@dataclass(frozen=True)
class PointLook:
    """How the point of a row looks.

    Parameters
    ----------
    wanted : float
        The output that is wanted.
    is_wrong : bool
        Whether it is marked.
    radius : float
        Of the point, in pixels.
    """

    wanted: float
    is_wrong: bool
    radius: float


def _paint_point(painter: QPainter, scene: PlaneScene, place: QPointF, look: PointLook) -> None:
    """On the screen each look is painted once, and then as an image."""
    if scene.sprites is None:
        painter.save()
        painter.translate(place)
        _paint_at_origin(painter, scene, look)
        painter.restore()
        return
    key = (look, scene.is_on_off, scene.scale, scene.theme)
    reach = look.radius + 14.0
    scene.sprites.paint_at(
        painter, key, place, reach, lambda onto: _paint_at_origin(onto, scene, look)
    )


def _paint_at_origin(painter: QPainter, scene: PlaneScene, look: PointLook) -> None:
    theme, radius = scene.theme, look.radius
    if scene.is_on_off:  # the strongest colours of all
        colour = QColor(theme.positive if look.wanted > 0 else theme.negative)
    else:
        colour = strong(theme, scene.scale, look.wanted)
    centre = QPointF(0.0, 0.0)
    painter.setPen(QPen(QColor(theme.ground), 1.8))
    painter.setBrush(colour)
    painter.drawEllipse(centre, radius, radius)
    if not scene.is_on_off:  # what is as pale as the ground needs an edge
        painter.setPen(QPen(QColor(theme.muted), 1.2))
        painter.drawEllipse(centre, radius - 1.0, radius - 1.0)
    elif radius >= _SIZES[0][1]:
        painter.setFont(scene.fonts.small_bold)
        painter.setPen(QColor(theme.ground))
        line = scene.fonts.small_line
        room = QRectF(-10, -line / 2, 20, line)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, number(look.wanted))
    if look.is_wrong:
        _mark(painter, scene, radius)


def paint_row_labels(painter: QPainter, scene: PlaneScene, taken: list[QRectF]) -> None:
    """Write the names of the rows, and of the one that is pointed at what the network gives."""
    rows = scene.rows
    if rows is None:
        return
    fonts, frame, radius = scene.fonts, scene.frame, point_radius(scene)
    room = QRectF(frame.left, frame.top, frame.width, frame.height)
    places = scene.row_places().tolist()
    taken += [
        QRectF(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in places[:MOST_TEXTS]
    ]
    if len(places) <= MOST_TEXTS:
        taken += [QRectF(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in places]
    hovered, selected = row_index(scene.hovered), row_index(scene.selection)
    first = [row for row in (hovered, selected) if row is not None and row < len(places)]
    rest = range(len(places)) if len(places) <= MOST_TEXTS and any(rows.names) else range(0)
    for row in dict.fromkeys([*first, *rest]):
        text = row_text(scene, row) if row in first else rows.names[row]
        x, y = places[row]
        if not text or not room.contains(QPointF(x, y)):
            continue
        width, height = fonts.small_widths(text) + 8, fonts.small_line + 3
        place = free_place(around(x, y, width, height, radius + 6), taken, room)
        if place is not None:
            font = fonts.small_bold if row in first else fonts.small
            colour = scene.theme.residual if scene.wrong[row] else ""
            paint_label(painter, scene.theme, place, text, font, colour)


def row_text(scene: PlaneScene, row: int) -> str:
    """Return what is wanted in a row and what the network gives."""
    rows, outputs = scene.rows, scene.state.outputs
    if rows is None or outputs is None:
        return ""
    name = f"{rows.names[row]}: " if rows.names and rows.names[row] else ""
    given, wanted = float(outputs[row, scene.output]), float(rows.outputs[row, scene.output])
    return f"{name}{number(given, 3)}, wanted {number(wanted, 3)}"


def _mark(painter: QPainter, scene: PlaneScene, radius: float) -> None:
    """A ring, and a cross at its upper right."""
    centre = QPointF(0.0, 0.0)
    ground, colour = QColor(scene.theme.ground), QColor(scene.theme.residual)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shade, width in ((ground, _MARKED + 2), (colour, _MARKED)):
        painter.setPen(QPen(shade, width))
        painter.drawEllipse(centre, radius + 4, radius + 4)
    if radius < _SIZES[0][1]:
        return  # crosses would hide other points
    away = 0.72 * (radius + 9)
    x, y, arm = away, -away, 3.6
    cross = [QLineF(x - arm, y - arm, x + arm, y + arm), QLineF(x - arm, y + arm, x + arm, y - arm)]
    for shade, width in ((ground, _MARKED + 2.4), (colour, _MARKED)):
        painter.setPen(QPen(shade, width))
        painter.drawLines(cross)
