"""Paints the diagram. Reads the scene, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QPolygonF, QRegion

from reluviz.core.network import ParameterId
from reluviz.core.words import number
from reluviz.views.diagram import texts
from reluviz.views.diagram.curves import Curve
from reluviz.views.diagram.faces import B0, Parts, RowFace, Scene, Stage, all_parts
from reluviz.views.diagram.geometry import FoldRow, Layout, Node, Row
from reluviz.views.diagram.looks import edge_of
from reluviz.views.edge_looks import PLAIN, Look, edge_style, light
from reluviz.views.painting import THICKEST, THINNEST, Fonts, first_fitting, rounded_box
from reluviz.views.theme import Theme, translucent

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_OFF = 0.4
"""Opacity of what carries nothing at the probe."""


class DiagramPainter:
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

    def paint(self, region: QRegion) -> None:
        """Paint what `region` touches."""
        parts = all_parts(self._layout)
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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edges(region, parts)
        painter.drawPixmap(QRectF(rect), over, source)
        self._paint_upper_parts(region, parts)
        self._paint_live(region)

    def paint_under(self, region: QRegion, parts: Parts) -> None:
        """Paint header and legend, and those of `parts` that are edges."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(region)
        for fold in self._layout.folds:
            self._paint_strands(fold, region)
        self._paint_glows(region)
        self._paint_edges(region, parts)

    def paint_over(self, region: QRegion, parts: Parts) -> None:
        """Paint what lies over all edges: folds, the input, and labels and boxes of `parts`."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for fold in self._layout.folds:
            if region.intersects(fold.rect.toAlignedRect()):
                self._paint_fold(fold)
        self._paint_upper_parts(region, parts)

    def _paint_edges(self, region: QRegion, parts: Parts) -> None:
        for k, name in sorted(parts):
            if name not in ("v", "w"):
                continue
            face = self._scene.rows[k]
            edge = edge_of(self._layout.rows[k], face, name)
            if any(region.intersects(rect) for rect in edge.curve.pixels):
                if face.stage is Stage.LATER:
                    self._paint_later_edge(edge.curve)
                else:
                    self._paint_edge(edge.curve, edge.value, face.is_on, edge.look)

    def _paint_upper_parts(self, region: QRegion, parts: Parts) -> None:
        for k, name in sorted(parts):
            if name == "output":
                self._paint_output(region)
            elif name == "source":
                self._paint_source(region)
            elif name == "unit":
                self._paint_unit(self._layout.rows[k], self._scene.rows[k], region)
            else:
                self._paint_label(self._layout.rows[k], self._scene.rows[k], name, region)

    # The frame

    def _paint_frame(self, region: QRegion) -> None:
        scene, layout = self._scene, self._layout
        n_units = (scene.n_parameters - 1) // 3
        for room, forms in (
            (layout.header, texts.header_forms(n_units, scene.n_parameters)),
            (layout.legend, texts.legend_forms()),
        ):
            if room is not None and region.intersects(room.toAlignedRect()):
                self._text(room, self._fit(forms, room), self._theme.muted)

    # Edges

    def _paint_label(self, row: Row, face: RowFace, name: str, region: QRegion) -> None:
        edge = edge_of(row, face, name)
        room = edge.room
        if room is None:
            return
        both = room.adjusted(-2, -2, 2, room.height() + 4).toAlignedRect()
        if not region.intersects(both):
            return
        full_name = f"{name}{row.unit + 1}" if self._layout.edges_have_names else ""
        was = edge.cut if edge.was is None else edge.was
        if edge.cut is not None and not row.has_second_line:
            forms = texts.cut_forms(full_name, edge.cut)
        else:
            place = (0, row.unit, 0) if name == "v" else (1, 0, row.unit)
            written = self._written(ParameterId(*place), edge.value)
            forms = texts.value_forms(full_name, written, edge.look.is_strong)
        is_later = face.stage is Stage.LATER and not edge.look.is_strong
        colour = self._theme.ghost if is_later else self._theme.sign(edge.value)
        self._chip(room, forms, colour, edge.look, edge.curve)
        if was is not None and row.has_second_line:
            self._paint_was(room, was, edge.curve)

    def _paint_glows(self, region: QRegion) -> None:
        """Light behind selected and hovered edges; of one width, so that values leave it alone."""
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for row, face in zip(self._layout.rows, self._scene.rows, strict=True):
            for name in {face.selected, face.hovered} & {"v", "w"}:
                edge = edge_of(row, face, name)
                if any(region.intersects(rect) for rect in edge.curve.pixels):
                    colour = translucent(self._theme.accent, light(edge.look))
                    pen = QPen(colour, THICKEST + 7)
                    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                    self._painter.setPen(pen)
                    self._painter.drawPath(edge.curve.path)

    def _paint_edge(self, curve: Curve, value: float, is_on: bool, look: Look) -> None:
        painter, style = self._painter, edge_style(value, self._scene.weights, self._theme)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        faded = not is_on and not (look.is_selected or look.is_hovered or look.is_changed)
        colour = translucent(style.colour, _OFF if faded else 1.0)
        pen = QPen(colour, style.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if style.is_broken:
            pen.setWidthF(1.4)
            pen.setDashPattern([4.0, 3.5])
        painter.setPen(pen)
        painter.drawPath(curve.path)
        if style.is_broken:
            self._paint_cut(curve, colour)

    def _paint_later_edge(self, curve: Curve) -> None:
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(QColor(self._theme.border), THINNEST))
        self._painter.drawPath(curve.path)

    def _paint_cut(self, curve: Curve, colour: QColor) -> None:
        """A gap with two strokes across, where no label is: in the half near the node."""
        painter = self._painter
        (ax, ay), (x, y), (bx, by) = (curve.points[k] for k in (3, 4, 5))
        run = QPointF(bx - ax, by - ay)
        along = run / max(1e-9, (run.x() ** 2 + run.y() ** 2) ** 0.5)
        at, across = QPointF(x, y), QPointF(-along.y(), along.x())
        painter.setPen(QPen(self._ground, 6.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(at - along * 3.5, at + along * 3.5)
        painter.setPen(QPen(colour, 1.4))
        for side in (-2.5, 2.5):
            stroke, middle = across * 4.5 + along * 1.5, at + along * side
            painter.drawLine(middle - stroke, middle + stroke)

    def _paint_was(self, room: QRectF, was: float, curve: Curve) -> None:
        below = room.translated(0, room.height() + 1)
        self._chip(below, texts.was_forms(was), self._theme.muted, PLAIN, curve)

    def _chip(
        self, room: QRectF, forms: Iterable[str], colour: str, look: Look, curve: Curve
    ) -> None:
        """A label on an edge, on the side of its room that is next to the box."""
        text = self._fit(forms, room.adjusted(3.5, 0, -3.5, 0))
        if not text:
            return
        width = self._fonts.label_width(text) + 7
        chip = QRectF(room.left(), room.top(), min(width, room.width()), room.height())
        if curve.x1 > curve.x0:
            chip.moveRight(room.right())
        fill, border = self._ground, None
        if look.is_strong:
            fill = QColor(self._theme.accent_ground)
        if look.is_selected:
            border = QColor(self._theme.accent)
        elif look.is_hovered:
            border = translucent(self._theme.accent, 0.6)
        rounded_box(self._painter, chip, 4, fill, border)
        self._text(chip, text, colour, _CENTRE, look.is_strong)

    def _written(self, parameter: ParameterId, value: float) -> Callable[[int], str]:
        """How a parameter is written with its sign and so many digits."""
        return lambda digits: self._scene.digits.value(parameter, value, True, digits)

    # Units

    def _paint_unit(self, row: Row, face: RowFace, region: QRegion) -> None:
        if region.intersects(row.box.adjusted(-4, -4, 4, 4).toAlignedRect()):
            self._paint_box(row, face)
        value = row.value
        if value is None or not region.intersects(value.toAlignedRect()):
            return
        if row.box.contains(value):
            forms, align = texts.live_forms("", partial(number, face.live)), _RIGHT
        else:
            forms, align = texts.ray_forms(row.unit, self._scene.digits, face), _CENTRE
        self._text(value, self._fit(forms, value), self._unit_text(face), align)

    def _paint_box(self, row: Row, face: RowFace) -> None:
        theme, line = self._theme, self._fonts.line
        is_later, is_newest = face.stage is Stage.LATER, face.stage is Stage.NEWEST
        colour = theme.border if is_later else theme.unit(row.unit)
        radius = min(0.45 * line, row.box.height() / 3)
        if face.is_selected or face.is_hovered or is_newest:
            halo = translucent(theme.unit(row.unit), 0.30 if face.is_selected else 0.18)
            rounded_box(self._painter, row.box.adjusted(-3, -3, 3, 3), radius + 3, halo)
        is_full = face.is_on or face.is_selected or is_later or is_newest
        border = translucent(colour, 1.0 if is_full else _OFF)
        width = 2.4 if face.is_selected or is_newest else 1.5
        fill = self._ground if face.is_on and not is_later else QColor(theme.surface)
        rounded_box(self._painter, row.box, radius, fill, border, width)
        if row.picture is not None:
            self._paint_ray(row.picture, face, colour)
        if row.name.height() >= 0.8 * line:
            name = f"r{row.unit + 1}"
            name_colour = colour if face.is_on or face.is_selected else theme.muted
            if is_later:
                name_colour = theme.ghost
            self._text(row.name, name, name_colour, _LEFT, font=self._fonts.bold)
            self._paint_bias(row, face)

    def _paint_bias(self, row: Row, face: RowFace) -> None:
        if row.bias is None:
            return
        name = "b" if self._layout.biases_have_names else ""
        look = Look(face.selected == "b", face.hovered == "b", face.was[1] is not None)
        written = self._written(ParameterId(0, row.unit), face.b)
        text = self._fit(texts.value_forms(name, written, look.is_strong), row.bias)
        if any(look) and text:
            width = self._fonts.label_width(text) + 6
            height = min(self._fonts.small_line, row.bias.height())
            chip = QRectF(0, 0, width, height)
            chip.moveCenter(row.bias.center())
            chip.moveRight(row.bias.right() + 3)
            fill = QColor(self._theme.accent_ground)
            border = QColor(self._theme.accent) if look.is_selected else None
            rounded_box(self._painter, chip, 4, fill, border)
        quiet = self._theme.ghost if face.stage is Stage.LATER else self._theme.muted
        colour = self._theme.text if look.is_strong else quiet
        self._text(row.bias, text, colour, _RIGHT, look.is_strong)

    def _unit_text(self, face: RowFace) -> str:
        if face.stage is Stage.LATER:
            return self._theme.ghost
        return self._theme.text if face.is_on else self._theme.muted

    def _paint_ray(self, room: QRectF, face: RowFace, colour: str) -> None:
        """The unit's ray over the domain, with a dot at the probe."""
        painter, theme = self._painter, self._theme
        low, high = self._scene.domain
        base, height = room.bottom() - 2, room.height() - 4

        def place(x: float) -> QPointF:
            value = max(0.0, face.b + face.v * x) / self._scene.ray
            share = (x - low) / (high - low)
            return QPointF(room.left() + share * room.width(), base - value * height)

        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.drawLine(QPointF(room.left(), base), QPointF(room.right(), base))
        corners = [low, high]
        if face.v != 0 and low < -face.b / face.v < high:
            corners.insert(1, -face.b / face.v)
        is_bright = face.is_on or face.stage is Stage.LATER  # then `colour` is grey already
        ink = QColor(colour if is_bright else theme.ghost)
        painter.setPen(QPen(ink, 1.7))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([place(x) for x in corners]))
        if low <= self._scene.probe <= high:
            painter.setPen(QPen(self._ground, 1.0))
            painter.setBrush(ink)
            painter.drawEllipse(place(self._scene.probe), 3.0, 3.0)

    # What is folded

    def _paint_strands(self, fold: FoldRow, region: QRegion) -> None:
        pen = QPen(QColor(self._theme.border), 1.0)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for strand in fold.strands:
            if region.intersects(strand.bounds.adjusted(-1, -1, 1, 1).toAlignedRect()):
                self._painter.setPen(pen)
                self._painter.drawPath(strand.path)

    def _paint_fold(self, fold: FoldRow) -> None:
        for bar in fold.bars:
            rounded_box(self._painter, bar, 1, QColor(self._theme.border))
        text = self._fit(texts.fold_forms(fold.fold.count), fold.text)
        self._text(fold.text, text, self._theme.muted)

    # Input and output

    def _paint_source(self, region: QRegion) -> None:
        source = self._layout.source
        if region.intersects(source.region.boundingRect()):
            self._paint_circle(source.circle, "x", PLAIN)
            forms = texts.live_forms(
                "", lambda digits: self._scene.digits.x(self._scene.probe, digits=digits)
            )
            self._paint_caption(source, 0, forms, self._theme.muted, PLAIN)

    def _paint_output(self, region: QRegion) -> None:
        output, face = self._layout.output, self._scene.output
        if region.intersects(output.region.boundingRect()):
            look = Look(face.is_selected, face.is_hovered, face.was is not None)
            self._paint_circle(output.circle, "z", look)
            written = self._written(B0, face.b0)
            forms = texts.value_forms("b0", written, look.is_strong)
            self._paint_caption(output, 0, forms, self._theme.sign(face.b0), look)

    def _paint_live(self, region: QRegion) -> None:
        """The live z: on top of everything, since every change may change it."""
        output = self._layout.output
        if region.intersects(output.caption_region(1).boundingRect()):
            forms = texts.live_forms(
                "z", lambda digits: self._scene.digits.y(self._scene.output.z, digits=digits)
            )
            self._paint_caption(output, 1, forms, self._theme.text, PLAIN)

    def _paint_caption(
        self, node: Node, index: int, forms: Iterable[str], colour: str, look: Look
    ) -> None:
        """A text below a node; a wide one gives way to the edges, towards the panel's side."""
        room = node.captions[index]
        text = self._fit(forms, room.adjusted(1, 0, -1, 0))
        if not text:
            return
        chip = QRectF(0, 0, self._fonts.label_width(text) + 2, room.height())
        chip.moveCenter(QPointF(node.circle.center().x(), room.center().y()))
        chip.moveLeft(max(room.left(), min(chip.left(), room.right() - chip.width())))
        border = QColor(self._theme.accent) if look.is_selected else None
        fill = QColor(self._theme.accent_ground) if any(look) else self._ground
        rounded_box(self._painter, chip, 4, fill, border)
        self._text(chip, text, colour, _CENTRE, look.is_strong)

    def _paint_circle(self, circle: QRectF, text: str, look: Look) -> None:
        painter = self._painter
        if look.is_selected or look.is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(translucent(self._theme.accent, light(look)))
            painter.drawEllipse(circle.adjusted(-4, -4, 4, 4))
        painter.setPen(QPen(QColor(self._theme.text), 1.6))
        painter.setBrush(self._ground)
        painter.drawEllipse(circle)
        self._text(circle, text, self._theme.text, font=self._fonts.bold)

    # Text

    def _fit(self, forms: Iterable[str], room: QRectF) -> str:
        if room.height() < 0.8 * self._fonts.small_line:
            return ""
        return first_fitting(forms, self._fonts.small_widths, room.width())

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
