"""Which edges are drawn, and where; found anew only between layers that have changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainterPath

from reluviz.core.layer import Layer
from reluviz.core.network import ParameterId
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.views.diagram.geometry import (
    Array,
    Column,
    Layout,
    corners_of,
    edge_lines,
    is_fan,
    path_of,
    points_of,
)
from reluviz.views.painting import THICKEST

MOST_EDGES = 320
"""Of more edges than this the strongest are drawn, and all those of the selected unit."""

_THINNED = 200  # so many are drawn of more than that
_LEAST_BETWEEN = 20  # and at least so many between any two layers
_SLICES = 4
_GLOW = THICKEST / 2 + 6  # how far the paint of an edge reaches from its curve


@dataclass(frozen=True, eq=False)
class Gap:
    """The edges drawn between two columns, for one layer and one selection.

    Parameters
    ----------
    rows, sources : ndarray of int, shape (n,)
        Which nodes of the columns they join: those after and those before.
    places : ndarray of int, shape (n, 3)
        Layer, unit and source of each.
    lines : ndarray, shape (n, 4)
        Where they begin and end.
    """

    layer: Layer
    columns: tuple[Column, Column]
    emphasis: Item | None
    most: int | None
    rows: NDArray[np.intp]
    sources: NDArray[np.intp]
    places: NDArray[np.intp]
    lines: Array


class Edges:
    """The edges that are drawn.

    Parameters
    ----------
    gaps : list of Gap
        Those between every two columns.
    is_thinned : bool
        Whether some are left out.
    """

    def __init__(self, gaps: list[Gap], is_thinned: bool) -> None:
        self.gaps = gaps
        self.is_thinned = is_thinned
        self.places = np.concatenate([gap.places for gap in gaps])
        self.lines = np.concatenate([gap.lines for gap in gaps])
        fans = [np.full(len(gap.places), is_fan(*gap.columns)) for gap in gaps]
        self.bends: NDArray[np.bool_] = np.concatenate(fans)
        self._paths: dict[int, QPainterPath] = {}
        self._pixels: dict[int, list[QRect]] = {}

    @cached_property
    def parameters(self) -> list[ParameterId]:
        """Which they are."""
        return [ParameterId(*place) for place in self.places.tolist()]

    @cached_property
    def index(self) -> dict[object, int]:
        """Where each of them is."""
        return {parameter: k for k, parameter in enumerate(self.parameters)}

    @cached_property
    def points(self) -> Array:
        """Points along them, shape (n, 17, 2)."""
        return points_of(self._corners)

    def path(self, k: int) -> QPainterPath:
        """Return one of them for painting."""
        if k not in self._paths:
            self._paths[k] = path_of(self._corners[k])
        return self._paths[k]

    def pixels(self, k: int) -> list[QRect]:
        """Return a few rectangles that cover one closely, with the width of the thickest line."""
        if k not in self._pixels:
            points = self.points[k]
            step = (len(points) - 1) // _SLICES
            self._pixels[k] = [
                QRectF(QPointF(*points[at]), QPointF(*points[at + step]))
                .normalized()
                .adjusted(-_GLOW, -_GLOW, _GLOW, _GLOW)
                .toAlignedRect()
                for at in range(0, len(points) - 1, step)
            ]
        return self._pixels[k]

    def middle(self, k: int) -> QPointF:
        """Return the middle of one."""
        return QPointF(*self.points[k, len(self.points[k]) // 2].tolist())

    def nearest(self, at: QPointF) -> tuple[ParameterId, float] | None:
        """Return the edge next to a place and its distance; None without edges."""
        if not len(self.places):
            return None
        start, run = self.points[:, :-1], np.diff(self.points, axis=1)
        away = np.array([at.x(), at.y()]) - start
        share = np.sum(away * run, axis=2) / np.maximum(np.sum(run * run, axis=2), 1e-12)
        rest = away - np.clip(share, 0.0, 1.0)[..., np.newaxis] * run
        distances = np.min(np.sum(rest * rest, axis=2), axis=1)
        k = int(np.argmin(distances))
        return self.parameters[k], float(np.sqrt(distances[k]))

    @cached_property
    def _corners(self) -> Array:
        return corners_of(self.lines, self.bends)


class EdgeFinder:
    """Remembers the edges between every two columns."""

    def __init__(self) -> None:
        self._edges: Edges | None = None

    def find(self, snapshot: Snapshot, layout: Layout) -> Edges:
        """Return the edges that are drawn of a snapshot in a layout: the same while they can be."""
        pairs = list(pairwise(layout.columns))
        count = sum(len(before.nodes) * len(after.nodes) for before, after in pairs)
        most = None if count <= MOST_EDGES else max(_LEAST_BETWEEN, _THINNED // len(pairs))
        old = self._edges
        known = old.gaps if old and len(old.gaps) == len(pairs) else [None] * len(pairs)
        layers, selected = snapshot.network.layers, snapshot.selection
        gaps = [
            _found(gap, layers[pair[1].layer], pair, selected, most)
            for gap, pair in zip(known, pairs, strict=True)
        ]
        is_same = all(a is b or _is_alike(a, b) for a, b in zip(known, gaps, strict=True))
        if old is None or not is_same or old.is_thinned != (most is not None):
            self._edges = Edges(gaps, most is not None)
        else:
            old.gaps = gaps
        assert self._edges is not None
        return self._edges


def _is_alike(known: Gap | None, gap: Gap) -> bool:
    return (
        known is not None
        and known.columns[0] is gap.columns[0]
        and known.columns[1] is gap.columns[1]
        and np.array_equal(known.places, gap.places)
    )


def _found(
    known: Gap | None,
    layer: Layer,
    columns: tuple[Column, Column],
    selected: Item | None,
    most: int | None,
) -> Gap:
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
    rows, sources = _drawn(layer.weights, before, after, most, emphasis)
    # Circles are narrower than boxes.
    starts = np.array([node.box.right() for node in before.nodes])
    ends = np.array([node.box.left() for node in after.nodes])
    lines = edge_lines(
        before,
        after,
        np.column_stack([starts[sources], before.middles[sources]]),
        np.column_stack([ends[rows], after.middles[rows]]),
    )
    number = np.full(len(rows), after.layer, dtype=np.intp)
    places = np.column_stack([number, after.indices[rows], before.indices[sources]])
    return Gap(layer, columns, emphasis, most, rows, sources, places, lines)


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
    rows, sources = np.unravel_index(order, sizes.shape)
    return rows, sources
