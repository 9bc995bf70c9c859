"""Thin lines of the anatomy: rays, rays times their weights, running sums, the residual."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from reluviz.core.anatomy import running_sums
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.views.frame import Array, Frame
from reluviz.views.plot.lines import Look
from reluviz.views.plot.points import paint_dots, paint_points
from reluviz.views.plot.polylines import FARTHEST, to_polygon
from reluviz.views.plot.scene import SLOPE, Scene
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import translucent

MOST_RAYS, MOST_SUMS = 400, 24
"""So many rays and running sums are drawn at most; the selected one always is."""

_MOST_VERTICES, _LEAST_SUMS = 60_000, 6  # of running sums
_MOST_SMOOTH = 3_000  # lines; smooth ones take longer
_MOST_STEMS = 300
_MOST_MOVING = 100_000  # points, while the hand moves
_MANY = 40  # units; more are paler, so that the curve still stands out
_ANATOMY = ("rays", "scaled", "sums", "residual", SLOPE)


def has_anatomy(scene: Scene) -> bool:
    """Whether any of these lines is shown."""
    return any(scene.shows(layer) for layer in _ANATOMY)


def ray_look(scene: Scene, unit: int) -> Look:
    """How the ray of a unit looks."""
    return Look(scene.theme.unit(unit), 1.2, scene.theme.dashes(unit) or (1.5, 2.0))


def scaled_look(scene: Scene, unit: int) -> Look:
    """How the ray of a unit, times its w, looks."""
    return Look(scene.theme.unit(unit), 1.3, scene.theme.dashes(unit))


def sum_look(scene: Scene, unit: int) -> Look:
    """How a running sum looks, by its last unit."""
    return Look(scene.theme.unit(unit), 1.3, (6.0, 2.0))


def residual_look(scene: Scene) -> Look:
    """How the output minus the target looks."""
    return Look(scene.theme.residual, 1.4)


def slope_look(scene: Scene) -> Look:
    """How the derivative looks."""
    return Look(scene.theme.accent, 1.3)


def paint_anatomy(painter: QPainter, scene: Scene) -> None:
    """Paint what is switched on of these lines."""
    if scene.shows("residual"):
        _paint_residual(painter, scene)
    if scene.shows(SLOPE):
        _paint_slope(painter, scene)
    if scene.shows("rays"):
        _paint_rays(painter, scene, is_scaled=False)
    if scene.shows("scaled"):
        _paint_rays(painter, scene, is_scaled=True)
    if scene.shows("sums"):
        _paint_sums(painter, scene)


def chosen(count: int, most: int, always: int | None) -> NDArray[np.intp]:
    """Return `most` of `count` indices at most, evenly chosen, and `always` besides."""
    step = -(-count // most)
    numbers = np.arange(0, count, max(1, step))
    return numbers if always is None else np.union1d(numbers, [always])


def ray_lines(
    network: Network, domain: Domain, units: NDArray[np.intp], frame: Frame, is_scaled: bool
) -> Array:
    """Return the active sides of rays as lines in pixels, shape (k, 4); NaN where there is none.

    Parameters
    ----------
    network : Network
        A shallow network.
    domain : tuple of float
        The interval of x.
    units : ndarray of int, shape (k,)
        Which ones.
    frame : Frame
        Where they are shown.
    is_scaled : bool
        Whether they are times their w.
    """
    low, high = domain
    v, b, kinks = network.v[units], network.b[units], network.kinks[units]
    first = np.where(v > 0, np.maximum(kinks, low), low)
    last = np.where(v < 0, np.minimum(kinks, high), high)
    on = (first < last) & ((v != 0) | (b > 0))
    ends = np.stack([first, last])
    values = np.maximum(b + v * ends, 0.0)
    if is_scaled:
        values = values * network.w[units]
    rows = np.clip(frame.rows(values), -FARTHEST, FARTHEST)
    columns = frame.columns(ends)
    lines = np.column_stack([columns[0], rows[0], columns[1], rows[1]])
    return np.where(on[:, np.newaxis], lines, np.nan)


def _paint_rays(painter: QPainter, scene: Scene, is_scaled: bool) -> None:
    state, frame = scene.snapshot.state, scene.frame
    units = chosen(state.network.n_units, MOST_RAYS, scene.snapshot.unit)
    lines = ray_lines(state.network, state.domain, units, frame, is_scaled)
    look = scaled_look if is_scaled else ray_look
    for unit, group in _by_look(scene, units):
        _stroke(painter, lines[group], look(scene, unit), len(units))
    own = units == scene.snapshot.unit
    if scene.snapshot.unit is not None:
        strong = look(scene, scene.snapshot.unit)
        _stroke(painter, lines[own], Look(strong.colour, 2.2, strong.dashes), 1)


def _paint_sums(painter: QPainter, scene: Scene) -> None:
    """The sums of all but the last unit: with the last one it is the output."""
    state, frame = scene.snapshot.state, scene.frame
    n_units, unit = state.network.n_units, scene.snapshot.unit
    most = min(MOST_SUMS, max(_LEAST_SUMS, _MOST_VERTICES // (n_units + 2)))
    counts = chosen(n_units, most, None if unit is None or unit + 1 == n_units else unit + 1)
    x, values = running_sums(state.network, counts, state.domain)
    columns = frame.columns(x)
    rows = np.clip(frame.rows(values), -FARTHEST, FARTHEST)
    for count, row in zip(counts.tolist(), rows, strict=True):
        look = sum_look(scene, count - 1) if count else Look(scene.theme.muted, 1.2)
        if unit is not None and count == unit + 1:
            look = Look(look.colour, 2.2, look.dashes)
        if scene.is_picture and len(x) < _MOST_SMOOTH:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(look.pen())
            painter.drawPolyline(to_polygon(columns, row))
        else:
            lines = np.column_stack([columns[:-1], row[:-1], columns[1:], row[1:]])
            _stroke(painter, lines, look, len(x))


def _paint_slope(painter: QPainter, scene: Scene) -> None:
    """The derivative: level on each segment, upright at the joints."""
    curve, frame = scene.snapshot.state.curve, scene.frame
    columns = np.repeat(frame.columns(curve.x), 2)[1:-1]
    rows = np.clip(np.repeat(frame.rows(curve.slopes), 2), -FARTHEST, FARTHEST)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(slope_look(scene).pen())
    painter.drawPolyline(to_polygon(columns, rows))


def _paint_residual(painter: QPainter, scene: Scene) -> None:
    """The residual, and the area between it and zero; of data, point by point."""
    state = scene.snapshot.state
    if state.residual_points is not None:
        _paint_residuals(painter, scene, *state.residual_points)
    residual = state.residual
    if residual is None:
        return
    frame = scene.frame
    if len(residual) <= _MOST_SMOOTH:
        columns = frame.columns(residual.x)
        rows = np.clip(frame.rows(residual.y), -FARTHEST, FARTHEST)
        zero = min(max(frame.row(0.0), -FARTHEST), FARTHEST)
        area = QPolygonF(to_polygon(columns, rows))
        area << QPointF(columns[-1], zero) << QPointF(columns[0], zero)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(translucent(scene.theme.residual, 0.1))
        painter.drawPolygon(area)
    look = residual_look(scene)
    scene.lines.paint(painter, "residual", residual, look, frame, scene.ratio, scene.is_picture)


def _paint_residuals(painter: QPainter, scene: Scene, x: Array, errors: Array) -> None:
    """Thin stems from zero; where there are many points, their ends alone."""
    if scene.snapshot.gesture is not None and len(x) > _MOST_MOVING:
        part = slice(None, None, -(-len(x) // _MOST_MOVING))
        x, errors = x[part], errors[part]
    frame, colour = scene.frame, scene.theme.residual
    first, last = np.searchsorted(x, frame.x_range)
    if last - first > _MOST_STEMS:
        paint_points(painter, scene, "residual", x, errors, colour)
        return
    columns = frame.columns(x[first:last])
    rows = np.clip(frame.rows(errors[first:last]), -FARTHEST, FARTHEST)
    zero = np.full_like(columns, min(max(frame.row(0.0), -FARTHEST), FARTHEST))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(translucent(colour, 0.7), 1.0)
    painter.setPen(pen)
    draw_lines(painter, np.column_stack([columns, zero, columns, rows]))
    paint_dots(painter, scene, columns, rows, colour)


def _by_look(scene: Scene, units: NDArray[np.intp]) -> list[tuple[int, NDArray[np.intp]]]:
    """Rows of the units of each colour and dash, with one of those units."""
    theme = scene.theme
    groups: dict[tuple[str, tuple[float, ...]], list[int]] = {}
    for row, unit in enumerate(units.tolist()):
        dashes = theme.dashes(unit) if len(units) <= _MANY else ()
        groups.setdefault((theme.unit(unit), dashes), []).append(row)
    return [(int(units[rows[0]]), np.array(rows)) for rows in groups.values()]


def _stroke(painter: QPainter, lines: Array, look: Look, number: int) -> None:
    """Draw lines, of which there are `number` of its kind: many are thin, pale and solid."""
    pen = look.pen()
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if number > _MANY:
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setWidthF(1.0)
        pen.setColor(translucent(look.colour, min(0.5, 5 / math.sqrt(number))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, number <= _MOST_SMOOTH)
    painter.setPen(pen)
    draw_lines(painter, lines[np.isfinite(lines).all(axis=1)])
