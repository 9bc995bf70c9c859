"""The parts of the diagram of a layered network and their places, in logical pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from reluviz.core.network import ParameterId
from reluviz.document.items import Unit
from reluviz.views.folding import Fold, Folding

Array = NDArray[np.float64]


@dataclass(frozen=True)
class NodePlace:
    """A node: an input's circle or a unit's box.

    Parameters
    ----------
    neuron : Unit
        Which.
    box : QRectF
        The circle or the box.
    value : QRectF or None
        Room for the live value; None if there is none to write.
    bias : QRectF or None
        Room for the bias; None if there is none to write.
    picture : QRectF or None
        Room for the shape of the activation.
    """

    neuron: Unit
    box: QRectF
    value: QRectF | None
    bias: QRectF | None = None
    picture: QRectF | None = None

    @cached_property
    def reach(self) -> QRectF:
        """Where a hand finds it: dots are larger for it than for the eye."""
        if self.value is None:
            return self.box.adjusted(-3, -3, 3, 3)
        return self.box.united(self.value.intersected(self.box.adjusted(0, 0, 0, 99)))

    @property
    def left(self) -> QPointF:
        """Where edges end."""
        return QPointF(self.box.left(), self.box.center().y())

    @property
    def right(self) -> QPointF:
        """Where edges begin."""
        return QPointF(self.box.right(), self.box.center().y())


@dataclass(frozen=True)
class FoldPlace:
    """Units of a layer that are folded away."""

    layer: int
    fold: Fold
    rect: QRectF


@dataclass(frozen=True)
class Column:
    """The inputs or a layer: its nodes in sight, and what is folded.

    Parameters
    ----------
    layer : int
        Index of the layer; -1 for the inputs.
    rect : QRectF
        All of the column.
    heading : QRectF
        Room for its heading.
    nodes, folds : tuple
        What is in it, from the top.
    folding : Folding or None
        How it is folded.
    """

    layer: int
    rect: QRectF
    heading: QRectF
    nodes: tuple[NodePlace, ...]
    folds: tuple[FoldPlace, ...] = ()
    folding: Folding | None = None

    @cached_property
    def indices(self) -> NDArray[np.intp]:
        """The nodes in sight, shape (n,)."""
        return np.array([node.neuron.index for node in self.nodes], dtype=np.intp)

    @cached_property
    def middles(self) -> Array:
        """y of the nodes in sight, shape (n,)."""
        return np.array([node.box.center().y() for node in self.nodes])


@dataclass(frozen=True)
class Layout:
    """The whole diagram, in logical pixels.

    Parameters
    ----------
    size : (float, float)
        Width and height.
    columns : tuple of Column
        The inputs and the layers, from the left.
    header, legend, readout : QRectF or None
        Rooms for the shape of the network, for what the lines mean, and for the sum written out.
    rooms : dict
        Rooms for the labels of edges, where there is one.
    has_names : frozenset of int
        Layers whose labels have room for the name of the weight.
    """

    size: tuple[float, float]
    columns: tuple[Column, ...]
    header: QRectF | None
    legend: QRectF | None
    readout: QRectF
    rooms: dict[ParameterId, QRectF] = field(default_factory=dict)
    has_names: frozenset[int] = frozenset()

    @cached_property
    def nodes(self) -> dict[Unit, NodePlace]:
        """All nodes in sight."""
        return {node.neuron: node for column in self.columns for node in column.nodes}

    def column_at(self, x: float) -> Column | None:
        """Return the column at a place, or None."""
        return next((c for c in self.columns if c.rect.left() <= x <= c.rect.right()), None)

    def line_of(self, parameter: ParameterId) -> tuple[float, float, float, float] | None:
        """Return x and y of both ends of the edge of a weight; None if one is folded away."""
        if parameter.source is None:
            return None
        start = self.nodes.get(Unit(parameter.source, parameter.layer - 1))
        end = self.nodes.get(Unit(parameter.unit, parameter.layer))
        if start is None or end is None:
            return None
        return start.right.x(), start.right.y(), end.left.x(), end.left.y()
