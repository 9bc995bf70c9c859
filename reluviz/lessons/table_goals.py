"""Goals about what a network is held against: truth tables, targets and runs."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from reluviz.core.layer import LARGEST_VALUE, Array
from reluviz.core.truth_table import TruthTable, wrong_rows
from reluviz.core.words import number
from reluviz.files.project import Project
from reluviz.lessons.goal import CountGoal, Goal, Index, Verdict, counted, fixed
from reluviz.lessons.output_goals import (
    check_bounds,
    judge_misfit,
    misfit_of,
    outputs_at,
    wanted_rows,
)

_NO_TABLE = Verdict(False, "there is no truth table here that fits the network")
_WORDS = {"trained": "trained run", "hand": "run by hand", "best": "best fit in the list of runs"}


class Row(Goal, frozen=True, kw_only=True, tag="row"):
    """One row of the truth table is right.

    Parameters
    ----------
    row : int
        Its number, from 1.
    tolerance : float or None
        How far each output may be from what is wanted; None if the right side of one half is
        enough.
    """

    row: Index
    tolerance: float | None = None

    def __post_init__(self) -> None:
        _check_tolerance(self.tolerance)

    def look(self, project: Project) -> Verdict:
        rows = wanted_rows(project)
        if rows is None:
            return _NO_TABLE
        if self.row > len(rows):
            return Verdict(False, f"the truth table has only {counted(len(rows), 'row')}")
        wrong, found = _judged(project, rows, self.tolerance)
        index = self.row - 1
        fact = f"for {rows.name(index)} the output is {_listed(found[index])}"
        if wrong[index]:
            return Verdict(False, f"{fact}, {_listed(rows.outputs[index])} is wanted")
        return Verdict(True, fact)


class Rows(CountGoal, frozen=True, kw_only=True, tag="rows"):
    """So many rows of the truth table are right; all of them if no number is given."""

    tolerance: float | None = None

    def __post_init__(self) -> None:
        _check_tolerance(self.tolerance)
        if (self.exactly, self.at_least, self.at_most) != (None, None, None):
            super().__post_init__()

    def look(self, project: Project) -> Verdict:
        rows = wanted_rows(project)
        if rows is None:
            return _NO_TABLE
        wrong, found = _judged(project, rows, self.tolerance)
        right = len(rows) - int(np.sum(wrong))
        if (self.exactly, self.at_least, self.at_most) != (None, None, None):
            return self.judge(right, "right rows")
        if right == len(rows):
            return Verdict(True, f"all {counted(len(rows), 'row')} are right")
        first = int(np.argmax(wrong))
        return Verdict(
            False,
            f"{right} of {counted(len(rows), 'row')} are right; for {rows.name(first)} the output "
            f"is {_listed(found[first])}, {_listed(rows.outputs[first])} is wanted",
        )


class Table(Goal, frozen=True, kw_only=True, tag="table"):
    """The truth table asks for these outputs: one row of numbers for each row."""

    outputs: Annotated[tuple[tuple[float, ...], ...], msgspec.Meta(min_length=1, max_length=100)]

    def look(self, project: Project) -> Verdict:
        table = project.table
        if table is None:
            return Verdict(False, "there is no truth table here")
        shape = (len(self.outputs), len(self.outputs[0]))
        if table.outputs.shape != shape or any(len(row) != shape[1] for row in self.outputs):
            return Verdict(False, f"the truth table should have {counted(shape[0], 'row')}")
        for index, (row, wish) in enumerate(zip(table.outputs, self.outputs, strict=True)):
            if not np.array_equal(row, wish):
                return Verdict(
                    False,
                    f"for {table.name(index)} the table wants {_listed(row)}, it should want "
                    f"{_listed(np.array(wish))}",
                )
        return Verdict(True, "the truth table is as it should be")


class TargetPoint(Goal, frozen=True, kw_only=True, tag="target_point"):
    """A point of the target, counted from the left, is at a place.

    Parameters
    ----------
    point : int
        Its number, from 1.
    x, y : float or None
        Where it should be; at least one is given.
    tolerance : float
        How far off it may be.
    """

    point: Index
    x: float | None = None
    y: float | None = None
    tolerance: float = 0.05

    def __post_init__(self) -> None:
        given = [value for value in (self.x, self.y) if value is not None]
        if not given or not all(abs(value) <= LARGEST_VALUE for value in given):
            raise ValueError("the goal needs a finite x or y, or both")
        _check_tolerance(self.tolerance)

    def look(self, project: Project) -> Verdict:
        target = project.target
        if target is None or self.point > len(target.x):
            return Verdict(False, f"the target has no point {self.point}")
        found = {"x": float(target.x[self.point - 1]), "y": float(target.y[self.point - 1])}
        wishes = {"x": self.x, "y": self.y}
        fact = f"point {self.point} of the target is at ({', '.join(map(_short, found.values()))})"
        far = [
            f"{name} = {_short(wish)}"
            for name, wish in wishes.items()
            if wish is not None and abs(found[name] - wish) > self.tolerance
        ]
        return Verdict(not far, f"{fact}, it should be at {' and '.join(far)}" if far else fact)


class RunKept(Goal, frozen=True, kw_only=True, tag="run"):
    """A run of some kind is in the list and has a small error.

    Parameters
    ----------
    of : {"trained", "hand", "best"}
        Who made it.
    largest_below, mean_square_below : float or None
        What its errors should be under; if both are left out any run will do.
    """

    of: Literal["trained", "hand", "best"] = "trained"
    largest_below: float | None = None
    mean_square_below: float | None = None

    def __post_init__(self) -> None:
        if (self.largest_below, self.mean_square_below) != (None, None):
            check_bounds(self.largest_below, self.mean_square_below)

    def look(self, project: Project) -> Verdict:
        runs = [run for run in project.runs if run.kind == self.of]
        if not runs:
            return Verdict(False, f"there is no {_WORDS[self.of]} yet")
        if (self.largest_below, self.mean_square_below) == (None, None):
            return Verdict(True, f"there is a {_WORDS[self.of]}")
        found = [misfit_of(run.network, project) for run in runs]
        known = [misfit for misfit in found if misfit is not None]
        if not known:
            return Verdict(False, "no run fits what the network should match")
        best = min(known, key=lambda misfit: misfit.mean_square)
        return judge_misfit(best, self.largest_below, self.mean_square_below, " of the best run")


def _judged(
    project: Project, rows: TruthTable, tolerance: float | None
) -> tuple[NDArray[np.bool_], Array]:
    """Which rows are wrong, and the outputs."""
    found = outputs_at(project.network, rows.inputs)
    if tolerance is None:
        return wrong_rows(found, rows.outputs), found
    wrong: NDArray[np.bool_] = ~np.all(np.abs(found - rows.outputs) <= tolerance, axis=1)
    return wrong, found


def _listed(values: Array) -> str:
    """Outputs of one row, with enough digits to tell them from one half."""
    return ", ".join(number(float(value), 3 if f"{value:.3g}" != "0.5" else 12) for value in values)


def _short(value: float) -> str:
    return fixed(value, 2)


def _check_tolerance(tolerance: float | None) -> None:
    if tolerance is not None and not 0 <= tolerance <= LARGEST_VALUE:
        raise ValueError("the tolerance must be a finite number, zero or more")
