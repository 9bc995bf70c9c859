"""Real mouse and keys on the plot."""

from __future__ import annotations

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint, Segment, Unit
from reluviz.files.project import Project
from reluviz.views.plot import PlotPanel
from reluviz.views.plot.legend import legend
from reluviz.views.theme import load_theme

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Mouse:
    """A mouse on the plot of a document."""

    def __init__(self, panel: PlotPanel) -> None:
        self.panel = panel
        self.plot = panel.plot_widget
        self.document = panel.document

    def at(self, x: float, z: float) -> QPoint:
        frame = self.plot.frame
        return QPoint(round(frame.column(x)), round(frame.row(z)))

    def move(self, place: QPoint, buttons=Qt.MouseButton.NoButton, keys=NONE) -> None:
        QTest.qWait(11)
        spot = QPointF(place)
        everywhere = QPointF(self.plot.viewport().mapToGlobal(place))
        event = QMouseEvent(
            QEvent.Type.MouseMove, spot, everywhere, Qt.MouseButton.NoButton, buttons, keys
        )
        QApplication.sendEvent(self.plot.viewport(), event)
        QApplication.processEvents()  # the newest position counts
        QApplication.processEvents()  # and the document publishes it

    def press(self, place: QPoint, keys=NONE) -> None:
        QTest.mousePress(self.plot.viewport(), LEFT, keys, place)

    def release(self, place: QPoint, keys=NONE) -> None:
        QTest.mouseRelease(self.plot.viewport(), LEFT, keys, place)
        QApplication.processEvents()

    def drag(self, start: QPoint, end: QPoint, keys=NONE, release: bool = True) -> None:
        self.press(start)
        for share in (0.2, 0.6, 1.0):
            self.move(start + (end - start) * share, LEFT, keys)
        if release:
            self.release(end, keys)
            assert self.panel.revision == self.document._revision

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.plot.viewport(), LEFT, NONE, place)
        QApplication.processEvents()


def make_mouse(qtbot, project: Project | None = None) -> Mouse:
    panel = PlotPanel(Document(project), load_theme("light"))
    panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    QApplication.processEvents()
    return Mouse(panel)


@pytest.fixture
def mouse(qtbot) -> Mouse:
    return make_mouse(qtbot)


def test_the_view_box_is_where_the_frame_is(mouse):
    box, frame = mouse.plot.getViewBox(), mouse.plot.frame
    for x, z in ((-1, -1), (0.3, 0.7)):
        place = box.mapViewToScene(QPointF(x, z))
        assert place.x() == pytest.approx(frame.column(x), abs=0.01)
        assert place.y() == pytest.approx(frame.row(z), abs=0.01)
    assert box.menuEnabled() is False
    assert not mouse.plot.getPlotItem().autoBtn.isVisible()


def test_a_joint_follows_the_mouse_and_its_neighbours_stay(mouse):
    document, pixel = mouse.document, mouse.plot.frame.pixel
    before = document.network
    mouse.drag(mouse.at(0, -1), mouse.at(0.1, -0.6))
    curve = document.state.curve
    assert curve.x[2] == pytest.approx(0.1, abs=1.5 * pixel[0])
    assert curve.y[2] == pytest.approx(-0.6, abs=1.5 * pixel[1])
    np.testing.assert_allclose(curve.x[[0, 1, 3]], [-1, -0.5, 1])
    np.testing.assert_allclose(curve.y[[0, 1, 3]], [-1, 1, 0], atol=1e-12)
    assert document.undo_stack.undo_text == "move joint 3"
    assert document.snapshot.selection == Joint(2)
    assert document.snapshot.before is not None
    document.undo()
    assert document.network is before


def test_a_joint_snaps_to_the_target_and_the_grid_and_with_alt_to_nothing(mouse):
    document, frame = mouse.document, mouse.plot.frame
    near = mouse.at(0, -1) + QPoint(3, -3)
    mouse.drag(mouse.at(0, -1), mouse.at(0.3, 0.3))
    mouse.drag(mouse.at(0.3, 0.3), near)
    assert (document.state.curve.x[2], document.state.curve.y[2]) == pytest.approx(
        (0, -1), abs=1e-9
    )
    mouse.drag(mouse.at(0, -1), mouse.at(0.5, 0.5) + QPoint(2, 20))
    assert document.state.curve.x[2] == pytest.approx(0.5, abs=1e-9)  # a line of the grid
    assert document.state.curve.y[2] == pytest.approx(0.5, abs=40 * frame.pixel[1])
    mouse.drag(
        mouse.at(*document.state.place_of(Joint(2))),
        mouse.at(0.25, 0.5) + QPoint(2, 2),
        Qt.KeyboardModifier.AltModifier,
    )
    x, y = document.state.place_of(Joint(2))
    assert abs(x - 0.25) > frame.pixel[0]
    assert abs(y - 0.5) > frame.pixel[1]


def test_a_triangle_below_moves_its_kink(mouse):
    document, frame = mouse.document, mouse.plot.frame
    foot = QPoint(round(frame.column(-0.5)), round(frame.bottom - 4))
    before = document.network
    mouse.drag(foot, foot + QPoint(round(0.25 / frame.pixel[0]), 0))
    assert document.network == before.with_value(before.parameter("b2"), 0.25)
    assert document.undo_stack.undo_text == "move the kink of ReLU 2"
    assert document.snapshot.selection == before.parameter("b2")


def test_a_line_at_the_cursor_says_what_a_press_would_move(mouse):
    hint = mouse.plot.findChild(QLabel, "plot_hint")
    for place, text in (
        (mouse.at(-0.5, 1), "move joint 2"),
        (mouse.at(0.5, -0.5), "turn segment 3 by w3"),
        (mouse.at(-1, -1), "move the first joint"),
    ):
        mouse_to(mouse.plot.viewport(), place)
        mouse.document.publish()
        QApplication.processEvents()
        assert hint.isVisible()
        assert hint.text() == text
    mouse_to(mouse.plot.viewport(), mouse.at(0.5, 1.0))
    QApplication.processEvents()
    assert not hint.isVisible()


def test_a_segment_is_lifted_by_both_its_ends(mouse):
    mouse.document.set_view(drag_mode="point")
    mouse.drag(mouse.at(0.5, -0.5), mouse.at(0.5, 0.0))
    curve = mouse.document.state.curve
    np.testing.assert_allclose(curve.y[2:], [-0.5, 0.5], atol=0.02)
    np.testing.assert_allclose(curve.y[:2], [-1, 1], atol=1e-12)


def test_this_relu_mode_moves_a_kink_by_the_bias_alone(mouse):
    document = mouse.document
    document.set_view(drag_mode="relu")
    mouse.drag(mouse.at(0, -1), mouse.at(0.2, 0.5))
    assert document.network.kinks[2] == pytest.approx(0.2, abs=0.005)
    assert document.snapshot.changed == [ParameterId(0, 2)]


def test_this_relu_mode_turns_a_segment_by_its_weight(mouse):
    document = mouse.document
    document.set_view(drag_mode="relu")
    mouse.drag(mouse.at(0.5, -0.5), mouse.at(0.5, 0.0))
    assert document.snapshot.changed == [ParameterId(1, 0, 2)]
    assert document.network.w[2] == pytest.approx(6.0, abs=0.02)


def test_escape_leaves_no_step_and_the_rest_of_the_drag_does_nothing(mouse):
    document = mouse.document
    before = document.network
    mouse.drag(mouse.at(0, -1), mouse.at(0.1, -0.6), release=False)
    assert document.network != before
    document.cancel()
    mouse.move(mouse.at(0.3, 0.3), LEFT)
    mouse.release(mouse.at(0.3, 0.3))
    assert document.network == before
    assert document.undo_stack.count == 0
    assert mouse.panel.revision == document._revision


def test_ctrl_snaps_to_the_fine_grid(mouse):
    mouse.drag(mouse.at(0, -1) + QPoint(3, 2), mouse.at(0.19, -0.58), CTRL)
    curve = mouse.document.state.curve
    assert curve.x[2] == pytest.approx(0.2, abs=1e-12)
    assert curve.y[2] == pytest.approx(-0.6, abs=1e-12)


def test_a_double_click_adds_a_joint_and_the_curve_stays(mouse):
    document = mouse.document
    x = np.linspace(-1, 1, 101)
    before = document.network(x)
    QTest.mouseDClick(mouse.plot.viewport(), LEFT, NONE, mouse.at(0.5, -0.5))
    QApplication.processEvents()
    assert document.network.n_units == 4
    np.testing.assert_allclose(document.network(x), before, atol=1e-14)
    joint = document.snapshot.selection
    assert isinstance(joint, Joint)
    assert document.state.curve.x[joint.index] == pytest.approx(0.5, abs=0.003)
    assert document.undo_stack.undo_text == "add joint"
    QTest.mouseDClick(mouse.plot.viewport(), LEFT, NONE, mouse.at(-0.9, 0.9))
    assert document.network.n_units == 4


def test_hovering_sets_the_probe_and_tells_what_is_under_the_mouse(mouse):
    document = mouse.document
    mouse.move(mouse.at(-0.25, 0.0))
    assert document.snapshot.hovered == Segment(1)
    assert document.snapshot.probe == pytest.approx(-0.25, abs=0.003)
    mouse.move(mouse.at(-0.5, 1.0) + QPoint(4, -4))
    assert document.snapshot.hovered == Joint(1)
    mouse.move(QPoint(round(mouse.plot.frame.right) - 2, 300))
    assert document.snapshot.hovered is None
    assert document.snapshot.probe == 1.0
    assert document.undo_stack.count == 0


def test_the_probe_stays_while_something_is_held(mouse):
    mouse.move(mouse.at(0.0, -1.0))
    probe = mouse.document.snapshot.probe
    mouse.drag(mouse.at(0, -1), mouse.at(0.4, 0.4))
    assert mouse.document.snapshot.probe == probe


def test_clicks_select_and_deselect(mouse):
    mouse.click(mouse.at(-0.5, 1.0))
    assert mouse.document.snapshot.selection == Joint(1)
    mouse.click(mouse.at(0.5, 0.8))
    assert mouse.document.snapshot.selection is None
    assert mouse.document.undo_stack.count == 0


def test_dragging_the_ground_pans(mouse):
    before = mouse.plot.frame
    x = before.place(450, 300)[0]
    mouse.drag(QPoint(600, 150), QPoint(660, 180))
    after = mouse.plot.frame
    assert after.place(510, 330)[0] == pytest.approx(x, abs=1e-9)
    assert mouse.document.undo_stack.count == 0


def wheel(mouse: Mouse, place: QPoint, turn: int, keys=NONE) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(mouse.plot.viewport().mapToGlobal(place)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(mouse.plot.viewport(), event)


def test_the_wheel_zooms_at_the_mouse(mouse):
    place = mouse.at(0.5, 0.5)
    before = mouse.plot.frame
    wheel(mouse, place, 120)
    after = mouse.plot.frame
    assert after.pixel[0] < before.pixel[0]
    assert after.pixel[1] < before.pixel[1]
    assert after.place(place.x(), place.y()) == pytest.approx(
        before.place(place.x(), place.y()), abs=2 * before.pixel[0]
    )
    mouse.panel.fit()
    assert mouse.plot.frame == before
    for _ in range(400):
        wheel(mouse, place, 1200)
    assert mouse.plot.frame.pixel[0] > 0
    for _ in range(400):
        wheel(mouse, place, -1200)
    assert np.isfinite(mouse.plot.frame.pixel[0])


def test_a_refused_drag_says_why_and_changes_nothing(qtbot):
    project = Project(Network.from_rays([-1, 1], [0.5, 0.5], [1, 1], 0))
    mouse = make_mouse(qtbot, project)
    mouse.document.set_view(drag_mode="point")
    curve = mouse.document.state.curve
    joint = mouse.at(curve.x[1], curve.y[1])
    mouse.drag(joint, joint + QPoint(30, 40))
    notice = mouse.document.snapshot.notice
    assert notice is not None
    assert notice.action == "rewrite_right"
    assert mouse.document.undo_stack.count == 0


def test_the_legend_switches_layers(mouse):
    place = legend(mouse.plot.scene_now())["target"].center().toPoint()
    mouse.click(place)
    assert "target" in mouse.document.snapshot.view.hidden
    assert not mouse.plot.scene_now().shows("target")
    mouse.click(place)
    assert "target" not in mouse.document.snapshot.view.hidden


def test_every_joint_can_be_reached_and_moved_by_keys(mouse):
    document, plot = mouse.document, mouse.plot

    def press(key, keys=NONE):
        QTest.keyClick(plot, key, keys)
        document.publish()

    found = []
    press(Qt.Key.Key_Home)
    for _ in range(6):
        found.append(document.snapshot.selection.index)
        press(Qt.Key.Key_PageDown)
    assert found == [0, 1, 2, 3, 3, 3]
    press(Qt.Key.Key_PageUp)
    press(Qt.Key.Key_Up)
    assert document.state.curve.y[2] == pytest.approx(-0.9)
    press(Qt.Key.Key_Right, SHIFT)
    assert document.state.curve.x[2] == pytest.approx(0.01)
    press(Qt.Key.Key_Down, CTRL)
    assert document.state.curve.y[2] == pytest.approx(-1.9)
    assert document.undo_stack.count == 3
    press(Qt.Key.Key_End, SHIFT)
    assert document.snapshot.selection == Segment(2)
    assert "Segment 3 of 3 is selected" in plot.accessibleDescription()


def test_the_menu_is_wanted_by_mouse_and_by_key(qtbot, mouse):
    reasons = QContextMenuEvent.Reason
    with qtbot.waitSignal(mouse.panel.context_menu_requested) as caught:
        event = QContextMenuEvent(reasons.Mouse, mouse.at(-0.5, 1), QPoint(5, 5))
        QApplication.sendEvent(mouse.plot.viewport(), event)
    assert caught.args == [Joint(1), QPoint(5, 5)]
    mouse.document.select(Unit(2))
    mouse.document.publish()
    with qtbot.waitSignal(mouse.panel.context_menu_requested) as caught:
        event = QContextMenuEvent(reasons.Keyboard, QPoint(0, 0), QPoint(0, 0))
        QApplication.sendEvent(mouse.plot.viewport(), event)
    assert caught.args[0] == Unit(2)
    assert caught.args[1] == mouse.plot.mapToGlobal(mouse.at(0, -1))


def test_what_is_in_view_follows_document_domain_and_the_end_of_an_edit(mouse):
    document, plot = mouse.document, mouse.plot
    frame = plot.frame
    gesture = document.begin("by hand")
    gesture.set(document.network.parameter("w1"), 40.0)
    document.publish()
    assert plot.frame == frame  # never under the hand
    gesture.commit()
    document.publish()
    assert plot.frame.y_range[1] > document.state.curve.y.max()
    seen = plot.frame
    document.set_parameter(document.network.parameter("w1"), 39.0)
    document.publish()
    assert plot.frame == seen  # all is in view
    plot.look_at((-0.5, 0.5), (-1.0, 1.0))  # as the user wants it
    document.set_parameter(document.network.parameter("w1"), 80.0)
    document.publish()
    assert plot.frame.y_range == (-1.0, 1.0)
    document.set_domain((-2.0, 3.0))
    document.publish()
    assert plot.frame.x_range[0] < -2
    assert plot.frame.x_range[1] > 3
    plot.zoom_in()
    document.load(Project(document.network, domain=(-2.0, 3.0)), None, "other")
    document.publish()
    assert plot.frame.x_range[1] > 3


def test_rendering_writes_nothing_to_the_document(mouse, monkeypatch):
    document = mouse.document
    mouse.drag(mouse.at(0, -1), mouse.at(0.1, -0.6))
    calls = []
    monkeypatch.setattr(document, "touch", lambda: calls.append("touch"))
    mouse.panel.apply_theme(load_theme("dark"))
    mouse.panel.grab()
    mouse.panel.resize(700, 420)
    QApplication.processEvents()
    assert calls == []


def test_the_focus_shows_when_it_came_by_key(mouse):
    plot = mouse.plot

    def corner() -> str:
        return mouse.panel.grab().toImage().pixelColor(1, 300).name()

    accent = load_theme("light").accent
    for reason, shows in (
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
    ):
        QApplication.sendEvent(plot, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert (corner() == accent) is shows
        QApplication.sendEvent(plot, QFocusEvent(QEvent.Type.FocusOut, reason))
        assert corner() != accent


def test_two_hands_at_once_do_not_mix(mouse):
    """A gesture begun elsewhere ends the drag; the rest of the drag leaves it alone."""
    document = mouse.document
    mouse.drag(mouse.at(0, -1), mouse.at(0.1, -0.6), release=False)
    document.begin("change w1")
    mouse.move(mouse.at(0.3, 0.3), LEFT)
    mouse.release(mouse.at(0.3, 0.3))
    assert document.in_gesture
    assert document.undo_stack.count == 1
