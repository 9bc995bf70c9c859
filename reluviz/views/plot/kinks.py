"""The triangles at the foot of the plot: each is the kink of a ReLU, to be moved by its bias."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from reluviz.core.network import ParameterId
from reluviz.document.snapshot import Snapshot
from reluviz.views.frame import Frame
from reluviz.views.plot.scene import Scene

MOST_KINKS = 60
"""With more of them in view none can be told from another, and none is shown."""

_HEIGHT, _HALF = 9.0, 6.0  # of a triangle, in pixels
_REACH = 7.0


def kinks_in_view(snapshot: Snapshot, frame: Frame) -> list[tuple[int, float]]:
    """Return units and columns of the kinks that a hand can move, from left to right."""
    if not snapshot.state.is_shallow or snapshot.view.drag_mode not in ("handle", "relu"):
        return []
    kinks, (low, high) = snapshot.network.kinks, snapshot.domain
    first, last = frame.x_range
    inside = (kinks >= max(low, first)) & (kinks <= min(high, last)) & (kinks != low)
    units = np.flatnonzero(inside)
    if len(units) > MOST_KINKS:
        return []
    units = units[np.argsort(kinks[units])]
    return list(zip(units.tolist(), frame.columns(kinks[units]).tolist(), strict=True))


def kink_at(snapshot: Snapshot, frame: Frame, column: float, row: float) -> ParameterId | None:
    """Return the bias whose kink has its triangle at a place, or None."""
    if not frame.bottom - _HEIGHT - 2 <= row <= frame.bottom + 2:
        return None
    places = kinks_in_view(snapshot, frame)
    unit, away = min(
        ((unit, abs(place - column)) for unit, place in places),
        key=lambda found: found[1],
        default=(0, _REACH + 1),
    )
    return ParameterId(0, unit) if away <= _REACH else None


def paint_kinks(painter: QPainter, scene: Scene) -> None:
    """Paint the triangles; what is pointed at or selected is larger."""
    if scene.is_picture:
        return
    snapshot, bottom = scene.snapshot, scene.frame.bottom
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for unit, column in kinks_in_view(snapshot, scene.frame):
        item = ParameterId(0, unit)
        size = 1.35 if item in (snapshot.hovered, snapshot.selection) else 1.0
        painter.setPen(QPen(QColor(scene.theme.ground), 1.4, Qt.PenStyle.SolidLine))
        painter.setBrush(QColor(scene.unit_colour(unit, scene.theme.muted)))
        corners = (0.0, -_HEIGHT), (_HALF, 0.0), (-_HALF, 0.0)
        points = [QPointF(column + size * x, bottom - 1 + size * y) for x, y in corners]
        painter.drawPolygon(QPolygonF(points))
