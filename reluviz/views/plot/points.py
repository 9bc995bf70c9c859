"""Single points in any number: rings, dots, or an image of how many are where."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reluviz.views.frame import Array, Frame
from reluviz.views.plot.polylines import shades_of, to_polygon
from reluviz.views.plot.scene import Scene

MOST_RINGS = 80
"""More points in view are dots."""

MOST_DOTS, MOST_DOTS_IN_PICTURE = 2_500, 5_000
"""More points in view are an image."""

PICTURE_RATIO = 2.0
"""Pixels of an image in a picture, for each logical pixel."""

RING = 4.0
"""Radius of a ring, in pixels."""

_DOT = 2.6  # width of a dot, in pixels
_MOST_PASSES = 2
_DENSEST = 0.8  # opacity: the curve in front still stands out
_ORIGIN = QPointF(0.0, 0.0)

Visible = tuple[Array, Array]


def paint_points(
    painter: QPainter, scene: Scene, name: str, x: Array, y: Array, colour: str
) -> None:
    """Paint single points.

    Parameters
    ----------
    painter : QPainter
        On the sheet.
    scene : Scene
        What is painted.
    name : str
        What the points are: the image of the newest ones of each name is kept.
    x, y : ndarray, shape (n,)
        The points, x not decreasing. The same arrays as before give the same image.
    colour : str
        Their colour.
    """
    low, high = scene.frame.x_range
    first, last = int(x.searchsorted(low)), int(x.searchsorted(high, "right"))
    part = slice(first, last)
    if last - first > (MOST_DOTS_IN_PICTURE if scene.is_picture else MOST_DOTS):
        _paint_image(painter, scene, name, (x, y), colour)
        return
    places = scene.frame.columns(x[part]), scene.frame.rows(y[part])
    if last - first <= MOST_RINGS:
        paint_rings(painter, scene, *places, colour)
    else:
        paint_dots(painter, scene, *places, colour)


def paint_rings(painter: QPainter, scene: Scene, columns: Array, rows: Array, colour: str) -> None:
    """Paint rings with the ground in them at places in pixels; larger where a hand takes them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius, width = (RING + 1, 1.8) if scene.is_target_held else (RING, 1.3)
    for place in map(QPointF, columns.tolist(), rows.tolist()):
        paint_ring_at(painter, scene, place, colour, radius, width)


def paint_ring_at(
    painter: QPainter, scene: Scene, place: QPointF, colour: str, radius: float, width: float
) -> None:
    """Paint one ring."""
    ground = scene.theme.ground

    def paint(onto: QPainter, at: QPointF = _ORIGIN) -> None:
        onto.setPen(QPen(QColor(colour), width))
        onto.setBrush(QColor(ground))
        onto.drawEllipse(at, radius, radius)

    if scene.sprites is None:
        paint(painter, place)
    elif scene.frame.holds(place.x(), place.y()) or _is_near(scene.frame, place):
        key = ("point", radius, width, colour, ground)
        scene.sprites.paint_at(painter, key, place, radius + width, paint)


def paint_dots(painter: QPainter, scene: Scene, columns: Array, rows: Array, colour: str) -> None:
    """Paint dots at places in pixels."""
    inside = (rows > scene.frame.top - _DOT) & (rows < scene.frame.bottom + _DOT)
    columns, rows = columns[inside], rows[inside]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if scene.is_picture:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for place in map(QPointF, columns.tolist(), rows.tolist()):
            painter.drawEllipse(place, _DOT / 2, _DOT / 2)
    else:
        pen = QPen(QColor(colour), _DOT)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)  # round ones take eight times as long
        painter.setPen(pen)
        painter.drawPoints(to_polygon(columns, rows))


def counts(x: Array, y: Array, frame: Frame, ratio: float) -> NDArray[np.intp]:
    """Return how many points are in each pixel of a frame, shape (rows, columns).

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        The points, x not decreasing; those outside of the frame are not counted.
    frame : Frame
        Where they are shown.
    ratio : float
        Pixels for each logical pixel.
    """
    width = max(1, math.ceil(frame.width * ratio))
    height = max(1, math.ceil(frame.height * ratio))
    low, high = frame.x_range
    edges = x.searchsorted(low + np.arange(width + 1) * ((high - low) / (frame.width * ratio)))
    inside = slice(int(edges[0]), int(edges[-1]))
    columns = np.repeat(np.arange(width, dtype=np.int32), np.diff(edges))
    least, most = frame.y_range
    rows = (most - y[inside]) * (frame.height * ratio / (most - least))
    # What is above or below is counted in a row of its own, which is dropped.
    cells = np.clip(rows, -1, height, out=rows).astype(np.int32)
    cells = np.where(rows < 0, np.int32(height), cells)
    cells *= np.int32(width)
    cells += columns
    return np.bincount(cells, minlength=width * (height + 1))[: width * height].reshape(height, -1)


def ink(found: NDArray[np.intp], passes: int = 1) -> NDArray[np.uint16]:
    """Return the ink of a soft dot for each point counted; `single(passes)` in the middle of one.

    Parameters
    ----------
    found : ndarray of int, shape (rows, columns)
        How many points there are; of very many not all count.
    passes : int
        How often a dot is spread to its neighbours: once for each pixel of its radius.
    """
    result = np.minimum(found, np.iinfo(np.uint16).max >> 4 * passes).astype(np.uint16)
    for _ in range(passes):
        for axis in (0, 1):
            lines = result.swapaxes(0, axis)
            spread = lines + lines
            spread[1:] += lines[:-1]
            spread[:-1] += lines[1:]
            result = spread.swapaxes(0, axis)
    return result


def single(passes: int) -> int:
    """Return the ink in the middle of a single dot."""
    return math.comb(2 * passes, passes) ** 2


def image_of(amounts: NDArray[np.uint16], one: int, points: int, colour: QColor) -> QImage:
    """Return ink as an image: a single point can be seen, and many are still told from more.

    Parameters
    ----------
    amounts : ndarray of int, shape (rows, columns)
        The ink.
    one : int
        The ink in the middle of a single dot.
    points : int
        How many points there are.
    colour : QColor
        Their colour.
    """
    most = max(int(amounts.max()), 2 * one)
    crowd = points / max(1, int(np.count_nonzero(amounts >= one)))
    faint = max(0.2, 0.7 / max(1.0, crowd) ** 0.4)
    scale = np.arange(most + 1) / one
    many = faint + (_DENSEST - faint) * np.log(np.maximum(scale, 1.0)) / math.log(most / one)
    opacity = np.where(scale < 1, faint * scale, many)
    shades = shades_of(colour)[(opacity * 255).astype(np.intp)]
    height, width = amounts.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    np.take(shades, amounts, out=np.frombuffer(image.bits(), np.uint32).reshape(height, -1))
    return image


def image_of_points(x: Array, y: Array, frame: Frame, ratio: float, colour: str) -> QImage:
    """Return points as an image of a frame: `ratio` pixels for each logical pixel."""
    passes = min(_MOST_PASSES, max(1, round(ratio)))
    part = slice(*x.searchsorted(frame.x_range))
    amounts = ink(counts(x[part], y[part], frame, ratio), passes)
    return image_of(amounts, single(passes), len(x[part]), QColor(colour))


def _paint_image(painter: QPainter, scene: Scene, name: str, points: Visible, colour: str) -> None:
    frame = scene.frame
    ratio = PICTURE_RATIO if scene.is_picture else scene.ratio
    image = scene.memory.of(
        f"image of {name}",
        points,
        (frame, ratio, colour),
        lambda: image_of_points(*points, frame, ratio, colour),
    )
    room = QRectF(frame.left, frame.top, image.width() / ratio, image.height() / ratio)
    painter.drawImage(room, image)


def _is_near(frame: Frame, place: QPointF) -> bool:
    """Whether a part of a ring about a place is in the frame."""
    across, up = frame.left - 9 < place.x() < frame.right + 9, frame.top - 9 < place.y()
    return across and up and place.y() < frame.bottom + 9
