"""A table of numbers with named columns, of which two are chosen as x and y."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.calendar import Calendar
from reluviz.core.piecewise import check_domain
from reluviz.core.targets import Target
from reluviz.files.columns import Column, mixed_marks, why_no_number
from reluviz.files.errors import PointsError, quoted, shown

MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_CELLS = 20_000_000

TOP = 100
"""Rows that are kept as they are written, to show them."""

_LONGEST_NAME = 100  # characters of the name of a column
_COUNTING = frozenset(("", "#", "index", "id", "row", "no", "no.", "nr", "nr.", "unnamed: 0"))
_MOST_GROUPS = 50  # that rows with the same x fall into


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
        Lines that are not in it, apart from the header: empty ones, comments, titles.
    unit : str
        What a line of it is called.
    facts : tuple of str
        What is to be said about where it was found.
    doubt : str
        Why its columns are not known, unless they are named; mostly empty.
    is_indexed : bool
        Whether the first column has no name, and the others have.
    """

    name: str
    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    top: tuple[tuple[str, ...], ...] = ()
    has_header: bool = False
    skipped: int = 0
    unit: str = "line"
    facts: tuple[str, ...] = ()
    doubt: str = ""
    is_indexed: bool = False

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def is_sheet(self) -> bool:
        """Whether it is from a spreadsheet."""
        return self.unit == "row"

    @property
    def is_open(self) -> bool:
        """Whether it can be read in two ways, and somebody has to say which."""
        return bool(self.doubt) or any(column.is_open for column in self.columns)

    @cached_property
    def is_usable(self) -> bool:
        """Whether there is something to choose: columns, or how they are to be read."""
        if {"unit", "v", "b", "w"} <= {name.lower() for name in self.names}:
            return False  # the weights of a network
        if len(self.numeric) > 2 or self.is_open:
            return True
        try:
            return self.suggested is not None and len(self.target(*self.suggested).x) > 1
        except PointsError:
            return False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def numeric(self) -> tuple[int, ...]:
        """Places of the columns that can be chosen."""
        return tuple(k for k, column in enumerate(self.columns) if column.is_numeric)

    @cached_property
    def suggested(self) -> tuple[int, int] | None:
        """Columns for x and y: those with these names, else the first two of numbers; or None.

        A column that only counts the rows is left out, as is one that is empty in most of them, and
        y counts no days.
        """
        if self.doubt:
            return None
        lower = [name.lower() for name in self.names]
        if lower.count("x") == lower.count("y") == 1:
            return lower.index("x"), lower.index("y")
        usable = [place for place in self.numeric if not self._counts_rows(place)]
        usable = usable if len(usable) > 1 else list(self.numeric)
        full = [k for k in usable if 2 * np.isnan(self.columns[k].values).sum() < len(self)]
        usable = full if len(full) > 1 else usable
        values = [place for place in usable[1:] if not self.columns[place].since]
        return (usable[0], values[0]) if values else None

    def choice(self) -> tuple[int, int]:
        """Return the columns that are `suggested`.

        Raises
        ------
        PointsError
            If there are none: what is in the way, and where.
        """
        if self.suggested is not None:
            return self.suggested
        if self.doubt:
            raise PointsError(self.doubt)
        if not len(self):
            raise PointsError(f"{self.name} has no points: data need at least two")
        wrong = [c for c in self.columns if c.text is not None and not c.is_numeric]
        said = f"{self.name} has no column of numbers"
        if self.numeric:
            listed = _listed(tuple(self.names[place] for place in self.numeric))
            said = f"{self.name} has only one column of numbers, {listed}"
            if len(self.numeric) > 1:
                said = f"{self.name} has numbers for x alone, and dates or times besides"
        if wrong:
            column = wrong[0]
            assert column.text is not None
            where = f"{self.unit} {self.lines[column.text.row]}"
            raise PointsError(
                f"{said}; {where}: {why_no_number(column.name, column.text, self.unit)}"
            )
        raise PointsError(f"{said}; x and y need two")

    def _counts_rows(self, place: int) -> bool:
        if place == 0 and self.is_indexed:
            return True
        values = self.columns[place].values
        if not self.has_header or self.names[place].lower() not in _COUNTING or not len(values):
            return False
        return bool(np.array_equal(values, values[0] + np.arange(len(values))))

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
            left = ""
            if len(x_) < len(both):
                row = self.lines[int(np.argmin(both))]
                left = f"; {len(both) - len(x_):,} without a number left out ({self.unit} {row})"
            raise PointsError(f"{self.name} has {count}: data need at least two{left}")
        low, high = float(np.min(x_)), float(np.max(x_))
        where = f"{self.name}: all {columns[0].name}"
        if low == high:
            same = columns[0].since or f"{low + 0.0:g}"
            raise PointsError(f"{where} are {same}; choose another column as x")
        try:
            check_domain((low, high))
        except ValueError:
            raise PointsError(
                f"{where} lie between {low!r} and {high!r}, too near to one another; "
                "choose another column as x, or subtract what they have in common"
            ) from None
        since, unit = columns[0].since, columns[0].unit
        return Target.from_data(x_, y_, calendar=Calendar(since, unit) if since else None)

    def left_out(self, x: int | str, y: int | str) -> int:
        """Return how many rows `target` leaves out."""
        first, second = self._chosen(x, y)
        return int(np.count_nonzero(np.isnan(first.values) | np.isnan(second.values)))

    def notes(self, x: int | str, y: int | str) -> tuple[str, ...]:
        """Return what is to be said, for people, about how two columns were read.

        Which line names the columns if it is not the first, what was skipped or left out, what
        numbers stand for, and groups of rows in which each x occurs once, such as those of a year.
        """
        chosen = self._chosen(x, y)
        said = list(self.facts)
        for column in chosen:
            said += [f"{column.name}: {fact}" for fact in column.facts]
        count = self.left_out(x, y)
        if count:
            said.append(f"{count:,} row{'s' if count > 1 else ''} without a number left out")
        clocks = [c.name for c in self.columns if c.unit == "seconds" and "-" not in c.since]
        if chosen[0].since and "-" in chosen[0].since and clocks:
            said.append(f"the times in {quoted(clocks[0])} are not read with the dates")
        return (*said, *self._repeats(*chosen))

    def note(self, x: int | str, y: int | str) -> str:
        """Return the same in one line; empty if there is nothing to be said."""
        return "; ".join(self.notes(x, y))

    def others(self, x: int, y: int) -> str:
        """Return which columns could be chosen besides two, for people; empty if none."""
        names = tuple(self.names[place] for place in self.numeric if place not in (x, y))
        return _listed(names) if names else ""

    def chosen(self, x: int, y: int) -> str:
        """Return which columns two are, and of a guess which there are besides, for people."""
        said = f"x is {quoted(self.names[x])}, y is {quoted(self.names[y])}"
        is_guess = self.is_guess(x, y)
        return f"{said}; other columns of numbers: {self.others(x, y)}" if is_guess else said

    def is_guess(self, x: int, y: int) -> bool:
        """Return whether two columns were chosen of more that could be, and not by their names."""
        names = [self.names[place].lower() for place in (x, y)]
        return names != ["x", "y"] and bool(self.others(x, y))

    def check(self, columns: tuple[Column, Column]) -> None:
        """Refuse text in two columns, two decimal marks, and days as y."""
        wrong = [
            (column.text.row, why_no_number(column.name, column.text, self.unit))
            for column in columns
            if column.text is not None
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
        if columns[1].since:
            raise PointsError(
                f"{self.name}: {columns[1].name} are dates or times; choose numbers as y"
            )

    def _repeats(self, x: Column, y: Column) -> tuple[str, ...]:
        """Say what tells rows with the same x apart, or that there are few x."""
        both = ~np.isnan(x.values) & ~np.isnan(y.values)
        x_ = x.values[both]
        count = len(np.unique(x_))
        if count == len(x_):
            return ()
        for column in self.columns:
            values = (column.values if column.kinds is None else column.kinds)[both]
            if column is x or column is y or np.any(np.isnan(values)):
                continue
            if len(np.unique(values[:1_000])) > _MOST_GROUPS:
                continue
            found = np.unique(values)
            if not 1 < len(found) <= min(_MOST_GROUPS, len(x_) // 2):
                continue
            order = np.lexsort((x_, values))
            same = (np.diff(x_[order]) == 0) & (np.diff(values[order]) == 0)
            if not np.any(same):
                said = f"{x.name} repeats: there are {len(found)} groups, by {quoted(column.name)}"
                return (f"{said}, and all are taken together",)
        return (
            (f"{x.name} has {count:,} values in {len(x_):,} rows",) if 3 * count <= len(x_) else ()
        )

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
