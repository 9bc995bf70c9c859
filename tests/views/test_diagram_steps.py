"""The diagram while the network is built step by step: what is not there yet is grey."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project
from reluviz.views.diagram import DiagramPanel
from reluviz.views.diagram.geometry import NodePlace
from reluviz.views.diagram.scene import Stage
from reluviz.views.theme import load_theme


def shown(qtbot: QtBot, project: Project | None = None) -> DiagramPanel:
    panel = DiagramPanel(Document(project), load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(400, 560)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def go(panel: DiagramPanel, build: int | None) -> None:
    panel.document.set_view(build=build)
    panel.document.publish()


def stages(panel: DiagramPanel) -> list[Stage]:
    return [face.stage for face in panel.scene.nodes[1:-1]]


def colourfulness(panel: DiagramPanel, row: NodePlace) -> int:
    """How far the pixels of a unit's box are from grey."""
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    values = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    left, top, right, bottom = (round(side) for side in row.box.getCoords())
    part = values[top:bottom, left:right, :3].astype(int)
    return int(np.max(part.max(axis=2) - part.min(axis=2)))


def test_units_become_part_of_the_sum_one_after_the_other(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    there, newest, later = Stage.THERE, Stage.NEWEST, Stage.LATER
    assert stages(panel) == [there, there, there]
    for build, expected in (
        (0, [later, later, later]),
        (1, [newest, later, later]),
        (2, [there, newest, later]),
        (3, [there, there, newest]),
        (None, [there, there, there]),
    ):
        go(panel, build)
        assert stages(panel) == expected


def test_what_is_not_there_yet_has_no_colour(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    rows = panel.diagram_layout.columns[1].nodes
    assert all(colourfulness(panel, row) > 55 for row in rows)
    go(panel, 2)
    assert colourfulness(panel, rows[1]) > 55
    assert colourfulness(panel, rows[2]) < 25
    go(panel, None)
    assert colourfulness(panel, rows[2]) > 55


@pytest.mark.parametrize(("build", "z"), [(0, -1.0), (1, 3.0), (2, -1.0), (3, -1.0), (None, -1.0)])
def test_the_live_output_is_the_sum_so_far(qtbot: QtBot, build: int | None, z: float) -> None:
    panel = shown(qtbot)
    go(panel, build)
    assert panel.scene.lives[-1].value == pytest.approx(z)
    panel.document.set_probe(2.0)  # outside of the domain
    panel.document.publish()
    outside = {0: -1, 1: 11, 2: -9, 3: 1, None: 1}
    assert panel.scene.lives[-1].value == pytest.approx(outside[build])


def test_steps_painted_in_part_are_the_same_as_painted_whole(qtbot: QtBot) -> None:
    panel = shown(qtbot)
    for build in (0, 1, 2, 3, 2, 1, None, 2):
        go(panel, build)
        QApplication.processEvents()
        panel.repaint()
        partly = panel.grab().toImage()
        panel._pictures.note(None)
        QApplication.sendEvent(panel, QEvent(QEvent.Type.FontChange))
        assert panel.grab().toImage() == partly


def test_a_folded_diagram_opens_at_the_newest_unit(qtbot: QtBot) -> None:
    x = np.linspace(-1, 1, 1_001)
    panel = shown(qtbot, Project(through_points(np.column_stack([x, np.sin(5 * x)]))))
    for build in (500, 730):
        go(panel, build)
        assert Unit(build - 1) in panel.diagram_layout.nodes
    assert "ReLU 730 of 1,000" in _description(panel)


def _description(panel: DiagramPanel) -> str:
    panel._describe()
    return panel.accessibleDescription()
