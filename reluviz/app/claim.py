"""A hidden file beside a project tells other programs that it is open here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile


class Claim:
    """The claim of a window on the user's file; on none at first.

    The hidden file holds process and machine. One whose process is gone is no claim. Where nothing
    can be written beside a file, nobody can claim it.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._lock: QLockFile | None = None

    def take(self, path: Path | None, by_force: bool = False) -> str | None:
        """Claim a file, and none of before; say who has it if another program does.

        Parameters
        ----------
        path : Path or None
            The file; None to claim none.
        by_force : bool
            Whether to take it over from another program.

        Returns
        -------
        str or None
            Who has it, to go on with "is open in"; None if it is claimed.
        """
        path = None if path is None else path.absolute()
        if path == self._path:
            return None
        lock = None if path is None else _lock(path)
        if lock is not None and not lock.tryLock(0):
            who = _holder(lock)
            if who and not by_force:
                return who
            if who:
                Path(lock.fileName()).unlink(missing_ok=True)
                lock.tryLock(0)
        self.release()
        self._path, self._lock = path, lock
        return None

    def release(self) -> None:
        """Claim nothing any more."""
        if self._lock is not None:
            self._lock.unlock()
        self._path = self._lock = None


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_name(f".{path.name}.lock")))
    lock.setStaleLockTime(0)  # however old: only a process that is gone gives it up
    return lock


def _holder(lock: QLockFile) -> str:
    if lock.error() is not QLockFile.LockError.LockFailedError:
        return ""  # nothing can be written there
    process, machine, program = lock.getLockInfo()
    return f"another program ({program}, process {process} on {machine})"
