"""Rows of a table of points as they are typed, and the live check of them. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.construct import through_points
from reluviz.core.targets import Target
from reluviz.core.words import number
from reluviz.files.project import Project
from reluviz.files.typed_number import typed_number

Cell = float | str
"""A number, or a text that is not one (yet)."""

Row = tuple[Cell, Cell]
Rows = tuple[Row, ...]

EMPTY: Row = ("", "")


@dataclass(frozen=True, eq=False)
class Check:
    """What rows of points make.

    Parameters
    ----------
    sentence : str
        What the points make, or what is wrong and in which row.
    project : Project or None
        The network through the points, if they make one.
    cells : frozenset of (int, int)
        Row and column of the cells that are wrong.
    x, y : ndarray, shape (n,)
        The rows that are points, in their order.
    rows : ndarray of int, shape (n,)
        The row of each.
    """

    sentence: str
    project: Project | None
    cells: frozenset[tuple[int, int]]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    rows: NDArray[np.intp]


def cell(text: str) -> Cell:
    """Return what was typed: a number if it is one."""
    try:
        return typed_number(text)
    except ValueError:
        return text.strip()


def rows_of(target: Target | None) -> Rows:
    """Return the points of `target` as rows."""
    if target is None:
        return ()
    return tuple(zip(target.x.tolist(), target.y.tolist(), strict=True))


def check(rows: Rows) -> Check:
    """Return what `rows` make, or the first thing that is wrong; empty rows do not count."""
    places = [i for i, row in enumerate(rows) if _is_point(row)]
    table = np.array([rows[i] for i in places], dtype=np.float64).reshape(-1, 2)
    at = np.array(places, dtype=np.intp)

    def failed(sentence: str, *cells: tuple[int, int]) -> Check:
        return Check(sentence, None, frozenset(cells), table[:, 0], table[:, 1], at)

    for i, row in enumerate(rows):
        if row == EMPTY or _is_point(row):
            continue
        column = 0 if isinstance(row[0], str) else 1
        return failed(_cell_problem(i, column, row[column]), (i, column))
    if len(table) < 2:
        return failed(_too_few(len(table)))
    same = _equal_x(table[:, 0])
    if same is not None:
        first, second = sorted(int(at[k]) for k in same)
        value = number(float(table[same[0], 0]), 12)
        return failed(
            f"Rows {first + 1} and {second + 1} have the same x = {value}; each x may occur once.",
            (first, 0),
            (second, 0),
        )
    try:
        project = _project(table)
    except ValueError as error:
        return failed(f"{str(error)[:1].upper()}{str(error)[1:]}.")
    points, units = len(table), len(table) - 1
    sentence = f"{points:,} points make {units:,} ReLU{'s' if units > 1 else ''}."
    return Check(sentence, project, frozenset(), table[:, 0], table[:, 1], at)


def with_point(rows: Rows, x: float, y: float) -> tuple[Rows, int]:
    """Return `rows` with a point more, where the order of x puts it, and its row."""
    place = 0
    for i, row in enumerate(rows):
        if isinstance(row[0], float) and row[0] <= x:
            place = i + 1
    return (*rows[:place], (x, y), *rows[place:]), place


def _is_point(row: Row) -> bool:
    return isinstance(row[0], float) and isinstance(row[1], float)


def _cell_problem(row: int, column: int, text: Cell) -> str:
    name = "xy"[column]
    if not text:
        return f"Row {row + 1} has no {name}; type one, or delete the row."
    try:
        typed_number(str(text))
    except ValueError as error:
        return f"Row {row + 1}, {name}: {error}."
    raise AssertionError("a cell that is a number is kept as one")


def _too_few(points: int) -> str:
    have = "One point so far" if points == 1 else "No points yet"
    return f"{have}; a function needs at least two points."


def _equal_x(x: NDArray[np.float64]) -> tuple[int, int] | None:
    order = np.argsort(x, kind="stable")
    same = np.flatnonzero(np.diff(x[order]) == 0)
    return (int(order[same[0]]), int(order[same[0] + 1])) if len(same) else None


def _project(table: NDArray[np.float64]) -> Project:
    network, target = through_points(table), Target.from_points(table)
    return Project(network, target, (float(target.x[0]), float(target.x[-1])))
