"""Nothing is lost: kept networks, examples that were changed, and what an unclean end leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from reluviz.app.ask import Leave
from reluviz.app.crash import CrashReporter, Session
from reluviz.app.dialogs.rescued_dialog import described
from reluviz.app.main_window import MainWindow
from reluviz.core.network import ParameterId
from reluviz.core.runs import Run
from reluviz.files.kept import CLOSED, MOST, copies_in
from reluviz.files.project_file import read_project
from reluviz.lessons.reading import load_lesson
from reluviz.views.theme import load_theme

FIRST = ParameterId(0, 0, 0)


def change(window: MainWindow, value: float = 0.125) -> None:
    window.document.set_parameter(FIRST, value)


def keep_run(window: MainWindow, name: str = "By hand") -> None:
    """Keep the network to compare with, by the button of the panel."""
    window.actions_by_id["open_compare"].trigger()
    window.document.publish()
    [keep] = [b for b in window.findChildren(QPushButton) if b.text().startswith("Keep")][:1]
    QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
    window.document.publish()


def closed(window: MainWindow) -> list[str]:
    """Texts of File > Recently closed, without numbers and times."""
    menu = window.menus["closed_menu"]
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    return [text.partition(" ")[2].partition("  (")[0].replace("&&", "&") for text in texts]


def reopen(window: MainWindow, number: int = 1) -> None:
    window.menus["closed_menu"].aboutToShow.emit()
    window.menus["closed_menu"].actions()[number - 1].trigger()
    window.document.publish()


# Kept networks


def test_keeping_a_network_is_a_change(window: MainWindow, answers, tmp_path: Path) -> None:
    answers.saved = tmp_path / "mine.reluviz"
    window.files.save()
    assert not window.isWindowModified()
    keep_run(window)
    assert window.isWindowModified()
    assert window.document.snapshot.is_modified
    assert not window.close()
    assert answers.asked[-1] == "save changes to mine.reluviz"
    window.files.save()
    window.document.publish()
    assert not window.isWindowModified()
    assert len(read_project(answers.saved).runs) == 1


def test_renaming_and_dropping_are_changes_and_hiding_is_none(window: MainWindow) -> None:
    document = window.document
    run = Run("By hand", "hand", document.network)
    document.load(replace(document.project, runs=(run,)), None, "mine")
    document.set_runs((replace(run, is_shown=False),))
    assert not document.is_modified
    document.set_runs((replace(run, name="Best of all"),))
    assert document.is_modified
    document.set_runs((run,))
    assert not document.is_modified
    document.set_runs(())
    assert document.is_modified
    document.undo_stack.set_clean()
    assert document.is_modified  # no undo brings it back


def test_a_network_kept_in_an_example_is_asked_for(window: MainWindow, answers) -> None:
    before = window.document.project
    keep_run(window)
    window.files.open_example("hat")
    assert answers.asked == ["save changes to The article's example"]
    assert window.document.network is before.network
    answers.leave = Leave.DISCARD
    window.files.open_example("hat")
    assert window.document.name != "The article's example"


# Examples and lessons


@pytest.mark.parametrize("way", ["example", "new", "open", "lesson", "close"])
def test_a_changed_example_is_left_without_a_question(
    window: MainWindow, answers, tmp_path: Path, way: str
) -> None:
    window.files.open_example("xor")
    change(window)
    window.document.set_view(point=(0.25, 0.75))
    left, name = window.document.project, window.document.name
    path = tmp_path / "points.csv"
    path.write_text("0,1\n1,2\n")
    {
        "example": lambda: window.files.open_example("hat"),
        "new": window.files.new,
        "open": lambda: window.files.open_path(path),
        "lesson": lambda: window.lessons.start(load_lesson("gates")),
        "close": window.close,
    }[way]()
    assert answers.asked == []
    assert window.isHidden() == (way == "close")
    assert closed(window) == [name]
    [copy] = copies_in(window.files.copies.folder)
    assert read_project(copy.file) == left


def test_what_was_closed_is_there_in_the_next_window(
    window: MainWindow, answers, store, qtbot: QtBot
) -> None:
    window.files.open_example("xor")
    change(window)
    left, name = window.document.project, window.document.name
    assert window.close()
    again = MainWindow(theme=load_theme("light"), store=store, ask=answers)
    qtbot.addWidget(again)
    assert closed(again) == [name]
    reopen(again)
    assert again.document.project == left
    assert again.windowTitle() == f"{name}[*] - ReluViz"
    assert again.isWindowModified()
    assert not again.document.undo_stack.can_undo
    assert again.document.path is None
    assert again.close()  # an example still
    assert answers.asked == []
    assert closed(again) == [name]  # and the same one, once


def test_an_example_that_was_only_looked_at_is_not_listed(window: MainWindow, answers) -> None:
    window.files.open_example("hat")
    window.document.set_probe(0.25)
    window.files.open_example("xor")
    assert closed(window) == []
    assert not window.menus["closed_menu"].isEnabled()
    assert answers.asked == []


def test_only_the_last_ten_are_kept(window: MainWindow, answers) -> None:
    for k in range(MOST[CLOSED] + 3):
        window.files.open_example("hat")
        change(window, 1.5 + k)
    window.files.new()
    copies = copies_in(window.files.copies.folder)
    found = [read_project(copy.file).network.value(FIRST) for copy in copies]
    assert found == [1.5 + k for k in range(12, 2, -1)]
    assert len(list(window.files.copies.folder.iterdir())) == 20
    assert answers.asked == []


def test_one_lesson_after_the_other_asks_nothing(window: MainWindow, answers) -> None:
    window.lessons.start(load_lesson("gates"))
    window.document.publish()
    window.actions_by_id["lesson_next"].trigger()
    change(window)
    left = window.document.project
    window.lessons.start(load_lesson("predictor"))
    assert answers.asked == []
    reopen(window)
    state = window.document.snapshot.lesson
    assert (state.lesson.name, state.index) == ("gates", 1)
    assert window.document.project == left
    assert answers.asked == []


def test_what_somebody_built_is_asked_for(window: MainWindow, answers) -> None:
    window.files.new()
    change(window)
    window.files.open_example("hat")
    assert answers.asked == ["save changes to Untitled"]
    assert closed(window) == []


def test_an_example_in_a_file_of_ones_own_is_ones_own(window, answers, tmp_path: Path) -> None:
    answers.saved = tmp_path / "mine.reluviz"
    window.files.save()
    change(window)
    window.files.new()
    assert answers.asked[-1] == "save changes to mine.reluviz"


def test_what_cannot_be_kept_is_asked_for(window: MainWindow, answers, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    window.files.copies.folder = blocked / "data"
    change(window)
    window.files.new()
    assert answers.asked == ["save changes to The article's example"]


def test_a_damaged_copy_is_told_and_changes_nothing(window: MainWindow, answers) -> None:
    window.files.open_example("hat")
    change(window)
    window.files.open_example("xor")
    [copy] = copies_in(window.files.copies.folder)
    copy.file.write_bytes(b"{")
    before = window.document.project
    reopen(window)
    assert window.document.project is before
    assert answers.told[0].startswith("“")
    assert "is not JSON" in answers.told[0]


# After an unclean end


def test_a_session_that_ended_is_not_told(tmp_path: Path) -> None:
    first, second = Session(tmp_path), Session(tmp_path)
    assert first.begin() == []
    assert second.begin() == []  # two at once
    first.end()
    second.end()
    assert list(tmp_path.iterdir()) == []
    assert Session(tmp_path / "missing").begin() == []


def killed_session(folder: Path) -> str:
    """Begin a session in a process that is killed; return its name."""
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from reluviz.app.crash import Session\n"
        f"session = Session(Path({str(folder)!r})); assert session.begin() == []\n"
        "print(session.name, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout, done.stderr
    return done.stdout.strip()


def test_a_session_that_was_killed_is_told_once(tmp_path: Path) -> None:
    name = killed_session(tmp_path)
    session = Session(tmp_path)
    assert session.begin() == [name]
    assert Session(tmp_path).begin() == []
    session.end()


def test_what_was_rescued_is_offered_and_never_over_the_file(
    window: MainWindow, answers, tmp_path: Path, qtbot: QtBot
) -> None:
    copies = window.files.copies
    answers.saved = tmp_path / "mine.reluviz"
    window.files.save()
    saved = answers.saved.read_bytes()
    reporter = CrashReporter(copies.folder)
    copies.session = "session 1"
    reporter.rescue, reporter.origin = lambda: window.document.project, copies.origin
    change(window)
    reporter.on_exception(RuntimeError, RuntimeError("boom"), None)
    rescued = window.document.project
    window.document.mark_saved(None)
    window.files.new()
    copies.session = "session 2"

    copies.tell_unclean_end(["session 1"], window.messages.tell)
    [copy] = answers.offered
    assert described(copy).startswith("mine.reluviz\nas it was at ")
    assert "\nnewer than the file, which was saved at " in described(copy)
    answers.open_rescued(copy)
    window.document.publish()
    assert window.document.project == rescued
    assert window.windowTitle() == "mine.reluviz (rescued)[*] - ReluViz"
    assert window.isWindowModified()
    assert window.document.path is None
    answers.asked.clear()
    answers.saved = None
    window.files.save()
    assert answers.asked == ["save as mine.reluviz"]  # asked, beside what is there
    assert (tmp_path / "mine.reluviz").read_bytes() == saved
    assert closed(window) == ["mine.reluviz"]
    assert not window.close()
    assert answers.asked[-1] == "save changes to mine.reluviz (rescued)"


def test_a_drag_and_a_training_under_way_are_work(window: MainWindow) -> None:
    document = window.document
    for is_run in (False, True):
        assert not document.has_work
        document.begin("under way", is_run)
        assert document.has_work
        document.cancel()


def test_nothing_rescued_is_said_too(window: MainWindow) -> None:
    window.files.copies.tell_unclean_end(["session 1"], window.messages.tell)
    assert window.messages.notice.text == (
        "ReluViz did not end properly last time, and nothing was rescued"
    )
    assert not window.findChild(QPushButton, "notice_action").isVisible()


PROGRAM = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from reluviz.app.application import Application, run

execute = Application.exec
def exec_then(app):
    QTimer.singleShot(0, lambda: act(app))
    return execute()
Application.exec = exec_then

def act(app):
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "main_window")
    if sys.argv[1] == "die":
        network = window.document.network
        window.document.set_network(network.with_value(network.parameter("w2"), 3.0))
        QTimer.singleShot(50, lambda: os.kill(os.getpid(), signal.SIGKILL))
        raise RuntimeError("boom")
    dialog = window.findChild(QDialog, "rescued_dialog")
    print(dialog and dialog.list.item(0).text().replace("\\n", "; "))
    if sys.argv[1] == "open":
        dialog.accept()
        print(window.document.network.w[1], window.document.name, window.document.is_modified)
    window.close()

sys.exit(run())
"""


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
def test_the_program_says_that_it_was_killed_and_opens_what_was_rescued() -> None:
    def program(what: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, what],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert program("die").returncode == -signal.SIGKILL
    done = program("open")
    no_screen = "This plugin does not support propagateSizeHints()\n"
    assert (done.returncode, done.stderr.replace(no_screen, "")) == (0, "")
    first, second = done.stdout.splitlines()
    assert first.startswith("The article's example; as it was at ")
    assert first.endswith("; never saved to a file")
    assert second == "3.0 The article's example True"
    assert program("look").stdout == "None\n"  # told once
