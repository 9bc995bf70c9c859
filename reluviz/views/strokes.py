"""Thick smooth polylines for a fraction of what Qt's stroke of a path costs.

Qt paints a line by itself, with flat ends, in an eighth of the time that it takes to stroke a path
with joins, and this is the time that a hand on the curve waits for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter
from shiboken6 import wrapInstance

Array = NDArray[np.float64]


def to_lines(x: Array, y: Array, radius: float) -> Array:
    """Return the lines of a polyline, made longer so that pens with flat ends join them.

    Where it turns by up to a right angle the outer corners of two lines meet in one point; where
    it turns more sharply, and at its ends, the lines reach beyond the vertex by `radius`.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Vertices in pixels.
    radius : float
        Half the width of the pen, in pixels.

    Returns
    -------
    ndarray, shape (n - 1, 4)
        x and y of the two ends of each line.
    """
    right, down = x[1:] - x[:-1], y[1:] - y[:-1]
    length = np.maximum(np.hypot(right, down), 1e-9)
    right, down = right / length, down / length
    cosine = right[:-1] * right[1:] + down[:-1] * down[1:]
    # The outer corner is radius * tan(angle / 2) beyond the vertex.
    beyond = np.full(len(x), radius)
    beyond[1:-1] *= np.sqrt(np.clip((1 - cosine) / np.maximum(1 + cosine, 1e-9), 0.0, 1.0))
    first, last = beyond[:-1], beyond[1:]
    lines = np.empty((len(right), 4))
    lines[:, 0], lines[:, 1] = x[:-1] - first * right, y[:-1] - first * down
    lines[:, 2], lines[:, 3] = x[1:] + last * right, y[1:] + last * down
    return lines


def draw_lines(painter: QPainter, lines: Array) -> None:
    """Draw many lines with the painter's pen, without an object of Python for each.

    Parameters
    ----------
    painter : QPainter
        Where.
    lines : ndarray, shape (n, 4)
        x and y of the two ends of each line, in pixels.
    """
    if len(lines):
        lines = np.ascontiguousarray(lines, dtype=np.float64)
        # Four doubles are a QLineF; PySide takes the first one of an array and their number.
        first = cast(QLineF, wrapInstance(lines.ctypes.data, QLineF))
        painter.drawLines(first, len(lines))


@lru_cache(maxsize=256)
def dashes(start: tuple[float, float], end: tuple[float, float], on: float, off: float) -> Array:
    """Return a line cut into dashes, which Qt paints far more quickly than a dashed pen's.

    Parameters
    ----------
    start, end : tuple of float
        Its ends, x and y in pixels.
    on, off : float
        Lengths of a dash and of a gap, in pixels.

    Returns
    -------
    ndarray, shape (n, 4)
        x and y of the two ends of each dash.
    """
    (x, y), length = start, float(np.hypot(end[0] - start[0], end[1] - start[1]))
    firsts = np.arange(0.0, length, on + off)
    lasts = np.minimum(firsts + on, length)
    right, down = (end[0] - x) / max(length, 1e-9), (end[1] - y) / max(length, 1e-9)
    lines = np.column_stack(
        [x + firsts * right, y + firsts * down, x + lasts * right, y + lasts * down]
    )
    lines.flags.writeable = False  # kept for the next picture
    return lines
