"""Real mouse and keys on the exact curve of a network of several layers."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reluviz.core.network import Layer, Network
from reluviz.core.runs import Run
from reluviz.core.targets import Target
from reluviz.document.items import Joint, Segment, TargetPoint
from reluviz.export.picture import PictureOptions, picture_bytes
from reluviz.files.project import Project
from reluviz.views.plot.legend import legend, what_there_is
from tests.document.test_deep_grabs import zigzag
from tests.views.test_plot_gestures import Mouse, make_mouse

TARGET = Target([-1.0, -0.2, 0.4, 1.0], [0.2, 0.9, -0.1, 0.5])


@pytest.fixture
def mouse(qtbot) -> Mouse:
    kept = Run(
        "Kept", "hand", Network([*zigzag().layers[:2], Layer([[2.0, 0.0]], [0.0], "identity")])
    )
    return make_mouse(qtbot, Project(zigzag(), TARGET, (-1.0, 1.0), runs=(kept,)))


def test_a_joint_follows_the_mouse_sideways_by_the_bias_of_its_unit(mouse) -> None:
    document, pixel = mouse.document, mouse.plot.frame.pixel[0]
    mouse.drag(mouse.at(-0.5, 0.5), mouse.at(-0.4, 0.8), release=False)
    snapshot = document.snapshot
    assert snapshot.gesture == "move the joint of unit 1 of layer 2 by b2.1"
    assert snapshot.before is not None
    assert mouse.plot.scene_now().snapshot.change.share > 0
    mouse.release(mouse.at(-0.4, 0.8))
    x = document.state.curve.x[document.state.makers.joints_of(1, 0)]
    assert x[0] == pytest.approx(-0.4, abs=1.5 * pixel)
    assert document.snapshot.selection == Joint(2)
    assert document.snapshot.effect.startswith("b2.1 moves")
    document.undo()
    assert document.network == zigzag()


def test_a_segment_is_turned_and_an_end_lifts_the_curve(mouse) -> None:
    document = mouse.document
    height = float(document.state.curve(-0.35))
    mouse.drag(mouse.at(-0.35, height), mouse.at(-0.35, height + 0.2))
    pixel = mouse.plot.frame.pixel[1]
    assert float(document.state.curve(-0.35)) == pytest.approx(height + 0.2, abs=3 * pixel)
    assert document.undo_stack.undo_text == "turn segment 3 by w3.1.1"
    before = document.state.curve
    mouse.drag(mouse.at(-1.0, 0.5), mouse.at(-1.0, 0.8))
    np.testing.assert_allclose(document.state.curve.y - before.y, 0.3, atol=3 * pixel)


def test_what_a_hand_cannot_do_is_said_at_the_cursor(mouse) -> None:
    viewport = mouse.plot.viewport()
    mouse.move(mouse.at(-0.9, 0.5))
    assert viewport.toolTip().startswith("No unit of layer 2 changes along this segment")
    mouse.move(mouse.at(-0.5, 0.5))
    assert viewport.toolTip() == ""
    assert viewport.cursor().shape() == Qt.CursorShape.SizeHorCursor
    mouse.drag(mouse.at(-0.9, 0.5), mouse.at(-0.9, 0.9))
    assert mouse.document.network == zigzag()
    notice = mouse.document.snapshot.notice
    assert notice is not None
    assert notice.text.startswith("No unit of layer 2 changes along this segment")


def test_keys_go_from_joint_to_joint_and_move_them(mouse) -> None:
    document = mouse.document
    document.select(Joint(2))
    document.publish()
    QTest.keyClick(mouse.plot, Qt.Key.Key_Left)
    QApplication.processEvents()
    x = document.state.curve.x[document.state.makers.joints_of(1, 0)]
    assert x[0] == pytest.approx(-0.6)
    QTest.keyClick(mouse.plot, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    QApplication.processEvents()
    assert isinstance(document.snapshot.selection, Segment)
    document.select(Joint(2))
    document.remove_selected()
    document.publish()
    assert document.undo_stack.undo_text == "remove unit 1 of layer 2"


def test_points_of_the_target_are_dragged_and_added(mouse) -> None:
    document = mouse.document
    document.set_view(drag_mode="target")
    document.publish()
    mouse.drag(mouse.at(0.4, -0.1), mouse.at(0.5, 0.1))
    found, pixel = document.project.target, mouse.plot.frame.pixel
    assert found is not None
    assert found.x[2] == pytest.approx(0.5, abs=1.5 * pixel[0])
    assert found.y[2] == pytest.approx(0.1, abs=1.5 * pixel[1])
    QTest.mouseDClick(mouse.plot.viewport(), Qt.MouseButton.LeftButton, pos=mouse.at(0.8, 0.9))
    QApplication.processEvents()
    assert document.snapshot.selection == TargetPoint(3)


def test_a_joint_is_not_added_but_where_joints_come_from_is_said(mouse) -> None:
    QTest.mouseDClick(mouse.plot.viewport(), Qt.MouseButton.LeftButton, pos=mouse.at(-0.35, 0.65))
    QApplication.processEvents()
    notice = mouse.document.snapshot.notice
    assert notice is not None
    assert "add a unit to a layer in the diagram" in notice.text


def test_what_only_rays_have_is_left_out_of_plot_and_legend(mouse) -> None:
    document = mouse.document
    document.set_view(hidden=())
    document.publish()
    scene = mouse.plot.scene_now()
    entries = set(legend(scene))
    assert {"output", "joints", "target", "runs", "residual"} <= entries
    assert not entries & {"rays", "scaled", "sums", "cloud", "envelope", "pattern"}
    assert what_there_is(document.snapshot)[0]
    assert len(scene.run_curves) == 1
    assert len(scene.handles) == len(document.state.curve)


def test_it_is_a_picture_and_in_words(mouse) -> None:
    for ending, first in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
        assert picture_bytes(mouse.panel, ending, PictureOptions()).startswith(first)
    mouse.document.select(Joint(2))
    mouse.document.publish()
    said = mouse.plot.accessibleDescription()
    assert "Joint 3 of 9 is selected" in said
    assert "unit 1 of layer 2" in said


def test_the_slope_is_switched_in_the_legend_and_stands_at_the_probe(mouse) -> None:
    assert "slope" in legend(mouse.plot.scene_now())
    assert ">slope<" not in picture_bytes(mouse.panel, ".svg", PictureOptions()).decode()
    mouse.click(mouse.plot.legend_place("slope").center().toPoint())
    assert mouse.plot.with_slope
    mouse.document.set_probe(-0.4)
    mouse.document.publish()
    text = picture_bytes(mouse.panel, ".svg", PictureOptions()).decode()
    assert ">slope<" in text
    assert "slope 1" in text
    low, high = mouse.plot.frame.y_range
    slopes = mouse.document.state.curve.slopes
    assert low < slopes.min() < slopes.max() < high


def test_a_shallow_network_has_no_such_switch(qtbot) -> None:
    assert "slope" not in legend(make_mouse(qtbot).plot.scene_now())


def test_a_probe_beside_the_domain_is_said_with_what_the_network_gives_there(mouse) -> None:
    mouse.document.set_probe(100.0)
    mouse.document.publish()
    mouse.document.select(Joint(1))
    mouse.document.publish()
    assert "At the probe x = 100, z = 0.5" in mouse.plot.accessibleDescription()
