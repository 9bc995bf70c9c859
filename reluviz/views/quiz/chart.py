"""The chart of the quiz: the curve, and an x-axis to paint on."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from reluviz.core.influence import Intervals
from reluviz.core.piecewise import Domain, PiecewiseLinear
from reluviz.core.quiz import erase, paint
from reluviz.core.words import where
from reluviz.views.chart import Chart
from reluviz.views.theme import Theme, translucent

_MOST_JOINTS = 60  # with a dot each
_COLUMNS = 1500  # so many are enough for any screen
_PADDING = 0.04  # of the domain, to either side
_LOW = 90  # pixels: a lower chart has no room for words
_BAR = 0.07  # of the height: what moves, along the x-axis

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class QuizChart(Chart):
    """A curve over an x-axis that can be painted.

    Dragging paints; with the right button, or begun on what is painted, it erases. The arrow keys
    move the ends of the last interval, with Shift inwards.
    """

    stroked = Signal(float, float, bool)
    """From, to, and whether it erases."""

    stepped = Signal(int, bool)
    """-1 to the left or 1 to the right, and whether inwards."""

    clear_requested = Signal()
    return_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._painted: Intervals = ()
        self._domain: Domain = (-1.0, 1.0)
        self._stroke: tuple[float, float, bool] | None = None
        self._is_open = True
        self._ranges: tuple[tuple[float, float], ...] = ()
        self._painted_bands: list[pg.LinearRegionItem] = []
        self._moving_bars: list[pg.LinearRegionItem] = []
        self._moving: Intervals = ()
        self._after = pg.PlotCurveItem(antialias=True)
        self._curve = pg.PlotCurveItem(antialias=True)
        self._joints = pg.ScatterPlotItem(size=6, pen=None, antialias=True)
        self._shown_bands: dict[str, Intervals] = {"painted": (), "moves": ()}
        self._words = {
            name: pg.TextItem(name, anchor=(0.5, side))
            for name, side in (("painted", 0), ("moves", 1))
        }
        super().__init__(theme, "quiz_chart", parent)
        box = self.plotItem.vb
        box.setMouseEnabled(False, False)
        box.disableAutoRange()
        for item in (self._after, self._curve, self._joints, *self._words.values()):
            self.addItem(item, ignoreBounds=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The x-axis to paint on")
        self.setMinimumSize(120, 60)
        box.sigRangeChanged.connect(self._place_words)
        box.sigResized.connect(self._place_words)

    # What is shown

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().apply_theme(theme)
        self._curve.setPen(pg.mkPen(theme.curve, width=2))
        self._joints.setBrush(pg.mkBrush(theme.curve))
        self._after.setPen(pg.mkPen(theme.ghost, width=2, style=Qt.PenStyle.DashLine))
        colours = {"painted": theme.warning_text, "moves": theme.accent}
        for name, item in self._words.items():
            item.setColor(colours[name])
            item.setFont(self.font())
        for bands in (self._painted_bands, self._moving_bars):
            while bands:
                self.removeItem(bands.pop())
        self._show_bands()

    def show_curves(self, curve: PiecewiseLinear, after: PiecewiseLinear | None) -> None:
        """Show the curve, and the one after the change if the answer is known."""
        self._curve.setData(*_thinned(curve))
        has_dots = len(curve) <= _MOST_JOINTS
        self._joints.setData(*((curve.x, curve.y) if has_dots else ([], [])))
        self._after.setVisible(after is not None)
        if after is not None:
            self._after.setData(*_thinned(after))
        self._domain = curve.domain
        heights = [curve.y] if after is None else [curve.y, after.y]
        low, high = min(y.min() for y in heights), max(y.max() for y in heights)
        room = (high - low) or abs(high) or 1.0
        width = self._domain[1] - self._domain[0]
        below, above = (0.15, 0.15) if after is None else (0.4, 0.25)  # room for the words
        self._show_range(
            (self._domain[0] - _PADDING * width, self._domain[1] + _PADDING * width),
            (low - below * room, high + above * room),
        )

    def show_intervals(self, painted: Intervals, moving: Intervals, is_open: bool) -> None:
        """Show what is painted and what moves; `is_open` says whether more can be painted."""
        self._painted, self._moving, self._is_open = painted, moving, is_open
        if not is_open:
            self._stroke = None
        self.setCursor(Qt.CursorShape.CrossCursor if is_open else Qt.CursorShape.ArrowCursor)
        self.setAccessibleDescription(f"Painted: {where(painted, self._domain)}")
        self._show_bands()

    # Qt overrides: the base class would pan and zoom

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if not self._is_open or event.button() not in (_LEFT, _RIGHT) or self._stroke is not None:
            return
        x = self._x_at(event)
        is_on = any(low <= x <= high for low, high in self._painted)
        self._stroke = (x, x, is_on or event.button() == _RIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._stroke is not None:
            self._stroke = (self._stroke[0], self._x_at(event), self._stroke[2])
            self._show_bands()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._stroke is None:
            return
        first, last, is_erasing = self._stroke[0], self._x_at(event), self._stroke[2]
        self._stroke = None
        self._show_bands()
        if first != last:
            self.stroked.emit(min(first, last), max(first, last), is_erasing)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that are used here from the shortcuts of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._uses(event)
        ):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._uses(event):
            event.ignore()
            return
        event.accept()
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._stroke = None
            self._show_bands()
        elif key in _ARROWS:
            is_inwards = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(_ARROWS[Qt.Key(key)], is_inwards)
        elif key in _CLEAR:
            self.clear_requested.emit()
        else:
            self.return_pressed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.plotItem.vb.setBorder(pg.mkPen(self._theme.accent, width=1))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.plotItem.vb.setBorder(None)

    # Private

    def _show_range(self, *ranges: tuple[float, float]) -> None:
        """Bring x and y of both ranges into view; laying out the axes again takes its time."""
        if ranges != self._ranges:
            self._ranges = ranges
            self.plotItem.vb.setRange(xRange=ranges[0], yRange=ranges[1], padding=0)

    def _uses(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            return self._stroke is not None
        if event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            return False
        return event.key() in _ARROWS or event.key() in (*_RETURN, *_CLEAR)

    def _x_at(self, event: QMouseEvent) -> float:
        """The x under the mouse; the ends of the domain beyond them."""
        place = self.plotItem.vb.mapSceneToView(self.mapToScene(event.position().toPoint()))
        return float(min(max(place.x(), self._domain[0]), self._domain[1]))

    def _show_bands(self) -> None:
        painted = self._painted
        if self._stroke is not None:
            first, last, is_erasing = self._stroke
            change = erase if is_erasing else paint
            painted = change(painted, (min(first, last), max(first, last)))
        theme = self._theme
        edge = pg.mkPen(translucent(theme.warning_text, 0.7))
        self._show_regions(
            self._painted_bands, painted, (0, 1), theme.warning_ground, edge, depth=-20
        )
        bar_pen = pg.mkPen(theme.accent, width=2)
        self._show_regions(self._moving_bars, self._moving, (0, _BAR), theme.accent, bar_pen, -10)
        self._shown_bands = {"painted": painted, "moves": self._moving}
        self._place_words()

    def _show_regions(
        self,
        pool: list[pg.LinearRegionItem],
        intervals: Intervals,
        span: tuple[float, float],
        colour: str,
        pen: object,
        depth: int,
    ) -> None:
        """Show intervals as bands, with items that are there already as far as they go."""
        while len(pool) < len(intervals):
            region = pg.LinearRegionItem(
                movable=False, span=span, brush=colour, hoverBrush=colour, pen=pen
            )
            region.setZValue(depth)
            self.addItem(region, ignoreBounds=True)
            pool.append(region)
        for region, interval in zip(pool, intervals, strict=False):
            region.setRegion(interval)
        for k, region in enumerate(pool):
            region.setVisible(k < len(intervals))

    def _place_words(self) -> None:
        """Put the words on the widest of their bands, when the answer is known."""
        has_room = not self._is_open and self.plotItem.vb.height() >= _LOW
        bottom, top = self.plotItem.vb.viewRange()[1]
        heights = {"painted": top, "moves": bottom + _BAR * (top - bottom)}
        for name, intervals in self._shown_bands.items():
            self._words[name].setVisible(has_room and intervals != ())
            if intervals:
                low, high = max(intervals, key=lambda pair: pair[1] - pair[0])
                self._words[name].setPos((low + high) / 2, heights[name])


def _thinned(curve: PiecewiseLinear) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The curve, or where it has more joints than a screen has columns, its ups and downs."""
    if len(curve) <= 2 * _COLUMNS:
        return curve.x, curve.y
    edges = np.linspace(*curve.domain, _COLUMNS, endpoint=False)
    first = np.unique(np.searchsorted(curve.x, edges))
    x = np.repeat(curve.x[first], 2)
    y = np.stack(
        [np.minimum.reduceat(curve.y, first), np.maximum.reduceat(curve.y, first)], axis=1
    ).reshape(-1)
    return np.append(x, curve.x[-1]), np.append(y, curve.y[-1])
