"""Opening whatever file there is: a project, or a table of points."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import numpy as np

from reluviz.core.construct import through_points
from reluviz.core.targets import Target
from reluviz.files.errors import PathLike, UserError, cannot_read, shown
from reluviz.files.project import Project
from reluviz.files.project_file import ENDING, read_project
from reluviz.files.reading import TABLE_ENDINGS

KNOWN_ENDINGS = (ENDING, *TABLE_ENDINGS)


def open_any(path: PathLike) -> Project:
    """Open a project, or a table of points as a network through them. The ending decides which.

    Raises
    ------
    UserError
        If the file cannot be read, is damaged, or has an ending that is not in `KNOWN_ENDINGS`.
    """
    ending = Path(path).suffix.lower()
    if ending == ENDING:
        return read_project(path)
    if ending in TABLE_ENDINGS:
        from reluviz.files.points import read_points  # here, to open projects sooner

        return project_through(read_points(path))
    try:
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise UserError(cannot_read(path, error)) from error
    if is_folder:
        raise UserError(cannot_read(path, IsADirectoryError(errno.EISDIR, "is a folder")))
    unknown = f"the unknown ending {shown(ending)}" if ending else "no ending"
    raise UserError(
        f"{shown(path)} has {unknown}: a project ends in {ENDING}, a table of points in "
        f"{', '.join(TABLE_ENDINGS)}; rename it, or choose another file"
    )


def project_through(target: Target) -> Project:
    """Return the network through the points of `target`, on the domain from first to last.

    Raises
    ------
    ValueError
        If there is no such network; not for targets that `read_points` returns.
    """
    network = through_points(np.column_stack([target.x, target.y]))
    return Project(network, target, (float(target.x[0]), float(target.x[-1])))
