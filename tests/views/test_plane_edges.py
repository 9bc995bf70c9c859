"""The bent edges of later layers in the plane."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.document import state
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project
from reluviz.views.plane import edges
from reluviz.views.plane.panel import PlanePanel
from reluviz.views.theme import load_theme


def deep(seed: int = 2) -> Network:
    random = np.random.default_rng(seed)
    sizes = [2, 5, 4, 1]
    return Network(
        [
            Layer(random.normal(size=(b, a)), random.normal(size=b) / 3, kind)
            for a, b, kind in zip(sizes, sizes[1:], ("relu", "relu", "identity"), strict=False)
        ]
    )


def shown(qtbot: QtBot, network: Network) -> PlanePanel:
    panel = PlanePanel(Document(Project(network)), load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show()
    qtbot.waitExposed(panel)
    panel.document.publish()
    return panel


def test_each_edge_is_where_its_unit_changes(qtbot: QtBot) -> None:
    panel = shown(qtbot, deep())
    scene = panel.plot_widget.scene_now()
    found = scene.regions
    assert found is not None
    assert len(found) > 10
    network = scene.state.network
    second = found.edge_layer == 1
    assert second.any()
    middles = found.edges[second].reshape(-1, 2, 2).mean(axis=1)
    sums = network.layers[1].sums(network.layers[0](middles))
    own = sums[np.arange(len(sums)), found.edge_unit[second]]
    np.testing.assert_allclose(own, 0, atol=1e-9)


def test_they_are_painted_and_the_one_pointed_at_is_broader(qtbot: QtBot) -> None:
    panel = shown(qtbot, deep())
    pictures = []
    for item in (None, Unit(0, 1), Unit(1, 1)):
        panel.document.hover(item)
        panel.document.publish()
        image = QImage(500, 400, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        edges.paint_edges(painter, panel.plot_widget.scene_now())
        edges.paint_lit(painter, panel.plot_widget.scene_now(), [])
        painter.end()
        pictures.append(np.frombuffer(image.constBits(), np.uint8).copy())
    assert all((one != 255).any() for one in pictures)
    assert (pictures[0] != pictures[1]).any()
    assert (pictures[1] != pictures[2]).any()


def test_no_hidden_layer_and_too_many_have_none(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shown(qtbot, Network([Layer([[1, 2]], [0], "relu")]))
    assert panel.plot_widget.scene_now().regions is None
    monkeypatch.setattr(state, "MOST_REGIONS", 3)
    panel = shown(qtbot, deep())
    assert panel.plot_widget.scene_now().regions is None
