"""The plane in words, for people who do not see it."""

from __future__ import annotations

from reluviz.core.network import ParameterId
from reluviz.core.words import plane_equation
from reluviz.document.items import Row
from reluviz.document.snapshot import Snapshot
from reluviz.views.plane.scene import line_unit, output_of, state_of, wrong_of

KEYS = (
    "Page Up, Page Down, Home and End go through the lines and the rows; arrow keys move what is "
    "selected, with Shift finely, with Ctrl coarsely; Delete removes a row"
)


def describe(snapshot: Snapshot) -> str:
    """Return what the plane shows as sentences."""
    state, output = state_of(snapshot), output_of(snapshot)
    (low, high), (least, most) = state.box[:2]
    digits, (across, up) = state.digits, (f"x{axis + 1}" for axis in state.axes)
    parts = [
        f"Output {output + 1} for {across} from {digits.x(low)} to {digits.x(high)} and {up} from "
        f"{digits.x(least, 1)} to {digits.x(most, 1)}",
        _lines(snapshot),
        _rows(snapshot),
        _selected(snapshot),
        KEYS,
    ]
    return ". ".join(part for part in parts if part) + "."


def _lines(snapshot: Snapshot) -> str:
    first = snapshot.network.layers[0]
    count = first.n_units * len(first.kind.changes_at)
    return "One line" if count == 1 else f"{count} lines"


def _rows(snapshot: Snapshot) -> str:
    rows = state_of(snapshot).rows
    if rows is None:
        return "No rows of a truth table"
    wrong = int(wrong_of(snapshot).sum())
    return f"{len(rows):,} rows of the truth table, {wrong:,} of them wrong"


def _selected(snapshot: Snapshot) -> str:
    item, state, output = snapshot.selection, state_of(snapshot), output_of(snapshot)
    unit = line_unit(item)
    if unit is not None:
        ids = (ParameterId(0, unit, 0), ParameterId(0, unit, 1), ParameterId(0, unit))
        first, second, bias = map(state.digits.value, ids)
        return f"The line of unit {unit + 1} is selected: weights {first} and {second}, bias {bias}"
    found = state.region_of(item)
    if found is not None and (pieces := found[0].regions) is not None:
        slopes, heights = pieces.affine(output)
        equation = plane_equation(slopes[found[1]].tolist(), float(heights[found[1]]), state.axes)
        return f"Region {found[1] + 1} of {len(pieces)} is selected: {equation}"
    rows, outputs = state.rows, state.outputs
    if isinstance(item, Row) and rows is not None and outputs is not None:
        digits = state.digits
        x, y = (digits.x(value, k) for k, value in enumerate(rows.inputs[item.index].tolist()))
        given = digits.y(float(outputs[item.index, output]))
        wanted = digits.y(float(rows.outputs[item.index, output]))
        return f"Row {item.index + 1} is selected: at {x} and {y}, output {given}, wanted {wanted}"
    return "Nothing is selected"
