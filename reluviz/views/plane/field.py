"""Values of one output over what is in view, the image of them, and their contours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from reluviz.core.contours import contours
from reluviz.core.layer import Array
from reluviz.core.network import Network
from reluviz.views.frame import Frame
from reluviz.views.plane.scale import Scale

COARSE = 12.0
"""A field with fewer values than one in so many pixels, along a side, is called coarse."""

_MOVING, _RESTING = 110_000, 2_600_000  # values of units that are computed for one field
_FEWEST, _MOST = 30, 720  # values along the longer side
_PART = 160_000  # products of one multiplication of matrices
_CONTOUR = 110  # cells along the longer side that contours are looked for in


@dataclass(frozen=True, eq=False)
class Field:
    """Values on a grid that covers what is in view.

    Parameters
    ----------
    x, y : ndarray, shapes (columns,) and (rows,)
        Places, the edges of what is in view included; y increasing.
    values : ndarray, shape (rows, columns)
        Values of the output.
    stride : int
        Each so many values contours have one.
    is_coarse : bool
        Whether an eye can see that there are few.
    """

    x: Array
    y: Array
    values: Array
    stride: int
    is_coarse: bool


def field_of(network: Network, output: int, frame: Frame, ratio: float, is_moving: bool) -> Field:
    """Return the values of one output over what is in view.

    Parameters
    ----------
    network : Network
        A network of two inputs.
    output : int
        Which output.
    frame : Frame
        Where it is shown.
    ratio : float
        Pixels of the device for each logical one: there are never more values.
    is_moving : bool
        Whether the next field follows at once, so that this one must be quick.
    """
    units = sum(layer.n_units for layer in network.layers)
    budget = (_MOVING if is_moving else _RESTING) / units
    longer, shorter = max(frame.width, frame.height), min(frame.width, frame.height)
    side = math.sqrt(budget * longer / shorter)
    side = min(max(side, _FEWEST), _MOST, longer * ratio)
    stride = max(1, math.ceil(side / _CONTOUR))
    cell = longer / side * stride
    columns, rows = (
        stride * max(2, round(pixels / cell)) + 1 for pixels in (frame.width, frame.height)
    )
    x, y = np.linspace(*frame.x_range, columns), np.linspace(*frame.y_range, rows)
    values = evaluated(network, output, _grid(x, y)).reshape(rows, columns)
    return Field(x, y, values, stride, is_moving and columns * COARSE < 2 * frame.width)


def evaluated(network: Network, output: int, points: Array) -> Array:
    """Return one output at many points, shape (n, 2) to (n,).

    In parts so small that NumPy multiplies them in this thread: while other programs keep the
    cores busy, threads that wait for one another take a hundred times as long.
    """
    widths = [network.n_inputs, *(layer.n_units for layer in network.layers)]
    largest = max(first * second for first, second in pairwise(widths))
    size = max(32, _PART // largest)
    values = np.empty(len(points))
    for start in range(0, len(points), size):
        part = points[start : start + size]
        values[start : start + size] = network(part).reshape(len(part), -1)[:, output]
    return values


def image_of(field: Field, scale: Scale, table: NDArray[np.uint32]) -> QImage:
    """Return the field as an image with one pixel for each value, the largest y on top."""
    shares = scale.shares(np.nan_to_num(field.values[::-1], nan=scale.level))
    pixels = np.ascontiguousarray(table[(shares * 255.0 + 0.5).astype(np.intp)])
    rows, columns = pixels.shape
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return image.copy()  # the pixels go with the array


def image_rect(field: Field, frame: Frame) -> QRectF:
    """Return where the image is: the middles of its outer pixels are on the frame's edges."""
    rows, columns = field.values.shape
    across, up = frame.width / (columns - 1), frame.height / (rows - 1)
    left, top = frame.left - across / 2, frame.top - up / 2
    return QRectF(left, top, frame.width + across, frame.height + up)


def contour_lines(
    field: Field, network: Network, output: int, levels: Sequence[float], is_exact: bool
) -> Array:
    """Return where the field crosses levels, as lines, shape (n, 4): x and y of both ends.

    Parameters
    ----------
    field : Field
        Values.
    network, output : Network, int
        What they are values of.
    levels : sequence of float
        What is crossed.
    is_exact : bool
        Whether crossings are looked for with the network itself.
    """
    k = field.stride
    return contours(
        field.x[::k],
        field.y[::k],
        field.values[::k, ::k],
        levels,
        (lambda points: evaluated(network, output, points)) if is_exact else None,
    )


def has_jumps(network: Network) -> bool:
    """Return whether a unit jumps, so that nothing is straight between neighbours."""
    return any(layer.kind.jumps for layer in network.layers)


def in_pixels(lines: Array, frame: Frame) -> Array:
    """Return lines in pixels."""
    places = np.empty_like(lines)
    places[:, 0::2] = frame.columns(lines[:, 0::2])
    places[:, 1::2] = frame.rows(lines[:, 1::2])
    return places


def _grid(x: Array, y: Array) -> Array:
    grid = np.empty((len(x) * len(y), 2))
    grid[:, 0], grid[:, 1] = np.tile(x, len(y)), np.repeat(y, len(x))
    return grid
