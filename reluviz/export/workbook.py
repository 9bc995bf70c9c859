"""A workbook, XLSX: weights, curve and target, and the network as formulas that stay alive.

The library is XlsxWriter, an optional extra. A text never becomes a formula or a link.
"""

from __future__ import annotations

import datetime
import io
import re
from contextlib import suppress
from typing import Any

import numpy as np

from reluviz.core.depth import joints
from reluviz.core.layer import Array, Layer
from reluviz.core.network import Network
from reluviz.files.errors import UserError
from reluviz.files.project import Project

MOST_CELLS = 200_000
"""A workbook with more formulas is slow to open."""

_MOST_COLUMNS = 16_384  # of a sheet in Excel
_STEPS, _GRID = 100, (11, 5)  # of the curve; along each of two inputs, of three
_WORDS = {"abs": "ABS", "max": "MAX", "min": "MIN"}
_SETTINGS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class _Exact(float):
    """A number that is written with all its digits: XlsxWriter alone keeps 16 of 17."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


def workbook_bytes(project: Project) -> bytes:
    """Return what an XLSX file of a project contains.

    Its sheet "Curve" has a row for each x: the joints of the curve and even steps, or, of several
    inputs, the rows of the truth table or a grid. The outputs there, and every unit on the sheet
    "Units", are formulas of the cells on the sheet "Weights". The value that each has now is in
    the file, too, so that it can be read without being worked out.

    Parameters
    ----------
    project : Project
        A network of up to three inputs.

    Raises
    ------
    UserError
        If the package is missing, or the network too large.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise UserError(
            'a workbook needs the package XlsxWriter: pip install "reluviz[xlsx]"'
        ) from None
    rows = _inputs(project)
    _check_size(project.network, rows)
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _SETTINGS)
    # The same network is the same file, whenever it is written.
    book.set_properties({"created": datetime.datetime(2026, 1, 1), "comments": "Made by ReluViz"})
    _Book(book, project, rows).write()
    book.close()
    return made.getvalue()


def _inputs(project: Project) -> Array:
    """The inputs to be worked out, a row for each; the places where the curve bends among them."""
    network, table = project.network, project.table
    if table is not None and table.inputs.shape[1] == network.n_inputs:
        return table.inputs
    if network.n_inputs == 1:
        x = np.linspace(*project.domain, _STEPS + 1)
        with suppress(ValueError):  # no straight pieces, or several outputs
            x = np.union1d(x, joints(network, project.domain).x)
        return x[:, np.newaxis]
    if network.n_inputs > 3:
        raise UserError("a workbook is written of networks of up to three inputs")
    axes = [np.linspace(*domain, _GRID[network.n_inputs - 2]) for domain in project.box]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, network.n_inputs)


def _check_size(network: Network, rows: Array) -> None:
    units = sum(layer.n_units for layer in network.layers)
    widest = max(layer.n_inputs for layer in network.layers) + 4
    count = len(rows) * units
    if count > MOST_CELLS or max(units, widest) > _MOST_COLUMNS:
        raise UserError(
            f"a workbook has up to {MOST_CELLS:,} formulas, and this network needs {count:,}; "
            "export the weights as a table instead"
        )


class _Book:
    """The three sheets as they are filled."""

    def __init__(self, book: Any, project: Project, rows: Array) -> None:
        self._book, self._project, self._network = book, project, project.network
        self._bold = book.add_format({"bold": True})
        self._curve, self._units, self._weights = map(
            book.add_worksheet, ("Curve", "Units", "Weights")
        )
        self._rows = rows

    def write(self) -> None:
        """Fill them."""
        network = self._network
        signals, firsts = [self._rows], [0]  # of inputs and layers: values, and the first column
        for layer in network.layers:
            signals.append(layer.kind.function(signals[-1] @ layer.weights.T + layer.bias))
        firsts += np.cumsum([0, *(layer.n_units for layer in network.layers[:-2])]).tolist()
        firsts = [*firsts[: len(network.layers)], network.n_inputs]
        self._write_inputs()
        top = 1  # the first row of the layer on the sheet of weights
        for number, layer in enumerate(network.layers):
            self._write_weights(number, layer, top)
            self._write_layer(number, layer, top, firsts, signals[number + 1])
            top += layer.n_units
        self._write_target()
        for sheet in (self._curve, self._units, self._weights):
            sheet.freeze_panes(1, 0)

    def _write_inputs(self) -> None:
        for column, values in enumerate(self._rows.T):
            name = "x" if self._network.n_inputs == 1 else f"x{column + 1}"
            self._column(self._curve, column, name, values)

    def _write_weights(self, number: int, layer: Layer, top: int) -> None:
        sheet = self._weights
        if number == 0:
            widest = max(one.n_inputs for one in self._network.layers)
            names = ["layer", "unit", "activation", "bias"]
            names += [f"weight {k + 1}" for k in range(widest)]
            sheet.write_row(0, 0, names, self._bold)
        for unit, (bias, weights) in enumerate(
            zip(layer.bias.tolist(), layer.weights.tolist(), strict=True)
        ):
            sheet.write_row(top + unit, 0, (number + 1, unit + 1))
            sheet.write_string(top + unit, 2, layer.activation)
            sheet.write_row(top + unit, 3, map(_Exact, (bias, *weights)))

    def _write_layer(
        self, number: int, layer: Layer, top: int, firsts: list[int], values: Array
    ) -> None:
        from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

        is_last, n = number == len(self._network.layers) - 1, layer.n_inputs
        sheet, source = (self._curve if is_last else self._units), firsts[number]
        for unit in range(layer.n_units):
            name = "z" if layer.n_units == 1 else f"z{unit + 1}"
            column = firsts[number + 1] + unit
            title = name if is_last else f"layer {number + 1}, unit {unit + 1}"
            sheet.write_string(0, column, title, self._bold)
            weights = f"Weights!{xl_range_abs(top + unit, 4, top + unit, 3 + n)}"
            bias = f"Weights!{xl_rowcol_to_cell(top + unit, 3, True, True)}"
            for row, value in enumerate(values[:, unit].tolist(), 1):
                cells = "Units!" if number else "Curve!"
                cells += (
                    f"{xl_rowcol_to_cell(row, source)}:{xl_rowcol_to_cell(row, source + n - 1)}"
                )
                total = f"(SUMPRODUCT({weights},{cells})+{bias})"
                sheet.write_formula(row, column, f"={_activated(layer, total)}", None, value)

    def _write_target(self) -> None:
        table, target = self._project.table, self._project.target
        column = self._network.n_inputs + self._network.n_outputs
        if table is not None and self._rows is table.inputs:
            for k, values in enumerate(table.outputs.T, 1):
                self._column(self._curve, column, f"wanted z{k}", values)
                column += 1
            for row, name in enumerate(table.names, 1):
                self._curve.write_string(row, column, name)
            return
        if self._network.n_inputs > 1 or self._network.n_outputs > 1:
            return
        if target is not None:
            self._column(self._curve, column, "target x", target.x[:MOST_CELLS])
            self._column(self._curve, column + 1, "target y", target.y[:MOST_CELLS])
        self._draw(0 if target is None else min(len(target.x), MOST_CELLS), column)

    def _draw(self, points: int, column: int) -> None:
        chart = self._book.add_chart({"type": "scatter", "subtype": "straight"})

        def add(name: str, x: int, count: int, look: dict[str, Any]) -> None:
            places = {
                key: ["Curve", 1, x + k, count, x + k]
                for k, key in enumerate(("categories", "values"))
            }
            chart.add_series({"name": name, **places, **look})

        add("network", 0, len(self._rows), {"line": {"color": "#0072B2", "width": 2}})
        if points:
            dots = {"type": "circle", "size": 5, "fill": {"color": "#BF4A00"}}
            add("target", column, points, {"line": {"none": True}, "marker": dots})
        low, high = self._project.domain
        chart.set_x_axis({"min": low, "max": high, "label_position": "low"})
        chart.set_size({"width": 720, "height": 420})
        self._curve.insert_chart(1, column + 3, chart)

    def _column(self, sheet: Any, column: int, name: str, values: Array) -> None:
        sheet.write_string(0, column, name, self._bold)
        sheet.write_column(1, column, map(_Exact, values.tolist()))


def _activated(layer: Layer, total: str) -> str:
    """The formula of an activation of a sum; spreadsheets have no infinity, so exp is held back."""
    text = layer.kind.formula
    found = re.fullmatch(r"(\S+) if (.+) else (\S+)", text)
    if found:
        text = f"IF({found[2]},{found[1]},{found[3]})"
    text = re.sub(r"exp\(([^)]*)\)", r"EXP(MIN(700,\1))", text)
    text = re.sub(r"\b(abs|max|min)\(", lambda name: f"{_WORDS[name[1]]}(", text)
    return re.sub(r"\bs\b", lambda _: total, text)
