"""What can go wrong with a file, said in one sentence: what is wrong, where, and what to do."""

from __future__ import annotations

import errno
import os

PathLike = str | os.PathLike[str]


class UserError(ValueError):
    """A sentence for the person in front of the screen; no traceback is needed."""


class ProjectError(UserError):
    """A file is not a project that can be opened."""


class PointsError(UserError):
    """A table of points cannot be read as a function."""


class WriteError(UserError):
    """A file could not be written; what was there before still is."""


_WHY_NOT_WRITTEN = {
    errno.ENOENT: "there is no such folder; make it, or choose another one",
    errno.ENOTDIR: "part of its path is a file, not a folder; choose another folder",
    errno.EISDIR: "it is a folder; give the name of a file",
    errno.EACCES: "you have no permission to write there; choose another folder",
    errno.EPERM: "you have no permission to write there; choose another folder",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.ENOSPC: "the disk is full; free some space, or choose another folder",
    errno.EDQUOT: "your share of the disk is full; free some space, or choose another folder",
    errno.EFBIG: "there is no room for a file of this size; choose another folder",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ELOOP: "its links lead round in a circle; choose another name",
}

_WHY_NOT_READ = {
    errno.ENOENT: "there is no such file; check the name",
    errno.ENOTDIR: "part of its path is a file, not a folder; check the name",
    errno.EISDIR: "it is a folder; choose a file in it",
    errno.EACCES: "you have no permission to read it; change its permissions, or copy it",
    errno.EPERM: "you have no permission to read it; change its permissions, or copy it",
    errno.ENAMETOOLONG: "the name is too long; check it",
    errno.ELOOP: "its links lead round in a circle; check the name",
}


def cannot_write(path: PathLike, error: Exception) -> str:
    """Return the sentence for a file that could not be written."""
    why = _WHY_NOT_WRITTEN.get(getattr(error, "errno", None) or 0)
    return f"{shown(path)} could not be written: {why or _unusual(error)}"


def cannot_read(path: PathLike, error: Exception) -> str:
    """Return the sentence for a file that could not be read."""
    why = _WHY_NOT_READ.get(getattr(error, "errno", None) or 0)
    return f"{shown(path)} could not be read: {why or _unusual(error)}"


def shown(path: PathLike) -> str:
    """Return a path as it can be printed and drawn: on one line, whatever its bytes are."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in os.fspath(path))


def quoted(text: str, most: int = 40) -> str:
    """Return text from a file in quotes, on one line, cut after `most` characters."""
    cut = text if len(text) <= most else text[:most] + "…"
    return f"“{shown(cut)}”"


def _unusual(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror.lower()}; check the disk, or choose another place"
    return "the system does not take this name; choose another one"
