"""Tables of points, of which every line counts: the function that goes through them.

They are read as every table is, see `reluviz.files.tables`. But each x may occur once, and there
can be no more points than a network has units for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO, TextIO

import numpy as np

from reluviz.core.construct import LARGEST_UNITS, Array, through_points
from reluviz.core.network import LARGEST_VALUE
from reluviz.core.targets import Target
from reluviz.files.errors import PathLike, PointsError
from reluviz.files.project import Project
from reluviz.files.table import Table
from reluviz.files.tables import parse_table, read_table
from reluviz.files.weights import is_weights
from reluviz.files.weights import read_project as read_weights

_WEIGHTS = frozenset(("unit", "v", "b", "w"))


def read_points(source: PathLike | BinaryIO | TextIO, name: str | None = None) -> Target:
    """Read a table of points from a file or a stream.

    Parameters
    ----------
    source : str, PathLike or stream
        The path of a file, or something open for reading, such as ``sys.stdin``.
    name : str, optional
        What messages call it; the path if left out.

    Returns
    -------
    Target
        The points, sorted by x. `through_points` builds a network from them without complaint,
        and the first and the last x are a possible domain.

    Raises
    ------
    PointsError
        If it cannot be read or is not such a table; with the name and, where it helps, the line.
    """
    return points_of(read_table(source, name))


def parse_points(text: str | bytes, name: str = "pasted text") -> Target:
    """Return the points in a text, or in the bytes of a file; see `read_points`."""
    return points_of(parse_table(text, name))


def points_of(table: Table, places: tuple[int, int] | None = None) -> Target:
    """Return two columns of a table as the line through their points.

    Parameters
    ----------
    table : Table
        Any table.
    places : tuple of int, optional
        The columns of x and y; those that the table suggests if left out.

    Raises
    ------
    PointsError
        If no function goes through them.
    """
    if {name.lower() for name in table.names} >= _WEIGHTS:
        raise PointsError(
            f"{table.name} is a table of weights: a table of points has two columns, x and y"
        )
    x, y = places or table.choice()
    target = table.target(x, y)
    if len(target.x) > LARGEST_UNITS + 1:
        raise PointsError(
            f"{table.name} has more than {LARGEST_UNITS + 1:,} points, which is all that can be "
            "used: thin them out"
        )
    values = [table.columns[place].values for place in (x, y)]
    rows = np.flatnonzero(~np.isnan(values[0]) & ~np.isnan(values[1]))
    lines = table.lines[rows[np.argsort(values[0][rows], kind="stable")]]
    _check_buildable(table, target.x, target.y, lines.tolist())
    return replace(target, kind="line")


def read_project(path: PathLike) -> Project:
    """Return the network through the points of a table, or that of a table of weights.

    Raises
    ------
    UserError
        If it cannot be read, or no function goes through the points.
    """
    if is_weights(path):
        return read_weights(path)
    return project_through(read_points(path))


_MISSED = 1e-3
"""By so much of the range of y a curve may miss points, for rounding alone, before they are
refused as too near to one another."""


def project_through(target: Target) -> Project:
    """Return the network through the points of `target`, on the domain from first to last.

    Raises
    ------
    ValueError
        If there is no such network; not for targets that `read_points` returns.
    """
    network = through_points(np.column_stack([target.x, target.y]))
    return Project(network, target, (float(target.x[0]), float(target.x[-1])))


def _check_buildable(table: Table, x: Array, y: Array, lines: list[int]) -> None:
    """Refuse what `through_points` or the domain would refuse, naming lines."""
    same = np.flatnonzero(np.diff(x) == 0)
    if len(same):
        k = int(same[0])
        raise PointsError(
            f"{table.name}, {table.unit}s {lines[k]} and {lines[k + 1]} have the same x = "
            f"{float(x[k])!r}: each x may occur once; delete one of them"
        )
    with np.errstate(over="ignore", invalid="ignore"):
        slopes = np.abs(np.diff(y) / np.diff(x))
        # What one rounding of the largest x is, times the slope: how far the curve may miss.
        missed = slopes * np.spacing(np.abs(x).max())
        is_steep = ~(slopes <= LARGEST_VALUE / 2) | (missed > _MISSED * np.ptp(y))
    steep = np.flatnonzero(is_steep)
    if len(steep):
        k = int(steep[0])
        first, second = sorted(lines[k : k + 2])
        raise PointsError(
            f"{table.name}, {table.unit}s {first} and {second} are too near in x for so different "
            "a y: the slope between them is too large; delete one of them"
        )
