"""The parts of the diagram and their places, in logical pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QRegion

from reluviz.views.diagram.curves import Curve
from reluviz.views.folding import Fold, Folding


class Detail(Enum):
    """How much is shown of each unit: its box's height, what is below it, and the gap, in lines."""

    FULL = (3.5, 1.15, 0.7)
    MEDIUM = (2.5, 0.0, 0.6)
    COMPACT = (1.5, 0.0, 0.5)

    @property
    def pitch(self) -> float:
        """Least distance from one unit to the next, in lines."""
        return sum(self.value)

    @property
    def widest_pitch(self) -> float:
        """Largest distance from one unit to the next, in lines."""
        return {Detail.FULL: 11.5, Detail.MEDIUM: 4.4, Detail.COMPACT: 2.6}[self]

    @property
    def tallest_box(self) -> float:
        """Largest height of a box, in lines."""
        return {Detail.FULL: 6.5, Detail.MEDIUM: 2.9, Detail.COMPACT: 1.6}[self]


@dataclass(frozen=True)
class Node:
    """The input or the output.

    Parameters
    ----------
    circle : QRectF
        Its circle.
    captions : tuple of QRectF
        Rooms below it, a line each; empty if there is no room.
    """

    circle: QRectF
    captions: tuple[QRectF, ...]

    @cached_property
    def region(self) -> QRegion:
        """Where circle and first caption are painted."""
        return QRegion(grown(self.circle, 5)) + self.caption_region(0)

    def caption_region(self, index: int) -> QRegion:
        """Where a caption is painted."""
        return QRegion(grown(self.captions[index], 1))


@dataclass(frozen=True)
class Row:
    """One unit: its box, what is in it, and its two edges with rooms for their labels.

    Rooms that are None are left out for want of space.
    """

    unit: int
    box: QRectF
    name: QRectF
    bias: QRectF | None
    picture: QRectF | None
    value: QRectF | None
    incoming: Curve
    outgoing: Curve
    incoming_label: QRectF | None
    outgoing_label: QRectF | None
    has_second_line: bool

    @cached_property
    def regions(self) -> dict[str, QRegion]:
        """Where "v", "w" (an edge and its label) and "unit" (the box and its value) are painted."""
        unit = QRegion(grown(self.box, 4))
        if self.value is not None:
            unit += grown(self.value, 2)
        return {
            "v": _edge_region(self.incoming, self.incoming_label),
            "w": _edge_region(self.outgoing, self.outgoing_label),
            "unit": unit,
        }


def grown(rect: QRectF, by: float) -> QRect:
    """Return the whole pixels of `rect`, made larger on all sides."""
    return rect.adjusted(-by, -by, by, by).toAlignedRect()


def _edge_region(curve: Curve, label: QRectF | None) -> QRegion:
    region = QRegion()
    for rect in curve.pixels:
        region += rect
    if label is not None:  # with the line below it that says what the value was
        region += grown(label.adjusted(0, 0, 0, label.height() + 2), 3)
    return region


@dataclass(frozen=True)
class FoldRow:
    """Units folded away: a pile of thin bars around a text, and a bundle of edges."""

    fold: Fold
    rect: QRectF
    text: QRectF
    bars: tuple[QRectF, ...]
    strands: tuple[Curve, ...]


@dataclass(frozen=True)
class Layout:
    """The whole diagram, in logical pixels."""

    size: tuple[float, float]
    detail: Detail
    header: QRectF | None
    legend: QRectF | None
    source: Node
    output: Node
    edges_have_names: bool
    biases_have_names: bool
    rows: tuple[Row, ...]
    folds: tuple[FoldRow, ...]
    folding: Folding | None
    start: int | None

    @cached_property
    def curves(self) -> NDArray[np.float64]:
        """Points of all edges, shape (2 n, 17, 2): incoming and outgoing of each row in turn."""
        return np.array([c.points for row in self.rows for c in (row.incoming, row.outgoing)])

    @cached_property
    def units(self) -> NDArray[np.intp]:
        """The units that are shown, shape (rows,)."""
        return np.array([row.unit for row in self.rows], dtype=np.intp)

    def row_of(self, unit: int | None) -> Row | None:
        """Return the row of a unit, or None if it is folded away."""
        return next((row for row in self.rows if row.unit == unit), None)
