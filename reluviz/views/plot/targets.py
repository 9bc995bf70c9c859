"""The target: a line with its points, single points, or the line of a formula."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from reluviz.core.formula_samples import Jump
from reluviz.core.formula_targets import samples_of
from reluviz.core.piecewise import Domain, PiecewiseLinear
from reluviz.core.targets import Target
from reluviz.document.items import Item, TargetPoint
from reluviz.views.plot.curves import paint_handle_at
from reluviz.views.plot.lines import Look
from reluviz.views.plot.points import (
    MOST_RINGS,
    paint_dots,
    paint_points,
    paint_ring_at,
    paint_rings,
)
from reluviz.views.plot.scene import Scene

_MOST_DOTS = 600  # on a line; the line alone says where more are
_GAP = 1.5  # steps of a formula's samples


def target_look(scene: Scene) -> Look:
    """How the line of the target looks: dotted between points, thin and whole for a formula."""
    target = scene.snapshot.target
    if target is not None and target.formula:
        return Look(scene.theme.target, 1.4)
    return Look(scene.theme.target, 1.0, (2.0, 3.0))


def paint_target(painter: QPainter, scene: Scene) -> None:
    """Paint what the network should match."""
    target = scene.snapshot.target
    if target is None or not scene.shows("target"):
        return
    if target.formula:
        _paint_formula(painter, scene, target)
    elif target.is_line:
        _paint_line(painter, scene, "target", target.curve)
        _paint_line_points(painter, scene, target)
    else:
        paint_points(painter, scene, "target", target.x, target.y, scene.theme.target)


def paint_pointed_target(painter: QPainter, scene: Scene) -> None:
    """Paint the points of the target that the mouse is over and that is selected."""
    if not scene.shows("target"):
        return
    for item, is_selected in ((scene.snapshot.hovered, False), (scene.snapshot.selection, True)):
        place = place_of(scene, item)
        if place is not None:
            if is_selected:
                paint_ring_at(painter, scene, place, scene.theme.accent, 11.5, 1.8)
            paint_handle_at(painter, scene, place, scene.theme.accent, 6.5)


def place_of(scene: Scene, item: Item | None) -> QPointF | None:
    """Return where a point of the target is, in pixels; None for other things."""
    target = scene.snapshot.target
    if not isinstance(item, TargetPoint) or target is None or item.index >= len(target.x):
        return None
    x, y = float(target.x[item.index]), float(target.y[item.index])
    return QPointF(scene.frame.column(x), scene.frame.row(y))


def pieces(target: Target, domain: Domain) -> list[PiecewiseLinear]:
    """Return the samples of a formula as lines that end at gaps and jumps.

    Parameters
    ----------
    target : Target
        Samples of a formula.
    domain : tuple of float
        Where they were taken.
    """
    steps = np.diff(target.x)
    least = steps.min(initial=np.inf, where=steps > 0)
    breaks = set((np.flatnonzero(steps > _GAP * least) + 1).tolist())
    ends: dict[int, tuple[float, float, float]] = {}
    for jump in samples_of(target.formula, domain).jumps:
        for place in _breaks_at(target, jump):
            breaks.add(place)
            ends[place] = (jump.x, jump.before, jump.after)
    edges = [0, *sorted(breaks), len(target.x)]
    found = [_piece(target, first, last, ends) for first, last in pairwise(edges)]
    return [piece for piece in found if piece is not None]


def _breaks_at(target: Target, jump: Jump) -> list[int]:
    """The samples before which a line ends at a jump; two if the place has a value of its own."""
    place = int(target.x.searchsorted(jump.x))
    if not 0 < place < len(target.x):
        return []
    if target.x[place] != jump.x:
        return [place]
    is_before, is_after = (
        abs(target.y[place] - value) <= 0.25 * abs(jump.after - jump.before)
        for value in (jump.before, jump.after)
    )
    return ([] if is_before else [place]) + ([] if is_after else [place + 1])


def _piece(
    target: Target, first: int, last: int, ends: dict[int, tuple[float, float, float]]
) -> PiecewiseLinear | None:
    """Samples `first` to `last` as a line that reaches to the jumps beside it; None for one."""
    x, y = target.x[first:last], target.y[first:last]
    height = float(np.ptp(target.y / 2)) * 2
    low, high = float(target.y.min()) - height, float(target.y.max()) + height
    if first in ends and len(x):
        at, _, after = ends[first]
        if low <= after <= high and at < x[0]:  # not to the end of a pole
            x, y = np.append(at, x), np.append(after, y)
    if last in ends and len(x):
        at, before, _ = ends[last]
        if low <= before <= high and at > x[-1]:
            x, y = np.append(x, at), np.append(y, before)
    rising = np.diff(x, prepend=-np.inf) > 0  # a file may have the same x twice
    return PiecewiseLinear(x[rising], y[rising]) if rising.sum() > 1 else None


def _paint_formula(painter: QPainter, scene: Scene, target: Target) -> None:
    domain = scene.snapshot.domain
    found = scene.memory.of("formula", (target,), domain, lambda: pieces(target, domain))
    low, high = scene.frame.x_range
    for number, piece in enumerate(found):
        if piece.x[-1] >= low and piece.x[0] <= high:
            _paint_line(painter, scene, f"target {number}", piece)


def _paint_line_points(painter: QPainter, scene: Scene, target: Target) -> None:
    """The points that a line goes through."""
    low, high = scene.frame.x_range
    inside = slice(*np.searchsorted(target.x, [low, high]))
    x, y = scene.frame.columns(target.x[inside]), scene.frame.rows(target.y[inside])
    if len(x) <= MOST_RINGS:
        paint_rings(painter, scene, x, y, scene.theme.target)
    elif len(x) <= _MOST_DOTS:
        paint_dots(painter, scene, x, y, scene.theme.target)


def _paint_line(painter: QPainter, scene: Scene, name: str, curve: PiecewiseLinear) -> None:
    look = target_look(scene)
    scene.lines.paint(painter, name, curve, look, scene.frame, scene.ratio, scene.is_picture)
