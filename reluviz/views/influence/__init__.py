"""Which parameters matter, and where."""

from reluviz.views.influence.panel import InfluencePanel

__all__ = ["InfluencePanel"]
