"""What each unit adds to the curve."""

from reluviz.views.contributions.content import MODES
from reluviz.views.contributions.panel import ContributionsPanel

__all__ = ["MODES", "ContributionsPanel"]
