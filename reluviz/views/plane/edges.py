"""The edges between the linear regions of a deep network of two inputs.

The lines of the first layer are painted by themselves, to be dragged; those of later layers bend
wherever they meet an earlier one.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter, QPen

from reluviz.core.regions import Regions, TooManyRegions, regions
from reluviz.document.items import Unit
from reluviz.views.plane.scene import PlaneScene
from reluviz.views.strokes import draw_lines
from reluviz.views.theme import translucent

MOST_REGIONS = 4_000
"""With more of them none can be told from another."""

_WIDTHS = (2.0, 1.5, 1.2)  # of the edges of the second layer, the third, and all later ones


def paint_edges(painter: QPainter, scene: PlaneScene) -> None:
    """Paint the edges that the layers after the first make; older ones are heavier."""
    found = scene_regions(scene)
    if found is None:
        return
    hovered, frame = scene.snapshot.hovered, scene.frame
    ends = found.edges.reshape(-1, 2, 2)
    lines = np.stack([frame.columns(ends[:, :, 0]), frame.rows(ends[:, :, 1])], axis=2)
    flat = lines.reshape(-1, 4)
    last = len(scene.state.network.layers) - 1
    for layer in range(last - 1, 0, -1):
        for unit in np.unique(found.edge_unit[found.edge_layer == layer]).tolist():
            own = (found.edge_layer == layer) & (found.edge_unit == unit)
            number = scene.state.unit_number(Unit(unit, layer)) or 0
            is_lit = hovered == Unit(unit, layer)
            width = _WIDTHS[min(layer, len(_WIDTHS)) - 1] + (1.5 if is_lit else 0.0)
            colour = translucent(scene.theme.unit(number), 1.0 if is_lit else 0.75)
            painter.setPen(QPen(colour, width))
            draw_lines(painter, flat[own])


def scene_regions(scene: PlaneScene) -> Regions | None:
    """The regions of what is looked at; None for one hidden layer, curves, and too many."""
    network, box = scene.state.network, (scene.frame.x_range, scene.frame.y_range)
    hidden = network.layers[:-1]
    if len(hidden) < 2 or not all(layer.kind.is_piecewise_linear for layer in hidden):
        return None

    def make() -> Regions | None:
        try:
            return regions(network, box, most=MOST_REGIONS)
        except TooManyRegions:
            return None

    return scene.memory.of("regions", (network,), box, make)
