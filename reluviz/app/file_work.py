"""Files read and written, and what is known of them. No widgets: it can run in a thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reluviz.core.stopping import Stop
from reluviz.document.document import check_showable
from reluviz.files.project import Project

if TYPE_CHECKING:
    from reluviz.app.dialogs.data_work import Reading


def read_any(
    path: Path, stop: Stop | None = None, activation: str | None = None
) -> tuple[Project | Reading, str | None]:
    """Return what is in a file and, of a project, the hash of the file's content.

    `activation` is that of the hidden layers, for files that do not say it.

    Raises
    ------
    ValueError
        If it cannot be read or shown.
    Stopped
        If `stop` said so; it is asked only while a table is read.
    """
    from reluviz.files.formats import open_any
    from reluviz.files.reading import TABLE_ENDINGS
    from reluviz.files.weights import is_weights

    if path.suffix.lower() in TABLE_ENDINGS and not is_weights(path):
        return _read_table(path, stop), None
    fingerprint = fingerprint_of(path)
    project = open_any(path, activation)
    check_showable(project)
    return project, fingerprint


def _read_table(path: Path, stop: Stop | None) -> Project | Reading:
    """Return the network through a few points, if there is nothing to choose and nothing to say
    about how they were read; else the table.

    Raises
    ------
    ValueError
        If there is nothing to choose.
    """
    from reluviz.app.dialogs.data_work import FEW, file_source, read_source
    from reluviz.files.points import points_of, project_through

    reading = read_source(file_source(path), stop)
    table = reading.table
    if table.is_sheet or len(table) > FEW:
        return reading
    try:
        places = table.choice()
        target = points_of(table, places)
    except ValueError:
        if table.is_usable:
            return reading
        raise
    is_plain = not table.notes(*places) and not table.is_guess(*places)
    return project_through(target) if is_plain else reading


def write_file(project: Project, path: Path) -> str | None:
    """Write a project and return the hash of the file's content.

    Raises
    ------
    ValueError
        If it cannot be written.
    """
    from reluviz.files.project_file import write_project

    write_project(project, path)
    return fingerprint_of(path)


def holds_the_same(first: Project, second: Project) -> bool:
    """Whether a file with one of two projects need not be written again for the other."""
    return first == second


def size_of(path: Path) -> int:
    """Bytes of a file; 0 if it cannot be looked at."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0  # reading it will say what is wrong


def fingerprint_of(path: Path | None) -> str | None:
    """Hash of a file's content; None if there is none that can be read."""
    if path is None or not path.is_file():
        return None
    import hashlib

    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None  # reading or writing it will say what is wrong


def file_name(title: str) -> str:
    """Return a title as the name of a file on any system."""
    return "".join("-" if c in '<>:"/\\|?*' or ord(c) < 32 else c for c in title).strip(" .")
