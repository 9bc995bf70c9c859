"""One panel alone in the window, for as long as one likes, and back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow, QWidget

from reluviz.app import layout
from reluviz.app.docks import Dock, Middle


class Filling:
    """Has one part of a window fill it.

    Parameters
    ----------
    window : QMainWindow
        The window.
    middle : Middle
        What is in the middle of it.
    docks : sequence of Dock
        What is around that.
    """

    def __init__(self, window: QMainWindow, middle: Middle, docks: Sequence[Dock]) -> None:
        self._window = window
        self._middle, self._docks = middle, docks
        self._state: QByteArray | None = None
        parts: tuple[Middle | Dock, ...] = (middle, *docks)
        for part in parts:
            part.heading.double_clicked.connect(lambda part=part: self.switch(part))
        for dock in docks:
            dock.closing.connect(self.leave)
            dock.toggleViewAction().triggered.connect(self.leave)

    @property
    def is_on(self) -> bool:
        """Whether there is one part alone."""
        return self._state is not None

    def switch(self, part: QWidget) -> None:
        """Have a part fill the window; or all be there again."""
        if self.is_on:
            self.leave()
            return
        self._state = self._window.saveState(layout.VERSION)
        for other in (self._middle, *self._docks):
            if other is not part and not (isinstance(other, Dock) and other.isFloating()):
                other.hide()

    def leave(self) -> None:
        """Show all that was there before."""
        state, self._state = self._state, None
        if state is not None:
            self._middle.show()
            self._window.restoreState(state, layout.VERSION)
