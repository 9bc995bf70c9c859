"""A small pyqtgraph chart in the program's colours, for the panels beside the main plot."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem, QWidget

from reluviz.core.words import MINUS
from reluviz.views.theme import Theme


class _Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis whose numbers have a real minus sign."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        strings: list[str] = super().tickStrings(values, scale, spacing)
        return [text.replace("-", MINUS) for text in strings]


class Chart(pg.PlotWidget):  # type: ignore[misc]
    """A plot widget without pyqtgraph's menu and buttons, with quiet axes.

    Parameters
    ----------
    theme : Theme
        Colours to begin with.
    name : str
        objectName.
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        axes = {side: _Axis(side) for side in ("left", "bottom")}
        super().__init__(parent, axisItems=axes, enableMenu=False)
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

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of ground, axes and grid."""
        self.setBackground(theme.ground)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.border))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setStyle(tickLength=-4, tickFont=self.font())
