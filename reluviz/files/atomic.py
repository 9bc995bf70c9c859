"""Writing a file so that there is the old one or the new one, and never anything between."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import zlib

from reluviz.files.errors import PathLike, WriteError, cannot_write

_HOST = f"{zlib.crc32(os.uname().nodename.encode()):08x}" if os.name == "posix" else "here"
_PREFIX, _ENDING = f".reluviz-{_HOST}-", ".tmp"


def atomic_write(path: PathLike, data: bytes) -> None:
    """Write `data` to the file `path`: completely, or not at all.

    The data goes into a new file beside it, is forced to the disk, measured, and takes the name
    only then. A link is followed to its file; the file's permissions stay as they are. When the
    process is killed meanwhile, a hidden ``.reluviz-*.tmp`` may be left beside it, until the next
    file is written there.

    Parameters
    ----------
    path : str or PathLike
        The file, new or not.
    data : bytes
        All that shall be in it.

    Raises
    ------
    WriteError
        If it cannot be written. The file that was there is still there, unchanged.
    """
    try:
        _write(os.path.realpath(path), data)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise WriteError(cannot_write(path, error)) from error


def _write(target: str, data: bytes) -> None:
    mode = _mode_of(target)
    folder = os.path.dirname(target)
    # Not tempfile: its files are for their owner only, and a new file should get the mode that
    # the user's umask gives. The name is short, so that it fits wherever the target's does.
    _remove_leftovers(folder)
    beside = os.path.join(folder, f"{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}{_ENDING}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(beside, flags, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if os.fstat(file.fileno()).st_size != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if mode is not None:
            os.chmod(beside, mode)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            os.unlink(beside)
        raise
    _sync_folder(folder)


def _remove_leftovers(folder: str) -> None:
    """Remove what processes of this machine left in a folder that were killed while they wrote."""
    with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if not (entry.name.startswith(_PREFIX) and entry.name.endswith(_ENDING)):
                continue
            process = entry.name.removeprefix(_PREFIX).partition("-")[0]
            if process.isdecimal() and not _is_running(int(process)):
                os.unlink(entry.path)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # there, the way to ask would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's
    return True


def _mode_of(target: str) -> int | None:
    """Permission bits of the file, or None if there is none; refuses what must not be replaced."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(mode) & 0o777


def _sync_folder(folder: str) -> None:
    """Force the new name to the disk. The file is complete without it, so no failure is told."""
    with contextlib.suppress(OSError):  # Windows and some file systems cannot
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
