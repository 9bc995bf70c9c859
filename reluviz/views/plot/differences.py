"""How far the joints have moved with the last edit, written beside them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.views import ticks
from reluviz.views.plot.curves import HANDLE
from reluviz.views.plot.labels import paint_label
from reluviz.views.plot.scene import MOST_HANDLES, Scene

MOST_DIFFERENCES = 12
_PARTS = 6

Room = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def paint_differences(painter: QPainter, scene: Scene, taken: list[QRectF]) -> None:
    """Write how far the joints have moved, the largest first, as many as there is room for.

    Parameters
    ----------
    painter : QPainter
        On the sheet.
    scene : Scene
        What is painted.
    taken : list of QRectF
        Where something is written already.
    """
    change, frame = scene.snapshot.change, scene.frame
    if change is None:
        return
    span = frame.y_range[1] - frame.y_range[0]
    joints = most_moved(scene, span)
    if not len(joints):
        return
    curve = scene.snapshot.state.curve
    differences = change.change(curve.x[joints]).tolist()
    places = scene.places(joints)
    rooms = [_corners(rect) for rect in taken] + [_around(*at) for at in scene.handle_places]
    for joint, difference, at in zip(joints.tolist(), differences, places, strict=True):
        text = ticks.on_scale(difference, span)
        room = _free_room(scene, at, text, _is_hill(curve, joint), rooms)
        if room is not None:
            rooms.append(room)
            place = QRectF(room[0], room[1], room[2] - room[0], room[3] - room[1])
            paint_label(painter, scene, place, text, scene.fonts.small_bold)


def most_moved(scene: Scene, span: float) -> NDArray[np.intp]:
    """Return the joints in view that moved up or down most, the largest first."""
    assert scene.snapshot.change is not None
    curve, (low, high) = scene.snapshot.state.curve, scene.frame.x_range
    first, last = curve.x.searchsorted(low), curve.x.searchsorted(high, "right")
    sizes = np.abs(scene.snapshot.change.change(curve.x[first:last]))
    visible = np.flatnonzero(sizes > span / 400)
    if last - first > MOST_HANDLES:
        visible = _spread(sizes, visible)
    elif len(visible) > MOST_DIFFERENCES:
        largest = np.argpartition(-sizes[visible], MOST_DIFFERENCES)[:MOST_DIFFERENCES]
        visible = visible[largest]
    order: NDArray[np.intp] = first + visible[np.argsort(-sizes[visible], kind="stable")]
    return order


def _spread(sizes: NDArray[np.float64], visible: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of so many joints the largest are neighbours: take the largest of each part of the view."""
    edges = np.linspace(0, len(sizes), _PARTS + 1).astype(np.intp)
    chosen = [a + int(sizes[a:b].argmax()) for a, b in pairwise(edges.tolist())]
    return visible[np.isin(visible, chosen)]


def _free_room(
    scene: Scene, at: tuple[float, float], text: str, is_hill: bool, rooms: list[Room]
) -> Room | None:
    """A place for a label beside a joint where nothing is yet, or None."""
    column, row = at
    width, height = scene.fonts.small_widths(text) + 6, scene.fonts.small_line
    left, beside = column - width / 2, row - height / 2
    above, below = (left, row - HANDLE - 7 - height), (left, row + HANDLE + 7)
    corners = [above, below] if is_hill else [below, above]
    corners += [(column + HANDLE + 8, beside), (column - HANDLE - 8 - width, beside)]
    frame = scene.frame
    for left, top in corners:
        room = (left, top, left + width, top + height)
        is_inside = left >= frame.left and top >= frame.top
        if is_inside and room[2] <= frame.right and room[3] <= frame.bottom and _free(room, rooms):
            return room
    return None


def _free(room: Room, rooms: list[Room]) -> bool:
    """Whether nothing else is there, nor within a pixel."""
    left, top, right, bottom = room[0] - 1, room[1] - 1, room[2] + 1, room[3] + 1
    return not any(a < right and c > left and b < bottom and d > top for a, b, c, d in rooms)


def _is_hill(curve: PiecewiseLinear, joint: int) -> bool:
    """Whether the curve is below a joint on both sides, so that there is room above it."""
    last = len(curve) - 1
    before = _slope(curve, joint - 1) if joint > 0 else -_slope(curve, 0)
    after = _slope(curve, joint) if joint < last else -_slope(curve, last - 1)
    return before > after


def _slope(curve: PiecewiseLinear, segment: int) -> float:
    (left, right), (low, high) = curve.x[segment : segment + 2], curve.y[segment : segment + 2]
    return float((high - low) / (right - left))


def _around(column: float, row: float) -> Room:
    return column - HANDLE, row - HANDLE, column + HANDLE, row + HANDLE


def _corners(rect: QRectF) -> Room:
    return rect.left(), rect.top(), rect.right(), rect.bottom()
