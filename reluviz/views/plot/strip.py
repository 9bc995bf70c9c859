"""The strip under the x-axis: which units are on in each segment."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reluviz.core.influence import active_side
from reluviz.core.network import Network
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.document.items import Segment
from reluviz.document.snapshot import Snapshot
from reluviz.views.frame import Frame
from reluviz.views.plot.polylines import shades_of
from reluviz.views.plot.scene import Scene, segment_of
from reluviz.views.theme import translucent

MOST_ROWS = 12
"""Units with a row of their own, in their colour; more share rows, in shades of grey."""

_HIGHEST_ROW, _MOST_HEIGHT, _MOST_LINES = 6.0, 36.0, 60


def strip_height(snapshot: Snapshot) -> float:
    """Return the height of the strip in pixels; 0 if it is not shown."""
    if not snapshot.shows("pattern"):
        return 0.0
    n_units = snapshot.network.n_units
    return min(_HIGHEST_ROW * n_units, _MOST_HEIGHT)


def strip_rect(frame: Frame) -> QRectF:
    """Return where the strip is; of no height without one."""
    return QRectF(frame.left, frame.bottom + frame.gap, frame.width, frame.strip)


def segment_in_strip(
    curve: PiecewiseLinear, frame: Frame, column: float, row: float
) -> Segment | None:
    """Return the segment whose part of the strip is at a place, or None."""
    if not frame.strip or not strip_rect(frame).contains(column, row):
        return None
    x, _ = frame.place(column, row)
    if not curve.x[0] <= x < curve.x[-1]:
        return None
    return Segment(int(curve.x.searchsorted(x, "right")) - 1)


def paint_strip(painter: QPainter, scene: Scene) -> None:
    """Paint for each unit where it is on."""
    if not scene.frame.strip:
        return
    snapshot, room = scene.snapshot, strip_rect(scene.frame)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setClipRect(room)
    _shade(painter, scene, room)
    if snapshot.network.n_units <= MOST_ROWS:
        _paint_rows(painter, scene, room)
    else:
        _paint_shades(painter, scene, room)
    _paint_joints(painter, scene, room)
    painter.restore()


def paint_pointed_parts(painter: QPainter, scene: Scene) -> None:
    """Paint a box around the parts of the segments that are pointed at."""
    if not scene.frame.strip:
        return
    snapshot, frame, room = scene.snapshot, scene.frame, strip_rect(scene.frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for item, colour in (
        (snapshot.hovered, scene.theme.muted),
        (snapshot.selection, scene.theme.text),
    ):
        segment = segment_of(item)
        if segment is None:
            continue
        x = snapshot.state.curve.x
        left = max(frame.left, frame.column(float(x[segment])))
        right = min(frame.right, frame.column(float(x[segment + 1])))
        if left < right:
            painter.setPen(QPen(QColor(colour), 1.5))
            painter.drawRect(QRectF(left, room.top() - 1, right - left, room.height() + 2))


def shares(
    network: Network, columns: NDArray[np.intp], width: int, rows: int
) -> NDArray[np.float64]:
    """Return which share of the units of each row is on in each column, shape (rows, width).

    Parameters
    ----------
    network : Network
        A shallow network of N units, the first ones in the first row.
    columns : ndarray of int, shape (N,)
        The column of each kink, 0 to `width`.
    width, rows : int
        Columns and rows.
    """
    v, b, n_units = network.v, network.b, network.n_units
    own = np.arange(n_units) * rows // n_units
    on_left = np.where(v == 0, b > 0, v < 0)
    changes = np.zeros((rows, width + 1))
    np.add.at(changes, (own[on_left], np.zeros_like(own[on_left])), 1.0)
    np.add.at(changes, (own[v > 0], columns[v > 0]), 1.0)
    np.add.at(changes, (own[v < 0], columns[v < 0]), -1.0)
    counts = np.bincount(own, minlength=rows)
    found: NDArray[np.float64] = np.cumsum(changes, axis=1)[:, :width] / counts[:, np.newaxis]
    return found


def _shade(painter: QPainter, scene: Scene, room: QRectF) -> None:
    """The ground of the strip: only on the domain."""
    left, right = (scene.frame.column(x) for x in scene.snapshot.domain)
    place = QRectF(left, room.top(), right - left, room.height())
    painter.fillRect(place, QColor(scene.theme.surface))


def _paint_rows(painter: QPainter, scene: Scene, room: QRectF) -> None:
    state, frame = scene.snapshot.state, scene.frame
    n_units = state.network.n_units
    height = room.height() / n_units
    for unit in range(n_units):
        for low, high in active_side(state.network, unit, state.domain):
            left, right = frame.column(low), frame.column(high)
            left, right = max(left, frame.left), min(right, frame.right)
            place = QRectF(left, room.top() + unit * height, right - left, max(1.0, height - 1))
            painter.fillRect(place, QColor(scene.theme.unit(unit)))


def _paint_shades(painter: QPainter, scene: Scene, room: QRectF) -> None:
    """An image of one pixel a column; in the columns outside of the domain nothing."""
    network, frame, ratio = scene.snapshot.network, scene.frame, scene.ratio
    width = max(1, math.ceil(room.width() * ratio))
    kinks = np.nan_to_num(network.kinks, posinf=frame.x_range[1], neginf=frame.x_range[0])
    places = np.clip((frame.columns(kinks) - frame.left) * ratio, 0, width)
    rows = min(network.n_units, round(room.height() * ratio))
    found = shares(network, np.ceil(places).astype(np.intp), width, rows)
    first, last = ((frame.column(x) - frame.left) * ratio for x in scene.snapshot.domain)
    middles = np.arange(width) + 0.5
    found[:, (middles < first) | (middles > last)] = 0.0
    pixels = shades_of(QColor(scene.theme.muted))[(found * 255).astype(np.intp)]
    image = QImage(width, rows, QImage.Format.Format_ARGB32_Premultiplied)
    np.frombuffer(image.bits(), np.uint32).reshape(rows, -1)[:] = pixels
    painter.drawImage(QRectF(frame.left, room.top(), width / ratio, room.height()), image)


def _paint_joints(painter: QPainter, scene: Scene, room: QRectF) -> None:
    """Thin lines between the segments, where they are not too many."""
    x = scene.snapshot.state.curve.x
    low, high = scene.frame.x_range
    inside = x[x.searchsorted(low) : x.searchsorted(high, "right")]
    if len(inside) > _MOST_LINES:
        return
    painter.setPen(QPen(translucent(scene.theme.ground, 0.8), 1))
    for column in scene.frame.columns(inside).tolist():
        painter.drawLine(QLineF(round(column), room.top(), round(column), room.bottom()))
