"""Rooms for the labels of edges: on their edge, and nowhere over another label."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from reluviz.core.network import ParameterId
from reluviz.views.layers.geometry import Column, Layout
from reluviz.views.painting import Fonts

MOST_LABELS = 16
"""Between two layers of more edges than this, only the edge in hand has a label."""

_PLACES = (0.5, 0.3, 0.7, 0.4, 0.6, 0.35, 0.65, 0.25, 0.75, 0.2, 0.8, 0.15, 0.85)
_WIDE_VALUE, _SHORT_VALUE = "−0.0000", "−0.00"
_ROOMY = 2.4  # so many times as wide as a label is the space where it may have four digits
_PADDING = 7.0


def label_rooms(layout: Layout, fonts: Fonts) -> tuple[dict[ParameterId, QRectF], frozenset[int]]:
    """Return rooms for the labels of edges, and the layers where they have room for names."""
    rooms: dict[ParameterId, QRectF] = {}
    named = set()
    for before, after in zip(layout.columns, layout.columns[1:], strict=False):
        if len(before.nodes) * len(after.nodes) > MOST_LABELS:
            continue
        widest = f"w{after.layer + 1}.{before.indices[-1] + 1}.{after.indices[-1] + 1} = "
        long, wide, short = (
            fonts.label_width(text) + _PADDING
            for text in (widest + _WIDE_VALUE, _WIDE_VALUE, _SHORT_VALUE)
        )
        apart = after.nodes[0].left.x() - before.nodes[0].right.x()
        found, is_all = _rooms_between(layout, before, after, (long, fonts.small_line))
        if is_all:
            named.add(after.layer)
        else:
            width = wide if apart > _ROOMY * wide else short
            found, _ = _rooms_between(layout, before, after, (width, fonts.small_line))
        rooms.update(found)
    return rooms, frozenset(named)


def room_on(
    line: tuple[float, float, float, float], share: float, width: float, height: float
) -> QRectF:
    """Return the room of a label in the middle of a part of an edge."""
    x0, y0, x1, y1 = line
    room = QRectF(0, 0, width, height)
    room.moveCenter(QPointF(x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
    return room


def _rooms_between(
    layout: Layout, before: Column, after: Column, size: tuple[float, float]
) -> tuple[dict[ParameterId, QRectF], bool]:
    """Rooms for the labels of the edges between two columns, and whether all have one."""
    parameters = [
        ParameterId(after.layer, int(unit), int(source))
        for source in before.indices
        for unit in after.indices
    ]
    lines = np.array([layout.line_of(parameter) for parameter in parameters])
    taken: list[QRectF] = []
    found = {}
    for number, parameter in enumerate(parameters):
        room = _best_room(lines, number, size, taken)
        if room is not None:
            found[parameter] = room
            taken.append(room.adjusted(-2, -1, 2, 1))
    return found, len(found) == len(parameters)


def _best_room(
    lines: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    number: int,
    size: tuple[float, float],
    taken: list[QRectF],
) -> QRectF | None:
    """The room on an edge that the fewest other edges cross; None if all are taken."""
    x0, y0, x1, y1 = lines[number].tolist()
    others = np.delete(lines, number, axis=0)
    best, least = None, np.inf
    for share in _PLACES:
        room = room_on((x0, y0, x1, y1), share, *size)
        if room.left() < x0 + 3 or room.right() > x1 - 3:
            continue
        if any(room.intersects(other) for other in taken):
            continue
        count = crossings(others, room)
        if count < least:
            best, least = room, count
    return best


def crossings(lines: np.ndarray[tuple[int, ...], np.dtype[np.float64]], room: QRectF) -> int:
    """Return how many lines, shape (n, 4), run through a room."""
    if not len(lines):
        return 0
    slopes = (lines[:, 3] - lines[:, 1]) / (lines[:, 2] - lines[:, 0])
    left = lines[:, 1] + slopes * (room.left() - lines[:, 0])
    right = lines[:, 1] + slopes * (room.right() - lines[:, 0])
    is_beside = (lines[:, 0] > room.right()) | (lines[:, 2] < room.left())
    over = np.minimum(left, right) <= room.bottom()
    return int(np.sum(~is_beside & over & (np.maximum(left, right) >= room.top())))
