"""A plane through three inputs: looked at, clicked and dragged as a plane of two."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sheet_mouse import SheetMouse, sheet_mouse

from reluviz.app.main_panels import by_inputs
from reluviz.app.offscreen import project_image
from reluviz.core.layer import Layer
from reluviz.core.network import Network, ParameterId
from reluviz.core.slices import held_network
from reluviz.document.items import Region, Unit
from reluviz.files.project import Project, View
from reluviz.files.project_file import dumps, loads
from reluviz.views.inspector.effect import effect_rows
from reluviz.views.plane import PlanePanel
from reluviz.views.plane.through import seen
from reluviz.views.slices import SlicePanel

# max(0, x1 + 2 x2 - x3) and max(0, x3 - 0.25)
NETWORK = Network(
    [
        Layer([[1, 2, -1], [0, 0, 1]], [0, -0.25], "relu"),
        Layer([[1, -2]], [0.5], "identity"),
    ]
)
BOX = {"domain": (-1.0, 1.0), "others": ((-2.0, 2.0), (-1.0, 1.0))}


def project(**view) -> Project:
    wanted = {"axis": 0, "up": 2, "point": (0.0, 0.5, 0.0), **view}
    return Project(NETWORK, view=View(**wanted), **BOX)


@pytest.fixture
def mouse(qtbot) -> SheetMouse:
    return sheet_mouse(qtbot, PlanePanel, project())


def test_the_plane_is_the_network_with_the_others_held(mouse):
    scene = mouse.sheet.scene_now()
    assert scene.names == ("x1", "x3")
    points = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    whole = np.column_stack([points[:, 0], np.full(50, 0.5), points[:, 1]])
    np.testing.assert_allclose(scene.state.network(points), NETWORK(whole), atol=1e-12)
    assert scene.state.box == ((-1.0, 1.0), (-1.0, 1.0))
    swapped = held_network(NETWORK, (2, 1), (0.3, 9, 9))
    np.testing.assert_allclose(swapped([[0.7, -0.2]]), NETWORK([[0.3, -0.2, 0.7]]))


def test_the_probe_moves_in_the_plane_and_the_slider_moves_the_plane(mouse):
    mouse.move(mouse.at(0.5, -0.5))
    assert mouse.document.snapshot.point == pytest.approx((0.5, 0.5, -0.5), abs=0.01)
    bar = mouse.panel.bar
    assert [slider.isVisible() for slider in bar.sliders] == [False, True, False]
    before = mouse.sheet.scene_now().state
    bar.sliders[1].setValue(1000)
    mouse.document.publish()
    assert mouse.document.snapshot.point[1] == 2.0
    assert mouse.sheet.scene_now().state is not before
    kept = mouse.sheet.scene_now().state
    mouse.move(mouse.at(0.1, 0.1))
    assert mouse.sheet.scene_now().state is kept  # the probe is in the plane


def test_a_line_that_is_dragged_changes_the_whole_network(mouse):
    """Along x3 = x1 + 2 x2: shifted by the bias, turned by two weights; that of x2 stays."""
    document = mouse.document
    mouse.drag(mouse.at(-0.45, 0.55), mouse.at(-0.75, 0.55))
    first = document.network.layers[0]
    assert first.weights.tolist() == NETWORK.layers[0].weights.tolist()
    assert first.bias[1] == -0.25
    assert first.weights[0] @ [-0.75, 0.5, 0.55] + first.bias[0] == pytest.approx(0, abs=0.02)
    assert document.undo_stack.undo_text == "move the line of unit 1"
    assert document.snapshot.selection == Unit(0)
    document.undo()
    assert document.network.layers[0].bias.tolist() == [0, -0.25]
    document.select(Unit(0))
    document.publish()
    mouse.key(Qt.Key.Key_Up)
    moved = document.network.layers[0]
    assert moved.weights.tolist() == NETWORK.layers[0].weights.tolist()
    assert moved.bias[0] != 0


def test_a_region_is_clicked_and_is_of_this_plane_alone(mouse):
    mouse.click(mouse.at(0.75, 0.75))
    selection = mouse.document.snapshot.selection
    assert isinstance(selection, Region)
    rows = {row.label: row.value for row in effect_rows(mouse.document.snapshot) if row.label}
    assert rows["equation"] == "z = x1 − 3 x3 + 2"  # x1 + 1 − x3 − 2 (x3 − 0.25) + 0.5
    assert seen(mouse.document.snapshot).selection is not None
    mouse.document.set_point((0.0, -1.0, 0.0))
    mouse.document.publish()
    assert mouse.document.snapshot.selection == selection
    assert seen(mouse.document.snapshot).selection is None
    mouse.document.set_network(NETWORK.with_value(ParameterId(0, 1), 5.0))
    mouse.document.publish()
    assert mouse.document.snapshot.selection == selection


def test_a_weight_of_the_held_input_acts_like_the_bias(mouse):
    for item, expected in (
        (ParameterId(0, 0, 1), ParameterId(0, 0)),
        (ParameterId(0, 0, 2), ParameterId(0, 0, 1)),
        (ParameterId(1, 0, 1), ParameterId(1, 0, 1)),
    ):
        mouse.document.hover(item)
        mouse.document.publish()
        assert seen(mouse.document.snapshot).hovered == expected
        QApplication.processEvents()
        mouse.sheet.repaint()
    mouse.document.set_point((0.0, 0.0, 0.0))
    mouse.document.hover(ParameterId(0, 0, 1))
    mouse.document.publish()
    assert seen(mouse.document.snapshot).hovered is None


def test_no_row_is_added_by_a_double_click(mouse):
    mouse.double_click(mouse.at(0.3, -0.8))
    assert mouse.document.project.table is None


def test_what_is_across_and_what_is_up_is_chosen(qtbot, mouse):
    bar, document = mouse.panel.bar, mouse.document
    assert bar._up[0].isHidden()
    bar._across[2].click()  # it was up: they change places
    document.publish()
    assert document.snapshot.plane_axes == (2, 0)
    assert mouse.sheet.scene_now().names == ("x3", "x1")
    bar._up[1].click()
    document.publish()
    assert document.snapshot.plane_axes == (2, 1)
    assert by_inputs(document.snapshot) == "plane"
    bar._up[3].click()
    document.publish()
    assert document.snapshot.plane_axes is None
    assert by_inputs(document.snapshot) == "slice"
    slices = sheet_mouse(qtbot, SlicePanel, project(up=None))
    slices.panel.bar._up[1].click()
    slices.document.publish()
    assert slices.document.snapshot.plane_axes == (0, 1)


def test_it_is_saved_and_painted_without_a_window():
    text = dumps(project())
    assert loads(text, "file").view.up == 2
    assert b'"up"' not in dumps(project(up=None))
    assert loads(dumps(project(up=0)), "file").view.up == 0  # across and up are one: no plane
    pictures = [project_image(project(up=up), 300, 200) for up in (None, 1, 2)]
    assert pictures[0] != pictures[1] != pictures[2]


def test_other_numbers_of_inputs_have_their_own_plane_or_none(mouse):
    two = Network([Layer([[1, 2]], [0], "relu"), Layer([[1]], [0], "identity")])
    mouse.document.load(Project(two, view=View(up=1)), None, "two")
    mouse.document.publish()
    assert mouse.document.snapshot.plane_axes == (0, 1)
    assert mouse.panel.bar.isHidden()
    assert mouse.sheet.scene_now().names == ("x1", "x2")
    one = Network([Layer([[1]], [0], "tanh"), Layer([[1]], [0], "identity")])
    mouse.document.load(Project(one, view=View(up=1)), None, "one")
    mouse.document.publish()
    assert mouse.document.snapshot.plane_axes is None
