"""The network as a diagram: input, hidden units, output, and every weight and bias in place."""

from __future__ import annotations

from reluviz.views.diagram.panel import DiagramPanel

__all__ = ["DiagramPanel"]
