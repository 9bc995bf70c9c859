"""The application: one process, one window, one event loop."""

from __future__ import annotations

import signal
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QEvent,
    QEventLoop,
    Signal,
)
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from reluviz.app.crash import CrashReporter, Session
from reluviz.app.main_window import MainWindow
from reluviz.app.settings import SettingsStore, user_data_folder, user_settings_path
from reluviz.core.network import Network
from reluviz.document.document import Document
from reluviz.files.project import Project
from reluviz.lessons.lesson import Lesson
from reluviz.views.guard import Guarded
from reluviz.views.icons import application_icon

NAME = "ReluViz"
DESKTOP_FILE = "reluviz"

ARGUMENTS = [NAME, "-style", "Fusion"]
"""Fusion takes its colours from the palette. As an argument, because asking for the style from
Python takes 15 ms of the start."""

LONGEST_WAIT = 500  # milliseconds for the frame to appear


class Application(Guarded, QApplication):
    """QApplication that hears when macOS wants a file to be opened."""

    file_open_requested = Signal(object)
    """Emitted with the `Path`."""

    shared: Application
    """The one that `show` made."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_open_requested.emit(Path(event.file()))
            return True
        return super().event(event)


def run(path: Path | None = None, lesson: Lesson | None = None) -> int:
    """Open the window, on a file or with a lesson if one is given, and return when it is closed.

    Returns
    -------
    int
        Exit status of the process.
    """
    _set_names()
    reporter = CrashReporter(user_data_folder())
    reporter.install()
    session = Session(reporter.folder)
    unclean = session.begin()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends the program
    app = Application(ARGUMENTS)
    app.setWindowIcon(application_icon())
    window = MainWindow(store=SettingsStore(user_settings_path()), with_panels=False)
    _show_frame_first(window)
    window.files.copies.folder, window.files.copies.session = reporter.folder, session.name
    window.files.autosave.start(reporter.folder)
    _connect_reporter(reporter, window)
    if unclean:
        window.files.copies.tell_unclean_end(unclean, window.messages.tell)
    app.file_open_requested.connect(window.files.open_path)
    if path is not None:
        window.files.open_path(path)
    if lesson is not None:
        window.lessons.start(lesson)
    status = app.exec()
    reporter.uninstall()
    session.end()
    _delete(window)
    return status


def show(what: Network | Project) -> None:
    """Open a window on a network or a project, and return when it is closed.

    Raises
    ------
    ValueError
        If the window cannot show such a network.
    """
    project = what if isinstance(what, Project) else Project(what)
    if QApplication.instance() is None:
        _set_names()
        # Kept on the class: Python would otherwise end the application with this function.
        Application.shared = Application(ARGUMENTS)
        Application.shared.setWindowIcon(application_icon())
    window = MainWindow(Document(project), store=SettingsStore(user_settings_path()))
    reporter = CrashReporter(user_data_folder())
    reporter.install()
    _connect_reporter(reporter, window)
    loop = QEventLoop()
    window.closed.connect(loop.quit)
    window.show()
    loop.exec()
    reporter.uninstall()
    _delete(window)


def _set_names() -> None:
    """Settings, data folders and desktops know the program by these."""
    QCoreApplication.setOrganizationName(NAME)
    QCoreApplication.setApplicationName(NAME)
    Application.setDesktopFileName(DESKTOP_FILE)


def _connect_reporter(reporter: CrashReporter, window: MainWindow) -> None:
    document = window.document
    reporter.rescue = lambda: document.project if document.has_work else None
    reporter.origin = window.files.copies.origin
    reporter.tell = window.messages.trouble.emit


def _show_frame_first(window: MainWindow) -> None:
    """Show the frame of the window, then load and make its panels."""
    window.show()
    deadline = QDeadlineTimer(LONGEST_WAIT)
    # No clicks and keys yet: what they do may need the panels.
    painting = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    while not (window.windowHandle().isExposed() or deadline.hasExpired()):
        QCoreApplication.processEvents(painting, 5)
    QCoreApplication.processEvents(painting)
    window.add_panels()


def _delete(window: MainWindow) -> None:
    """Delete a closed window now: afterwards nothing may be left to run."""
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
