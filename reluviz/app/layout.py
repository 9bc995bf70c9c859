"""Where the window and its panels are: remembered, brought back, or put back to the beginning."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow

from reluviz.app.lower_docks import LowerPanels
from reluviz.app.settings import Settings
from reluviz.views.guard import Guarded

VERSION = 6
"""Counts up when panels come or go: a layout of another version is not restored."""

FIRST_SIZE = QSize(1440, 900)
ROOM_FOR_FRAME = QSize(8, 40)
SMALLEST_SIZE = QSize(640, 400)

DIAGRAM_SHARE, DIAGRAM_LEAST = 0.28, 15.5  # lines of text: its numbers are what it is for
INSPECTOR_SHARE, INSPECTOR_LEAST = 0.235, 296
LOWER_SHARE = 0.29

OPEN_FROM = 800
"""From so many pixels of height on the panels under the plot are open at first."""


def restore(window: QMainWindow, settings: Settings) -> bool:
    """Put window and panels where they were; to the middle of the screen at first.

    Returns
    -------
    bool
        Whether the panels are where the settings say; else `reset` is due once it is shown.
    """
    window.setMinimumSize(SMALLEST_SIZE)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(FIRST_SIZE.boundedTo(screen.size() - ROOM_FOR_FRAME))
    if settings.geometry:
        window.restoreGeometry(QByteArray(settings.geometry))
    screens = [other.availableGeometry() for other in QGuiApplication.screens()]
    place = brought_back(window.geometry(), screens)
    if place != window.geometry():
        window.setGeometry(place)
    return bool(settings.layout) and window.restoreState(QByteArray(settings.layout), VERSION)


def remembered(window: QMainWindow) -> dict[str, bytes]:
    """Return the values of the settings `geometry` and `layout` for a window."""
    return {
        "geometry": bytes(window.saveGeometry().data()),
        "layout": bytes(window.saveState(VERSION).data()),
    }


def brought_back(window: QRect, screens: list[QRect]) -> QRect:
    """Return the place of a window so that it can be seen and taken hold of.

    Parameters
    ----------
    window : QRect
        Where it would be, without its frame.
    screens : list of QRect
        The room on each screen, the main one first.
    """
    title = QRect(window.left() + 40, window.top(), max(1, window.width() - 80), 30)
    if any(screen.contains(title.center()) for screen in screens):
        return window
    room = screens[0]
    result = QRect(room.topLeft(), window.size().boundedTo(room.size()))
    result.moveCenter(room.center())
    return result


class Sides(Guarded, QObject):
    """Gives the panels at the sides their shares of the window's width, whatever that is.

    Parameters
    ----------
    window : QMainWindow
        The window.
    left, right : QDockWidget
        The panels.
    """

    def __init__(self, window: QMainWindow, left: QDockWidget, right: QDockWidget) -> None:
        super().__init__(window)
        self._window, self.docks = window, (left, right)
        self._shares: list[float] = []
        for dock in self.docks:
            dock.installEventFilter(self)

    def put_back(self) -> None:
        """Give them the shares that they have at first."""
        self._shares = [DIAGRAM_SHARE, INSPECTOR_SHARE]
        self.keep()

    def keep(self) -> None:
        """Give them the shares that they had, or what they need at least."""
        wide = self._window.width()
        if not self._shares:
            self._note()
        least = DIAGRAM_LEAST * self._window.fontMetrics().height(), INSPECTOR_LEAST
        widths = [
            round(max(wide * share, pixels))
            for share, pixels in zip(self._shares, least, strict=True)
        ]
        self._window.resizeDocks(self.docks, widths, Qt.Orientation.Horizontal)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and QGuiApplication.mouseButtons():
            self._note()  # a hand at the line beside one gives another share
        return False

    def _note(self) -> None:
        self._shares = [dock.width() / max(1, self._window.width()) for dock in self.docks]


def reset(window: QMainWindow, sides: Sides, lower: LowerPanels) -> None:
    """Put the panels beside and under the plot, each with its share of the window."""
    areas = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
    for dock, area in zip(sides.docks, areas, strict=True):
        dock.setFloating(False)
        window.addDockWidget(area, dock)
        dock.show()
    sides.put_back()
    is_high = window.height() >= OPEN_FROM
    lower.put_back(is_high)
    if is_high:
        lower.set_share(LOWER_SHARE)
