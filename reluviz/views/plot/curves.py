"""The curve with its joints; behind it the target and the curve as it was."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.targets import Target
from reluviz.views.plot.lines import Look
from reluviz.views.plot.polylines import to_polygon
from reluviz.views.plot.scene import Scene, segment_of
from reluviz.views.theme import translucent

HANDLE = 5.5
"""Radius of a handle, in pixels."""

_MOST_MARKS, _MOST_DOTS = 80, 600
_ORIGIN = QPointF(0.0, 0.0)


def curve_look(scene: Scene) -> Look:
    """How the output looks."""
    return Look(scene.theme.curve, 2.5)


def ghost_look(scene: Scene) -> Look:
    """How the curve before the change looks."""
    return Look(scene.theme.ghost, 1.8, (4.0, 3.0))


def target_look(scene: Scene) -> Look:
    """How the line through the target's points looks."""
    return Look(scene.theme.target, 1.0, (2.0, 3.0))


def paint_before(painter: QPainter, scene: Scene) -> None:
    """Paint what does not follow the hand: the target, and the curve as it was."""
    snapshot = scene.snapshot
    if snapshot.target is not None and scene.shows("target"):
        _paint_line(painter, scene, "target", snapshot.target.curve, target_look(scene))
        _paint_points(painter, scene, snapshot.target)
    if has_ghost(scene) and snapshot.before is not None and scene.shows("before"):
        _paint_line(painter, scene, "before", snapshot.before.curve, ghost_look(scene))


def paint_output(painter: QPainter, scene: Scene) -> None:
    """Paint the curve, and behind it what makes the segments pointed at stand out."""
    snapshot = scene.snapshot
    _paint_segment(painter, scene, segment_of(snapshot.selection), 9.0, 0.35)
    _paint_segment(painter, scene, segment_of(snapshot.hovered), 9.0, 0.25)
    if snapshot.build is None:  # a step of the construction pales it
        _paint_line(painter, scene, "output", snapshot.state.curve, curve_look(scene))


def has_ghost(scene: Scene) -> bool:
    """Whether there is another curve than now that the output was before."""
    return scene.snapshot.before is not None and scene.snapshot.before is not scene.snapshot.state


def paint_joints(painter: QPainter, scene: Scene) -> None:
    """Paint the handles; the one pointed at and the one selected are always there."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for joint, place in zip(scene.handles.tolist(), scene.handle_places, strict=True):
        paint_handle_at(painter, scene, QPointF(*place), scene.joint_colour(joint), HANDLE)
    if scene.hovered_joint is not None:
        _paint_handle(painter, scene, scene.hovered_joint, HANDLE + 1.5)
    if scene.selected_joint is not None:
        _paint_ring(painter, scene, scene.selected_joint)
        _paint_handle(painter, scene, scene.selected_joint, HANDLE + 1.5)


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


def _paint_points(painter: QPainter, scene: Scene, target: Target) -> None:
    """The target's points as rings; as dots where there are many; the line alone for more."""
    low, high = scene.frame.x_range
    inside = slice(*np.searchsorted(target.x, [low, high]))
    x, y = scene.frame.columns(target.x[inside]), scene.frame.rows(target.y[inside])
    if len(x) <= _MOST_MARKS:
        painter.setPen(QPen(QColor(scene.theme.target), 1.3))
        painter.setBrush(QColor(scene.theme.ground))
        for column, row in zip(x, y, strict=True):
            painter.drawEllipse(QPointF(column, row), 4.0, 4.0)
    elif len(x) <= _MOST_DOTS:
        pen = QPen(QColor(scene.theme.target), 3.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(to_polygon(x, y))


def _paint_segment(
    painter: QPainter, scene: Scene, segment: int | None, width: float, strength: float
) -> None:
    """A broad light line under a segment that is pointed at."""
    if segment is None:
        return
    state = scene.snapshot.state
    colour = scene.unit_colour(state.turner(segment), scene.theme.accent)
    pen = QPen(translucent(colour, strength), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    ends = slice(segment, segment + 2)
    x, y = scene.frame.columns(state.curve.x[ends]), scene.frame.rows(state.curve.y[ends])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.drawPolyline(to_polygon(x, y))


def _paint_handle(painter: QPainter, scene: Scene, joint: int, radius: float) -> None:
    place = QPointF(*scene.place(joint))
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
