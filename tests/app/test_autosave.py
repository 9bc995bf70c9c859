"""Work is saved by itself, apart from the user's file, and offered after an end by force."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reluviz.app import autosave
from reluviz.app.ask import Leave
from reluviz.app.main_window import MainWindow
from reluviz.core.network import ParameterId
from reluviz.files.kept import AUTOSAVED, MOST, RESCUED, adopt_autosaved, copies_in
from reluviz.files.project import Project
from reluviz.files.project_file import read_project

FIRST = ParameterId(0, 0, 0)
KILLS = 200 if os.environ.get("RELUVIZ_LONG") else 2


@pytest.fixture
def folder(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the window saves by itself, at once."""
    monkeypatch.setattr(autosave, "SOON", 0)
    monkeypatch.setattr(autosave, "LATER", 0)
    window.files.copies.session = "this"
    window.files.autosave.start(tmp_path / "kept")
    return tmp_path / "kept"


def change(window: MainWindow, value: float) -> None:
    window.document.set_parameter(FIRST, value)
    window.document.publish()


def is_newest(folder: Path, project: Project) -> bool:
    """Whether the newest copy is of a project; others may go meanwhile."""
    for copy in copies_in(folder, AUTOSAVED)[:1]:
        with suppress(ValueError):
            return read_project(copy.file) == project
    return False


def wait_for(qtbot: QtBot, folder: Path, count: int) -> None:
    qtbot.waitUntil(lambda: len(copies_in(folder, AUTOSAVED)) == count, timeout=20_000)


def test_a_change_is_saved_apart_from_the_file(
    window: MainWindow, folder: Path, answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.saved = tmp_path / "mine.reluviz"
    window.files.save()
    before = answers.saved.read_bytes()
    change(window, 0.25)
    wait_for(qtbot, folder, 1)
    [copy] = copies_in(folder, AUTOSAVED)
    assert read_project(copy.file) == window.document.project
    assert (copy.origin.path, copy.origin.session) == (str(answers.saved), "this")
    assert answers.saved.read_bytes() == before
    window.files.save()
    wait_for(qtbot, folder, 0)


def test_three_are_kept_and_none_after_a_proper_end(
    window: MainWindow, folder: Path, answers, qtbot: QtBot
) -> None:
    for k in range(MOST[AUTOSAVED] + 2):
        change(window, 0.25 + k)
        newest = window.document.project
        qtbot.waitUntil(lambda newest=newest: is_newest(folder, newest), timeout=20_000)
    wait_for(qtbot, folder, MOST[AUTOSAVED])
    answers.leave = Leave.DISCARD
    assert window.close()
    assert copies_in(folder, AUTOSAVED) == []


def test_nothing_is_kept_of_what_nobody_changed(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    window.document.set_probe(0.5)
    window.files.open_example("hat")
    qtbot.wait(30)
    assert copies_in(folder) == []


def test_a_failure_is_said_once(
    window: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder.write_text("a file where the folder should be")
    change(window, 0.25)
    qtbot.waitUntil(lambda: window.document.snapshot.notice is not None, timeout=20_000)
    assert window.document.snapshot.notice.text.startswith("The changes could not be saved meanwhi")
    window.document.notify(None)
    change(window, 0.5)
    qtbot.wait(30)
    assert window.document.snapshot.notice is None


def test_a_damaged_copy_is_never_offered(
    window: MainWindow, folder: Path, answers, qtbot: QtBot
) -> None:
    change(window, 0.25)
    wait_for(qtbot, folder, 1)
    change(window, 0.5)
    wait_for(qtbot, folder, 2)
    newest, older = copies_in(folder, AUTOSAVED)
    data = bytearray(newest.file.read_bytes())
    data[len(data) // 2] ^= 1
    newest.file.write_bytes(data)
    adopt_autosaved(folder, ["this"])
    [copy] = copies_in(folder)
    assert (copy.kind, copy.when) == (RESCUED, older.when)


PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from reluviz.app import autosave
from reluviz.app.application import Application, run

autosave.SOON = autosave.LATER = 10
execute = Application.exec
value = 0

def change(window):
    global value
    value += 1
    network = window.document.network
    window.document.set_network(network.with_value(network.parameter("w2"), float(value)))
    print(value, flush=True)

def exec_then(app):
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "main_window")
    timer = QTimer(window, interval=5)
    timer.timeout.connect(lambda: change(window))
    timer.start()
    return execute()

Application.exec = exec_then
sys.exit(run())
"""


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
def test_what_a_kill_leaves_is_whole_and_new(tmp_path: Path) -> None:
    draw = random.Random(7)
    for kill in range(KILLS):
        home = tmp_path / str(kill)
        environment = os.environ | {"XDG_DATA_HOME": str(home)}
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, env=environment, text=True
        )
        assert program.stdout is not None
        while int(program.stdout.readline()) < 30 or not list(home.rglob(f"{AUTOSAVED}*")):
            pass
        time.sleep(draw.random() / 10)
        program.send_signal(signal.SIGKILL)
        reached = int(([*program.stdout.read().split(), "30"])[0])
        program.stdout.close()
        program.wait(timeout=20)
        [folder] = {lock.parent for lock in home.rglob("session *.lock")}
        adopt_autosaved(folder, [lock.name for lock in folder.glob("session *.lock")])
        copies = copies_in(folder)
        assert copies
        for copy in copies:
            assert copy.is_whole
            read_project(copy.file)
        newest = read_project(copies[0].file).network.w[1]
        assert reached - newest <= 100  # a fraction of a second of this mad hand
