"""Work in a thread: answers come once, in order, to the right thread, or not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from pytestqt.qtbot import QtBot

from reluviz.document import background as background_module
from reluviz.document.background import Background, Work


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    """A thread that is ended after the test."""
    found = Background()
    yield found
    found.close()


def never(_: object) -> None:
    raise AssertionError("this must not be called")


def test_the_answer_comes_to_the_thread_that_asked(background: Background, qtbot: QtBot) -> None:
    answers: list[tuple[int, bool]] = []
    here = threading.get_ident()
    background.run(
        threading.get_ident,
        lambda there: answers.append((there, threading.get_ident() == here)),
        never,
    )
    assert background.is_busy
    qtbot.waitUntil(lambda: bool(answers))
    [(there, is_here)] = answers
    assert there != here
    assert is_here
    assert not background.is_busy


def test_an_error_of_the_user_is_handed_over(background: Background, qtbot: QtBot) -> None:
    errors: list[ValueError] = []
    background.run(lambda: float("x"), never, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert "could not convert" in str(errors[0])


def test_any_other_error_is_raised_where_it_is_seen(background: Background, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        background.run(lambda: 1 / 0, never, never)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert not background.is_busy


def test_only_the_newest_is_answered(background: Background, qtbot: QtBot) -> None:
    answers: list[int] = []
    for k in range(1000):
        background.run(lambda k=k: k, answers.append, never)
        if k % 3 == 0:
            background.drop()
    background.run(lambda: -1, answers.append, never)
    qtbot.waitUntil(lambda: bool(answers))
    qtbot.wait(20)
    assert answers == [-1]


def test_a_dropped_answer_never_comes(background: Background, qtbot: QtBot) -> None:
    started = threading.Event()
    background.run(lambda: (started.set(), time.sleep(0.05)), never, never)
    assert started.wait(5)
    background.drop()
    assert not background.is_busy
    qtbot.wait(120)


def test_closing_waits_for_what_runs_and_begins_nothing_more(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, end = threading.Event(), background_module._end

    def end_then(thread: QThread) -> None:
        may_end.set()  # only now: else a fast thread would rightly begin what comes next
        end(thread)

    monkeypatch.setattr(background_module, "_end", end_then)
    for _ in range(20):
        background = Background()
        ran: list[int] = []
        started = threading.Event()
        may_end.clear()

        def first(started: threading.Event = started, ran: list[int] = ran) -> None:
            started.set()
            assert may_end.wait(5)
            ran.append(1)

        background.run(first, never, never)
        background.run(lambda ran=ran: ran.append(2), never, never)
        assert started.wait(5)
        background.close()
        assert ran == [1]


def test_an_owner_may_go_while_work_runs(qtbot: QtBot) -> None:
    for _ in range(20):
        owner = QObject()
        background = Background(owner)
        started = threading.Event()
        background.run(lambda started=started: (started.set(), time.sleep(0.01)), never, never)
        assert started.wait(5)
        owner.deleteLater()
        QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    qtbot.wait(5)


def test_long_work_reports_and_hears_that_it_is_dropped(
    background: Background, qtbot: QtBot
) -> None:
    reports: list[int] = []
    ended = threading.Event()

    def count(work: Work) -> None:
        number = 0
        while not work.is_dropped():
            number += 1
            work.report(number)
        ended.set()

    background.run_long(count, never, never, reports.append)
    qtbot.waitUntil(lambda: len(reports) > 3)
    background.drop()
    assert ended.wait(1)
    known = len(reports)
    qtbot.wait(20)
    assert len(reports) == known
    assert reports == sorted(set(reports))


def test_the_last_report_comes_before_the_answer(background: Background, qtbot: QtBot) -> None:
    heard: list[str] = []

    def work(work: Work) -> str:
        for number in range(100):
            work.report(f"report {number}")
        return "answer"

    background.run_long(work, heard.append, never, heard.append)
    qtbot.waitUntil(lambda: "answer" in heard)
    assert heard[-2:] == ["report 99", "answer"]


def test_waiting_ends_when_the_work_is_dropped(background: Background, qtbot: QtBot) -> None:
    began, ended = threading.Event(), threading.Event()

    def wait(work: Work) -> None:
        began.set()
        assert work.pause(30)
        ended.set()

    background.run_long(wait, never, never)
    assert began.wait(1)
    background.close()
    assert ended.is_set()


def test_after_the_end_nothing_begins(background: Background) -> None:
    begun: list[bool] = []
    background.close()
    background.run(lambda: begun.append(True), never, never)
    time.sleep(0.05)
    assert begun == []
    assert not background.is_busy


def test_whoever_is_deleted_lets_go_of_the_work(qtbot: QtBot) -> None:
    background, begun, ended = Background(), threading.Event(), threading.Event()

    def function(work: Work) -> None:
        begun.set()
        if work.pause(10):
            ended.set()

    background.run_long(function, never, never)
    assert begun.wait(5)
    background.deleteLater()
    QCoreApplication.sendPostedEvents(background, QEvent.Type.DeferredDelete)
    assert ended.is_set()
