"""What the network is compared with: the best fit, kept networks, and many trained ones."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter, QPen

from reluviz.core.piecewise import Domain, PiecewiseLinear, exact_curve
from reluviz.core.sweeps import SweepResult, Trained
from reluviz.views.frame import Array, Frame
from reluviz.views.plot.lines import Look
from reluviz.views.plot.polylines import FARTHEST, to_polygon
from reluviz.views.plot.scene import Scene
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import translucent

MOST_SWEPT = 200
"""So many trained networks are drawn at most."""

MOVING_JOINTS, RESTING_JOINTS = 4_000, 40_000
"""So many joints they have together, while a hand moves something, and when it rests."""

_MOST_SMOOTH = 8_000  # lines


def best_look(scene: Scene) -> Look:
    """How the best fit looks."""
    return Look(scene.theme.best, 2.2, (5.0, 1.5, 1.2, 1.5))


def run_look(scene: Scene, index: int) -> Look:
    """How a kept network looks, by its place in the list."""
    return Look(scene.theme.run(index), 1.5)


def sweep_colour(scene: Scene) -> str:
    """The colour of the many trained networks."""
    return scene.theme.run(2)


def paint_compared(painter: QPainter, scene: Scene) -> None:
    """Paint the kept networks, and over them the best fit."""
    for index, curve in scene.run_curves:
        _paint_line(painter, scene, f"run {index}", curve, run_look(scene, index))
    if scene.best is not None:
        _paint_line(painter, scene, "best", scene.best, best_look(scene))


def paint_sweep(painter: QPainter, scene: Scene) -> None:
    """Paint many trained networks as thin pale lines."""
    result, domain = scene.sweep, scene.snapshot.domain
    if result is None:
        return
    is_moving = scene.snapshot.gesture is not None
    known = scene.memory.of("trained curves", (), domain, _Curves)
    curves = scene.memory.of(
        "sweep", (result,), (domain, is_moving), lambda: known.of(result, domain, is_moving)
    )
    if not curves:
        return
    opacity = min(0.6, max(0.1, 1.8 / len(curves) ** 0.5))
    painter.setPen(QPen(translucent(sweep_colour(scene), opacity), 1.0))
    parts = [_pixels(curve, scene.frame) for curve in curves]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if scene.is_picture:
        for x, y in parts:
            painter.drawPolyline(to_polygon(x, y))
        return
    lines = np.concatenate(
        [np.column_stack([x[:-1], y[:-1], x[1:], y[1:]]) for x, y in parts if len(x) > 1]
    )
    is_smooth = not is_moving and len(lines) <= _MOST_SMOOTH
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
    draw_lines(painter, lines)


def shown_of(result: SweepResult, is_moving: bool = False) -> list[Trained]:
    """Return the runs that are drawn: evenly chosen, as many as there is time for."""
    runs = [run for run in result if not run.diverged]
    joints = max((run.units for run in runs), default=0) + 2
    budget = MOVING_JOINTS if is_moving else RESTING_JOINTS
    most = max(1, min(MOST_SWEPT, budget // joints))
    return runs[:: max(1, -(-len(runs) // most))]


class _Curves:
    """The curves of trained networks on one domain, each computed once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Trained, PiecewiseLinear]] = {}

    def of(self, result: SweepResult, domain: Domain, is_moving: bool) -> list[PiecewiseLinear]:
        """Return the curves of the runs that are drawn."""
        there = set(map(id, result))
        self._known = {place: kept for place, kept in self._known.items() if place in there}
        return [self._curve(run, domain) for run in shown_of(result, is_moving)]

    def _curve(self, run: Trained, domain: Domain) -> PiecewiseLinear:
        if id(run) not in self._known:  # which keeps the run, so that its id stays its own
            self._known[id(run)] = run, exact_curve(run.network, domain)
        return self._known[id(run)][1]


def _pixels(curve: PiecewiseLinear, frame: Frame) -> tuple[Array, Array]:
    return frame.columns(curve.x), np.clip(frame.rows(curve.y), -FARTHEST, FARTHEST)


def _paint_line(
    painter: QPainter, scene: Scene, name: str, curve: PiecewiseLinear, look: Look
) -> None:
    scene.lines.paint(painter, name, curve, look, scene.frame, scene.ratio, scene.is_picture)
