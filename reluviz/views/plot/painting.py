"""The whole plot on a painter: the window and pictures in files go through here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from reluviz.views.plot.curves import has_ghost, paint_before, paint_joints, paint_output
from reluviz.views.plot.ground import paint_ground, paint_numbers, paint_reach
from reluviz.views.plot.notes import (
    paint_legend,
    paint_notes,
    paint_probe_dot,
    paint_probe_line,
)
from reluviz.views.plot.scene import Scene, frame_rect


class Backdrop:
    """What stays the same while the mouse moves, painted once and kept as an image."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._pixmap = QPixmap()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint it, from the image where nothing of it has changed."""
        snapshot = scene.snapshot
        key = (
            *(scene.frame, scene.size, scene.ratio, scene.theme, scene.fonts, scene.fine_grid),
            *(snapshot.domain, snapshot.view.hidden, snapshot.target),
            snapshot.before if has_ghost(scene) else None,
        )
        if key != self._key:
            self._key = key
            self._pixmap = _painted(scene)
        painter.drawPixmap(0, 0, self._pixmap)


def paint_plot(painter: QPainter, scene: Scene, backdrop: Backdrop | None = None) -> None:
    """Paint a scene.

    Parameters
    ----------
    painter : QPainter
        On a sheet of the size that the scene says.
    scene : Scene
        What is painted.
    backdrop : Backdrop, optional
        For a window, which paints often; without it all is painted as lines and text.
    """
    if backdrop is None:
        _paint_backdrop(painter, scene)
    else:
        backdrop.paint(painter, scene)
    painter.save()
    painter.setClipRect(frame_rect(scene.frame))
    paint_reach(painter, scene)
    paint_probe_line(painter, scene)
    paint_output(painter, scene)
    paint_probe_dot(painter, scene)
    paint_joints(painter, scene)
    paint_notes(painter, scene)
    painter.restore()
    if scene.has_focus:
        _paint_focus(painter, scene)


def _paint_backdrop(painter: QPainter, scene: Scene) -> None:
    painter.fillRect(QRectF(0, 0, *scene.size), QColor(scene.theme.ground))
    paint_ground(painter, scene)
    paint_numbers(painter, scene)
    paint_legend(painter, scene)
    painter.save()
    painter.setClipRect(frame_rect(scene.frame))
    paint_before(painter, scene)
    painter.restore()


def _painted(scene: Scene) -> QPixmap:
    width, height = (max(1, round(side * scene.ratio)) for side in scene.size)
    pixmap = QPixmap(width, height)
    pixmap.setDevicePixelRatio(scene.ratio)
    painter = QPainter(pixmap)
    _paint_backdrop(painter, scene)
    painter.end()
    return pixmap


def _paint_focus(painter: QPainter, scene: Scene) -> None:
    """The sign that keys go to the plot, around all of it."""
    painter.setPen(QPen(QColor(scene.theme.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(1.5, 1.5, scene.size[0] - 3, scene.size[1] - 3))
