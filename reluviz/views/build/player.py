"""Plays the steps of a construction one after the other."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer, Signal

STEP_MS = 1200
"""How long each step is shown."""

MOST_STEPS = 25
"""A run shows at most so many steps, so that it takes 30 seconds."""


class Player(QObject):
    """A clock that asks for steps, with strides that grow with their number."""

    step_requested = Signal(int)
    """The step to go to."""

    playing_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._step = self._last = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_playing(self) -> bool:
        """Whether the clock runs."""
        return self._timer.isActive()

    def play(self, step: int | None, last: int) -> None:
        """Play from `step` to `last`; from the beginning if it is None or the last."""
        is_new = step is None or step >= last
        self._step, self._last = 0 if step is None or is_new else step, last
        self._timer.start()
        self.playing_changed.emit(True)
        if is_new:
            self.step_requested.emit(0)

    def stop(self) -> None:
        """Stop where it is. Without a run: nothing."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _on_timeout(self) -> None:
        stride = math.ceil(self._last / MOST_STEPS)
        self._step = min(self._last, self._step + stride)
        if self._step == self._last:
            self.stop()
        self.step_requested.emit(self._step)
