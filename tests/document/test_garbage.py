"""Garbage is collected in the thread of the window, whatever else works."""

from __future__ import annotations

import gc
import threading
import time
from typing import ClassVar

from pytestqt.qtbot import QtBot

from reluviz.document.background import Background, Hold, Work


class Cycle:
    """Garbage that says in which thread it was collected."""

    collected_in: ClassVar[set[int]] = set()

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.collected_in.add(threading.get_ident())


def test_a_thread_that_works_collects_nothing(qtbot: QtBot) -> None:
    Cycle.collected_in.clear()
    background, ended = Background(), []

    def work(work: Work) -> str:
        end = time.monotonic() + 0.4
        while time.monotonic() < end and not work.is_dropped():
            for _ in range(500):
                Cycle()
            time.sleep(0.001)
        return "done"

    background.run_long(work, ended.append, ended.append)
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: ended == ["done"], timeout=10_000)
    assert gc.isenabled()
    assert Cycle.collected_in == {threading.get_ident()}
    background.close()


def test_dropped_work_is_held_until_it_has_ended(qtbot: QtBot) -> None:
    background = Background()
    may_end = threading.Event()
    background.run(lambda: may_end.wait(5), lambda _: None, lambda _: None)
    background.drop()
    assert not gc.isenabled()
    may_end.set()
    qtbot.waitUntil(gc.isenabled, timeout=5_000)
    background.run(lambda: may_end.wait(5), lambda _: None, lambda _: None)
    background.close()
    assert gc.isenabled()


def test_several_holds_count_and_each_only_once() -> None:
    first, second = Hold(), Hold()
    first.hold()
    first.hold()
    second.hold()
    first.release()
    first.release()
    assert not gc.isenabled()
    second.release()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        hold = Hold()
        hold.hold()
        hold.release()
        assert not gc.isenabled()
    finally:
        gc.enable()
