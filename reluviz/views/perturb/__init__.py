"""The panel that draws parameters at random."""

from reluviz.views.perturb.panel import PerturbPanel

__all__ = ["PerturbPanel"]
