"""Arranges the diagram of a layered network for a size of the panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from reluviz.document.items import Unit
from reluviz.views.folding import Fold, Folding, unfolded
from reluviz.views.layers.geometry import Column, FoldPlace, Layout, NodePlace
from reluviz.views.layers.labels import label_rooms
from reluviz.views.painting import Fonts

MOST_SHOWN = 12
"""A layer of more units is folded."""

_MARGIN = 12.0
_FULL, _COMPACT, _BIASED = 3.4, 1.8, 4.6  # least pitch of units, in lines
_WIDEST_PITCH = 11.0
_TALLEST_BOX = 4.4
_DOT = 20.0  # boxes that would be narrower are dots


@dataclass(frozen=True)
class _Frame:
    """What all columns share: the body, the width of nodes, and the lines of text."""

    top: float
    bottom: float
    node: float
    line: float
    small: float
    wide: float


def slots_of(n_units: int, room: float, line: float) -> int:
    """Return how many slots a layer gets: one for each unit, or fewer if it is folded."""
    fitting = max(3, int(room / (_COMPACT * line)))
    return n_units if n_units <= min(MOST_SHOWN, fitting) else min(MOST_SHOWN - 1, fitting)


def arrange(
    width: float, height: float, sizes: Sequence[int], starts: Sequence[int | None], fonts: Fonts
) -> Layout:
    """Return where everything is.

    Parameters
    ----------
    width, height : float
        Size of the panel, in logical pixels.
    sizes : sequence of int
        Numbers of inputs and of the units of each layer.
    starts : sequence of int or None
        For each of them the first unit of the window of a folded layer.
    fonts : Fonts
        The fonts.
    """
    line, small = fonts.line, fonts.small_line
    header = QRectF(_MARGIN, 8, width - 2 * _MARGIN, small) if height > 14 * line else None
    legend = None
    bottom = height - 8
    if height > 22 * line:
        legend = QRectF(_MARGIN, bottom - small, width - 2 * _MARGIN, small)
        bottom -= small + 4
    readout = QRectF(_MARGIN, bottom - 2 * line - 4, width - 2 * _MARGIN, 2 * line + 2)
    top = 8.0 if header is None else header.bottom() + 6
    apart = (width - 2 * _MARGIN) / (len(sizes) - 0.5)
    node = min(max(0.44 * apart, 9.0), 5.0 * line)
    node = node if node >= _DOT else 9.0
    frame = _Frame(top + small + 6, readout.top() - 10, node, line, small, width)
    columns = []
    for number, (size, start) in enumerate(zip(sizes, starts, strict=True)):
        share = number / (len(sizes) - 1)
        left = _MARGIN + share * (width - 2 * _MARGIN - node)
        columns.append(_column(frame, number - 1, left, size, start, apart))
    layout = Layout((width, height), tuple(columns), header, legend, readout)
    rooms, has_names = label_rooms(layout, fonts)
    return Layout((width, height), tuple(columns), header, legend, readout, rooms, has_names)


def _column(
    frame: _Frame, layer: int, left: float, size: int, start: int | None, apart: float
) -> Column:
    room = frame.bottom - frame.top
    slots = slots_of(size, room, frame.line)
    folding = None if slots == size else Folding(size, slots)
    entries = unfolded(size) if folding is None else folding.entries(start)
    pitch = min(room / slots, _WIDEST_PITCH * frame.line)
    first = (frame.top + frame.bottom) / 2 - pitch * slots / 2
    nodes, folds = [], []
    for entry in entries:
        slot = QRectF(left, first + pitch * entry.slot, frame.node, pitch * entry.span)
        if isinstance(entry.shows, Fold):
            folds.append(FoldPlace(layer, entry.shows, slot.adjusted(0, 3, 0, -3)))
        else:
            nodes.append(_node(frame, Unit(entry.shows, layer), slot))
    rect = QRectF(left - 6, frame.top, frame.node + 12, room)
    heading = QRectF(0, frame.top - frame.small - 6, min(apart - 4, frame.wide), frame.small)
    heading.moveCenter(QPointF(left + frame.node / 2, heading.center().y()))
    heading.moveLeft(max(2.0, min(heading.left(), frame.wide - 2 - heading.width())))
    return Column(layer, rect, heading, tuple(nodes), tuple(folds), folding)


def _node(frame: _Frame, neuron: Unit, slot: QRectF) -> NodePlace:
    if neuron.layer < 0:
        return _input(frame, neuron, slot)
    lines = slot.height() / frame.line
    if slot.width() < _DOT:
        dot = QRectF(0, 0, slot.width(), slot.width())
        dot.moveCenter(slot.center())
        return NodePlace(neuron, dot, None)
    if lines < _FULL:
        box = QRectF(slot.left(), 0, slot.width(), min(1.4 * frame.line, slot.height() - 5))
        box.moveCenter(slot.center())
        return NodePlace(neuron, box, box.adjusted(-3, 0, 3, 0))  # measured in bold
    is_biased = lines >= _BIASED
    taken = frame.small * (2 if is_biased else 1) + 0.5 * frame.line
    tall = min(slot.height() - taken, _TALLEST_BOX * frame.line, 0.9 * slot.width())
    box = QRectF(slot.left(), 0, slot.width(), tall)
    box.moveCenter(slot.center())
    if not is_biased:
        box.moveTop(box.top() - frame.small / 2)
    value = QRectF(slot.left() - 8, box.bottom() + 3, slot.width() + 16, frame.small)
    bias = None
    if is_biased:
        bias = QRectF(slot.left() - 8, box.top() - frame.small - 3, slot.width() + 16, frame.small)
    return NodePlace(neuron, box, value, bias, box.adjusted(3, 3, -3, -3))


def _input(frame: _Frame, neuron: Unit, slot: QRectF) -> NodePlace:
    across = min(2.5 * frame.line, slot.width(), slot.height() - frame.small - 3)
    circle = QRectF(0, 0, across, across)
    circle.moveCenter(slot.center())
    if slot.width() < _DOT:
        return NodePlace(neuron, circle, None)
    value = QRectF(slot.left() - 8, circle.bottom() + 2, slot.width() + 16, frame.small)
    return NodePlace(neuron, circle, value)
