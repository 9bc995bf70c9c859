"""The plot: what the network computes."""

from reluviz.views.plot.panel import PlotPanel
from reluviz.views.plot.picture import PlotPicture

__all__ = ["PlotPanel", "PlotPicture"]
