"""A plane through a network of three inputs, seen and edited as a network of two."""

from __future__ import annotations

from dataclasses import replace

from reluviz.core.layer import Layer
from reluviz.core.network import Network, ParameterId
from reluviz.document.items import Item, Region
from reluviz.document.snapshot import Snapshot

Axes = tuple[int, int]


def seen(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot of the plane that is drawn: of two inputs the snapshot itself.

    Raises
    ------
    TypeError
        If no plane is drawn.
    """
    axes, point = snapshot.plane_axes, snapshot.point
    if axes is None:
        raise TypeError(f"no plane is drawn through {snapshot.network!r}")
    if snapshot.network.n_inputs == 2:
        return snapshot
    before = snapshot.before
    if before is not None:
        before = before.through(axes, point) if len(before.box) == len(point) else None
    return replace(
        snapshot,
        state=snapshot.state.through(axes, point),
        before=before,
        selection=_seen_item(snapshot.selection, axes, point),
        hovered=_seen_item(snapshot.hovered, axes, point),
        view=replace(snapshot.view, point=(point[axes[0]], point[axes[1]]), probe=None),
    )


def lifted(
    whole: Network, plane: Network, changed: Network, axes: Axes, held: tuple[float, ...]
) -> Network:
    """Return a network whose plane is another one than it was.

    Parameters
    ----------
    whole : Network
        The network as it is.
    plane, changed : Network
        Its plane, and what that has become: in the first layer alone.
    axes : tuple of int
        The inputs across and up.
    held : tuple of float
        Where the others are held.
    """
    first, old, new = whole.layers[0], plane.layers[0], changed.layers[0]
    weights, bias = first.weights.copy(), first.bias.copy()
    rest = [0.0 if k in axes else value for k, value in enumerate(held)]
    for unit in range(first.n_units):
        if (old.weights[unit] != new.weights[unit]).any() or old.bias[unit] != new.bias[unit]:
            weights[unit, list(axes)] = new.weights[unit]
            bias[unit] = float(f"{new.bias[unit] - weights[unit] @ rest:.12g}")
    return Network([Layer(weights, bias, first.activation), *whole.layers[1:]])


def _seen_item(item: Item | None, axes: Axes, point: tuple[float, ...]) -> Item | None:
    """What an item is in the plane; None if it is not in it."""
    if isinstance(item, ParameterId) and item.layer == 0 and item.source is not None:
        # The weight of what is held acts as the bias does.
        if item.source not in axes and point[item.source] == 0:
            return None  # it moves nothing here
        source = axes.index(item.source) if item.source in axes else None
        return ParameterId(0, item.unit, source)
    if isinstance(item, Region):
        is_here = item.axes == axes and all(
            item.point[k] == value for k, value in enumerate(point) if k not in axes
        )
        return Region(item.x, item.y) if is_here else None
    return item
