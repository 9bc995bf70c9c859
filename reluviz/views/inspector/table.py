"""The table of weights: shows which row and cell are selected, and says what a hand does there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

from reluviz.views.inspector.delegate import PADDING, CellDelegate, Marks
from reluviz.views.inspector.model import MAP_COLUMNS, TITLES, Column, Index, WeightModel
from reluviz.views.plain_header import BACK, FORTH, PlainHeader
from reluviz.views.theme import Theme
from reluviz.views.wheel_steps import WheelSteps, step_size

_KEYS_OF_NUMBERS = frozenset("0123456789+-.,−")
_NO_CELL = QModelIndex()
_INSTEAD = (Column.KINK, Column.SLOPE)  # give way to the influence where there is not room for all


class WeightTable(QTableView):
    """A view of a `WeightModel`. It tells what the user does and changes nothing itself.

    Parameters
    ----------
    model : WeightModel
        The numbers.
    theme : Theme
        The colours to begin with.
    parent : QWidget, optional
        Qt parent.
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

    columns_changed = Signal()
    """The columns of the influence came into sight or went out of it."""

    menu_requested = Signal(int, int, QPoint)
    """Right click or menu key: row and column, or -1, -1, and the place on the screen."""

    def __init__(self, model: WeightModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights = model
        self.marks = Marks()
        self._is_rendering = False
        self._hovered = (-1, -1)
        self._wheel = WheelSteps()
        self._is_too_narrow = False
        self._prefers_influence = False
        self.setModel(model)
        self._titles = PlainHeader(theme, self)
        self.setHorizontalHeader(self._titles)
        self._titles.switch_requested.connect(self.switch_columns)
        for column in MAP_COLUMNS:
            self.setColumnHidden(column, True)
        self._delegate = CellDelegate(model, self.marks, theme, self)
        self._delegate.number_typed.connect(self.cell_typed)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Weights")
        self.setAccessibleDescription("A row for each hidden unit, and one for the output")
        self._set_up()
        self.apply_theme(theme)

    @property
    def shows_influence(self) -> bool:
        """Whether the columns of the influence are in sight."""
        return not self.isColumnHidden(Column.INFLUENCE)

    def switch_columns(self) -> None:
        """Show the influence instead of kinks and slopes, or those again, if not all fit."""
        self._prefers_influence = not self._prefers_influence
        self.fit()

    # Written by the panel

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._delegate.apply_theme(theme)
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
        old = self.marks.row, self.marks.hovered_row, marks.row, marks.hovered_row
        self.marks.__dict__.update(marks.__dict__)
        for row in set(old) - {-1}:
            self._update_row(row)
        if follow:
            self._go_to(marks.row, marks.column)

    def fit(self) -> None:
        """Fit the columns to the numbers, and take no more height than the rows need."""
        self._share_width()
        row, n_rows = self.verticalHeader().defaultSectionSize(), self.weights.rowCount()
        frame = self._titles.sizeHint().height() + 2
        if self._is_too_narrow:
            frame += self.horizontalScrollBar().sizeHint().height()
        self.setMinimumHeight(frame + min(3, n_rows) * row)
        self.setMaximumHeight(frame + n_rows * row)

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

    def _set_up(self) -> None:
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
        self._delegate.measure()
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.fit()

    def _share_width(self) -> None:
        """Every column as wide as its title needs; what is left goes where numbers are long."""
        if not self.weights.n_units:
            return
        advance = self.fontMetrics().horizontalAdvance
        wide = [advance(title) + 2 * PADDING for title in TITLES]
        wide[0] = max(wide[0], self._delegate.width_of_name(self.weights.n_units) + 2 * PADDING)
        columns = self._choose_columns(wide)
        widths = [max(width, advance("−1") + 2 * PADDING) for width in wide]
        widths = [width if column in columns else 0 for column, width in enumerate(widths)]
        if len(columns) < len(TITLES):
            widths[columns[-1]] += advance(FORTH)
        numbers = [column for column in (Column.B, Column.KINK, Column.W) if column in columns]
        short = advance("−8e−3") + 2 * PADDING
        least = sum(max(0, short - widths[column]) for column in numbers)
        if self.viewport().width() - sum(widths) < least:
            # A long title gives way to its first word, sooner than numbers are cut.
            for column in columns:
                title = TITLES[column]
                spare = advance(title) - max(advance(title.split()[0]), advance("+0.1234"))
                widths[column] -= max(0, spare) if " " in title else 0
        room = self.viewport().width() - sum(widths)
        self._is_too_narrow = room < 0
        if self._is_too_narrow:
            room = sum(widths)  # there is a bar to scroll by anyway: cut nothing
        longest = {column: self.weights.longest_text(column) for column in columns}
        # Of many units the output weights are small, while kinks are as large as the domain.
        first = {Column.W: "−8e−3"}
        short_texts = dict.fromkeys(numbers, "−0.5"), dict.fromkeys(numbers, "−8e−3")
        for texts in (first, *short_texts, longest):
            wanted = {column: advance(text) + 2 * PADDING for column, text in texts.items()}
            room = _fill(widths, wanted, room)
        room = 0 if self._is_too_narrow else room
        for column in columns:
            extra = max(0, room) // len(columns)
            widths[column] += extra if column else max(0, room) - extra * (len(columns) - 1)
            self.setColumnWidth(column, widths[column])

    def _choose_columns(self, widths: list[int]) -> list[Column]:
        """Hide what there is no room for: the influence, or what it takes the place of."""
        number = self.fontMetrics().horizontalAdvance("−0.1234") + 2 * PADDING
        wanted = sum(max(width, number) for width in widths)
        has_room = wanted <= self.viewport().width()
        hidden: tuple[Column, ...] = ()
        if not has_room:
            hidden = _INSTEAD if self._prefers_influence else MAP_COLUMNS
        had_influence = self.shows_influence
        for column in (*_INSTEAD, *MAP_COLUMNS):
            self.setColumnHidden(column, column in hidden)
        columns = [column for column in Column if column not in hidden]
        arrow = BACK if self._prefers_influence else FORTH
        self._titles.show_switch(-1 if has_room else columns[-1], "" if has_room else arrow)
        if self.shows_influence != had_influence:
            self.columns_changed.emit()
        return columns

    def _is_number(self, cell: Index) -> bool:
        return cell.isValid() and self.weights.is_editable(cell.row(), cell.column())

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


def _fill(widths: list[int], wanted: dict[Column, int], room: int) -> int:
    """Widen columns towards what is wanted, evenly where there is not enough room; the rest."""
    missing = {column: max(0, want - widths[column]) for column, want in wanted.items()}
    share = min(1.0, max(0, room) / max(1, sum(missing.values())))
    for column, more in missing.items():
        widths[column] += int(share * more)
        room -= int(share * more)
    return room
