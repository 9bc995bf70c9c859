"""Real mouse and keys on the target: points that are dragged, and strokes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reluviz.core.construct import through_points
from reluviz.core.formula_targets import formula_target
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.items import Joint, TargetPoint
from reluviz.files.project import FitSettings, Project, View
from reluviz.views.plot import PlotPanel
from reluviz.views.plot.pen import TOO_NARROW
from reluviz.views.plot.points import MOST_DOTS
from reluviz.views.theme import load_theme

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
POINTS = [(-1.0, 0.0), (-0.4, 0.8), (0.2, -0.5), (0.6, 0.3), (1.0, 1.0)]


class Mouse:
    """A mouse on the plot of a document."""

    def __init__(self, qtbot, target: Target | None, mode: str, **view) -> None:
        network = through_points([(-1, -0.9), (0.0, 0.2), (1, -0.6)])
        self.document = Document(Project(network, target, view=View(drag_mode=mode, **view)))
        self.panel = PlotPanel(self.document, load_theme("light"))
        self.plot = self.panel.plot_widget
        self.panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 600)
        self.panel.show()
        QApplication.processEvents()

    @property
    def target(self) -> Target:
        found = self.document.project.target
        assert found is not None
        return found

    def at(self, x: float, z: float) -> QPoint:
        frame = self.plot.frame
        return QPoint(round(frame.column(x)), round(frame.row(z)))

    def move(self, place: QPoint, buttons=Qt.MouseButton.NoButton, keys=NONE) -> None:
        self.send(place, buttons, keys)
        QApplication.processEvents()  # the newest position counts
        QApplication.processEvents()  # and the document publishes it

    def send(self, place: QPoint, buttons=Qt.MouseButton.NoButton, keys=NONE) -> None:
        spot, everywhere = QPointF(place), QPointF(self.plot.viewport().mapToGlobal(place))
        kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
        event = QMouseEvent(kind, spot, everywhere, none, buttons, keys)
        QApplication.sendEvent(self.plot.viewport(), event)

    def press(self, place: QPoint) -> None:
        QTest.mousePress(self.plot.viewport(), LEFT, NONE, place)

    def release(self, place: QPoint) -> None:
        QTest.mouseRelease(self.plot.viewport(), LEFT, NONE, place)
        QApplication.processEvents()

    def drag(self, *places: QPoint, keys=NONE, release: bool = True) -> None:
        self.press(places[0])
        for place in places[1:]:
            self.move(place, LEFT, keys)
        if release:
            self.release(places[-1])

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.plot.viewport(), LEFT, NONE, place)
        QApplication.processEvents()

    def double_click(self, place: QPoint) -> None:
        QTest.mouseDClick(self.plot.viewport(), LEFT, NONE, place)
        QApplication.processEvents()

    def key(self, key: Qt.Key, keys=NONE) -> None:
        QTest.keyClick(self.plot, key, keys)
        QApplication.processEvents()

    def cursor(self) -> Qt.CursorShape:
        return self.plot.viewport().cursor().shape()


@pytest.fixture
def line(qtbot) -> Mouse:
    return Mouse(qtbot, Target.from_points(POINTS), "target")


@pytest.fixture
def data(qtbot) -> Mouse:
    x, y = np.array(POINTS).T
    return Mouse(qtbot, Target.from_data(x, y), "target")


@pytest.fixture
def sheet(qtbot) -> Mouse:
    return Mouse(qtbot, None, "draw")


# Points


@pytest.mark.parametrize("kind", ["line", "data"])
def test_a_point_of_the_target_follows_the_mouse(kind, request):
    mouse: Mouse = request.getfixturevalue(kind)
    network, pixel = mouse.document.network, mouse.plot.frame.pixel
    mouse.drag(mouse.at(0.2, -0.5), mouse.at(0.1, 0.1), mouse.at(0.3, 0.5))
    assert mouse.target.x[2] == pytest.approx(0.3, abs=1.5 * pixel[0])
    assert mouse.target.y[2] == pytest.approx(0.5, abs=1.5 * pixel[1])
    assert len(repr(float(mouse.target.x[2]))) < 7
    assert mouse.target.kind == kind
    assert mouse.document.network is network
    assert mouse.document.snapshot.selection == TargetPoint(2)
    assert mouse.document.undo_stack.undo_text == "move point 3 of the target"
    assert mouse.document.snapshot.effect == ""
    mouse.document.undo()
    np.testing.assert_array_equal(mouse.target.x, [x for x, _ in POINTS])


def test_data_may_pass_one_another_and_stay_selected(data):
    data.drag(data.at(0.2, -0.5), data.at(0.5, -0.5), data.at(0.8, -0.5))
    assert data.target.x[3] == pytest.approx(0.8, abs=0.01)
    assert data.document.snapshot.selection == TargetPoint(3)


def test_ctrl_puts_a_point_on_the_grid(line):
    line.drag(line.at(0.2, -0.5), line.at(0.27, -0.2), line.at(0.33, 0.12), keys=CTRL)
    tenths = np.array([line.target.x[2], line.target.y[2]]) * 100
    np.testing.assert_allclose(tenths, np.round(tenths), atol=1e-9)
    assert len(repr(float(line.target.x[2]))) <= 5


def test_escape_puts_a_point_back(line):
    before = line.target
    line.drag(line.at(0.2, -0.5), line.at(0.3, 0.0), line.at(0.4, 0.4), release=False)
    assert line.target != before
    line.document.cancel()
    line.move(line.at(0.5, 0.5), LEFT)
    line.release(line.at(0.5, 0.5))
    assert line.target == before
    assert not line.document.undo_stack.can_undo


def test_the_curve_is_not_taken_and_the_ground_pans(line):
    network, view = line.document.network, line.plot.frame.x_range
    line.drag(line.at(0.0, 0.2), line.at(0.1, 0.2), line.at(0.2, 0.2))
    assert line.document.network is network
    assert line.plot.frame.x_range != view
    assert line.document.snapshot.selection is None


def test_the_line_between_points_is_not_dragged(line):
    before = line.target
    line.drag(line.at(-0.7, 0.4), line.at(-0.7, 0.6), line.at(-0.7, 0.8))
    assert line.target is before


def test_the_cursor_says_what_a_press_does(line):
    line.move(line.at(0.2, -0.5))
    assert line.cursor() == Qt.CursorShape.SizeAllCursor
    assert line.document.snapshot.hovered == TargetPoint(2)
    line.move(line.at(0.0, 0.2))
    assert line.cursor() == Qt.CursorShape.OpenHandCursor
    assert line.document.snapshot.hovered is None


@pytest.mark.parametrize("mode", ["point", "relu"])
def test_in_the_other_modes_points_are_not_taken(line, mode):
    line.document.set_view(drag_mode=mode)
    before = line.target
    line.move(line.at(0.2, -0.5))
    assert line.document.snapshot.hovered is None
    line.drag(line.at(0.2, -0.5), line.at(0.3, 0.0), line.at(0.4, 0.4))
    assert line.target is before


@pytest.mark.parametrize("kind", ["line", "data"])
def test_a_double_click_adds_a_point(kind, request):
    mouse: Mouse = request.getfixturevalue(kind)
    mouse.double_click(mouse.at(-0.7, 0.9))
    assert len(mouse.target.x) == len(POINTS) + 1
    assert mouse.target.x[1] == pytest.approx(-0.7, abs=0.005)
    assert mouse.target.y[1] == pytest.approx(0.9, abs=0.01)
    assert len(repr(float(mouse.target.x[1]))) < 8
    assert mouse.document.snapshot.selection == TargetPoint(1)


def test_a_double_click_on_a_point_or_beside_the_frame_adds_none(line):
    before = line.target
    line.double_click(line.at(0.2, -0.5))
    line.double_click(QPoint(5, 300))
    assert line.target is before


def test_a_formula_is_not_changed_by_hand_and_it_is_said_why(qtbot):
    mouse = Mouse(qtbot, formula_target("sin(3*x)", (-1.0, 1.0)), "target")
    before = mouse.target
    mouse.drag(mouse.at(0, 0), mouse.at(0, 0.3), mouse.at(0, 0.5))
    mouse.double_click(mouse.at(0.3, -0.3))
    assert mouse.target is before
    notice = mouse.document.snapshot.notice
    assert notice is not None
    assert "formula" in notice.text


def test_of_a_crowd_no_point_is_taken(qtbot):
    x = np.linspace(-1, 1, MOST_DOTS + 1)
    mouse = Mouse(qtbot, Target.from_data(x, x), "target")
    mouse.move(mouse.at(0.0, 0.0))
    assert mouse.document.snapshot.hovered is None


def test_keys_go_from_point_to_point_and_move_it(line):
    line.key(Qt.Key.Key_PageDown)
    assert line.document.snapshot.selection == TargetPoint(0)
    line.key(Qt.Key.Key_PageDown)
    line.key(Qt.Key.Key_PageDown)
    assert line.document.snapshot.selection == TargetPoint(2)
    line.key(Qt.Key.Key_PageUp)
    line.key(Qt.Key.Key_Up)
    assert line.target.y[1] > 0.8
    assert line.document.snapshot.selection == TargetPoint(1)
    line.key(Qt.Key.Key_End)
    assert line.document.snapshot.selection == TargetPoint(len(POINTS) - 1)
    line.key(Qt.Key.Key_Home)
    assert line.document.snapshot.selection == TargetPoint(0)
    assert "Point 1 of 5 of the target is selected" in line.plot.accessibleDescription()


def test_the_selected_point_is_removed(line):
    line.click(line.at(0.2, -0.5))
    line.document.remove_selected()
    line.document.publish()
    np.testing.assert_array_equal(line.target.x, [-1, -0.4, 0.6, 1])
    assert line.document.snapshot.selection is None


def test_the_menu_of_a_point_is_asked_for(line):
    asked = []
    line.panel.context_menu_requested.connect(lambda item, place: asked.append((item, place)))
    place = line.at(0.2, -0.5)
    everywhere = line.plot.viewport().mapToGlobal(place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, everywhere)
    QApplication.sendEvent(line.plot.viewport(), event)
    line.click(place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(line.plot.viewport(), event)
    assert [item for item, _ in asked] == [TargetPoint(2), TargetPoint(2)]
    assert (asked[1][1] - everywhere).manhattanLength() <= 2


def test_a_hidden_target_is_not_taken(line):
    line.document.set_view(hidden=("target",))
    line.move(line.at(0.2, -0.5))
    assert line.document.snapshot.hovered is None


def test_the_best_fit_follows_a_point_in_the_same_frame(line):
    line.document.set_view(fit=FitSettings(3))
    line.document.publish()
    first = line.document.snapshot.best
    line.drag(line.at(0.2, -0.5), line.at(0.2, 0.0), line.at(0.2, 0.5), release=False)
    second = line.document.snapshot.best
    assert first is not None
    assert second is not None
    assert second.fit is not None
    assert second.fit is not first.fit
    assert line.panel.revision == line.document.snapshot.revision


# Strokes


def test_a_stroke_is_the_target(sheet):
    x = np.linspace(-0.8, 0.8, 40)
    sheet.drag(*(sheet.at(a, 0.3 * np.sin(4 * a)) for a in x.tolist()))
    assert sheet.target.is_line
    width, height = sheet.plot.frame.pixel
    assert sheet.target.x[0] == pytest.approx(-0.8, abs=2 * width)
    inside = x[2:-2]
    found = sheet.target.curve(inside)
    np.testing.assert_allclose(found, 0.3 * np.sin(4 * inside), atol=3 * height)
    assert sheet.document.undo_stack.undo_text == "draw the target"
    assert sheet.document.undo_stack.count == 1
    sheet.document.undo()
    assert sheet.document.project.target is None


def test_the_stroke_is_seen_while_it_is_drawn(sheet):
    sheet.drag(sheet.at(-0.5, 0.0), sheet.at(0.0, 0.1), sheet.at(0.5, 0.0), release=False)
    snapshot = sheet.document.snapshot
    assert snapshot.gesture == "draw the target"
    assert snapshot.target is not None
    sheet.release(sheet.at(0.5, 0.0))
    assert sheet.document.snapshot.gesture is None


def test_no_position_of_a_fast_pen_is_lost(sheet):
    sheet.press(sheet.at(-0.5, 0.0))
    for x, z in ((-0.3, 0.2), (0.0, -0.2), (0.3, 0.2), (0.5, 0.0)):
        sheet.send(sheet.at(x, z), LEFT)  # nothing is done in between
    sheet.release(sheet.at(0.5, 0.0))
    np.testing.assert_allclose(sheet.target.curve([-0.3, 0.0, 0.3]), [0.2, -0.2, 0.2], atol=0.02)


def test_escape_gives_up_a_stroke_and_the_target_is_back(qtbot):
    before = Target.from_points(POINTS)
    mouse = Mouse(qtbot, before, "draw")
    mouse.drag(mouse.at(-0.5, 0.0), mouse.at(0.0, 0.1), mouse.at(0.5, 0.0), release=False)
    assert mouse.target != before
    mouse.document.cancel()
    mouse.move(mouse.at(0.6, 0.3), LEFT)
    mouse.release(mouse.at(0.6, 0.3))
    assert mouse.target == before
    assert not mouse.document.undo_stack.can_undo


def test_beside_the_stroke_a_line_stays(qtbot):
    before = Target.from_points(POINTS)
    mouse = Mouse(qtbot, before, "draw")
    mouse.drag(mouse.at(-0.2, 0.9), mouse.at(0.0, 0.9), mouse.at(0.4, 0.9))
    x = np.array([-0.9, -0.6, -0.3, 0.5, 0.7, 0.9])
    np.testing.assert_allclose(mouse.target.curve(x), before.curve(x), atol=1e-9)
    assert mouse.target.curve(0.1) == pytest.approx(0.9, abs=0.01)


def test_a_stroke_straight_up_is_dropped_and_it_is_said_why(sheet):
    place = sheet.at(0.2, 0.0)
    sheet.drag(place, place + QPoint(0, -30), place + QPoint(1, -60))
    assert sheet.document.project.target is None
    assert sheet.document.snapshot.notice is not None
    assert sheet.document.snapshot.notice.text == TOO_NARROW
    assert not sheet.document.undo_stack.can_undo


def test_a_click_draws_nothing_and_two_strokes_may_follow_fast(sheet):
    sheet.click(sheet.at(0.2, 0.1))
    assert sheet.document.project.target is None
    place = sheet.at(0.2, 0.1)
    QTest.mouseDClick(sheet.plot.viewport(), LEFT, NONE, place)
    sheet.release(place)
    QApplication.sendEvent(
        sheet.plot.viewport(),
        QMouseEvent(
            QEvent.Type.MouseButtonDblClick, QPointF(place), QPointF(place), LEFT, LEFT, NONE
        ),
    )
    sheet.move(sheet.at(0.3, 0.0), LEFT)
    sheet.move(sheet.at(0.6, 0.0), LEFT)
    sheet.release(sheet.at(0.6, 0.0))
    assert sheet.target.x[0] == pytest.approx(0.2, abs=0.01)


def test_a_pen_has_a_cross_and_beside_the_frame_a_hand_pans(sheet):
    sheet.move(sheet.at(0.3, 0.0))
    assert sheet.cursor() == Qt.CursorShape.CrossCursor
    assert sheet.document.snapshot.hovered is None
    view = sheet.plot.frame.y_range
    sheet.move(QPoint(5, 300))
    assert sheet.cursor() == Qt.CursorShape.OpenHandCursor
    sheet.drag(QPoint(5, 300), QPoint(5, 320), QPoint(5, 340))
    assert sheet.plot.frame.y_range != view
    assert sheet.document.project.target is None


def test_a_hidden_target_comes_into_view_when_it_is_drawn(qtbot):
    mouse = Mouse(qtbot, None, "draw", hidden=("target", "rays"))
    mouse.drag(mouse.at(-0.5, 0.0), mouse.at(0.0, 0.1), mouse.at(0.5, 0.0))
    assert mouse.document.project.view.hidden == ("rays",)


def test_an_empty_sheet_says_what_to_do(sheet):
    def hint_ink() -> int:
        """Pixels that are not ground, at the top of the frame beside the probe."""
        frame = sheet.plot.frame
        image = sheet.panel.grab().toImage()
        left, top = round(frame.left + frame.width / 2 - 60), round(frame.top + 3)
        ground = image.pixelColor(left, top)
        return sum(
            abs(image.pixelColor(left + x, top + y).lightness() - ground.lightness()) > 60
            for x in range(120)
            for y in range(50)
        )

    sheet.document.set_probe(-0.9)
    sheet.document.publish()
    with_hint = hint_ink()
    sheet.document.set_view(drag_mode="point")
    sheet.document.publish()
    assert with_hint > hint_ink() + 100


def test_keys_still_go_through_the_joints_while_nothing_is_drawn(sheet):
    sheet.key(Qt.Key.Key_Home)
    assert sheet.document.snapshot.selection == Joint(0)
