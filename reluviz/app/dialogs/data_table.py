"""The first rows of a table that is about to be a target, with the two chosen columns marked."""

from __future__ import annotations

import html
import math

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from reluviz.files.table import Table
from reluviz.views.guard import Guarded
from reluviz.views.numbers import exact_text
from reluviz.views.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

MOST_ROWS = 100
"""So many rows are shown, however many there are."""


class DataModel(Guarded, QAbstractTableModel):
    """The first rows of a table, as they are written in the file."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table: Table | None = None
        self._numeric: frozenset[int] = frozenset()
        self._chosen: tuple[int, int] | None = None

    def show_table(self, table: Table | None) -> None:
        """Show another table, without a choice; None for nothing."""
        self.beginResetModel()
        self._table, self._chosen = table, None
        self._numeric = frozenset(table.numeric if table is not None else ())
        self.endResetModel()

    def choose(self, x: int, y: int) -> None:
        """Mark two columns."""
        self._chosen = (x, y)
        if self.rowCount() and self.columnCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        if parent.isValid() or self._table is None:
            return 0
        return min(len(self._table), MOST_ROWS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._table is None else len(self._table.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        table = self._table
        if table is None:
            return None
        if role == Role.DisplayRole:
            return _cell(table, index.row(), index.column())
        if role == Role.ToolTipRole:
            return plain_tip(_cell(table, index.row(), index.column()))
        if role == Role.TextAlignmentRole:
            is_number = index.column() in self._numeric
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Role.BackgroundRole and index.column() in (self._chosen or ()):
            return QBrush(QColor(self._theme.accent_ground))
        if role == Role.ForegroundRole and index.column() not in self._numeric:
            return QBrush(QColor(self._theme.muted))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        table = self._table
        if table is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{table.lines[section]:,}" if role == Role.DisplayRole else None
        is_chosen = section in (self._chosen or ())
        if role == Role.DisplayRole:
            return self._mark(section) + table.names[section]
        if role == Role.ToolTipRole:
            return plain_tip(table.names[section])
        if role == Role.FontRole and is_chosen:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _mark(self, section: int) -> str:
        axes = [axis for axis, k in zip("xy", self._chosen or (), strict=False) if k == section]
        return f"{' and '.join(axes)}: " if axes else ""


class DataTable(QTableView):
    """Shows a `DataModel`; nothing in it can be edited.

    Parameters
    ----------
    model : DataModel
        The rows.
    """

    def __init__(self, model: DataModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_table")
        self.setAccessibleName("First rows of the table")
        self.setStyleSheet(f"QTableView {{ gridline-color: {theme.border}; }}")
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        across.setMaximumSectionSize(28 * letter)
        across.setMinimumSectionSize(7 * letter)
        across.setHighlightSections(False)
        down.setHighlightSections(False)
        down.setDefaultSectionSize(round(1.5 * line))
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumSize(36 * letter, 7 * line)

    def fit_columns(self) -> None:
        """Make every column as wide as what is in it, within limits."""
        self.resizeColumnsToContents()

    def show_columns(self, *columns: int) -> None:
        """Scroll sideways so that these columns are in view, the first of them in any case."""
        for column in reversed(columns):
            self.scrollTo(self.model().index(0, column))


def _cell(table: Table, row: int, column: int) -> str:
    if row < len(table.top):
        cells = table.top[row]
        return cells[column] if column < len(cells) else ""
    value = float(table.columns[column].values[row])
    return "" if math.isnan(value) else exact_text(value)


def plain_tip(text: str) -> str:
    """Return text from a file for a tooltip, where a tag in it would be taken for markup."""
    return f"<qt>{html.escape(text)}</qt>" if "<" in text else text
