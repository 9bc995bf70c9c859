"""The panel that shows the loss as a function of one parameter."""

from reluviz.views.loss.panel import LossPanel

__all__ = ["LossPanel"]
