"""The chart of many runs: a dot for each, a column for each combination of settings."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from reluviz.views.chart import Chart
from reluviz.views.sweep.figure import Array, Figure, axis_words, label, ticks
from reluviz.views.theme import Theme, translucent

_DOT, _RING, _SMALL = 7.0, 13.0, 5.0
_NEAR = 9.0  # pixels from a dot at which it is meant
_MANY = 300  # from so many dots on they are small
_LABELLED = 120  # pixels of height from which on there are words below the axis
_MEDIAN = 0.3  # half the length of the line of a median, of a column
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class SweepChart(Chart):
    """Final errors of many runs on a logarithmic scale, beside the best fits.

    It tells which run the user means, by its place in the sweep, and changes nothing itself.
    """

    run_hovered = Signal(int)
    """The mouse is over another dot, or -1."""

    run_chosen = Signal(int)
    """The user chose a run."""

    run_used = Signal(int)
    """The user wants the network of a run: double-click, or Enter."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._dots = pg.ScatterPlotItem(pxMode=True)
        self._crosses = pg.ScatterPlotItem(pxMode=True, symbol="x", size=_DOT)
        self._ring = pg.ScatterPlotItem(pxMode=True, size=_RING)
        self._medians = pg.PlotCurveItem(connect="pairs")
        self._possible = pg.PlotCurveItem(connect="pairs")
        self._figure: Figure | None = None
        self._chosen = self._hovered = -1
        self._x = np.empty(0)
        self._ranges: tuple[object, ...] = ()
        self._labels: tuple[object, ...] = ()
        self._theme = theme
        super().__init__(theme, "sweep_chart", parent)
        for item in (self._dots, self._crosses, self._possible, self._medians, self._ring):
            self.addItem(item, ignoreBounds=True)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)
        self.plotItem.showGrid(x=False, y=True, alpha=0.12)
        self.setMouseEnabled(False, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Errors of many runs")
        self.setToolTip(
            "Each dot is one network; hollow: it has dead ReLUs; a cross: it diverged.\n"
            "Click chooses, double-click uses it; the arrow keys go from dot to dot"
        )

    # Written by the panel

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        self._crosses.setPen(pg.mkPen(theme.residual, width=1.5))
        self._crosses.setBrush(pg.mkBrush(theme.residual))
        self._medians.setPen(pg.mkPen(theme.text, width=2))
        self._possible.setPen(pg.mkPen(theme.best, width=2.2, dash=[5.0, 1.5]))
        self._ring.setBrush(pg.mkBrush(None))
        self._labels = ()
        self._show_ring()

    def show_figure(self, figure: Figure) -> None:
        """Show other runs."""
        self._figure = figure
        self._fit(figure)
        self._show_dots()
        known = np.flatnonzero(np.isfinite(figure.medians))
        x = (known[:, None] + np.array([-_MEDIAN, _MEDIAN])).ravel()
        self._medians.setData(x, np.repeat(figure.medians[known], 2))
        self._possible.setData(*_levels(figure.possible))
        self._show_labels()
        self._show_ring()

    def show_choice(self, chosen: int, hovered: int) -> None:
        """Mark the run that is chosen and the one under the mouse; -1 for none."""
        if (chosen, hovered) != (self._chosen, self._hovered):
            self._chosen, self._hovered = chosen, hovered
            self._show_ring()

    def place_of(self, run: int) -> QPointF | None:
        """Where the dot of a run is, in pixels of the viewport; None if it has not ended."""
        figure = self._figure
        dot = None if figure is None else figure.dot(run)
        if figure is None or dot is None:
            return None
        spot = QPointF(float(self._x[dot]), float(figure.y[dot]))
        return QPointF(self.mapFromScene(self.getViewBox().mapViewToScene(spot)))

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        run = self._run_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            self.run_chosen.emit(run)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        run = self._run_at(event.position())
        if run >= 0:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()
        if run != self._hovered:
            self.run_hovered.emit(run)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        run = self._run_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and run >= 0:
            self.run_used.emit(run)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._hovered >= 0:
            self.run_hovered.emit(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen >= 0:
            self.run_used.emit(self._chosen)
        elif key in _ARROWS:
            run = self._neighbour(*_ARROWS[key])
            if run is not None:
                self.run_chosen.emit(run)
        else:
            event.ignore()
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._figure is not None:
            self._show_dots()
            self._show_labels()
            self._show_ring()

    # Private

    def _show_dots(self) -> None:
        figure, view = self._figure, self.getViewBox()
        assert figure is not None
        size = _SMALL if len(figure.y) > _MANY else _DOT
        room = max(1.0, view.width() / len(figure.columns))
        x = self._x = figure.spread(size / max(size, view.height()), size / room)
        colour, kept = self._theme.run(2), ~figure.diverged
        fill = pg.mkBrush(translucent(colour, 0.55))
        hollow = pg.mkBrush(self._theme.ground)
        brushes = [hollow if is_dead else fill for is_dead in figure.dead[kept].tolist()]
        pen = pg.mkPen(translucent(colour, 0.9), width=1)
        self._dots.setData(x=x[kept], y=figure.y[kept], size=size, brush=brushes, pen=pen)
        self._crosses.setData(x=x[figure.diverged], y=figure.y[figure.diverged])

    def _fit(self, figure: Figure) -> None:
        ranges = ((-0.5, len(figure.columns) - 0.5), figure.span)
        if ranges != self._ranges:
            self._ranges = ranges
            self.getViewBox().setRange(xRange=ranges[0], yRange=ranges[1], padding=0)

    def _show_labels(self) -> None:
        """Name the columns by all that tells them apart; where there is no room, by their size."""
        assert self._figure is not None
        most = int(self.getViewBox().height() / (1.6 * self.fontMetrics().height()))
        self.getAxis("left").setTicks([ticks(self._figure.span, max(2, most)), []])
        columns, axis = self._figure.columns, self.getAxis("bottom")
        advance = self.fontMetrics().horizontalAdvance
        room = self.width() / len(columns)
        texts = [label(column, columns) for column in columns]
        lines = [line for text in texts for line in text.split("\n")]
        has_all = max(map(advance, lines)) + 6 <= room
        has_words = self.height() >= _LABELLED
        key = (columns, has_all, has_words, room if not has_all else 0)
        if key == self._labels:
            return
        self._labels = key
        words = axis_words(columns)
        if not has_all:
            words = "ReLUs"
            texts = _once_a_size([f"{column.units:,}" for column in columns])
            if max(map(advance, texts)) + 6 > room * len(columns) / len(set(texts) - {""}):
                texts = [""] * len(texts)
        axis.setTicks([[(k, text) for k, text in enumerate(texts) if text], []])
        theme = self._theme
        axis.setLabel(
            f"{words} &nbsp; <span style='color:{theme.best}'>╍╍</span> best fit"
            f" &nbsp; <span style='color:{theme.text}'>━</span> median"
        )
        axis.showLabel(has_words)

    def _show_ring(self) -> None:
        figure, spots = self._figure, []
        colour = self._theme.accent if self.hasFocus() else self._theme.text
        for run, pen in (
            (self._hovered, pg.mkPen(self._theme.muted, width=1.5)),
            (self._chosen, pg.mkPen(colour, width=2.2)),
        ):
            dot = None if figure is None or run < 0 else figure.dot(run)
            if figure is not None and dot is not None:
                spots.append({"pos": (self._x[dot], figure.y[dot]), "pen": pen})
        self._ring.setData(spots)

    def _run_at(self, place: QPointF) -> int:
        """The run whose dot is nearest to a place of the viewport, or -1."""
        figure, view = self._figure, self.getViewBox()
        if figure is None or not len(figure.y):
            return -1
        scene = self.mapToScene(place.toPoint())
        spot = view.mapSceneToView(scene)
        width, height = view.viewPixelSize()
        away = np.hypot((self._x - spot.x()) / width, (figure.y - spot.y()) / height)
        nearest = int(np.argmin(away))
        return int(figure.place[nearest]) if away[nearest] <= _NEAR else -1

    def _neighbour(self, right: int, up: int) -> int | None:
        """The run beside the chosen one: the next larger, or the nearest of the next column."""
        figure = self._figure
        if figure is None or not len(figure.y):
            return None
        dot = figure.dot(self._chosen) if self._chosen >= 0 else None
        if dot is None:
            return int(figure.place[int(np.argmin(figure.y))])
        order = figure.order(int(figure.column[dot]))
        if up:
            rank = int(np.flatnonzero(order == dot)[0]) + up
            return int(figure.place[order[min(max(rank, 0), len(order) - 1)]])
        columns = np.unique(figure.column)
        at = int(np.searchsorted(columns, figure.column[dot])) + right
        if not 0 <= at < len(columns):
            return None
        order = figure.order(int(columns[at]))
        nearest = int(np.argmin(np.abs(figure.y[order] - figure.y[dot])))
        return int(figure.place[order[nearest]])


def _levels(heights: Array) -> tuple[Array, Array]:
    """One line for all neighbouring columns of the same height, as pairs of points."""
    is_first = np.append(True, np.diff(heights) != 0)
    starts = np.flatnonzero(is_first)
    ends = np.append(starts[1:], len(heights))
    x = np.column_stack([starts, ends]) - 0.5
    known = np.isfinite(heights[starts])
    return x[known].ravel(), np.repeat(heights[starts][known], 2)


def _once_a_size(texts: list[str]) -> list[str]:
    """Keep of equal neighbours the middle one."""
    kept, start = [""] * len(texts), 0
    for k in range(1, len(texts) + 1):
        if k == len(texts) or texts[k] != texts[start]:
            kept[(start + k - 1) // 2] = texts[start]
            start = k
    return kept
