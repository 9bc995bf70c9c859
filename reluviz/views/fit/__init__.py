"""The panel with the best fit, and the error for every number of units."""

from reluviz.views.fit.panel import FitPanel

__all__ = ["FitPanel"]
