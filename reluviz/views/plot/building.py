"""One step of the construction: the sum so far, and the ray that bends it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.steps import step
from reluviz.document.step_parts import Parts, parts_of
from reluviz.views.plot.curves import curve_look, paint_handle_at
from reluviz.views.plot.lines import Look
from reluviz.views.plot.polylines import area_between
from reluviz.views.plot.scene import Scene
from reluviz.views.theme import translucent


def paint_step(painter: QPainter, scene: Scene) -> None:
    """Paint the whole curve paled, and over it the step that is shown."""
    snapshot, theme = scene.snapshot, scene.theme
    if snapshot.build is None:
        return
    found = step(snapshot.network, snapshot.build, snapshot.domain, digits=snapshot.state.digits)
    parts = parts_of(snapshot.state, found)
    colour = theme.curve if found.unit is None else theme.unit(found.unit)
    painter.setOpacity(0.45)
    _paint_line(painter, scene, "output", parts.whole, Look(theme.ghost, 1.6))
    painter.setOpacity(1.0)
    _fill_added(painter, scene, parts, colour)
    lines = (
        ("without", parts.without, Look(theme.muted, 1.6, (4.0, 3.0))),
        ("added", parts.added, Look(colour, 1.8)),
        ("total", parts.total, curve_look(scene)),
    )
    for name, curve, look in lines:
        if curve is not None:
            _paint_line(painter, scene, name, curve, look)
    if found.kink is not None and parts.added is not None:
        height = float(parts.total(found.kink))
        if not math.isnan(height):  # the kink is in the domain
            place = QPointF(scene.frame.column(found.kink), scene.frame.row(height))
            paint_handle_at(painter, scene, place, colour, 4.5)


def _fill_added(painter: QPainter, scene: Scene, parts: Parts, colour: str) -> None:
    """The area between the sum before and the sum after."""
    if parts.without is None:
        return
    total = parts.total.restricted(parts.without.domain)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(translucent(colour, 0.12))
    painter.drawPolygon(area_between(parts.without, total, scene.frame))


def _paint_line(
    painter: QPainter, scene: Scene, name: str, curve: PiecewiseLinear, look: Look
) -> None:
    scene.lines.paint(painter, name, curve, look, scene.frame, scene.ratio, scene.is_picture)
