"""The construction of the network step by step."""

from reluviz.views.build.panel import BuildPanel

__all__ = ["BuildPanel"]
