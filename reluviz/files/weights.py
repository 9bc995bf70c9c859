"""Weights that were exported, read back to the last bit: CSV, Markdown, JSON and NPZ."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.network import Layer, Network
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import Project
from reluviz.files.reading import read_bytes

SHALLOW_COLUMNS = ("unit", "v", "b", "w")
"""Columns of a shallow network's table; others are derived from them and not read."""

DEEP_COLUMNS = ("parameter", "layer", "unit", "source", "activation", "value")
"""Columns of any other network's table: a row for each parameter."""

LARGEST_COUNT = 100_000
"""Units that a layer may have, and layers."""

MOST_BYTES, MOST_ARRAYS = 64 * 1024 * 1024, 400
"""What the arrays of an archive may amount to."""

Row = dict[str, str]


def is_weights(path: PathLike) -> bool:
    """Return whether a file begins like a table of weights in CSV; False if it cannot be read."""
    if Path(path).suffix.lower() != ".csv":
        return False
    try:
        with open(path, "rb") as file:
            first = file.readline(1_000).decode("utf-8-sig").strip().split(",")
    except (OSError, ValueError):
        return False
    return set(SHALLOW_COLUMNS) <= set(first) or set(DEEP_COLUMNS[1:]) <= set(first)


def read_project(path: PathLike) -> Project:
    """Return the network whose weights a file has, looked at from -1 to 1.

    Raises
    ------
    UserError
        If it cannot be read, or holds something else; the message is one sentence.
    """
    ending, name = Path(path).suffix.lower(), shown(path)
    if ending in (".csv", ".md"):
        return Project(read_weights_csv(path))
    data = read_bytes(path, UserError)
    try:
        return Project(
            _of_entries(_json_entries(data) if ending == ".json" else _npz_entries(data))
        )
    except (
        ValueError,
        TypeError,
        KeyError,
        RuntimeError,
        EOFError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:  # RuntimeError: locked, or too deep
        why = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)[:200]
        raise UserError(f"{name} holds no weights that ReluViz has written: {why}") from None


def read_weights_csv(path: PathLike) -> Network:
    """Return the network from CSV or Markdown written by `reluviz.export.tables.write_weights`.

    Raises
    ------
    UserError
        If there is no such file or it is not a table of weights; with the line.
    """
    data, name = read_bytes(path, UserError), shown(path)
    try:
        text = data.decode("utf-8-sig")
        is_markdown = Path(path).suffix.lower() == ".md"
        return _parse(*(_of_markdown(text) if is_markdown else (text, 0)))
    except UnicodeDecodeError:
        raise UserError(f"{name} is not a text file, so no table of weights") from None
    except (ValueError, csv.Error) as error:
        raise UserError(f"{name}: {error}") from None


def _of_markdown(text: str) -> tuple[str, int]:
    """The first table of a Markdown text as CSV, and how many lines are before it."""
    lines = text.splitlines()
    before = next((k for k, line in enumerate(lines) if line.startswith("|")), len(lines))
    made = io.StringIO()
    for line in itertools.takewhile(lambda line: line.startswith("|"), lines[before:]):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        is_rule = all(re.fullmatch(":?-+:?", cell) for cell in cells)
        csv.writer(made).writerow([] if is_rule else [re.sub(r"\\(.)", r"\1", c) for c in cells])
    return made.getvalue(), before


def _parse(text: str, before: int) -> Network:
    reader = csv.DictReader(text.splitlines(), strict=True)
    columns = reader.fieldnames or []
    parsers: tuple[tuple[tuple[str, ...], Callable[[Iterator[tuple[str, Row]]], Network]], ...] = (
        (SHALLOW_COLUMNS, _parse_shallow),
        (DEEP_COLUMNS[1:], _parse_deep),
    )
    for needed, parse in parsers:
        if set(needed) <= set(columns):
            return parse((f"line {reader.line_num + before}", row) for row in reader)
    raise ValueError(
        f"line {before + 1}: a table of weights has the columns {', '.join(SHALLOW_COLUMNS)}"
    )


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


# JSON and NPZ: v, b, w and b0, or a list of layers


def _of_entries(entries: dict[str, Any]) -> Network:
    if "layers" not in entries:
        v, b, w = (_array(entries[name]) for name in "vbw")
        if not v.shape == b.shape == w.shape or v.ndim != 1:
            raise ValueError("v, b and w must be lists of as many numbers")
        return Network.from_rays(v, b, w, float(_array(entries["b0"])))
    return Network(
        [
            Layer(_array(one["weights"]), _array(one["bias"]), str(one["activation"]))
            for one in entries["layers"]
        ]
    )


def _array(value: Any) -> np.ndarray:
    return np.asarray(value, dtype=np.float64)


def _json_entries(data: bytes) -> dict[str, Any]:
    entries = json.loads(data)
    if not isinstance(entries, dict):
        raise ValueError("there is no object at its top")
    return entries


def _npz_entries(data: bytes) -> dict[str, Any]:
    """Nothing is read before its size is known to be what its header says."""
    arrays: dict[str, Any] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_ARRAYS or sum(one.file_size for one in members) > MOST_BYTES:
            raise ValueError("its arrays are larger than any that are written")
        for one in members:
            arrays[one.filename.removesuffix(".npy")] = _npy(archive.read(one), one.filename)
    layers, count = [], 1
    while f"weights_{count}" in arrays:
        keys = ("weights", "bias", "activation")
        layers.append({key: arrays[f"{key}_{count}"] for key in keys})
        count += 1
    return {"layers": layers} if layers else arrays


def _npy(data: bytes, name: str) -> np.ndarray:
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    if version != (1, 0):
        raise ValueError(f"{name} is of a version that is not written")
    try:
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    except (TokenError, SyntaxError):
        raise ValueError(f"what {name} says of itself cannot be read") from None
    if dtype.kind not in "fiU" or math.prod(shape) * dtype.itemsize != len(data) - file.tell():
        raise ValueError(f"{name} is no array of numbers as large as it says")
    file.seek(0)
    array: np.ndarray = np.lib.format.read_array(file, allow_pickle=False)
    return array
