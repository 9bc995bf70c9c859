"""A picture of what stays while a hand moves one weight or the probe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from reluviz.views.layers.geometry import Layout
from reluviz.views.layers.painter import LayersPainter
from reluviz.views.layers.scene import Scene
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme


class Picture:
    """Keeps edges and boxes painted for as long as they look the same."""

    def __init__(self) -> None:
        self._pixmap: QPixmap | None = None
        self._key: tuple[object, ...] = ()
        self._layout: Layout | None = None
        self._values: NDArray[np.float64] = np.empty(0)

    def paint(
        self,
        painter: QPainter,
        widget: QWidget,
        ground: QColor,
        theme: Theme,
        fonts: Fonts,
        layout: Layout,
        scene: Scene,
    ) -> None:
        """Paint ground, edges and boxes, apart from the edge in hand."""
        ratio = widget.devicePixelRatioF()
        key, values = _look_of(scene), _values_of(scene)
        key = (ratio, theme.name, *key)
        is_same = layout is self._layout and key == self._key
        if self._pixmap is None or not is_same or not np.array_equal(values, self._values):
            pixmap = QPixmap(widget.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(ground)
            inner = QPainter(pixmap)
            LayersPainter(inner, theme, fonts, layout, scene).paint_lower()
            inner.end()
            self._pixmap, self._layout, self._key, self._values = pixmap, layout, key, values
        painter.drawPixmap(0, 0, self._pixmap)


def _look_of(scene: Scene) -> tuple[object, ...]:
    activations = tuple(layer.activation for layer in scene.network.layers)
    is_on = tuple(face.is_on for face in scene.nodes)
    return (tuple(scene.edges.parameters), activations, is_on, scene.in_hand, scene.largest)


def _values_of(scene: Scene) -> NDArray[np.float64]:
    """What the edges look like, without the one in hand."""
    edges = scene.edges
    values: NDArray[np.float64] = np.append(edges.values, edges.is_live.astype(np.float64))
    if scene.in_hand in edges.parameters:
        values[edges.parameters.index(scene.in_hand)] = 0.0
    return values
