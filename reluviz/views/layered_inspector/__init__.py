"""The inspector of layered networks: a table of each layer, and how layers are changed."""

from reluviz.views.layered_inspector.panel import LayeredInspectorPanel

__all__ = ["LayeredInspectorPanel"]
