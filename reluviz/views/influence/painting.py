"""The chart of influence: the order of its rows, where they are, and how they look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen

from reluviz.core.network import Array, ParameterId
from reluviz.core.sensitivity import InfluenceMap
from reluviz.core.words import number, number_to, percent
from reluviz.views.painting import Fonts, first_fitting
from reluviz.views.theme import Theme, translucent

GAP = 10.0
"""Between columns, and at the edges."""

_NARROW, _VERY_NARROW = 300, 220
Rows = NDArray[np.intp]
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEGEND = 56.0, 30.0  # width of the bar of shades where there is room and where not, in pixels


@dataclass(frozen=True)
class Geometry:
    """Columns from left to right: names, totals, shares, shades; rows below one another.

    Parameters
    ----------
    name, total, share : float
        Right edges of the columns; `total` and `share` are where they are left out the same as
        the edge before.
    left, right : float
        Edges of the shades.
    top, bottom : float
        Edges of the rows, below the header and above the axis.
    row : int
        Height of a row.
    """

    name: float
    total: float
    share: float
    left: float
    right: float
    top: float
    bottom: float
    row: int

    @classmethod
    def of(cls, fonts: Fonts, width: float, height: float, names: Iterable[str]) -> Geometry:
        """Return where things are in a widget of some size; `names` are the longest ones."""
        name = GAP + max(map(fonts.label_width, names))
        total = name if width < _VERY_NARROW else name + GAP + fonts.label_width("0.00000") + 4
        share = total if width < _NARROW else total + GAP + fonts.label_width("under 1 %")
        left = share + GAP
        line = fonts.small_line
        top, bottom = line + 9, height - line - 8
        right = max(left + 20, width - 2 * GAP)
        return cls(name, total, share, left, right, top, bottom, round(line + 5))

    @property
    def room(self) -> int:
        """Height of the part where the rows are."""
        return max(0, int(self.bottom - self.top))

    def column(self, x: float, domain: tuple[float, float]) -> float:
        """Return the horizontal place of an x of the domain."""
        low, high = domain
        return self.left + (x - low) / (high - low) * (self.right - self.left)

    def visible(self, scroll: int, n_rows: int) -> range:
        """Return the places of the rows that are seen, some of them in part."""
        first = scroll // self.row
        last = -(-(scroll + self.room) // self.row)
        return range(min(first, n_rows), min(last, n_rows))

    def row_top(self, place: int, scroll: int) -> float:
        """Return the upper edge of a row."""
        return self.top + place * self.row - scroll

    def place_at(self, y: float, scroll: int, n_rows: int) -> int | None:
        """Return the place of the row at a height; None if there is none."""
        if not self.top <= y < self.bottom:
            return None
        place = int((y - self.top + scroll) // self.row)
        return place if place < n_rows else None


@dataclass(frozen=True, eq=False)
class Ranking:
    """An influence map, sorted.

    Parameters
    ----------
    table : InfluenceMap
        The numbers.
    order : ndarray of int, shape (rows,)
        Rows of the map from the top of the chart to its bottom.
    places : ndarray of int, shape (rows,)
        Where each row of the map stands.
    largest : float
        The value with the full shade.
    is_sorted : bool
        Whether `order` is that of this map, not of one before.
    """

    table: InfluenceMap
    order: Rows
    places: Rows
    largest: float
    is_sorted: bool = True

    @classmethod
    def of(cls, table: InfluenceMap) -> Ranking:
        """Return the rows of a map, those with the most influence in total first."""
        order = np.argsort(-table.totals, kind="stable")
        places = np.empty_like(order)
        places[order] = np.arange(len(order))
        return cls(table, order, places, float(table.peaks.max()))

    def followed_by(self, table: InfluenceMap, is_held: bool) -> Ranking:
        """Return the ranking of a later map; in the same order as now while `is_held`."""
        if table is self.table and (self.is_sorted or is_held):
            return self
        if not is_held or len(table.totals) != len(self.order):
            return Ranking.of(table)
        largest = max(self.largest, float(table.peaks.max()))
        return Ranking(table, self.order, self.places, largest, is_sorted=False)

    def __len__(self) -> int:
        return len(self.order)

    def parameter(self, place: int) -> ParameterId:
        """Return the parameter at a place from the top."""
        return self.table.parameter(int(self.order[place]))

    def place(self, parameter: ParameterId) -> int:
        """Return the place of a parameter from the top."""
        return int(self.places[self.table.row(parameter)])

    def unit(self, place: int) -> int | None:
        """Return the hidden unit of the parameter at a place, counted layer by layer, or None.

        Weights of the output are those of the units that they come from; its bias is nobody's.
        """
        layers, parameter = self.table.network.layers, self.parameter(place)
        layer, index = parameter.layer, parameter.unit
        if layer == len(layers) - 1:
            if parameter.source is None or layer == 0:
                return None
            layer, index = layer - 1, parameter.source
        return sum(one.n_units for one in layers[:layer]) + index

    @cached_property
    def longest_names(self) -> tuple[str, ...]:
        """The names of the last weight and the last bias of each layer."""
        network = self.table.network
        last = [(k, one.n_units - 1, one.n_inputs - 1) for k, one in enumerate(network.layers)]
        ids = [ParameterId(k, unit, source) for k, unit, one in last for source in (one, None)]
        return tuple(map(network.name, ids))

    def shades(self, places: range, columns: int) -> Array:
        """Return how dark every column of some rows is, shape (rows, columns), 0 to 1.

        The square root of the share of the largest value, so that small ones are seen too.
        """
        low, high = self.table.domain
        middles = low + (np.arange(columns) + 0.5) * ((high - low) / columns)
        values = self.table(middles, self.order[places.start : places.stop])
        return np.sqrt(np.minimum(values / self.largest, 1.0))


@dataclass(frozen=True)
class Marks:
    """What stands out.

    Parameters
    ----------
    selected, hovered : int or None
        Places of rows.
    unit : int or None
        A unit under the mouse in any panel: all its rows.
    probe : float
        The x of live values.
    """

    selected: int | None = None
    hovered: int | None = None
    unit: int | None = None
    probe: float = 0.0


@dataclass(frozen=True, eq=False)
class Scene:
    """The chart at one moment.

    Parameters
    ----------
    ranking : Ranking
        The rows.
    marks : Marks
        What stands out.
    fonts : Fonts
        Fonts.
    geometry : Geometry
        Where things are.
    scroll : int
        Pixels of rows above the first that is seen.
    width : float
        Width of the widget.
    has_focus : bool
        Whether the focus is to be seen.
    """

    ranking: Ranking
    marks: Marks
    theme: Theme
    fonts: Fonts
    geometry: Geometry
    scroll: int
    width: float
    has_focus: bool = False

    @property
    def visible(self) -> range:
        """Places of the rows that are seen."""
        return self.geometry.visible(self.scroll, len(self.ranking))

    def colour(self, place: int) -> str:
        """The colour of a row: that of its unit, or of the curve for the output's bias."""
        unit = self.ranking.unit(place)
        return self.theme.curve if unit is None else self.theme.unit(unit)


def shade_image(scene: Scene, columns: int) -> QImage:
    """Return the shades of the rows that are seen: one line of pixels each."""
    places = scene.visible
    image = QImage(columns, max(1, len(places)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    if len(places):
        colours = [QColor(scene.colour(place)) for place in places]
        rgb = np.array([(c.red(), c.green(), c.blue(), 255) for c in colours], dtype=np.float64)
        pixels = np.frombuffer(image.bits(), np.uint32).reshape(image.height(), -1)
        pixels[:, :columns] = _packed(scene.ranking.shades(places, columns), rgb)
    return image


def _packed(shades: Array, colours: Array) -> Array:
    """Colours of shape (rows, 4) at opacities of shape (rows, columns), as an image wants them."""
    channels = np.rint(shades[:, :, np.newaxis] * colours[:, np.newaxis, :]).astype(np.uint32)
    red, green, blue, alpha = np.moveaxis(channels, 2, 0)
    packed: Array = alpha << 24 | red << 16 | green << 8 | blue
    return packed


def paint(painter: QPainter, scene: Scene, shades: QImage) -> None:
    """Paint all of the chart; `shades` is the `shade_image` of what is seen."""
    geometry = scene.geometry
    painter.save()
    painter.setClipRect(QRectF(0, geometry.top, scene.width, geometry.bottom - geometry.top))
    for line, place in enumerate(scene.visible):
        _paint_row(painter, scene, place, shades, line)
    _paint_probe(painter, scene)
    painter.restore()
    _paint_header(painter, scene)
    _paint_axis(painter, scene)
    if scene.has_focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(scene.theme.accent), 1.5))
        room = QRectF(1, geometry.top, scene.width - 2, geometry.bottom - geometry.top)
        painter.drawRect(room)


def _paint_row(painter: QPainter, scene: Scene, place: int, shades: QImage, line: int) -> None:
    geometry, theme, marks = scene.geometry, scene.theme, scene.marks
    top = geometry.row_top(place, scene.scroll)
    room = QRectF(0, top, scene.width, geometry.row)
    unit = scene.ranking.unit(place)
    if place == marks.hovered:
        painter.fillRect(room, QColor(theme.accent_ground))
    elif unit is not None and unit == marks.unit:
        painter.fillRect(room, QColor(theme.surface))
    strip = QRectF(geometry.left, top + 2, geometry.right - geometry.left, geometry.row - 4)
    painter.fillRect(strip, QColor(theme.surface))
    painter.drawImage(strip, shades, QRectF(0, line, shades.width(), 1))
    _paint_texts(painter, scene, place, top)
    if place == marks.selected:
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room.adjusted(4, 0.75, -8, -0.75), 3, 3)


def _paint_texts(painter: QPainter, scene: Scene, place: int, top: float) -> None:
    geometry, theme, ranking = scene.geometry, scene.theme, scene.ranking
    row = int(ranking.order[place])
    painter.setFont(scene.fonts.small_bold)
    painter.setPen(QColor(scene.colour(place)))
    name = ranking.table.network.name(ranking.parameter(place))
    painter.drawText(QRectF(GAP, top, geometry.name, geometry.row), _LEFT, name)
    painter.setFont(scene.fonts.small)
    painter.setPen(QColor(theme.text))
    if geometry.total > geometry.name:
        total = float(ranking.table.totals[row])
        forms = (number(total, digits) for digits in (4, 3, 2, 1))
        text = first_fitting(forms, scene.fonts.small_widths, geometry.total - geometry.name - 4)
        painter.drawText(QRectF(0, top, geometry.total, geometry.row), _RIGHT, text)
    if geometry.share > geometry.total:
        text = percent(float(ranking.table.shares[row]))
        painter.drawText(QRectF(0, top, geometry.share, geometry.row), _RIGHT, text)


def _paint_probe(painter: QPainter, scene: Scene) -> None:
    low, high = scene.ranking.table.domain
    if low <= scene.marks.probe <= high:
        column = round(scene.geometry.column(scene.marks.probe, (low, high)))
        painter.setPen(QPen(QColor(scene.theme.ghost), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(column, scene.geometry.top, column, scene.geometry.bottom))


def _paint_header(painter: QPainter, scene: Scene) -> None:
    """Titles of the columns, and at the right what the shades mean."""
    geometry, theme, fonts = scene.geometry, scene.theme, scene.fonts
    painter.setFont(fonts.small)
    painter.setPen(QColor(theme.muted))
    if geometry.total > geometry.name:
        painter.drawText(QRectF(0, 0, geometry.total, geometry.top), _RIGHT, "total")
    if geometry.share > geometry.total:
        painter.drawText(QRectF(0, 0, geometry.share, geometry.top), _RIGHT, "moves")
    most = number(scene.ranking.largest, 3)
    right = geometry.right - fonts.label_width(most)
    length = _LEGEND[0 if geometry.right - geometry.left > 200 else 1]
    bar = QRectF(right - 5 - length, 6, length, max(4.0, geometry.top - 12))
    zero = bar.left() - 5 - fonts.label_width("0")
    if zero < geometry.left:
        return
    painter.drawText(QRectF(right, 0, fonts.label_width(most) + 2, geometry.top), _LEFT, most)
    painter.drawText(QRectF(zero, 0, bar.left() - zero, geometry.top), _LEFT, "0")
    painter.fillRect(bar, QColor(theme.surface))
    gradient = QLinearGradient(QPointF(bar.left(), 0), QPointF(bar.right(), 0))
    gradient.setColorAt(0, translucent(theme.curve, 0.0))
    gradient.setColorAt(1, QColor(theme.curve))
    painter.fillRect(bar, gradient)
    forms = (
        "shade: |∂z/∂parameter| at x, square-root scale",
        "|∂z/∂parameter| at x, square-root scale",
        "|∂z/∂p| at x, square-root scale",
        "square-root scale",
        "√ scale",
    )
    text = first_fitting(forms, fonts.small_widths, zero - GAP - geometry.left)
    painter.drawText(QRectF(geometry.left, 0, zero, geometry.top), _LEFT, text)


def _paint_axis(painter: QPainter, scene: Scene) -> None:
    """The x below the shades: both ends, the middle, and quarters where there is room."""
    geometry, fonts = scene.geometry, scene.fonts
    low, high = scene.ranking.table.domain
    step = (high - low) / 100
    texts = [number_to(low + (high - low) * share, step) for share in (0, 0.25, 0.5, 0.75, 1)]
    widest = max(map(fonts.label_width, texts))
    across = geometry.right - geometry.left
    step = 1 if 5 * (widest + 8) < across else 2 if 3 * (widest + 8) < across else 4
    painter.setFont(fonts.small)
    painter.setPen(QColor(scene.theme.muted))
    top = geometry.bottom + 4
    for i in range(0, 5, step):
        column = geometry.left + across * i / 4
        painter.drawLine(QLineF(column, geometry.bottom, column, geometry.bottom + 3))
        width = fonts.label_width(texts[i]) + 2
        left = min(column - width / 2, scene.width - width)
        room = QRectF(left, top, width, fonts.small_line)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, texts[i])
    painter.drawText(QRectF(GAP, top, geometry.left, fonts.small_line), _LEFT, "x")
