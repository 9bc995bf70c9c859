"""The panel that draws parameters at random around the network."""

from reluviz.views.perturb.panel import PerturbPanel, keep_draw

__all__ = ["PerturbPanel", "keep_draw"]
