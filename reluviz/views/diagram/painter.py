"""Paints the diagram. Reads the scene, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QRegion

from reluviz.core.network import ParameterId
from reluviz.core.steps import step_title
from reluviz.document.items import Item, Unit
from reluviz.views.diagram import texts
from reluviz.views.diagram.dashes import dashed
from reluviz.views.diagram.geometry import Array, FoldPlace, Layout
from reluviz.views.diagram.labels import CHIP, room_at
from reluviz.views.diagram.node_painter import LEFT, NodePainter
from reluviz.views.diagram.scene import Parts, Scene, all_parts
from reluviz.views.diagram.sums import Sum
from reluviz.views.edge_looks import PLAIN, Look, light
from reluviz.views.layered_words import node_name
from reluviz.views.painting import THICKEST, THINNEST, Fonts, rounded_box
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import Theme, translucent

_OFF = 0.4
"""Opacity of what carries nothing at the probe."""

_BROKEN = 1.4
_ROOMY = 50.0  # between layers nearer than this, in pixels, lines are thinner
_GRAIN = 0.4  # widths of lines are rounded to it, so that few pens paint them all

Whole = tuple[QRectF, str, int]


def whole_labels(scene: Scene, layout: Layout, fonts: Fonts) -> list[Whole]:
    """Return rooms and texts of the edges in hand that have no label beside their box."""
    found = list[Whole]()
    for k in scene.in_hand:
        parameter = scene.edges.parameters[k]
        own = layout.rooms.get(parameter)
        if own is not None and parameter.layer in layout.fans:
            continue
        text = texts.whole_label(scene.network, parameter, scene.digits, scene.was(k))
        middle = scene.edges.middle(k) if own is None else own.center()
        room = room_at(middle, fonts.label_width(text) + 8, fonts.small_line)
        room.moveLeft(max(4.0, min(room.left(), layout.size[0] - room.width() - 4)))
        if not any(room.intersects(other) for other, *_ in found):
            found.append((room, text, k))
    return found


class DiagramPainter(NodePainter):
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
    fits : dict
        How much of the sum of each unit had room last.
    """

    def __init__(
        self,
        painter: QPainter,
        theme: Theme,
        fonts: Fonts,
        layout: Layout,
        scene: Scene,
        fits: dict[Unit, int],
    ) -> None:
        super().__init__(painter, theme, fonts, layout, scene)
        self._region = QRegion()
        self._fits = fits
        self._whole = whole_labels(scene, layout, fonts)

    def paint(self, region: QRegion) -> None:
        """Paint what `region` touches."""
        parts = all_parts(self._layout, self._scene.edges)
        self._painter.fillRect(region.boundingRect(), self._ground)
        self.paint_under(region, parts)
        self.paint_over(region, parts)
        self._paint_live(region)

    def paint_with(self, region: QRegion, parts: Parts, under: QPixmap, over: QPixmap) -> None:
        """Paint what `region` touches: some parts, and pictures of everything else."""
        rect = region.boundingRect()
        painter, ratio = self._painter, under.devicePixelRatio()
        source = QRectF(
            rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio
        )
        painter.drawPixmap(QRectF(rect), under, source)
        self._paint_edges(region, parts)
        painter.drawPixmap(QRectF(rect), over, source)
        self._paint_upper_parts(region, parts)
        self._paint_live(region)

    def paint_under(self, region: QRegion, parts: Parts) -> None:
        """Paint header and legend, and those of `parts` that are edges."""
        self._region = region
        self._paint_frame()
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(QColor(self._theme.border), 1.0))
        for strand in self._layout.strands:
            self._painter.drawPath(strand)
        self._paint_glows()
        self._paint_edges(region, parts)

    def paint_over(self, region: QRegion, parts: Parts) -> None:
        """Paint what lies over all edges: folds, and labels and boxes of `parts`."""
        for column in self._layout.columns:
            for fold in column.folds:
                self._paint_fold(fold)
        self._paint_upper_parts(region, parts)

    # The frame

    def _paint_frame(self) -> None:
        scene, layout = self._scene, self._layout
        self._paint_title(layout.header, texts.header_forms(scene.network))
        self._paint_title(layout.legend, texts.legend_forms(scene.edges.is_thinned))
        for column in layout.columns:
            forms = texts.heading_forms(scene.network, column.layer)
            self._paint_title(column.heading, forms)
            self._paint_button(column.button, "+ unit")
        self._paint_button(layout.button, "+ layer")

    def _paint_title(self, room: QRectF | None, forms: Iterable[str]) -> None:
        if room is not None and self._region.intersects(room.toAlignedRect()):
            self._text_in(room, forms, self._theme.muted)

    def _paint_button(self, room: QRectF | None, text: str) -> None:
        if room is not None and self._region.intersects(room.toAlignedRect()):
            border = QColor(self._theme.border)
            rounded_box(self._painter, room, room.height() / 2.2, self._ground, border)
            self._text_in(room.adjusted(2, 0, -2, 0), (text, "+"), self._theme.accent)

    def _paint_fold(self, fold: FoldPlace) -> None:
        for bar in fold.bars:
            rounded_box(self._painter, bar, 1, QColor(self._theme.border))
        room = fold.text.adjusted(-6, 0, 6, 0)
        self._text_in(room, texts.fold_forms(fold.fold.count), self._theme.muted)

    # Edges

    def _paint_edges(self, region: QRegion, parts: Parts) -> None:
        """Paint some edges: those that cross with one pen for all of the same colour and width."""
        edges, scene = self._scene.edges, self._scene
        chosen = [k for part, k in edges.index.items() if part in parts]
        straight = []
        for k in chosen:
            if scene.values[k] == 0 and not scene.is_later[k]:
                self._paint_broken(k)
            elif not edges.bends[k]:
                straight.append(k)
            elif any(region.intersects(rect) for rect in edges.pixels(k)):
                width = THINNEST if scene.is_later[k] else self._widths(np.array([k]))[0]
                self._painter.setPen(self._pen(self._edge_colour(k), float(width)))
                self._painter.setBrush(Qt.BrushStyle.NoBrush)
                self._painter.drawPath(edges.path(k))
        if straight:
            self._paint_lines(np.array(straight))

    def _paint_lines(self, chosen: NDArray[np.intp]) -> None:
        """Paint straight edges, all of the same look at once."""
        scene, lines = self._scene, self._scene.edges.lines[chosen]
        widths = np.round(self._widths(chosen) / _GRAIN) * _GRAIN
        signs, lives = np.sign(scene.values[chosen]), scene.is_live[chosen]
        for sign in (1, -1):
            for is_live in (False, True):
                alike = (signs == sign) & (lives == is_live)
                colour = translucent(self._theme.sign(sign), 1.0 if is_live else _OFF)
                for width in np.unique(widths[alike]):
                    self._painter.setPen(self._pen(colour, float(width)))
                    draw_lines(self._painter, lines[alike & (widths == width)])

    def _paint_broken(self, k: int) -> None:
        """Dashes with a cut: of a fan where no label is, in the half near the node."""
        edges = self._scene.edges
        self._painter.setPen(self._pen(self._edge_colour(k), _BROKEN))
        share = 0.3 if edges.bends[k] else 0.5
        draw_lines(self._painter, dashed(edges.points[k], share))

    def _widths(self, chosen: NDArray[np.intp]) -> Array:
        """Widths of lines; near layers have thinner ones, else they would be a wall."""
        scene, lines = self._scene, self._scene.edges.lines[chosen]
        shares = np.sqrt(np.minimum(np.abs(scene.values[chosen]) / scene.reference, 1.0))
        thickest = THICKEST * np.clip(np.abs(lines[:, 2] - lines[:, 0]) / _ROOMY, 0.3, 1.0)
        thinnest = np.minimum(THINNEST, thickest / 2)
        widths: Array = thinnest + (thickest - thinnest) * shares
        return widths * self._fonts.stroke

    def _edge_colour(self, k: int) -> QColor:
        scene, look = self._scene, self._scene.look(k)
        if scene.is_later[k]:
            return QColor(self._theme.border)
        is_bright = scene.is_live[k] or any(look)
        return translucent(self._theme.sign(float(scene.values[k])), 1.0 if is_bright else _OFF)

    @staticmethod
    def _pen(colour: QColor, width: float) -> QPen:
        return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)

    def _paint_glows(self) -> None:
        """Light behind selected and hovered edges; of one width, so that values leave it alone."""
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for k in self._scene.in_hand:
            colour = translucent(self._theme.accent, light(self._scene.look(k)))
            self._painter.setPen(self._pen(colour, THICKEST + 7))
            self._painter.drawPath(self._scene.edges.path(k))

    # Labels

    def _paint_upper_parts(self, region: QRegion, parts: Parts) -> None:
        for part in sorted(parts, key=_order):
            if isinstance(part, ParameterId):
                self._paint_label(part, region)
        for place, face in zip(self._layout.nodes.values(), self._scene.nodes, strict=True):
            if place.unit in parts and region.intersects(place.region.boundingRect()):
                self._paint_node(place, face)

    def _paint_label(self, part: ParameterId, region: QRegion) -> None:
        room, scene = self._layout.rooms.get(part), self._scene
        if room is None or any(room.intersects(other) for other, *_ in self._whole):
            return
        both = room.adjusted(-2, -room.height() - 4, 2, room.height() + 4).toAlignedRect()
        if not region.intersects(both):
            return
        k = scene.edges.index.get(part)
        if k is None:
            return
        look, value, was = scene.look(k), float(scene.values[k]), scene.was(k)
        name = scene.network.name(part) if part.layer in self._layout.has_names else ""
        has_line = part.layer in self._layout.has_second_line
        forms: Iterable[str] = texts.value_forms(name, self._written(part), look.is_strong)
        forms = (*forms, *self._shortest(part), self._written(part)(1))
        if part in scene.snapshot.broken and not has_line:
            forms = texts.cut_forms(name, scene.snapshot.broken[part])
        is_later = bool(scene.is_later[k]) and not look.is_strong
        colour = self._theme.ghost if is_later else self._theme.sign(value)
        side = 0
        if part.layer in self._layout.fans:
            x0, _, x1, _ = scene.edges.lines[k]
            side = 1 if x1 > x0 else -1
        text = self._label(room, forms, colour, look, side)
        whole = scene.network.name(part)
        has_room = part.layer in self._layout.has_names_above
        if text and has_room and not text.startswith(whole):
            above = room.translated(0, -room.height())
            self._label(above, [whole], self._theme.muted, PLAIN, side)
        if was is not None and has_line:
            below = room.translated(0, room.height() + 1)
            self._label(below, texts.was_forms(was), self._theme.muted, PLAIN, side)

    def _label(self, room: QRectF, forms: Iterable[str], colour: str, look: Look, side: int) -> str:
        """Paint a label on an edge; in the room beside a box on the side next to it; return it."""
        forms = tuple(forms)
        text = self._fit(forms, room.adjusted(CHIP / 2, 0, -CHIP / 2, 0))
        text = text or self._fit(forms[-1:], room.adjusted(1, 0, -1, 0))
        if not text:
            return text
        width = min(self._fonts.label_width(text) + CHIP, room.width())
        chip = room_at(room.center(), width, room.height())
        if side:
            chip.moveLeft(room.left() if side < 0 else room.right() - width)
        self._chip(chip, text, colour, look)
        return text

    # What is live

    def _paint_live(self, region: QRegion) -> None:
        """What changes with every value: on top of everything."""
        places = self._layout.nodes.values()
        faces = zip(places, self._scene.nodes, self._scene.lives, strict=True)
        for place, face, live in faces:
            if region.intersects(place.live_region.boundingRect()):
                self._paint_live_node(place, face, live)
        for room, text, k in self._whole:
            colour = self._theme.sign(float(self._scene.values[k]))
            self._chip(room, text, colour, self._scene.look(k))
        self._paint_readout(region)

    def _paint_readout(self, region: QRegion) -> None:
        """The sum of one unit written out, or the step of the construction."""
        scene, room, theme = self._scene, self._layout.readout, self._theme
        if room is None or not region.intersects(room.toAlignedRect()):
            return
        line = np.array([[0.0, room.top() - 4, self._layout.size[0], room.top() - 4]])
        self._painter.setPen(QPen(QColor(theme.border), 1.0))
        draw_lines(self._painter, line)
        snapshot, unit, half = scene.snapshot, scene.neuron, room.height() / 2
        first, second = room.adjusted(0, 0, 0, -half), room.adjusted(0, half, 0, 0)
        fonts = self._fonts
        if snapshot.build is not None:
            title = f"The sum so far: {step_title(snapshot.build, snapshot.network.n_units)}"
            self._text(first, title, theme.text, LEFT, font=fonts.base)
            return
        name = node_name(scene.network, unit.layer, unit.index)
        left = fonts.name_width(name) + 10
        self._text(first, name, self._colour(unit), LEFT, font=fonts.bold)
        first, second = first.adjusted(left, 0, 0, 0), second.adjusted(left, 0, 0, 0)
        sums = Sum.of(snapshot.state, snapshot.point, unit)
        text = self._fitting_sum(sums, unit, first.width())
        if fonts.base_widths(f"{text}, {sums.result}") <= first.width():
            self._text(first, f"{text}, {sums.result}", theme.text, LEFT, font=fonts.base)
        else:
            self._text(first, text, theme.text, LEFT, font=fonts.base)
            self._text(second, sums.result, theme.text, LEFT, font=fonts.base)

    def _fitting_sum(self, sums: Sum, unit: Unit, room: float) -> str:
        """A sum as full as there is room; while a hand moves, never fuller than it was."""
        lengths = sums.lengths
        start = self._fits.get(unit, 0) if self._scene.snapshot.gesture else 0
        for k in range(min(start, len(lengths) - 1), len(lengths)):
            text = sums.form(lengths[k])
            if self._fonts.base_widths(text) <= room:
                self._fits[unit] = k
                return text
        return ""


def _order(part: Item) -> tuple[int, ...]:
    if isinstance(part, ParameterId):
        return part.layer, part.unit, part.source or 0
    return (-1,)
