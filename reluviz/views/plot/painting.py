"""The whole plot on a painter: the window and pictures in files go through here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from reluviz.views.axes import frame_rect
from reluviz.views.plot.building import paint_step
from reluviz.views.plot.clouds import paint_cloud, paint_envelope, paint_pointed_draws
from reluviz.views.plot.compared import paint_compared, paint_sweep
from reluviz.views.plot.curves import (
    has_ghost,
    paint_before,
    paint_beyond,
    paint_joints,
    paint_output,
)
from reluviz.views.plot.ground import paint_ground, paint_numbers, paint_reach, reach_colour
from reluviz.views.plot.kinks import paint_kinks
from reluviz.views.plot.layers import has_anatomy, paint_anatomy
from reluviz.views.plot.legend import legend_key, paint_legend
from reluviz.views.plot.notes import paint_notes, paint_probe_dot, paint_probe_line
from reluviz.views.plot.scene import Scene
from reluviz.views.plot.strip import paint_pointed_parts, paint_strip
from reluviz.views.plot.targets import paint_pointed_target, paint_target


class Backdrop:
    """What stays the same while the mouse moves, kept as images."""

    def __init__(self) -> None:
        self._ground, self._layers, self._behind = _Kept(), _Kept(), _Kept()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint all that is behind the curve."""
        snapshot = scene.snapshot
        ground = (
            *(scene.frame, scene.size, scene.ratio, scene.theme, scene.fonts, scene.fine_grid),
            *(snapshot.domain, snapshot.view.hidden, legend_key(scene)),
        )
        before = snapshot.before if has_ghost(scene) else None
        compared = (scene.best, snapshot.comparison if scene.run_curves else None, scene.sweep)
        targets = (snapshot.target, scene.is_target_held)
        layers: tuple[object, ...] = (ground, *targets, before, *compared)
        if has_layers(scene):
            layers += (snapshot.state, snapshot.unit, scene.cloud, scene.envelope, snapshot.build)
        behind = (layers, snapshot.reach, reach_colour(scene), snapshot.probe)

        def paint_rest(onto: QPainter) -> None:
            _paint_ground(onto, scene)

        def paint_layers(onto: QPainter) -> None:
            self._ground.paint(onto, scene, ground, paint_rest, at_once=True)
            _paint_layers(onto, scene)

        def paint_behind(onto: QPainter) -> None:
            self._layers.paint(onto, scene, layers, paint_layers, snapshot.gesture is None)
            _paint_in_frame(onto, scene, paint_reach, paint_probe_line)

        self._behind.paint(painter, scene, behind, paint_behind, at_once=False)


class _Kept:
    """Something opaque that is painted again and again, kept as an image."""

    def __init__(self) -> None:
        self._key: object = None
        self._pixmap: QPixmap | None = None

    def paint(
        self,
        painter: QPainter,
        scene: Scene,
        key: object,
        paint: Callable[[QPainter], None],
        at_once: bool,
    ) -> None:
        """Paint it; `key` is all that it depends on.

        Without `at_once` there is no image before it is painted a second time: what changes each
        time is not worth one.
        """
        if key != self._key:
            self._key, self._pixmap = key, None
            if not at_once:
                paint(painter)
                return
        if self._pixmap is None:
            self._pixmap = _painted(scene, paint)
        painter.drawPixmap(0, 0, self._pixmap)


def has_layers(scene: Scene) -> bool:
    """Whether anything behind the curve depends on the network."""
    return (
        scene.frame.strip > 0
        or has_anatomy(scene)
        or any(part is not None for part in (scene.cloud, scene.envelope, scene.snapshot.build))
    )


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
        _paint_layers(painter, scene)
        _paint_in_frame(painter, scene, paint_reach, paint_probe_line)
    else:
        backdrop.paint(painter, scene)
    paint_pointed_parts(painter, scene)
    _paint_in_frame(
        *(painter, scene, paint_output, paint_pointed_draws),
        *(
            paint_kinks,
            paint_beyond,
            paint_probe_dot,
            paint_joints,
            paint_pointed_target,
            paint_notes,
        ),
    )
    if scene.has_focus:
        _paint_focus(painter, scene)


def _paint_ground(painter: QPainter, scene: Scene) -> None:
    painter.fillRect(QRectF(0, 0, *scene.size), QColor(scene.theme.ground))
    paint_ground(painter, scene)
    paint_numbers(painter, scene)
    paint_legend(painter, scene)


def _paint_layers(painter: QPainter, scene: Scene) -> None:
    paint_strip(painter, scene)
    _paint_in_frame(
        *(painter, scene, paint_envelope, paint_sweep, paint_cloud, paint_target),
        *(paint_before, paint_anatomy, paint_compared, paint_step),
    )


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
