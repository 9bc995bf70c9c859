"""The scoreboard as a table model."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from reluviz.core.words import number
from reluviz.views.compare.rows import BEST, DIGITS, NOW, RUN, Row, bar_lengths, time_words
from reluviz.views.guard import Guarded
from reluviz.views.numbers import exact_text
from reluviz.views.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Column(IntEnum):
    """The columns, left to right: what is compared comes first."""

    NAME = 0
    UNITS = 1
    MEAN_SQUARE = 2
    LARGEST = 3
    BY = 4
    STEPS = 5
    TIME = 6
    HOW = 7


ERRORS = (Column.MEAN_SQUARE, Column.LARGEST)
TITLES = ("network", "ReLUs", "mean squared error", "largest error", "by", "steps", "time", "how")
_HELP = (
    "The network in hand, the best fit, and the networks that are kept.\n"
    "The box shows or hides its curve in the plot; double-click a name to change it",
    "Number of ReLUs",
    "Mean squared difference from the target; the bars are logarithmic",
    "Largest difference from the target; the bars are logarithmic",
    "Who made it: a hand, training, or the fit",
    "Steps of training",
    "Time of training",
    "With which settings",
)
_TEXTS: dict[Column, Callable[[Row], str]] = {
    Column.NAME: lambda row: row.name,
    Column.UNITS: lambda row: f"{row.units:,}",
    Column.BY: lambda row: row.by,
    Column.STEPS: lambda row: f"{row.steps:,}" if row.steps else "",
    Column.TIME: lambda row: time_words(row.seconds) if row.seconds else "",
    Column.HOW: lambda row: row.how,
}


class ScoreModel(Guarded, QAbstractTableModel):
    """Shows one list of rows after the other; announces only what differs."""

    renamed = Signal(int, str)
    """The user typed another name: row, text."""

    switched = Signal(int, bool)
    """The user wants a curve shown or hidden: row, whether it is to be shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self._bars: dict[Column, list[float]] = {column: [] for column in ERRORS}

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows. Those that stay keep what is selected among them."""
        old, new = self.rows, rows
        start = _common(old, new)
        if len(new) > len(old) and _common(old[::-1], new[::-1]) >= len(old) - start:
            self.beginInsertRows(_ROOT, start, start + len(new) - len(old) - 1)
            self._take(new)
            self.endInsertRows()
        elif len(new) < len(old) and _common(old[::-1], new[::-1]) >= len(new) - start:
            self.beginRemoveRows(_ROOT, start, start + len(old) - len(new) - 1)
            self._take(new)
            self.endRemoveRows()
        elif len(new) != len(old):
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
            return
        elif new == old:
            return
        self._take(new)
        self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(TITLES) - 1))

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        if column in ERRORS:
            error = self.error(row, column)
            return "" if error is None else number(error, DIGITS)
        return _TEXTS[Column(column)](self.rows[row])

    def error(self, row: int, column: int) -> float | None:
        """Return the error in a cell; None if there is none."""
        return self.rows[row].errors[ERRORS.index(Column(column))]

    def bar(self, row: int, column: int) -> float:
        """Return the length of the bar in a cell, from 0 to 1."""
        return self._bars[Column(column)][row]

    def is_smallest(self, row: int, column: int) -> bool:
        """Whether the error in a cell is the smallest of its column."""
        return column in ERRORS and self.rows[row].is_smallest[ERRORS.index(Column(column))]

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in (Role.DisplayRole, Role.EditRole):
            return self.text(row, column)
        if role == Role.CheckStateRole:
            return self._check_state(row, column)
        if role == Role.TextAlignmentRole:
            return _LEFT if column in (Column.NAME, Column.BY, Column.HOW) else _RIGHT
        if role == Role.ToolTipRole:
            return plain_tip(self._tip(row, column))
        if role == Role.AccessibleTextRole:
            least = ", the smallest" if self.is_smallest(row, column) else ""
            text = self.text(row, column) or "none"
            return f"{TITLES[column]} of {self.rows[row].name}: {text}{least}"
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Tell what the user wants; the rows change when the document has."""
        row = self.rows[index.row()]
        if role == Role.CheckStateRole:
            self.switched.emit(index.row(), not row.is_shown)
        elif role == Role.EditRole and str(value).strip() != row.name:
            self.renamed.emit(index.row(), str(value).strip())
        return True

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
            return _LEFT if section in (Column.NAME, Column.BY, Column.HOW) else _RIGHT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and index.column() == Column.NAME:
            kind = self.rows[index.row()].kind
            if kind != NOW:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
            if kind == RUN:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    # Private

    def _take(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        for place, column in enumerate(ERRORS):
            self._bars[column] = bar_lengths([row.errors[place] for row in rows])

    def _check_state(self, row: int, column: int) -> Qt.CheckState | None:
        if column != Column.NAME or self.rows[row].kind == NOW:
            return None
        is_shown = self.rows[row].is_shown
        return Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked

    def _tip(self, row: int, column: int) -> str | None:
        one = self.rows[row]
        if column in ERRORS:
            error = self.error(row, column)
            least = ": the smallest" if self.is_smallest(row, column) else ""
            return None if error is None else f"{TITLES[column]} {exact_text(error)}{least}"
        if column == Column.NAME:
            hint = {NOW: "The network in hand", BEST: "The best fit that is shown", RUN: one.name}
            return hint[one.kind]
        return one.how or None if column == Column.HOW else None


def _common(first: tuple[Row, ...], second: tuple[Row, ...]) -> int:
    """How many rows at the beginning are the same, whatever has changed in them."""
    pairs = zip(first, second, strict=False)
    return next(
        (k for k, (one, other) in enumerate(pairs) if one.token is not other.token),
        min(len(first), len(second)),
    )
