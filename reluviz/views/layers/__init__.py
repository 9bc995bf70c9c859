"""The diagram of a layered network: inputs, units of every layer, and every weight."""

from reluviz.views.layers.panel import LayersPanel

__all__ = ["LayersPanel"]
