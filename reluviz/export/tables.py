"""The weights of a network as a table: for spreadsheets, documents, programs and the clipboard.

Without `digits` every value is written in the shortest form that is read back to the very same
number, so a table reproduces the curve to the last bit (`read_weights_csv`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Layer, Network
from reluviz.core.piecewise import Domain
from reluviz.export import escape
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.weights import DEEP_COLUMNS, SHALLOW_COLUMNS, read_weights_csv

__all__ = [
    "ENDINGS",
    "Table",
    "plain",
    "read_weights_csv",
    "slopes_after",
    "weight_table",
    "weights_bytes",
    "weights_text",
    "write_weights",
]

Array = NDArray[np.float64]
Cell = str | int | float | None

_SYMBOLS = {"v": "$v$", "b": "$b$", "w": "$w$", "kink": "kink $x$"}
_LONGEST_PAGE = 40  # rows of a LaTeX table that fit on one page


@dataclass(frozen=True)
class Table:
    """Named columns and rows of cells: text, whole numbers, numbers, or None for an empty cell.

    Parameters
    ----------
    columns : tuple of str
        Their names.
    rows : tuple of tuple
        As many cells in each as there are columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def weight_table(network: Network, domain: Domain | None = None) -> Table:
    """Return the weights of `network` as a table.

    Parameters
    ----------
    network : Network
        Shallow: a row for each hidden unit (``unit, v, b, w``, the kink and the slope of the
        curve right of it), and a last row ``output`` with b0 under ``b``. Any other: a row for
        each parameter, by name, with its layer, unit and source counted from 1; the source of a
        bias is empty.
    domain : tuple of float, optional
        Slopes after kinks outside it are left out.
    """
    return _shallow_table(network, domain) if network.is_shallow else _deep_table(network)


def slopes_after(network: Network) -> Array:
    """Return the slope of the curve right of each unit's kink, shape (N,); NaN without a kink.

    Kinks at the same place share one slope. Exact on the whole line, whatever the domain.
    """
    kinks, jumps = network.kinks, network.w * np.abs(network.v)
    real = np.isfinite(kinks)
    places, place = np.unique(kinks[real], return_inverse=True)
    changes = np.bincount(place, weights=jumps[real], minlength=len(places))
    far_left = float(np.sum((network.w * network.v)[real & (network.v < 0)]))
    slopes = np.full(len(kinks), np.nan)
    slopes[real] = (far_left + np.cumsum(changes))[place]
    return slopes


def weights_text(network: Network, format: str, digits: int | None = None) -> str:
    """Return the weights as text.

    Parameters
    ----------
    network : Network
        Any network.
    format : {"csv", "tsv", "md", "tex", "html", "json"}
        The form, named like the ending of a file.
    digits : int, optional
        Round every value to so many significant digits; exact if left out.

    Raises
    ------
    UserError
        If the format is unknown, or `digits` is not from 1 to 17.
    """
    if format not in _TEXTS:
        raise UserError(f"there is no table format {format!r}; use one of {', '.join(_TEXTS)}")
    return _TEXTS[format](network, _checked_digits(digits))


def weights_bytes(
    network: Network, ending: str, digits: int | None = None, number: str = "float64"
) -> bytes:
    """Return what a file of weights with this `ending`, such as ``.csv``, contains.

    Parameters
    ----------
    network : Network
        Any network.
    ending : str
        One of `ENDINGS`.
    digits : int, optional
        Round every value of a table to so many significant digits.
    number : {"float64", "float32"}
        How ONNX and safetensors hold numbers.

    Raises
    ------
    UserError
        If the ending is unknown, `digits` is not from 1 to 17, or does not go with the ending.
    """
    ending = ending.lower()
    if ending not in ENDINGS:
        known = " ".join(ENDINGS)
        found = f"ends in {ending}" if ending else "has no ending"
        raise UserError(f"a weight table cannot be written to a file that {found}; use {known}")
    if ending in NEVER_ROUNDED:
        if digits is not None:
            raise UserError(
                f"{ending} files are not rounded to digits; leave them out, or take float32"
            )
        from reluviz.export.onnx_file import onnx_bytes
        from reluviz.export.tensors import safetensors_bytes

        return (onnx_bytes if ending == ".onnx" else safetensors_bytes)(network, number)
    if ending == ".npz":
        return _npz(network, _checked_digits(digits))
    return weights_text(network, ending[1:], digits).encode()


def write_weights(network: Network, path: PathLike, digits: int | None = None) -> None:
    """Write the weights to a file, in the format of its ending (one of `ENDINGS`).

    Parameters
    ----------
    network : Network
        Any network.
    path : path-like
        Where to; a file that is there is replaced, all or nothing.
    digits : int, optional
        Round every value to so many significant digits; exact if left out.

    Raises
    ------
    UserError
        If the ending is unknown, `digits` is not from 1 to 17, or the file cannot be written.
    """
    try:
        data = weights_bytes(network, Path(path).suffix, digits)
    except UserError as error:
        raise UserError(f"{shown(path)}: {error}") from None
    atomic_write(path, data)


def plain(value: float, digits: int | None = None) -> str:
    """Return a number as text: exact and as short as possible, or rounded to `digits`."""
    text = repr(_rounded(value, digits))
    return text.removesuffix(".0")


def worked_out(values: Array) -> list[float]:
    """Return sums to twelve digits: what is rounding alone would differ from table to table."""
    return [float(f"{value:.12g}") for value in values.tolist()]


# The tables


def _shallow_table(network: Network, domain: Domain | None) -> Table:
    kinks, slopes = network.kinks, slopes_after(network)
    if domain is not None:
        slopes = np.where((kinks >= domain[0]) & (kinks < domain[1]), slopes, np.nan)
    columns = (network.v, network.b, network.w, kinks)
    rows: list[tuple[Cell, ...]] = [
        (unit, v, b, w, _finite(kink), _finite(slope))
        for unit, (v, b, w, kink, slope) in enumerate(
            zip(*(column.tolist() for column in columns), worked_out(slopes), strict=True), 1
        )
    ]
    rows.append(("output", None, network.b0, None, None, None))
    return Table((*SHALLOW_COLUMNS, "kink", "slope_after"), tuple(rows))


def _deep_table(network: Network) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for parameter in network.parameters():
        activation = network.layers[parameter.layer].activation
        source = None if parameter.source is None else parameter.source + 1
        place = (parameter.layer + 1, parameter.unit + 1, source)
        rows.append((network.name(parameter), *place, activation, network.value(parameter)))
    return Table(DEEP_COLUMNS, tuple(rows))


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


# The formats


def _csv(network: Network, digits: int | None) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows(_cells(weight_table(network), digits, escape.spreadsheet_text))
    return buffer.getvalue()


def _tsv(network: Network, digits: int | None) -> str:
    rows = _cells(weight_table(network), digits, escape.tab_separated_text)
    return "".join("\t".join(row) + "\n" for row in rows)


def _markdown(network: Network, digits: int | None) -> str:
    rows = list(_cells(weight_table(network), digits, escape.markdown_text, _heading))
    rows.insert(1, ["---:"] * len(rows[0]))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _html(network: Network, digits: int | None) -> str:
    head, *body = _cells(weight_table(network), digits, escape.html_text, _heading)
    return "\n".join(
        [
            "<table>",
            "<thead>",
            "<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>",
            "</thead>",
            "<tbody>",
            *("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body),
            "</tbody>",
            "</table>\n",
        ]
    )


def _latex(network: Network, digits: int | None) -> str:
    table = weight_table(network)
    head, *body = _cells(table, digits, escape.latex_text, _latex_heading, _latex_number)
    is_long = len(body) > _LONGEST_PAGE
    rows = [f"  {' & '.join(row)} \\\\" for row in body]
    if network.is_shallow:
        rows.insert(-1, "  \\midrule")
    caption = f"  \\caption{{{_latex_caption(network)}}}"
    top = ["  \\toprule", f"  {' & '.join(head)} \\\\", "  \\midrule"]
    spec = f"{{{'r' * len(table.columns)}}}"
    lines = ["% Needs in the preamble:", *_usepackage(is_long)]
    if is_long:
        lines += [f"\\begin{{longtable}}{spec}", f"{caption} \\\\", *top, "  \\endhead"]
        lines += ["  \\bottomrule", "  \\endfoot", *rows, "\\end{longtable}"]
    else:
        lines += ["\\begin{table}", "  \\centering", caption, f"  \\begin{{tabular}}{spec}"]
        lines += [*top, *rows, "  \\bottomrule", "  \\end{tabular}", "\\end{table}"]
    return "\n".join(lines) + "\n"


def _usepackage(is_long: bool) -> list[str]:
    names = ["booktabs", "longtable"] if is_long else ["booktabs"]
    return [f"%   \\usepackage{{{name}}}" for name in names]


def _latex_caption(network: Network) -> str:
    if network.is_shallow:
        return (
            r"Weights of $z = b_0 + \sum_i w_i \max(0,\, b_i + v_i x)$; $b_0$ is in the last row."
        )
    sizes = [network.n_inputs, *(layer.n_units for layer in network.layers)]
    return "Weights of the network $" + r" \to ".join(map(str, sizes)) + "$."


def _latex_number(text: str) -> str:
    mantissa, exponent, power = text.partition("e")
    return f"${mantissa} \\times 10^{{{int(power)}}}$" if exponent else f"${text}$"


def _json(network: Network, digits: int | None) -> str:
    """One line for each array, so that it can be read and compared by people too."""
    entries = []
    for name, value in _arrays(network, digits):
        if name == "layers":
            layers = ",\n    ".join(json.dumps(layer) for layer in value)
            entries.append(f'  "layers": [\n    {layers}\n  ]')
        else:
            entries.append(f'  "{name}": {json.dumps(value)}')
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _npz(network: Network, digits: int | None) -> bytes:
    arrays: dict[str, Any] = {}
    for name, value in _arrays(network, digits):
        if name == "layers":
            for number, layer in enumerate(value, 1):
                arrays |= {f"{key}_{number}": np.array(entry) for key, entry in layer.items()}
        else:
            arrays[name] = np.array(value)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _arrays(network: Network, digits: int | None) -> list[tuple[str, Any]]:
    """What JSON and NPZ hold: v, b, w and b0 of a shallow network, the layers of any other."""
    if network.is_shallow:
        named = {"v": network.v, "b": network.b, "w": network.w}
        rounded: list[tuple[str, Any]] = [(n, _rounded_list(a, digits)) for n, a in named.items()]
        return [*rounded, ("b0", _rounded(network.b0, digits))]
    return [("layers", [_layer_entry(layer, digits) for layer in network.layers])]


def _layer_entry(layer: Layer, digits: int | None) -> dict[str, Any]:
    return {
        "activation": layer.activation,
        "weights": [_rounded_list(row, digits) for row in layer.weights],
        "bias": _rounded_list(layer.bias, digits),
    }


_TEXTS: dict[str, Callable[[Network, int | None], str]] = {
    "csv": _csv,
    "tsv": _tsv,
    "md": _markdown,
    "tex": _latex,
    "html": _html,
    "json": _json,
}

NEVER_ROUNDED = (".onnx", ".safetensors")
"""Those that other programs compute with."""

ENDINGS = (*(f".{name}" for name in _TEXTS), *NEVER_ROUNDED, ".npz")
"""The endings of files that weights can be written to."""


# Cells


def _cells(
    table: Table,
    digits: int | None,
    text_cell: Callable[[str], str],
    heading: Callable[[str], str] = str,
    number_cell: Callable[[str], str] = str,
) -> Iterable[list[str]]:
    """The heading and the rows of a table, each cell in the form its format needs."""
    yield [heading(column) for column in table.columns]
    for row in table.rows:
        yield [_cell(cell, digits, text_cell, number_cell) for cell in row]


def _cell(
    cell: Cell,
    digits: int | None,
    text_cell: Callable[[str], str],
    number_cell: Callable[[str], str],
) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return text_cell(cell)
    return number_cell(plain(cell, digits)) if isinstance(cell, float) else str(cell)


def _heading(column: str) -> str:
    return column.replace("_", " ")


def _latex_heading(column: str) -> str:
    return _SYMBOLS.get(column, _heading(column))


def _rounded(value: float, digits: int | None) -> float:
    return float(value) if digits is None else float(f"{value:.{digits}g}")


def _rounded_list(values: Array, digits: int | None) -> list[float]:
    exact: list[float] = values.tolist()
    return exact if digits is None else [_rounded(value, digits) for value in exact]


def _checked_digits(digits: int | None) -> int | None:
    if digits is not None and not 1 <= digits <= 17:
        raise UserError(f"numbers can be rounded to 1 to 17 digits, not {digits}")
    return digits
