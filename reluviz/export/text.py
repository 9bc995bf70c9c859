"""A project as plain text: formula, weights, segments, misfit. Every number in full precision.

Plain ASCII, with the minus sign of programming languages: made to be copied and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import copysign

import numpy as np

from reluviz.core.network import Network
from reluviz.core.piecewise import Makers, PiecewiseLinear, traced_curve
from reluviz.core.targets import Target, misfit
from reluviz.core.truth_table import TruthTable
from reluviz.export.regions import active_units, find_regions, written
from reluviz.export.tables import Cell, plain, weight_table, worked_out
from reluviz.files.errors import UserError, shown
from reluviz.files.project import Project

_WIDTH = 88
_MOST_REGIONS = 40  # in the table


def describe(project: Project) -> str:
    """Return what there is to say about a project, in sections with an empty line between.

    The formula of a shallow network or the layers of any other, the table of its parameters, the
    segments of its curve on the domain, and how far it is from the target.

    Parameters
    ----------
    project : Project
        Any project. Where a network has no exact curve the text says why.
    """
    network, target = project.network, project.target
    table = weight_table(network, project.domain)
    parts = [
        full_formula(network) if network.is_shallow else _layers(network),
        "weights\n" + aligned(table.columns, table.rows),
    ]
    try:
        curve, makers = traced_curve(network, project.domain)
    except ValueError as error:
        parts.append(_regions(project) if network.n_inputs == 2 else f"segments\nnone: {error}")
        parts.append(_errors_at_points(network, target))
    else:
        parts += [_segments(curve, makers), _misfit(curve, target)]
    if project.table is not None and project.table.fits(network):
        parts = [part for part in parts if part != "no target"]
        parts.append(_rows(network, project.table))
    if project.origin is not None:
        parts.insert(0, f"read from {shown(str(project.origin))}")
    return "\n\n".join(parts) + "\n"


def full_formula(network: Network) -> str:
    """Return a shallow network as a formula with its numbers, in lines of 88 characters.

    What stands right of ``z =`` is also an expression in most programming languages.
    """
    lines = [f"z = {plain(network.b0)}"]
    rays = zip(network.v.tolist(), network.b.tolist(), network.w.tolist(), strict=True)
    for v, b, w in rays:
        term = f"{_sign(w)} {plain(abs(w))}*max(0, {_ray(v, b)})"
        if len(lines[-1]) + 1 + len(term) > _WIDTH:
            lines.append("   ")
        lines[-1] += f" {term}"
    return "\n".join(lines)


def aligned(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table whose columns stand one below the other, each cell at the right."""
    texts = [list(columns), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    )


def _text(cell: Cell) -> str:
    return plain(cell) if isinstance(cell, float) else "" if cell is None else str(cell)


def _sign(value: float) -> str:
    return "-" if copysign(1.0, value) < 0 else "+"


def _ray(v: float, b: float) -> str:
    head = {1.0: "x", -1.0: "-x"}.get(v, f"{plain(v)}*x")
    return head if b == 0 else f"{head} {_sign(b)} {plain(abs(b))}"


def _layers(network: Network) -> str:
    layers = [
        f"layer {number}: {_count(layer.n_units, 'unit')}, {layer.activation}"
        for number, layer in enumerate(network.layers, 1)
    ]
    return "\n".join([_count(network.n_inputs, "input"), *layers])


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _regions(project: Project) -> str:
    """The largest regions of the plane, or why there are none."""
    try:
        found = find_regions(project)
    except UserError as error:
        return f"regions\nnone: {str(error).partition(': ')[2]}"
    gradients, intercepts = found.affine()
    areas, units = found.areas, active_units(found)
    rows = [
        (k + 1, *worked_out(np.array([areas[k], *gradients[k], intercepts[k]])), written(units[k]))
        for k in np.argsort(-areas, kind="stable")[:_MOST_REGIONS].tolist()
    ]
    word = "s1" if project.network.n_outputs > 1 else "s"
    head = f"{_count(len(found), 'region')}: {word} = a*x1 + b*x2 + c before the last activation"
    if len(found) > _MOST_REGIONS:
        head += f"; the {_MOST_REGIONS} largest (all: reluviz export --as regions-csv)"
    return f"{head}\n" + aligned(("region", "area", "a", "b", "c", "units on"), rows)


def _segments(curve: PiecewiseLinear, makers: Makers) -> str:
    slopes = curve.slopes
    rows = zip(
        curve.x[:-1].tolist(),
        curve.x[1:].tolist(),
        worked_out(slopes),
        worked_out(curve.y[:-1] - slopes * curve.x[:-1]),
        [written(list(makers.of(joint))) for joint in range(len(curve) - 1)],
        strict=True,
    )
    return "segments: z = slope*x + intercept, bent at its left end by units\n" + aligned(
        ("from", "to", "slope", "intercept", "units"), list(rows)
    )


def _misfit(curve: PiecewiseLinear, target: Target | None) -> str:
    if target is None:
        return "no target"
    found = misfit(curve, target)
    if found is None:
        return "the target lies outside the domain"
    place = f" at x = {plain(found.at)}" if found.largest else ""
    return (
        f"distance from the target of {len(target.x)} points\n"
        f"largest error {plain(found.largest)}{place}\n"
        f"mean squared error {plain(found.mean_square)}"
    )


def _rows(network: Network, table: TruthTable) -> str:
    """The truth table, with what the network gives for each row."""
    outputs = network(table.inputs).reshape(len(table), -1)
    n_inputs, n_outputs = table.inputs.shape[1], table.outputs.shape[1]
    columns = ["row", *_numbered("x", n_inputs), *_numbered("wanted", n_outputs)]
    columns += _numbered("output", n_outputs)
    rows = [
        (table.name(k), *map(plain, [*x, *wanted, *output]))
        for k, (x, wanted, output) in enumerate(
            zip(table.inputs.tolist(), table.outputs.tolist(), outputs.tolist(), strict=True)
        )
    ]
    mean = float(np.mean((outputs - table.outputs) ** 2))
    return f"truth table\n{aligned(columns, rows)}\nmean squared error {plain(mean)}"


def _numbered(word: str, count: int) -> list[str]:
    return [word] if count == 1 else [f"{word}{k}" for k in range(1, count + 1)]


def _errors_at_points(network: Network, target: Target | None) -> str:
    """Without an exact curve the errors are those at the points alone."""
    if target is None or network.n_inputs != 1 or network.n_outputs != 1:
        return "no target" if target is None else "the target has one input and one output"
    errors = network(target.x) - target.y
    worst = int(np.argmax(np.abs(errors)))
    return (
        f"distance from the target at its {len(target.x)} points\n"
        f"largest error {plain(abs(float(errors[worst])))} at x = {plain(float(target.x[worst]))}\n"
        f"mean squared error {plain(float(np.mean(errors**2)))}"
    )
