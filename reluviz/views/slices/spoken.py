"""A slice in words, for people who do not see it."""

from __future__ import annotations

from reluviz.document.items import Row
from reluviz.document.snapshot import Snapshot
from reluviz.views.slices.scene import (
    axis_of,
    curves_of,
    formula,
    kind_of_curve,
    output_of,
    state_of,
)

KEYS = (
    "Page Up, Page Down, Home and End go through the outputs and the rows; arrow keys move the "
    "row that is selected; Delete removes it"
)


def describe(snapshot: Snapshot) -> str:
    """Return what the slice shows as sentences."""
    state, axis, output = state_of(snapshot), axis_of(snapshot), output_of(snapshot)
    curve, (low, high) = curves_of(snapshot)[output], state.box[axis]
    name = "x" if state.network.n_inputs == 1 else f"x{axis + 1}"
    digits = state.digits
    parts = [
        f"Output {output + 1} of {state.network.n_outputs} for {name} from {digits.x(low, axis)} "
        f"to {digits.x(high, axis)}, {kind_of_curve(snapshot)}: from "
        f"{digits.y(float(curve.y.min()))} to {digits.y(float(curve.y.max()))}",
        formula(state),
        _selected(snapshot),
        KEYS,
    ]
    return ". ".join(part for part in parts if part) + "."


def _selected(snapshot: Snapshot) -> str:
    item, state, output = snapshot.selection, state_of(snapshot), output_of(snapshot)
    if not isinstance(item, Row) or state.rows is None or state.outputs is None:
        return ""
    given = state.digits.y(float(state.outputs[item.index, output]))
    wanted = state.digits.y(float(state.rows.outputs[item.index, output]))
    return f"Row {state.rows.name(item.index)} is selected: output {given}, wanted {wanted}"
