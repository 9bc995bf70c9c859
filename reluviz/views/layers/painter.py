"""Paints the diagram of a layered network. Reads the scene, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from reluviz.core.network import ParameterId
from reluviz.document.items import Unit
from reluviz.views.activation_curves import curve_points, place_on_curve
from reluviz.views.edge_looks import Look, light
from reluviz.views.layered_words import node_name, result_text, sum_forms
from reluviz.views.layers import texts
from reluviz.views.layers.dashes import dashed
from reluviz.views.layers.geometry import FoldPlace, Layout
from reluviz.views.layers.labels import crossings, room_on
from reluviz.views.layers.scene import NodeFace, Scene
from reluviz.views.painting import (
    THICKEST,
    THINNEST,
    Fonts,
    first_fitting,
    rounded_box,
)
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import Theme, translucent

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_TOP_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_OFF = 0.4
_BROKEN = 1.4
_ROOMY = 50.0  # between layers nearer than this, in pixels, lines are thinner
_GRAIN = 0.4  # widths of lines are rounded to it, so that few pens paint them all


class LayersPainter:
    """Paints one scene with one theme.

    Parameters
    ----------
    painter : QPainter
        Paints on the panel.
    theme : Theme
        The colours.
    fonts : Fonts
        The fonts.
    layout : Layout
        Where everything is.
    scene : Scene
        What everything shows.
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

    def paint_lower(self) -> None:
        """Paint what stays while a hand changes one parameter: edges apart from it, boxes."""
        scene, layout = self._scene, self._layout
        self._text_in(layout.header, texts.header_forms(scene.network))
        self._text_in(layout.legend, texts.legend_forms(scene.edges.is_thinned))
        for column in layout.columns:
            self._text_in(column.heading, texts.heading_forms(scene.network, column.layer))
        self._paint_strands()
        self._paint_edges(~scene.edges.mask(scene.in_hand))
        self._paint_labels(layout.rooms)
        for column in layout.columns:
            for fold in column.folds:
                self._paint_fold(fold)
        for face in scene.nodes:
            self._paint_box(face)
            self._paint_quiet_bias(face)

    def paint_upper(self) -> None:
        """Paint what lies over that: the edge in hand, labels, live values, the readout."""
        self._paint_light()
        self._paint_edges(self._scene.edges.mask(self._scene.in_hand))
        self._paint_labels(self._crossed())
        for face in self._scene.nodes:
            self._paint_face(face)
        self._paint_whole_labels()
        self._paint_readout()

    # Edges

    def _paint_edges(self, chosen: NDArray[np.bool_]) -> None:
        """Paint some edges, with one pen for all of the same colour and width."""
        edges = self._scene.edges
        if not chosen.any():
            return
        shares = np.abs(edges.values) / np.array(self._scene.largest)[edges.places[:, 0]]
        lengths = edges.lines[:, 2] - edges.lines[:, 0]
        thickest = THICKEST * np.clip(lengths / _ROOMY, 0.3, 1.0)  # else they would be a wall
        thinnest = np.minimum(THINNEST, thickest / 2)
        widths = thinnest + (thickest - thinnest) * np.sqrt(np.minimum(shares, 1.0))
        widths = np.round(widths / _GRAIN) * _GRAIN
        for sign in (0, 1, -1):
            of_sign = chosen & (np.sign(edges.values) == sign)
            for is_live in (False, True):
                alike = of_sign & (edges.is_live == is_live)
                if not alike.any():
                    continue
                colour = translucent(self._theme.sign(sign), 1.0 if is_live else _OFF)
                if sign == 0:
                    self._draw(colour, _BROKEN, dashed(edges.lines[alike]))
                    continue
                for width in np.unique(widths[alike]):
                    self._draw(colour, float(width), edges.lines[alike & (widths == width)])

    def _draw(self, colour: QColor, width: float, lines: NDArray[np.float64]) -> None:
        flat = Qt.PenCapStyle.FlatCap
        self._painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, flat))
        draw_lines(self._painter, lines)

    def _paint_light(self) -> None:
        """Light behind the selected and the hovered edge."""
        for item, is_selected in ((self._scene.hovered, False), (self._scene.selected, True)):
            line = self._layout.line_of(item) if isinstance(item, ParameterId) else None
            if line is not None:
                look = Look(is_selected, not is_selected, False)
                colour = translucent(self._theme.accent, light(look))
                self._draw(colour, THICKEST + 7, np.array([line]))

    def _paint_labels(self, rooms: Iterable[ParameterId]) -> None:
        """Labels of edges that have room, apart from those in hand."""
        scene, layout = self._scene, self._layout
        taken = [room for room, *_ in self._whole_labels()]
        for parameter in rooms:
            room = layout.rooms[parameter]
            if any(room.intersects(other) for other in taken):
                continue
            name = scene.network.name(parameter) if parameter.layer in layout.has_names else ""
            value = scene.network.value(parameter)
            forms = texts.value_forms(name, self._written(parameter))
            text = first_fitting(forms, self._fonts.small_widths, room.width() - 6)
            self._chip(room, text, self._theme.sign(value))

    def _crossed(self) -> list[ParameterId]:
        """Edges whose labels lie under the light of an edge in hand, or under that edge."""
        found = []
        for item in (self._scene.selected, self._scene.hovered):
            line = self._layout.line_of(item) if isinstance(item, ParameterId) else None
            if line is not None:
                edge = np.array([line])
                around = {p: r.adjusted(-6, -6, 6, 6) for p, r in self._layout.rooms.items()}
                found += [p for p, room in around.items() if crossings(edge, room)]
        return found

    def _paint_whole_labels(self) -> None:
        """Name and value of the edges in hand, over everything else."""
        accent = self._theme.accent
        for room, text, parameter in self._whole_labels():
            is_selected = parameter == self._scene.selected
            border = QColor(accent) if is_selected else translucent(accent, 0.6)
            fill = QColor(self._theme.accent_ground) if is_selected else self._ground
            colour = self._theme.sign(self._scene.network.value(parameter))
            self._chip(room, text, colour, fill, border)

    def _whole_labels(self) -> list[tuple[QRectF, str, ParameterId]]:
        """Rooms and texts of the selected and the hovered edge: with what the weight was."""
        scene, found = self._scene, list[tuple[QRectF, str, ParameterId]]()
        for item in (scene.selected, scene.hovered):
            line = self._layout.line_of(item) if isinstance(item, ParameterId) else None
            if not isinstance(item, ParameterId) or line is None:
                continue
            text = texts.whole_label(scene.network, item, scene.digits, self._was(item))
            small = self._fonts.small_line
            room = QRectF(0, 0, self._fonts.label_width(text) + 8, small)
            room.moveCenter((self._layout.rooms.get(item) or room_on(line, 0.5, 0, 0)).center())
            last = self._layout.size[0] - room.width() - 4
            room.moveLeft(max(4.0, min(room.left(), last)))
            if not any(room.intersects(other) for other, *_ in found):
                found.append((room, text, item))
        return found

    def _was(self, parameter: ParameterId) -> float | None:
        """What a cut link was, or the weight when the gesture began; None if it is the same."""
        scene = self._scene
        if parameter in scene.broken:
            return scene.broken[parameter]
        is_changed = scene.was != scene.network.value(parameter)
        return scene.was if parameter == scene.selected and is_changed else None

    def _chip(
        self,
        room: QRectF,
        text: str,
        colour: str,
        fill: QColor | None = None,
        border: QColor | None = None,
    ) -> None:
        if not text:
            return
        width = min(self._fonts.label_width(text) + 6, room.width())
        chip = QRectF(0, 0, width, room.height())
        chip.moveCenter(room.center())
        rounded_box(self._painter, chip, 4, fill or self._ground, border)
        self._text(chip, text, colour, is_strong=border is not None)

    # Nodes

    def _colour(self, neuron: Unit) -> str:
        return self._theme.unit(neuron.index) if neuron.layer == 0 else self._theme.text

    def _paint_box(self, face: NodeFace) -> None:
        painter, theme, box = self._painter, self._theme, face.place.box
        neuron = face.place.neuron
        if neuron.layer < 0:
            painter.setPen(QPen(QColor(theme.text), 1.6))
            painter.setBrush(self._ground)
            painter.drawEllipse(box)
            if box.width() > 1.3 * self._fonts.line:
                self._text(box, face.name, theme.text, font=self._fonts.bold)
            return
        colour = translucent(self._colour(neuron), 1.0 if face.is_on else _OFF)
        fill = self._ground if face.is_on else QColor(theme.surface)
        radius = min(0.4 * self._fonts.line, box.height() / 3)
        if face.place.value is None:  # a dot
            fill, radius = QColor(colour), box.height() / 2
        rounded_box(painter, box, radius, fill, colour, 1.5)
        picture = face.place.picture
        if picture is None:
            return
        points = curve_points(self._scene.network.layers[neuron.layer].kind)
        corners = [self._at(picture, x, y) for x, y in points.tolist()]
        axis = self._at(picture, 0.5, 0).x()
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.drawLine(QPointF(axis, picture.top()), QPointF(axis, picture.bottom()))
        painter.setPen(QPen(QColor(colour), 1.7))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(corners))
        if picture.width() > 2.2 * self._fonts.label_width(face.name):
            room = picture.adjusted(2, -2, 0, 0)
            self._text(room, face.name, colour.name(), _TOP_LEFT, is_strong=True)

    def _paint_face(self, face: NodeFace) -> None:
        """What changes with every value: marks, the live point, value and bias."""
        painter, theme, place = self._painter, self._theme, face.place
        self._paint_marks(face)
        colour = theme.text if face.is_on else theme.muted
        if place.picture is not None:
            kind = self._scene.network.layers[place.neuron.layer].kind
            x, y = place_on_curve(kind, face.sum)
            painter.setPen(QPen(self._ground, 1.0))
            painter.setBrush(QColor(self._colour(place.neuron)))
            painter.drawEllipse(self._at(place.picture, x, y), 3.4, 3.4)
        if place.value is not None:
            room = place.value
            text = first_fitting(
                texts.live_forms(face.value), self._fonts.small_widths, room.width()
            )
            is_output = place.neuron.layer == len(self._scene.network.layers) - 1
            self._text(room, text, colour, is_strong=is_output)
        if self._is_in_hand(face.parameter):
            self._paint_bias(face)

    def _is_in_hand(self, item: object) -> bool:
        return item in (self._scene.selected, self._scene.hovered)

    def _paint_quiet_bias(self, face: NodeFace) -> None:
        if not self._is_in_hand(face.parameter):
            self._paint_bias(face)

    def _written(self, parameter: ParameterId) -> Callable[[int], str]:
        """How a parameter is written with its sign and so many digits."""
        return lambda digits: self._scene.digits.value(parameter, signed=True, digits=digits)

    def _paint_bias(self, face: NodeFace) -> None:
        room, parameter = face.place.bias, face.parameter
        if room is None or face.bias is None or parameter is None:
            return
        forms = list(
            texts.value_forms(self._scene.network.name(parameter), self._written(parameter))
        )
        text = first_fitting(forms, self._fonts.small_widths, room.width() - 4)
        if self._is_in_hand(parameter):
            is_selected = parameter == self._scene.selected
            border = QColor(self._theme.accent) if is_selected else None
            fill = QColor(self._theme.accent_ground)
            self._chip(room, text, self._theme.text, fill, border)
        else:
            self._text(room, text, self._theme.muted)

    def _paint_marks(self, face: NodeFace) -> None:
        """A ring around the selected and the hovered node."""
        neuron, box = face.place.neuron, face.place.box
        if neuron not in (self._scene.selected, self._scene.hovered):
            return
        is_selected = neuron == self._scene.selected
        ring = translucent(self._theme.accent, 0.9 if is_selected else 0.4)
        outer = box.adjusted(-3, -3, 3, 3)
        radius = outer.width() / 2 if neuron.layer < 0 else min(9.0, outer.height() / 3)
        rounded_box(self._painter, outer, radius, None, ring, 2.4 if is_selected else 2.0)

    @staticmethod
    def _at(picture: QRectF, x: float, y: float) -> QPointF:
        return QPointF(
            picture.left() + x * picture.width(), picture.bottom() - y * picture.height()
        )

    # What is folded

    def _paint_strands(self) -> None:
        """A thin line from fold to fold, for the links that are folded away with the units."""
        lines = [
            (a.rect.right(), a.rect.center().y(), b.rect.left(), b.rect.center().y())
            for before, after in zip(self._layout.columns, self._layout.columns[1:], strict=False)
            for a in before.folds
            for b in after.folds
        ]
        if lines:
            self._draw(QColor(self._theme.border), 1.0, np.array(lines))

    def _paint_fold(self, fold: FoldPlace) -> None:
        """Two thin bars, as of boxes behind one another, around how many they are."""
        rect = fold.rect
        middle, half = rect.center().y(), min(rect.height() / 2, 0.8 * self._fonts.line)
        for by, inset in ((-1.0, 5.0), (1.0, 5.0)):
            y = middle + by * half
            bar = QRectF(rect.left() + inset, y - 1.2, rect.width() - 2 * inset, 2.4)
            rounded_box(self._painter, bar, 1, QColor(self._theme.border))
        forms = texts.fold_forms(fold.fold.count)
        text = first_fitting(forms, self._fonts.small_widths, rect.width() + 6)
        room = rect.adjusted(-6, 0, 6, 0)
        self._text(room, text, self._theme.muted)

    # The sum written out

    def _paint_readout(self) -> None:
        scene, room, theme = self._scene, self._layout.readout, self._theme
        self._draw(
            QColor(theme.border),
            1.0,
            np.array([[0.0, room.top() - 5, self._layout.size[0], room.top() - 5]]),
        )
        name = node_name(scene.network, scene.neuron.layer, scene.neuron.index)
        result = result_text(scene.network, scene.flow, scene.neuron)
        forms = sum_forms(scene.network, scene.flow, scene.neuron)
        widths, half = self._fonts.base_widths, room.height() / 2
        left = self._fonts.name_width(name) + 10
        colour = self._colour(scene.neuron)
        self._text(room.adjusted(0, 0, 0, -half), name, colour, _LEFT, font=self._fonts.bold)
        first = room.adjusted(left, 0, 0, -half)
        whole = next(forms)
        if widths(f"{whole}, {result}") <= first.width():
            self._text(first, f"{whole}, {result}", theme.text, _LEFT, font=self._fonts.base)
            return
        text = first_fitting(chain([whole], forms), widths, first.width())
        self._text(first, text, theme.text, _LEFT, font=self._fonts.base)
        second = room.adjusted(left, half, 0, 0)
        self._text(second, result, theme.text, _LEFT, font=self._fonts.base)

    # Text

    def _text_in(self, room: QRectF | None, forms: Iterable[str]) -> None:
        if room is not None:
            text = first_fitting(forms, self._fonts.small_widths, room.width())
            self._text(room, text, self._theme.muted)

    def _text(
        self,
        room: QRectF,
        text: str,
        colour: str,
        align: int = _CENTRE,
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
