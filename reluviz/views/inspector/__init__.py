"""The inspector: the numbers, an editor for the selected one, and what a change of it does."""

from reluviz.views.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
