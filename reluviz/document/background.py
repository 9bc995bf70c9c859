"""Work that takes long, in a thread of its own. Answers nobody waits for any more are dropped."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

_COLLECTING = 50  # milliseconds between two looks for garbage while the thread works


class Work:
    """What a function that runs long knows of those who wait for it; safe in any thread.

    Parameters
    ----------
    tell : callable
        Called, in the thread that works, when there is a report and none was waiting.
    """

    def __init__(self, tell: Callable[[Work], None]) -> None:
        self._tell = tell
        self._dropped = threading.Event()
        self._lock = threading.Lock()
        self._report: tuple[Any] | None = None

    def is_dropped(self) -> bool:
        """Whether nobody waits any more: time to return, whatever."""
        return self._dropped.is_set()

    def pause(self, seconds: float) -> bool:
        """Wait so long, or until nobody waits any more; return whether that is so."""
        return self._dropped.wait(seconds)

    def report(self, value: object) -> None:
        """Have the newest of these values shown; those that come too fast are left out."""
        with self._lock:
            is_first, self._report = self._report is None, (value,)
        if is_first:
            self._tell(self)

    def drop(self) -> None:
        """Say that nobody waits any more."""
        self._dropped.set()

    def take_report(self) -> tuple[Any] | None:
        """Return the newest report, alone in a tuple, once."""
        with self._lock:
            taken, self._report = self._report, None
        return taken


class Background(QObject):
    """Runs functions one after the other in one thread; only the newest is answered.

    Functions must not touch widgets or the document: they get immutable things and return one.
    All methods belong to the thread of this object, and so do the calls back.
    """

    _wanted = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generation = 0
        self._work: Work | None = None
        self._then: Callable[[Any], None] | None = None
        self._reported: Callable[[Any], None] = _ignore
        self._failed: Callable[[ValueError], None] | None = None
        self._thread = QThread(self)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._is_closed = False
        self._to_drop: list[Work] = []  # what runs, also for when this object is gone
        self._begun = self._ended = 0  # functions
        self._hold = Hold()
        self._collecting = QTimer(self)
        self._collecting.setInterval(_COLLECTING)
        self._collecting.timeout.connect(collect)
        self.destroyed.connect(partial(_drop_and_end, self._thread, self._to_drop, self._hold))
        queued = Qt.ConnectionType.QueuedConnection
        self._wanted.connect(self._worker.work, queued)
        self._worker.done.connect(self._on_done, queued)
        self._worker.reported.connect(self._on_reported, queued)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._then is not None

    def run(
        self,
        function: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[ValueError], None],
    ) -> None:
        """Call `function` in the thread, then `then` with what it returns.

        Parameters
        ----------
        function : callable
            The work. It is not interrupted; one more `run`, or `drop`, drops its answer.
        then : callable
            Gets the answer.
        failed : callable
            Gets the error if it is a ValueError; any other is raised here.
        """
        self.run_long(lambda _work: function(), then, failed)

    def run_long(
        self,
        function: Callable[[Work], Any],
        then: Callable[[Any], None],
        failed: Callable[[ValueError], None],
        reported: Callable[[Any], None] | None = None,
    ) -> None:
        """Like `run`, for a function that asks whether it is still wanted, and tells how it goes.

        Parameters
        ----------
        function : callable
            Gets the `Work`; it should ask `Work.is_dropped` at least ten times a second.
        then, failed : callable
            As for `run`.
        reported : callable, optional
            Gets what is given to `Work.report`.
        """
        self.drop()
        if self._is_closed:
            return
        self._then, self._failed, self._reported = then, failed, reported or _ignore
        self._work = Work(self._worker.tell)
        self._to_drop.append(self._work)
        self._begun += 1
        self._hold.hold()
        self._collecting.start()
        if not self._thread.isRunning():
            self._thread.start()
        self._wanted.emit(self._generation, partial(function, self._work))

    def drop(self) -> None:
        """Wait for no answer any more."""
        self._generation += 1
        self._then = self._failed = None
        for work in self._to_drop:
            work.drop()
        self._to_drop.clear()
        self._work = None

    def close(self) -> None:
        """Drop the answer, and wait until the thread has ended. Nothing is begun after that."""
        self._is_closed = True
        self.drop()
        self._worker.newest = self._generation
        _end(self._thread)
        self._rest()

    def _rest(self) -> None:
        """The thread has nothing to do."""
        self._collecting.stop()
        self._hold.release()

    @Slot(int, object, object)
    def _on_done(self, generation: int, answer: object, error: Exception | None) -> None:
        self._ended += 1
        if self._ended == self._begun:
            self._rest()
        if generation != self._generation or self._then is None or self._failed is None:
            return
        then, failed = self._then, self._failed
        if self._work is not None:
            self._show_report(self._work)
        self._then = self._failed = self._work = None
        if error is None:
            then(answer)
        elif isinstance(error, ValueError):
            failed(error)
        else:
            raise error

    @Slot(object)
    def _on_reported(self, work: Work) -> None:
        if work is self._work:
            self._show_report(work)

    def _show_report(self, work: Work) -> None:
        taken = work.take_report()
        if taken is not None:
            self._reported(taken[0])


def _ignore(_: object) -> None:
    """Take no notice of reports."""


def _drop_and_end(thread: QThread, works: list[Work], hold: Hold, *_: object) -> None:
    """Let go of all work, and wait until the thread has ended."""
    for work in works:
        work.drop()
    _end(thread)
    hold.release()


def _end(thread: QThread, *_: object) -> None:
    """Wait until a thread has ended. Qt ends the process if one is deleted while it runs."""
    thread.quit()
    thread.wait()


class _Worker(QObject):
    """Lives in the thread."""

    done = Signal(int, object, object)
    reported = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.newest = 0
        """Work of an older generation is not begun; set from outside when all is over."""

    def tell(self, work: Work) -> None:
        """Say that there is a report."""
        self.reported.emit(work)

    @Slot(int, object)
    def work(self, generation: int, function: Callable[[], object]) -> None:
        if generation < self.newest:
            return
        try:
            answer = function()
        except Exception as error:  # it goes on in the thread that waits for the answer
            self.done.emit(generation, None, error)
        else:
            self.done.emit(generation, answer, None)


_holding = 0
_was_enabled = True


class Hold:
    """Keeps other threads from collecting garbage between `hold` and `release`.

    Python collects cycles of objects in whatever thread happens to allocate when it is time for
    it. There can be objects of Qt among them, which belong to the thread of the window; to delete
    them in another thread ends the process. So all of this belongs to the thread of the window.
    """

    def __init__(self) -> None:
        self._holds = False

    def hold(self) -> None:
        """From now on nothing is collected but by `collect`."""
        global _holding, _was_enabled  # one collector for the whole process
        if not self._holds:
            self._holds = True
            if not _holding:
                _was_enabled = gc.isenabled()
                gc.disable()
            _holding += 1

    def release(self) -> None:
        """The thread of this hold has nothing to do any more."""
        global _holding
        if self._holds:
            self._holds = False
            _holding -= 1
            if not _holding and _was_enabled:
                gc.enable()  # last: what is collected now may release holds of its own


def collect() -> None:
    """Collect what is due, in the thread that calls this.

    The oldest objects wait until no thread works: to look at all of them takes too long.
    """
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [k for k in (0, 1) if counts[k] > thresholds[k] > 0]
    if due:
        gc.collect(due[-1])
