"""A window as a user finds it, whose questions are answered by the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reluviz.app.ask import Ask, Leave, Overwrite
from reluviz.app.main_window import MainWindow
from reluviz.app.settings import SettingsStore
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
    window.document.cancel()
    window.document.mark_saved(window.document.path)
