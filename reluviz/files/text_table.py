"""Tables as text, as people have them: separators, decimal commas, headers.

How a table is read, found once for all of it and checked on every line:

- Columns are separated by semicolons, tabs, commas or blanks; quotes as in CSV are understood.
- The decimal mark is a point or a comma, the same everywhere in the columns that are used.
- The first line is a header if nothing in it is a number.
- Lines that are empty or start with # are skipped; so is Excel's ``sep=;``.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import LARGEST_VALUE
from reluviz.core.stopping import Progress, Stop, Watch
from reluviz.files.columns import Array, Column, ColumnReader
from reluviz.files.errors import PointsError
from reluviz.files.table import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Table, column_names
from reluviz.files.text_lines import (
    LONGEST_LINE,
    Layout,
    Line,
    ambiguous,
    cells_of,
    content_of,
    find_layout,
    is_ambiguous,
    split_lines,
)

TOP = 100
"""Rows that are kept as they are written, to show them."""

FAST_FROM = 1_000
"""Tables of fewer lines are always read with care."""

_BLOCK = 20_000  # lines between two looks at `stop`, some 20 ms of NumPy's reader
_STEP = 2_000  # the same for the careful reader


@dataclass(frozen=True)
class Limits:
    """How much of a table is read.

    Parameters
    ----------
    rows : int
        At most so many.
    too_many : str
        What to call them in the message if there are more.
    width : int
        A row has at least so many columns.
    """

    rows: int = MOST_ROWS
    too_many: str = "rows"
    width: int = 1


def parse_text(
    text: str | bytes,
    name: str,
    limits: Limits | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> tuple[Table, Layout]:
    """Read a table from text, or from the bytes of a text file.

    Parameters
    ----------
    text : str or bytes
        Bytes are UTF-8, or UTF-16 with its mark, else Latin-1.
    name : str
        What messages call it.
    limits : Limits, optional
        How much is read.
    stop, progress : callable, optional
        See `Watch`.

    Raises
    ------
    PointsError
        If it is not a table; with the name and, where it helps, the line.
    Stopped
        If `stop` says so.
    """
    limits, watch = limits or Limits(), Watch(stop, progress)
    lines = split_lines(text, name)
    watch.check(0.0)
    content = content_of(lines, name)
    layout, body = find_layout(content, name)
    table = _read_fast(lines, body[0][0], layout, name, limits, watch) if body else None
    if table is None:
        rows = itertools.chain(body, content)
        table = _Careful(layout, name, limits).read(rows, len(lines), watch)
    watch.check(1.0)
    return table, layout


def _width(layout: Layout, first: int, limits: Limits) -> int:
    """Return how many columns there are if the first row has `first`."""
    header = layout.header
    if header is not None and layout.separator and len(header) > 1:
        first = len(header)
    return max(first, limits.width)


def _most_rows(width: int, limits: Limits) -> int:
    return min(limits.rows, MOST_CELLS // width)


def _too_many(name: str, most: int, limits: Limits) -> PointsError:
    return PointsError(
        f"{name} has more than {most:,} {limits.too_many}, which is all that can be used: thin "
        "them out"
    )


def _table(
    columns: Sequence[Array | ColumnReader],
    lines: NDArray[np.int64],
    top: list[tuple[str, ...]],
    layout: Layout,
    name: str,
    count: int,
) -> Table:
    """Put a table of `count` lines together."""
    header = layout.header
    if (
        header is not None
        and len(header) != len(columns)
        and not (layout.separator and len(header) > 1)
    ):
        header = None  # a title, or names with blanks in them
    names = column_names(header, len(columns))
    ready = [
        column.column(name) if isinstance(column, ColumnReader) else Column(name, column)
        for name, column in zip(names, columns, strict=True)
    ]
    skipped = count - len(lines) - (layout.header is not None)
    return Table(name, tuple(ready), lines, tuple(top), header is not None, skipped)


# Careful: every cell is looked at, and remembered if there is something to be said about it.


class _Careful:
    """The rows of one table while they are read line by line."""

    def __init__(self, layout: Layout, name: str, limits: Limits) -> None:
        self._layout = layout
        self._name = name
        self._limits = limits
        self._most_rows = limits.rows
        self._readers: list[ColumnReader] = []
        self._lines = array("q")
        self._top: list[tuple[str, ...]] = []

    def read(self, rows: Iterable[Line], count: int, watch: Watch) -> Table:
        """Read the rows of a file of `count` lines."""
        for number, line in rows:
            if len(self._lines) % _STEP == 0:
                watch.check(number / count)
            self._add(number, line)
        if not self._readers:
            self._start(0)
        while self._ends_empty():
            self._readers.pop()
            self._top = [row[:-1] for row in self._top]
        lines = np.array(self._lines, dtype=np.int64)
        return _table(self._readers, lines, self._top, self._layout, self._name, count)

    def _start(self, first: int) -> None:
        width = _width(self._layout, first, self._limits)
        if width > MOST_COLUMNS:
            raise PointsError(
                f"{self._name}, line {self._layout.first[0]} has {width:,} columns, and "
                f"{MOST_COLUMNS} can be read: delete those that are not needed"
            )
        self._most_rows = _most_rows(width, self._limits)
        self._readers = [ColumnReader() for _ in range(width)]

    def _add(self, number: int, line: str) -> None:
        cells = cells_of(line, self._layout.separator)
        if not self._readers:
            self._start(len(cells))
        if len(self._lines) >= self._most_rows:
            raise _too_many(self._name, self._most_rows, self._limits)
        width = len(self._readers)
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) > width:
            raise self._too_wide(number, line, len(cells))
        cells += [""] * (width - len(cells))
        for reader, cell in zip(self._readers, cells, strict=True):
            reader.add(cell)
        if len(self._top) < TOP:
            self._top.append(tuple(cells))
        self._lines.append(number)

    def _ends_empty(self) -> bool:
        """Whether the last column is only there because lines end with a separator."""
        named = self._layout.header is not None and bool(self._layout.header[-1:] != [""])
        return (
            len(self._readers) > max(self._limits.width, 1)
            and not (named and self._layout.separator)
            and self._readers[-1].is_blank
        )

    def _too_wide(self, number: int, line: str, count: int) -> PointsError:
        if is_ambiguous(line, self._layout.separator):
            return ambiguous(self._name, number, line)
        return PointsError(
            f"{self._name}, line {number} has {count} columns, and the lines before "
            f"{len(self._readers)}; correct it, or put # before the line"
        )


# Fast: NumPy's reader, where there is nothing to be said about any cell.


def _read_fast(
    lines: list[str], first: int, layout: Layout, name: str, limits: Limits, watch: Watch
) -> Table | None:
    """Return the table whose rows begin in line `first`; None if it must be read with care."""
    end = len(lines)
    while not lines[end - 1].strip():
        end -= 1
    end = min(end, first + limits.rows)  # one too many is enough to know
    count = end - first + 1
    if count < FAST_FROM:
        return None
    marks: set[str] = set()
    blocks: list[Array] = []
    for start in range(first - 1, end, _BLOCK):
        watch.check((start - first + 1) / count)
        block = _read_block(lines[start : min(start + _BLOCK, end)], layout.separator, marks)
        if block is None or block.shape[1] != (blocks or [block])[0].shape[1]:
            return None
        blocks.append(block)
    width = blocks[0].shape[1]
    if width != _width(layout, width, limits) or width > MOST_COLUMNS:
        return None
    most = _most_rows(width, limits)
    if count > most:
        raise _too_many(name, most, limits)
    columns = [np.concatenate([block[:, k] for block in blocks]) for k in range(width)]
    for column in columns:
        column.flags.writeable = False
    top = [tuple(cells_of(line, layout.separator)) for line in lines[first - 1 : first - 1 + TOP]]
    numbers = np.arange(first, end + 1, dtype=np.int64)
    return _table(columns, numbers, top, layout, name, len(lines))


def _read_block(lines: list[str], separator: str, marks: set[str]) -> Array | None:
    """Return the numbers in some lines; None unless every line is full of plain numbers.

    `marks` are the decimal marks of the lines before, and grows.
    """
    text = "\n".join(lines)
    if not text.isascii() or '"' in text or "#" in text or max(map(len, lines)) > LONGEST_LINE:
        return None
    marks.update(mark for mark in ".," if mark != separator and mark in text)
    if len(marks) > 1 or not all(map(str.strip, lines)):
        return None
    if "," in marks:
        lines = text.replace(",", ".").split("\n")
    try:
        block = np.loadtxt(lines, delimiter=separator or None, ndmin=2, comments=None)
    except ValueError:
        return None
    with np.errstate(invalid="ignore"):
        usable = bool(np.all(np.abs(block) <= LARGEST_VALUE))  # NaN is not
    return block if usable and len(block) == len(lines) else None
