"""When something goes wrong inside: logged, told in one sentence, nothing lost."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reluviz.app.crash import CrashReporter
from reluviz.app.main_window import MainWindow
from reluviz.core.network import ParameterId
from reluviz.files.kept import MOST, RESCUED
from reluviz.files.project import Project
from reluviz.files.project_file import read_project

W2 = ParameterId(1, 0, 1)


@pytest.fixture
def reporter(tmp_path: Path) -> Iterator[CrashReporter]:
    """A reporter with a folder of its own."""
    found = CrashReporter(tmp_path / "data" / "deep")
    yield found
    found.uninstall()


def fail(reporter: CrashReporter, text: str = "boom <b>") -> None:
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        reporter.on_exception(type(error), error, error.__traceback__)


def test_the_log_has_the_traceback(reporter: CrashReporter) -> None:
    fail(reporter)
    logged = reporter.log.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in logged
    assert "RuntimeError: boom <b>" in logged
    assert reporter.log.parent == reporter.folder


def test_the_user_is_told_where(reporter: CrashReporter) -> None:
    told: list[str] = []
    reporter.tell = told.append
    fail(reporter)
    [sentence] = told
    assert sentence.startswith("Something went wrong. Your document is kept")
    assert str(reporter.log) in sentence
    assert "Traceback" not in sentence
    assert "boom" not in sentence


def test_without_a_window_the_terminal_is_told(
    reporter: CrashReporter, capsys: pytest.CaptureFixture[str]
) -> None:
    fail(reporter)
    assert str(reporter.log) in capsys.readouterr().err


def test_without_a_terminal_nothing_more_goes_wrong(
    reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    fail(reporter)


def test_copies_are_kept_beside_and_few(reporter: CrashReporter, article) -> None:
    told: list[str] = []
    reporter.tell = told.append
    for k in range(MOST[RESCUED] + 2):
        project = Project(article.with_value(W2, float(k)))
        reporter.rescue = lambda project=project: project
        fail(reporter)
        fail(reporter)  # the same document is not written twice
    copies = sorted(reporter.folder.glob("rescued *.reluviz"))
    values = [read_project(copy).network.value(W2) for copy in copies]
    assert values == [float(k) for k in range(2, MOST[RESCUED] + 2)]
    assert str(copies[-1]) in told[-1]


def test_a_full_disk_does_not_hide_the_trouble(
    reporter: CrashReporter, article, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reluviz.files.errors import WriteError

    def refuse(*_arguments: object) -> None:
        raise WriteError("the disk is full")

    monkeypatch.setattr("reluviz.files.kept.atomic_write", refuse)
    told: list[str] = []
    reporter.tell = told.append
    reporter.rescue = lambda: Project(article)
    fail(reporter)
    assert len(told) == 1
    assert "copy" not in told[0]
    assert "the disk is full" in reporter.log.read_text()


def test_a_folder_that_cannot_be_made_is_replaced(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    reporter = CrashReporter(blocked / "data")
    fail(reporter)
    assert reporter.log.is_file()
    assert reporter.folder != blocked / "data"
    reporter.uninstall()


def test_hooks_come_and_go(reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faulthandler.enable", lambda _file: None)
    monkeypatch.setattr("faulthandler.disable", lambda: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    before = sys.excepthook, threading.excepthook
    reporter.install()
    assert sys.excepthook == reporter.on_exception
    told: list[str] = []
    reporter.tell = told.append
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    assert len(told) == 1
    assert "ZeroDivisionError" in reporter.log.read_text()
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


def test_ctrl_c_is_no_trouble(reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    reporter.on_exception(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not reporter.log.exists()


def test_the_log_does_not_grow_without_end(reporter: CrashReporter) -> None:
    for _ in range(30):
        fail(reporter, "x" * 100_000)
    sizes = [path.stat().st_size for path in reporter.folder.glob("reluviz.log*")]
    assert len(sizes) == 2
    assert max(sizes) < 1_200_000


def test_the_window_shows_one_banner_and_lives_on(
    window: MainWindow, reporter: CrashReporter, qtbot: QtBot
) -> None:
    reporter.tell = window.messages.trouble.emit
    window.document.set_parameter(W2, -7.0)
    window.document.publish()
    before = window.document.project
    fail(reporter)
    fail(reporter)
    qtbot.waitUntil(window.messages.notice.isVisible)
    assert window.messages.notice.text.startswith("Something went wrong.")
    window.document.notify("Another word")
    window.document.publish()
    assert window.messages.notice.text.startswith("Something went wrong.")
    assert window.document.project is before
    window.messages.close_notice()
    assert window.messages.notice.text == "Another word"


def test_trouble_in_a_thread_reaches_the_window(
    window: MainWindow, reporter: CrashReporter, qtbot: QtBot
) -> None:
    reporter.tell = window.messages.trouble.emit
    thread = threading.Thread(target=fail, args=(reporter,))
    thread.start()
    thread.join()
    qtbot.waitUntil(window.messages.notice.isVisible)
