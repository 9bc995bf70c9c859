"""The tool bar shows what can be done now, and nothing on it jumps."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from reluviz.app.main_window import MainWindow
from reluviz.app.menus import ICON_ALONE, ICON_IF_NARROW
from reluviz.core.network import ParameterId

W2 = ParameterId(1, 0, 1)
ICON = Qt.ToolButtonStyle.ToolButtonIconOnly


def places(window: MainWindow) -> dict[str, int]:
    buttons = window.toolbar.buttons
    return {name: one.mapTo(window, QPoint(0, 0)).x() for name, one in buttons.items()}


def paints(window: MainWindow, name: str) -> bool:
    """Whether anything of a button is to be seen."""
    picture = window.toolbar.buttons[name].grab().toImage()
    ground = picture.pixelColor(0, picture.height() // 2)
    return any(
        picture.pixelColor(x, y) != ground
        for x in range(2, picture.width() - 2, 2)
        for y in range(2, picture.height() - 2, 2)
    )


def test_undo_and_redo_are_seen_when_they_can_be_had_and_move_no_other(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.wait(20)
    before = places(window)
    assert not paints(window, "undo")
    assert not paints(window, "redo")
    window.document.set_parameter(W2, -7.0)
    window.document.publish()
    qtbot.wait(10)
    assert paints(window, "undo")
    assert not paints(window, "redo")
    window.toolbar.buttons["undo"].click()
    window.document.publish()
    qtbot.wait(10)
    assert window.document.network.value(W2) == -8.0
    assert paints(window, "redo")
    assert places(window) == before


def test_ways_to_drag_are_not_there_where_there_is_no_curve(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert window.toolbar.buttons["drag_draw"].isVisible()
    window.files.open_example("xor")
    window.document.publish()
    qtbot.wait(10)
    assert not any(window.toolbar.buttons[name].isVisible() for name in ICON_IF_NARROW)
    assert window.toolbar.buttons["group_train"].isVisible()
    window.files.open_example("hat")
    window.document.publish()
    qtbot.wait(10)
    assert all(window.toolbar.buttons[name].isVisible() for name in ICON_IF_NARROW)


def test_texts_give_way_where_there_is_no_room(window: MainWindow, qtbot: QtBot) -> None:
    for width, is_narrow in ((1200, False), (760, True), (1200, False)):
        window.resize(width, 760)
        qtbot.wait(10)
        for name, button in window.toolbar.buttons.items():
            has_icon_alone = name in ICON_ALONE or (is_narrow and name in ICON_IF_NARROW)
            assert (button.toolButtonStyle() == ICON) == has_icon_alone, name
            right = button.mapTo(window, button.rect().bottomRight()).x()
            assert not button.isVisible() or right < width, name
