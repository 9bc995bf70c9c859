"""The chart of the error against the number of ReLUs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from reluviz.core.piecewise import Array
from reluviz.views.chart import Chart
from reluviz.views.theme import Theme

_NEAR = 14.0  # pixels from a point that still are on it
_DOT, _CHOSEN, _RING = 7, 12, 13
_LABELLED = 170  # pixels of height from which the axis says what it is
_DEEPEST = 8.0  # powers of ten below the largest error that are shown; what is less is rounding
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}


@dataclass(frozen=True, eq=False)
class Errors:
    """What the chart shows.

    Parameters
    ----------
    errors : ndarray, shape (k,)
        The smallest error for 1 to k ReLUs; empty before they are known.
    chosen : int
        The number of ReLUs that is marked.
    chosen_error : float
        Its error.
    own : (int, float) or None
        ReLUs and error of the network in hand.
    texts : tuple of str
        What is said of each point.
    """

    errors: Array
    chosen: int
    chosen_error: float
    own: tuple[int, float] | None
    texts: tuple[str, ...]


class ErrorChart(Chart):
    """Error over number of ReLUs. It tells what the user does and changes nothing."""

    chosen = Signal(int)
    """The user clicked the point of so many ReLUs."""

    stepped = Signal(int)
    """A key or the wheel asks for so many ReLUs more."""

    accepted = Signal()
    """The Enter key was pressed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._line = pg.PlotCurveItem(antialias=True)
        self._dots = pg.ScatterPlotItem(size=_DOT)
        # Each is one spot at the origin of its item: moving the item costs less than new data.
        self._mark = pg.ScatterPlotItem([0.0], [0.0], size=_CHOSEN)
        self._ring = pg.ScatterPlotItem([0.0], [0.0], size=_RING)
        self._own = pg.ScatterPlotItem([0.0], [0.0], size=9, symbol="d")
        self._name = pg.TextItem("yours")
        self._shown: Errors | None = None
        self._logs = np.empty(0)
        self._ranges: tuple[object, ...] = ()
        self._hovered: int | None = None
        self._label = ""
        super().__init__(theme, "fit_chart", parent, log_y=True)
        for item in (self._line, self._dots, self._own, self._name, self._mark, self._ring):
            self.addItem(item, ignoreBounds=True)
        self._ring.hide()
        self.getAxis("bottom").enableAutoSIPrefix(False)
        self.getAxis("bottom").setTickSpacing(levels=[(5, 0), (1, 0)])
        self.getViewBox().sigResized.connect(self._show_labels)
        self.setMouseEnabled(False, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Error for every number of ReLUs")

    # Written by the panel

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._line.setPen(pg.mkPen(theme.best, width=1.5))
        self._dots.setPen(pg.mkPen(theme.ground, width=1))
        self._dots.setBrush(pg.mkBrush(theme.best))
        self._mark.setPen(pg.mkPen(theme.ground, width=2))
        self._mark.setBrush(pg.mkBrush(theme.best))
        self._ring.setPen(pg.mkPen(theme.accent, width=2))
        self._ring.setBrush(pg.mkBrush(None))
        self._own.setPen(pg.mkPen(theme.ground, width=1))
        self._own.setBrush(pg.mkBrush(theme.curve))
        self._name.setColor(theme.muted)

    def show_errors(self, new: Errors, label: str) -> None:
        """Show errors; `label` says which."""
        old, self._shown = self._shown, new
        floor = _floor(new)
        if old is None or old.errors is not new.errors:
            self._hover(None)
        logs = np.log10(np.maximum(new.errors, floor))
        if old is None or not np.array_equal(logs, self._logs):  # the floor may differ, too
            self._logs = logs
            units = np.arange(1, len(logs) + 1)
            self._line.setData(units, logs)
            self._dots.setData(units, logs)
        self._mark.setPos(new.chosen, math.log10(max(new.chosen_error, floor)))
        for item in (self._own, self._name):
            item.setVisible(new.own is not None)
            if new.own is not None:
                item.setPos(new.own[0], math.log10(max(new.own[1], floor)))
        self._fit(new, floor)
        if label != self._label:
            self._label = label
            self.getAxis("left").setLabel(label)
            self.getAxis("bottom").setLabel("ReLUs")
            self._show_labels()

    def place_of(self, units: int) -> QPointF:
        """Where the point of so many ReLUs is, in pixels of the viewport."""
        point = QPointF(units, float(self._logs[units - 1]))
        return QPointF(self.mapFromScene(self.getViewBox().mapViewToScene(point)))

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        units = self._units_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and units is not None:
            self.chosen.emit(units)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._hover(self._units_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or not event.angleDelta().y():
            event.ignore()
            return
        event.accept()
        self.stepped.emit(1 if event.angleDelta().y() > 0 else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        else:
            event.ignore()
            return
        event.accept()

    # Private

    def _units_at(self, place: QPointF) -> int | None:
        """The number of ReLUs of the point at a place."""
        if not len(self._logs):
            return None
        scene = self.mapToScene(place.toPoint())
        x = float(self.getViewBox().mapSceneToView(scene).x())
        near = [round(x) + k for k in (0, -1, 1) if 1 <= round(x) + k <= len(self._logs)]
        away = {units: self.place_of(units) - place for units in near}
        found = min(near, key=lambda k: math.hypot(away[k].x(), away[k].y()), default=None)
        if found is None or math.hypot(away[found].x(), away[found].y()) > _NEAR:
            return None
        return found

    def _hover(self, units: int | None) -> None:
        if units == self._hovered:
            return
        self._hovered = units
        self._ring.setVisible(units is not None)
        if units is None or self._shown is None:
            self.viewport().unsetCursor()
            self.setToolTip("")
            return
        self._ring.setPos(units, float(self._logs[units - 1]))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self._shown.texts[units - 1])

    def _fit(self, new: Errors, floor: float) -> None:
        """Bring all into view; the range changes only when it has to."""
        errors = [new.chosen_error, *([] if new.own is None else [new.own[1]])]
        heights = np.concatenate([self._logs, np.log10(np.maximum(errors, floor))])
        low, high = float(np.min(heights)), float(np.max(heights))
        if new.own is not None:  # above the falling line, unless it would be cut off there
            is_low = math.log10(max(new.own[1], floor)) < (low + high) / 2
            self._name.setAnchor((0, 1 if is_low else 0.5))
        margin = max(0.08 * (high - low), 0.05)
        right = max(len(self._logs), new.chosen, 20)
        ranges = ((0.3, right + 0.7), (low - margin, high + margin))
        if ranges != self._ranges:
            self._ranges = ranges
            self.getViewBox().setRange(xRange=ranges[0], yRange=ranges[1], padding=0)

    def _show_labels(self) -> None:
        is_high = self.height() >= _LABELLED
        for side in ("left", "bottom"):
            self.getAxis(side).showLabel(is_high)


def _floor(shown: Errors) -> float:
    """Errors below are shown there: what is far less than the largest is rounding."""
    errors = [*shown.errors[:1].tolist(), shown.chosen_error]
    if shown.own is not None:
        errors.append(shown.own[1])
    largest = max(errors)
    return largest * 10.0**-_DEEPEST if 0 < largest < math.inf else 1e-16
