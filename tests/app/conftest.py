"""A window as a user finds it, whose questions are answered by the test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWhatsThis
from pytestqt.qtbot import QtBot

from reluviz.app.ask import Ask, InUse, Leave, Overwrite
from reluviz.app.main_window import MainWindow
from reluviz.app.settings import SettingsStore
from reluviz.files.kept import Copy
from reluviz.system import missing_libraries
from reluviz.views import panel
from reluviz.views.theme import load_theme


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secondary panels follow a gesture as soon as the queue of events is empty."""
    monkeypatch.setattr(panel, "SECONDARY_PAUSE", 0)


class Answers(Ask):
    """Answers at once what a test has set, and writes down what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.told: list[str] = []
        self.opened: Path | None = None
        self.saved: Path | None = None
        self.leave = Leave.CANCEL
        self.overwrite = Overwrite.CANCEL
        self.in_use = InUse.CANCEL
        self.offered: list[Copy] = []
        self.open_rescued: Callable[[Copy], None] | None = None

    def file_to_open(self, folder: Path) -> Path | None:
        self.asked.append(f"open in {folder}")
        return self.opened

    def table_to_open(self, folder: Path) -> Path | None:
        return None

    def lesson_to_open(self, folder: Path) -> Path | None:
        return None

    def file_to_save(self, suggestion: Path) -> Path | None:
        self.asked.append(f"save as {suggestion.name}")
        return self.saved

    def save_changes(self, name: str, then: Callable[[Leave], None]) -> None:
        self.asked.append(f"save changes to {name}")
        then(self.leave)

    def changed_on_disk(self, name: str, then: Callable[[Overwrite], None]) -> None:
        self.asked.append(f"changed on disk: {name}")
        then(self.overwrite)

    def open_elsewhere(self, name: str, who: str, then: Callable[[InUse], None]) -> None:
        self.asked.append(f"{name} is open in {who}")
        then(self.in_use)

    def rescued(self, copies: Sequence[Copy], theme: str, then: Callable[[Copy], None]) -> None:
        self.offered, self.open_rescued = list(copies), then

    def tell(self, text: str, why: str) -> None:
        self.told.append(f"{text} {why}")


@pytest.fixture
def answers() -> Answers:
    """What the window's questions are answered with."""
    return Answers()


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    """Settings in a file of the test's own."""
    return SettingsStore(tmp_path / "settings.ini")


@pytest.fixture
def window(qtbot: QtBot, answers: Answers, store: SettingsStore) -> MainWindow:
    """The window on the article's example, light, shown."""
    found = MainWindow(theme=load_theme("light"), store=store, ask=answers)
    qtbot.addWidget(found, before_close_func=_forget_changes)
    found.resize(1200, 760)
    found.show()
    qtbot.waitExposed(found)
    return found


def _forget_changes(window: MainWindow) -> None:
    QWhatsThis.leaveWhatsThisMode()  # it would have the next click or key for itself
    window.document.cancel()
    window.document.mark_saved(window.document.path)


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """The environment of a program on a screen of X of its own; skipped where there is none."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")) or missing_libraries():
        pytest.skip("needs Xvfb, xdotool, and the libraries of Qt for a window on X")
    read_end, write_end = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as stream:
        number = stream.readline().strip()
    environment = os.environ | {
        "DISPLAY": f":{number}",
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    environment.pop("WAYLAND_DISPLAY", None)
    try:
        yield environment
    finally:
        xvfb.terminate()
        xvfb.wait(timeout=20)
