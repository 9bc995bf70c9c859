"""What the colours of the plane show, where it is cut into regions: which they are, or how steep.

Regions of one colour are one path, so that ten thousand of them are painted in a few milliseconds.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from reluviz.core.layer import Array
from reluviz.core.regions import Regions
from reluviz.views import axes
from reluviz.views.frame import Frame
from reluviz.views.plane.field import image_of, image_rect
from reluviz.views.plane.scale import colour_table
from reluviz.views.plane.scene import PlaneScene
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import mixed

_SHADES = 48  # of steepness: more cannot be told apart
_STRENGTH = 0.42  # of the colours that tell one region from the next
_ARROW_ROOM = 700.0  # square pixels of a region that has room for an arrow
_LONGEST = 15.0


def paint_fill(painter: QPainter, scene: PlaneScene) -> None:
    """Paint the colours behind everything."""
    found = scene.regions
    if found is None or scene.fill not in ("region", "slope") or scene.is_hasty:
        table = colour_table(scene.theme, scene.fill_scale)
        image = image_of(scene.shown_field, scene.fill_scale, table)
        painter.drawImage(image_rect(scene.shown_field, scene.frame), image)
        return
    if scene.fill == "region":
        colours = [mixed(colour, scene.theme.ground, _STRENGTH) for colour in scene.theme.units]
        _fill(painter, scene, found.colours(len(colours)), colours)
        return
    slopes, _ = found.affine(scene.output)
    _shades(painter, scene, slopes)
    if not scene.is_moving:
        _arrows(painter, scene, found, slopes)


def path_of(found: Regions, which: NDArray[np.bool_], frame: Frame) -> QPainterPath:
    """Return some of the regions as one path, in pixels."""
    lengths = np.diff(found.offsets)
    corners = found.corners[np.repeat(which, lengths)]
    joined = np.ones(len(corners), np.int32)
    joined[np.cumsum(lengths[which]) - 1] = 0
    x, y = frame.columns(corners[:, 0]), frame.rows(corners[:, 1])
    return pg.arrayToQPath(x, y, joined) if len(corners) else QPainterPath()


def pixels(edges: Array, frame: Frame) -> Array:
    """Return lines, shape (n, 4), in pixels."""
    lines = np.empty_like(edges)
    lines[:, 0::2], lines[:, 1::2] = frame.columns(edges[:, 0::2]), frame.rows(edges[:, 1::2])
    return lines


def _shades(painter: QPainter, scene: PlaneScene, slopes: Array) -> None:
    shares = scene.fill_scale.shares(np.hypot(*slopes.T))
    table = colour_table(scene.theme, scene.fill_scale)
    numbers = np.rint((2 * shares - 1) * (_SHADES - 1)).astype(np.intp)
    places = np.rint(np.linspace(128, 255, _SHADES)).astype(np.intp)
    _fill(painter, scene, numbers, [QColor.fromRgb(int(table[place])) for place in places])


def _fill(
    painter: QPainter, scene: PlaneScene, numbers: NDArray[np.intp], colours: list[QColor]
) -> None:
    found = scene.regions
    assert found is not None
    painter.fillRect(axes.frame_rect(scene.frame), QColor(scene.theme.ground))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # no gaps between neighbours
    for number in np.unique(numbers).tolist():
        path = path_of(found, numbers == number, scene.frame)
        if scene.is_picture:  # what draws it smooths the sides
            painter.strokePath(path, QPen(colours[number], 0.6))
        painter.fillPath(path, colours[number])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _arrows(painter: QPainter, scene: PlaneScene, found: Regions, slopes: Array) -> None:
    """Arrows uphill in the regions that have room, the longer the steeper."""
    width, height = scene.frame.pixel
    has_room = found.areas / (width * height) > _ARROW_ROOM
    uphill = slopes[has_room] * (width, -height)  # by column and row
    length = np.hypot(*uphill.T)
    steepest = float(length.max(initial=0.0))
    if steepest <= 0:
        return
    ways = uphill * (_LONGEST / steepest)
    middles = found.middles[has_room]
    columns, rows = scene.frame.columns(middles[:, 0]), scene.frame.rows(middles[:, 1])
    painter.setPen(QPen(QColor(scene.theme.text), 1.3))
    painter.setBrush(QColor(scene.theme.text))
    starts = np.column_stack([columns, rows]) - ways / 2
    draw_lines(painter, np.hstack([starts, starts + ways]))
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y), (right, down) in zip((starts + ways).tolist(), ways.tolist(), strict=True):
        long = max(np.hypot(right, down), 1e-9)
        if long < 3:
            continue
        right, down = 4 * right / long, 4 * down / long
        tip, side = QPointF(x + right / 2, y + down / 2), QPointF(-down * 0.6, right * 0.6)
        foot = tip - QPointF(right * 1.6, down * 1.6)
        painter.drawPolygon(QPolygonF([tip, foot + side, foot - side]))
