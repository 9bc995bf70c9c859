"""What is behind the curve: the domain, the grid, the numbers, and where the curve would move."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from reluviz.views import axes
from reluviz.views.plot.scene import Scene
from reluviz.views.theme import translucent


def paint_ground(painter: QPainter, scene: Scene) -> None:
    """Paint the grid, and a shade over what is outside of the domain."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if scene.fine_grid:
        axes.paint_grid(painter, scene.frame, translucent(scene.theme.grid, 0.5), is_fine=True)
    axes.paint_grid(painter, scene.frame, QColor(scene.theme.grid))
    shade = translucent(scene.theme.muted, 0.09)
    (first, last), (low, high) = scene.frame.x_range, scene.snapshot.domain
    _shade_between(painter, scene, first, low, shade)
    _shade_between(painter, scene, high, last, shade)


def paint_reach(painter: QPainter, scene: Scene) -> None:
    """Shade where the curve moves with what is pointed at, in the colour of its unit."""
    shade = translucent(reach_colour(scene), 0.09 if scene.theme.is_dark else 0.06)
    for low, high in scene.snapshot.reach:
        _shade_between(painter, scene, low, high, shade)


def reach_colour(scene: Scene) -> str:
    """The colour of the parameters that all panels speak of: that of their unit."""
    return scene.unit_colour(scene.snapshot.meaning.unit, scene.theme.accent)


def paint_numbers(painter: QPainter, scene: Scene) -> None:
    """Paint the numbers at the axes and the names of the axes."""
    axes.paint_numbers(painter, scene.frame, scene.fonts, scene.theme)
    axes.paint_names(painter, scene.frame, scene.fonts, scene.theme, ("x", "z"))


def _shade_between(painter: QPainter, scene: Scene, low: float, high: float, shade: QColor) -> None:
    frame = scene.frame
    left, right = max(frame.left, frame.column(low)), min(frame.right, frame.column(high))
    if left < right:
        painter.fillRect(QRectF(left, frame.top, right - left, frame.height), shade)
