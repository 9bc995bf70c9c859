"""The table of points: typed like a spreadsheet, with an empty row at its end for the next."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from reluviz.app.dialogs.points_rows import EMPTY, Cell, Rows, cell
from reluviz.views.guard import Guarded
from reluviz.views.numbers import exact_text
from reluviz.views.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class PointsModel(Guarded, QAbstractTableModel):
    """Shows rows; what is typed is asked for by `edit_requested`, and shown when it comes back."""

    edit_requested = Signal(int, int, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: Rows = ()
        self._wrong: frozenset[tuple[int, int]] = frozenset()

    def show_rows(self, rows: Rows, wrong: frozenset[tuple[int, int]]) -> None:
        """Show `rows`, with the cells `wrong` marked."""
        more = len(rows) - len(self._rows)
        if more == 0:
            self._rows, self._wrong = rows, wrong
        elif 0 < more <= 2:  # a reset would close an editor that Tab has just opened
            self.beginInsertRows(QModelIndex(), len(self._rows) + 1, len(rows))
            self._rows, self._wrong = rows, wrong
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._rows, self._wrong = rows, wrong
            self.endResetModel()
        self.dataChanged.emit(self.index(0, 0), self.index(len(rows), 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        value = self._cell(index)
        is_wrong = (index.row(), index.column()) in self._wrong
        if role in (Role.DisplayRole, Role.EditRole):
            return exact_text(value) if isinstance(value, float) else value
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Role.BackgroundRole and is_wrong:
            return QBrush(QColor(self._theme.warning_ground))
        if role == Role.ForegroundRole and is_wrong:
            return QBrush(QColor(self._theme.warning_text))
        if role == Role.AccessibleTextRole:
            name = f"{'xy'[index.column()]} of row {index.row() + 1}"
            return f"{name}, wrong" if is_wrong else name
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        typed = str(value)
        if role != Role.EditRole or typed == self.data(index, Role.EditRole):
            return False  # not typed over: the exact value stays
        self.edit_requested.emit(index.row(), index.column(), cell(typed))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        if role != Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return "xy"[section]
        return f"{section + 1:,}" if section < len(self._rows) else "+"

    def _cell(self, index: Index) -> Cell:
        rows = self._rows
        return (rows[index.row()] if index.row() < len(rows) else EMPTY)[index.column()]


class PointsTable(Guarded, QTableView):
    """A table in which Enter and Tab go on to the next number."""

    paste_requested = Signal()
    delete_requested = Signal()

    def __init__(self, model: PointsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(f"QTableView {{ gridline-color: {theme.border}; }}")
        self.setModel(model)
        self.setObjectName("points_table")
        self.setAccessibleName("Table of points")
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.verticalHeader().setMinimumWidth(self.fontMetrics().horizontalAdvance("0000"))
        self.verticalHeader().setDefaultSectionSize(round(1.7 * self.fontMetrics().lineSpacing()))
        self.setCornerButtonEnabled(False)
        number_width = self.fontMetrics().horizontalAdvance("−0.000000000")
        self.setMinimumWidth(2 * number_width + self.fontMetrics().horizontalAdvance("1,000,000"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            # An open editor has dealt with the key before it comes here.
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802
        """After Enter the next number is typed at once, as after Tab."""
        hints = QAbstractItemDelegate.EndEditHint
        went_on = hint == hints.SubmitModelCache
        super().closeEditor(editor, hints.NoHint if went_on else hint)
        if went_on:
            self._go_on()

    def _go_on(self) -> None:
        index = self.currentIndex()
        row, column = (index.row(), 1) if index.column() == 0 else (index.row() + 1, 0)
        if row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, column))
            self.edit(self.currentIndex())
