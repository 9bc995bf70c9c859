"""A column of a table, how it may be asked to be read, and what is wrong with its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import LARGEST_VALUE
from reluviz.files.cells import look
from reluviz.files.errors import PointsError, quoted

Array = NDArray[np.float64]

MARKS = {",": "comma", ".": "point"}


_NEARLY = (
    (
        re.compile(r"(?:[0-9]{1,2}([-/. ]+))?(?:[0-9]{1,2}|[^\W\d_]{3,9})[-/. ]+['’]?[0-9]{2}"),
        "a date whose year has two digits; write it like 2024-02-01",
    ),
    (
        re.compile(r"\(.*[0-9].*\)|[^-]*[0-9]-"),
        "not a number; if it is below zero, write a minus before it",
    ),
    (re.compile(r".*[0-9] ?[×x*·] ?10.*"), "not a number; write 1e3 for 1 × 10³"),
)
"""What people write that could be read in two ways, or seldom is written."""


@dataclass(frozen=True)
class Options:
    """How a table is to be read, where it is not to be found out.

    Parameters
    ----------
    header : int or None
        The line that names the columns, from 1; 0 if none does.
    decimal : {"", ".", ","}
        The decimal mark.
    thousands : {"", ",", ".", "'", " ", "none"}
        The mark between thousands.
    turned : bool
        Whether the columns of the file are the rows of the table.

    Raises
    ------
    PointsError
        If a mark is another one, or both are the same.
    """

    header: int | None = None
    decimal: str = ""
    thousands: str = ""
    turned: bool = False

    def __post_init__(self) -> None:
        if self.decimal not in ("", ".", ","):
            raise PointsError(f"the decimal mark is {quoted(self.decimal)}; it can be . or ,")
        if self.thousands not in ("", ",", ".", "'", " ", "none"):
            raise PointsError(
                f"the thousands mark is {quoted(self.thousands)}; it can be , or . or ' or a "
                "blank, or none"
            )
        if self.decimal and self.decimal == self.thousands:
            raise PointsError(
                f"{quoted(self.decimal)} cannot be both the decimal and the thousands mark"
            )


@dataclass(frozen=True)
class Cell:
    """A cell that is worth a message.

    Parameters
    ----------
    row : int
        Its row in the table, counted from 0.
    text : str
        What is in it.
    why : str
        What is wrong with it, if that is not plain from the text.
    """

    row: int
    text: str
    why: str = ""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        From the header, or made up; no two of a table are the same.
    values : ndarray, shape (rows,)
        The numbers; NaN where there is none. Read-only.
    text : Cell or None
        The first one that cannot be used and does not say that nothing is there, as n/a does.
    marks, groups : dict
        Decimal marks, and those between thousands, each with the first cell that has it.
    filled, usable : int
        How many cells are not missing, and how many of them are numbers or times; -1 for all.
    kinds : ndarray, shape (rows,), or None
        A number for each different cell of a column of text.
    since, unit : str
        Of dates and times the first one, and ``"days"`` or ``"seconds"``; else empty.
    facts : tuple of str
        What is to be said about how it was read.
    is_open : bool
        Whether a mark in it can be either mark.
    """

    name: str
    values: Array
    text: Cell | None = None
    marks: dict[str, Cell] = field(default_factory=dict)
    groups: dict[str, Cell] = field(default_factory=dict)
    filled: int = -1
    usable: int = -1
    kinds: Array | None = None
    since: str = ""
    unit: str = ""
    facts: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether it can be chosen: half of its cells are numbers, gaps apart."""
        count = len(self.values) if self.usable < 0 else self.usable
        return count > 0 and 2 * count >= self.filled


def why_no_number(name: str, cell: Cell, unit: str = "line") -> str:
    """Return what is wrong with a cell of the column `name`, and what to do.

    `unit` is what a line of the table is called.
    """
    form, _ = look(cell.text)
    said = f"{name} is {quoted(cell.text)}"
    if cell.why:
        return f"{said}, {cell.why}"
    if cell.text.startswith("=") and unit == "row":
        return (
            f"{said}, a formula whose value is not in the file: open it in a spreadsheet program, "
            "and save it there"
        )
    if form.kind == "large":
        return (
            f"{said}, and the largest that can be used is {LARGEST_VALUE:g}; choose a larger unit"
        )
    if form.kind == "infinite":
        return f"{said}, not a finite number; correct or delete the {unit}"
    for pattern, what in _NEARLY:
        if pattern.fullmatch(cell.text):
            return f"{said}, {what}"
    instead = "put # before the line" if unit == "line" else f"delete the {unit}"
    return f"{said}, not a number; correct it, or {instead}"


def mixed_marks(columns: Sequence[Column]) -> tuple[Cell, str, Cell, str] | None:
    """Return where two decimal marks are used: the later cell, its mark in words, and the first."""
    firsts: dict[str, Cell] = {}
    for column in columns:
        for mark, cell in column.marks.items():
            if mark not in firsts or cell.row < firsts[mark].row:
                firsts[mark] = cell
    if len(firsts) < 2:
        return None
    (first_mark, first), (mark, cell) = sorted(firsts.items(), key=lambda item: item[1].row)
    return cell, MARKS[mark], first, MARKS[first_mark]
