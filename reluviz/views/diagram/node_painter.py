"""Paints the nodes of the diagram: boxes with what is in them, circles with captions, and dots."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from reluviz.core.network import ParameterId
from reluviz.core.words import number
from reluviz.document.items import Unit
from reluviz.views.activation_curves import curve_points, place_on_curve
from reluviz.views.diagram import texts
from reluviz.views.diagram.geometry import Layout, NodePlace
from reluviz.views.diagram.labels import room_at
from reluviz.views.diagram.scene import Live, NodeFace, Scene, Stage, ray_corners
from reluviz.views.edge_looks import PLAIN, Look
from reluviz.views.painting import Fonts, first_fitting, rounded_box
from reluviz.views.theme import Theme, translucent

CENTRE = int(Qt.AlignmentFlag.AlignCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_TOP_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_OFF = 0.4


class NodePainter:
    """Paints nodes of one scene with one theme.

    Parameters
    ----------
    painter, theme, fonts, layout, scene
        As for `DiagramPainter`.
    """

    def __init__(
        self, painter: QPainter, theme: Theme, fonts: Fonts, layout: Layout, scene: Scene
    ) -> None:
        self._painter = painter
        self._theme = theme
        self._fonts = fonts
        self._layout = layout
        self._scene = scene
        self._ground = QColor(theme.ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # What stays while the probe moves

    def _paint_node(self, place: NodePlace, face: NodeFace) -> None:
        if place.is_round:
            self._paint_circle(place, face)
        else:
            self._paint_box(place, face)
        self._paint_bias(place, face)

    def _paint_circle(self, place: NodePlace, face: NodeFace) -> None:
        painter = self._painter
        if face.is_selected or face.is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(translucent(self._theme.accent, 0.30 if face.is_selected else 0.16))
            painter.drawEllipse(place.box.adjusted(-4, -4, 4, 4))
        painter.setPen(QPen(QColor(self._theme.text), 1.6))
        painter.setBrush(self._ground)
        painter.drawEllipse(place.box)
        if place.name is not None:
            self._text(place.box, face.name, self._theme.text, font=self._fonts.bold)

    def _paint_box(self, place: NodePlace, face: NodeFace) -> None:
        theme, line, box = self._theme, self._fonts.line, place.box
        is_later, is_newest = face.stage is Stage.LATER, face.stage is Stage.NEWEST
        own = self._colour(place.unit)
        colour = theme.border if is_later else own
        radius = box.height() / 2 if place.is_dot else min(0.45 * line, box.height() / 3)
        if face.is_selected or face.is_hovered or is_newest:
            light = own if place.unit.layer == 0 else theme.accent
            halo = translucent(light, 0.30 if face.is_selected else 0.18)
            rounded_box(self._painter, box.adjusted(-3, -3, 3, 3), radius + 3, halo)
        is_full = face.is_on or face.is_selected or is_later or is_newest
        border = translucent(colour, 1.0 if is_full else _OFF)
        width = 2.4 if face.is_selected or is_newest else 1.5
        fill = self._ground if face.is_on and not is_later else QColor(theme.surface)
        if place.is_dot:
            fill = border
        rounded_box(self._painter, box, radius, fill, border, width)
        if place.picture is not None:
            self._paint_picture(place, place.picture, face, self._ink(place, face))
        self._paint_name(place, face, colour)

    def _paint_name(self, place: NodePlace, face: NodeFace, colour: str) -> None:
        room, theme = place.name, self._theme
        if room is None or room.height() < 0.8 * self._fonts.line:
            return
        if face.stage is Stage.LATER:
            colour = theme.ghost
        elif not (face.is_on or face.is_selected):
            colour = theme.muted
        if room is not place.picture:
            self._text(room, face.name, colour, LEFT, font=self._fonts.bold)
        elif room.width() > 2.2 * self._fonts.label_width(face.name):
            self._text(room.adjusted(2, -2, 0, 0), face.name, colour, _TOP_LEFT, is_strong=True)

    def _ink(self, place: NodePlace, face: NodeFace) -> QColor:
        """The colour of the line in a picture."""
        if face.stage is Stage.LATER:
            return QColor(self._theme.border)
        return QColor(self._colour(place.unit) if face.is_on else self._theme.ghost)

    def _paint_picture(self, place: NodePlace, room: QRectF, face: NodeFace, ink: QColor) -> None:
        """The unit's ray over the domain, or the shape of its activation."""
        kind = self._scene.network.layers[place.unit.layer].kind
        painter, axis = self._painter, QPen(QColor(self._theme.border), 1.0)
        painter.setPen(axis)
        if face.v is not None and face.b is not None:
            corners = ray_corners(kind, face.v, face.b, self._scene.domain)
            points = [self._on_ray(room, x, y) for x, y in corners.tolist()]
            zero = self._on_ray(room, corners[0, 0], 0.0).y()
            painter.drawLine(QPointF(room.left(), zero), QPointF(room.right(), zero))
        else:
            points = [_in(room, x, y) for x, y in curve_points(kind).tolist()]
            middle = room.center().x()
            painter.drawLine(QPointF(middle, room.top()), QPointF(middle, room.bottom()))
        painter.setPen(QPen(ink, 1.7))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))

    def _on_ray(self, room: QRectF, x: float, value: float) -> QPointF:
        (low, high), (least, most) = self._scene.domain, self._scene.ray
        share = (value - least) / (most - least)
        across = room.left() + (x - low) / (high - low) * room.width()
        return QPointF(across, room.bottom() - 2 - share * (room.height() - 4))

    def _paint_bias(self, place: NodePlace, face: NodeFace) -> None:
        room, unit, look = place.bias, place.unit, face.look
        if room is None or face.b is None:
            return
        is_inside = place.box.contains(room)
        name = self._scene.network.name(ParameterId(unit.layer, unit.index))
        if is_inside:
            name = "b" if self._layout.columns[unit.layer + 1].has_bias_names else ""
        written = self._written(ParameterId(unit.layer, unit.index))
        shortest = self._shortest(ParameterId(unit.layer, unit.index))
        forms = (*texts.value_forms(name, written, look.is_strong), *shortest)
        text = self._fit(forms, room if is_inside else room.adjusted(1, 0, -1, 0))
        if not text:
            return
        quiet = self._theme.ghost if face.stage is Stage.LATER else self._theme.muted
        colour = self._theme.text if look.is_strong else quiet
        if place.is_round:
            colour = self._theme.sign(face.b)
        if is_inside and not any(look):
            self._text(room, text, colour, _RIGHT)
            return
        height = min(self._fonts.small_line, room.height())
        chip = self._caption(place, room, text, height)
        if is_inside:
            chip.moveRight(room.right() + 3)
        fill = QColor(self._theme.accent_ground) if any(look) else self._ground
        border = QColor(self._theme.accent) if look.is_selected else None
        rounded_box(self._painter, chip, 4, fill, border)
        self._text(chip, text, colour, CENTRE, look.is_strong)

    # What is live

    def _paint_live_node(self, place: NodePlace, face: NodeFace, live: Live) -> None:
        """The point on the ray or on the activation, and the value."""
        if place.picture is not None:
            self._paint_point(place, place.picture, face, live)
        room = place.value
        if room is None:
            return
        unit, layers = place.unit, self._scene.network.layers
        colour = self._theme.text if face.is_on else self._theme.muted
        if face.stage is Stage.LATER:
            colour = self._theme.ghost
        if place.box.contains(room) and place.picture is not None:
            self._text(room, self._fit(texts.live_forms(live.value), room), colour, _RIGHT)
            return
        is_output = unit.layer == len(layers) - 1
        forms = texts.live_forms(
            live.value, face.name if is_output else "", self._written_live(place, live.value)
        )
        if face.v is not None and face.b is not None and room.width() > place.box.width() + 20:
            kind, ray = layers[0].kind, (face.v, face.b)
            forms = texts.ray_forms(
                face.name, kind, self._scene.digits, unit.index, ray, live.value
            )
        text = self._fit(forms, room)
        caption = self._caption(place, room, text, room.height())
        if place.is_round and text:
            colour = self._theme.muted if unit.layer < 0 else colour
            rounded_box(self._painter, caption, 4, self._ground)
        is_strong = is_output and not place.is_round
        self._text(caption, text, colour, CENTRE, is_strong)

    def _shortest(self, parameter: ParameterId) -> tuple[str, str]:
        """A value to its first digit, or to tenths: better than none."""
        value = self._scene.network.value(parameter)
        tenths = round(value, 1)
        rough = number(tenths, 1, signed=True) if tenths or not value else "≈0"
        return number(value, 1, signed=True), rough

    def _written(self, parameter: ParameterId) -> Callable[[int], str]:
        """How a parameter is written with its sign and so many digits."""
        return lambda digits: self._scene.digits.value(parameter, signed=True, digits=digits)

    def _written_live(self, place: NodePlace, value: float) -> Callable[[int], str] | None:
        """How an input or an output is written with so many digits."""
        unit, digits = place.unit, self._scene.digits
        if unit.layer < 0:
            return lambda count: digits.x(value, unit.index, count)
        is_output = unit.layer == len(self._scene.network.layers) - 1
        return (lambda count: digits.y(value, count)) if is_output else None

    def _paint_point(self, place: NodePlace, picture: QRectF, face: NodeFace, live: Live) -> None:
        low, high = self._scene.domain
        if face.v is not None:
            x = self._scene.snapshot.point[0]
            if not low <= x <= high:
                return
            at = self._on_ray(picture, x, live.value)
        else:
            kind = self._scene.network.layers[place.unit.layer].kind
            at = _in(picture, *place_on_curve(kind, live.sum))
        self._painter.setPen(QPen(self._ground, 1.0))
        self._painter.setBrush(self._ink(place, face))
        self._painter.drawEllipse(at, 3.0, 3.0)

    def _caption(self, place: NodePlace, room: QRectF, text: str, height: float) -> QRectF:
        """Where a text below a node is; a wide one gives way to the edges, to the panel's side."""
        chip = room_at(room.center(), self._fonts.label_width(text) + 4, height)
        if place.is_round or not place.box.contains(room):
            chip.moveCenter(QPointF(place.box.center().x(), room.center().y()))
        chip.moveLeft(max(room.left(), min(chip.left(), room.right() - chip.width())))
        return chip

    # Text

    def _colour(self, unit: Unit) -> str:
        number = self._scene.snapshot.state.unit_number(unit)
        return self._theme.text if number is None else self._theme.unit(number)

    def _chip(self, chip: QRectF, text: str, colour: str, look: Look = PLAIN) -> None:
        fill, border = self._ground, None
        if look.is_strong:
            fill = QColor(self._theme.accent_ground)
        if look.is_selected:
            border = QColor(self._theme.accent)
        elif look.is_hovered:
            border = translucent(self._theme.accent, 0.6)
        rounded_box(self._painter, chip, 4, fill, border)
        self._text(chip, text, colour, CENTRE, look.is_strong)

    def _fit(self, forms: Iterable[str], room: QRectF) -> str:
        if room.height() < 0.8 * self._fonts.small_line:
            return ""
        return first_fitting(forms, self._fonts.small_widths, room.width())

    def _text_in(self, room: QRectF | None, forms: Iterable[str], colour: str) -> None:
        if room is not None:
            self._text(room, self._fit(forms, room), colour)

    def _text(
        self,
        room: QRectF,
        text: str,
        colour: str,
        align: int = CENTRE,
        is_strong: bool = False,
        font: QFont | None = None,
    ) -> None:
        if not text:
            return
        if font is None:
            font = self._fonts.small_bold if is_strong else self._fonts.small
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(room, align | int(Qt.TextFlag.TextDontClip), text)


def _in(picture: QRectF, x: float, y: float) -> QPointF:
    return QPointF(picture.left() + x * picture.width(), picture.bottom() - y * picture.height())
