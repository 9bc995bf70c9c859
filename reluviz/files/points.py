"""Tables of points, of which every line counts: the function that goes through them.

They are read as every table is, see `reluviz.files.text_table`. Besides:

- Two columns are x and y. If there are more, a header must name one of them x and one y. The
  columns of a header that says ``y;x`` are taken by their names, too.
- Every line has a number in both. ``1,5,2,5`` could mean several things and is refused.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import BinaryIO, TextIO

import numpy as np

from reluviz.core.construct import LARGEST_UNITS, Array
from reluviz.core.network import LARGEST_VALUE
from reluviz.core.piecewise import check_domain
from reluviz.core.targets import Target
from reluviz.files.errors import PathLike, PointsError, shown
from reluviz.files.reading import read_bytes, read_stream
from reluviz.files.table import Table
from reluviz.files.text_lines import Layout, ambiguous, is_ambiguous
from reluviz.files.text_table import Limits, parse_text

_LIMITS = Limits(rows=LARGEST_UNITS + 1, too_many="points", width=2)


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
    if isinstance(source, (str, os.PathLike)):
        return parse_points(read_bytes(source, PointsError), name or shown(source))
    name = name or "the input"
    stream = getattr(source, "buffer", source)  # the bytes below a text stream, if it has any
    return parse_points(read_stream(stream, name, PointsError), name)


def parse_points(text: str | bytes, name: str = "pasted text") -> Target:
    """Read a table of points from text, or from the bytes of a file.

    Parameters
    ----------
    text : str or bytes
        Bytes are UTF-8, or UTF-16 with its mark, else Latin-1.
    name : str
        What messages call it.

    Returns
    -------
    Target
        The points, sorted by x.

    Raises
    ------
    PointsError
        If it is not such a table; with the name and, where it helps, the line.
    """
    table, layout = parse_text(text, name, _LIMITS)
    places = _places(table, layout)
    x_column, y_column = (
        replace(table.columns[place], name=axis) for place, axis in zip(places, "xy", strict=True)
    )
    table.check((x_column, y_column), gaps=False)
    if len(table) < 2:
        count = "only one point" if len(table) else "no points"
        raise PointsError(f"{name} has {count}: a function needs at least two")
    order = np.argsort(x_column.values, kind="stable")
    x, y = x_column.values[order], y_column.values[order]
    _check_buildable(name, x, y, table.lines[order].tolist())
    return Target(x, y)


def _places(table: Table, layout: Layout) -> tuple[int, int]:
    """Return which columns are x and y."""
    names = [cell.lower() for cell in layout.header or ()]
    if {"unit", "v", "b", "w"} <= set(names):
        raise PointsError(
            f"{table.name} is a table of weights: a table of points has two columns, x and y"
        )
    if names.count("x") == names.count("y") == 1 and table.has_header:
        return names.index("x"), names.index("y")
    if len(table.columns) == 2:
        return 0, 1
    number, line = layout.first
    if layout.header is None and is_ambiguous(line, layout.separator):
        raise ambiguous(table.name, number, line)
    raise PointsError(
        f"{table.name}, line {number} has {len(table.columns)} columns: keep two, or have the "
        "first line name one of them x and one y"
    )


def _check_buildable(name: str, x: Array, y: Array, lines: list[int]) -> None:
    """Refuse what `through_points` or the domain would refuse, naming lines."""
    same = np.flatnonzero(np.diff(x) == 0)
    if len(same):
        k = int(same[0])
        raise PointsError(
            f"{name}, lines {lines[k]} and {lines[k + 1]} have the same x = "
            f"{float(x[k])!r}: each x may occur once; delete one of them"
        )
    with np.errstate(over="ignore"):
        steep = np.flatnonzero(~(np.abs(np.diff(y) / np.diff(x)) <= LARGEST_VALUE / 2))
    if len(steep):
        k = int(steep[0])
        first, second = sorted(lines[k : k + 2])
        raise PointsError(
            f"{name}, lines {first} and {second} are too near in x for so different a "
            "y: the slope between them is too large; delete one of them"
        )
    try:
        check_domain((float(x[0]), float(x[-1])))
    except ValueError:
        raise PointsError(
            f"{name}: all x lie between {float(x[0])!r} and {float(x[-1])!r}, too near "
            "to one another; subtract what they have in common, or choose a smaller unit"
        ) from None
