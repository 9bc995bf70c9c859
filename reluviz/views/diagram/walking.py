"""Which item is next to the selected one, for the keyboard."""

from __future__ import annotations

from reluviz.core.network import ParameterId
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import Snapshot


def neighbour(snapshot: Snapshot, by: int) -> Item:
    """Return the unit `by` places on, or the same parameter of it; the first or last to begin."""
    unit, item = snapshot.unit, snapshot.selection
    last = snapshot.network.n_units - 1
    if unit is None:
        return Unit(0 if by > 0 else last)
    unit = max(0, min(unit + by, last))
    if isinstance(item, ParameterId):
        if item.layer == 0:
            return ParameterId(0, unit, item.source)
        return ParameterId(1, 0, unit)
    return Unit(unit)


def beside(snapshot: Snapshot, by: int) -> ParameterId:
    """Return the parameter `by` places to the right of the selected one: v, b, w, b0."""
    unit = 0 if snapshot.unit is None else snapshot.unit
    along = [
        ParameterId(0, unit, 0),
        ParameterId(0, unit),
        ParameterId(1, 0, unit),
        ParameterId(1, 0),
    ]
    if snapshot.parameter in along and isinstance(snapshot.selection, ParameterId):
        return along[max(0, min(along.index(snapshot.selection) + by, len(along) - 1))]
    return along[0] if by > 0 else along[2]
