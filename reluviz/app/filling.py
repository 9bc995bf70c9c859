"""What titles of panels do: one alone in the window and back, or out in a window of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from reluviz.app import layout
from reluviz.app.context import add_entry
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
            part.heading.double_clicked.connect(partial(self.switch, part))
            part.heading.menu_requested.connect(partial(self._show_menu, part))
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

    def _show_menu(self, part: Middle | Dock, place: QPoint) -> None:
        """Offer what can be done with a panel, at a place on the screen."""
        menu = QMenu(self._window)
        menu.setObjectName("title_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = "All panels" if self.is_on else "This panel alone"
        add_entry(
            menu,
            "fill",
            name,
            "A double-click on the title does it, too",
            partial(self.switch, part),
        )
        if isinstance(part, Dock) and not self.is_on:
            tip = "Into a window of its own; it comes back when that is closed"
            add_entry(menu, "take_out", "Take the panel out", tip, part.take_out)
        menu.popup(place)

    def leave(self) -> None:
        """Show all that was there before."""
        state, self._state = self._state, None
        if state is not None:
            self._middle.show()
            self._window.restoreState(state, layout.VERSION)
