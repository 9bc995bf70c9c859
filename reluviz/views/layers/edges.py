"""Which edges are drawn, and where; found anew only between layers that have changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.layer import Layer
from reluviz.core.network import ParameterId
from reluviz.core.signals import Signals
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.layers.geometry import Column, Layout

Array = NDArray[np.float64]

MOST_EDGES = 320
"""Of more edges than this the strongest are drawn, and all those of the selected unit."""

_THINNED = 200  # so many are drawn of more than that
_LEAST_BETWEEN = 20  # and at least so many between any two layers


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges that are drawn.

    Parameters
    ----------
    places : ndarray of int, shape (n, 3)
        Layer, unit and source of each.
    lines : ndarray, shape (n, 4)
        x and y of both ends.
    values : ndarray, shape (n,)
        Their weights.
    is_live : ndarray of bool, shape (n,)
        Whether anything flows through them at the probe.
    is_thinned : bool
        Whether some are left out.
    """

    places: NDArray[np.intp]
    lines: Array
    values: Array
    is_live: NDArray[np.bool_]
    is_thinned: bool

    @cached_property
    def parameters(self) -> list[ParameterId]:
        """Which they are."""
        return [ParameterId(*place) for place in self.places.tolist()]

    def mask(self, item: object) -> NDArray[np.bool_]:
        """Where an item is among them, shape (n,)."""
        if not isinstance(item, ParameterId) or item.source is None:
            return np.zeros(len(self.places), dtype=bool)
        found: NDArray[np.bool_] = np.all(
            self.places == (item.layer, item.unit, item.source), axis=1
        )
        return found


@dataclass(frozen=True, eq=False)
class _Gap:
    """The edges between two columns, for one layer and one selection."""

    layer: Layer
    columns: tuple[Column, Column]
    emphasis: Item | None
    most: int | None
    places: NDArray[np.intp]
    lines: Array


class EdgeFinder:
    """Remembers the edges between every two columns."""

    def __init__(self) -> None:
        self._gaps: list[_Gap] = []

    def find(self, snapshot: Snapshot, layout: Layout, flow: Signals) -> Edges:
        """Return the edges that are drawn of a snapshot in a layout."""
        pairs = list(zip(layout.columns, layout.columns[1:], strict=False))
        count = sum(len(before.nodes) * len(after.nodes) for before, after in pairs)
        most = None if count <= MOST_EDGES else max(_LEAST_BETWEEN, _THINNED // len(pairs))
        known = self._gaps if len(self._gaps) == len(pairs) else [None] * len(pairs)
        layers, selected = snapshot.network.layers, snapshot.selection
        self._gaps = [
            _found(gap, layers[pair[1].layer], pair, selected, most)
            for gap, pair in zip(known, pairs, strict=True)
        ]
        values, live = [], []
        for gap in self._gaps:
            layer, units, sources = gap.columns[1].layer, gap.places[:, 1], gap.places[:, 2]
            values.append(layers[layer].weights[units, sources])
            live.append(flow.into(layer)[sources] != 0)
        return Edges(
            np.concatenate([gap.places for gap in self._gaps]),
            np.concatenate([gap.lines for gap in self._gaps]),
            np.concatenate(values),
            np.concatenate(live),
            most is not None,
        )


def _found(
    known: _Gap | None,
    layer: Layer,
    columns: tuple[Column, Column],
    selected: Item | None,
    most: int | None,
) -> _Gap:
    """The edges between two columns: those known if nothing of them has changed."""
    before, after = columns
    emphasis = selected if most is not None else None
    if (
        known is not None
        and known.columns[0] is before
        and known.columns[1] is after
        and (known.emphasis, known.most) == (emphasis, most)
        and (most is None or known.layer is layer)
    ):
        return known
    rows, columns_ = _drawn(layer.weights, before, after, most, emphasis)
    ends = np.array([node.right.x() for node in before.nodes])  # circles are narrower than boxes
    starts = np.array([node.left.x() for node in after.nodes])
    lines = np.column_stack(
        [ends[columns_], before.middles[columns_], starts[rows], after.middles[rows]]
    )
    number = np.full(len(rows), after.layer, dtype=np.intp)
    places = np.column_stack([number, after.indices[rows], before.indices[columns_]])
    return _Gap(layer, columns, emphasis, most, places, lines)


def _drawn(
    weights: Array, before: Column, after: Column, most: int | None, emphasis: Item | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the edges drawn between two columns."""
    sizes = np.abs(weights[np.ix_(after.indices, before.indices)])
    order = np.arange(sizes.size)
    if most is not None and sizes.size > most:
        if isinstance(emphasis, Unit) and emphasis.layer == before.layer:
            sizes[:, before.indices == emphasis.index] = np.inf
        if isinstance(emphasis, Unit) and emphasis.layer == after.layer:
            sizes[after.indices == emphasis.index] = np.inf
        if isinstance(emphasis, ParameterId) and emphasis.layer == after.layer:
            chosen = np.ix_(after.indices == emphasis.unit, before.indices == emphasis.source)
            sizes[chosen] = np.inf
        order = np.argsort(sizes, axis=None, kind="stable")[-most:]
    rows, columns = np.unravel_index(order, sizes.shape)
    return rows, columns
