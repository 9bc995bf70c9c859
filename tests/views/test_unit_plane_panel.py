"""How a layer folds x: a real mouse on the panel that shows it."""

from __future__ import annotations

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from reluviz import api as rv
from reluviz.core.layer import Layer
from reluviz.core.network import Network, ParameterId
from reluviz.core.structure import MOST_LAYERS
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project, View
from reluviz.views.theme import load_theme
from reluviz.views.unit_plane import UnitPlanePanel
from reluviz.views.unit_plane.lanes import lanes_of, side_by_side
from reluviz.views.unit_plane.painting import name_places
from reluviz.views.unit_plane.scene import PathScene

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot) -> UnitPlanePanel:
    return shown(qtbot, rv.example("sawtooth"))


def shown(qtbot, project: Project) -> UnitPlanePanel:
    made = UnitPlanePanel(Document(project), load_theme("light"))
    made.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(made)
    made.resize(700, 260)
    made.show()
    settle(made)
    return made


def settle(panel: UnitPlanePanel) -> None:
    panel.document.publish()
    QApplication.processEvents()
    panel._catch_up()


def scene(panel: UnitPlanePanel) -> PathScene:
    settle(panel)
    found = panel.canvas.scene_now()
    assert found is not None
    return found


def choose(panel: UnitPlanePanel, box, index: int) -> None:
    box.setCurrentIndex(index)
    box.activated.emit(index)  # as a hand does


def picture(panel: UnitPlanePanel) -> QImage:
    settle(panel)
    return panel.canvas.grab().toImage()


def test_the_last_layer_is_shown_with_its_segments_on_one_another(panel):
    found = scene(panel)
    assert found.content.names == ("3.1", "3.2")
    assert found.content.paths[0].n_segments == 8
    assert found.content.note == (
        "x goes along 8 segments in layer 3; all units, layer by layer: 2, 4, 8"
    )
    for own in ([0, 3, 4, 7], [1, 2, 5, 6]):
        assert sorted(found.lanes[own]) == [-1.5, -0.5, 0.5, 1.5]


def test_another_layer_other_units_and_x_itself(panel):
    choose(panel, panel.layer, 0)
    assert scene(panel).content.names == ("1.1", "1.2")
    assert scene(panel).content.paths[0].places.tolist() == [[0, 0], [1, 0], [2, 1]]
    choose(panel, panel.units[0], 0)
    assert scene(panel).content.names == ("x", "1.2")
    assert scene(panel).content.paths[0].places.tolist() == [[0, 0], [0.5, 0], [1, 1]]
    choose(panel, panel.units[2], 2)
    assert scene(panel).content.names == ("x", "1.2", "1.1")


def test_fold_once_more_doubles_and_is_one_step(panel):
    document = panel.document
    panel.again.click()
    assert scene(panel).content.paths[0].n_segments == 16
    assert scene(panel).content.names == ("4.1", "4.2")
    assert scene(panel).content.note.endswith("2, 4, 8, 16")
    assert document.undo_stack.undo_text == "repeat layer 3"
    document.undo()
    assert scene(panel).content.paths[0].n_segments == 8
    choose(panel, panel.layer, 0)
    assert not panel.again.isEnabled()  # one input, two units


def test_no_more_layers_than_the_window_shows_is_a_notice(panel):
    for _ in range(9):
        panel.again.click()
        settle(panel)
    assert len(panel.document.network.layers) == MOST_LAYERS
    assert f"up to {MOST_LAYERS} layers" in panel.document.snapshot.notice.text


def test_the_probe_goes_with_the_strip_with_the_path_and_with_the_keys(panel):
    found, document = scene(panel), panel.document
    strip = found.strip
    at = QPoint(round(strip.column(0.3)), round(strip.top + 3))
    QTest.mousePress(panel.canvas, LEFT, pos=at)
    assert document.project.view.probe == pytest.approx(0.3, abs=0.01)
    mouse_to(panel.canvas, QPoint(round(strip.column(0.8)), 2), LEFT)  # still held
    assert document.project.view.probe == pytest.approx(0.8, abs=0.01)
    QTest.mouseRelease(panel.canvas, LEFT, pos=at)
    piece = found.pieces[5]
    middle = QPointF(*((piece[:2] + piece[2:]) / 2).tolist())
    mouse_to(panel.canvas, middle.toPoint())
    assert document.project.view.probe == pytest.approx(11 / 16, abs=0.01)
    found = scene(panel)
    column, row = found.mark()
    assert abs(column - middle.x()) + abs(row - middle.y()) < 4
    document.set_probe(0.5)
    settle(panel)
    QTest.keyClick(panel.canvas, Qt.Key.Key_Right)
    assert document.project.view.probe == 0.55
    QTest.keyClick(panel.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    settle(panel)
    assert document.project.view.probe == 0.54
    assert scene(panel).marks == pytest.approx((0.32, 0))


def test_a_name_lights_its_unit_and_is_lit_by_it(panel):
    place = name_places(scene(panel))[1].center().toPoint()
    mouse_to(panel.canvas, place)
    settle(panel)
    assert panel.document.snapshot.hovered == Unit(1, 2)
    assert scene(panel).lit == "3.2"
    before = picture(panel)
    panel.document.hover(None)
    assert picture(panel) != before


def test_a_space_is_turned_by_the_mouse(qtbot):
    random = np.random.default_rng(5)
    network = Network(
        [
            Layer(random.normal(size=(4, 1)), random.normal(size=4), "relu"),
            Layer(random.normal(size=(1, 4)), [0], "identity"),
        ]
    )
    panel = shown(qtbot, Project(network))
    choose(panel, panel.units[2], 4)
    found = scene(panel)
    assert found.is_space
    before = found.corners
    QTest.mousePress(panel.canvas, LEFT, pos=QPoint(300, 90))
    mouse_to(panel.canvas, QPoint(360, 100), LEFT)
    QTest.mouseRelease(panel.canvas, LEFT, pos=QPoint(360, 100))
    after = scene(panel)
    assert after.turn != found.turn
    assert not np.allclose(after.corners, before)
    # A turned cube keeps its size, up to what the eye sees of it from there.
    length = np.linalg.norm(np.diff(after.placed(np.array(after.content.bounds).T), axis=0))
    assert 0 < length < 3 * panel.canvas.height()


def test_the_sums_are_a_way_of_their_own(panel):
    choose(panel, panel.layer, 0)
    panel.sums.click()
    sums = scene(panel).content.sums
    assert sums is not None
    assert sums.places.tolist() == [[0, -1], [2, 1]]
    assert scene(panel).content.bounds[1] == (-1, 1)


def test_it_follows_an_edit_and_another_document(panel):
    panel.document.set_parameter(ParameterId(0, 0, 0), 3.0)
    found = scene(panel)
    assert found.content.paths[0].n_segments != 8 or found.content.bounds[0][1] != 2
    choose(panel, panel.layer, 1)
    panel.document.load(rv.example("sawtooth"), None, "again")
    assert scene(panel).content.names == ("3.1", "3.2")
    panel.document.load(rv.example("hat"), None, "hat")
    assert scene(panel).content.names[0] in ("r1", "1.1")


def test_of_two_inputs_it_is_a_grid(qtbot):
    panel = shown(qtbot, rv.example("ring"))
    found = scene(panel)
    assert len(found.content.paths) == 18
    assert found.probe is None
    values = panel.document.state.signals(panel.document.snapshot.point).values[1]
    assert found.marks == (values[0], values[1])
    before = picture(panel)
    panel.document.set_point((0.9, -0.7))
    assert picture(panel) != before


def test_of_three_inputs_it_is_the_plane_that_is_drawn(qtbot):
    random = np.random.default_rng(1)
    shapes = ((3, 4, "relu"), (4, 1, "relu"), (1, 1, "identity"))
    network = Network(
        [Layer(random.normal(size=(b, a)), random.normal(size=b), k) for a, b, k in shapes]
    )
    panel = shown(qtbot, Project(network, view=View(axis=0, up=2)))
    found = scene(panel)
    assert found.content.note == "a grid over x1 (blue) and x3 (grey)"
    before = found.content
    panel.document.set_point((0.0, 0.9, 0.0))
    assert scene(panel).content is not before
    values = panel.document.state.signals((0.0, 0.9, 0.0)).values[0]
    assert scene(panel).marks == (values[0], values[1])
    choose(panel, panel.layer, 1)  # of one unit
    assert scene(panel).content.names == ("2.1", "2.1")
    panel.document.set_view(up=None)
    settle(panel)
    assert not panel.isEnabled()


@pytest.mark.parametrize("name", ["three-layers", "neuron", "activations"])
def test_what_it_cannot_show_it_says(qtbot, name):
    panel = shown(qtbot, rv.example(name))
    assert not panel.isEnabled()
    cover = panel.findChild(QLabel, "cover")
    assert "hidden layer of straight pieces" in cover.text()


def test_lanes():
    points = np.array([[0, 0], [10, 0], [0, 0], [5, 0], [5, 8], [5, 8]], float)
    lanes = lanes_of(points)
    assert lanes.tolist() == [-1, 0, 1, 0, 0]
    pieces = side_by_side(points, lanes)
    assert len({tuple(piece[[1, 3]]) for piece in pieces[:3]}) == 3
    np.testing.assert_array_equal(pieces[3], [5, 0, 5, 8])
