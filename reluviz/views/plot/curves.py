"""The curve with its joints; behind it the curve as it was."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.document.items import Segment
from reluviz.views.plot.ground import reach_colour
from reluviz.views.plot.lines import Look
from reluviz.views.plot.polylines import to_polygon
from reluviz.views.plot.scene import Scene, segment_of
from reluviz.views.theme import translucent

HANDLE = 5.5
"""Radius of a handle, in pixels."""

HELD = ("handle", "point", "relu")
"""The modes in which a hand takes the curve."""

IDLE_HANDLE = 3.4
"""Radius while a hand cannot take them."""

_SIGN_EVERY = 14.0
_MOST_MOVING = 2_000  # joints of a curve that is painted twice while a hand moves it

_ORIGIN = QPointF(0.0, 0.0)


def curve_look(scene: Scene) -> Look:
    """How the output looks."""
    return Look(scene.theme.curve, 2.5 * _stroke(scene))


def ghost_look(scene: Scene) -> Look:
    """How the curve before the change looks."""
    return Look(scene.theme.ghost, 1.8 * _stroke(scene), (4.0, 3.0))


def _stroke(scene: Scene) -> float:
    return 1.0 if scene.is_picture else scene.fonts.stroke


def paint_before(painter: QPainter, scene: Scene) -> None:
    """Paint the curve as it was."""
    before = scene.snapshot.before
    if has_ghost(scene) and before is not None and scene.shows("before"):
        _paint_line(painter, scene, "before", before.curve, ghost_look(scene))


def paint_output(painter: QPainter, scene: Scene) -> None:
    """Paint the curve, and behind it what makes the segments pointed at stand out."""
    snapshot = scene.snapshot
    _paint_segment(painter, scene, segment_of(snapshot.selection), 9.0, 0.35)
    _paint_segment(painter, scene, segment_of(snapshot.hovered), 9.0, 0.25)
    if snapshot.build is None:  # a step of the construction pales it
        _paint_line(painter, scene, "output", snapshot.state.curve, curve_look(scene))
        _paint_moving(painter, scene)


def moving_look(scene: Scene) -> Look:
    """How the part of the output looks that moves, or would."""
    return Look(reach_colour(scene), 4.5)


def _paint_moving(painter: QPainter, scene: Scene) -> None:
    """Paint the part of the curve again that moves with what is spoken of: thick, in its colour."""
    snapshot, frame = scene.snapshot, scene.frame
    curve = snapshot.state.curve
    if not snapshot.reach or (snapshot.gesture is not None and len(curve) > _MOST_MOVING):
        return
    strips = QRegion()
    for low, high in zip(*frame.columns(np.array(snapshot.reach)).round().T.tolist(), strict=True):
        left, right = max(low, frame.left), min(high, frame.right)
        strips += QRect(int(left), int(frame.top), int(right - left), int(frame.height) + 1)
    painter.save()
    painter.setClipRegion(strips, Qt.ClipOperation.IntersectClip)
    _paint_line(painter, scene, "moving", curve, moving_look(scene))
    painter.restore()


def has_ghost(scene: Scene) -> bool:
    """Whether there is another curve than now that the output was before."""
    before, state = scene.snapshot.before, scene.snapshot.state
    if before is None or before is state:
        return False
    return before.network is not state.network or before.domain != state.domain


def paint_joints(painter: QPainter, scene: Scene) -> None:
    """Paint the handles; the one pointed at and the one selected are always there."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = HANDLE if scene.snapshot.view.drag_mode in HELD else IDLE_HANDLE
    for joint, place in zip(scene.handles.tolist(), scene.handle_places, strict=True):
        paint_handle_at(painter, scene, QPointF(*place), scene.joint_colour(joint), radius)
    for joint in scene.lit_joints.tolist():
        _paint_ring(painter, scene, joint)
        _paint_handle(painter, scene, joint, HANDLE + 1.5)
    if scene.hovered_joint is not None:
        _paint_handle(painter, scene, scene.hovered_joint, HANDLE + 1.5)
    if scene.selected_joint is not None:
        _paint_ring(painter, scene, scene.selected_joint)
        _paint_handle(painter, scene, scene.selected_joint, HANDLE + 1.5)


def paint_beyond(painter: QPainter, scene: Scene) -> None:
    """Paint a sign at the edge where the curve goes on above or below what is in view."""
    frame, curve = scene.frame, scene.snapshot.state.curve
    low, high = frame.y_range
    first, last = curve.x.searchsorted(frame.x_range)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(scene.theme.curve), 2.0))
    for is_beyond, edge, away in (
        (curve.y[first:last] > high, frame.top + 3, 5.0),
        (curve.y[first:last] < low, frame.bottom - 3, -5.0),
    ):
        columns = frame.columns(curve.x[first:last][is_beyond])
        for column in np.unique(np.round(columns / _SIGN_EVERY)).tolist():
            middle = column * _SIGN_EVERY
            sides = (QPointF(middle + side, edge + away) for side in (-5.0, 5.0))
            for end in sides:
                painter.drawLine(QPointF(middle, edge), end)


def paint_handle_at(
    painter: QPainter, scene: Scene, place: QPointF, colour: str, radius: float
) -> None:
    """Paint a handle with a thin gap around it that sets it off from the curve."""

    def paint(onto: QPainter, at: QPointF = _ORIGIN) -> None:
        onto.setPen(QPen(QColor(scene.theme.ground), 1.6))
        onto.setBrush(QColor(colour))
        onto.drawEllipse(at, radius + 0.8, radius + 0.8)

    if scene.sprites is None:
        paint(painter, place)
    else:
        key = (radius, colour, scene.theme.ground)
        scene.sprites.paint_at(painter, key, place, radius + 1.6, paint)


def _paint_line(
    painter: QPainter, scene: Scene, name: str, curve: PiecewiseLinear, look: Look
) -> None:
    scene.lines.paint(painter, name, curve, look, scene.frame, scene.ratio, scene.is_picture)


def _paint_segment(
    painter: QPainter, scene: Scene, segment: int | None, width: float, strength: float
) -> None:
    """A broad light line under a segment that is pointed at."""
    if segment is None:
        return
    state = scene.snapshot.state
    colour = scene.unit_colour(state.unit_of(Segment(segment)), scene.theme.accent)
    pen = QPen(translucent(colour, strength), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    ends = slice(segment, segment + 2)
    x, y = scene.frame.columns(state.curve.x[ends]), scene.frame.rows(state.curve.y[ends])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.drawPolyline(to_polygon(x, y))


def _paint_handle(painter: QPainter, scene: Scene, joint: int, radius: float) -> None:
    place, radius = QPointF(*scene.place(joint)), radius * _stroke(scene)
    paint_handle_at(painter, scene, place, scene.joint_colour(joint), radius)


def _paint_ring(painter: QPainter, scene: Scene, joint: int) -> None:
    place, colour = QPointF(*scene.place(joint)), scene.joint_colour(joint)

    def paint(onto: QPainter, at: QPointF = _ORIGIN) -> None:
        onto.setBrush(QColor(scene.theme.ground))
        onto.setPen(QPen(QColor(colour), 1.8))
        onto.drawEllipse(at, HANDLE + 6, HANDLE + 6)

    if scene.sprites is None:
        paint(painter, place)
    else:
        key = ("ring", colour, scene.theme.ground)
        scene.sprites.paint_at(painter, key, place, HANDLE + 7, paint)
