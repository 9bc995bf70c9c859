"""The parts of the diagram and their places, in logical pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from reluviz.views.diagram.curves import Curve
from reluviz.views.diagram.folding import Fold, Folding


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

    @property
    def bounds(self) -> QRectF:
        """Circle and captions together."""
        rect = QRectF(self.circle)
        for caption in self.captions:
            rect = rect.united(caption)
        return rect


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

    @property
    def rooms(self) -> list[QRectF]:
        """The rooms for text outside the box, and the box."""
        rooms = [self.box, self.incoming_label, self.outgoing_label]
        if self.value is not None and not self.box.contains(self.value):
            rooms.append(self.value)
        return [room for room in rooms if room is not None]

    @cached_property
    def bounds(self) -> QRectF:
        """Everything of the row, edges included."""
        rect = self.incoming.bounds.united(self.outgoing.bounds)
        for room in self.rooms:
            rect = rect.united(room)
        return rect.adjusted(-8, -8, 8, 8 + self.box.height() / 2)


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
