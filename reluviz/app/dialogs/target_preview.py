"""A small chart of what a target will be: a formula with its gaps, points, or points joined."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtWidgets import QFrame, QWidget

from reluviz.app.dialogs.preview_data import SMOOTH, peaks, with_gaps
from reluviz.core.formula_samples import FormulaSamples
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target
from reluviz.views.chart import Chart
from reluviz.views.theme import Theme, translucent

Array = NDArray[np.float64]

_FEW = 300  # dots up to which each is large


class TargetPreview(Chart):
    """Shows a target before it is one; nothing in it can be moved.

    Parameters
    ----------
    name : str
        objectName.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._theme = theme
        self._curve = pg.PlotCurveItem(connect="finite")
        self._dots = pg.ScatterPlotItem(pen=None)
        for item in (self._curve, self._dots):
            self.addItem(item)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)
        self.getAxis("bottom").setHeight(self.fontMetrics().lineSpacing() + 6)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setMouseEnabled(False, False)
        self.setAccessibleName("Preview of the target")
        metrics = self.fontMetrics()
        self.setMinimumSize(metrics.averageCharWidth() * 24, metrics.lineSpacing() * 7)
        self.set_stale(False)

    @property
    def curve_data(self) -> tuple[Array, Array]:
        """The line that is drawn, NaN where it has a gap."""
        x, y = self._curve.getData()
        return (np.empty(0), np.empty(0)) if x is None else (x, y)

    @property
    def dot_data(self) -> tuple[Array, Array]:
        """The dots that are drawn."""
        x, y = self._dots.getData()
        return x, y

    def set_stale(self, is_stale: bool) -> None:
        """Draw what is there pale, because it is not what stands in the form, or as usual."""
        colour = self._theme.ghost if is_stale else self._theme.accent
        width = 1 if is_stale else 2
        self._curve.setPen(pg.mkPen(colour, width=width))

    def show_formula(self, samples: FormulaSamples, domain: Domain) -> None:
        """Show a formula on a domain; where it jumps or has no value the line has a gap."""
        x, y = with_gaps(samples)
        self._show(x, y, samples.x[:0], samples.y[:0], is_smooth=True)
        self.setXRange(*domain, padding=0.04)

    def show_points(self, target: Target, dots: tuple[Array, Array], is_joined: bool) -> None:
        """Show data.

        Parameters
        ----------
        target : Target
            The data.
        dots : tuple of ndarray
            Those of them that are drawn, see `preview_data.visible_dots`.
        is_joined : bool
            Whether there is a line through them.
        """
        none = target.x[:0]
        x, y = (target.x, target.y) if is_joined else (none, none)
        shown = (none, none) if is_joined and len(x) > _FEW else dots
        is_few = len(shown[0]) <= _FEW
        self._dots.setSize(6 if is_few else 3)
        self._dots.setBrush(translucent(self._theme.accent, 1.0 if is_few else 0.5))
        self._show(x, y, *shown, is_smooth=len(x) <= SMOOTH)

    def clear_all(self) -> None:
        """Show nothing."""
        none = np.empty(0)
        self._show(none, none, none, none, is_smooth=False)

    def _show(self, x: Array, y: Array, dot_x: Array, dot_y: Array, is_smooth: bool) -> None:
        x, y = (x, y) if is_smooth else peaks(x, y)
        self._curve.setData(x, y, antialias=is_smooth, connect="finite")
        self._dots.setData(x=dot_x, y=dot_y)
        for side in ("left", "bottom"):
            self.getAxis(side).setVisible(bool(len(x) or len(dot_x)))
        self.getViewBox().autoRange(padding=0.04)
