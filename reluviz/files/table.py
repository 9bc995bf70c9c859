"""A table of numbers with named columns, of which two are chosen as x and y."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.piecewise import check_domain
from reluviz.core.targets import Target
from reluviz.files.columns import Cell, Column, mixed_marks, why_no_number
from reluviz.files.errors import PointsError, quoted, shown

MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_CELLS = 20_000_000

_LONGEST_NAME = 100  # characters of the name of a column


@dataclass(frozen=True, eq=False)
class Table:
    """A table of any number of columns.

    Parameters
    ----------
    name : str
        What messages call it: its file.
    columns : tuple of Column
        From left to right; no two have the same name.
    lines : ndarray of int, shape (rows,)
        The line of the file that each row is from, or the row of the spreadsheet.
    top : tuple of tuple of str
        The first rows as they are written, to show them.
    has_header : bool
        Whether the names of the columns are from the file.
    skipped : int
        Lines that are empty or a comment.
    unit : {"line", "row"}
        What a line of it is called.
    """

    name: str
    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    top: tuple[tuple[str, ...], ...] = ()
    has_header: bool = False
    skipped: int = 0
    unit: str = "line"

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def numeric(self) -> tuple[int, ...]:
        """Places of the columns that can be chosen."""
        return tuple(k for k, column in enumerate(self.columns) if column.is_numeric)

    @property
    def suggested(self) -> tuple[int, int] | None:
        """Columns for x and y: those with these names, else the first two of numbers; or None."""
        lower = [name.lower() for name in self.names]
        if lower.count("x") == lower.count("y") == 1:
            return lower.index("x"), lower.index("y")
        return self.numeric[:2] if len(self.numeric) > 1 else None  # type: ignore[return-value]

    def find(self, column: int | str) -> int:
        """Return the place of a column that is given by its place or its name.

        Raises
        ------
        PointsError
            If there is none; the message names those there are.
        """
        if isinstance(column, str):
            if column in self.names:
                return self.names.index(column)
        elif 0 <= column < len(self.columns):
            return column
        raise PointsError(
            f"{self.name} has no column {quoted(str(column))}; there are {_listed(self.names)}"
        )

    def target(self, x: int | str, y: int | str) -> Target:
        """Return two columns as data, without the rows in which one of them has no number.

        Parameters
        ----------
        x, y : int or str
            Places or names of the columns.

        Raises
        ------
        PointsError
            If there is no such column, a cell of them has text in it or a number too large, or
            fewer than two different x are left; with the line where it helps.
        """
        columns = self._chosen(x, y)
        self.check(columns)
        both = ~np.isnan(columns[0].values) & ~np.isnan(columns[1].values)
        x_, y_ = columns[0].values[both], columns[1].values[both]
        if len(x_) < 2:
            count = "only one point" if len(x_) else "no points"
            raise PointsError(f"{self.name} has {count}: data need at least two")
        low, high = float(np.min(x_)), float(np.max(x_))
        where = f"{self.name}: all {columns[0].name}"
        if low == high:
            raise PointsError(f"{where} are {low:g}; choose another column as x")
        try:
            check_domain((low, high))
        except ValueError:
            raise PointsError(
                f"{where} lie between {low!r} and {high!r}, too near to one another; "
                "choose another column as x"
            ) from None
        return Target.from_data(x_, y_)

    def left_out(self, x: int | str, y: int | str) -> int:
        """Return how many rows `target` leaves out."""
        first, second = self._chosen(x, y)
        return int(np.count_nonzero(np.isnan(first.values) | np.isnan(second.values)))

    def note(self, x: int | str, y: int | str) -> str:
        """Return what `target` leaves out, for people, such as ``12 rows without a number left
        out``; empty if nothing is."""
        count = self.left_out(x, y)
        return f"{count:,} row{'s' if count > 1 else ''} without a number left out" if count else ""

    def check(self, columns: tuple[Column, Column], gaps: bool = True) -> None:
        """Refuse text in two columns, two decimal marks and, if not `gaps`, empty cells."""
        wrong: list[tuple[int, str]] = []
        for column in columns:
            cells: Iterable[Cell | None] = (column.text, None if gaps else column.gap)
            wrong += [
                (cell.row, why_no_number(column.name, cell.text, self.unit))
                for cell in cells
                if cell is not None
            ]
        mixed = mixed_marks(columns)
        if mixed is not None:
            cell, mark, first, first_mark = mixed
            why = (
                f"{quoted(cell.text)} has a decimal {mark}, but {self.unit} "
                f"{self.lines[first.row]} has a decimal {first_mark}; use one of them everywhere"
            )
            wrong.append((cell.row, why))
        if wrong:
            row, why = min(wrong, key=lambda found: found[0])
            raise PointsError(f"{self.name}, {self.unit} {self.lines[row]}: {why}")

    def _chosen(self, x: int | str, y: int | str) -> tuple[Column, Column]:
        return self.columns[self.find(x)], self.columns[self.find(y)]


def column_names(header: list[str] | None, width: int) -> list[str]:
    """Return a name for every column: from the header, else ``x`` and ``y`` or ``column 3``."""
    given = header or (["x", "y"] if width == 2 else [])
    names: list[str] = []
    for place in range(width):
        name = shown(" ".join(given[place].split())) if place < len(given) else ""
        name = name[:_LONGEST_NAME] or f"column {place + 1}"
        number, base = 1, name
        while name in names:
            number += 1
            name = f"{base} ({number})"
        names.append(name)
    return names


def _listed(names: tuple[str, ...], most: int = 8) -> str:
    listed = ", ".join(quoted(name) for name in names[:most])
    return listed + (f" and {len(names) - most} more" if len(names) > most else "")
