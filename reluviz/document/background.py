"""Work that takes long, in a thread of its own. Answers nobody waits for any more are dropped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot


class Background(QObject):
    """Runs functions one after the other in one thread; only the newest is answered.

    Functions must not touch widgets or the document: they get immutable things and return one.
    All methods belong to the thread of this object, and so do the calls back.

    Parameters
    ----------
    parent : QObject, optional
        Qt parent.
    """

    _wanted = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generation = 0
        self._then: Callable[[Any], None] | None = None
        self._failed: Callable[[ValueError], None] | None = None
        self._thread = QThread(self)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self.destroyed.connect(partial(_end, self._thread))
        queued = Qt.ConnectionType.QueuedConnection
        self._wanted.connect(self._worker.work, queued)
        self._worker.done.connect(self._on_done, queued)

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
        self._generation += 1
        self._then, self._failed = then, failed
        if not self._thread.isRunning():
            self._thread.start()
        self._wanted.emit(self._generation, function)

    def drop(self) -> None:
        """Wait for no answer any more."""
        self._generation += 1
        self._then = self._failed = None

    def close(self) -> None:
        """Drop the answer, and wait until the thread has ended."""
        self.drop()
        self._worker.newest = self._generation
        _end(self._thread)

    @Slot(int, object, object)
    def _on_done(self, generation: int, answer: object, error: Exception | None) -> None:
        if generation != self._generation or self._then is None or self._failed is None:
            return
        then, failed = self._then, self._failed
        self._then = self._failed = None
        if error is None:
            then(answer)
        elif isinstance(error, ValueError):
            failed(error)
        else:
            raise error


def _end(thread: QThread, *_: object) -> None:
    """Wait until a thread has ended. Qt ends the process if one is deleted while it runs."""
    thread.quit()
    thread.wait()


class _Worker(QObject):
    """Lives in the thread."""

    done = Signal(int, object, object)

    def __init__(self) -> None:
        super().__init__()
        self.newest = 0
        """Work of an older generation is not begun; set from outside when all is over."""

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
