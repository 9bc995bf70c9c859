"""The truth table as a model, and its view: wrong rows in colour, cells that switch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QTableView, QWidget

from reluviz.core import words
from reluviz.core.truth_table import TruthTable
from reluviz.document.state import State
from reluviz.views.layered_words import node_name
from reluviz.views.number_cells import PADDING, Marks, NumberDelegate
from reluviz.views.number_model import Index, NumberModel
from reluviz.views.number_table import NumberTable
from reluviz.views.numbers import exact_text
from reluviz.views.theme import Theme

Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

INPUT, WANTED, OUTPUT, ERROR, MARK = "input", "wanted", "output", "error", "mark"
RIGHT, WRONG = "✓", "✗"

_DIGITS = 4

_HELP = {
    INPUT: "What goes in. Type to change it",
    WANTED: "What the network should give. Type to change it, or click a 0 or 1 to switch it",
    OUTPUT: "What the network gives",
    ERROR: "E, what is wanted minus the output: what the error-correction rule takes away",
    MARK: f"{RIGHT} on the right side of one half, {WRONG} on the wrong one",
}
_NARROW, _MOST_NAMES, _WIDEST = "−0.00", 50, 96


@dataclass(frozen=True)
class Column:
    """What a column after the names shows, and of which input or output."""

    kind: str
    index: int
    title: str


def is_binary(table: TruthTable) -> bool:
    """Return whether only 0 and 1 are wanted, so that rows are right or wrong."""
    return bool(np.all((table.outputs == 0) | (table.outputs == 1)))


class TruthModel(NumberModel):
    """Shows the rows of one evaluation after the other; announces only what differs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: list[Column] = []
        self.table: TruthTable | None = None
        self.is_binary = False
        self.wrong: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._numbers: NDArray[np.float64] = np.empty((0, 0))

    def show_rows(self, state: State) -> bool:
        """Show what a network makes of its rows; return whether it was a reset."""
        table, outputs, wrong = state.rows, state.outputs, state.wrong
        if table is None or outputs is None or state.errors is None or wrong is None:
            columns, numbers, wrong = [], np.empty((0, 0)), np.zeros(0, dtype=bool)
        else:
            columns = _columns(state, is_binary(table))
            parts = {
                INPUT: table.inputs,
                WANTED: table.outputs,
                OUTPUT: outputs,
                ERROR: 0.0 - state.errors,
                MARK: wrong[:, np.newaxis].astype(np.float64),
            }
            numbers = np.column_stack([parts[c.kind][:, c.index] for c in columns])
        is_reset = columns != self.columns or numbers.shape != self._numbers.shape
        if is_reset:
            self.beginResetModel()
        before, old_wrong, old_table = self._numbers, self.wrong, self.table
        self.table, self.columns, self._numbers, self.wrong = table, columns, numbers, wrong
        self.is_binary = table is not None and is_binary(table)
        if is_reset:
            self.endResetModel()
            return True
        changed = np.any(before != numbers, axis=1) | (old_wrong != wrong)
        if old_table is not None and table is not None and old_table.names != table.names:
            changed[:] = True
        rows = np.flatnonzero(changed)
        if len(rows):
            last = self.index(int(rows[-1]), len(columns))
            self.dataChanged.emit(self.index(int(rows[0]), 0), last)
        return False

    def value(self, row: int, column: int) -> float:
        """Return the number in a cell."""
        return float(self._numbers[row, column - 1])

    def kind(self, column: int) -> str:
        """Return what a column shows; empty for the names."""
        return self.columns[column - 1].kind if 1 <= column <= len(self.columns) else ""

    def is_switch(self, row: int, column: int) -> bool:
        """Whether a click on a cell switches it between 0 and 1."""
        return row >= 0 and self.is_binary and self.kind(column) == WANTED

    def is_wrong(self, row: int) -> bool:
        """Whether a row of a table of 0 and 1 is on the wrong side of one half."""
        return self.is_binary and bool(self.wrong[row])

    # What the table asks

    def text(self, row: int, column: int, digits: int = _DIGITS) -> str:
        if column == 0:
            names = () if self.table is None else self.table.names
            return names[row] if names and names[row] else f"{row + 1}"
        if self.kind(column) == MARK:
            return WRONG if self.is_wrong(row) else RIGHT
        value, is_error = self.value(row, column), self.kind(column) == ERROR
        if digits == _DIGITS and abs(value) >= 10:
            digits += 1  # miles as in the article: 62.137
        return words.number_to(value, self._step(column) * 10.0 ** (4 - digits), is_error, digits)

    def _step(self, column: int) -> float:
        """What is to be seen of the numbers of a column."""
        assert self.table is not None
        of = self.columns[column - 1]
        steps = self.table.input_steps if of.kind == INPUT else self.table.output_steps
        return steps[of.index]

    def is_editable(self, row: int, column: int) -> bool:
        return self.kind(column) in (INPUT, WANTED)

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or not self.columns else len(self.columns) + 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self.text(row, column)
        if role == Role.EditRole and self.is_editable(row, column):
            return exact_text(self.value(row, column))
        if role == Role.TextAlignmentRole:
            return _RIGHT if column else _LEFT
        if role == Role.ToolTipRole and column and self.kind(column) != MARK:
            return f"{self.title(column)} = {exact_text(self.value(row, column))}"
        if role == Role.AccessibleTextRole:
            text = self.text(row, column)
            if self.kind(column) == MARK:
                text = "wrong" if self.is_wrong(row) else "right"
            return f"{self.title(column)} of row {self.text(row, 0)}: {text}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self.title(section)
        if role == Role.ToolTipRole:
            return _HELP.get(self.kind(section), "A row of the table")
        if role == Role.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        return None

    def title(self, column: int) -> str:
        """Return the title of a column."""
        return "row" if not 1 <= column <= len(self.columns) else self.columns[column - 1].title


def _columns(state: State, has_marks: bool) -> list[Column]:
    network = state.network
    last, columns = len(network.layers) - 1, []
    for k in range(network.n_inputs):
        columns.append(Column(INPUT, k, node_name(network, -1, k)))
    for k in range(network.n_outputs):
        name = f"{node_name(network, last, k)} " if network.n_outputs > 1 else ""
        columns.append(Column(WANTED, k, f"{name}wanted"))
        columns.append(Column(OUTPUT, k, f"{name}output"))
        columns.append(Column(ERROR, k, f"{name}error"))
    if has_marks:
        columns.append(Column(MARK, 0, "right"))
    return columns


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
