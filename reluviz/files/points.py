"""Tables of points, as people have them: separators, decimal commas, headers, any order.

How a table is read, found once for all of it and checked on every line:

- Columns are separated by semicolons, tabs, commas or blanks; quotes as in CSV are understood.
- The decimal mark is a point or a comma, the same everywhere. ``1,5,2,5`` could mean several
  things and is refused.
- Two columns are x and y. If there are more, a header must name one of them x and one y. The
  columns of a header that says ``y;x`` are taken by their names, too.
- Lines that are empty or start with # are skipped; so is Excel's ``sep=;``.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

import numpy as np

from reluviz.core.construct import LARGEST_UNITS, Array
from reluviz.core.network import LARGEST_VALUE
from reluviz.core.piecewise import check_domain
from reluviz.core.targets import Target
from reluviz.files.errors import PathLike, PointsError, quoted, shown
from reluviz.files.reading import read_bytes, read_stream

_LONGEST_LINE = 10_000  # characters; two numbers are far shorter
_MOST_LINES = 20 * LARGEST_UNITS  # comments and empty lines included
_SAMPLE = 50  # lines that the separator is found from

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[.,'\s][0-9]{3})+(?:[.,][0-9]*)?")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = {",": "comma", ".": "point"}

Line = tuple[int, str]


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
    lines = _content(_lines(text, name), name)
    head = list(itertools.islice(lines, _SAMPLE))
    if not head:
        raise PointsError(f"{name} is empty: it should hold two columns of numbers, x and y")
    table = _Table(name, _find_separator([line for _, line in head]))
    for place, (number, line) in enumerate(itertools.chain(head, lines)):
        table.add(number, line, may_be_header=place == 0)
    return table.target()


def _lines(text: str | bytes, name: str) -> Iterable[str]:
    """Lines of text, one by one, so that a large file is not held several times."""
    if isinstance(text, str):
        return io.StringIO(text.removeprefix("\ufeff"), newline=None)
    encoding = "utf-8-sig"
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif _CONTROL.search(text):
        raise PointsError(f"{name} is not a text file: save the table as CSV, and open that")
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise PointsError(f"{name} is damaged UTF-16 text: save it as UTF-8") from None
        encoding = "latin-1"
    return io.TextIOWrapper(io.BytesIO(text), encoding=encoding, newline=None)


def _content(lines: Iterable[str], name: str) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        if number > _MOST_LINES:
            raise PointsError(
                f"{name} has more than {_MOST_LINES:,} lines: delete those that are no points"
            )
        if len(line) > _LONGEST_LINE:
            raise PointsError(
                f"{name}, line {number} has more than {_LONGEST_LINE:,} characters: a table of "
                "points has two numbers on each line"
            )
        line = line.strip("\n ").replace("\N{MINUS SIGN}", "-")
        if line.strip() and not line.startswith("#") and not re.fullmatch(r"sep=.?", line):
            yield number, line


def _find_separator(lines: list[str]) -> str:
    """Return a semicolon, a tab, a comma or, for blanks, the empty string."""
    body = lines[1:] or lines  # the first may be a header with anything in it
    for separator in (";", "\t"):
        if any(separator in line for line in body):
            return separator
    with_comma = [line for line in body if "," in line]
    if with_comma and not all(_has_decimal_commas(line) for line in with_comma):
        return ","
    return ""


def _has_decimal_commas(line: str) -> bool:
    """Whether blanks separate numbers and the commas are inside them, as in ``1,5 2,5``."""
    cells = line.split()
    return len(cells) > 1 and all(
        _NUMBER.fullmatch(cell) and cell[0] != "," and cell[-1] != "," for cell in cells
    )


def _is_numeric(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _NOT_FINITE.fullmatch(cell))


class _Table:
    """The rows of one table while they are read."""

    def __init__(self, name: str, separator: str) -> None:
        self._name = name
        self._separator = separator
        self._columns = (0, 1)
        self._width = 2  # columns that a row may have
        self._mark: tuple[str, int] | None = None  # decimal mark and the line it was first seen in
        self._lines: list[int] = []
        self._values: list[tuple[float, float]] = []

    def add(self, number: int, line: str, may_be_header: bool) -> None:
        """Add line `number` of the file."""
        cells = self._cells(line)
        if may_be_header and not any(_is_numeric(cell) for cell in cells):
            self._read_header(number, cells)
            return
        if len(self._values) > LARGEST_UNITS:
            raise PointsError(
                f"{self._name} has more than {LARGEST_UNITS + 1:,} points, which is all that can "
                "be used: thin them out"
            )
        if len(cells) > self._width:
            raise self._too_wide(number, line, len(cells))
        x, y = self._columns
        self._lines.append(number)
        self._values.append(
            (self._number(cells, x, "x", number), self._number(cells, y, "y", number))
        )

    def target(self) -> Target:
        """Return the points, sorted."""
        if len(self._values) < 2:
            count = "only one point" if self._values else "no points"
            raise PointsError(f"{self._name} has {count}: a function needs at least two")
        table = np.array(self._values)
        order = np.argsort(table[:, 0], kind="stable")
        x, y = table[order].T
        self._check_buildable(x, y, [self._lines[k] for k in order])
        return Target(x, y)

    def _cells(self, line: str) -> list[str]:
        if not self._separator:
            return line.split()
        # One line at a time: no number goes over two lines, and a stray quote harms only its own.
        row = next(csv.reader([line], delimiter=self._separator, skipinitialspace=True))
        cells = [cell.strip() for cell in row]
        while len(cells) > 2 and not cells[-1]:
            cells.pop()
        return cells

    def _read_header(self, number: int, cells: list[str]) -> None:
        names = [cell.lower() for cell in cells]
        if {"unit", "v", "b", "w"} <= set(names):
            raise PointsError(
                f"{self._name} is a table of weights: a table of points has two columns, x and y"
            )
        if names.count("x") == names.count("y") == 1:
            self._columns = names.index("x"), names.index("y")
            self._width = len(names)
        elif self._separator and len(names) > 2:
            raise self._too_wide(number, "", len(names))

    def _too_wide(self, number: int, line: str, count: int) -> PointsError:
        # "1.5,2,3" has three columns; "1,5,2" could as well be 1.5 and 2, or 1 and 5.2.
        if self._separator == "," and line and "." not in line and '"' not in line:
            return PointsError(
                f"{self._name}, line {number}: {quoted(line)} can be read in several ways; if its "
                "commas are decimal commas, put a semicolon between x and y"
            )
        return PointsError(
            f"{self._name}, line {number} has {count} columns: keep two, or have the first line "
            "name one of them x and one y"
        )

    def _number(self, cells: list[str], column: int, axis: str, number: int) -> float:
        cell = cells[column] if column < len(cells) else ""
        if not _NUMBER.fullmatch(cell):
            raise self._not_a_number(cell, axis, number)
        mark = "," if "," in cell else "." if "." in cell else None
        if mark is not None and self._mark is None:
            self._mark = mark, number
        elif mark is not None and self._mark is not None and mark != self._mark[0]:
            raise PointsError(
                f"{self._name}, line {number}: {quoted(cell)} has a decimal {_MARKS[mark]}, but "
                f"line {self._mark[1]} has a decimal {_MARKS[self._mark[0]]}; use one of them "
                "everywhere"
            )
        value = float(cell.replace(",", "."))
        if not abs(value) <= LARGEST_VALUE:
            raise PointsError(
                f"{self._name}, line {number}: {axis} is {quoted(cell)}, and the largest that can "
                f"be used is {LARGEST_VALUE:g}; choose a larger unit"
            )
        return value

    def _not_a_number(self, cell: str, axis: str, number: int) -> PointsError:
        if not cell:
            why = f"{axis} is missing; write a number there, or delete the line"
        elif _NOT_FINITE.fullmatch(cell):
            why = f"{axis} is {quoted(cell)}, not a finite number; correct or delete the line"
        elif _GROUPED.fullmatch(cell):
            why = f"{axis} is {quoted(cell)}; write numbers without marks between the thousands"
        else:
            why = f"{axis} is {quoted(cell)}, not a number; correct it, or put # before the line"
        return PointsError(f"{self._name}, line {number}: {why}")

    def _check_buildable(self, x: Array, y: Array, lines: list[int]) -> None:
        """Refuse what `through_points` or the domain would refuse, naming lines."""
        same = np.flatnonzero(np.diff(x) == 0)
        if len(same):
            k = int(same[0])
            raise PointsError(
                f"{self._name}, lines {lines[k]} and {lines[k + 1]} have the same x = "
                f"{float(x[k])!r}: each x may occur once; delete one of them"
            )
        with np.errstate(over="ignore"):
            steep = np.flatnonzero(~(np.abs(np.diff(y) / np.diff(x)) <= LARGEST_VALUE / 2))
        if len(steep):
            k = int(steep[0])
            first, second = sorted(lines[k : k + 2])
            raise PointsError(
                f"{self._name}, lines {first} and {second} are too near in x for so different a "
                "y: the slope between them is too large; delete one of them"
            )
        try:
            check_domain((float(x[0]), float(x[-1])))
        except ValueError:
            raise PointsError(
                f"{self._name}: all x lie between {float(x[0])!r} and {float(x[-1])!r}, too near "
                "to one another; subtract what they have in common, or choose a smaller unit"
            ) from None
