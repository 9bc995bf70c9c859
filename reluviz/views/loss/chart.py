"""The chart of the loss, with a dot that can be taken sideways."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from reluviz.views.chart import Chart
from reluviz.views.loss.figure import Figure
from reluviz.views.theme import Theme

_NEAR = 16.0  # pixels from the dot that still take hold of it
_DOT, _RING = 13, 11
_LABELLED = 130  # pixels of height from which the axis says what it is
_ARROWS = {
    Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_Right: 1.0,
    Qt.Key.Key_Up: 1.0,
}


class SliceChart(Chart):
    """Mean squared error over one parameter. It tells what the user does and changes nothing."""

    grabbed = Signal()
    """The user has taken hold of the dot."""

    moved = Signal(float)
    """The dot is wanted at this value of the parameter."""

    released = Signal()
    """The user has let go."""

    stepped = Signal(float)
    """A key asks for so many steps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._curve = pg.PlotCurveItem(antialias=True)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        # Each is one spot at the origin of its item: moving the item costs less than new data.
        self._ring = pg.ScatterPlotItem([0.0], [0.0], size=_RING)
        self._dot = pg.ScatterPlotItem([0.0], [0.0], size=_DOT)
        self._figure: Figure | None = None
        self._heights = (0.0, 1.0)
        self._ranges: tuple[object, ...] = ()
        self._name = ""
        self._hold: float | None = None  # from the mouse to the dot, in units of the parameter
        self._colour = theme.accent
        self._theme = theme
        super().__init__(theme, "loss_chart", parent)
        for item in (self._line, self._curve, self._ring, self._dot):
            self.addItem(item, ignoreBounds=True)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)  # the numbers, not thousandths of them
        self.getViewBox().sigResized.connect(self._show_label)
        self.setMouseEnabled(False, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Loss slice")
        self.setToolTip("Drag the dot, or use the arrow keys: with Shift fine, with Ctrl coarse")

    # Written by the panel

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        self._curve.setPen(pg.mkPen(theme.curve, width=2))
        self._line.setPen(pg.mkPen(theme.ghost, width=1, style=Qt.PenStyle.DashLine))
        self._ring.setPen(pg.mkPen(theme.ghost, width=2))
        self._ring.setBrush(pg.mkBrush(theme.ground))
        self._colour_dot()

    def show_figure(self, figure: Figure, name: str, colour: str) -> None:
        """Show a slice; the range of losses changes only when it has to."""
        shown, self._figure = self._figure, figure
        if shown is None or shown.curve is not figure.curve:
            self._curve.setData(figure.curve.values, figure.curve.losses)
            self._show_name(name)
            self._fit(figure, keep=shown is not None and shown.parameter == figure.parameter)
        if colour != self._colour:
            self._colour = colour
            self._colour_dot()
        value, loss = figure.best
        is_apart = value != figure.now and not figure.is_flat
        self._line.setVisible(is_apart)
        self._ring.setVisible(is_apart)
        if is_apart:
            self._line.setValue(value)
            self._ring.setPos(value, loss)
        self._dot.setPos(figure.now, figure.loss)

    def dot_place(self) -> QPointF:
        """Where the dot is, in pixels of the viewport."""
        figure = self._figure
        if figure is None:
            return QPointF()
        scene = self.getViewBox().mapViewToScene(QPointF(figure.now, figure.loss))
        return QPointF(self.mapFromScene(scene))

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and self._is_near(event.position()):
            assert self._figure is not None
            self._hold = self._figure.now - self._value_at(event.position())
            self.grabbed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._hold is None:
            self._show_cursor(self._is_near(event.position()))
        elif self._figure is not None:
            low, high = self._figure.span
            pixel = (high - low) / max(1.0, self.getViewBox().width())
            value = _rounded(self._value_at(event.position()) + self._hold, pixel)
            self.moved.emit(min(max(value, low), high))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and self._hold is not None:
            self._hold = None
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _ARROWS.get(Qt.Key(event.key()))
        if steps is None or self._hold is not None:
            event.ignore()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps *= 0.1
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps *= 10
        event.accept()
        self.stepped.emit(steps)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._colour_dot()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._colour_dot()

    # Private

    def _fit(self, figure: Figure, keep: bool) -> None:
        """Bring the slice into view; `keep` the range of losses if it is about right."""
        losses = figure.curve.losses
        low, high = float(np.min(losses)), float(np.max(losses))
        margin = 0.08 * (high - low)
        if figure.is_flat:
            margin = 0.5 * abs(high) or 0.5
        bottom, top = self._heights
        is_right = low >= bottom and high <= top and high - low >= 0.4 * (top - bottom)
        if not (keep and is_right):
            self._heights = low - margin, high + margin
        ranges = (figure.span, self._heights)
        if ranges != self._ranges:
            self._ranges = ranges
            self.getViewBox().setRange(xRange=figure.span, yRange=self._heights, padding=0)

    def _show_name(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self.getAxis("bottom").setLabel(name)
            self._show_label()

    def _show_label(self) -> None:
        self.getAxis("bottom").showLabel(self.height() >= _LABELLED)

    def _colour_dot(self) -> None:
        self._dot.setBrush(pg.mkBrush(self._colour))
        border = self._theme.accent if self.hasFocus() else self._theme.ground
        self._dot.setPen(pg.mkPen(border, width=2))
        self._dot.setSize(_DOT + 3 if self.hasFocus() else _DOT)

    def _value_at(self, place: QPointF) -> float:
        scene = self.mapToScene(place.toPoint())
        return float(self.getViewBox().mapSceneToView(scene).x())

    def _is_near(self, place: QPointF) -> bool:
        away = self.dot_place() - place
        return self._figure is not None and math.hypot(away.x(), away.y()) <= _NEAR

    def _show_cursor(self, is_near: bool) -> None:
        if is_near:
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.viewport().unsetCursor()


def _rounded(value: float, pixel: float) -> float:
    """The number with the fewest digits that is hardly a pixel away."""
    place = -math.floor(math.log10(pixel) + 1e-9)
    return round(value, place) if abs(place) < 300 else value
