"""Real mouse and keys on the plane of networks of two inputs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from sheet_mouse import LEFT, SheetMouse, sheet_mouse

from reluviz.core.gates import gate
from reluviz.core.network import Layer, Network
from reluviz.core.truth_table import TruthTable
from reluviz.document.items import Row, Unit
from reluviz.export.picture import PictureOptions, picture_bytes
from reluviz.files.project import Project
from reluviz.views.plane import PlanePanel
from reluviz.views.plane.field import contour_lines, evaluated
from reluviz.views.plane.painting import entries, head
from reluviz.views.plane.scale import scale_of
from reluviz.views.theme import load_theme

XOR = Network(
    [
        Layer([[1.0, 1.0], [1.0, 1.0]], [-0.5, -1.5], "step"),
        Layer([[1.0, -1.0]], [-0.5], "step"),
    ]
)


def project(weights, bias, table="and", activation="step", **kwargs) -> Project:
    network = Network([Layer([weights], [bias], activation)])
    return Project(network, table=gate(table), domain=(-0.5, 1.5), **kwargs)


@pytest.fixture
def mouse(qtbot) -> SheetMouse:
    """AND, with a line that leaves (1, 0) on the wrong side: x1 = 0.5."""
    return sheet_mouse(qtbot, PlanePanel, project([1.0, 0.0], -0.5))


def said(mouse: SheetMouse) -> str:
    return head(mouse.sheet.scene_now())


def test_it_says_which_rows_are_wrong(mouse):
    assert said(mouse) == "3 of 4 rows right"
    np.testing.assert_array_equal(mouse.sheet.scene_now().wrong, [False, False, True, False])


def test_the_middle_of_a_line_shifts_it_by_the_bias_alone(mouse):
    document = mouse.document
    mouse.drag(mouse.at(0.5, 0.5), mouse.at(1.2, 0.5))
    layer = document.network.layers[0]
    assert layer.weights.tolist() == [[1.0, 0.0]]
    assert layer.bias[0] == pytest.approx(-1.2, abs=0.01)
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "move the line of unit 1"
    assert document.snapshot.selection == Unit(0)
    document.undo()
    assert document.network.layers[0].bias.tolist() == [-0.5]


@pytest.mark.parametrize("level", [-1.0, 1.0])
def test_each_line_of_a_unit_with_two_kinks_is_dragged_and_turned(qtbot, level):
    mouse = sheet_mouse(qtbot, PlanePanel, project([2.0, 0.0], -1.0, activation="hard_tanh"))
    document, x = mouse.document, (1 + level) / 2
    mouse.drag(mouse.at(x, 0.5), mouse.at(x + 0.2, 0.5))
    layer = document.network.layers[0]
    assert layer.weights.tolist() == [[2.0, 0.0]]
    assert layer.bias[0] == pytest.approx(-1.4, abs=0.02)
    assert document.undo_stack.count == 1
    document.undo()
    mouse.drag(mouse.at(x, 1.4), mouse.at(x + 0.2, 1.4))
    layer = document.network.layers[0]
    assert np.hypot(*layer.weights[0]) == pytest.approx(2, abs=0.02)
    sums = layer.sums(np.array([[x, -0.22], [x + 0.2, 1.4]]))
    np.testing.assert_allclose(sums, level, atol=0.03)  # about where the other grip is
    assert [trace.unit for trace in mouse.sheet.scene_now().traces] == [0, 0]
    assert "2 lines" in mouse.sheet.accessibleDescription()


def test_near_an_end_a_hand_turns_the_line_about_the_opposite_part(mouse):
    document, length = mouse.document, 1.0
    start = mouse.at(0.5, 1.4)
    trace = mouse.sheet.scene_now().traces[0]
    pivot = mouse.sheet.frame.place(*trace.pivot((start.x(), start.y())))
    mouse.drag(start, mouse.at(0.9, 1.4))
    line = document.state.line(0)
    assert line.sum_at(pivot) == pytest.approx(0.0, abs=0.01)
    assert line.sum_at((0.9, 1.4)) == pytest.approx(0.0, abs=0.02)
    assert np.hypot(*line.weights) == pytest.approx(length, abs=0.02)
    assert line.weights[0] > 0  # the sides stay what they were
    assert document.undo_stack.undo_text == "turn the line of unit 1"
    assert document.undo_stack.count == 1


def test_two_drags_make_and(mouse):
    """A line from x1 = 0.5 to one between (1, 1) and the rest: turned, then shifted."""
    mouse.drag(mouse.at(0.5, 1.4), mouse.at(-0.4, 1.4))
    line = mouse.document.state.line(0)
    x = next(x for x in np.linspace(-0.4, 1.4, 181) if abs(line.sum_at((x, 0.5))) < 0.02)
    mouse.drag(mouse.at(float(x), 0.5), mouse.at(1.0, 0.6))
    assert said(mouse) == "all 4 rows right"
    assert mouse.document.undo_stack.count == 2


def test_escape_leaves_no_step_and_the_rest_of_the_drag_does_nothing(mouse):
    document = mouse.document
    before = document.network
    mouse.drag(mouse.at(0.5, 0.5), mouse.at(1.2, 0.5), release=False)
    assert document.network != before
    document.cancel()
    mouse.move(mouse.at(0.1, 0.3), LEFT)
    mouse.release(mouse.at(0.1, 0.3))
    assert document.network == before
    assert document.undo_stack.count == 0


def test_a_line_of_a_hidden_unit_is_dragged_and_has_its_colour(qtbot):
    mouse = sheet_mouse(qtbot, PlanePanel, Project(XOR, table=gate("xor"), domain=(-0.5, 1.5)))
    scene = mouse.sheet.scene_now()
    assert said(mouse) == "all 4 rows right"
    assert scene.has_hidden
    assert scene.line_colour(1) == mouse.panel.theme.unit(1)
    mouse.drag(mouse.at(0.75, 0.75), mouse.at(1.2, 1.2))
    first = mouse.document.network.layers[0]
    assert first.bias[1] == pytest.approx(-2.4, abs=0.03)
    assert first.bias[0] == -0.5
    assert said(mouse) == "3 of 4 rows right"  # (1, 1) is between the lines now


def test_the_mouse_points_at_lines_and_rows_and_moves_the_probe(mouse):
    document = mouse.document
    mouse.move(mouse.at(0.5, 0.6))
    assert document.snapshot.hovered == Unit(0)
    mouse.move(mouse.at(1.0, 1.0))
    assert document.snapshot.hovered == Row(3)
    mouse.move(mouse.at(0.2, 0.7))
    assert document.snapshot.hovered is None
    assert document.snapshot.point == pytest.approx((0.2, 0.7), abs=0.01)
    mouse.move(mouse.at(-0.55, 0.7))  # outside of the box
    assert document.snapshot.point[0] == -0.5
    mouse.click(mouse.at(1.0, 0.0))
    assert document.snapshot.selection == Row(2)


def test_a_row_is_dragged_as_one_undo_step(mouse):
    document = mouse.document
    network = document.network
    mouse.drag(mouse.at(1.0, 0.0), mouse.at(0.3, 0.2))
    assert document.project.table.inputs[2] == pytest.approx([0.3, 0.2], abs=0.01)
    assert document.project.table.outputs[2] == 0
    assert document.network is network
    assert document.undo_stack.undo_text == "move row 3"
    assert said(mouse) == "all 4 rows right"
    document.undo()
    assert document.project.table == gate("and")


def test_a_double_click_adds_a_row_as_the_network_has_it_and_delete_removes_it(mouse):
    document = mouse.document
    mouse.double_click(mouse.at(1.3, 0.4))
    table = document.project.table
    assert len(table) == 5
    assert table.inputs[4] == pytest.approx([1.3, 0.4], abs=0.01)
    assert table.outputs[4] == 1
    assert document.snapshot.selection == Row(4)
    mouse.key(Qt.Key.Key_Delete)
    assert document.project.table == gate("and")
    assert document.snapshot.selection is None


def test_the_last_row_stays_and_why_is_said(qtbot):
    one = Project(
        Network([Layer([[1.0, 1.0]], [0.0], "identity")]), table=TruthTable([[0, 0]], [[2.5]])
    )
    mouse = sheet_mouse(qtbot, PlanePanel, one)
    mouse.click(mouse.at(0, 0))
    mouse.key(Qt.Key.Key_Delete)
    assert len(mouse.document.project.table) == 1
    assert "at least one row" in mouse.document.snapshot.notice.text


def test_keys_go_through_lines_and_rows_and_move_them(mouse):
    document = mouse.document
    mouse.key(Qt.Key.Key_Home)
    assert document.snapshot.selection == Unit(0)
    bias = document.network.layers[0].bias[0]
    mouse.key(Qt.Key.Key_Right)
    assert document.network.layers[0].bias[0] < bias
    mouse.key(Qt.Key.Key_End)
    assert document.snapshot.selection == Row(3)
    mouse.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert document.project.table.inputs[3, 1] == pytest.approx(1.005, abs=0.006)
    mouse.key(Qt.Key.Key_PageUp)
    assert document.snapshot.selection == Row(2)


def test_the_wheel_zooms_at_the_mouse_and_the_ground_pans(mouse):
    sheet = mouse.sheet
    before = sheet.view
    place = QPointF(mouse.at(0.2, 0.7))
    event = QWheelEvent(
        place,
        sheet.mapToGlobal(place),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(sheet, event)
    assert sheet.frame.place(place.x(), place.y()) == pytest.approx((0.2, 0.7), abs=0.03)
    assert np.ptp(sheet.view[0]) < 0.8 * np.ptp(before[0])
    mouse.panel.fit()
    assert sheet.view == before
    mouse.drag(mouse.at(0.1, 0.6), mouse.at(0.3, 0.6))
    assert sheet.view[0][0] == pytest.approx(before[0][0] - 0.2, abs=0.01)
    assert mouse.document.undo_stack.count == 0
    mouse.panel.zoom_in()
    mouse.panel.zoom_out()


def test_units_are_square_where_the_box_is_about_square(mouse):
    across, up = mouse.sheet.frame.pixel
    assert across == pytest.approx(up)


def test_a_context_menu_is_asked_for_what_is_there(mouse):
    asked = []
    mouse.panel.context_menu_requested.connect(lambda item, place: asked.append(item))
    for place in (mouse.at(1.0, 1.0), mouse.at(0.5, 0.6), mouse.at(0.0, 0.5)):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, mouse.sheet.mapToGlobal(place)
        )
        QApplication.sendEvent(mouse.sheet, event)
    assert asked == [Row(3), Unit(0), None]


def test_colours_are_vermilion_below_what_decides_and_blue_above(mouse):
    theme = load_theme("light")
    state = mouse.document.state
    assert (scale_of(state, 0).low, scale_of(state, 0).level, scale_of(state, 0).high) == (
        0,
        0.5,
        1,
    )
    image = mouse.sheet.grab().toImage()
    on, off = (image.pixelColor(mouse.at(x, 0.3)) for x in (1.3, -0.3))
    assert on.blue() > on.red() + 20
    assert off.red() > off.blue() + 20
    assert theme.ground == "#ffffff"


def test_the_contour_of_a_step_is_its_line(mouse):
    scene = mouse.sheet.scene_now()
    lines = contour_lines(scene.field, scene.state.network, 0, [0.5], True)
    assert lines[:, 0::2] == pytest.approx(0.5, abs=2e-3)


def test_many_values_are_those_of_the_network():
    network = Network(
        [
            Layer(np.ones((16, 2)), np.linspace(-1, 1, 16), "tanh"),
            Layer(np.ones((2, 16)), [0.0, 1.0], "identity"),
        ]
    )
    points = np.random.default_rng(0).normal(size=(20_000, 2))
    np.testing.assert_array_equal(evaluated(network, 1, points), network(points)[:, 1])


def test_while_a_line_moves_the_field_is_coarse_and_at_rest_it_is_fine(qtbot):
    random = np.random.default_rng(1)
    sizes = [(16, 2), (16, 16), (1, 16)]
    layers = [
        Layer(random.normal(size=size), random.normal(size=size[0]), "tanh") for size in sizes
    ]
    mouse = sheet_mouse(qtbot, PlanePanel, Project(Network(layers)))
    at_rest = mouse.sheet.scene_now().field
    trace = max(mouse.sheet.scene_now().traces, key=lambda trace: trace.length)
    mouse.document.select(Unit(trace.unit))
    start = QPoint(*(round(value) for value in trace.at(0.5)))
    mouse.drag(start, start + QPoint(12, 9), release=False)
    moving = mouse.sheet.scene_now()
    assert moving.is_moving
    assert moving.field.is_coarse
    assert moving.field.values.size < at_rest.values.size / 8
    mouse.release(start + QPoint(12, 9))
    assert not mouse.sheet.scene_now().field.is_coarse


def test_a_name_above_chooses_the_output(qtbot):
    network = Network([Layer([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0], "tanh")])
    mouse = sheet_mouse(qtbot, PlanePanel, Project(network))
    places = entries(mouse.sheet.scene_now())
    mouse.click(places[1].center().toPoint())
    assert mouse.document.snapshot.view.output == 1
    assert mouse.sheet.scene_now().output == 1


def test_other_networks_are_left_alone_until_one_of_two_inputs_comes(qtbot):
    one = Project(Network([Layer([[1.0]], [0.0], "sigmoid")]))
    mouse = sheet_mouse(qtbot, PlanePanel, one)
    assert mouse.sheet.scene_now() is None
    mouse.sheet.grab()
    mouse.press(QPoint(100, 100))
    mouse.release(QPoint(100, 100))
    mouse.document.load(project([1.0, 1.0], -1.5), None)
    mouse.document.publish()
    assert said(mouse) == "all 4 rows right"
    mouse.sheet.grab()
    mouse.document.load(one, None)
    mouse.document.publish()
    mouse.sheet.grab()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_exported_with_lines_and_texts_as_vectors(mouse, theme):
    picture = mouse.sheet.picture(load_theme(theme))
    svg = picture_bytes(picture, ".svg", PictureOptions()).decode()
    assert svg.count("<image") == 2  # the field and the colour bar
    assert "3 of 4 rows right" in svg
    assert load_theme(theme).curve in svg
    assert picture_bytes(mouse.panel, ".png", PictureOptions(300, 240)).startswith(b"\x89PNG")


def test_it_is_described_in_words(mouse):
    mouse.click(mouse.at(1.0, 0.0))
    text = mouse.sheet.accessibleDescription()
    assert "4 rows of the truth table, 1 of them wrong" in text
    assert "Row 3 is selected: at 1 and 0, output 1, wanted 0" in text
