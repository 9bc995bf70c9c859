"""A network through points that are clicked, typed, pasted or read from a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import (
    TABLE_FILTERS,
    MessageLine,
    ask_to_open,
    button_box,
    full_sentence,
    plain_label,
    size_dialog,
)
from reluviz.app.dialogs.points_canvas import PointsCanvas
from reluviz.app.dialogs.points_rows import EMPTY, Cell, Row, Rows, cell, check, rows_of, with_point
from reluviz.app.dialogs.points_table import PointsModel, PointsTable
from reluviz.core.targets import Target
from reluviz.document.undo import UndoStack
from reluviz.files.points import points_of
from reluviz.files.project import Project
from reluviz.files.table import Table
from reluviz.files.tables import parse_table, read_table
from reluviz.views.numbers import NumberEdit
from reluviz.views.theme import Theme

_HINT = (
    "Click points into the plot, type them, or paste a table. In the plot a drag moves a point, "
    "a right-click or Delete removes it, the wheel zooms, and Ctrl leaves the grid."
)

_BOUNDS = (
    "Left end of the x axis",
    "Right end of the x axis",
    "Lower end of the y axis",
    "Upper end of the y axis",
)


class PointsDialog(QDialog):
    """Asks for points: canvas, table, clipboard and file are four ways to the same rows.

    Parameters
    ----------
    target : Target or None
        Points to begin with.
    """

    def __init__(self, target: Target | None, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("points_dialog")
        self.setWindowTitle("Network from points")
        self.undo_stack = UndoStack(self.show_rows, self)
        self.canvas = PointsCanvas(theme)
        self.model = PointsModel(theme, self)
        self.table = PointsTable(self.model, theme)
        self.message = MessageLine()
        self._rows: Rows = ()
        self._held_from: Rows | None = None
        self._found = check(())
        self._build()
        self._connect()
        self.show_rows(rows_of(target))
        self.canvas.set_ranges((-1.1, 1.1), (-1.2, 1.2))
        self.canvas.fit()
        self.canvas.setFocus()

    # Public

    def project(self) -> Project | None:
        """Return the network through the points, or None while they do not make one."""
        return self._found.project

    @property
    def rows(self) -> Rows:
        """The rows of the table, as typed."""
        return self._rows

    def show_rows(self, rows: Rows) -> None:
        """Show `rows` in the table and on the canvas, and say what they make."""
        self._rows = rows
        self._found = found = check(rows)
        self.model.show_rows(rows, found.cells)
        self.canvas.show_points(found)
        self._say_found()
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            found.project is not None
        )
        self._clear.setEnabled(bool(rows))

    def read_file(self, path: Path) -> None:
        """Replace the points by those in a file; what is wrong with it is said in place."""
        try:
            self._take(read_table(path), f"read {path.name}")
        except (ValueError, OSError) as error:
            self.message.complain(error)

    def paste(self) -> None:
        """Replace the points by the table on the clipboard; one number goes into one cell."""
        text = QGuiApplication.clipboard().text()
        value = cell(text)
        if isinstance(value, float):
            index = self.table.currentIndex()
            self._set_cell(max(index.row(), 0), max(index.column(), 0), value)
            return
        try:
            self._take(parse_table(text, "the clipboard"), "paste")
        except ValueError as error:
            self.message.complain(error)

    # Slots

    def _on_add_requested(self, x: float, y: float) -> None:
        self._held_from = self._rows
        rows, row = with_point(self._rows, x, y)
        self.show_rows(rows)
        self._select(row)

    def _on_move_requested(self, row: int, x: float, y: float) -> None:
        if self._held_from is None:
            self._held_from = self._rows
        self.show_rows((*self._rows[:row], (x, y), *self._rows[row + 1 :]))

    def _on_released(self) -> None:
        before, self._held_from = self._held_from, None
        if before is not None and before != self._rows:
            self._push("add point" if len(before) < len(self._rows) else "move point", before)

    def _on_cancelled(self) -> None:
        before, self._held_from = self._held_from, None
        if before is not None:
            self.show_rows(before)

    def _on_remove_requested(self, row: int) -> None:
        self._edit((*self._rows[:row], *self._rows[row + 1 :]), "remove point")
        self._select(-1)

    def _on_edit_requested(self, row: int, column: int, value: Cell) -> None:
        self._set_cell(row, column, value)
        self.canvas.fit(only_if_outside=True)

    def _on_delete_requested(self) -> None:
        current = self.table.currentIndex()
        chosen = {index.row() for index in (*self.table.selectedIndexes(), current)}
        self._edit(tuple(r for i, r in enumerate(self._rows) if i not in chosen), "delete rows")
        self._select(min(current.row(), len(self._rows)))

    def _on_read_clicked(self) -> None:
        path = ask_to_open(self, "Read points", TABLE_FILTERS)
        if path is not None:
            self.read_file(path)

    def _on_range_changed(self) -> None:
        for edit, value in zip(self._bounds, sum(self.canvas.ranges, ()), strict=True):
            if not edit.hasFocus():
                edit.set_value(value, digits=4)

    def _on_bounds_edited(self) -> None:
        try:
            x0, x1, y0, y1 = (edit.value() for edit in self._bounds)
        except ValueError as error:
            self.message.complain(f"The axes: {error}.")
            return
        if not (x0 < x1 and y0 < y1):
            self.message.complain("The axes must run from a lower to a higher number.")
            return
        self._say_found()
        self.canvas.set_ranges((x0, x1), (y0, y1))

    # Private

    def _build(self) -> None:
        self._snap = QCheckBox("Snap to &grid")
        self._snap.setChecked(True)
        self._fit = QPushButton("&Fit")
        self._fit.setToolTip("Bring all points into view")
        self._paste = QPushButton("&Paste")
        self._paste.setToolTip("Replace the points by the table on the clipboard (Ctrl+V)")
        self._read = QPushButton("&Read from CSV…")
        self._clear = QPushButton("C&lear")
        for button in (self._fit, self._paste, self._read, self._clear):
            button.setAutoDefault(False)
        self._bounds = [NumberEdit(0.0, name) for name in _BOUNDS]
        self._buttons = button_box(self, "Make network")
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.canvas, 1)
        left.addLayout(self._axes_row())
        buttons = QHBoxLayout()
        for button in (self._paste, self._read, self._clear):
            buttons.addWidget(button)
        right.addWidget(self.table, 1)
        right.addLayout(buttons)
        columns = QHBoxLayout()
        columns.addLayout(left, 3)
        columns.addLayout(right, 2)
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(_HINT, wrap=True))
        layout.addLayout(columns, 1)
        layout.addWidget(self.message)
        layout.addWidget(self._buttons)
        size_dialog(self, 124, 38)

    def _axes_row(self) -> QGridLayout:
        grid = QGridLayout()
        for row, name in enumerate("xy"):
            low, high = self._bounds[2 * row : 2 * row + 2]
            grid.addWidget(plain_label(f"{name} axis from"), row, 0)
            grid.addWidget(low, row, 1)
            grid.addWidget(plain_label("to"), row, 2)
            grid.addWidget(high, row, 3)
        grid.addWidget(self._fit, 0, 4)
        grid.addWidget(self._snap, 1, 4)
        return grid

    def _connect(self) -> None:
        canvas, table = self.canvas, self.table
        canvas.add_requested.connect(self._on_add_requested)
        canvas.move_requested.connect(self._on_move_requested)
        canvas.remove_requested.connect(self._on_remove_requested)
        canvas.row_selected.connect(self._select)
        canvas.released.connect(self._on_released)
        canvas.cancelled.connect(self._on_cancelled)
        canvas.range_changed.connect(self._on_range_changed)
        self.model.edit_requested.connect(self._on_edit_requested)
        table.paste_requested.connect(self.paste)
        table.delete_requested.connect(self._on_delete_requested)
        table.selectionModel().currentRowChanged.connect(lambda new: canvas.select_row(new.row()))
        self._snap.toggled.connect(lambda on: setattr(canvas, "snaps", on))
        self._fit.clicked.connect(lambda: canvas.fit())
        self._paste.clicked.connect(self.paste)
        self._read.clicked.connect(self._on_read_clicked)
        self._clear.clicked.connect(lambda: self._edit((), "clear"))
        for edit in self._bounds:
            edit.number_edited.connect(self._on_bounds_edited)
            edit.editingFinished.connect(self._on_range_changed)
        for key, slot in (
            (QKeySequence.StandardKey.Undo, self._undo),
            (QKeySequence.StandardKey.Redo, self._redo),
        ):
            action = QAction(self)
            action.setShortcut(key)
            action.triggered.connect(slot)
            self.addAction(action)

    def _say_found(self) -> None:
        is_wrong = self._found.project is None and bool(self._rows)
        (self.message.complain if is_wrong else self.message.say)(self._found.sentence)

    def _undo(self) -> None:
        if self._held_from is None:  # not while a point is in the hand
            self.undo_stack.undo()

    def _redo(self) -> None:
        if self._held_from is None:
            self.undo_stack.redo()

    def _select(self, row: int) -> None:
        self.table.setCurrentIndex(self.model.index(row, 0))
        self.canvas.select_row(row)

    def _set_cell(self, row: int, column: int, value: Cell) -> None:
        old = self._rows[row] if row < len(self._rows) else EMPTY
        new: Row = (value, old[1]) if column == 0 else (old[0], value)
        rows = (*self._rows[:row], new, *self._rows[row + 1 :])
        while rows and rows[-1] == EMPTY:
            rows = rows[:-1]
        self._edit(rows, "edit point")

    def _take(self, table: Table, text: str) -> None:
        """Replace the points by those of a table, and say what was decided about it."""
        places = table.choice()
        self._edit(rows_of(points_of(table, places)), text)
        self.canvas.fit()
        chosen = table.chosen(*places) if table.is_guess(*places) else ""
        for said in filter(None, (chosen, table.note(*places))):
            self.message.say(f"{self.message.text} {full_sentence(said)}")

    def _edit(self, rows: Rows, text: str) -> None:
        if rows != self._rows:
            before, self._rows = self._rows, rows
            self._push(text, before)

    def _push(self, text: str, before: Rows) -> None:
        self.undo_stack.push(text, before, self._rows)
        self.show_rows(self._rows)
