"""Where everything in the diagram is. Depends on sizes only, never on the values of parameters.

So a value that changes moves nothing, and only what shows it is painted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from reluviz.document.items import Unit
from reluviz.views.diagram.boxes import Box, fold_place, narrow_node, wide_node
from reluviz.views.diagram.geometry import (
    Column,
    FoldPlace,
    Layout,
    NodePlace,
    Shape,
    TextSizes,
    corners_of,
    edge_lines,
    is_fan,
    path_of,
)
from reluviz.views.diagram.labels import CHIP, LABEL_SHARE, LONG, SHORT, label_rooms
from reluviz.views.folding import Fold, Folding, unfolded

MOST_SHOWN = 12
"""A layer of more units is folded if its edges cross."""

_MARGIN = 12.0
_COMPACT = 1.8  # least pitch of narrow boxes, in lines
_WIDEST_PITCH = 20.0
_DOT = 20.0  # boxes that would be narrower are dots
_FORMS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3))
"""How weights and biases are written, from the widest on: with a name and long, short, or not."""


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
        return {Detail.FULL: 15.0, Detail.MEDIUM: 4.4, Detail.COMPACT: 2.6}[self]

    @property
    def tallest_box(self) -> float:
        """Largest height of a box, in lines."""
        return {Detail.FULL: 8.5, Detail.MEDIUM: 2.9, Detail.COMPACT: 1.6}[self]


@dataclass(frozen=True)
class _Frame:
    """What is above and below the columns, and the area that is left for them."""

    width: float
    area: QRectF
    header: QRectF | None = None
    headings: float | None = None
    buttons: float | None = None
    readout: QRectF | None = None
    legend: QRectF | None = None


def arrange(
    width: float,
    height: float,
    shape: Shape,
    sizes: TextSizes,
    starts: Sequence[int | None] | None = None,
) -> Layout:
    """Return the layout of a diagram.

    Parameters
    ----------
    width, height : float
        Size of the panel, in logical pixels.
    shape : Shape
        What is to be shown.
    sizes : TextSizes
        Measures of the fonts.
    starts : sequence of int or None, optional
        For the inputs and each layer the first unit of the window in the folded middle; None for
        one fold without a window.
    """
    frame = _frame(width, height, sizes)
    starts = [None] * len(shape.sizes) if starts is None else starts
    if shape.is_fan:
        columns = _wide_columns(frame, shape, starts[1], sizes)
    else:
        columns = _narrow_columns(frame, shape, starts, sizes)
    columns = _with_headings(frame, columns, sizes)
    rooms = label_rooms(columns, shape, sizes)
    return Layout(
        (width, height),
        columns,
        frame.header,
        frame.legend,
        frame.readout,
        _layer_button(frame, columns, sizes),
        *rooms,
        _strands(columns),
    )


def _frame(width: float, height: float, sizes: TextSizes) -> _Frame:
    """Share the height out; in low panels the units take it all."""
    line, small = sizes.line, sizes.small_line
    inset = 0.6 * line
    top, bottom = 0.5 * line, height - 0.5 * line
    frame = _Frame(width, QRectF())
    if height >= 20 * line:
        legend = QRectF(inset, bottom - small, width - 2 * inset, small)
        frame = replace(frame, legend=legend)
        bottom = legend.top() - 0.3 * line
    if height >= 16 * line:
        readout = QRectF(inset, bottom - 2 * line, width - 2 * inset, 2 * line)
        frame = replace(frame, readout=readout)
        bottom = readout.top() - 0.7 * line
    if height >= 12 * line:
        header = QRectF(inset, 0.45 * line, width - 2 * inset, small)
        bottom -= small
        frame = replace(frame, header=header, headings=header.bottom() + 2, buttons=bottom)
        top, bottom = header.bottom() + small + 0.5 * line, bottom - 0.3 * line
    return replace(frame, area=QRectF(0, top, width, max(bottom - top, line)))


def _with_headings(
    frame: _Frame, columns: tuple[Column, ...], sizes: TextSizes
) -> tuple[Column, ...]:
    """The columns with rooms above them for what they are, and below to add a unit."""
    small = sizes.small_line
    middles = [column.rect.center().x() for column in columns]
    borders = [0.0, *((a + b) / 2 for a, b in pairwise(middles)), frame.width]

    def room(number: int, y: float | None) -> QRectF | None:
        if y is None:
            return None
        left, right = borders[number] + 2, borders[number + 1] - 2
        half = min(middles[number] - left, right - middles[number])
        if 0 < number < len(columns) - 1:  # the outer ones may be beside the middle
            left, right = middles[number] - half, middles[number] + half
        return QRectF(left, y, right - left, small)

    last = len(columns) - 2
    return tuple(
        replace(
            column,
            heading=room(number, frame.headings),
            button=_button(room(number, frame.buttons), sizes, "+ unit")
            if 0 <= column.layer < last
            else None,
        )
        for number, column in enumerate(columns)
    )


def _button(room: QRectF | None, sizes: TextSizes, text: str) -> QRectF | None:
    """The middle of a room, as wide as a text; a plus where that is too narrow."""
    if room is None:
        return None
    width = sizes.label_width(text) + 10
    if width > room.width():
        width = min(sizes.label_width("+") + 8, room.width())
    return QRectF(room.center().x() - width / 2, room.top(), width, room.height())


def _layer_button(frame: _Frame, columns: tuple[Column, ...], sizes: TextSizes) -> QRectF | None:
    """What adds a layer: between the last two columns, or as far left of the last as there is."""
    if frame.buttons is None:
        return None
    before, after = columns[-2], columns[-1]
    left = before.rect.right() if before.button is None else before.button.right() + 4
    width = sizes.label_width("+ layer") + 10
    middle = max((before.rect.right() + after.rect.left()) / 2, left + width / 2)
    x = min(middle, frame.width - 2 - width / 2) - width / 2
    return QRectF(x, frame.buttons, width, sizes.small_line) if x >= left else None


def _strands(columns: tuple[Column, ...]) -> tuple[QPainterPath, ...]:
    """Thin lines for the links that are folded away: from each bar to a node, or fold to fold."""
    found = list[QPainterPath]()
    for before, after in pairwise(columns):
        bends = is_fan(before, after)
        starts, ends = _strand_ends(before, after, bends)
        if len(starts):
            lines = edge_lines(before, after, starts, ends)
            found += [path_of(one) for one in corners_of(lines, np.full(len(lines), bends))]
    return tuple(found)


def _strand_ends(
    before: Column, after: Column, bends: bool
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], ...]:
    if bends:
        bars = [bar for fold in (*before.folds, *after.folds) for bar in fold.bars]
        sides = [(bar.right(), bar.center().y(), bar.left(), bar.center().y()) for bar in bars]
    else:
        sides = [
            (a.rect.right(), a.rect.center().y(), b.rect.left(), b.rect.center().y())
            for a in before.folds
            for b in after.folds
        ]
    lines = np.array(sides).reshape(-1, 4)
    return lines[:, :2], lines[:, 2:]


# One hidden layer between one input and one output: wide boxes, with all numbers beside them


@dataclass(frozen=True)
class _Across:
    """The horizontal part: size and centres of the outer nodes, sides of the boxes."""

    radius: float
    source: float
    left: float
    right: float
    has_bias: bool
    has_bias_names: bool


def _wide_columns(
    frame: _Frame, shape: Shape, start: int | None, sizes: TextSizes
) -> tuple[Column, ...]:
    area, n_units, line = frame.area, shape.sizes[1], sizes.line
    detail, slots = _choose_detail(area.height(), n_units, line)
    across = _across(frame.width, shape, sizes, detail)
    pitch = min(area.height() / slots, detail.widest_pitch * line)
    folding = Folding(n_units, slots) if slots < n_units else None
    tallest = _tallest(detail, pitch, line)
    if detail is Detail.FULL:
        tallest = min(tallest, 0.85 * (across.right - across.left))
    height = max(min(detail.value[0] * line, pitch - 3), tallest)
    reach = min(0.42 * (across.left - across.source), 4 * line)
    box = Box(sizes, height, shape.units[0], across.has_bias, reach, detail.name)

    def node(unit: int, slot: QRectF) -> NodePlace:
        return wide_node(Unit(unit), slot, box)

    rect = QRectF(across.left, area.top(), across.right - across.left, area.height())
    hidden = _filled(0, rect, pitch, slots, folding, start, node, sizes)
    outer = [
        _outer_column(frame, layer, x, across, shape, sizes)
        for layer, x in ((-1, across.source), (1, frame.width - across.source))
    ]
    return outer[0], replace(hidden, has_bias_names=across.has_bias_names), outer[1]


def _tallest(detail: Detail, pitch: float, line: float) -> float:
    _, below, gap = detail.value
    return min(detail.tallest_box * line, pitch - (below + gap) * line)


def _choose_detail(height: float, n_units: int, line: float) -> tuple[Detail, int]:
    """The richest detail at which all units fit; folded ones are of medium detail if it can be."""
    fit = {detail: int(height / (detail.pitch * line)) for detail in Detail}
    for detail in Detail:
        if n_units <= fit[detail]:
            return detail, n_units
    if fit[Detail.MEDIUM] >= 5:
        return Detail.MEDIUM, fit[Detail.MEDIUM]
    return Detail.COMPACT, min(n_units, max(3, fit[Detail.COMPACT]))


def _across(width: float, shape: Shape, sizes: TextSizes, detail: Detail) -> _Across:
    """Share the width out: labels get shorter, then are left out, where it is narrow."""
    line, label = sizes.line, sizes.label_width
    radius = max(min(1.3 * line, 0.065 * width), 0.5 * line)
    caption = max(radius, min(label(f"b0 = {LONG}") / 2 + 2, 0.09 * width))
    # Wide panels have room for captions of full precision.
    source = 0.15 * line + caption + max(0.0, min(0.06 * (width - 26 * line), 1.5 * line))
    inner = width - 2 * (source + radius)
    name = sizes.name_width(shape.units[0]) + 0.9 * line
    if detail is Detail.COMPACT:
        name += 2.2 * line  # for the picture, which has no line of its own
    longest = max((label(name) for name in shape.weights), default=0.0)
    gaps = (
        (longest + label(f" = {SHORT}") + CHIP) / LABEL_SHARE,
        (label(LONG) + CHIP) / LABEL_SHARE,
        (label(SHORT) + CHIP) / LABEL_SHARE,
        1.2 * line,
    )
    biases = (f"b = {LONG}", LONG, SHORT)
    boxes = (*(name + label(bias) + 4 for bias in biases), name)
    gap, box = _FORMS[-1]
    for gap, box in _FORMS:
        if 2 * gaps[gap] + boxes[box] <= inner:
            break
    spare = max(0.0, inner - 2 * gaps[gap] - boxes[box])
    box_width = min(boxes[box] + 0.3 * spare, max(14.0 * line, boxes[box]), 0.6 * inner)
    left = (width - box_width) / 2
    return _Across(radius, source, left, left + box_width, box < 3, box == 0)


def _outer_column(
    frame: _Frame, layer: int, x: float, across: _Across, shape: Shape, sizes: TextSizes
) -> Column:
    """The input, or the output: a circle, or a box of the same size, with captions below."""
    r, line, y = across.radius, sizes.small_line, frame.area.center().y()
    top = y + r + 0.25 * line
    # Captions reach out to the panel's side, but not in to where labels of edges may be.
    inner = r + min(4.0, 0.06 * (across.left - across.source - r))
    outer = across.source - 2.0
    left, right = (outer, inner) if layer < 0 else (inner, outer)
    lines = [
        QRectF(QPointF(x - left, y0), QPointF(x + right, y0 + line))
        for y0 in (top, top + 1.1 * line)
    ]
    circle = QRectF(x - r, y - r, 2 * r, 2 * r)
    place = NodePlace(Unit(0, layer), circle, True, circle, value=lines[0])
    if layer >= 0:
        place = replace(place, bias=lines[0], value=lines[1])
        if not shape.has_round_output:
            picture = circle.adjusted(3, 3, -3, -3)
            place = replace(place, is_round=False, name=picture, picture=picture)
    rect = QRectF(x - r, frame.area.top(), 2 * r, frame.area.height())
    return Column(layer, rect, None, frame.area.height(), 1, (place,))


# Any other network: narrow columns, evenly spaced


def _narrow_columns(
    frame: _Frame, shape: Shape, starts: Sequence[int | None], sizes: TextSizes
) -> tuple[Column, ...]:
    count, line = len(shape.sizes), sizes.line
    apart = (frame.width - 2 * _MARGIN) / (count - 0.5)
    width = min(max(0.44 * apart, 9.0), 7.0 * line)
    width = width if width >= _DOT else 9.0
    columns = []
    for number, (size, start) in enumerate(zip(shape.sizes, starts, strict=True)):
        left = _MARGIN + number / (count - 1) * (frame.width - 2 * _MARGIN - width)
        rect = QRectF(left, frame.area.top(), width, frame.area.height())
        slots = _slots_of(size, rect.height(), line)
        pitch = min(rect.height() / slots, _WIDEST_PITCH * line)
        layer = number - 1
        is_round = layer < 0 or (number == count - 1 and shape.has_round_output)

        def node(
            unit: int, slot: QRectF, layer: int = layer, is_round: bool = is_round
        ) -> NodePlace:
            return narrow_node(Unit(unit, layer), slot, sizes, is_round, slot.width() < _DOT)

        folding = None if slots == size else Folding(size, slots)
        columns.append(_filled(layer, rect, pitch, slots, folding, start, node, sizes))
    return tuple(columns)


def _slots_of(n_units: int, room: float, line: float) -> int:
    """How many slots a layer gets: one for each unit, or fewer if it is folded."""
    fitting = max(3, int(room / (_COMPACT * line)))
    return n_units if n_units <= min(MOST_SHOWN, fitting) else min(MOST_SHOWN - 1, fitting)


class _MakeNode(Protocol):
    def __call__(self, unit: int, slot: QRectF) -> NodePlace:
        """Put a unit into its slot."""


def _filled(
    layer: int,
    rect: QRectF,
    pitch: float,
    slots: int,
    folding: Folding | None,
    start: int | None,
    node: _MakeNode,
    sizes: TextSizes,
) -> Column:
    """A column with nodes and folds in its slots."""
    entries = unfolded(slots) if folding is None else folding.entries(start)
    first = rect.center().y() - pitch * slots / 2
    nodes, folds = list[NodePlace](), list[FoldPlace]()
    for entry in entries:
        slot = QRectF(rect.left(), first + pitch * entry.slot, rect.width(), pitch * entry.span)
        if isinstance(entry.shows, Fold):
            folds.append(fold_place(layer, entry.shows, slot, pitch, sizes))
        else:
            nodes.append(node(entry.shows, slot))
    return Column(layer, rect, None, pitch, slots, tuple(nodes), tuple(folds), folding)
