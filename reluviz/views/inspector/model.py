"""The weights as a table model: a row for each hidden unit, and a last one for the output."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.document.evaluation import Evaluation
from reluviz.document.items import Unit
from reluviz.views.numbers import exact_text

Index = QModelIndex | QPersistentModelIndex
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


TITLES = ("unit", "v", "b", "kink", "w", "slope after")
MISSING = "–"
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


class WeightModel(QAbstractTableModel):
    """Shows one evaluation after the other; announces only the cells that differ.

    Parameters
    ----------
    parent : QObject, optional
        Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: Evaluation | None = None
        self._columns: dict[int, NDArray[np.float64]] = {}
        self._b0 = 0.0

    @property
    def n_units(self) -> int:
        """Number of hidden units; 0 before the first evaluation."""
        return len(self._columns[Column.V]) if self._columns else 0

    def show_state(self, state: Evaluation) -> None:
        """Show another evaluation: a reset where the number of units differs."""
        before, columns = self._state, _columns(state, self._state, self._columns)
        if before is state:
            return
        if before is None or self.n_units != state.network.n_units:
            self.beginResetModel()
            self._state, self._columns, self._b0 = state, columns, state.network.b0
            self.endResetModel()
            return
        old_columns, old_b0 = self._columns, self._b0
        self._state, self._columns, self._b0 = state, columns, state.network.b0
        for column, values in columns.items():
            for first, last in changed_runs(old_columns[column], values):
                self._announce(first, last, column)
        if self._b0 != old_b0:
            self._announce(self.n_units, self.n_units, Column.B)

    def value(self, row: int, column: int) -> float | None:
        """Return the number in a cell; None if there is none."""
        if row == self.n_units:
            return self._b0 if column == Column.B else None
        if column == Column.UNIT:
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
        if digits:
            text = words.number(value, digits, signed=column in SIGNED)
        else:
            text = f"{value:.0e}".replace("-", words.MINUS)
        return _EXPONENT.sub(r"e\1", text)

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
            return f"{TITLES[column]} of {self.text(row, 0)}: {self.text(row, column) or 'none'}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return TITLES[section]
        if role == Role.ToolTipRole:
            return _HELP[section]
        if role == Role.TextAlignmentRole:
            return _LEFT if section == Column.UNIT else _RIGHT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.is_editable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    # Private

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
    state: Evaluation, before: Evaluation | None, columns: dict[int, NDArray[np.float64]]
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
    return result
