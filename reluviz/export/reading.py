"""A weight table in CSV read back: the network that was written, to the last bit."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

import numpy as np

from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.network import Layer, Network
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.reading import read_bytes

SHALLOW_COLUMNS = ("unit", "v", "b", "w")
"""Columns of a shallow network's table; others are derived from them and not read."""

DEEP_COLUMNS = ("parameter", "layer", "unit", "source", "activation", "value")
"""Columns of any other network's table: a row for each parameter."""

LARGEST_COUNT = 100_000
"""Units that a layer may have, and layers."""

Row = dict[str, str]


def read_weights_csv(path: PathLike) -> Network:
    """Return the network from a CSV file written by `reluviz.export.tables.write_weights`.

    Raises
    ------
    UserError
        If there is no such file or it is not a table of weights; with the line.
    """
    data, name = read_bytes(path, UserError), shown(path)
    try:
        return _parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError(f"{name} is not a text file, so no table of weights") from None
    except (ValueError, csv.Error) as error:
        raise UserError(f"{name}: {error}") from None


def _parse(text: str) -> Network:
    reader = csv.DictReader(text.splitlines(), strict=True)
    columns = reader.fieldnames or []
    parsers: tuple[tuple[tuple[str, ...], Callable[[Iterator[tuple[str, Row]]], Network]], ...] = (
        (SHALLOW_COLUMNS, _parse_shallow),
        (DEEP_COLUMNS[1:], _parse_deep),
    )
    for needed, parse in parsers:
        if set(needed) <= set(columns):
            return parse((f"line {reader.line_num}", row) for row in reader)
    raise ValueError(f"line 1: a table of weights has the columns {', '.join(SHALLOW_COLUMNS)}")


def _parse_shallow(rows: Iterator[tuple[str, Row]]) -> Network:
    units: list[tuple[float, float, float]] = []
    b0: float | None = None
    for where, row in rows:
        if b0 is not None:
            raise ValueError(f"{where}: the row called output must be the last")
        if row["unit"] == "output":
            b0 = _number(where, row, "b")
        elif len(units) == LARGEST_UNITS:
            raise ValueError(f"{where}: a network can have at most {LARGEST_UNITS:,} units")
        else:
            units.append(
                (_number(where, row, "v"), _number(where, row, "b"), _number(where, row, "w"))
            )
    if b0 is None:
        raise ValueError("the last row must be called output and hold b0 in the column b")
    if not units:
        raise ValueError("there is no row for a hidden unit")
    v, b, w = np.array(units).T
    return Network.from_rays(v, b, w, b0)


def _parse_deep(rows: Iterator[tuple[str, Row]]) -> Network:
    """Rows may come in any order; each parameter must be there exactly once."""
    values: dict[tuple[int, int, int], float] = {}  # source 0 is the bias
    activations: dict[int, str] = {}
    for where, row in rows:
        layer, unit = _count(where, row, "layer"), _count(where, row, "unit")
        source = _count(where, row, "source") if row["source"] else 0
        if (layer, unit, source) in values:
            raise ValueError(f"{where}: the value for this layer, unit and source is there already")
        if activations.setdefault(layer, row["activation"]) != row["activation"]:
            raise ValueError(f"{where}: layer {layer} has two activations")
        values[layer, unit, source] = _number(where, row, "value")
    return Network(
        [
            _layer(values, n, activations.get(n, ""))
            for n in range(1, max(activations, default=0) + 1)
        ]
    )


def _layer(values: dict[tuple[int, int, int], float], layer: int, activation: str) -> Layer:
    own = {(unit, source): v for (n, unit, source), v in values.items() if n == layer}
    if not own:
        raise ValueError(f"there is no row for layer {layer}")
    units, sources = (max(place) for place in zip(*own, strict=True))
    if len(own) != units * (sources + 1):
        raise ValueError(
            f"layer {layer} has {len(own)} values; {units} units with {sources} inputs and a bias "
            f"need {units * (sources + 1)}"
        )
    table = np.zeros((units, sources + 1))
    for (unit, source), value in own.items():
        table[unit - 1, source] = value
    return Layer(table[:, 1:], table[:, 0], activation)


def _number(where: str, row: Row, column: str) -> float:
    text = row[column]
    try:
        return float(text)
    except (TypeError, ValueError):
        raise ValueError(f"{where}: {column} must be a number, not {text!r}") from None


def _count(where: str, row: Row, column: str) -> int:
    text = row[column] or ""
    if not (
        text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= LARGEST_COUNT
    ):
        raise ValueError(f"{where}: {column} must be a whole number from 1, not {text!r}")
    return int(text)
