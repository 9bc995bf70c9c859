"""The slice of the loss by hand: dragging the dot, keys, the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import exact_curve
from reluviz.core.targets import Target, misfit
from reluviz.document import state
from reluviz.document.document import Document
from reluviz.document.items import Joint
from reluviz.files.examples import load_example
from reluviz.files.project import Project
from reluviz.views.loss import LossPanel
from reluviz.views.loss.wording import (
    NO_OVERLAP,
    NO_PARAMETER,
    NO_TABLE,
    NO_TARGET,
    TOO_LARGE,
    TOO_MANY,
)
from reluviz.views.theme import load_theme

Show = Callable[..., LossPanel]
V2, B2, W2, B0 = ParameterId(0, 1, 0), ParameterId(0, 1), ParameterId(1, 0, 1), ParameterId(1, 0)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows the panel on a document, the article's example with w2 = −7.2 by default."""

    def shown(document: Document | None = None, parameter: ParameterId | None = W2) -> LossPanel:
        if document is None:
            document = Document()
            document.set_parameter(W2, -7.2)
            document.undo_stack.clear()
        panel = LossPanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(660, 230)
        panel.show()
        panel.activateWindow()
        qtbot.waitExposed(panel)
        document.select(parameter)
        settle(panel)
        return panel

    return shown


def settle(panel: LossPanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def heading(panel: LossPanel) -> str:
    return panel.heading.text().replace("\N{NO-BREAK SPACE}", " ")


def dot(panel: LossPanel) -> QPoint:
    return panel.chart.dot_place().toPoint()


def move(panel: LossPanel, place: QPoint) -> None:
    QTest.qWait(11)
    viewport = panel.chart.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        LEFT,
        NONE,
    )
    QApplication.sendEvent(viewport, event)
    settle(panel)


def press(panel: LossPanel, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
    QTest.mousePress(panel.chart.viewport(), button, NONE, place)
    settle(panel)


def release(panel: LossPanel, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseRelease(panel.chart.viewport(), button, NONE, place)
    settle(panel)


def loss_of(document: Document, parameter: ParameterId, value: float) -> float:
    """Mean squared error by the other way: the whole curve against the target."""
    network = document.network.with_value(parameter, value)
    assert document.project.target is not None
    found = misfit(exact_curve(network, document.project.domain), document.project.target)
    assert found is not None
    return found.mean_square


def test_the_articles_example_in_words(show: Show) -> None:
    panel = show()
    assert panel.objectName() == "loss"
    assert panel.windowTitle() == "Loss slice"
    # The error of w2 is 0.8 max(0, x + 0.5): its mean square on [−1, 1] is 0.64 · 1.5³ / 6.
    assert heading(panel) == "w2: mean squared error 0.36 now, 0 at best (w2 = −8)"
    assert panel.remark.text() == (
        "A parabola, as for every w and b0. Without this link: mean squared error 36."
    )
    assert loss_of(panel.document, W2, 0.0) == pytest.approx(36)


def test_the_dot_is_dragged_sideways_in_one_step(show: Show) -> None:
    panel = show()
    document, start = panel.document, dot(panel)
    figure = panel._figure
    pixel = (figure.span[1] - figure.span[0]) / panel.chart.getViewBox().width()
    press(panel, start)
    assert document.in_gesture
    for step in (20, 60, 100):
        move(panel, start + QPoint(step, -15))  # only the way sideways counts
        value = document.network.value(W2)
        assert value == pytest.approx(-7.2 + step * pixel, abs=1.5 * pixel)
        assert abs(dot(panel).x() - (start.x() + step)) <= 1
        assert panel._figure.curve is figure.curve  # its own parameter does not change the slice
        assert panel._figure.loss == pytest.approx(loss_of(document, W2, value))
    release(panel, start + QPoint(100, 0))
    assert not document.in_gesture
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "change w2"
    document.undo()
    settle(panel)
    assert document.network.value(W2) == -7.2
    assert dot(panel) == start


def test_the_dot_stops_at_the_ends_of_the_chart(show: Show) -> None:
    panel = show()
    start, span = dot(panel), panel._figure.span
    press(panel, start)
    move(panel, QPoint(5000, start.y()))
    assert panel.document.network.value(W2) == span[1]
    move(panel, QPoint(-5000, start.y()))
    assert panel.document.network.value(W2) == span[0]
    assert panel._figure.span == span
    release(panel, QPoint(-5000, start.y()))
    now, best = panel._figure.now, panel._figure.best[0]
    assert panel._figure.span[0] < now < best < panel._figure.span[1]  # room again at rest


def test_a_press_without_a_move_or_elsewhere_changes_nothing(show: Show) -> None:
    panel = show()
    document, start = panel.document, dot(panel)
    press(panel, start + QPoint(3, 2))
    move(panel, start + QPoint(3, 2))
    release(panel, start + QPoint(3, 2))
    assert document.network.value(W2) == -7.2
    for place, button in ((start + QPoint(60, 0), LEFT), (start, RIGHT)):
        press(panel, place, button)
        move(panel, place + QPoint(50, 0))
        release(panel, place + QPoint(50, 0), button)
        assert document.network.value(W2) == -7.2
    assert document.undo_stack.count == 0


def test_escape_leaves_no_step(show: Show) -> None:
    panel = show()
    document, start = panel.document, dot(panel)
    press(panel, start)
    move(panel, start + QPoint(40, 0))
    assert document.network.value(W2) != -7.2
    document.cancel()  # what the window does on Escape
    move(panel, start + QPoint(80, 0))
    release(panel, start + QPoint(80, 0))
    assert document.network.value(W2) == -7.2
    assert document.undo_stack.count == 0
    assert dot(panel) == start


def test_go_to_the_best_value(show: Show) -> None:
    panel = show()
    assert panel.best.isEnabled()
    QTest.mouseClick(panel.best, LEFT)
    settle(panel)
    document = panel.document
    assert document.network.value(W2) == -8
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "best value of w2"
    assert heading(panel) == "w2: mean squared error 0, and that is the best for w2 alone"
    assert not panel.best.isEnabled()
    document.undo()
    settle(panel)
    assert document.network.value(W2) == -7.2


@pytest.mark.parametrize("parameter", [V2, B2, W2, B0])
def test_the_best_is_found_and_shown_with_the_present_value(
    show: Show, parameter: ParameterId
) -> None:
    document = Document()
    true = document.network.value(parameter)
    document.set_parameter(parameter, true + 0.4)
    panel = show(document, parameter)
    figure = panel._figure
    assert figure.best[0] == pytest.approx(true, abs=1e-6)
    assert figure.span[0] < true < true + 0.4 < figure.span[1]
    assert figure.curve.losses == pytest.approx(
        [loss_of(document, parameter, value) for value in figure.curve.values], abs=1e-12
    )
    word = "parabola" if parameter.layer == 1 else "Piecewise"
    assert word in panel.remark.text()
    assert ("Without this link" in panel.remark.text()) == (parameter == W2)
    QTest.mouseClick(panel.best, LEFT)
    settle(panel)
    assert document.network.value(parameter) == pytest.approx(true, abs=1e-6)


def test_a_far_best_value_of_a_bias_is_found(show: Show) -> None:
    network = Network.from_rays([1.0, 1.0], [1.0, 500.0], [1.0, 0.5], -1)
    target = Target([-1, 1], [-1.0, 3.0])
    panel = show(Document(Project(network, target)), B2)
    low, high = panel._figure.span
    best = panel._figure.best[0]
    assert low < best < 500 < high
    values = np.linspace(low, high, 2001)
    lowest = min(loss_of(panel.document, B2, value) for value in values)
    assert panel._figure.best[1] <= lowest + 1e-9


def test_the_range_stays_while_any_hand_moves(show: Show) -> None:
    panel = show()
    document, span = panel.document, panel._figure.span
    document.begin("change b0")
    for value in (-0.5, 2.0, 4.0):
        document.set_parameter(B0, value)
        settle(panel)
        assert panel._figure.span == span
        assert panel._figure.loss == pytest.approx(loss_of(document, W2, -7.2))
    document.commit()
    document.begin("change w2")
    document.set_parameter(W2, 40.0)  # from another panel, beyond the range
    settle(panel)
    assert panel._figure.span[0] == span[0]
    assert panel._figure.span[1] > 40
    document.commit()
    settle(panel)
    losses = panel._figure.curve.losses
    view = panel.chart.getViewBox().viewRange()
    assert view[1][0] < losses.min() < losses.max() < view[1][1]


def test_keys_step_the_parameter(show: Show) -> None:
    panel = show()
    panel.chart.setFocus()
    for key, modifier, value in (
        (Qt.Key.Key_Right, NONE, -7.1),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, -7.11),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, -8.11),
    ):
        QTest.keyClick(panel.chart, key, modifier)
        settle(panel)
        assert panel.document.network.value(W2) == value
    assert panel.document.undo_stack.count == 3


def test_what_is_said_when_there_is_nothing_to_show(show: Show) -> None:
    panel = show(parameter=None)
    document = panel.document
    assert panel.empty.isVisible()
    assert panel.empty.text() == NO_PARAMETER
    document.select(Joint(1))  # stands for w2
    settle(panel)
    assert heading(panel).startswith("w2: ")
    assert not panel.empty.isVisible()
    target = document.project.target
    document.set_target(None)
    settle(panel)
    assert panel.empty.text() == NO_TARGET
    document.set_target(Target([5, 6], [0, 1]))
    settle(panel)
    assert panel.empty.text() == NO_OVERLAP
    document.set_target(target)
    settle(panel)
    assert panel.chart.isVisible()


def test_a_parameter_that_moves_nothing(show: Show) -> None:
    network = Network.from_rays([1.0, 1.0], [1.0, -5.0], [1.0, 2.0], 0.5)
    panel = show(Document(Project(network, Target([-1, 1], [0, 2]))))
    assert heading(panel) == "w2: mean squared error 0.25, whatever w2 is"
    assert panel.remark.text() == "w2 moves nothing on this domain."
    assert not panel.best.isEnabled()


def test_errors_beyond_all_numbers(show: Show) -> None:
    network = Network.from_rays([1e100], [1e100], [1e100], 0.0)
    panel = show(Document(Project(network, Target([-1, 1], [0, 2]))), ParameterId(0, 0))
    assert panel.empty.text() == TOO_LARGE


def test_the_menu_is_that_of_the_parameter(show: Show, qtbot: QtBot) -> None:
    panel = show()
    place = QPoint(100, 100)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, panel.chart.viewport().mapToGlobal(place)
    )
    with qtbot.waitSignal(panel.context_menu_requested) as caught:
        QApplication.sendEvent(panel.chart.viewport(), event)
    assert caught.args[0] == W2


def test_a_hidden_panel_computes_nothing(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show()
    panel.hide()
    monkeypatch.setattr(panel, "render_snapshot", lambda _old, _new: pytest.fail("rendered"))
    panel.document.set_parameter(B0, 3.0)
    settle(panel)
    monkeypatch.undo()
    panel.show()
    settle(panel)
    assert panel._figure.loss == pytest.approx(loss_of(panel.document, W2, -7.2))


def test_many_units(show: Show) -> None:
    x = np.linspace(-1, 1, 1001)
    points = np.stack([x, np.sin(9 * x)], axis=1)
    document = Document(Project(through_points(points), Target.from_points(points)))
    document.set_parameter(ParameterId(1, 0, 700), 3.0)
    panel = show(document, ParameterId(1, 0, 700))
    true = through_points(points).w[700]
    assert panel._figure.best[0] == pytest.approx(true, abs=1e-9)
    panel.apply_theme(load_theme("dark"))
    assert heading(panel).startswith("w701: ")


def test_a_network_of_layers_is_sliced_over_its_rows(show: Show) -> None:
    document = Document(load_example("three-layers"))
    parameter = ParameterId(1, 0, 1)
    panel = show(document, parameter)
    figure = panel._figure
    assert figure is not None
    rows = document.state.rows
    wrong = document.network.with_value(parameter, float(figure.curve.values[7]))(rows.inputs)
    square = np.mean((wrong.reshape(len(rows), -1) - rows.outputs) ** 2)
    assert figure.curve.losses[7] == pytest.approx(square)
    assert heading(panel).startswith("w2.2.1: mean squared error ")
    panel.best.click()
    settle(panel)
    assert document.network.value(parameter) == pytest.approx(figure.best[0], abs=1e-9)
    assert document.undo_stack.undo_text == "best value of w2.2.1"


def test_too_many_rows_for_a_slice_are_said(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOST_PRODUCTS", 10)
    panel = show(Document(load_example("three-layers")), ParameterId(1, 0, 1))
    assert panel.empty.text() == TOO_MANY


def test_without_rows_the_truth_table_is_named(show: Show) -> None:
    project = replace(load_example("xor"), table=None)
    panel = show(Document(project), ParameterId(0, 0, 1))
    assert panel.empty.text() == NO_TABLE
