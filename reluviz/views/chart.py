"""A small pyqtgraph chart in the program's colours, for the panels beside the main plot."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem, QWidget

from reluviz.core.calendar import Calendar
from reluviz.views import ticks
from reluviz.views.guard import Guarded
from reluviz.views.log_ticks import log_ticks, tick_texts
from reluviz.views.theme import Theme

_DATE_ROOM = 130  # of the longest date with a time
_LOG_ROOM = 24  # pixels that a number beside a logarithmic axis takes at least


class _Axis(Guarded, pg.AxisItem):  # type: ignore[misc]
    """An axis with dates, or numbers with as many digits as tell them apart."""

    calendar: Calendar | None = None

    def tickValues(  # noqa: N802  # pyqtgraph's name
        self, low: float, high: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        found = self.calendar.ticks(low, high, size / _DATE_ROOM) if self.calendar else None
        if found is None or not found.places:
            numbers: list[tuple[float | None, list[float]]] = super().tickValues(low, high, size)
            return numbers
        self._dates = dict(zip(found.places, found.texts, strict=True))
        return [(None, found.places)]

    def tickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        if spacing is None and self.calendar is not None:
            return [self._dates.get(value, "") for value in values]
        step = (spacing or 1.0) * scale
        return [ticks.tick_text(value * scale, step) for value in values]


class _LogAxis(_Axis):
    """An axis of logarithms to base 10, with round numbers."""

    def tickValues(  # noqa: N802  # pyqtgraph's name
        self, low: float, high: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        return [(None, log_ticks(low, high, max(2, int(size / _LOG_ROOM))))]

    def tickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        return tick_texts([10.0**value for value in values])


class Chart(Guarded, pg.PlotWidget):  # type: ignore[misc]
    """A plot widget without pyqtgraph's menu and buttons, with quiet axes.

    Parameters
    ----------
    name : str
        objectName.
    log_y : bool
        Whether the heights are logarithms to base 10, whose numbers are written beside them.
    """

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, log_y: bool = False
    ) -> None:
        axes = {"left": _LogAxis("left") if log_y else _Axis("left"), "bottom": _Axis("bottom")}
        super().__init__(parent, axisItems=axes, enableMenu=False)
        self.viewport().setAccessibleName("Chart")
        self.setObjectName(name)
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self.plotItem.hideButtons()
        # pyqtgraph's menu is never shown, but would outlive the chart.
        self.plotItem.ctrlMenu.setParent(self, self.plotItem.ctrlMenu.windowFlags())
        self.plotItem.showGrid(x=True, y=True, alpha=0.12)
        for side in axes:  # numbers and grid are painted anew only when they change
            self.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.apply_theme(theme)

    def show_calendar(self, calendar: Calendar | None) -> None:
        """Write dates at the lower axis, or numbers again."""
        axis = self.getAxis("bottom")
        if axis.calendar != calendar:
            axis.calendar = calendar
            axis.picture = None
            axis.update()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of ground, axes and grid."""
        self.setBackground(theme.ground)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.border))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setStyle(tickLength=-4, tickFont=self.font())
