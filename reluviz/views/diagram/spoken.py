"""The links and biases of the diagram one by one, as a screen reader finds them."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.document.items import Unit
from reluviz.views.diagram.geometry import Layout
from reluviz.views.diagram.labels import room_at
from reluviz.views.diagram.scene import Scene
from reluviz.views.numbers import exact_text
from reluviz.views.spoken_parts import Spoken, near

_SIZE = 12.0  # of a link without a label, in pixels


def spoken_parts(scene: Scene, layout: Layout) -> list[Spoken]:
    """Return what is shown in the order of the layers: of a unit its bias, then its links."""
    biases = [ParameterId(unit.layer, unit.index) for unit in layout.nodes if unit.layer >= 0]
    shown = sorted([*biases, *scene.edges.parameters], key=_order)
    places = [k for k, parameter in enumerate(shown) if parameter == scene.selected]
    chosen = places[0] if places else None
    return [_part(scene, layout, shown[k]) for k in near(len(shown), chosen)]


def _part(scene: Scene, layout: Layout, parameter: ParameterId) -> Spoken:
    network, cut = scene.network, scene.snapshot.broken.get(parameter)
    value = exact_text(network.value(parameter))
    if cut is not None:
        value += f", a broken link: it was {exact_text(cut)}"
    name, room = words.parameter_title(network, parameter), _room(scene, layout, parameter)
    return Spoken(parameter, name, value, room, parameter == scene.selected)


def _room(scene: Scene, layout: Layout, parameter: ParameterId) -> QRectF:
    known = layout.rooms.get(parameter)
    if known is not None:
        return known
    index = scene.edges.index.get(parameter)
    if index is None:
        return layout.nodes[Unit(parameter.unit, parameter.layer)].box
    return room_at(scene.edges.middle(index), _SIZE, _SIZE)


def _order(parameter: ParameterId) -> tuple[int, int, int]:
    return parameter.layer, parameter.unit, -1 if parameter.source is None else parameter.source
