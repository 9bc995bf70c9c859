"""One column of a table: its numbers, and what in it is none, for when somebody asks."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import LARGEST_VALUE
from reluviz.files.errors import quoted

Array = NDArray[np.float64]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[.,'\s][0-9]{3})+(?:[.,][0-9]*)?")
_MISSING = frozenset(("", "nan", "na", "n/a", "#n/a", "null", "none", "-", "?"))
_MARKS = {",": "comma", ".": "point"}


@dataclass(frozen=True)
class Cell:
    """A cell that is worth a message.

    Parameters
    ----------
    row : int
        Its row in the table, counted from 0.
    text : str
        What is in it.
    """

    row: int
    text: str


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        From the header, or made up; no two of a table are the same.
    values : ndarray, shape (rows,)
        The numbers; NaN where there is none. Read-only.
    gap : Cell or None
        The first one that is empty or says that nothing is there, as n/a does.
    text : Cell or None
        The first one with something else that cannot be used as a number.
    marks : dict
        For ``.`` and ``,``, if used as a decimal mark, the first cell with it.
    """

    name: str
    values: Array
    gap: Cell | None = None
    text: Cell | None = None
    marks: dict[str, Cell] = field(default_factory=dict)

    @property
    def is_numeric(self) -> bool:
        """Whether it can be chosen: it has numbers, and otherwise nothing but gaps."""
        return self.text is None and not self.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether there is no number in it and no text."""
        return self.text is None and bool(np.all(np.isnan(self.values)))


class ColumnReader:
    """A column while its cells are read, one by one from the top."""

    def __init__(self) -> None:
        self._values = array("d")
        self._blank = True
        self._gap: Cell | None = None
        self._text: Cell | None = None
        self._marks: dict[str, Cell] = {}

    def add(self, cell: str) -> None:
        """Add what is written in the next cell."""
        value = np.nan
        if _NUMBER.fullmatch(cell):
            mark = "," if "," in cell else "." if "." in cell else ""
            if mark and mark not in self._marks:
                self._marks[mark] = Cell(len(self._values), cell)
            value = float(cell.replace(",", "."))
        self._append(value, cell)

    def add_number(self, value: float) -> None:
        """Add the next cell, which is a number already."""
        if abs(value) <= LARGEST_VALUE:
            self._blank = False
            self._values.append(value)
        else:
            self._append(value, repr(value))

    @property
    def is_blank(self) -> bool:
        """Whether all cells so far are empty."""
        return self._blank

    def column(self, name: str) -> Column:
        """Return the column, with its name."""
        values = np.frombuffer(self._values) if self._values else np.empty(0)
        values.flags.writeable = False
        return Column(name, values, self._gap, self._text, self._marks)

    def _append(self, value: float, cell: str) -> None:
        if not abs(value) <= LARGEST_VALUE:  # or not a number
            found = Cell(len(self._values), cell)
            if cell.lower() in _MISSING:
                self._gap = self._gap or found
            else:
                self._text = self._text or found
            value = np.nan
        self._blank = self._blank and not cell
        self._values.append(value)


def is_numeric(cell: str) -> bool:
    """Return whether `cell` says a number, even one that cannot be used."""
    return bool(_NUMBER.fullmatch(cell) or _NOT_FINITE.fullmatch(cell))


def has_decimal_comma(cell: str) -> bool:
    """Return whether a comma in `cell` can only be a decimal mark; True for numbers without one."""
    return bool(_NUMBER.fullmatch(cell)) and cell[0] != "," and cell[-1] != ","


def why_no_number(name: str, cell: str, unit: str = "line") -> str:
    """Return what is wrong with a cell of the column `name`, and what to do.

    `unit` is what a line of the table is called.
    """
    if not cell:
        return f"{name} is missing; write a number there, or delete the {unit}"
    if _NUMBER.fullmatch(cell):
        return (
            f"{name} is {quoted(cell)}, and the largest that can be used is {LARGEST_VALUE:g}; "
            "choose a larger unit"
        )
    if _NOT_FINITE.fullmatch(cell):
        return f"{name} is {quoted(cell)}, not a finite number; correct or delete the {unit}"
    if _GROUPED.fullmatch(cell):
        return f"{name} is {quoted(cell)}; write numbers without marks between the thousands"
    instead = "put # before the line" if unit == "line" else f"delete the {unit}"
    return f"{name} is {quoted(cell)}, not a number; correct it, or {instead}"


def mixed_marks(columns: tuple[Column, ...]) -> tuple[Cell, str, Cell, str] | None:
    """Return where two decimal marks are used: the later cell, its mark in words, and the first."""
    firsts: dict[str, Cell] = {}
    for column in columns:
        for mark, cell in column.marks.items():
            if mark not in firsts or cell.row < firsts[mark].row:
                firsts[mark] = cell
    if len(firsts) < 2:
        return None
    (first_mark, first), (mark, cell) = sorted(firsts.items(), key=lambda item: item[1].row)
    return cell, _MARKS[mark], first, _MARKS[first_mark]
