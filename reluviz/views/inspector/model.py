"""The weights as a table model: a row for each hidden unit, and a last one for the output."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, Qt

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.document.items import Unit
from reluviz.document.state import State
from reluviz.views.number_model import MISSING, Index, NumberModel
from reluviz.views.numbers import exact_text

Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_EXPONENT = re.compile(rf"e\+?({words.MINUS}?)0*(?=\d)")

MOST_RUNS = 16
"""Changed cells of a column are announced in at most so many runs, else as one range."""


class Column(IntEnum):
    """The columns, left to right."""

    UNIT = 0
    V = 1
    B = 2
    KINK = 3
    W = 4
    SLOPE = 5
    INFLUENCE = 6
    SHARE = 7


KINDS = ("v", "b", "w")
"""Whose total influence there can be a column of, in the order of the influence map."""

TITLES = ("unit", "v", "b", "kink", "w", "slope after", "influence of w", "moves")
"""As wide as they get: the influence is that of the kind of parameter that is selected."""

MAP_COLUMNS = (Column.INFLUENCE, Column.SHARE)
SIGNED = (Column.B, Column.W, Column.SLOPE)
_HOW = (
    "Type to change it, or scroll over the selected cell; Alt+Up and Alt+Down step it "
    "(with Shift fine, with Ctrl coarse)"
)
_HELP = (
    "A hidden unit and its colour in the plot and the diagram",
    "v, the weight of the hidden unit.\n" + _HOW,
    "b, the bias of the hidden unit; in the last row b0, the bias of the output.\n" + _HOW,
    "Where the ray of the unit starts: x = −b / v. Changing it changes b.\n" + _HOW,
    "w, the output weight of the unit.\n" + _HOW,
    "Slope of the curve to the right of the unit's kink",
    "Total influence of {kind}: the integral of |∂z/∂{kind}| over the domain.\n"
    "It follows the selection: select a number of another column",
    "Share of the domain on which a change of {kind} moves the curve",
)


def item_at(n_units: int, row: int, column: int) -> ParameterId | Unit:
    """Return what a cell stands for: its parameter (b for the kink), else its unit."""
    if row == n_units:
        return ParameterId(1, 0)
    if column == Column.V:
        return ParameterId(0, row, 0)
    if column in (Column.B, Column.KINK):
        return ParameterId(0, row)
    return ParameterId(1, 0, row) if column == Column.W else Unit(row)


def cell_of(n_units: int, item: ParameterId | Unit) -> tuple[int, int]:
    """Return (row, column) of the cell for a parameter or a unit."""
    if isinstance(item, Unit):
        return item.index, Column.UNIT
    if item.layer == 1:
        return (n_units, Column.B) if item.source is None else (item.source, Column.W)
    return item.unit, Column.B if item.source is None else Column.V


def kind_of(item: object) -> str | None:
    """Return which of `KINDS` an item is; None for what is no parameter of a hidden unit."""
    if not isinstance(item, ParameterId):
        return None
    if item.layer == 1:
        return None if item.source is None else "w"
    return "b" if item.source is None else "v"


class WeightModel(NumberModel):
    """Shows one evaluation after the other; announces only the cells that differ.

    Parameters
    ----------
    parent : QObject, optional
        Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._columns: dict[int, NDArray[np.float64]] = {}
        self._b0 = 0.0
        self._kind: str | None = None
        self._told_kind = "w"

    @property
    def n_units(self) -> int:
        """Number of hidden units; 0 before the first evaluation."""
        return len(self._columns[Column.V]) if self._columns else 0

    def show_influence(self, kind: str | None) -> None:
        """Fill the columns of the influence for one of `KINDS`; None leaves them empty.

        Only then the influence of all parameters is worked out with every change.
        """
        if kind == self._kind:
            return
        self._kind = kind
        if kind is not None:
            self._told_kind = kind
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, *MAP_COLUMNS)
        if self._state is not None:
            columns = _columns(self._state, self._state, self._columns, kind)
            old, self._columns = self._columns, columns
            self._announce_changes(old)

    def show_state(self, state: State) -> None:
        """Show another evaluation: a reset where the number of units differs."""
        before = self._state
        if before is state:
            return
        columns = _columns(state, before, self._columns, self._kind)
        if before is None or self.n_units != state.network.n_units:
            self.beginResetModel()
            self._state, self._columns, self._b0 = state, columns, state.network.b0
            self.endResetModel()
            return
        old_columns, old_b0 = self._columns, self._b0
        self._state, self._columns, self._b0 = state, columns, state.network.b0
        self._announce_changes(old_columns)
        if self._b0 != old_b0:
            self._announce(self.n_units, self.n_units, Column.B)

    def value(self, row: int, column: int) -> float | None:
        """Return the number in a cell; None if there is none."""
        if row == self.n_units:
            return self._value_of_output(column)
        if column == Column.UNIT or column not in self._columns:
            return None
        number = float(self._columns[column][row])
        return number if number == number else None

    def text(self, row: int, column: int, digits: int = 4) -> str:
        """Return what a cell shows, with so many significant digits; 0 for the shortest there is.

        Powers of ten are written short, as 2e5.
        """
        if column == Column.UNIT:
            return "out" if row == self.n_units else f"r{row + 1}"
        value = self.value(row, column)
        if value is None:
            return "" if row == self.n_units else MISSING
        if column == Column.SHARE:
            return f"{words.number(100 * value, min(digits, 3) or 1)} %"
        return _EXPONENT.sub(r"e\1", self._written(row, column, value, digits))

    def _written(self, row: int, column: int, value: float, digits: int) -> str:
        assert self._state is not None
        parameter, place = item_at(self.n_units, row, column), self.value(row, Column.KINK)
        is_far = place is not None and self._state.digits.is_far(place)
        if not digits and not (is_far and column in (Column.B, Column.KINK)):
            return f"{value:.0e}".replace("-", words.MINUS)
        if column == Column.KINK:
            return self._state.digits.x(value, digits=digits)
        if isinstance(parameter, ParameterId):
            return self._state.digits.value(parameter, value, column in SIGNED, digits)
        return words.number(value, digits, signed=column in SIGNED)

    def is_editable(self, row: int, column: int) -> bool:
        """Whether the number in a cell can be changed."""
        is_number = column in (Column.V, Column.B, Column.KINK, Column.W)
        return is_number and self.value(row, column) is not None

    def longest_text(self, column: int, most: int = 40) -> str:
        """Return the longest text of a column among some rows spread over all of it."""
        rows = np.linspace(0, self.n_units, min(most, self.n_units + 1), dtype=int)
        return max((self.text(int(row), column) for row in rows), key=len)

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or not self._columns else self.n_units + 1

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self.text(row, column)
        if role == Role.EditRole:
            value = self.value(row, column)
            return None if value is None else exact_text(value)
        if role == Role.TextAlignmentRole:
            return _LEFT if column == Column.UNIT else _RIGHT
        if role == Role.ToolTipRole:
            return self._tip(row, column)
        if role == Role.AccessibleTextRole:
            return (
                f"{self._title(column)} of {self.text(row, 0)}: {self.text(row, column) or 'none'}"
            )
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self._title(section)
        if role == Role.ToolTipRole:
            return _HELP[section].format(kind=self._told_kind)
        if role == Role.TextAlignmentRole:
            return _LEFT if section == Column.UNIT else _RIGHT
        return None

    # Private

    def _title(self, column: int) -> str:
        is_influence = column == Column.INFLUENCE
        return f"influence of {self._told_kind}" if is_influence else TITLES[column]

    def _value_of_output(self, column: int) -> float | None:
        """b0 itself, its influence, and its share of the domain, which is all of it."""
        if column == Column.B:
            return self._b0
        if column not in MAP_COLUMNS or self._kind is None or self._state is None:
            return None
        return float(_map_column(self._state, column)[-1])

    def _announce_changes(self, before: dict[int, NDArray[np.float64]]) -> None:
        for column, values in self._columns.items():
            if column not in before:
                self._announce(0, self.n_units, column)
                continue
            for first, last in changed_runs(before[column], values):
                self._announce(first, last, column)

    def _announce(self, first: int, last: int, column: int) -> None:
        top = self.index(first, column)
        self.dataChanged.emit(top, top if first == last else self.index(last, column))

    def _tip(self, row: int, column: int) -> str | None:
        value = self.value(row, column)
        if value is None:
            if row < self.n_units and column == Column.KINK:
                return "No kink: v is 0, so the unit is a constant"
            if row < self.n_units and column == Column.SLOPE:
                return "The kink of this unit is outside the domain"
            return None
        name = "b0" if row == self.n_units else f"{TITLES[column]} of ReLU {row + 1}"
        tip = f"{name} = {exact_text(value)}"
        if column in MAP_COLUMNS:
            name = "b0" if row == self.n_units else f"{self._told_kind}{row + 1}"
            what = "total influence" if column == Column.INFLUENCE else "share of the domain"
            return f"{what} of {name} = {exact_text(value)}"
        return f"{tip}\n{_HOW}" if self.is_editable(row, column) else tip


def changed_runs(before: NDArray[np.float64], after: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the runs (first, last) of places where two arrays differ; NaN equals NaN.

    One run over all of them if there would be more than `MOST_RUNS`.
    """
    if before is after:
        return []
    rows = np.flatnonzero(before != after)
    if len(rows) and np.isnan(after[rows]).any():
        rows = rows[~(np.isnan(before[rows]) & np.isnan(after[rows]))]
    if not len(rows):
        return []
    if rows[-1] - rows[0] + 1 == len(rows):
        return [(int(rows[0]), int(rows[-1]))]
    gaps = np.flatnonzero(np.diff(rows) > 1)
    if len(gaps) >= MOST_RUNS:
        return [(int(rows[0]), int(rows[-1]))]
    firsts, lasts = np.append(rows[0], rows[gaps + 1]), np.append(rows[gaps], rows[-1])
    return [(int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)]


def _columns(
    state: State,
    before: State | None,
    columns: dict[int, NDArray[np.float64]],
    kind: str | None,
) -> dict[int, NDArray[np.float64]]:
    """The numbers by column; the very arrays of `columns` where a layer is still the same."""
    network = state.network
    result: dict[int, NDArray[np.float64]] = {}
    if before is not None and before.network.layers[0] is network.layers[0]:
        result.update({c: columns[c] for c in (Column.V, Column.B, Column.KINK)})
    else:
        result.update({Column.V: network.v, Column.B: network.b, Column.KINK: network.kinks})
    result[Column.W] = network.w
    result[Column.SLOPE] = state.slopes_after
    if kind is not None:
        rows = slice(KINDS.index(kind), 3 * network.n_units, len(KINDS))
        result.update({column: _map_column(state, column)[rows] for column in MAP_COLUMNS})
    return result


def _map_column(state: State, column: int) -> NDArray[np.float64]:
    """Totals or shares of all parameters; that of b0 is the last."""
    found = state.influence_map
    return found.totals if column == Column.INFLUENCE else found.shares
