"""Which item is next to the selected one, for the keyboard."""

from __future__ import annotations

from reluviz.core.network import Network, ParameterId
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import Snapshot


def neighbour(snapshot: Snapshot, right: int, down: int) -> Item:
    """Return the item so many layers to the right and places down; the first unit to begin.

    From a unit one goes to units. From a parameter one goes down to the same one of the next unit,
    and right along the way of the signal: weight, bias, a weight that leads on.
    """
    network, item = snapshot.network, snapshot.selection
    if isinstance(item, ParameterId):
        return _along(network, item, right) if right else _below(network, item, down)
    here = item
    if not isinstance(here, Unit):
        unit = snapshot.unit
        if unit is None:
            return Unit(0 if right or down > 0 else _size(network, 0) - 1)
        here = Unit(unit)
    layer = max(-1, min(here.layer + right, len(network.layers) - 1))
    return Unit(max(0, min(here.index + down, _size(network, layer) - 1)), layer)


def inside(item: Item | None) -> Item | None:
    """Return the first weight of a unit, or the unit that a parameter belongs to."""
    if isinstance(item, Unit) and item.layer >= 0:
        return ParameterId(item.layer, item.index, 0)
    return Unit(item.unit, item.layer) if isinstance(item, ParameterId) else item


def _size(network: Network, layer: int) -> int:
    return network.n_inputs if layer < 0 else network.layers[layer].n_units


def _below(network: Network, item: ParameterId, by: int) -> ParameterId:
    """The same parameter of another unit; of a single unit, its weight from another one."""
    last = network.layers[item.layer].n_units - 1
    if last == 0 and item.source is not None:
        source = max(0, min(item.source + by, _size(network, item.layer - 1) - 1))
        return ParameterId(item.layer, 0, source)
    return ParameterId(item.layer, max(0, min(item.unit + by, last)), item.source)


def _along(network: Network, item: ParameterId, by: int) -> ParameterId:
    """The parameter before or after one, on the way of the signal through its unit."""
    layer, unit, source = item.layer, item.unit, item.source
    if by > 0:
        if source is not None:
            return ParameterId(layer, unit)
        is_last = layer == len(network.layers) - 1
        return item if is_last else ParameterId(layer + 1, 0, unit)
    if source is None:
        return ParameterId(layer, unit, 0)
    return item if layer == 0 else ParameterId(layer - 1, source)
