"""The inspector by hand: real keys, a real mouse, and the document after each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint, Unit
from reluviz.files.project import Project
from reluviz.views.gestures import BURST_MS
from reluviz.views.inspector import InspectorPanel
from reluviz.views.inspector.effect import LEGEND
from reluviz.views.inspector.pages import Column
from reluviz.views.theme import load_theme

Show = Callable[..., InspectorPanel]
W2, B2, V2, B0 = ParameterId(1, 0, 1), ParameterId(0, 1), ParameterId(0, 1, 0), ParameterId(1, 0)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows an inspector on a document, the article's example by default."""

    def shown(
        document: Document | None = None, width: int = 340, height: int = 640
    ) -> InspectorPanel:
        panel = InspectorPanel(document or Document(), load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show()
        panel.activateWindow()
        qtbot.waitExposed(panel)
        QApplication.processEvents()
        return panel

    return shown


def document_of(network: Network) -> Document:
    return Document(Project(network))


def settle(panel: InspectorPanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def centre(panel: InspectorPanel, row: int, column: int) -> QPoint:
    return panel.table.visualRect(panel.model.index(row, column)).center()


def click(panel: InspectorPanel, row: int, column: int) -> None:
    QTest.mouseClick(panel.table.viewport(), LEFT, NO_MODIFIER, centre(panel, row, column))
    settle(panel)


def scroll(
    widget: QWidget, place: QPoint, notches: float, modifiers: Qt.KeyboardModifier = NO_MODIFIER
) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def press(widget: QWidget, character: str) -> None:
    """A key for one character; QTest knows only those of ASCII."""
    if character.isascii():
        QTest.keyClicks(widget, character)
    else:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, NO_MODIFIER, character)
        QApplication.sendEvent(widget, event)


def type_into_cell(panel: InspectorPanel, row: int, column: int, text: str) -> None:
    click(panel, row, column)
    panel.table.setFocus()
    press(panel.table, text[0])
    editor = panel.table.viewport().findChild(QLineEdit)
    assert editor is not None
    for character in text[1:]:
        press(editor, character)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(panel)


def handle_of(panel: InspectorPanel) -> QPoint:
    slider, option = panel.editor.slider, QStyleOptionSlider()
    slider.initStyleOption(option)
    rect = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    return rect.center()


def rows(panel: InspectorPanel) -> dict[str, str]:
    """The rows of the effect, as they stand in the labels."""
    found = panel.effect.rows()
    texts = [label.text() for label in panel.effect.findChildren(QLabel)]
    assert all(label in texts and value in texts for label, value in found)
    return {label: value for label, value in found if label}


# Typing


@pytest.mark.parametrize(
    ("row", "column", "parameter", "text", "value"),
    [
        (1, Column.W, W2, "-7.2", -7.2),
        (1, Column.W, W2, "−7,25", -7.25),
        (1, Column.B, B2, "0.12345678901234567", 0.12345678901234567),
        (1, Column.V, V2, "-2", -2.0),
        (3, Column.B, B0, "+.5", 0.5),
        (1, Column.KINK, B2, "0.25", -0.25),
    ],
)
def test_a_number_typed_into_a_cell_is_the_number_used(
    show: Show, row: int, column: int, parameter: ParameterId, text: str, value: float
) -> None:
    panel = show()
    type_into_cell(panel, row, column, text)
    assert panel.document.network.value(parameter) == value
    assert panel.document.undo_stack.count == 1
    assert panel.document.undo_stack.undo_text == f"change {panel.document.network.name(parameter)}"


def test_opening_and_leaving_a_cell_changes_nothing(show: Show) -> None:
    third = 1 / 3
    panel = show(document_of(Network.from_rays([1], [third], [third], third)))
    click(panel, 0, Column.W)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    editor = panel.table.viewport().findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "0.3333333333333333"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(panel)
    assert panel.document.network.w[0] == third
    assert panel.document.undo_stack.count == 0


def test_nonsense_in_a_cell_is_refused_in_words(show: Show) -> None:
    panel = show()
    type_into_cell(panel, 1, Column.W, "1e999")
    notice = panel.document.snapshot.notice
    assert notice is not None
    assert notice.text.startswith("w2: ")
    assert panel.document.network.w[1] == -8
    assert panel.document.undo_stack.count == 0


def test_escape_in_a_cell_leaves_no_step(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    panel.table.setFocus()
    QTest.keyClicks(panel.table, "3")
    editor = panel.table.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    settle(panel)
    assert panel.document.network.w[1] == -8
    assert panel.document.undo_stack.count == 0


def test_the_kink_of_a_unit_without_one_cannot_be_typed(show: Show) -> None:
    panel = show(document_of(Network.from_rays([0, 1], [1, 0], [1, 1], 0)))
    flags = panel.model.flags(panel.model.index(0, Column.KINK))
    assert not flags & Qt.ItemFlag.ItemIsEditable
    assert panel.model.flags(panel.model.index(0, Column.V)) & Qt.ItemFlag.ItemIsEditable


def test_letters_in_the_table_do_nothing(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    panel.table.setFocus()
    QTest.keyClicks(panel.table, "wx")
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert panel.table.viewport().findChild(QLineEdit) is None


# The field


def test_the_field_keeps_every_digit(show: Show) -> None:
    panel = show()
    document, field = panel.document, panel.editor.field
    click(panel, 1, Column.W)
    document.set_parameter(W2, 0.12345678)
    settle(panel)
    assert field.lineEdit().text() == "0.123457"
    field.setFocus()
    assert field.lineEdit().text() == "0.12345678"
    panel.editor.slider.setFocus()
    settle(panel)
    QTest.keyClick(panel.editor.slider, Qt.Key.Key_Tab)
    settle(panel)
    assert document.network.value(W2) == 0.12345678
    assert document.undo_stack.count == 1
    assert field.value == 0.12345678


def test_a_number_typed_into_the_field(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    field = panel.editor.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "-7,2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(panel)
    assert panel.document.network.w[1] == -7.2
    assert panel.document.undo_stack.count == 1
    assert panel.editor.was.text() == "was −8"


def test_leaving_the_field_enters_what_was_typed(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    panel.editor.field.setFocus()
    panel.editor.field.selectAll()
    QTest.keyClicks(panel.editor.field, "3")
    panel.table.setFocus()
    settle(panel)
    assert panel.document.network.w[1] == 3


def test_escape_in_the_field_takes_back_what_was_typed(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    field = panel.editor.field
    field.setFocus()
    QTest.keyClicks(field, "77")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    panel.table.setFocus()
    settle(panel)
    assert panel.document.network.w[1] == -8
    assert panel.document.undo_stack.count == 0


@pytest.mark.parametrize(
    ("modifier", "value"),
    [
        (NO_MODIFIER, -7.9),
        (Qt.KeyboardModifier.ShiftModifier, -7.99),
        (Qt.KeyboardModifier.ControlModifier, -7.0),
    ],
)
def test_arrow_keys_step_the_number(
    show: Show, modifier: Qt.KeyboardModifier, value: float
) -> None:
    for name in ("field", "slider"):
        panel = show()
        click(panel, 1, Column.W)
        widget = getattr(panel.editor, name)
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Up, modifier)
        settle(panel)
        assert panel.document.network.w[1] == value
        assert not panel.document.in_gesture
        QTest.keyClick(widget, Qt.Key.Key_Down, modifier)
        settle(panel)
        assert panel.document.network.w[1] == -8
        assert panel.document.undo_stack.count == 2


def test_alt_and_arrows_step_the_cell_and_arrows_move(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(panel)
    assert panel.document.network.w[1] == -7.9
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    settle(panel)
    assert panel.document.snapshot.selection == ParameterId(1, 0, 2)
    row = 2
    kink_and_bias = ParameterId(0, row)
    for expected in (kink_and_bias, kink_and_bias, ParameterId(0, row, 0), Unit(row)):
        QTest.keyClick(panel.table, Qt.Key.Key_Left)
        settle(panel)
        assert panel.document.snapshot.selection == expected
    assert panel.table.currentIndex().column() == Column.UNIT


# The slider


def test_a_drag_of_the_slider_is_one_step(show: Show) -> None:
    panel = show()
    document, slider = panel.document, panel.editor.slider
    click(panel, 1, Column.W)
    place = handle_of(panel)
    QTest.mousePress(slider, LEFT, NO_MODIFIER, place)
    settle(panel)
    assert document.network.w[1] == -8
    seen = []
    for right in (10, 20, 30, 25):
        mouse_to(slider, place + QPoint(right, 0), Qt.MouseButton.LeftButton)
        settle(panel)
        seen.append(document.network.w[1])
        assert panel.editor.field.value == seen[-1]
        assert panel.model.value(1, Column.W) == seen[-1]
        assert panel.revision == document.snapshot.revision
        assert abs(handle_of(panel).x() - place.x() - right) <= 1
    QTest.mouseRelease(slider, LEFT, NO_MODIFIER, place + QPoint(25, 0))
    settle(panel)
    assert seen[0] < seen[1] < seen[3] < seen[2]
    assert all(value == float(f"{value:.4g}") for value in seen)
    assert document.undo_stack.count == 1
    document.undo()
    settle(panel)
    assert document.network.w[1] == -8
    assert panel.editor.field.value == -8


def test_the_range_of_the_slider_stays_while_it_is_dragged(show: Show) -> None:
    panel = show()
    slider = panel.editor.slider
    click(panel, 1, Column.W)
    low, high = slider.number_at(0), slider.number_at(slider.PLACES)
    assert (low, high) == (-18, 2)
    place = handle_of(panel)
    QTest.mousePress(slider, LEFT, NO_MODIFIER, place)
    for right in (100, 400, 800):
        mouse_to(slider, place + QPoint(right, 0), Qt.MouseButton.LeftButton)
        settle(panel)
    assert panel.document.network.w[1] == high
    assert (slider.number_at(0), slider.number_at(slider.PLACES)) == (low, high)
    QTest.mouseRelease(slider, LEFT, NO_MODIFIER, place + QPoint(800, 0))
    settle(panel)
    assert slider.number_at(slider.PLACES) > high


def test_a_press_on_the_slider_alone_changes_nothing(show: Show) -> None:
    network = Network.from_rays([1], [0], [0.12345678], 0)
    panel = show(document_of(network))
    click(panel, 0, Column.W)
    QTest.mouseClick(panel.editor.slider, LEFT, NO_MODIFIER, handle_of(panel))
    settle(panel)
    assert panel.document.network.w[0] == 0.12345678
    assert panel.document.undo_stack.count == 0


def test_a_cancelled_drag_leaves_no_step_and_the_hand_moves_nothing_more(show: Show) -> None:
    panel = show()
    document, slider = panel.document, panel.editor.slider
    click(panel, 1, Column.W)
    place = handle_of(panel)
    QTest.mousePress(slider, LEFT, NO_MODIFIER, place)
    mouse_to(slider, place + QPoint(30, 0), Qt.MouseButton.LeftButton)
    settle(panel)
    assert document.network.w[1] != -8
    document.cancel()
    settle(panel)
    mouse_to(slider, place + QPoint(60, 0), Qt.MouseButton.LeftButton)
    settle(panel)
    assert abs(handle_of(panel).x() - place.x()) <= 1
    QTest.mouseRelease(slider, LEFT, NO_MODIFIER, place + QPoint(60, 0))
    settle(panel)
    assert document.network.w[1] == -8
    assert document.undo_stack.count == 0
    assert not document.in_gesture


def test_the_slider_ends_no_gesture_of_another(show: Show) -> None:
    panel = show()
    document = panel.document
    click(panel, 1, Column.W)
    QTest.mousePress(panel.editor.slider, LEFT, NO_MODIFIER, handle_of(panel))
    document.begin("another")
    QTest.mouseRelease(panel.editor.slider, LEFT, NO_MODIFIER, handle_of(panel))
    assert document.in_gesture
    document.cancel()


# The wheel


def test_a_burst_of_scrolling_is_one_step(show: Show, qtbot: QtBot) -> None:
    panel = show()
    document, viewport = panel.document, panel.table.viewport()
    click(panel, 1, Column.W)
    panel.table.setFocus()
    for _ in range(3):
        scroll(viewport, centre(panel, 1, Column.W), 1)
        settle(panel)
    scroll(viewport, centre(panel, 1, Column.W), 1, Qt.KeyboardModifier.ShiftModifier)
    assert document.network.w[1] == -7.69
    assert document.in_gesture
    qtbot.waitUntil(lambda: not document.in_gesture, timeout=4 * BURST_MS)
    assert document.undo_stack.count == 1
    document.undo()
    assert document.network.w[1] == -8


def test_undo_in_the_middle_of_a_burst_undoes_the_burst(show: Show) -> None:
    panel = show()
    document = panel.document
    document.set_parameter(B0, 2.0)
    click(panel, 1, Column.W)
    panel.table.setFocus()
    scroll(panel.table.viewport(), centre(panel, 1, Column.W), 2)
    assert document.network.w[1] == -7.8
    document.undo()
    assert document.network.w[1] == -8
    assert document.network.b0 == 2


def test_small_turns_of_a_smooth_wheel_add_up(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    panel.table.setFocus()
    for _ in range(8):
        scroll(panel.table.viewport(), centre(panel, 1, Column.W), 0.25)
    assert panel.document.network.w[1] == -7.8


def test_the_wheel_without_focus_or_elsewhere_changes_nothing(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    panel.table.setFocus()
    scroll(panel.table.viewport(), centre(panel, 0, Column.W), 1)
    panel.editor.slider.setFocus()
    scroll(panel.table.viewport(), centre(panel, 1, Column.W), 1)
    scroll(panel.editor.field, QPoint(5, 5), 1)
    panel.table.setFocus()
    scroll(panel.editor.slider, QPoint(5, 5), 1)
    settle(panel)
    assert panel.document.network.w[1] == -8
    assert panel.document.undo_stack.count == 0


def test_scrolling_the_kink_upwards_moves_it_to_the_right(show: Show) -> None:
    for v in (1.0, -1.0):
        panel = show(document_of(Network.from_rays([v], [0.5], [1], 0)))
        before = panel.document.network.kinks[0]
        click(panel, 0, Column.KINK)
        panel.table.setFocus()
        scroll(panel.table.viewport(), centre(panel, 0, Column.KINK), 1)
        assert panel.document.network.kinks[0] > before


# Selection and hovering


def test_a_click_selects_and_a_selection_elsewhere_is_shown(show: Show) -> None:
    panel = show()
    document = panel.document
    for row, column, item in (
        (1, Column.W, W2),
        (1, Column.B, B2),
        (1, Column.KINK, B2),
        (0, Column.UNIT, Unit(0)),
        (2, Column.SLOPE, Unit(2)),
        (3, Column.W, B0),
    ):
        click(panel, row, column)
        assert document.snapshot.selection == item
    document.select(ParameterId(0, 0, 0))
    settle(panel)
    assert (panel.table.marks.row, panel.table.marks.column) == (0, Column.V)
    assert panel.table.currentIndex() == panel.model.index(0, Column.V)
    document.select(Joint(2))
    settle(panel)
    assert (panel.table.marks.row, panel.table.marks.column) == (2, Column.W)
    assert document.snapshot.selection == Joint(2)
    click(panel, 2, Column.W)
    assert document.snapshot.selection == ParameterId(1, 0, 2)
    document.select(None)
    settle(panel)
    assert panel.table.marks.row == -1
    assert not panel.table.currentIndex().isValid()


def test_a_selection_far_down_is_scrolled_into_sight(show: Show) -> None:
    x = np.linspace(-1, 1, 1001)
    panel = show(document_of(through_points(np.c_[x, np.sin(x)])))
    panel.document.select(ParameterId(1, 0, 700))
    settle(panel)
    rect = panel.table.visualRect(panel.model.index(700, Column.W))
    assert panel.table.viewport().rect().contains(rect)


def test_hovering_a_cell_tells_the_others_and_leaving_it_ends_that(show: Show) -> None:
    panel = show()
    document, viewport = panel.document, panel.table.viewport()
    mouse_to(viewport, centre(panel, 1, Column.W))
    settle(panel)
    assert document.snapshot.hovered == W2
    assert panel.table.marks.hovered_row == 1
    mouse_to(viewport, centre(panel, 0, Column.UNIT))
    settle(panel)
    assert document.snapshot.hovered == Unit(0)
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    QApplication.sendEvent(panel.table, QEvent(QEvent.Type.Leave))
    settle(panel)
    assert document.snapshot.hovered is None


def test_the_hand_hovers_nothing_during_a_gesture(show: Show) -> None:
    panel = show()
    panel.document.begin("drag")
    mouse_to(panel.table.viewport(), centre(panel, 1, Column.W))
    settle(panel)
    assert panel.document.snapshot.hovered is None
    panel.document.cancel()


def test_taking_the_focus_selects_nothing(show: Show) -> None:
    panel = show()
    panel.table.setFocus()
    settle(panel)
    assert panel.document.snapshot.selection is None


def test_a_held_button_moving_over_cells_selects_only_the_first(show: Show) -> None:
    panel = show()
    viewport, there = panel.table.viewport(), centre(panel, 2, Column.V)
    QTest.mousePress(viewport, LEFT, NO_MODIFIER, centre(panel, 1, Column.W))
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(there),
        QPointF(viewport.mapToGlobal(there)),
        LEFT,
        LEFT,
        NO_MODIFIER,
    )
    QApplication.sendEvent(viewport, move)
    QTest.mouseRelease(viewport, LEFT, NO_MODIFIER, there)
    settle(panel)
    assert panel.document.snapshot.selection == W2


# Effect, reset, menus


def test_the_effect_of_an_edit_in_words(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    assert rows(panel)["would move"] == "x ≥ −0.5"
    assert rows(panel)["share of the domain"] == "75 %"
    panel.document.set_view(probe=-0.25)
    panel.document.set_parameter(W2, -7.2)
    settle(panel)
    assert rows(panel) == {
        "moves": "x ≥ −0.5",
        "share of the domain": "75 %",
        "largest change": "+1.2 at x = 1",
        "∂z/∂w2 at x = −0.25": "0.25",
        "slope left of the kink": "4",
        "slope right of the kink": "−4 → −3.2",
    }


@pytest.mark.parametrize(
    ("v", "name", "value", "moves", "largest"),
    [
        (1.0, "w1", 3.0, "x ≥ 0.5", "+0.5 at x = 1"),
        (-1.0, "w1", 3.0, "x ≤ −0.5", "+0.5 at x = −1"),
        (1.0, "b1", 0.0, "x ≥ 0", "+1 at x = 0.5"),
        (-1.0, "b1", 0.0, "x ≤ 0", "+1 at x = −1"),
        (0.0, "w1", 3.0, "nothing", "0"),
        (0.0, "b1", 1.0, "everything", "+2 at x = −1"),
        (1.0, "v1", 2.0, "x ≥ 0.25", "+2 at x = 1"),
        (1.0, "b0", -1.0, "everything", "−1 at x = −1"),
    ],
)
def test_the_effect_is_true_for_every_kind_and_sign(
    show: Show, v: float, name: str, value: float, moves: str, largest: str
) -> None:
    panel = show(document_of(Network.from_rays([v], [-0.5], [2], 0)))
    parameter = panel.document.network.parameter(name)
    panel.document.select(parameter)
    panel.document.set_parameter(parameter, value)
    settle(panel)
    assert rows(panel)["moves"] == moves
    assert rows(panel)["largest change"] == largest


def test_the_effect_of_several_parameters(show: Show) -> None:
    panel = show()
    panel.document.grab(Joint(2), 0.0, -1.0)
    panel.document.move_to(0.0, 0.0)
    panel.document.commit()
    settle(panel)
    assert panel.editor.title.text() == "w3 output weight of ReLU 3"
    assert rows(panel)["moves"] == "x ≥ −0.5"
    assert rows(panel)["largest change"] == "+1 at x = 0"


def test_without_a_selection_the_panel_says_what_to_do(show: Show) -> None:
    panel = show()
    assert panel.editor.title.text() == "Nothing selected"
    assert panel.editor.hint.isVisible()
    assert not panel.editor.slider.isVisible()
    assert panel.effect.rows() == [(row.label, row.value) for row in LEGEND]


def test_reset_restores_the_value_before_as_one_step(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    assert not panel.editor.reset.isVisible()
    panel.document.set_parameter(W2, -7.123456789)
    settle(panel)
    QTest.mouseClick(panel.editor.reset, LEFT)
    settle(panel)
    assert panel.document.network.w[1] == -8
    assert panel.document.undo_stack.undo_text == "reset w2"
    assert panel.document.undo_stack.count == 2


def test_the_context_menu_is_asked_for_with_its_item(show: Show) -> None:
    panel = show()
    asked: list[object] = []
    panel.context_menu_requested.connect(lambda item, place: asked.append(item))
    place, viewport = centre(panel, 1, Column.W), panel.table.viewport()
    mouse = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(viewport, QContextMenuEvent(mouse, place, viewport.mapToGlobal(place)))
    click(panel, 0, Column.V)
    keyboard = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(viewport, QContextMenuEvent(keyboard, QPoint(1, 1), QPoint(1, 1)))
    assert asked == [W2, ParameterId(0, 0, 0)]


def test_copy_is_asked_for(show: Show, qtbot: QtBot) -> None:
    panel = show()
    with qtbot.waitSignal(panel.copy_requested, timeout=500):
        QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


# Rendering


def test_rendering_never_writes_to_the_document(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show()
    document, written = panel.document, []
    real = document.touch
    monkeypatch.setattr(
        document, "touch", lambda: written.append(document._is_publishing) or real()
    )
    for parameter in (W2, B2, V2, B0, None):
        document.select(parameter)
        settle(panel)
        if parameter is not None:
            document.set_parameter(parameter, 0.12345678)
        document.hover(Unit(2))
        settle(panel)
        document.undo()
        settle(panel)
    document.load(Project(through_points([(0, 0), (1, 1)]), domain=(0, 1)), None)
    settle(panel)
    count = len(written)
    panel.apply_theme(load_theme("dark"))
    panel.resize(300, 560)
    settle(panel)
    assert len(written) == count
    assert not any(written)


def test_only_changed_cells_are_announced(show: Show) -> None:
    panel = show()
    told: list[tuple[int, int, int]] = []
    panel.model.dataChanged.connect(lambda a, b: told.append((a.column(), a.row(), b.row())))
    panel.document.set_parameter(W2, -7.2)
    settle(panel)
    assert told == [(Column.W, 1, 1), (Column.SLOPE, 1, 2)]
    told.clear()
    panel.document.set_parameter(B0, 3.0)
    settle(panel)
    assert [cell for cell in told if cell[0] != Column.SLOPE] == [(Column.B, 3, 3)]
    told.clear()
    panel.document.select(B2)
    settle(panel)
    assert told == []


def test_other_units_are_shown_when_their_number_changes(show: Show) -> None:
    panel = show()
    panel.document.select(ParameterId(1, 0, 2))
    settle(panel)
    panel.document.set_network(Network.from_rays([1, -1], [0, 0], [1, 2], 5))
    settle(panel)
    assert panel.model.rowCount() == 3
    assert panel.model.text(2, Column.B) == "+5"
    assert panel.table.marks.row == -1
    panel.document.undo()
    settle(panel)
    assert panel.model.rowCount() == 4


def test_a_hundred_thousand_units_open_and_change_at_once(show: Show, qtbot: QtBot) -> None:
    x = np.linspace(-1, 1, 100_001)
    panel = show(document_of(through_points(np.c_[x, x * x])))
    assert panel.model.rowCount() == 100_001
    panel.document.select(ParameterId(1, 0, 99_999))
    panel.document.set_parameter(ParameterId(1, 0, 99_999), 2.0)
    settle(panel)
    assert panel.table.currentIndex().row() == 99_999


@pytest.mark.parametrize("width", [300, 340, 380])
@pytest.mark.parametrize("n_units", [1, 3, 30, 1000])
def test_columns_fit_and_everything_is_in_sight(show: Show, width: int, n_units: int) -> None:
    x = np.linspace(-1, 1, n_units + 1)
    panel = show(document_of(through_points(np.c_[x, np.sin(3 * x)])), width, 560)
    panel.document.select(ParameterId(1, 0, 0))
    panel.document.set_parameter(ParameterId(1, 0, 0), -1.23456)
    settle(panel)
    assert panel.table.horizontalScrollBar().maximum() == 0
    for part in (panel.editor.slider, panel.editor.field, panel.editor.reset, panel.effect):
        corner = part.mapTo(panel, QPoint(part.width(), part.height()))
        assert panel.rect().adjusted(0, 0, 1, 1).contains(corner)


def test_every_part_that_takes_the_focus_has_a_name_and_labels_are_plain(show: Show) -> None:
    panel = show()
    click(panel, 1, Column.W)
    named = (panel.table, panel.editor.slider, panel.editor.field, panel.editor.reset)
    assert all(part.accessibleName() for part in named)
    labels = panel.findChildren(QLabel)
    assert len(labels) > 10
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    order = []
    widget = panel.table
    for _ in range(60):
        if widget in named and widget not in order:
            order.append(widget)
        widget = widget.nextInFocusChain()
    assert tuple(order) == named
