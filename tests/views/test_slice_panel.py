"""Real mouse and keys on slices: networks of one input, and one input of several."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from sheet_mouse import LEFT, SHIFT, SheetMouse, sheet_mouse

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import Layer, Network
from reluviz.core.targets import Target
from reluviz.core.truth_table import TruthTable
from reluviz.document.items import Row, Unit
from reluviz.export.picture import PictureOptions, picture_bytes
from reluviz.files.project import Project
from reluviz.views.slices import SlicePanel
from reluviz.views.slices.painting import in_pixels, slope_entry
from reluviz.views.slices.scene import formula, kind_of_curve, side_of


def unit(weight, bias=0.0, activation="identity") -> Network:
    return Network([Layer([[weight]], [bias], activation)])


def predictor(c: float) -> Project:
    table = TruthTable([[0.0], [100.0]], [[0.0], [62.137]])
    return Project(unit(c), table=table, domain=(0.0, 120.0))


def classifier(a: float) -> Project:
    table = TruthTable([[3.0], [1.0]], [[1.0], [3.0]], ("ladybird", "caterpillar"))
    return Project(unit(a), table=table, domain=(0.0, 4.0))


def layers_3_3_3() -> Project:
    random = np.random.default_rng(1)
    layers = [Layer(random.normal(size=(3, 3)), np.zeros(3), "sigmoid") for _ in range(2)]
    return Project(Network(layers), domain=(0.0, 1.0))


@pytest.fixture
def mouse(qtbot) -> SheetMouse:
    return sheet_mouse(qtbot, SlicePanel, predictor(0.5))


def text_of(mouse: SheetMouse) -> str:
    return picture_bytes(mouse.panel, ".svg", PictureOptions()).decode()


@pytest.mark.parametrize(
    ("c", "error"),
    [(0.5, "12.137"), (0.6, "2.137"), (0.7, "\N{MINUS SIGN}7.863"), (0.61, "1.137")],
)
def test_the_error_of_the_predictor_is_a_bar_with_its_number(qtbot, c, error):
    mouse = sheet_mouse(qtbot, SlicePanel, predictor(c))
    assert f"error {error}" in text_of(mouse)


def test_a_drag_turns_the_line_about_the_axis(mouse):
    document = mouse.document
    mouse.drag(mouse.at(80, 40), mouse.at(80, 56))
    assert document.network.layers[0].weights[0, 0] == pytest.approx(0.7, abs=0.01)
    assert document.network.layers[0].bias[0] == 0
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "turn the line"
    assert document.snapshot.selection == Unit(0)
    document.undo()
    assert document.network.layers[0].weights[0, 0] == 0.5


def test_with_shift_and_at_the_axis_the_bias_moves(qtbot):
    mouse = sheet_mouse(qtbot, SlicePanel, classifier(0.5))
    mouse.drag(mouse.at(2.5, 1.25), mouse.at(2.5, 1.75), SHIFT)
    layer = mouse.document.network.layers[0]
    assert (layer.weights[0, 0], layer.bias[0]) == (0.5, pytest.approx(0.5, abs=0.02))
    mouse.drag(mouse.at(0.0, 0.5), mouse.at(0.0, 1.0))
    layer = mouse.document.network.layers[0]
    assert (layer.weights[0, 0], layer.bias[0]) == (0.5, pytest.approx(1.0, abs=0.03))
    assert mouse.document.undo_stack.undo_text == "shift the line"


def test_escape_leaves_no_step(mouse):
    before = mouse.document.network
    mouse.drag(mouse.at(80, 40), mouse.at(80, 56), release=False)
    mouse.document.cancel()
    mouse.move(mouse.at(80, 20), LEFT)
    mouse.release(mouse.at(80, 20))
    assert mouse.document.network == before
    assert mouse.document.undo_stack.count == 0


def test_a_row_is_dragged_in_both_directions(mouse):
    mouse.drag(mouse.at(100, 62.137), mouse.at(90, 50))
    table = mouse.document.project.table
    assert table.inputs[1, 0] == pytest.approx(90, abs=0.5)
    assert table.outputs[1, 0] == pytest.approx(50, abs=0.5)
    assert mouse.document.undo_stack.undo_text == "move row 2"


def test_the_probe_follows_the_mouse_with_value_and_slope(mouse):
    mouse.move(mouse.at(40, 60))
    assert mouse.document.snapshot.point[0] == pytest.approx(40, abs=0.5)
    assert "slope 0.5" in text_of(mouse)
    mouse.move(mouse.at(119, 60))
    mouse.move(mouse.at(123, 60))
    assert mouse.document.snapshot.point[0] == 120


def test_a_new_bug_falls_on_a_side_and_it_is_said_which(qtbot):
    mouse = sheet_mouse(qtbot, SlicePanel, classifier(1.0))
    document = mouse.document
    assert side_of(document.state, 0) == "below"
    mouse.double_click(mouse.at(1.5, 2.5))
    assert len(document.project.table) == 3
    assert document.project.table.outputs[2, 0] == pytest.approx(2.5, abs=0.02)
    assert document.snapshot.selection == Row(2)
    notice = document.snapshot.notice.text
    assert "is above the line, on the side of caterpillar" in notice
    mouse.key(Qt.Key.Key_Delete)
    assert len(document.project.table) == 2
    assert document.undo_stack.count == 2


def test_the_names_of_the_points_and_the_sides_are_written(qtbot):
    mouse = sheet_mouse(qtbot, SlicePanel, classifier(0.25))
    text = text_of(mouse)
    for word in ("ladybird", "caterpillar", "above", "below"):
        assert word in text
    mouse.move(mouse.at(3.0, 1.0))
    mouse.click(mouse.at(3.0, 1.0))
    assert "ladybird: above the line" in text_of(mouse)


def test_points_of_a_target_are_added_to_the_target(qtbot):
    target = Target.from_data(np.array([-1.0, 1.0]), np.array([0.0, 1.0]))
    mouse = sheet_mouse(qtbot, SlicePanel, Project(unit(1.0, 0.0, "sigmoid"), target=target))
    mouse.double_click(mouse.at(0.5, 0.2))
    assert mouse.document.project.table is None
    assert len(mouse.document.project.target.x) == 3


@pytest.mark.parametrize(
    ("activation", "kind", "slope"),
    [("sigmoid", "sampled", 0.25), ("tanh", "sampled", 1.0), ("relu", "exact", 1.0)],
)
def test_curve_and_slope_of_one_neuron(qtbot, activation, kind, slope):
    project = Project(unit(1.0, 0.0, activation), domain=(-6.0, 6.0))
    mouse = sheet_mouse(qtbot, SlicePanel, project)
    scene = mouse.sheet.scene_now()
    assert kind_of_curve(scene.snapshot) == kind
    assert scene.slope[1].max() == pytest.approx(slope, abs=1e-3)
    assert formula(scene.state) == f"z = {ACTIVATIONS[activation].title}(x)"


def test_a_jump_is_upright(qtbot):
    mouse = sheet_mouse(qtbot, SlicePanel, Project(unit(1.0, -1.003, "step"), domain=(-6.0, 6.0)))
    scene = mouse.sheet.scene_now()
    x, y = in_pixels(scene, scene.curves[0])
    jump = int(np.argmax(np.abs(np.diff(y))))
    assert abs(np.diff(x)[jump]) < 0.1
    assert abs(np.diff(y)[jump]) > 100
    assert x[jump] == pytest.approx(scene.frame.column(1.003), abs=0.1)


def test_the_slope_is_switched_in_the_legend_and_is_off_for_a_straight_line(qtbot, mouse):
    assert not mouse.sheet.with_slope
    curved = sheet_mouse(qtbot, SlicePanel, Project(unit(1.0, 0.0, "tanh")))
    assert curved.sheet.with_slope
    curved.click(slope_entry(curved.sheet.scene_now()).center().toPoint())
    assert not curved.sheet.with_slope
    assert curved.sheet.scene_now().slope is None


def test_one_of_three_inputs_is_across_and_the_others_are_held(qtbot):
    mouse = sheet_mouse(qtbot, SlicePanel, layers_3_3_3())
    panel, document = mouse.panel, mouse.document
    assert panel.windowTitle() == "Slice"
    assert len(mouse.sheet.scene_now().curves) == 3
    panel.findChild(QToolButton, "along_x3").click()
    QApplication.processEvents()
    assert document.snapshot.view.axis == 2
    assert [slider.isVisible() for slider in panel.bar.sliders] == [True, True, False]
    panel.bar.sliders[0].setValue(800)
    QApplication.processEvents()
    assert document.snapshot.point == (0.8, 0.5, 0.5)
    mouse.move(mouse.at(0.25, 0.5))
    assert document.snapshot.point == pytest.approx((0.8, 0.5, 0.25), abs=0.01)
    curve = mouse.sheet.scene_now().curves[0]
    assert curve.y[-1] == pytest.approx(document.network([[0.8, 0.5, 1.0]])[0, 0])


def test_what_a_slider_shows_does_not_change_the_point(qtbot):
    mouse = sheet_mouse(qtbot, SlicePanel, layers_3_3_3())
    mouse.document.set_view(point=(0.12345678, 0.7654321, 0.5))
    mouse.document.publish()
    assert mouse.document.snapshot.point == (0.12345678, 0.7654321, 0.5)


def test_a_click_on_a_curve_looks_at_that_output(qtbot):
    mouse = sheet_mouse(qtbot, SlicePanel, layers_3_3_3())
    scene = mouse.sheet.scene_now()
    heights = [float(np.interp(0.3, curve.x, curve.y)) for curve in scene.curves]
    mouse.click(mouse.at(0.3, heights[2]))
    assert mouse.document.snapshot.view.output == 2
    assert mouse.document.snapshot.selection == Unit(2, 1)
    mouse.key(Qt.Key.Key_PageUp)
    assert mouse.document.snapshot.selection == Unit(1, 1)


def test_it_is_described_in_words(mouse):
    mouse.click(mouse.at(100, 62.137))
    text = mouse.sheet.accessibleDescription()
    assert "exact" in text
    assert "output 50, wanted 62.14" in text
