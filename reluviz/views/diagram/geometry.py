"""The parts of the diagram and their places, in logical pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainterPath, QRegion

from reluviz.core.network import Network, ParameterId
from reluviz.document.items import Unit
from reluviz.views.folding import Fold, Folding
from reluviz.views.layered_words import node_name

Array = NDArray[np.float64]

_T = np.linspace(0.0, 1.0, 17)
_BASIS = np.array([(1 - _T) ** 3, 3 * (1 - _T) ** 2 * _T, 3 * (1 - _T) * _T**2, _T**3]).T


class TextSizes(Protocol):
    """How large texts are, in logical pixels."""

    @property
    def line(self) -> float:
        """Height of a line of the widget's font."""

    @property
    def small_line(self) -> float:
        """Height of a line of a label."""

    def name_width(self, text: str) -> float:
        """Width of the name of a unit."""

    def label_width(self, text: str) -> float:
        """Width of a label."""


@dataclass(frozen=True)
class Shape:
    """All that the places of things depend on: numbers of units, and the longest names.

    Parameters
    ----------
    sizes : tuple of int
        Numbers of inputs and of the units of each layer.
    has_round_output : bool
        Whether there is one output that hands on its sum: a circle, as the input.
    units, weights : tuple of str
        The name of the last unit of each layer, and of its last weight.
    """

    sizes: tuple[int, ...]
    has_round_output: bool
    units: tuple[str, ...]
    weights: tuple[str, ...]

    @classmethod
    def of(cls, network: Network) -> Shape:
        """Return the shape of a network."""
        layers, last = network.layers, network.layers[-1]
        return cls(
            (network.n_inputs, *(layer.n_units for layer in layers)),
            last.n_units == 1 and last.kind.is_linear,
            tuple(node_name(network, k, layer.n_units - 1) for k, layer in enumerate(layers)),
            tuple(
                network.name(ParameterId(k, layer.n_units - 1, layer.n_inputs - 1))
                for k, layer in enumerate(layers)
            ),
        )

    @property
    def is_fan(self) -> bool:
        """Whether there is one hidden layer, between one input and one output."""
        return len(self.sizes) == 3 and self.sizes[0] == self.sizes[2] == 1


@dataclass(frozen=True)
class NodePlace:
    """An input or a unit: its circle, box or dot, and rooms in and beside it.

    Rooms that are None are left out for want of space.
    """

    unit: Unit
    box: QRectF
    is_round: bool = False
    name: QRectF | None = None
    bias: QRectF | None = None
    picture: QRectF | None = None
    value: QRectF | None = None

    @property
    def is_dot(self) -> bool:
        """Whether there is no room to write anything."""
        return self.value is None and self.name is None

    @cached_property
    def reach(self) -> QRectF:
        """Where a hand finds it: dots are larger for it than for the eye."""
        if self.is_dot:
            return self.box.adjusted(-3, -3, 3, 3)
        if self.value is None:
            return self.box
        return self.box.united(self.value.intersected(self.box.adjusted(0, 0, 0, 99)))

    @cached_property
    def bias_reach(self) -> QRectF | None:
        """Where a hand finds the bias."""
        return None if self.bias is None else self.bias.adjusted(-2, 0, 3, 0)

    @cached_property
    def region(self) -> QRegion:
        """Where it is painted, apart from what changes with the probe."""
        region = QRegion(grown(self.box, 4))
        return region if self.bias is None else region + grown(self.bias, 4)

    @cached_property
    def live_region(self) -> QRegion:
        """Where its live values are painted."""
        region = QRegion()
        for room in (self.picture, self.value):
            region = region if room is None else region + grown(room, 4)
        return region


@dataclass(frozen=True)
class FoldPlace:
    """Units folded away: a pile of thin bars around a text."""

    layer: int
    fold: Fold
    rect: QRectF
    text: QRectF
    bars: tuple[QRectF, ...]


@dataclass(frozen=True)
class Column:
    """The inputs or a layer: its nodes in sight, and what is folded.

    Parameters
    ----------
    layer : int
        Index of the layer; -1 for the inputs.
    rect, heading : QRectF
        All of the column, and room for its heading.
    pitch, slots : float, int
        The distance from one node to the next, and how many there is room for.
    nodes, folds : tuple
        What is in it, from the top.
    folding : Folding or None
        How it is folded.
    button : QRectF or None
        What adds a unit.
    has_bias_names : bool
        Whether there is room for names of biases.
    """

    layer: int
    rect: QRectF
    heading: QRectF | None
    pitch: float
    slots: int
    nodes: tuple[NodePlace, ...]
    folds: tuple[FoldPlace, ...] = ()
    folding: Folding | None = None
    button: QRectF | None = None
    has_bias_names: bool = True

    @cached_property
    def indices(self) -> NDArray[np.intp]:
        """The nodes in sight, shape (n,)."""
        return np.array([node.unit.index for node in self.nodes], dtype=np.intp)

    @cached_property
    def middles(self) -> Array:
        """y of the nodes in sight, shape (n,)."""
        return np.array([node.box.center().y() for node in self.nodes])

    @property
    def is_single(self) -> bool:
        """Whether it is one node, from which edges fan out."""
        return len(self.nodes) == 1 and not self.folds and not self.nodes[0].is_dot


def is_fan(before: Column, after: Column) -> bool:
    """Whether the edges between two columns fan out from one node: level at the boxes' side."""
    if before.is_single:
        return not after.nodes[0].is_dot
    return after.is_single and not before.nodes[0].is_dot


def begins_before(before: Column, after: Column) -> bool:
    """Whether the one node of a fan is the one before; of two the round one is."""
    if not (before.is_single and after.is_single):
        return before.is_single
    return before.nodes[0].is_round or not after.nodes[0].is_round


def edge_lines(before: Column, after: Column, starts: Array, ends: Array) -> Array:
    """Return where edges begin and end, shape (n, 4): x and y of both ends.

    The edges of a fan begin at its one node, whichever side that is on.

    Parameters
    ----------
    before, after : Column
        The columns.
    starts, ends : ndarray, shape (n, 2)
        x and y at the right side of what they come from, and at the left of what they go to.
    """
    if not is_fan(before, after):
        return np.hstack([starts, ends])
    if begins_before(before, after):
        return np.hstack([_at_node(before, after, ends[:, 1], 1.0), ends])
    return np.hstack([_at_node(after, before, starts[:, 1], -1.0), starts])


def _at_node(single: Column, others: Column, y: Array, side: float) -> Array:
    """Where edges touch the one node: spread a little, so that thick ones hide no other."""
    box = single.nodes[0].box
    radius, x, middle = box.width() / 2, box.center().x(), box.center().y()
    half = max(others.slots * others.pitch / 2, 1.0)
    lift = np.clip((y - middle) / half, -1.0, 1.0) * min(0.7 * radius, 2.0 * others.slots)
    run = np.sqrt(radius**2 - lift**2) if single.nodes[0].is_round else np.full(len(y), radius)
    return np.column_stack([x + side * run, middle + lift])


def corners_of(lines: Array, bends: NDArray[np.bool_]) -> Array:
    """Return the corners of the cubic curves of edges, shape (n, 4, 2); straight, or a fan's.

    The bend of a fan is nearer to its node, so that the part beside the box is level.
    """
    start, end = lines[:, np.newaxis, :2], lines[:, np.newaxis, 2:]
    share = np.where(bends[:, np.newaxis], [0, 0.36, 0.18, 1], [0, 1 / 3, 2 / 3, 1])
    drop = np.where(bends[:, np.newaxis], [0, 0, 1, 1], [0, 1 / 3, 2 / 3, 1])
    return start + np.stack([share, drop], axis=2) * (end - start)


def points_of(corners: Array) -> Array:
    """Return points along curves, shape (n, 17, 2), of their corners."""
    return _BASIS @ corners


def path_of(corners: Array) -> QPainterPath:
    """Return the curve of four corners, for painting."""
    start, first, second, end = (QPointF(*corner) for corner in corners.tolist())
    path = QPainterPath(start)
    path.cubicTo(first, second, end)
    return path


@dataclass(frozen=True)
class Layout:
    """The whole diagram, in logical pixels.

    Parameters
    ----------
    size : (float, float)
        Width and height.
    columns : tuple of Column
        The inputs and the layers, from the left.
    header, legend, readout, button : QRectF or None
        Rooms for the shape of the network, for what the lines mean, for the sum written out, and
        for what adds a layer.
    rooms : dict
        Rooms for the labels of edges, where there is one.
    has_names, has_names_above, has_second_line : frozenset of int
        Layers whose labels have room for the name of the weight, for it alone in a line above (if
        a long value leaves it none), and for a line below.
    strands : tuple of QPainterPath
        The bundles of edges that are folded away.
    """

    size: tuple[float, float]
    columns: tuple[Column, ...]
    header: QRectF | None
    legend: QRectF | None
    readout: QRectF | None
    button: QRectF | None
    rooms: dict[ParameterId, QRectF] = field(default_factory=dict)
    has_names: frozenset[int] = frozenset()
    has_names_above: frozenset[int] = frozenset()
    has_second_line: frozenset[int] = frozenset()
    strands: tuple[QPainterPath, ...] = ()

    @cached_property
    def nodes(self) -> dict[Unit, NodePlace]:
        """All nodes in sight."""
        return {node.unit: node for column in self.columns for node in column.nodes}

    @cached_property
    def fans(self) -> frozenset[int]:
        """Layers whose edges fan out from one node, or come together in one."""
        pairs = pairwise(self.columns)
        return frozenset(after.layer for before, after in pairs if is_fan(before, after))

    def column_at(self, x: float) -> Column | None:
        """Return the column at a place, or None."""
        return next((c for c in self.columns if c.rect.left() <= x <= c.rect.right()), None)


def grown(rect: QRectF, by: float) -> QRect:
    """Return the whole pixels of `rect`, made larger on all sides."""
    return rect.adjusted(-by, -by, by, by).toAlignedRect()
