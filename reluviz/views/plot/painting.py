"""The whole plot on a painter: the window and pictures in files go through here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from reluviz.views.plot.curves import has_ghost, paint_before, paint_joints, paint_output
from reluviz.views.plot.ground import paint_ground, paint_numbers, paint_reach, reach_colour
from reluviz.views.plot.legend import paint_legend
from reluviz.views.plot.notes import (
    paint_notes,
    paint_probe_dot,
    paint_probe_line,
)
from reluviz.views.plot.scene import Scene, frame_rect


class Backdrop:
    """What stays the same while the mouse moves, kept as images."""

    def __init__(self) -> None:
        self._ground, self._behind = _Kept(), _Kept()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint all that is behind the curve."""
        snapshot = scene.snapshot
        ground = (
            *(scene.frame, scene.size, scene.ratio, scene.theme, scene.fonts, scene.fine_grid),
            *(snapshot.domain, snapshot.view.hidden, snapshot.target),
            snapshot.before if has_ghost(scene) else None,
        )

        def paint_behind(onto: QPainter) -> None:
            self._ground.paint(onto, scene, ground, lambda to: _paint_ground(to, scene))
            _paint_in_frame(onto, scene, paint_reach, paint_probe_line)

        behind = (ground, snapshot.reach, reach_colour(scene), snapshot.probe)
        self._behind.paint(painter, scene, behind, paint_behind)


class _Kept:
    """Something opaque that is painted again and again: an image from the second time on."""

    def __init__(self) -> None:
        self._key: object = None
        self._pixmap: QPixmap | None = None

    def paint(
        self, painter: QPainter, scene: Scene, key: object, paint: Callable[[QPainter], None]
    ) -> None:
        """Paint it; `key` is all that it depends on."""
        if key != self._key:
            # Under a hand it may be another one the next time: no image of it before.
            self._key, self._pixmap = key, None
            paint(painter)
            return
        if self._pixmap is None:
            self._pixmap = _painted(scene, paint)
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
        _paint_ground(painter, scene)
        _paint_in_frame(painter, scene, paint_reach, paint_probe_line)
    else:
        backdrop.paint(painter, scene)
    _paint_in_frame(*(painter, scene, paint_output, paint_probe_dot, paint_joints, paint_notes))
    if scene.has_focus:
        _paint_focus(painter, scene)


def _paint_ground(painter: QPainter, scene: Scene) -> None:
    painter.fillRect(QRectF(0, 0, *scene.size), QColor(scene.theme.ground))
    paint_ground(painter, scene)
    paint_numbers(painter, scene)
    paint_legend(painter, scene)
    _paint_in_frame(painter, scene, paint_before)


def _paint_in_frame(
    painter: QPainter, scene: Scene, *parts: Callable[[QPainter, Scene], None]
) -> None:
    painter.save()
    painter.setClipRect(frame_rect(scene.frame))
    for paint in parts:
        paint(painter, scene)
    painter.restore()


def _painted(scene: Scene, paint: Callable[[QPainter], None]) -> QPixmap:
    width, height = (max(1, round(side * scene.ratio)) for side in scene.size)
    pixmap = QPixmap(width, height)
    pixmap.setDevicePixelRatio(scene.ratio)
    painter = QPainter(pixmap)
    paint(painter)
    painter.end()
    return pixmap


def _paint_focus(painter: QPainter, scene: Scene) -> None:
    """The sign that keys go to the plot, around all of it."""
    painter.setPen(QPen(QColor(scene.theme.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(1.5, 1.5, scene.size[0] - 3, scene.size[1] - 3))
