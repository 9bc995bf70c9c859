"""A small plot to click points into: press adds or takes hold, drag moves, right-click removes."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from reluviz.app.dialogs.points_rows import Check
from reluviz.core.words import number
from reluviz.views.guard import Guarded
from reluviz.views.theme import Theme

MOST_DOTS = 2_000
"""More points than this are shown as a line alone."""

_REACH = 11.0  # pixels from a dot at which a hand takes hold of it
_GRID_PIXELS = 10.0  # the grid that points snap to is at least so wide

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PointsCanvas(Guarded, pg.PlotWidget):  # type: ignore[misc]
    """Shows the points of a `Check` and says what a hand wants to do with them.

    Rows are rows of the table. The canvas changes nothing by itself; it shows what it is given.
    """

    add_requested = Signal(float, float)
    move_requested = Signal(int, float, float)
    remove_requested = Signal(int)
    row_selected = Signal(int)
    released = Signal()
    cancelled = Signal()
    range_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.ground)
        self.setObjectName("points_canvas")
        self.setAccessibleName("Plot to click points into")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.getPlotItem().getViewBox().disableAutoRange()
        self.snaps = True
        self._theme = theme
        self._found: Check | None = None
        self._selected = -1
        self._held: int | None = None
        self._offset = (0.0, 0.0)
        self._build_items()
        self.sigRangeChanged.connect(lambda *_: self.range_changed.emit())
        metrics = self.fontMetrics()
        self.setMinimumSize(metrics.averageCharWidth() * 44, metrics.lineSpacing() * 13)

    # What it shows

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The intervals of x and of y in view."""
        (x0, x1), (y0, y1) = self.getViewBox().viewRange()
        return (float(x0), float(x1)), (float(y0), float(y1))

    def set_ranges(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Look at other intervals of x and y."""
        self.getViewBox().setRange(xRange=x, yRange=y, padding=0)

    def show_points(self, found: Check) -> None:
        """Show the points of `found`, with the line through them."""
        self._found = found
        order = np.argsort(found.x, kind="stable")
        self._line.setData(found.x[order], found.y[order])
        is_few = len(order) <= MOST_DOTS
        self._dots.setVisible(is_few)
        if is_few:
            last = len(order) - 1
            colours = [
                self._theme.unit(i) if i < last else self._theme.curve for i in order.argsort()
            ]
            brushes = [pg.mkBrush(colour) for colour in colours]
            self._dots.setData(x=found.x, y=found.y, brush=brushes)
        self._show_selected()
        self.setAccessibleDescription(found.sentence)

    def select_row(self, row: int) -> None:
        """Mark the point in `row` of the table, if there is one."""
        self._selected = row
        self._show_selected()

    def fit(self, only_if_outside: bool = False) -> None:
        """Bring all points into view."""
        found = self._found
        if found is None or not len(found.x):
            return
        ranges = [(float(a.min()), float(a.max())) for a in (found.x, found.y)]
        if only_if_outside and all(
            low <= a and b <= high for (a, b), (low, high) in zip(ranges, self.ranges, strict=True)
        ):
            return
        self.set_ranges(*(_padded(a, b) for a, b in ranges))

    def position_of(self, x: float, y: float) -> QPointF:
        """Return where (x, y) is in the widget, in pixels."""
        scene = self.getViewBox().mapViewToScene(QPointF(x, y))
        return QPointF(self.mapFromScene(scene))

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if event.button() not in buttons:
            super().mousePressEvent(event)
            return
        event.accept()
        row = self._row_near(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            if row is not None and self._held is None:
                self.remove_requested.emit(row)
            return
        x, y = self._place(event.position())
        if row is None:
            self._offset = (0.0, 0.0)
            self.add_requested.emit(*self._snapped(x, y, event))
            self._held = self._selected
        else:
            self._held = row
            at = self._point(row)
            assert at is not None
            self._offset = (at[0] - x, at[1] - y)  # a click on a point does not move it
            self.row_selected.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            near = self._row_near(event.position()) is not None
            self.setCursor(Qt.CursorShape.SizeAllCursor if near else Qt.CursorShape.CrossCursor)
            super().mouseMoveEvent(event)
            return
        x, y = self._place(event.position())
        moved = self._snapped(x + self._offset[0], y + self._offset[1], event)
        self.move_requested.emit(self._held, *moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            super().mouseReleaseEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick clicks are two clicks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self._point(self._selected)
        if event.key() == Qt.Key.Key_Escape and self._held is not None:
            self._held = None
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and at is not None:
            self.remove_requested.emit(self._selected)
        elif event.key() in _ARROWS and at is not None and self._held is None:
            right, up = _ARROWS[Qt.Key(event.key())]
            share = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            step = self._steps()
            x, y = at[0] + right * share * step[0], at[1] + up * share * step[1]
            self.move_requested.emit(self._selected, _tidy(x), _tidy(y))
            self.released.emit()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        # Escape during a drag is for the drag, not for the dialog's shortcut.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._held is not None
        ):
            event.accept()
            return True
        return bool(super().event(event))

    # Private

    def _build_items(self) -> None:
        theme = self._theme
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setZValue(-10)  # the grid belongs behind the points
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
            axis.setTickFont(self.font())
            axis.enableAutoSIPrefix(False)
            axis.tickStrings = _tick_strings
        self.getAxis("bottom").setHeight(self.fontMetrics().lineSpacing() + 10)
        self.showGrid(x=True, y=True, alpha=0.5)
        self._line = pg.PlotDataItem(pen=pg.mkPen(theme.curve, width=2), antialias=True)
        self._line.setDownsampling(auto=True, method="peak")
        self._ring = pg.ScatterPlotItem(
            size=19, pen=pg.mkPen(theme.accent, width=2), brush=None, antialias=True
        )
        self._dots = pg.ScatterPlotItem(
            size=11, pen=pg.mkPen(theme.ground, width=1), antialias=True
        )
        for item in (self._line, self._ring, self._dots):
            self.addItem(item)

    def _show_selected(self) -> None:
        at = self._point(self._selected)
        self._ring.setData(*([[], []] if at is None else [[at[0]], [at[1]]]))

    def _point(self, row: int) -> tuple[float, float] | None:
        if self._found is None:
            return None
        k = int(np.searchsorted(self._found.rows, row))
        if k >= len(self._found.rows) or self._found.rows[k] != row:
            return None
        return float(self._found.x[k]), float(self._found.y[k])

    def _row_near(self, position: QPointF) -> int | None:
        found = self._found
        if found is None or not 0 < len(found.x) <= MOST_DOTS:
            return None
        width, height = self._pixel()
        x, y = self._place(position)
        distance = np.hypot((found.x - x) / width, (found.y - y) / height)
        k = int(np.argmin(distance))
        return int(found.rows[k]) if distance[k] <= _REACH else None

    def _place(self, position: QPointF) -> tuple[float, float]:
        scene = self.mapToScene(position.toPoint())
        at = self.getViewBox().mapSceneToView(scene)
        return at.x(), at.y()

    def _pixel(self) -> tuple[float, float]:
        width, height = self.getViewBox().viewPixelSize()
        return float(width), float(height)

    def _steps(self) -> tuple[float, float]:
        width, height = self._pixel()
        return _grid(_GRID_PIXELS * width), _grid(_GRID_PIXELS * height)

    def _snapped(self, x: float, y: float, event: QMouseEvent) -> tuple[float, float]:
        is_inverted = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.snaps == is_inverted:
            fine = [pixel / 10 for pixel in self._pixel()]  # digits beyond the pixel are noise
            return _round_to(x, _grid(fine[0])), _round_to(y, _grid(fine[1]))
        steps = self._steps()
        return _round_to(x, steps[0]), _round_to(y, steps[1])


def _grid(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= least))


def _round_to(value: float, step: float) -> float:
    return _tidy(round(value / step) * step)


def _tidy(value: float) -> float:
    """0.3, not 0.30000000000000004."""
    return float(f"{value:.12g}") + 0.0


def _padded(low: float, high: float) -> tuple[float, float]:
    pad = 0.1 * (high - low) or 0.5 * max(abs(low), 1.0)
    return low - pad, high + pad


def _tick_strings(values: list[float], scale: float, spacing: float) -> list[str]:
    tidy: NDArray[np.float64] = np.round(np.array(values) / spacing) * spacing
    return [number(float(v), 6) for v in tidy]
