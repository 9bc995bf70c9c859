"""The view of a truth table: wrong rows in colour, and cells that switch between 0 and 1."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QTableView, QWidget

from reluviz.views.number_cells import PADDING, Marks, NumberDelegate
from reluviz.views.number_table import NumberTable
from reluviz.views.theme import Theme
from reluviz.views.truth_table.model import ERROR, MARK, OUTPUT, TruthModel

_NARROW, _MOST_NAMES, _WIDEST = "−0.00", 50, 96


class TruthDelegate(NumberDelegate):
    """Paints what is wrong in the colour of residuals."""

    def __init__(self, model: TruthModel, marks: Marks, theme: Theme, parent: QTableView) -> None:
        self._truth = model
        super().__init__(model, marks, theme, parent)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._wrong = QColor(theme.residual)

    def unit_of(self, row: int) -> int | None:
        return None

    def colour_of(self, row: int, column: int, text: str) -> QColor:
        kind = self._truth.kind(column)
        if kind in (OUTPUT, ERROR, MARK) and self._truth.is_wrong(row):
            return self._wrong
        return self._muted if kind in (ERROR, MARK) else self._text


class TruthTableView(NumberTable):
    """A view of a `TruthModel`. It tells what the user does and changes nothing itself.

    Parameters
    ----------
    model : TruthModel
        The rows.
    """

    cell_switched = Signal(int, int)
    """A click on a wanted 0 or 1: row, column."""

    def __init__(self, model: TruthModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            model, lambda marks, table: TruthDelegate(model, marks, theme, table), theme, parent
        )
        self.rows = model
        self.setAccessibleName("Truth table")
        self.setAccessibleDescription("Inputs, wanted outputs, and what the network gives")
        self.set_up()
        self.apply_theme(theme)

    def fit(self) -> None:
        """Share the width among the columns; where they are too many the table scrolls."""
        model, count = self.rows, self.rows.columnCount()
        if not count:
            return
        advance = self.fontMetrics().horizontalAdvance
        bold = QFont(self.font())
        bold.setBold(True)
        names = {model.text(row, 0) for row in range(min(model.rowCount(), _MOST_NAMES))}
        names.add(str(model.rowCount()))
        widest = max(map(QFontMetrics(bold).horizontalAdvance, names))
        first = max(advance(model.title(0)), min(widest, 180)) + 2 * PADDING + 2
        least = [max(advance(_NARROW), advance(model.title(c))) for c in range(1, count)]
        self.share_width(first, [width + 2 * PADDING for width in least], _WIDEST)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._switch(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click on a 0 or 1 switches it again; other cells are typed into."""
        cell = self.indexAt(event.position().toPoint())
        if self.rows.is_switch(cell.row(), cell.column()):
            self._switch(event)
        else:
            super().mouseDoubleClickEvent(event)

    def _switch(self, event: QMouseEvent) -> None:
        cell = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.rows.is_switch(cell.row(), cell.column()):
            self.cell_switched.emit(cell.row(), cell.column())
