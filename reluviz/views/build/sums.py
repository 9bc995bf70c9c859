"""The chart of one step, with its key: the sum so far, and what the newest ReLU adds to it."""

from __future__ import annotations

from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.document.step_parts import Parts
from reluviz.views.chart import Chart
from reluviz.views.guard import Guarded
from reluviz.views.painting import SMALL, TextWidths, scaled_font
from reluviz.views.theme import Theme, translucent

_SWATCH, _GAP = 26.0, 7.0
MOST_SMOOTH = 400
"""Lines of more vertices are thin and solid: thick, smooth or dashed ones take too long."""

_MARGIN = 0.3  # for what goes straight on beyond the network's values


class Entry(NamedTuple):
    """One line of a chart."""

    pen: QPen
    text: str


class Key(Guarded, QWidget):
    """Paints entries one below the other, as many as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return self._entries

    def show_entries(self, entries: list[Entry], colour: str) -> None:
        """Show `entries`, their texts in `colour`."""
        self._entries, self._colour = entries, QColor(colour)
        self.setAccessibleName(", ".join(entry.text for entry in entries))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for four lines."""
        return QSize(180, round(4 * self._widths().line) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        widths = self._widths()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled_font(self.font(), SMALL))
        room = self.width() - _SWATCH - _GAP
        for k, entry in enumerate(self._entries):
            top = k * widths.line
            if top + widths.line > self.height() + 1:
                break
            painter.setPen(entry.pen)
            middle = top + widths.line / 2
            painter.drawLine(QLineF(1, middle, _SWATCH, middle))
            painter.setPen(self._colour)
            place = QRectF(_SWATCH + _GAP, top, room, widths.line)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, align, widths.elided(entry.text, room))
        painter.end()

    def _widths(self) -> TextWidths:
        return TextWidths(scaled_font(self.font(), SMALL))


class SumChart(Chart):
    """Shows a step; the x-axis can be linked to another plot's."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "build_chart", parent)
        self.setAccessibleName("The sum so far")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseEnabled(x=False, y=False)
        self._lines = {name: pg.PlotDataItem() for name in ("whole", "without", "added", "total")}
        self._area = pg.FillBetweenItem(self._lines["without"], self._lines["total"])
        self._start = pg.ScatterPlotItem(size=9, pxMode=True)
        for z, name in enumerate(self._lines):
            self._lines[name].setZValue(z)
            self.addItem(self._lines[name])
        self._area.setZValue(-1)
        self._start.setZValue(10)
        self.addItem(self._area)
        self.addItem(self._start)

    def show_parts(self, parts: Parts, unit: int | None, kink: float | None) -> None:
        """Show the lines of a step.

        Parameters
        ----------
        parts : Parts
            The lines.
        unit : int or None
            Index of the newest unit, for its colour.
        kink : float or None
            Where its ray starts.
        """
        for name, curve in parts._asdict().items():
            self._show(name, curve, unit)
        self._show_area(parts, unit)
        self._show_start(parts, unit, kink)
        self._fit(parts)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().apply_theme(theme)

    def _show(self, name: str, curve: PiecewiseLinear | None, unit: int | None) -> None:
        line = self._lines[name]
        if curve is None:
            line.setData([], [])
            return
        is_smooth = len(curve) <= MOST_SMOOTH
        line.setData(curve.x, curve.y, antialias=is_smooth)
        line.setPen(look_of(name, self._theme, unit, is_smooth))

    def _show_area(self, parts: Parts, unit: int | None) -> None:
        is_shown = parts.without is not None and len(parts.without) <= MOST_SMOOTH
        self._area.setVisible(is_shown)
        if is_shown and parts.without is not None and parts.added is not None:
            there = parts.without
            total = pg.PlotDataItem(there.x, there.y + parts.added.y)
            self._area.setCurves(pg.PlotDataItem(there.x, there.y), total)
            self._area.setBrush(translucent(self._unit_colour(unit), 0.16))

    def _show_start(self, parts: Parts, unit: int | None, kink: float | None) -> None:
        low, high = parts.total.domain
        if kink is None or parts.added is None or not low <= kink <= high:
            self._start.setData([], [])
            return
        brush, pen = pg.mkBrush(self._unit_colour(unit)), pg.mkPen(self._theme.ground, width=1)
        self._start.setData([kink], [float(parts.total(kink))], brush=brush, pen=pen)

    def _unit_colour(self, unit: int | None) -> str:
        return self._theme.curve if unit is None else self._theme.unit(unit)

    def _fit(self, parts: Parts) -> None:
        """The range of the whole network, which stays while steps come and go; with 0 if near."""
        low, high = float(parts.whole.y.min()), float(parts.whole.y.max())
        span = high - low or abs(high) or 1.0
        if -span < low and high < span:
            low, high = min(low, 0.0), max(high, 0.0)
        margin = _MARGIN * (high - low or span)
        self.setYRange(low - margin, high + margin, padding=0)
        if self.getViewBox().linkedView(pg.ViewBox.XAxis) is None:
            self.setXRange(*parts.whole.domain, padding=0.02)


def look_of(name: str, theme: Theme, unit: int | None, is_smooth: bool = True) -> QPen:
    """Return the pen of one of the lines of `Parts`."""
    colours = {
        "whole": theme.ghost,
        "without": theme.muted,
        "added": theme.curve if unit is None else theme.unit(unit),
        "total": theme.curve,
    }
    width = {"whole": 1.0, "without": 1.4, "added": 1.8, "total": 2.4}[name]
    pen: QPen = pg.mkPen(colours[name], width=width if is_smooth else 1.0)
    if name == "whole":
        pen.setColor(translucent(theme.ghost, 0.55))
    if name == "without" and is_smooth:
        pen.setDashPattern([4.0, 3.0])
    return pen


def key_of(count: int, theme: Theme, has_unit: bool) -> list[Entry]:
    """Return what the lines of step `count` are called."""
    unit = count - 1 if count else None

    def entry(name: str, text: str) -> Entry:
        return Entry(look_of(name, theme, unit), text)

    entries = [entry("total", "bias" if not count else f"sum up to ReLU {count:,}")]
    if has_unit:
        entries.append(entry("without", f"without ReLU {count:,}"))
        entries.append(entry("added", f"what it adds: w{count}·r{count}"))
    return [*entries, entry("whole", "the whole network")]
