"""The rows of a table, text or spreadsheet, while they are read one by one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reluviz.files.cells import native_look, number_look
from reluviz.files.column_reader import ColumnReader, settled
from reluviz.files.columns import Array, Column, Options
from reluviz.files.errors import PointsError
from reluviz.files.layout import Layout, kind_of
from reluviz.files.table import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, TOP, Table, column_names
from reluviz.files.text_lines import ambiguous, is_ambiguous


class Rows:
    """Looks at every cell, and remembers it if there is something to be said about it.

    Parameters
    ----------
    layout : Layout
        Where the table is.
    name, unit : str
        What messages call the table, and a line of it.
    separator : str
        What separates columns: between blanks a gap cannot be seen, and commas can be in numbers.
    """

    def __init__(self, layout: Layout, name: str, unit: str, separator: str = ";") -> None:
        self.width = max(layout.width, 1)
        self._layout, self._name, self._unit = layout, name, unit
        self._separator = separator
        self._most = min(MOST_ROWS, MOST_CELLS // self.width)
        self._readers = [ColumnReader() for _ in range(self.width)]
        self._lines = array("q")
        self._top: list[tuple[str, ...]] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, number: int, cells: list[Any]) -> None:
        """Add a row.

        Raises
        ------
        PointsError
            If it has other columns than the rows before, or there are too many rows.
        """
        if self.width > MOST_COLUMNS:
            raise PointsError(
                f"{self._name}, {self._unit} {number} has {self.width:,} columns, and "
                f"{MOST_COLUMNS} can be read: delete those that are not needed"
            )
        if len(self._lines) >= self._most:
            raise too_many(self._name, self._most)
        width, count = self.width, len(cells)
        if count != width:
            while len(cells) > width and cells[-1] in ("", None):
                cells.pop()
            if len(cells) > width or (not self._separator and count < width):
                raise self._wrong_width(number, cells)
            cells += [""] * (width - len(cells))
        for reader, cell in zip(self._readers, cells, strict=True):
            if type(cell) is str:
                reader.add(cell)
            else:
                _add(reader, cell)
        if len(self._top) < TOP:
            self._top.append(tuple(map(written, cells)))
        self._lines.append(number)

    def table(self, options: Options, skipped: int = 0) -> Table:
        """Return the table; `skipped` lines are not in it."""
        while self._ends_empty():
            self._readers.pop()
            self._top = [row[:-1] for row in self._top]
        lines = np.array(self._lines, dtype=np.int64)
        layout, name, unit = self._layout, self._name, self._unit
        return make_table(self._readers, lines, self._top, layout, name, unit, options, skipped)

    def _ends_empty(self) -> bool:
        """Whether the last column is only there because lines end with a separator."""
        names = self._layout.names or ()
        is_named = len(names) >= len(self._readers) and names[len(self._readers) - 1] != ""
        return len(self._readers) > 1 and not is_named and self._readers[-1].is_blank

    def _wrong_width(self, number: int, cells: list[Any]) -> PointsError:
        line, count = ",".join(map(str, cells)), len(cells)
        if is_ambiguous(line, self._separator):
            return PointsError(ambiguous(self._name, number, line))
        where = f"{self._name}, {self._unit} {number} has"
        if count < self.width:
            return PointsError(
                f"{where} {count} column{'s' if count > 1 else ''}, and the others "
                f"{self.width}; between blanks a gap cannot be seen: write NA into it"
            )
        return PointsError(
            f"{where} {count} columns, and the lines before {self.width}; correct it, or put # "
            "before the line"
        )


def too_many(name: str, most: int) -> PointsError:
    """Return the error for a table of more rows than there can be."""
    return PointsError(
        f"{name} has more than {most:,} rows, which is all that can be used: thin them out"
    )


def make_table(
    columns: Sequence[Array | ColumnReader],
    lines: NDArray[np.int64],
    top: list[tuple[str, ...]],
    layout: Layout,
    name: str,
    unit: str,
    options: Options,
    skipped: int,
) -> Table:
    """Put a table together: its columns settle how they are read."""
    names = column_names(layout.names, len(columns))
    read, rows = settled(columns, names, options), tuple(top)
    if len(read) == 1 and len(lines) and read[0].is_numeric:
        read, rows = _counted(read[0], unit), _numbered(rows)
    return Table(
        name,
        read,
        lines,
        rows,
        layout.names is not None,
        skipped,
        unit,
        layout.facts,
        layout.doubt,
        bool(layout.names and not layout.names[0] and "text" in map(kind_of, layout.names)),
    )


def _counted(values: Column, unit: str) -> tuple[Column, ...]:
    """One column of numbers as y, and as x the count of its rows."""
    x = np.arange(len(values.values), dtype=np.float64)
    x.setflags(write=False)
    fact = f"counts the {unit}s of the one column there is, from 0"
    name = "y" if values.name == "column 1" else values.name
    return (
        Column("count" if name.lower() == "x" else "x", x, facts=(fact,)),
        replace(values, name=name),
    )


def _numbered(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(number), *row) for number, row in enumerate(rows))


def written(cell: Any) -> str:
    """Return what a cell of any kind says."""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.17g}"
    return "" if cell is None else str(cell)


def _add(reader: ColumnReader, cell: Any) -> None:
    if type(cell) in (int, float):
        reader.add_look(number_look(float(cell)), written(cell))
        return
    moment = native_look(cell)
    if moment is None:
        reader.add(written(cell))
    else:
        reader.add_look(moment, written(cell))
