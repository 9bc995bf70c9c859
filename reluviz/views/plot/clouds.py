"""Random draws as one cloud, with its band and median, and the envelope of their parameters."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.core.cloud import Cloud
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.document.items import Draw, Item
from reluviz.views.frame import Array, Frame
from reluviz.views.plot.lines import Look
from reluviz.views.plot.polylines import FARTHEST, area_between, to_polygon
from reluviz.views.plot.scene import Scene
from reluviz.views.strokes import draw_lines, to_lines
from reluviz.views.theme import translucent

DRAW_REACH = 5.0
"""How near to a draw counts as on it, up or down, in pixels."""

_MOST_SMOOTH = 20_000  # lines


def median_look(scene: Scene) -> Look:
    """How the median of the draws looks."""
    return Look(scene.theme.accent, 1.8)


def bound_look(scene: Scene) -> Look:
    """How the envelope looks: not like the draws, which are blue."""
    return Look(scene.theme.muted, 1.6)


def band_look(scene: Scene) -> Look:
    """How the edges of the band of most draws look, apart from being paler."""
    return Look(scene.theme.accent, 1.2)


def paint_envelope(painter: QPainter, scene: Scene) -> None:
    """Paint the lowest and the highest curve, and the area between them."""
    if scene.envelope is None:
        return
    low, high = scene.envelope
    _fill_between(painter, scene, low, high, translucent(scene.theme.muted, 0.12))
    for name, curve in (("lowest", low), ("highest", high)):
        _paint_line(painter, scene, name, curve, bound_look(scene))


def paint_cloud(painter: QPainter, scene: Scene) -> None:
    """Paint all draws as thin translucent lines, over them the band and the median."""
    if scene.cloud is None:
        return
    _paint_draws(painter, scene, scene.cloud)
    low, middle, high = scene.cloud.band
    _fill_between(painter, scene, low, high, translucent(scene.theme.accent, 0.14))
    painter.setOpacity(0.55)
    for name, curve in (("band low", low), ("band high", high)):
        _paint_line(painter, scene, name, curve, band_look(scene))
    painter.setOpacity(1.0)
    _paint_line(painter, scene, "median", middle, median_look(scene))


def paint_pointed_draws(painter: QPainter, scene: Scene) -> None:
    """Paint the draw that is selected, and the one that the mouse is over."""
    snapshot, cloud = scene.snapshot, scene.cloud
    if cloud is None:
        return
    for item, width in ((snapshot.selection, 2.4), (snapshot.hovered, 1.6)):
        index = draw_of(item, cloud)
        if index is not None:
            _paint_one(painter, scene, cloud, index, width)


def draw_of(item: Item | None, cloud: Cloud) -> int | None:
    """Return the index of a draw that is in `cloud`, if the item is one."""
    return item.index if isinstance(item, Draw) and item.index < len(cloud) else None


def draw_at(cloud: Cloud, frame: Frame, column: float, row: float) -> Draw | None:
    """Return the draw of a cloud that is next to a place, or None."""
    x, y = frame.place(column, row)
    if not cloud.x[0, 0] <= x <= cloud.x[0, -1]:
        return None
    heights = cloud.at(x)
    nearest = int(np.argmin(np.abs(heights - y)))
    distance = abs(frame.row(float(heights[nearest])) - row)
    return Draw(nearest) if distance <= DRAW_REACH else None


def _paint_draws(painter: QPainter, scene: Scene, cloud: Cloud) -> None:
    columns, rows = _pixels(cloud.x, cloud.y, scene.frame)
    opacity = min(0.5, max(0.05, 1.8 / math.sqrt(len(cloud))))
    painter.setPen(QPen(translucent(scene.theme.accent, opacity), 1.0 if scene.is_picture else 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if scene.is_picture:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in zip(columns, rows, strict=True):
            painter.drawPolyline(to_polygon(*line))
        return
    lines = np.stack([columns[:, :-1], rows[:, :-1], columns[:, 1:], rows[:, 1:]], axis=-1)
    lines = _in_sight(lines.reshape(-1, 4), scene.frame)
    # Under a hand there is no time for smooth lines, and in a crowd nobody sees them.
    is_smooth = scene.snapshot.gesture is None and len(lines) <= _MOST_SMOOTH
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
    draw_lines(painter, lines)


def _paint_one(painter: QPainter, scene: Scene, cloud: Cloud, index: int, width: float) -> None:
    x, y = cloud.x[index], cloud.y[index]
    distinct = np.append(True, np.diff(x) > 0)
    columns, rows = _pixels(x[distinct], y[distinct], scene.frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, wide in ((scene.theme.ground, width + 2), (scene.theme.draw, width)):
        pen = Look(colour, wide).pen()
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        draw_lines(painter, to_lines(columns, rows, wide / 2))


def _in_sight(lines: Array, frame: Frame) -> Array:
    """Without the lines that are beside, above or below the frame."""
    left, top, right, bottom = lines.T
    across = (right >= frame.left) & (left <= frame.right)
    up = (np.maximum(top, bottom) >= frame.top) & (np.minimum(top, bottom) <= frame.bottom)
    inside: Array = lines[across & up]
    return inside


def _pixels(x: Array, y: Array, frame: Frame) -> tuple[Array, Array]:
    rows = np.clip(frame.rows(y), -FARTHEST, FARTHEST)
    return frame.columns(x), np.nan_to_num(rows, copy=False)


def _fill_between(
    painter: QPainter, scene: Scene, low: PiecewiseLinear, high: PiecewiseLinear, colour: QColor
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(area_between(low, high, scene.frame))


def _paint_line(
    painter: QPainter, scene: Scene, name: str, curve: PiecewiseLinear, look: Look
) -> None:
    scene.lines.paint(painter, name, curve, look, scene.frame, scene.ratio, scene.is_picture)
