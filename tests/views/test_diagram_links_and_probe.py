"""Broken links in the diagram, and the probe typed over its circle."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project
from reluviz.views.diagram import DiagramPanel
from reluviz.views.diagram.hits import cursor_at, room_of
from reluviz.views.diagram.scene import changed_parts
from reluviz.views.diagram.texts import cut_forms
from reluviz.views.theme import load_theme

W2, V2, PROBE = ParameterId(1, 0, 1), ParameterId(0, 1, 0), Unit(0, -1)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot: QtBot) -> DiagramPanel:
    """The article's example in a diagram of a usual size."""
    panel = DiagramPanel(Document(), load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(400, 560)
    panel.show()
    panel.activateWindow()
    qtbot.waitExposed(panel)
    panel.document.publish()
    return panel


def centre(panel: DiagramPanel, subject: object) -> QPoint:
    room = room_of(panel.diagram_layout, panel.scene.edges, subject)
    assert room is not None
    return room.center().toPoint()


def circle(panel: DiagramPanel) -> QPoint:
    return panel.diagram_layout.nodes[PROBE].box.center().toPoint()


@pytest.fixture
def tips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What tooltips say; none is shown, which would lie over the windows of other tests."""
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: said.append(text))
    return said


def ask_for_tip(panel: DiagramPanel, at: QPoint) -> None:
    QApplication.sendEvent(panel, QHelpEvent(QEvent.Type.ToolTip, at, panel.mapToGlobal(at)))


def double_click(panel: DiagramPanel, at: QPoint) -> None:
    """Sent to the panel itself: QTest's own leaves Qt without a widget under the mouse."""
    kinds = QEvent.Type
    for kind in (kinds.MouseButtonPress, kinds.MouseButtonDblClick, kinds.MouseButtonRelease):
        event = QMouseEvent(kind, QPointF(at), QPointF(panel.mapToGlobal(at)), LEFT, LEFT, NONE)
        QApplication.sendEvent(panel, event)


# Broken links


@pytest.mark.parametrize(("link", "was"), [(W2, -8.0), (V2, 1.0)])
def test_a_broken_link_is_dashed_and_keeps_its_old_number(
    panel: DiagramPanel, link: ParameterId, was: float
) -> None:
    document = panel.document
    before = panel.scene
    document.break_link(link)
    document.publish()
    scene, k = panel.scene, panel.scene.edges.index[link]
    assert (scene.values[k], scene.was(k)) == (0.0, was)
    assert not scene.look(k).is_changed
    parts = changed_parts(before, scene, panel.diagram_layout)
    assert parts is None or link in parts
    document.mend_link(link)
    document.publish()
    assert panel.scene.nodes == before.nodes
    assert panel.scene.lives == before.lives
    assert np.array_equal(panel.scene.values, before.values)


def test_the_old_number_is_painted_and_gone_when_mended(panel: DiagramPanel) -> None:
    document, room = panel.document, panel.diagram_layout.rooms[W2]
    below = room.translated(0, room.height() + 1).toAlignedRect()
    before = panel.grab(below).toImage()
    document.break_link(W2)
    document.publish()
    QApplication.processEvents()
    assert panel.grab(below).toImage() != before
    document.set_parameter(W2, 0.0)
    document.undo()
    document.publish()
    QApplication.processEvents()
    assert panel.grab(below).toImage() == before


def test_where_there_is_one_line_all_of_it_is_in_that(qtbot: QtBot) -> None:
    assert list(cut_forms("w2", -8.0))[:2] == ["w2 = 0, was −8", "0, was −8"]
    x = np.linspace(-1, 1, 14)
    document = Document(Project(through_points(np.column_stack([x, np.sin(5 * x)]))))
    panel = DiagramPanel(document, load_theme("dark"))
    qtbot.addWidget(panel)
    panel.resize(400, 500)
    panel.show()
    qtbot.waitExposed(panel)
    layout = panel.diagram_layout
    assert not layout.has_second_line
    document.set_parameter(ParameterId(0, 0, 0), 0.0)
    document.publish()
    QApplication.processEvents()
    room = layout.rooms[ParameterId(0, 0, 0)].toAlignedRect()
    before = panel.grab(room).toImage()
    document.undo()
    document.break_link(ParameterId(0, 0, 0))
    document.publish()
    QApplication.processEvents()
    assert panel.grab(room).toImage() != before


def test_the_tip_of_a_broken_link_says_what_it_was(panel: DiagramPanel, tips: list[str]) -> None:
    panel.document.break_link(W2)
    panel.document.publish()
    ask_for_tip(panel, centre(panel, W2))
    assert tips[0].startswith("w2 output weight of ReLU 2: 0, a broken link: it was −8\n")


# The probe


def test_a_double_click_on_the_input_types_the_probe(panel: DiagramPanel) -> None:
    document = panel.document
    cursor = cursor_at(panel.diagram_layout, panel.scene.edges, QPointF(circle(panel)))
    assert cursor == Qt.CursorShape.SizeVerCursor, "it can be dragged, too"
    double_click(panel, circle(panel))
    assert panel.editor is not None
    assert panel.editor.subject == PROBE
    assert panel.editor.selectedText() == "0"
    QTest.keyClicks(panel.editor, "-0,25")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    assert panel.editor is None
    document.publish()
    assert document.snapshot.probe == -0.25
    assert document.undo_stack.count == 0
    assert not document.is_modified


def test_the_probe_can_be_typed_from_the_keyboard_and_left_with_escape(
    panel: DiagramPanel,
) -> None:
    document = panel.document
    document.set_probe(1 / 3)
    document.publish()
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_X)
    assert panel.editor is not None
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    document.publish()
    assert document.snapshot.probe == 1 / 3  # to the last bit: nothing was typed
    QTest.keyClick(panel, Qt.Key.Key_X)
    QTest.keyClicks(panel.editor, "7")
    QTest.keyClick(panel.editor, Qt.Key.Key_Escape)
    assert panel.editor is None
    document.publish()
    assert document.snapshot.probe == 1 / 3


def test_a_wrong_probe_is_told_and_can_be_typed_again(panel: DiagramPanel) -> None:
    document = panel.document
    panel.edit(PROBE)
    QTest.keyClicks(panel.editor, "abc")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    document.publish()
    assert "“abc” is not a number" in document.snapshot.notice.text
    assert panel.editor is not None
    QTest.keyClicks(panel.editor, "1")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    document.publish()
    assert (document.snapshot.probe, document.snapshot.notice) == (1.0, None)


def test_the_tip_of_the_input_says_what_can_be_done(panel: DiagramPanel, tips: list[str]) -> None:
    ask_for_tip(panel, circle(panel))
    assert tips[0].startswith("The input at the probe: 0\nDrag up or down, or double-click to type")
