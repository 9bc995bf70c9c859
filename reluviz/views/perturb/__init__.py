"""The panel that draws parameters at random around the network."""

from reluviz.views.perturb.keeping import keep_draw
from reluviz.views.perturb.panel import PerturbPanel

__all__ = ["PerturbPanel", "keep_draw"]
