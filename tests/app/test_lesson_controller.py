"""Lessons in the window: the strip, the menu, what is remembered, files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtWidgets import QMenu

from reluviz.app.main_window import MainWindow
from reluviz.lessons.progress import Progress
from reluviz.lessons.reading import list_lessons, load_lesson


def test_the_strip_is_there_while_a_lesson_is_open(window: MainWindow) -> None:
    assert window.lessons.bar.isHidden()
    assert not window.actions_by_id["lesson_next"].isEnabled()
    window.lessons.start(load_lesson("predictor"))
    window.document.publish()
    assert not window.lessons.bar.isHidden()
    assert window.messages.first_steps_bar.isHidden()  # the lesson says what to do
    assert window.actions_by_id["lesson_next"].isEnabled()
    assert window.windowTitle().startswith("Kilometres to miles")
    window.actions_by_id["lesson_leave"].trigger()
    window.document.publish()
    assert window.lessons.bar.isHidden()
    assert not window.messages.first_steps_bar.isHidden()


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
    window.document.undo_stack.setClean()
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
    assert window.document.snapshot.lesson.lesson.name == "three-layers"


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
