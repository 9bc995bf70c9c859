"""Opening the window, on a file or without one."""

from __future__ import annotations

from pathlib import Path

import reluviz.system as system
from reluviz.cli.arguments import importing_qt
from reluviz.files.errors import UserError
from reluviz.files.formats import open_any
from reluviz.files.project import Project
from reluviz.files.reading import TABLE_ENDINGS
from reluviz.files.weights import is_weights


def open_window(file: str | None, is_checked: bool) -> int:
    """Open the window and return its exit status.

    Parameters
    ----------
    file : str or None
        A project or a table of points.
    is_checked : bool
        Whether what is wrong with the file is told here, before there is a window.
    """
    project = _checked(file) if file is not None and is_checked else None
    problem = system.display_problem()
    if problem is not None:
        raise UserError(problem)
    with importing_qt():
        from reluviz.app.application import run
        from reluviz.document.document import check_showable
    if project is not None:
        check_showable(project)
    return run(None if file is None else Path(file))


def _checked(file: str) -> Project | None:
    """The project in a file, or through a table; None if the window asks how a table is read."""
    if Path(file).suffix.lower() not in TABLE_ENDINGS or is_weights(file):
        return open_any(file)
    from reluviz.files.points import (  # here, to start without a table sooner
        points_of,
        project_through,
    )
    from reluviz.files.tables import read_table

    table = read_table(file)
    return None if table.is_open else project_through(points_of(table))
