"""Which node is next to the selected one, for the keyboard."""

from __future__ import annotations

from reluviz.core.network import Network
from reluviz.document.items import Item, Unit
from reluviz.views.layered_words import neuron_of


def neighbour(network: Network, item: Item | None, right: int, down: int) -> Unit:
    """Return the node so many layers to the right and places down; the first one to begin."""
    here = neuron_of(item)
    if here is None:
        return Unit(0)
    layer = max(-1, min(here.layer + right, len(network.layers) - 1))
    size = network.n_inputs if layer < 0 else network.layers[layer].n_units
    return Unit(max(0, min(here.index + down, size - 1)), layer)
