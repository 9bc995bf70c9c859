"""When something goes wrong inside: a log, a copy of the document, one sentence; never a traceback.

Qt prints an exception in a slot and goes on, so nobody would ever hear of it. The hooks here are
installed before the application is made.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from traceback import format_exception
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QLockFile

from reluviz.files.kept import Origin
from reluviz.files.project import Project

LARGEST_LOG = 1_000_000
"""A log of more bytes is put aside, and the one put aside before is deleted."""


class CrashReporter:
    """Logs what went wrong, keeps a copy of the document, and tells the user in one sentence.

    Parameters
    ----------
    folder : Path
        Where the log and the copies go; made if missing. If that is impossible, the system's
        folder for temporary files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = _made(folder)
        self.log = self.folder / "reluviz.log"
        self.rescue: Callable[[], Project | None] | None = None
        """Returns the project to keep a copy of, or None if it is saved; set by the window."""
        self.origin: Callable[[], Origin] = Origin
        """Returns what a copy would be a copy of; set by the window."""
        self.tell: Callable[[str], None] | None = None
        """Shows a sentence; may be called from any thread; set by the window."""
        self._before = sys.excepthook, threading.excepthook
        self._fault_file: TextIO | None = None
        self._kept: tuple[Project, Path] | None = None
        self._lock = threading.Lock()

    def install(self) -> None:
        """Put the hooks in."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self.on_exception
        threading.excepthook = self.on_thread_exception
        try:
            self._fault_file = (self.folder / "faults.log").open("w", encoding="utf-8")
        except OSError:
            return  # the hooks work without it
        faulthandler.enable(self._fault_file)

    def uninstall(self) -> None:
        """Take the hooks out again."""
        sys.excepthook, threading.excepthook = self._before
        if self._fault_file is not None:
            faulthandler.disable()
            self._fault_file.close()
            self._fault_file = None

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """What Python calls for an exception that nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        with self._lock:
            self._write("".join(format_exception(kind, error, trace)))
            copy = self._keep_copy()
        where = f" and a copy is in {copy}" if copy else ""
        if self.tell is not None:
            self.tell(
                f"Something went wrong. Your document is kept{where}; details are in {self.log}"
            )
        elif sys.stderr is not None:  # None for a program without a terminal on Windows
            print(f"Something went wrong; details are in {self.log}", file=sys.stderr)

    def on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        """What Python calls for one in a thread."""
        error = arguments.exc_value or arguments.exc_type()
        self.on_exception(arguments.exc_type, error, arguments.exc_traceback)

    def _write(self, text: str) -> None:
        """Add to the log, which stays short. Where even that fails there is no place to say it."""
        with suppress(OSError):
            if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
                os.replace(self.log, self.log.with_suffix(".log.old"))
            with self.log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {text}")

    def _keep_copy(self) -> Path | None:
        """Write the project beside, never over, the user's file; None if it is saved already."""
        from reluviz.files.kept import RESCUED, keep_copy

        project = None if self.rescue is None else self.rescue()
        if project is None:
            return None
        if self._kept is not None and self._kept[0] is project:
            return self._kept[1]
        try:
            path = keep_copy(project, self.origin(), self.folder, RESCUED)
        except (OSError, ValueError) as error:
            self._write(f"no copy could be kept: {error}\n")
            return None
        self._kept = (project, path)
        return path


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        import tempfile

        return Path(tempfile.mkdtemp(prefix="reluviz-"))
    return folder


class Session:
    """One run of the program, marked by a lock file that holds its process.

    Programs that run at the same time have a file each. One whose process is gone is of a run that
    did not end properly; it is told once, and taken away.

    Parameters
    ----------
    folder : Path
        Where the files are. Where nothing can be written, nothing is told.
    """

    def __init__(self, folder: Path) -> None:
        self.name = f"session {os.getpid()} {os.urandom(4).hex()}.lock"
        self._folder = folder
        self._lock = _lock(folder / self.name)

    def begin(self) -> list[str]:
        """Mark that the program runs; return the names of the runs that did not end properly."""
        found = []
        for path in sorted(self._folder.glob("session *.lock")):
            lock = _lock(path)
            if lock.tryLock(0):  # its process is gone
                found.append(path.name)
                lock.unlock()
        self._lock.tryLock(0)
        return found

    def end(self) -> None:
        """The program ends as it should."""
        self._lock.unlock()


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # however old: only a process that is gone gives it up
    return lock
