"""What a table of numbers asks of its model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from reluviz.views.guard import Guarded

Index = QModelIndex | QPersistentModelIndex

MISSING = "–"
"""Stands where there is no number."""


class NumberModel(Guarded, QAbstractTableModel):
    """Rows of numbers, with names in column 0."""

    def text(self, row: int, column: int, digits: int = 4) -> str:
        """Return what a cell shows, with so many significant digits; 0 for the shortest."""
        raise NotImplementedError

    def is_editable(self, row: int, column: int) -> bool:
        """Whether the number in a cell can be changed."""
        raise NotImplementedError

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.is_editable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags
