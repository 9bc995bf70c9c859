"""A table of numbers: shows which row and cell are selected, and says what a hand does there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from reluviz.views.guard import Guarded
from reluviz.views.number_cells import Marks, NumberDelegate
from reluviz.views.number_model import Index, NumberModel
from reluviz.views.plain_header import PlainHeader
from reluviz.views.theme import Theme
from reluviz.views.wheel_steps import WheelSteps, step_size

_KEYS_OF_NUMBERS = frozenset("0123456789+-.,−")
_NO_CELL = QModelIndex()


class NumberTable(Guarded, QTableView):
    """A view of a `NumberModel`. It tells what the user does and changes nothing itself.

    A subclass sizes the columns in `fit`, and calls `set_up` when it is complete.

    Parameters
    ----------
    model : NumberModel
        The numbers.
    make_delegate : callable
        Makes what paints the cells, of the marks and the table.
    """

    cell_chosen = Signal(int, int)
    """The user went to a cell: row, column."""

    cell_hovered = Signal(int, int)
    """The mouse is over a cell: row, column; -1, -1 for none."""

    cell_typed = Signal(int, int, str)
    """The user typed another number into a cell: row, column, text."""

    cell_stepped = Signal(int, int, float)
    """The user wants the number in a cell some steps larger: row, column, steps."""

    stepping_ended = Signal()
    """The key that steps was let go."""

    copy_requested = Signal()
    """Ctrl+C, unless an action of the window took it."""

    menu_requested = Signal(int, int, QPoint)
    """Right click or menu key: row and column, or -1, -1, and the place on the screen."""

    def __init__(
        self,
        model: NumberModel,
        make_delegate: Callable[[Marks, NumberTable], NumberDelegate],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.numbers = model
        self.marks = Marks()
        self._is_rendering = False
        self._hovered = (-1, -1)
        self._wheel = WheelSteps()
        self.setModel(model)
        self._titles = PlainHeader(theme, self)
        self.setHorizontalHeader(self._titles)
        self._cells = make_delegate(self.marks, self)
        self._cells.number_typed.connect(self.cell_typed)
        self.setItemDelegate(self._cells)

    # Written by the panel

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._cells.apply_theme(theme)
        self._titles.apply_theme(theme)
        self.viewport().update()

    def show_marks(self, marks: Marks, follow: bool) -> None:
        """Show which row and cell are selected, and which row is hovered.

        Parameters
        ----------
        marks : Marks
            What to show.
        follow : bool
            Whether the keyboard's cell goes there and is scrolled into sight.
        """
        rows = self.marks.rows | marks.rows
        self.marks.__dict__.update(marks.__dict__)
        for row in rows:
            self._update_row(row)
        if follow:
            self._go_to(marks.row, marks.column)

    def fit(self) -> None:
        """Fit the columns to the numbers."""
        raise NotImplementedError

    def share_width(self, first: int, least: list[int], most: int | None = None) -> None:
        """Give columns what they need and share the rest; the table scrolls if that is too much.

        It takes no more height than its rows need.

        Parameters
        ----------
        first : int
            Width of the column of names, in pixels.
        least : list of int
            Least widths of the others.
        most : int, optional
            They get no wider than this.
        """
        room = self.viewport().width() - first
        is_too_wide = sum(least) > room
        extra = max(0, room - sum(least)) // max(1, len(least))
        self.setColumnWidth(0, first)
        for column, width in enumerate(least, 1):
            wider = width + extra
            self.setColumnWidth(column, wider if most is None else max(width, min(wider, most)))
        row, n_rows = self.verticalHeader().defaultSectionSize(), self.numbers.rowCount()
        frame = self._titles.sizeHint().height() + 2
        if is_too_wide:
            frame += self.horizontalScrollBar().sizeHint().height()
        self.setMinimumHeight(frame + min(3, n_rows) * row)
        self.setMaximumHeight(frame + max(1, n_rows) * row)

    # Qt overrides

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Only the current cell moves; the document knows what is selected."""
        return QItemSelectionModel.SelectionFlag.Clear

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._is_rendering and current.isValid():
            self.cell_chosen.emit(current.row(), current.column())

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # Qt would paint all cells in sight again; only the changed ones are needed.
        if first == last:
            self.update(first)
            return
        top = max(first.row(), self.rowAt(0))
        bottom = self.rowAt(self.viewport().height() - 1)
        bottom = last.row() if bottom < 0 else min(last.row(), bottom)
        if top <= bottom:
            corner = self.model().index(bottom, last.column())
            area = self.visualRect(self.model().index(top, first.column()))
            self.viewport().update(area.united(self.visualRect(corner)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cell, key = self.currentIndex(), event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif (
            key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            sign = 1 if key == Qt.Key.Key_Up else -1
            self._step(cell, sign * step_size(event.modifiers()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            if self.state() != QAbstractItemView.State.EditingState and self._is_number(cell):
                self.edit(cell)
        elif event.text().isprintable() and event.text() and event.text() not in _KEYS_OF_NUMBERS:
            event.ignore()  # Qt would look through all rows for a text that begins so
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.isAutoRepeat():
            self.stepping_ended.emit()
        super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        cell = self.indexAt(event.position().toPoint())
        if cell.isValid():  # also when it was the current cell already
            self.cell_chosen.emit(cell.row(), cell.column())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # Not passed on: with a button held Qt would select one cell after the other.
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(_NO_CELL)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        cell = self.indexAt(event.position().toPoint())
        if self.hasFocus() and cell == self.currentIndex() and self._is_number(cell):
            self._step(cell, self._wheel.steps(event))
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place, cell = event.globalPos(), self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            cell = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(cell).bottomLeft())
        self.menu_requested.emit(cell.row(), cell.column(), place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        with self._rendering():  # Qt makes the first cell current, which is no choice of the user
            super().focusInEvent(event)
        self._update_row(self.marks.row)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_row(self.marks.row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    # Private

    def set_up(self) -> None:
        """Make it look and behave like a table of numbers."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows move in it
        self.setMouseTracking(True)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.AnyKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure()

    def _measure(self) -> None:
        """Heights of the rows and of the least there is to show, by the font."""
        height = self.fontMetrics().height() + 8
        self._cells.measure()
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.fit()

    def _is_number(self, cell: Index) -> bool:
        return cell.isValid() and self.numbers.is_editable(cell.row(), cell.column())

    def _step(self, cell: QModelIndex, steps: float) -> None:
        if steps and self._is_number(cell):
            self.cell_stepped.emit(cell.row(), cell.column(), steps)

    def _hover(self, cell: QModelIndex) -> None:
        place = (cell.row(), cell.column())
        if place != self._hovered:
            self._hovered = place
            self.cell_hovered.emit(*place)

    def _go_to(self, row: int, column: int) -> None:
        cell = self.model().index(row, column) if row >= 0 else _NO_CELL
        with self._rendering():
            if cell.isValid():
                self.setCurrentIndex(cell)
                self.scrollTo(cell)  # does nothing where it is in sight
            else:
                flags = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(cell, flags.Clear)

    def _update_row(self, row: int) -> None:
        if row >= 0:
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            self.viewport().update(QRect(0, top, self.viewport().width(), height))

    @contextmanager
    def _rendering(self) -> Iterator[None]:
        self._is_rendering = True
        try:
            yield
        finally:
            self._is_rendering = False
