"""Whether one line in the plane tells the rows of a truth table apart: exactly, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from reluviz.core.decision_lines import DecisionLine, Point
from reluviz.core.hulls import Corner, around, crossing, edges, hull, nearest
from reluviz.core.layer import LARGEST_VALUE, Array
from reluviz.core.truth_table import TruthTable
from reluviz.core.words import number

Rows = tuple[tuple[int, ...], tuple[int, ...]]

_HALF = 0.5


@dataclass(frozen=True)
class Witness:
    """A point that proves that no line does it: it lies between rows that are on, and off ones.

    Parameters
    ----------
    point : tuple of float
        The point.
    on, off : tuple of int
        The rows it lies between: one that is the point itself, the two ends of a segment, or the
        three corners of a triangle.
    """

    point: Point
    on: tuple[int, ...]
    off: tuple[int, ...]


@dataclass(frozen=True)
class Separability:
    """Whether a line does it.

    Parameters
    ----------
    line : DecisionLine or None
        The line that is farthest from all rows, with a sum of 0.5 at the nearest that are on, and
        of -0.5 at the nearest that are off. None if there is no line, or none that can be written
        with the numbers of a computer.
    witness : Witness or None
        Why there is none.
    """

    line: DecisionLine | None
    witness: Witness | None

    @property
    def is_separable(self) -> bool:
        """Whether there is a line with all rows that are on on one side and the others beyond."""
        return self.witness is None


def separability(table: TruthTable, output: int = 0) -> Separability:
    """Return whether one line separates the rows that are wanted on from those wanted off.

    So also whether a single unit of two inputs can have all rows right, with any activation that
    never falls. The answer is exact for the numbers as they are written, in decimals, however near
    to one another the rows are.

    Parameters
    ----------
    table : TruthTable
        Two inputs. Rows are on above 0.5 and off below; those of exactly 0.5 do not count.
    output : int
        Which output.

    Raises
    ------
    ValueError
        If the table has not two inputs.

    Notes
    -----
    Two finite sets of points can be separated by a line unless their convex hulls have a point in
    common; then four of the points are enough to see it (Kirchberger 1903, Radon 1921). It takes
    O(n log n) for n rows and O(h k) for hulls of h and k corners, which are few as a rule.
    """
    check_plane(table)
    wanted = table.outputs[:, output]
    corners, unit = _whole_numbers(table.inputs)
    on = hull([corners[row] for row in np.flatnonzero(wanted > _HALF)])
    off = hull([corners[row] for row in np.flatnonzero(wanted < _HALF)])
    if not on or not off:
        return Separability(_beside(table.inputs, bool(on)), None)
    line = _quick_line(on, off, table)
    if line is not None:
        return Separability(line, None)
    witness = _witness(on, off, unit)
    if witness is not None:
        return Separability(None, witness)
    a, b = nearest(on, off)
    line = _between((a[0] / unit, a[1] / unit), (b[0] / unit, b[1] / unit))
    return Separability(line if _is_right(line, on, off, table) else None, None)


def check_plane(table: TruthTable) -> None:
    """Raise ValueError if a table has not two inputs."""
    inputs = table.inputs.shape[1]
    if inputs != 2:
        raise ValueError(
            f"whether a line separates the rows is told for two inputs; this table has {inputs}"
        )


def why(table: TruthTable, found: Separability) -> str:
    """Return what was found as sentences for people.

    Parameters
    ----------
    table : TruthTable
        The table.
    found : Separability
        What `separability` returned for it.
    """
    if found.witness is None:
        if found.line is None:
            return "A line does it, but the rows are too near to one another to write it down."
        return "One line does it: all rows that should be on are on one side of it."
    on, off = (
        [_place(table.inputs[row]) for row in rows]
        for rows in (found.witness.on, found.witness.off)
    )
    place = _place(found.witness.point)
    if len(on) == len(off) == 1:
        return f"No line does it: {place} should be on in one row and off in another."
    if len(on) == 1 or len(off) == 1:
        kind, corners = ("on", off) if len(on) == 1 else ("off", on)
        other = "off" if kind == "on" else "on"
        place = f"{place}, which should be {kind},"
        where = f"{_between_words(corners)}, which should be {other}"
    else:
        place = f"the point {place}"
        where = (
            f"{_between_words(off)}, which should be off, and {_between_words(on)}, which should "
            "be on"
        )
    ends = "both ends" if len(on) < 3 and len(off) < 3 else "all corners"
    return (
        f"No line does it: {place} lies {where}. What a line says at {ends} it says of everything "
        "between them too."
    )


def _place(point: Sequence[float] | Array) -> str:
    return f"({', '.join(number(value) for value in point)})"


def _between_words(places: list[str]) -> str:
    return f"between {', '.join(places[:-1])} and {places[-1]}"


def _whole_numbers(inputs: Array) -> tuple[list[Corner], int]:
    """The rows times a number that makes whole numbers of all of them, and that number.

    Of the decimals that a number is written with, so that (0.1, 0.3), (0.2, 0.4) and (0.3, 0.5)
    lie on a line, though the nearest binary numbers do not.
    """
    places = [(Fraction(repr(x)), Fraction(repr(y))) for x, y in inputs.tolist()]
    unit = lcm(*(value.denominator for place in places for value in place))
    corners = [Corner(int(x * unit), int(y * unit), row) for row, (x, y) in enumerate(places)]
    return corners, unit


def _beside(inputs: Array, all_on: bool) -> DecisionLine:
    """A line with all rows on the side where they should be, if all should be on the same."""
    x = inputs[:, 0]
    reach = float(np.ptp(x)) or 1.0
    if all_on:
        return DecisionLine((1.0, 0.0), reach - float(x.min()))
    return DecisionLine((1.0, 0.0), -reach - float(x.max()))


def _witness(on: list[Corner], off: list[Corner], unit: int) -> Witness | None:
    """A point in both hulls, between as few rows as can be; None if there is none."""
    candidates: list[tuple[int, Rows, tuple[Fraction, Fraction]]] = []
    for corners, others, is_on in ((on, off, True), (off, on, False)):
        for corner in corners:
            found = tuple(sorted(other.row for other in around(others, corner)))
            if found:
                rows: Rows = ((corner.row,), found) if is_on else (found, (corner.row,))
                point = Fraction(corner.x, unit), Fraction(corner.y, unit)
                candidates.append((len(found), rows, point))
    if not candidates:
        for side in edges(on):
            for other in edges(off):
                place = crossing(side, other)
                if place is not None:
                    rows = (_pair(side), _pair(other))
                    candidates.append((2, rows, (place[0] / unit, place[1] / unit)))
    if not candidates:
        return None
    _, (on_rows, off_rows), (x, y) = min(candidates)
    return Witness((float(x), float(y)), on_rows, off_rows)


def _pair(side: tuple[Corner, Corner]) -> tuple[int, ...]:
    return tuple(sorted(corner.row for corner in side))


def _quick_line(on: list[Corner], off: list[Corner], table: TruthTable) -> DecisionLine | None:
    """The line half-way between the hulls, by rounded numbers; None if it is not right."""
    p, q = (table.inputs[[corner.row for corner in corners]] for corners in (on, off))
    with np.errstate(all="ignore"):
        pairs = [_nearest_to_sides(p, q), _nearest_to_sides(q, p)[::-1]]
        a, b = min(pairs, key=lambda pair: float(np.sum((pair[0] - pair[1]) ** 2)))
    if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))):
        return None
    (ax, ay), (bx, by) = a.tolist(), b.tolist()
    line = _between((Fraction(ax), Fraction(ay)), (Fraction(bx), Fraction(by)))
    return line if _is_right(line, on, off, table) else None


def _nearest_to_sides(points: Array, corners: Array) -> tuple[Array, Array]:
    """The nearest of `points` to the edges of a hull, and the point of them that it is near to."""
    ends = np.roll(corners, -1, axis=0)
    along = ends - corners
    size = np.sum(along**2, axis=1)
    share = np.sum((points[:, np.newaxis] - corners) * along, axis=2) / np.where(size, size, 1)
    feet = corners + np.clip(share, 0, 1)[:, :, np.newaxis] * along
    apart = np.sum((points[:, np.newaxis] - feet) ** 2, axis=2)
    row, side = np.unravel_index(int(np.argmin(apart)), apart.shape)
    return points[row], feet[row, side]


def _between(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> DecisionLine | None:
    """The line half-way between two points, with a sum of 0.5 at `a`; None if it cannot be."""
    w = a[0] - b[0], a[1] - b[1]
    size = w[0] ** 2 + w[1] ** 2
    if size == 0:
        return None
    bias = (b[0] ** 2 + b[1] ** 2 - a[0] ** 2 - a[1] ** 2) / (2 * size)
    exact = (w[0] / size, w[1] / size, bias)
    if max(abs(value) for value in exact) > LARGEST_VALUE:
        return None
    first, second, third = (float(value) for value in exact)
    return DecisionLine((first, second), third)


def _is_right(
    line: DecisionLine | None, on: list[Corner], off: list[Corner], table: TruthTable
) -> bool:
    """Whether a line, as it is rounded, has all corners on their sides, exactly and as computed."""
    if line is None:
        return False
    w1, w2, b = (Fraction(value) for value in (*line.weights, line.bias))
    for corners, sign in ((on, 1), (off, -1)):
        for corner in corners:
            x, y = table.inputs[corner.row].tolist()
            exact = w1 * Fraction(repr(x)) + w2 * Fraction(repr(y)) + b
            if exact * sign <= 0 or line.sum_at((x, y)) * sign <= 0:
                return False
    return True
