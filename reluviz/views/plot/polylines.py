"""Polylines ready to paint: what is in view, in pixels, whatever their number of vertices.

Few vertices are stroked: on the screen line by line, which costs Qt an eighth of the stroke of a
whole path. For very many vertices either takes too long, so they are turned into the band that a
round pen would leave, column by column of pixels: from the smallest to the largest value of the
curve in a column, widened by the pen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtGui import QColor, QImage, QPolygonF

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.views.frame import Array, Frame

MOST_STROKED, MOST_LINES = 60, 250
"""So many vertices are stroked at most as one path, and line by line."""

MOST_FILLED = 2_000
"""Areas of more vertices are not filled: it would take too long."""

FARTHEST = 1e6
"""Lines that are not cut at the frame end so far away at most, in pixels."""

_BEYOND = 40.0
"""Lines end so far outside of the frame, in pixels: no dash and no cap shows there."""


@dataclass(frozen=True)
class Band:
    """The ink of a pen along a polyline: for each column of pixels from where to where.

    Parameters
    ----------
    left : int
        The first column.
    low, high : ndarray, shape (columns,)
        Upper and lower edge; rows grow downwards.
    """

    left: int
    low: Array
    high: Array

    def polygon(self) -> QPolygonF:
        """The outline, for pictures made of vectors."""
        middle = self.left + np.arange(len(self.low)) + 0.5
        x = np.concatenate([middle, middle[::-1]])
        return to_polygon(x, np.concatenate([self.low, self.high[::-1]]))

    def image(self, colour: QColor) -> tuple[int, QImage]:
        """The band as an image of one pixel a column, and the row where it begins."""
        first = math.floor(float(self.low.min()))
        low, high = self.low - first, self.high - first
        tops, stops = np.floor(low).astype(np.intp), np.ceil(high).astype(np.intp)
        width, counts = len(tops), stops - tops
        image = QImage(width, int(stops.max()), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        pixels = np.frombuffer(image.bits(), np.uint32)
        # Only the pixels with ink: as many as it has, not as many as the plot.
        columns, before = np.arange(width), np.cumsum(counts) - counts
        inked = np.repeat(columns + (tops - before) * width, counts)
        inked += np.arange(0, len(inked) * width, width)
        shades = shades_of(colour)
        pixels[inked] = shades[255]
        for rows, ink in (
            (tops, np.minimum(high, tops + 1) - low),
            (stops - 1, high - np.maximum(low, stops - 1)),
        ):
            pixels[rows * width + columns] = shades[(ink * 255.0).astype(np.intp)]
        return first, image


def in_view(curve: PiecewiseLinear, frame: Frame) -> tuple[Array, Array]:
    """Return the part of a curve that is in view, in pixels, exact; no vertices if there is none.

    Parameters
    ----------
    curve : PiecewiseLinear
        The curve.
    frame : Frame
        Where it is shown.
    """
    margin = _BEYOND * frame.pixel[0]
    first = int(curve.x.searchsorted(frame.x_range[0] - margin, "right")) - 1
    last = int(curve.x.searchsorted(frame.x_range[1] + margin)) + 1
    part = slice(max(0, first), last)
    x, y = frame.columns(curve.x[part]), frame.rows(curve.y[part])
    if len(x) < 2:
        return x[:0], y[:0]
    x, y = _cut(x, y, frame.left - _BEYOND, frame.right + _BEYOND)
    top, bottom = frame.top - _BEYOND, frame.bottom + _BEYOND
    if y.min() >= top and y.max() <= bottom:
        return x, y
    for level in (top, bottom):
        x, y = _with_crossings(x, y, level)
    return x, np.clip(y, top, bottom)


def band(x: Array, y: Array, radius: float, frame: Frame, ratio: float) -> Band:
    """Return the ink of a round pen along a polyline.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Vertices in logical pixels, x increasing.
    radius : float
        Half the width of the pen, in logical pixels.
    frame : Frame
        Where it is shown; columns outside are left out.
    ratio : float
        Columns a logical pixel. The band is in columns, not in logical pixels.
    """
    x, y, radius = x * ratio, y * ratio, radius * ratio
    start = math.floor(max(x[0], frame.left * ratio))
    stop = max(start + 1, math.ceil(min(x[-1], frame.right * ratio)))
    if radius > 1:
        low = np.interp(np.arange(start, stop) + 0.5, x, y)
        high = low.copy()
    else:  # too thin to reach the columns beside
        edges = np.interp(np.arange(start, stop + 1.0), x, y)
        low, high = np.minimum(edges[:-1], edges[1:]), np.maximum(edges[:-1], edges[1:])
    peaks = _peaks(y)  # between them the middles of the columns tell all
    columns = np.floor(x[peaks]).astype(np.intp) - start
    inside = (columns >= 0) & (columns < len(low))
    columns, values = columns[inside], y[peaks][inside]
    if len(columns):
        firsts = np.flatnonzero(np.diff(columns, prepend=-1))
        own = columns[firsts]
        low[own] = np.minimum(low[own], np.minimum.reduceat(values, firsts))
        high[own] = np.maximum(high[own], np.maximum.reduceat(values, firsts))
    return Band(start, *_widened(low, high, radius))


def area_between(first: PiecewiseLinear, second: PiecewiseLinear, frame: Frame) -> QPolygonF:
    """Return the area between two curves that is in view, in pixels; empty if it has too many
    vertices to fill it quickly."""
    (a, low), (b, high) = in_view(first, frame), in_view(second, frame)
    if len(a) + len(b) > MOST_FILLED:
        return QPolygonF()
    return to_polygon(np.concatenate([a, b[::-1]]), np.concatenate([low, high[::-1]]))


def to_polygon(x: Array, y: Array) -> QPolygonF:
    """Return vertices as Qt wants them."""
    if not len(x):
        return QPolygonF()  # pyqtgraph cannot make one of nothing
    polygon: QPolygonF = arrayToQPolygonF(x, y)
    return polygon


def _peaks(y: Array) -> NDArray[np.intp]:
    """Indices of the vertices where the polyline turns from up to down or back, and of the ends."""
    up = np.diff(y) > 0
    turns = np.flatnonzero(up[:-1] != up[1:]) + 1
    return np.concatenate([[0], turns, [len(y) - 1]])


def _widened(low: Array, high: Array, radius: float) -> tuple[Array, Array]:
    """A round pen reaches `radius` up and down, and less far in the columns beside."""
    lowest, highest = low - radius, high + radius
    for step in range(1, math.ceil(radius)):
        reach = math.sqrt(radius * radius - step * step)
        np.minimum(lowest[step:], low[:-step] - reach, out=lowest[step:])
        np.minimum(lowest[:-step], low[step:] - reach, out=lowest[:-step])
        np.maximum(highest[step:], high[:-step] + reach, out=highest[step:])
        np.maximum(highest[:-step], high[step:] + reach, out=highest[:-step])
    return lowest, highest


def _cut(x: Array, y: Array, left: float, right: float) -> tuple[Array, Array]:
    """The first and the last line end at `left` and `right` where they go on beyond."""
    for end, beside, edge in ((0, 1, left), (-1, -2, right)):
        if (x[end] < left) or (x[end] > right):
            share = (edge - x[end]) / (x[beside] - x[end])
            x[end], y[end] = edge, y[end] + share * (y[beside] - y[end])
    return x, y


def _with_crossings(x: Array, y: Array, level: float) -> tuple[Array, Array]:
    """Insert a vertex where the polyline crosses a level."""
    over = y > level
    places = np.flatnonzero(over[:-1] != over[1:])
    if not len(places):
        return x, y
    share = (level - y[places]) / (y[places + 1] - y[places])
    crossings = x[places] + share * (x[places + 1] - x[places])
    return np.insert(x, places + 1, crossings), np.insert(y, places + 1, level)


def shades_of(colour: QColor) -> NDArray[np.uint32]:
    """Return a colour at 256 opacities, premultiplied, as an image wants it."""
    return _shades(colour.rgba())


@cache
def _shades(rgba: int) -> NDArray[np.uint32]:
    colour = QColor.fromRgba(rgba)
    alpha = np.arange(256) * colour.alphaF()
    parts = [alpha / 255 * part for part in (colour.red(), colour.green(), colour.blue())]
    channels = [np.round(part).astype(np.uint32) for part in (alpha, *parts)]
    red, green, blue = channels[1:]
    return (channels[0] << 24 | red << 16 | green << 8 | blue).astype(np.uint32)
