"""The one state signal: when a snapshot is taken and emitted."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from reluviz.document.snapshot import Snapshot


class Publisher(QObject):
    """Emits one snapshot for all that changed since the last, when the queue of events is empty.

    A subclass takes the snapshot, calls `_check_not_rendering` before it changes anything, and
    `touch` after it. What only points or looks goes through `when_rendered` instead: while panels
    render, Qt tells at once of a mouse that is now over something else.
    """

    snapshot_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot
        self._is_publishing = False
        self._is_stale = False
        self._waiting: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.publish)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot published last."""
        return self._snapshot

    def publish(self) -> None:
        """Emit one snapshot if anything changed since the last, then do what waited for that."""
        if not self._is_stale or self._is_publishing:
            return
        self._timer.stop()
        self._is_stale = False
        self._snapshot = self._take_snapshot()
        self._is_publishing = True
        try:
            self.snapshot_changed.emit(self._snapshot)
        finally:
            self._is_publishing = False
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            try:
                act()
            except Exception as error:  # the others must not wait for ever
                sys.excepthook(type(error), error, error.__traceback__)
        if self._is_stale:
            self.touch()

    def when_rendered(self, act: Callable[[], object]) -> None:
        """Do something at once or, while panels render a snapshot, as soon as all of them have."""
        if self._is_publishing:
            self._waiting.append(act)
        else:
            act()

    def _take_snapshot(self) -> Snapshot:
        raise NotImplementedError

    def _check_not_rendering(self) -> None:
        """Called first by all that changes anything, so that a refused change leaves no trace."""
        if self._is_publishing:
            raise RuntimeError("a panel changed the document while it was rendering")

    def touch(self) -> None:
        """Have a snapshot published soon."""
        self._is_stale = True
        if not self._timer.isActive():
            self._timer.start()
