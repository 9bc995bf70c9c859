"""A picture of what stays while a hand moves one weight or the probe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from reluviz.core.network import ParameterId
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
        key, values = _look_of(scene, layout), _values_of(scene)
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


def _look_of(scene: Scene, layout: Layout) -> tuple[object, ...]:
    # Where nothing is written, what is hovered is painted over the picture.
    hovered = scene.hovered if layout.rooms and isinstance(scene.hovered, ParameterId) else None
    activations = tuple(layer.activation for layer in scene.network.layers)
    is_on = tuple(face.is_on for face in scene.nodes)
    return (activations, is_on, scene.in_hand, hovered, scene.largest, *scene.broken)


def _values_of(scene: Scene) -> NDArray[np.float64]:
    """What edges and biases look like, without the one in hand."""
    edges = scene.edges
    values = np.where(edges.mask(scene.in_hand), 0.0, edges.values)
    biases = [
        0.0 if face.bias is None or face.parameter == scene.in_hand else face.bias
        for face in scene.nodes
    ]
    found: NDArray[np.float64] = np.concatenate(
        [values, edges.is_live, edges.places.ravel(), biases]
    )
    return found
