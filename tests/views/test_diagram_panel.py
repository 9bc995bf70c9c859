"""The diagram under real mouse and key events."""

from __future__ import annotations

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QImage,
    QMouseEvent,
    QPainter,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Item, Unit
from reluviz.document.state import evaluate
from reluviz.files.project import Project
from reluviz.views.diagram import DiagramPanel
from reluviz.views.diagram.hits import room_of
from reluviz.views.gestures import BURST_MS
from reluviz.views.painting import THICKEST, THINNEST, size_reference
from reluviz.views.panel import SECONDARY_PAUSE
from reluviz.views.theme import load_theme

W2, B1, B0 = ParameterId(1, 0, 1), ParameterId(0, 0), ParameterId(1, 0)
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def many(n_units: int) -> Project:
    x = np.linspace(-1, 1, n_units + 1)
    return Project(through_points(np.column_stack([x, np.sin(5 * x)])))


@pytest.fixture
def document(qapp: QApplication) -> Document:
    return Document()


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> DiagramPanel:
    return shown(document, qtbot)


def shown(document: Document, qtbot: QtBot) -> DiagramPanel:
    panel = DiagramPanel(document, load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(400, 560)
    panel.show()
    qtbot.waitExposed(panel)
    document.publish()
    return panel


def place(panel: DiagramPanel, item: Item) -> QPoint:
    room = room_of(panel.diagram_layout, panel.scene.edges, item)
    assert room is not None
    return room.center().toPoint()


def drag(panel: DiagramPanel, item: Item, up: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    at = place(panel, item)
    QTest.mousePress(panel, LEFT, modifiers, at)
    for pixels in range(up // 4, up + 1, up // 4) if up > 0 else range(up // 4, up - 1, up // 4):
        move(panel, at - QPoint(0, pixels), modifiers)
    QTest.mouseRelease(panel, LEFT, modifiers, at - QPoint(0, up))


def move(panel: DiagramPanel, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(panel.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        LEFT,
        modifiers,
    )
    QApplication.sendEvent(panel, event)


def turn(panel: DiagramPanel, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(panel.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel, event)


def test_hovering_tells_the_document_and_leaving_takes_it_back(
    document: Document, panel: DiagramPanel
) -> None:
    for item in (W2, B1, B0, ParameterId(0, 2, 0), Unit(1)):
        mouse_to(panel, place(panel, item))
        document.publish()
        assert document.snapshot.hovered == item
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    document.publish()
    assert document.snapshot.hovered is None
    assert document.undo_stack.count == 0


def test_a_click_selects_and_one_on_nothing_selects_nothing(
    document: Document, panel: DiagramPanel
) -> None:
    QTest.mouseClick(panel, LEFT, NONE, place(panel, W2))
    document.publish()
    assert document.snapshot.selection == W2
    QTest.mouseClick(panel, LEFT, NONE, QPoint(4, 300))
    document.publish()
    assert document.snapshot.selection is None
    assert document.undo_stack.count == 0


@pytest.mark.parametrize("item", [W2, B1, B0, ParameterId(0, 2, 0)])
def test_a_drag_up_is_more_and_one_undo_step(
    document: Document, panel: DiagramPanel, item: ParameterId
) -> None:
    before = document.network
    drag(panel, item, 40)  # five steps of 0.1
    value, name = document.network.value(item), before.name(item)
    assert value == pytest.approx(before.value(item) + 0.5, abs=1e-12)
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == f"change {name}"
    document.publish()
    assert panel.revision == document.snapshot.revision
    document.undo_stack.undo()
    assert document.network == before


def test_shift_is_fine_and_ctrl_keeps_to_whole_steps(
    document: Document, panel: DiagramPanel
) -> None:
    drag(panel, W2, 40, Qt.KeyboardModifier.ShiftModifier)
    assert document.network.w[1] == pytest.approx(-7.95)
    document.undo_stack.undo()
    document.set_parameter(W2, -8.03)
    document.publish()
    drag(panel, W2, 28, Qt.KeyboardModifier.ControlModifier)
    assert document.network.w[1] == pytest.approx(-7.7)


def test_a_drag_back_to_its_start_leaves_the_very_same_number(
    document: Document, panel: DiagramPanel
) -> None:
    document.set_parameter(W2, 1 / 3)
    document.undo_stack.clear()
    document.publish()
    at = place(panel, W2)
    QTest.mousePress(panel, LEFT, NONE, at)
    for up in (10, 30, 10, 0):
        move(panel, at - QPoint(0, up))
    QTest.mouseRelease(panel, LEFT, NONE, at)
    assert document.network.w[1] == 1 / 3
    assert document.undo_stack.count == 0


def test_after_a_cancel_the_rest_of_the_drag_does_nothing(
    document: Document, panel: DiagramPanel
) -> None:
    before = document.network
    at = place(panel, W2)
    QTest.mousePress(panel, LEFT, NONE, at)
    move(panel, at - QPoint(0, 30))
    assert document.network != before
    document.cancel()
    move(panel, at - QPoint(0, 60))
    QTest.mouseRelease(panel, LEFT, NONE, at - QPoint(0, 60))
    assert document.network == before
    assert document.undo_stack.count == 0
    assert not document.in_gesture


def test_the_right_button_asks_for_a_menu_and_drags_nothing(
    document: Document, panel: DiagramPanel, qtbot: QtBot
) -> None:
    at = place(panel, W2)
    QTest.mousePress(panel, Qt.MouseButton.RightButton, NONE, at)
    move(panel, at - QPoint(0, 40))
    QTest.mouseRelease(panel, Qt.MouseButton.RightButton, NONE, at)
    assert document.undo_stack.count == 0
    with qtbot.waitSignal(panel.context_menu_requested) as asked:
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(panel, QContextMenuEvent(reason, at, panel.mapToGlobal(at)))
    assert asked.args[0] == W2
    assert asked.args[1] == panel.mapToGlobal(at)


def test_a_burst_of_the_wheel_is_one_undo_step(
    document: Document, panel: DiagramPanel, qtbot: QtBot
) -> None:
    document.select(W2)
    document.publish()
    for _ in range(5):
        turn(panel, place(panel, W2), 1)
    assert document.in_gesture
    qtbot.waitUntil(lambda: not document.in_gesture, timeout=5 * BURST_MS)
    assert document.network.w[1] == -7.5
    assert document.undo_stack.count == 1


def test_the_wheel_over_what_is_not_selected_changes_nothing(
    document: Document, panel: DiagramPanel
) -> None:
    before = document.network
    turn(panel, place(panel, W2), 3)
    turn(panel, place(panel, Unit(1)), 3)
    assert document.network is before
    assert not document.in_gesture


def test_a_gesture_elsewhere_ends_the_burst_and_is_left_alone(
    document: Document, panel: DiagramPanel, qtbot: QtBot
) -> None:
    document.select(W2)
    document.publish()
    turn(panel, place(panel, W2), 1)
    document.begin("move joint 2")
    document.set_parameter(B1, 2.0)
    qtbot.wait(2 * BURST_MS)
    assert document.in_gesture
    document.commit()
    assert document.undo_stack.count == 2


def test_double_click_types_with_a_decimal_comma(document: Document, panel: DiagramPanel) -> None:
    QTest.mouseDClick(panel, LEFT, NONE, place(panel, W2))
    editor = panel.editor
    assert editor is not None
    assert editor.text() == "−8"
    QTest.keyClicks(editor, "-7,25")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert panel.editor is None
    assert document.network.w[1] == -7.25
    assert document.undo_stack.undo_text == "change w2"


def test_enter_leaves_the_editor_of_what_is_selected_for_good(
    document: Document, panel: DiagramPanel
) -> None:
    document.select(W2)
    document.publish()
    QTest.mouseDClick(panel, LEFT, NONE, place(panel, W2))
    assert panel.editor is not None
    QTest.keyClicks(panel.editor, "-6")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    assert panel.editor is None
    assert document.network.w[1] == -6


def test_escape_closes_the_editor_without_a_change(document: Document, panel: DiagramPanel) -> None:
    panel.edit(B0)
    assert panel.editor is not None
    QTest.keyClicks(panel.editor, "5")
    QTest.keyClick(panel.editor, Qt.Key.Key_Escape)
    assert panel.editor is None
    assert document.network.b0 == -1
    assert document.undo_stack.count == 0


def test_bad_text_keeps_the_editor_open_and_says_why(
    document: Document, panel: DiagramPanel
) -> None:
    panel.edit(W2)
    assert panel.editor is not None
    QTest.keyClicks(panel.editor, "four")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    assert panel.editor is not None
    document.publish()
    assert document.snapshot.notice is not None
    assert "four" in document.snapshot.notice.text
    QTest.keyClick(panel.editor, Qt.Key.Key_Escape)
    document.publish()
    assert document.snapshot.notice is None


def test_a_value_not_typed_over_stays_exact(document: Document, panel: DiagramPanel) -> None:
    document.set_parameter(W2, 0.1 + 0.2)
    document.publish()
    panel.edit(W2)
    assert panel.editor is not None
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    assert document.network.w[1] == 0.1 + 0.2
    assert document.undo_stack.count == 1


def test_the_editor_closes_when_its_unit_is_gone(document: Document, panel: DiagramPanel) -> None:
    panel.edit(ParameterId(1, 0, 2))
    document.set_network(Network.from_rays([1], [0], [1], 0))
    document.publish()
    assert panel.editor is None


def test_keys_change_the_selection_and_its_value(document: Document, panel: DiagramPanel) -> None:
    document.select(W2)
    document.publish()
    QTest.keyClick(panel, Qt.Key.Key_Up)
    QTest.keyClick(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(panel, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert document.network.w[1] == pytest.approx(-8.89)
    assert document.undo_stack.count == 3
    for key, modifier, chosen in (
        (Qt.Key.Key_PageDown, NONE, ParameterId(1, 0, 2)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, ParameterId(0, 2)),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier, ParameterId(0, 1)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, ParameterId(0, 1, 0)),
    ):
        QTest.keyClick(panel, key, modifier)
        document.publish()
        assert document.snapshot.selection == chosen
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert panel.editor is not None


def test_a_selected_unit_opens_the_fold_and_the_wheel_moves_on(
    qapp: QApplication, qtbot: QtBot
) -> None:
    document = Document(many(1000))
    panel = shown(document, qtbot)
    assert Unit(500) not in panel.diagram_layout.nodes
    document.select(Unit(500))
    document.publish()
    assert Unit(500) in panel.diagram_layout.nodes
    turn(panel, QPoint(200, 280), -10)
    assert Unit(500) not in panel.diagram_layout.nodes
    document.publish()
    assert Unit(500) not in panel.diagram_layout.nodes  # stays where the wheel has put it
    document.hover(ParameterId(0, 300))
    document.publish()
    assert Unit(300) in panel.diagram_layout.nodes
    assert document.undo_stack.count == 0


def test_one_changed_weight_repaints_one_edge(document: Document, panel: DiagramPanel) -> None:
    document.select(W2)
    document.begin("change w2")
    document.publish()
    regions = []
    panel.update = regions.append  # type: ignore[method-assign]
    for value in (-8.1, -8.2, -8.3):
        document.set_parameter(W2, value)
        document.publish()
    area = panel.width() * panel.height()
    for region in regions:
        box = region if not hasattr(region, "boundingRect") else region.boundingRect()
        assert box.width() * box.height() < 0.2 * area


def on_screen(panel: DiagramPanel) -> np.ndarray:
    """The pixels that are really there, put together by partial repaints."""
    return pixels(panel.screen().grabWindow(panel.winId()).toImage())


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), dtype=np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@pytest.mark.parametrize(
    ("n_units", "width"), [(3, 400), (3, 260), (7, 400), (12, 400), (1000, 400)]
)
def test_partial_painting_is_the_same_as_painting_all(
    n_units: int, width: int, qapp: QApplication, qtbot: QtBot
) -> None:
    document = Document(many(n_units))
    panel = shown(document, qtbot)
    panel.resize(width, 560)
    QApplication.processEvents()

    def check() -> None:
        document.publish()
        qtbot.wait(2 * SECONDARY_PAUSE)  # the sum that is written out comes a little later
        partial, whole = on_screen(panel), pixels(panel.grab().toImage())
        assert np.max(np.abs(partial - whole)) <= 2  # blending pictures rounds

    document.select(W2)
    check()
    document.begin("change w2")
    for value in (-1.0, -1.2, -1.3, 0.0, 0.4):
        document.set_parameter(W2, value)
        check()
    document.set_parameter(B1, 0.3)
    check()
    document.commit()
    document.hover(Unit(0))
    check()
    for probe in (-0.9, 0.2, 0.3):
        document.set_probe(probe)
        check()
    panel.apply_theme(panel.theme)  # without pictures only the order of crossing edges differs
    apart = np.any(np.abs(pixels(panel.grab().toImage()) - on_screen(panel)) > 60, axis=2)
    assert apart.mean() < 0.002


def test_rendering_writes_nothing(document: Document, panel: DiagramPanel) -> None:
    """The document raises when a panel calls it while rendering; here it gets everything."""
    count = document.undo_stack.count
    revision = document.snapshot.revision
    for item in (W2, B0, Unit(2), None):
        document.select(item)
        document.hover(item)
        document.publish()
        panel.grab()
    assert document.undo_stack.count == count
    assert document.snapshot.revision == revision


def test_themes_fonts_and_sizes_paint(document: Document, panel: DiagramPanel) -> None:
    panel.apply_theme(load_theme("dark"))
    ground = panel.grab().toImage().pixelColor(4, 200)
    assert ground == QColor(load_theme("dark").ground)
    font = QFont(panel.font())
    font.setPointSizeF(2 * font.pointSizeF())
    panel.setFont(font)
    for size in ((220, 240), (600, 800)):
        panel.resize(*size)
        assert panel.diagram_layout.size == size
        assert not panel.grab().isNull()


def test_the_network_is_told_in_words(document: Document, panel: DiagramPanel) -> None:
    document.select(W2)
    document.publish()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    panel._describe()
    assert panel.accessibleName() == "Network diagram"
    assert "w2 output weight of ReLU 2, −8" in panel.accessibleDescription()
    assert "1 input, hidden layers of 3 units, 1 output." in panel.accessibleDescription()


def test_the_size_of_a_weight_is_the_width_of_its_line(
    document: Document, panel: DiagramPanel
) -> None:
    links = [W2, ParameterId(1, 0, 0), ParameterId(0, 0, 0)]
    pixmap = QPixmap(10, 10)
    painter = QPainter(pixmap)
    artist, index = panel._artist(painter), panel.scene.edges.index
    widths = artist._widths(np.array([index[link] for link in links]))
    colours = [artist._edge_colour(index[link]).name() for link in links]
    painter.end()
    assert widths[0] == THICKEST
    assert THINNEST < widths[2] < widths[1] < widths[0]
    theme = panel.theme
    assert colours == [theme.negative, theme.positive, theme.positive]


def test_line_widths_hold_still_while_the_largest_moves_a_little() -> None:
    assert size_reference(5.0) == size_reference(7.9) == 8.0
    assert size_reference(0.0) == 1.0


def test_live_values_have_no_rounding_noise() -> None:
    network = Network.from_rays([1.0, 1.0], [0.3, 1.0], [1.0, -1.0], 0.0)
    state = evaluate(Project(network))
    units = np.array([0, 1])
    assert state.sums(0, units, (-(0.1 + 0.2),)).tolist() == [0.0, 1.0 - (0.1 + 0.2)]
    assert state.sums(0, units, (-0.25,)).tolist() == pytest.approx([0.05, 0.75])
    assert state.sums(1, np.array([0]), (-2.0,)) == network(-2.0), "outside of the domain"


def test_a_scene_says_what_a_gesture_has_changed(document: Document, panel: DiagramPanel) -> None:
    document.set_probe(-0.25)
    document.begin("change w2")
    document.set_parameter(W2, -7.2)
    document.publish()
    was = {one: panel.scene.was(k) for one, k in panel.scene.edges.index.items()}
    assert was.pop(W2) == -8.0
    assert set(was.values()) == {None}
    assert panel.scene.lives[-1].value == pytest.approx(0.2)
    assert [face.is_on for face in panel.scene.nodes] == [True, True, True, False, True]
    document.commit()
    document.publish()
    assert panel.scene.was(panel.scene.edges.index[W2]) is None
