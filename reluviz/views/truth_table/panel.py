"""The truth table panel: rows that are wanted, what the network gives, and whether a line does."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QWidget,
)

from reluviz.core.truth_table import TruthTable
from reluviz.core.words import nice_step
from reluviz.document.document import Document
from reluviz.document.items import Row
from reluviz.document.snapshot import LAYERED, Snapshot
from reluviz.document.state import State
from reluviz.files.typed_number import typed_number
from reluviz.views.number_cells import Marks
from reluviz.views.palettes import panel_palette
from reluviz.views.shell import ToolPanel, button, column, ground, row
from reluviz.views.text_labels import WrappedLabel
from reluviz.views.theme import Theme
from reluviz.views.truth_table import wording
from reluviz.views.truth_table.table import INPUT, TruthModel, TruthTableView, is_binary

_SIDE = 220
"""Width of the text beside the table, in pixels."""

_WIDE = 520
"""From so many pixels on the text is beside the table, else below it."""


class TruthTablePanel(ToolPanel):
    """Rows of inputs with the outputs that are wanted, and what the network makes of them.

    A click on a row puts the probe there; a click on a wanted 0 or 1 switches it.
    """

    copy_requested = Signal()
    """Ctrl+C in the table, unless an action of the window took it."""

    kinds = (LAYERED,)
    needs = (
        "The curve of this network is held against the target in the plot; one of several "
        "inputs, layers or outputs is held against rows: add a layer, or open the example XOR."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "truth_table", "Truth table", parent)
        self.model = TruthModel(self)
        self.table = TruthTableView(self.model, theme)
        self.verdict = WrappedLabel(bold=True)
        self.verdict.setObjectName("verdict")
        self.reason = WrappedLabel(muted=True)
        self.reason.setObjectName("reason")
        self.add_row = button("add_row", "Add row", "Add a row at the probe")
        tip = "Remove the selected row, or the last one"
        self.remove_row = button("remove_row", "Remove row", tip)
        self._said: tuple[TruthTable | None, int, str] | None = None
        self._lay_out()
        self._connect()
        self._apply_colours()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        state = new.state
        is_reset = False
        if old is None or old.state is not new.state:
            is_reset = self.model.show_rows(state)
            if is_reset or old is None:
                self.table.fit()
        if old is None or old.state is not new.state or old.view.output != new.view.output:
            self._say(state, new)
        self._render_marks(old, new, is_reset)

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        self._apply_colours()  # Qt drops palettes when a window with a style sheet takes it over
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= _WIDE
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        side = max(_SIDE, self._side.minimumSizeHint().width())
        self._side.setFixedWidth(side) if is_wide else self._side.setMaximumWidth(16_777_215)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(self.document.snapshot.selection, event.globalPos())

    # Private: rendering

    def _say(self, state: State, new: Snapshot) -> None:
        """How many rows are right, and whether a line separates them; that only once a table."""
        output = min(new.view.output, new.network.n_outputs - 1)
        text = wording.verdict(state)
        if state.rows is None:
            text = wording.NOTHING if state.table is None else wording.MISFIT
        self.verdict.show_text(text)
        colour = self.theme.text
        if self.model.is_binary and self.model.wrong.any():
            colour = self.theme.residual
        palette = QPalette(self.verdict.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
        self.verdict.setPalette(palette)
        if self._said is None or self._said[:2] != (state.rows, output):
            name = wording.output_name(state, output)
            self._said = state.rows, output, wording.about_lines(state.rows, output, name)
        self.reason.show_text(self._said[2])
        self.reason.setVisible(bool(self._said[2]))
        self.table.setVisible(state.rows is not None)
        self.remove_row.setEnabled(state.rows is not None)

    def _render_marks(self, old: Snapshot | None, new: Snapshot, is_reset: bool) -> None:
        selected, hovered = _row_of(new.selection), _row_of(new.hovered)
        current = self.table.currentIndex()
        column = current.column() if current.isValid() and current.row() == selected else 0
        marks = Marks(selected, column if selected >= 0 else -1, hovered)
        is_new = is_reset or old is None or old.selection != new.selection
        if is_new or marks != self.table.marks:
            self.table.show_marks(marks, follow=is_new)

    def _apply_colours(self) -> None:
        self.setPalette(panel_palette(self.palette(), self.theme))
        self.table.apply_theme(self.theme)

    def _lay_out(self) -> None:
        self._side = QWidget()
        buttons = row((self.add_row, self.remove_row), stretch=0)
        margins = (12, 10, 12, 10)
        column(self._side, (self.verdict, self.reason, buttons), 8, margins).insertStretch(2, 1)
        place = QWidget()
        table = column(place, (self.table,), margins=(6, 4, 0, 4))
        table.setStretch(0, 1000)
        table.addStretch(1)
        content = QWidget()
        self._box = QHBoxLayout(content)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(place, 1)
        self._box.addWidget(self._side)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        for part in (content, scroll.viewport()):
            part.setBackgroundRole(QPalette.ColorRole.Base)
        ground(self)
        column(self, (scroll,))

    def _connect(self) -> None:
        table = self.table
        table.cell_chosen.connect(self._on_cell_chosen)
        table.cell_hovered.connect(self._on_cell_hovered)
        table.cell_typed.connect(self._on_cell_typed)
        table.cell_stepped.connect(self._on_cell_stepped)
        table.cell_switched.connect(self._on_cell_switched)
        table.menu_requested.connect(self._on_menu_requested)
        table.copy_requested.connect(self.copy_requested)
        self.add_row.clicked.connect(self._on_add_row)
        self.remove_row.clicked.connect(self._on_remove_row)

    # Private: what the user does

    def _rows(self) -> TruthTable | None:
        current = self.document.state
        return None if current.is_shallow else current.rows

    def _on_cell_chosen(self, row: int, column: int) -> None:
        rows = self._rows()
        if rows is not None and row < len(rows):
            self.document.select(Row(row))
            self.document.set_point(tuple(rows.inputs[row].tolist()))

    def _on_cell_hovered(self, row: int, column: int) -> None:
        if not self.document.in_gesture or row < 0:
            self.document.hover(Row(row) if row >= 0 else None)

    def _on_menu_requested(self, row: int, column: int, place: QPoint) -> None:
        self.context_menu_requested.emit(Row(row) if row >= 0 else None, place)

    def _on_cell_switched(self, row: int, column: int) -> None:
        self._set(row, column, 1.0 - self.model.value(row, column))

    def _on_cell_typed(self, row: int, column: int, text: str) -> None:
        with self.document.trying(about=f"{self.model.title(column)} of row {row + 1}"):
            self._set(row, column, typed_number(text))

    def _on_cell_stepped(self, row: int, column: int, steps: float) -> None:
        rows = self._rows()
        if rows is None:
            return
        values = rows.inputs if self.model.kind(column) == INPUT else rows.outputs
        step = nice_step(float(np.abs(values).max()))
        self._set(row, column, float(f"{self.model.value(row, column) + steps * step:.12g}"))

    def _on_add_row(self) -> None:
        rows, snapshot = self._rows(), self.document.snapshot
        outputs = self.document.network(np.array([snapshot.point])).reshape(-1)
        if rows is None or is_binary(rows):
            outputs = np.where(outputs > 0.5, 1.0, 0.0)

        with self.document.trying():
            inputs = np.array([snapshot.point])
            if rows is None:
                table = TruthTable(inputs, outputs[np.newaxis])
            else:
                table = rows.with_row(inputs[0], outputs)
            self.document.set_table(table, "add row")
            self.document.select(Row(len(table) - 1))

    def _on_remove_row(self) -> None:
        rows, row = self._rows(), _row_of(self.document.snapshot.selection)
        if rows is None:
            return
        table = None if len(rows) == 1 else rows.without_row(row if row >= 0 else len(rows) - 1)
        self.document.select(None)
        with self.document.trying():
            self.document.set_table(table, "remove row")

    # Private: edits

    def _set(self, row: int, column: int, value: float) -> None:
        """Change a number of the table; the probe stays with a row that is moved."""
        rows = self._rows()
        if rows is None or value == self.model.value(row, column):
            return
        place = self.model.columns[column - 1]

        with self.document.trying():
            if place.kind == INPUT:
                inputs = rows.inputs[row].copy()
                inputs[place.index] = value
                self.document.set_table(rows.with_input(row, inputs), "change row")
                self.document.set_point(tuple(inputs.tolist()))
            else:
                table = rows.with_output(row, place.index, value)
                self.document.set_table(table, "change truth table")


def _row_of(item: object) -> int:
    """The row that an item is; -1 for other items."""
    return item.index if isinstance(item, Row) else -1
