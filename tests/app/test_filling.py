"""A double-click on a title has one panel alone in the window, and all of them again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from reluviz.app.main_window import MainWindow
from reluviz.lessons.reading import list_lessons


def parts(window: MainWindow) -> dict[str, QWidget]:
    below = window.lower_panels.docks
    return {
        "network": window.diagram_dock,
        "function": window.middle,
        "numbers": window.inspector_dock,
        **below,
    }


def seen(window: MainWindow) -> set[str]:
    return {name for name, part in parts(window).items() if part.isVisible()}


def double_click(window: MainWindow, name: str, qtbot: QtBot) -> None:
    heading = parts(window)[name].heading
    place = heading.rect().center()
    QTest.mouseDClick(heading, Qt.MouseButton.LeftButton, pos=place)
    qtbot.wait(20)


@pytest.fixture
def full(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window with everything in it."""
    qtbot.wait(20)  # the panels are put to their places only now
    window.lower_panels.show("contributions")
    qtbot.wait(20)
    return window


@pytest.mark.parametrize("name", ["network", "function", "numbers", "contributions"])
def test_one_panel_fills_the_window_and_all_are_as_before(
    full: MainWindow, qtbot: QtBot, name: str
) -> None:
    before = {name: part.geometry() for name, part in parts(full).items() if part.isVisible()}
    assert set(before) == {"network", "function", "numbers", "contributions"}
    double_click(full, name, qtbot)
    assert seen(full) == {name}
    part = parts(full)[name]
    room = full.height() - full.menuBar().height() - full.toolbar.height() - full.status.height()
    assert part.width() == full.width()
    assert part.height() >= room - 8
    double_click(full, name, qtbot)
    after = {name: part.geometry() for name, part in parts(full).items() if part.isVisible()}
    assert after == before


@pytest.mark.parametrize(
    "leave",
    [
        lambda window: QTest.keyClick(window, Qt.Key.Key_Escape),
        lambda window: QTest.keyClick(window, Qt.Key.Key_2),
        lambda window: window.actions_by_id["reset_layout"].trigger(),
        lambda window: window.actions_by_id["show_inspector"].trigger(),
        lambda window: window.actions_by_id["show_diagram"].trigger(),
        lambda window: window.lessons.start(list_lessons()[0]),
        lambda window: window.lower_panels.show("loss"),
    ],
)
def test_whatever_needs_the_others_brings_them_back(full: MainWindow, qtbot: QtBot, leave) -> None:
    double_click(full, "network", qtbot)
    leave(full)
    full.document.publish()
    qtbot.wait(20)
    assert {"function"} < seen(full)
    assert not full.filling.is_on


def test_the_panel_that_fills_can_be_closed(full: MainWindow, qtbot: QtBot) -> None:
    double_click(full, "contributions", qtbot)
    full.lower_panels.docks["contributions"].close()
    qtbot.wait(20)
    assert seen(full) == {"network", "function", "numbers"}


def test_a_window_closed_with_one_panel_alone_opens_with_all(
    full: MainWindow, qtbot: QtBot, store
) -> None:
    double_click(full, "numbers", qtbot)
    full.close()
    again = MainWindow(store=store)
    qtbot.addWidget(again)
    again.show()
    qtbot.wait(20)
    assert seen(again) == {"network", "function", "numbers", "contributions"}


@pytest.mark.qt_log_ignore("This plugin does not support")  # windows where there is no screen
@pytest.mark.parametrize("name", ["network", "numbers", "contributions"])
def test_the_menu_of_a_title_takes_a_panel_out(full: MainWindow, qtbot: QtBot, name: str) -> None:
    dock = parts(full)[name]
    dock.heading.menu_requested.emit(QPoint(50, 50))
    menu = full.findChild(QMenu, "title_menu")
    entries = {entry.text().replace("&", ""): entry for entry in menu.actions()}
    assert list(entries) == ["This panel alone", "Take the panel out"]
    entries["Take the panel out"].trigger()
    qtbot.wait(20)
    assert dock.isWindow()
    assert dock.titleBarWidget() is None
    dock.close()
    qtbot.wait(20)
    assert not dock.isFloating()
    assert not dock.isVisible()
    full.actions_by_id["reset_layout"].trigger()
    assert dock.isVisible() or name == "contributions"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_title_fills_the_window(full: MainWindow, qtbot: QtBot) -> None:
    for wanted, entry in (({"function"}, "This panel alone"), (seen(full), "All panels")):
        full.middle.heading.menu_requested.emit(QPoint(50, 50))
        [found] = [
            one
            for one in full.findChildren(QMenu, "title_menu")[-1].actions()
            if one.text().replace("&", "") == entry
        ]
        found.trigger()
        qtbot.wait(20)
        assert seen(full) == wanted
