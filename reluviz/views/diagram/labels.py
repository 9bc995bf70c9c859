"""Rooms for the labels of edges: on their edge, and nowhere over another label."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from reluviz.core.network import ParameterId
from reluviz.views.diagram.geometry import (
    Array,
    Column,
    Shape,
    TextSizes,
    begins_before,
    edge_lines,
    is_fan,
)

MOST_LABELS = 16
"""Between two layers of more edges that cross than this, only the edge in hand has a label."""

SHORT, LONG = "\N{MINUS SIGN}8.8", "\N{MINUS SIGN}8.88"
"""Values as wide as most; rooms are made for them, wider values are written shorter."""

CHIP = 7.0
"""Round the text of a label, in logical pixels."""

LABEL_SHARE = 0.84
"""Of the way from node to box that a label may cover."""

_LONGEST = "\N{MINUS SIGN}8.8888e+88"
_PLACES = (0.5, 0.3, 0.7, 0.4, 0.6, 0.35, 0.65, 0.25, 0.75, 0.2, 0.8, 0.15, 0.85)
_WIDE_VALUE, _SHORT_VALUE = "\N{MINUS SIGN}0.0000", "\N{MINUS SIGN}0.00"
_LEAST_VALUE = "\N{MINUS SIGN}0"
_ROOMY = 2.4  # so many times as wide as a label is the space where it may have four digits

Rooms = tuple[dict[ParameterId, QRectF], frozenset[int], frozenset[int], frozenset[int]]
"""The rooms; the layers where names have room in them; where above them; with a line below."""


def label_rooms(columns: tuple[Column, ...], shape: Shape, fonts: TextSizes) -> Rooms:
    """Return rooms for the labels of edges."""
    rooms: dict[ParameterId, QRectF] = {}
    named, titled, doubled = set(), set(), set()
    for before, after in pairwise(columns):
        name = shape.weights[after.layer]
        if is_fan(before, after):
            found, has_names, n_lines = _beside_boxes(before, after, name, fonts)
            if n_lines > 1:
                doubled.add(after.layer)
            if n_lines > 2:
                titled.add(after.layer)
        else:
            found, has_names = _on_lines(before, after, name, fonts)
        if has_names:
            named.add(after.layer)
        rooms.update(found)
    return rooms, frozenset(named), frozenset(titled), frozenset(doubled)


def room_at(middle: QPointF, width: float, height: float) -> QRectF:
    """Return the room of a label around a place."""
    room = QRectF(0, 0, width, height)
    room.moveCenter(middle)
    return room


def crossings(lines: Array, room: QRectF) -> int:
    """Return how many lines, shape (n, 4), run through a room."""
    if not len(lines):
        return 0
    slopes = (lines[:, 3] - lines[:, 1]) / (lines[:, 2] - lines[:, 0])
    left = lines[:, 1] + slopes * (room.left() - lines[:, 0])
    right = lines[:, 1] + slopes * (room.right() - lines[:, 0])
    is_beside = (lines[:, 0] > room.right()) | (lines[:, 2] < room.left())
    over = np.minimum(left, right) <= room.bottom()
    return int(np.sum(~is_beside & over & (np.maximum(left, right) >= room.top())))


# Edges that fan out: on their level part, beside the box


def _beside_boxes(
    before: Column, after: Column, name: str, fonts: TextSizes
) -> tuple[dict[ParameterId, QRectF], bool, int]:
    """The rooms, whether they have room for names, and how many lines there can be."""
    small, label = fonts.small_line, fonts.label_width
    parameters, lines = _all_edges(before, after)
    many = after if begins_before(before, after) else before
    gap = float(np.min(np.abs(lines[:, 2] - lines[:, 0])))
    room = LABEL_SHARE * gap
    if many.pitch < small + 2 or room < label(_LEAST_VALUE) + CHIP - 0.1:
        return {}, False, 0
    near = min((1 - LABEL_SHARE) / 2 * gap, 1.6 * fonts.line)
    room = min(room, label(f"{name} = {_LONGEST}"))
    found = {}
    for parameter, (x0, _, x1, y) in zip(parameters, lines.tolist(), strict=True):
        left = x1 + near if x0 > x1 else x1 - near - room
        found[parameter] = QRectF(left, y - small / 2, room, small)
    has_names = room >= label(f"{name} = {SHORT}") + CHIP - 0.1
    return found, has_names, int((many.pitch + 0.7 * small) / small) - 1


# Edges that cross: where the fewest others are


def _on_lines(
    before: Column, after: Column, name: str, fonts: TextSizes
) -> tuple[dict[ParameterId, QRectF], bool]:
    parameters, lines = _all_edges(before, after)
    if len(parameters) > MOST_LABELS:
        return {}, False
    long, wide, short = (
        fonts.label_width(text) + CHIP
        for text in (f"{name} = {_WIDE_VALUE}", _WIDE_VALUE, _SHORT_VALUE)
    )
    found = _free_rooms(parameters, lines, (long, fonts.small_line))
    if len(found) == len(parameters):
        return found, True
    apart = float(lines[0, 2] - lines[0, 0])
    width = wide if apart > _ROOMY * wide else short
    found = _free_rooms(parameters, lines, (width, fonts.small_line))
    if not found:
        least = fonts.label_width(_LEAST_VALUE) + CHIP
        found = _free_rooms(parameters, lines, (least, fonts.small_line))
    return found, False


def _all_edges(before: Column, after: Column) -> tuple[list[ParameterId], Array]:
    """All edges between two columns, as `edge_lines` has them."""
    pairs = [(a, b) for a in before.nodes for b in after.nodes]
    starts = np.array([(a.box.right(), a.box.center().y()) for a, _ in pairs])
    ends = np.array([(b.box.left(), b.box.center().y()) for _, b in pairs])
    parameters = [ParameterId(after.layer, b.unit.index, a.unit.index) for a, b in pairs]
    return parameters, edge_lines(before, after, starts, ends)


def _free_rooms(
    parameters: list[ParameterId], lines: Array, size: tuple[float, float]
) -> dict[ParameterId, QRectF]:
    taken: list[QRectF] = []
    found = {}
    for number, parameter in enumerate(parameters):
        room = _best_room(lines, number, size, taken)
        if room is not None:
            found[parameter] = room
            taken.append(room.adjusted(-2, -1, 2, 1))
    return found


def _best_room(
    lines: Array, number: int, size: tuple[float, float], taken: list[QRectF]
) -> QRectF | None:
    """The room on an edge that the fewest other edges cross; None if all are taken."""
    x0, y0, x1, y1 = lines[number].tolist()
    others = np.delete(lines, number, axis=0)
    best, least = None, np.inf
    for share in _PLACES:
        room = room_at(QPointF(x0 + share * (x1 - x0), y0 + share * (y1 - y0)), *size)
        if room.left() < x0 + 3 or room.right() > x1 - 3:
            continue
        if any(room.intersects(other) for other in taken):
            continue
        count = crossings(others, room)
        if count < least:
            best, least = room, count
    return best
