"""The application as a process: it starts, opens, survives trouble and ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.app.application import Application, show
from reluviz.app.main_window import MainWindow
from reluviz.core.network import Layer, Network
from reluviz.files.project import Project
from reluviz.files.project_file import write_project

ROOT = Path(__file__).resolve().parents[2]

START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from reluviz.app.application import Application, run

def later(act):
    # Once the event loop runs, with the window.
    execute = Application.exec
    def exec_then(app):
        QTimer.singleShot(0, lambda: act(app, window_of(app)))
        return execute()
    Application.exec = exec_then

def window_of(app):
    return next(w for w in app.topLevelWidgets() if w.objectName() == "main_window")
"""


def process(code: str) -> subprocess.CompletedProcess[str]:
    """Run `START` and `code` in a Python of its own."""
    command = [sys.executable, "-W", "error", "-c", START + code]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )


def test_it_starts_on_the_example_and_ends_with_its_window() -> None:
    done = process("""
def act(app, window):
    print(app.applicationName(), app.organizationName(), app.desktopFileName())
    print(app.windowIcon().isNull(), window.windowTitle(), len(window.panels))
    window.close()

later(act)
print(run())
""")
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "ReluViz ReluViz reluviz",
        "False The article's example[*] - ReluViz 3",
        "0",
    ]


def test_it_opens_a_file(tmp_path: Path, article: Network) -> None:
    path = tmp_path / "mine.reluviz"
    write_project(Project(article), path)
    done = process(f"""
def act(app, window):
    window.document.publish()
    print(window.windowTitle(), window.document.path)
    window.close()

later(act)
run(Path({str(path)!r}))
""")
    assert done.stderr == ""
    assert done.stdout.strip() == f"mine.reluviz[*] - ReluViz {path}"


def test_trouble_in_a_slot_is_logged_and_the_document_lives() -> None:
    done = process("""
def act(app, window):
    window.document.set_network(window.document.network.with_value(
        window.document.network.parameter("w2"), 3.0))
    QTimer.singleShot(0, fail)
    QTimer.singleShot(50, lambda: look(window))

def fail():
    raise RuntimeError("nobody may see this")

def look(window, tries=100):
    if tries and not window.messages.notice.isVisible():
        QTimer.singleShot(50, lambda: look(window, tries - 1))
        return
    print(window.document.network.w[1], window.messages.notice.isVisible())
    print(window.messages.notice.text)
    window.document.undo_stack.set_clean()
    window.close()

later(act)
sys.exit(run())
""")
    assert done.returncode == 0
    assert "nobody may see this" not in done.stdout + done.stderr
    first, second = done.stdout.splitlines()
    assert first == "3.0 True"
    assert second.startswith("Something went wrong. Your document is kept and a copy is in ")
    log = Path(second.rpartition(" in ")[2])
    assert "RuntimeError: nobody may see this" in log.read_text()


def test_trouble_at_the_start_is_one_line() -> None:
    done = process("""
from reluviz.app.main_window import MainWindow
MainWindow.add_panels = lambda self: 1 / 0
run()
""")
    assert done.returncode == 1
    assert done.stderr.startswith("Something went wrong; details are in ")
    assert len(done.stderr.splitlines()) == 1


def test_show_returns_when_the_window_is_closed(qtbot: QtBot, article: Network) -> None:
    seen: list[Network] = []

    def look() -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        seen.append(window.document.network)
        window.close()

    QTimer.singleShot(0, look)
    show(article)
    assert seen == [article]


def test_show_makes_an_application_if_there_is_none() -> None:
    done = process("""
import reluviz
from reluviz.app.main_window import MainWindow
shown = MainWindow.showEvent
def show_event(window, event):
    shown(window, event)
    QTimer.singleShot(10, window.close)
MainWindow.showEvent = show_event
for _ in range(2):
    reluviz.show(reluviz.through_points([(0, 0), (1, 1)]))
print("ended")
""")
    assert done.stderr == ""
    assert done.stdout == "ended\n"


def test_show_refuses_what_the_window_cannot_show(qtbot: QtBot) -> None:
    four = Network([Layer([[1.0] * 4], [0.0], "identity")])
    with pytest.raises(ValueError, match="the window shows networks of up to 3 inputs"):
        show(four)


def test_a_file_that_the_system_hands_over_is_opened(qtbot: QtBot, tmp_path: Path) -> None:
    # There is one application only, and it is not ours here: a stand-in hears the event.
    application = Mock(spec=Application)
    assert Application.event(application, QFileOpenEvent(str(tmp_path / "a.reluviz")))
    application.file_open_requested.emit.assert_called_once_with(tmp_path / "a.reluviz")
