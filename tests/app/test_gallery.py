"""Examples and lessons by their pictures; and the window for a class to look at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from reluviz.app.dialogs.gallery_dialog import GalleryDialog
from reluviz.app.main_window import MainWindow
from reluviz.files.examples import list_examples
from reluviz.lessons.reading import list_lessons
from reluviz.views.painting import Fonts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def gallery(window: MainWindow, qtbot: QtBot) -> GalleryDialog:
    window.actions_by_id["gallery"].trigger()
    found = window.findChild(GalleryDialog)
    qtbot.waitExposed(found)
    return found


def card(gallery: GalleryDialog, name: str) -> QToolButton:
    return gallery.findChild(QToolButton, name)


def test_every_example_and_lesson_has_its_picture(gallery: GalleryDialog, qtbot: QtBot) -> None:
    names = [f"lesson_{one.name}" for one in list_lessons()]
    names += [f"example_{one.name}" for one in list_examples()]
    qtbot.waitUntil(
        lambda: all(not card(gallery, name).icon().isNull() for name in names), timeout=30_000
    )
    assert all(card(gallery, name).accessibleDescription() for name in names)
    gallery.reject()


def test_a_click_opens_it(window: MainWindow, gallery: GalleryDialog, qtbot: QtBot) -> None:
    card(gallery, "example_sawtooth").click()
    qtbot.waitUntil(lambda: window.document.name == "A sawtooth of three layers")
    assert len(window.document.state.curve) == 9
    window.actions_by_id["gallery"].trigger()
    again = window.findChildren(GalleryDialog)[-1]
    card(again, "lesson_xor").click()
    qtbot.waitUntil(lambda: window.document.lesson.state is not None)


def test_drawing_begins_beside_it(window: MainWindow, gallery: GalleryDialog, qtbot: QtBot) -> None:
    [draw] = [b for b in gallery.findChildren(QPushButton) if b.text() == "Draw one"]
    draw.click()
    qtbot.waitUntil(lambda: window.document.project.view.drag_mode == "draw")


def test_present_is_large_and_escape_leaves(window: MainWindow, qtbot: QtBot) -> None:
    state = [bar.isVisible() for bar in (window.menuBar(), window.toolbar, window.status)]
    size = window.plot.plot_widget.fontInfo().pointSizeF()
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.wait(20)
    assert window.isFullScreen()
    assert not any(bar.isVisible() for bar in (window.menuBar(), window.toolbar, window.status))
    assert window.plot.plot_widget.fontInfo().pointSizeF() > 1.3 * size
    assert Fonts(window.plot.plot_widget.font()).stroke == pytest.approx(1.5, abs=0.1)
    window.resize(1400, 800)
    qtbot.wait(20)
    assert window.diagram_dock.width() == pytest.approx(0.36 * 1400, abs=2)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.wait(20)
    assert not window.isFullScreen()
    assert window.plot.plot_widget.fontInfo().pointSizeF() == size
    assert Fonts(window.plot.plot_widget.font()).stroke == 1.0
    bars = (window.menuBar(), window.toolbar, window.status)
    assert [bar.isVisible() for bar in bars] == state
