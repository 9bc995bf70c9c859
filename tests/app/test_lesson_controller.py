"""Lessons in the window: the strip, the menu, what is remembered, files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from reluviz.app.main_window import MainWindow
from reluviz.document.items import Joint
from reluviz.lessons.progress import Progress
from reluviz.lessons.reading import list_lessons, load_lesson


def test_the_strip_is_there_while_a_lesson_is_open(window: MainWindow) -> None:
    assert window.lessons.bar.isHidden()
    assert not window.actions_by_id["lesson_next"].isEnabled()
    window.lessons.start(load_lesson("predictor"))
    window.document.publish()
    assert not window.lessons.bar.isHidden()
    assert window.messages.first_steps.isHidden()  # the lesson says what to do
    assert window.actions_by_id["lesson_next"].isEnabled()
    assert window.windowTitle().startswith("Kilometres to miles")
    window.actions_by_id["lesson_leave"].trigger()
    window.document.publish()
    assert window.lessons.bar.isHidden()
    assert not window.messages.first_steps.isHidden()


def test_where_one_was_is_remembered(window: MainWindow) -> None:
    lesson = load_lesson("gates")
    window.lessons.start(lesson)
    window.document.publish()
    window.actions_by_id["lesson_next"].trigger()
    window.actions_by_id["lesson_next"].trigger()
    window.document.publish()
    window.actions_by_id["lesson_leave"].trigger()
    kept = Progress.from_text(window.store.settings.lesson_progress)
    assert kept.place("gates").step == 2
    window.document.undo_stack.set_clean()
    window.lessons.start(lesson)
    window.document.publish()
    assert window.document.snapshot.lesson is not None
    assert window.document.snapshot.lesson.index == 2


def test_the_menu_names_all_lessons_and_opens_them(window: MainWindow) -> None:
    menu = QMenu()
    window.lessons.fill_menu(menu)
    names = [action.objectName() for action in menu.actions()]
    assert names == [f"lesson_{lesson.name}" for lesson in list_lessons()]
    menu.actions()[-1].trigger()
    window.document.publish()
    assert window.document.snapshot.lesson is not None
    assert window.document.snapshot.lesson.lesson.name == list_lessons()[-1].name


def test_a_wrong_file_is_said_with_its_line_and_nothing_changes(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"format": "reluviz-lesson",\n "version": 1,\n "title": 3}', encoding="utf-8")
    network = window.document.network
    window.lessons.open_path(path)
    window.document.publish()
    notice = window.document.snapshot.notice
    assert notice is not None
    assert "line 3" in notice.text
    assert window.document.network is network
    assert window.document.snapshot.lesson is None


def test_a_file_of_one_s_own_is_opened(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    step = {"title": "Look", "text": ["A hat."]}
    fields = {
        "format": "reluviz-lesson",
        "version": 1,
        "title": "Mine",
        "summary": "One step.",
        "start": "hat",
        "steps": [step],
    }
    path.write_text(json.dumps(fields), encoding="utf-8")
    window.lessons.open_path(path)
    window.document.publish()
    assert window.document.snapshot.name == "Mine"
    window.actions_by_id["lesson_next"].trigger()
    window.document.publish()
    assert window.document.snapshot.lesson is None  # it was the last step


def test_in_a_lesson_the_arrows_with_ctrl_step_the_joint_and_other_keys_the_lesson(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.lessons.start(load_lesson("what-moves-what"))
    document, handle = window.document, window.windowHandle()
    QApplication.processEvents()
    ctrl = Qt.KeyboardModifier.ControlModifier
    window.plot.plot_widget.setFocus()
    window.activateWindow()
    qtbot.waitUntil(window.plot.plot_widget.hasFocus)

    def step(key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> float:
        document.select(Joint(1))
        QApplication.processEvents()
        before = document.network
        QTest.keyClick(handle, key, keys)
        QApplication.processEvents()
        moved = document.network.kinks - before.kinks
        document.undo()
        assert document.network == before
        return float(moved.sum())

    fine = step(Qt.Key.Key_Right)
    assert fine > 0
    assert step(Qt.Key.Key_Right, ctrl) > 3 * fine  # as far as the next joint lets it
    assert step(Qt.Key.Key_Left, ctrl) < -3 * fine
    assert document.snapshot.lesson.index == 0
    for key, index in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, 0)):
        QTest.keyClick(handle, key, ctrl)
        QApplication.processEvents()
        assert document.snapshot.lesson.index == index


def test_the_buttons_of_a_lesson_name_its_keys(window: MainWindow) -> None:
    window.lessons.start(load_lesson("gates"))
    window.document.publish()
    for name in ("lesson_next", "lesson_back"):
        key = window.actions_by_id[name].shortcut().toString()
        assert window.findChild(QPushButton, name).toolTip().endswith(f"({key})")


def test_the_last_step_offers_the_next_lesson(window: MainWindow) -> None:
    lessons = list_lessons()
    window.lessons.start(lessons[0])
    window.document.publish()
    following = window.findChild(QPushButton, "lesson_following")
    assert not following.isVisible()
    window.document.lesson.go_to(len(lessons[0].steps) - 1)
    window.document.publish()
    assert following.isVisible()
    assert following.toolTip() == lessons[1].title
    following.click()
    window.document.publish()
    state = window.document.snapshot.lesson
    assert (state.lesson.name, state.index) == (lessons[1].name, 0)
    assert not following.isVisible()
    assert window.document.snapshot.notice is None
    window.lessons.start(lessons[-1])
    window.document.lesson.go_to(len(lessons[-1].steps) - 1)
    window.document.publish()
    assert not following.isVisible(), "after the last there is none"
