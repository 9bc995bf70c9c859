"""The panel with all activation functions side by side."""

from reluviz.views.activations.panel import ActivationsPanel

__all__ = ["ActivationsPanel"]
