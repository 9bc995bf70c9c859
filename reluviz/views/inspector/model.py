"""The numbers of the network as a table model."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt

from reluviz.core import words
from reluviz.core.network import Array
from reluviz.document.items import Item
from reluviz.views.inspector.pages import NO_CELL, Cell, Page
from reluviz.views.number_model import Index, NumberModel
from reluviz.views.numbers import exact_text

Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_EXPONENT = re.compile(rf"e\+?({words.MINUS}?)0*(?=\d)")

MOST_RUNS = 16
"""Changed cells of a column are announced in at most so many runs, else as one range."""


class WeightModel(NumberModel):
    """Shows one page after the other; announces only the cells that differ.

    Parameters
    ----------
    parent : QObject, optional
        Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None

    def show_page(self, page: Page) -> bool:
        """Show another page; return whether rows or columns are others now."""
        before = self.page
        if before is None or before.key != page.key:
            self.beginResetModel()
            self.page = page
            self.endResetModel()
            return True
        self.page = page
        if before.titles != page.titles:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(page.titles) - 1)
        for column, (old, new) in enumerate(zip(before.values, page.values, strict=True), 1):
            for first, last in changed_runs(old, new):
                top = self.index(first, column)
                self.dataChanged.emit(top, top if first == last else self.index(last, column))
        return False

    def value(self, row: int, column: int) -> float | None:
        """Return the number in a cell; None if there is none."""
        return self.page.value(row, column) if self.page else None

    def item_at(self, row: int, column: int) -> Item | None:
        """Return what a cell stands for: its parameter, else its unit."""
        if self.page is None or not 0 <= row < self.page.n_rows:
            return None
        return self.page.item_at(row, column)

    def cell_of(self, item: Item | None) -> Cell:
        """Return row and column of an item; -1, -1 if it is not on the page."""
        return self.page.cell_of(item) if self.page else NO_CELL

    def title(self, column: int) -> str:
        """Return the title of a column."""
        return self.page.titles[column] if self.page else ""

    def longest_text(self, column: int, *digits: int, most: int = 40) -> str:
        """Return the longest text of a column among some rows spread over all of it.

        Of each row's texts with so many `digits`, four by default, the shortest counts.
        """
        rows = np.linspace(0, self.rowCount() - 1, min(most, self.rowCount()), dtype=int).tolist()
        each = ([self.text(row, column, count) for count in digits or (4,)] for row in rows)
        return max((min(texts, key=len) for texts in each), key=len)

    # What the table asks

    def text(self, row: int, column: int, digits: int = 4) -> str:
        """Return what a cell shows, with so many significant digits; 0 for the shortest there is.

        Powers of ten are written short, as 2e5.
        """
        text = self.page.text(row, column, digits) if self.page else ""
        return _EXPONENT.sub(r"e\1", text) if column else text

    def is_editable(self, row: int, column: int) -> bool:
        return self.page is not None and self.page.is_editable(row, column)

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self.page is None else self.page.n_rows

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self.page is None else len(self.page.titles)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or self.page is None:
            return None
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self.text(row, column)
        if role == Role.EditRole:
            value = self.page.value(row, column)
            return None if value is None else exact_text(value)
        if role == Role.TextAlignmentRole:
            return _RIGHT if column else _LEFT
        if role == Role.ToolTipRole:
            return self.page.tip(row, column)
        if role == Role.AccessibleTextRole:
            text = self.text(row, column) or "none"
            return f"{self.title(column)} of {self.text(row, 0)}: {text}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or self.page is None:
            return None
        if role == Role.DisplayRole:
            return self.title(section)
        if role == Role.ToolTipRole:
            return self.page.help(section)
        if role == Role.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        return None


def changed_runs(before: Array, after: Array) -> list[tuple[int, int]]:
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
