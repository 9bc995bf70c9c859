"""Whether the program ended as it should: a file that is there while it runs."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QLockFile


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
