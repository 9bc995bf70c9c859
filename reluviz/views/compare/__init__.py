"""The scoreboard of networks: by hand, trained, and the best fit."""

from reluviz.views.compare.panel import ComparePanel

__all__ = ["ComparePanel"]
