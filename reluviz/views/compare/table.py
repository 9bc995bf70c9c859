"""The table of the scoreboard: says what the user does there, and changes nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from reluviz.views.compare.delegate import PADDING, ScoreDelegate
from reluviz.views.compare.model import ERRORS, TITLES, Column, ScoreModel
from reluviz.views.theme import Theme

_LONGEST_NAME = 22  # characters that a name gets room for


class ScoreTable(QTableView):
    """A view of a `ScoreModel` in which one row is current.

    Parameters
    ----------
    model : ScoreModel
        The rows.
    """

    row_chosen = Signal()
    """Another row is current."""

    use_requested = Signal()
    """Double-click on the current row beside its name, or Enter."""

    remove_requested = Signal()
    """The key Delete."""

    menu_requested = Signal(QPoint)
    """Right click or menu key, and the place on the screen."""

    def __init__(self, model: ScoreModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scoreboard")
        self.setAccessibleName("Scoreboard")
        self.setAccessibleDescription("The network in hand, the best fit, and what is kept")
        self.scores = model
        self.setModel(model)
        self._delegate = ScoreDelegate(model, theme, self)
        self.setItemDelegate(self._delegate)
        self._set_up()
        model.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._on_double_clicked)
        self.apply_theme(theme)
        self._on_reset()

    @property
    def row(self) -> int:
        """The current row, or the first."""
        return max(0, self.currentIndex().row())

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._delegate.apply_theme(theme)
        palette, groups = self.palette(), QPalette.ColorGroup
        tint = _mixed(theme.accent, theme.ground, 0.26 if theme.is_dark else 0.14)
        for group in (groups.Active, groups.Inactive, groups.Disabled):
            palette.setColor(group, QPalette.ColorRole.Highlight, tint)
        self.setPalette(palette)
        self.horizontalHeader().setStyleSheet(
            f"QHeaderView {{ background: {theme.ground}; }}"
            f"QHeaderView::section {{ background: {theme.ground}; color: {theme.muted};"
            f" border: none; border-bottom: 1px solid {theme.border};"
            f" padding: 3px {PADDING}px; }}"
        )
        self.viewport().update()

    def fit(self) -> None:
        """Give every column the width of what is in it; the last one gets the rest."""
        titles = self.horizontalHeader().fontMetrics().horizontalAdvance
        advance, rows = self.fontMetrics().horizontalAdvance, range(len(self.scores.rows))
        for column in Column:
            wanted = titles(TITLES[column]) + 2 * PADDING + 4
            if column in ERRORS:
                wanted = max(wanted, self._delegate.error_width(self.font()))
            elif column == Column.NAME:
                names = [self.scores.text(row, column) for row in rows] + ["By hand 10"]
                longest = max((name[:_LONGEST_NAME] for name in names), key=advance)
                wanted = max(wanted, self._delegate.name_width(self.font(), longest))
            elif column != Column.HOW:
                texts = [advance(self.scores.text(row, column)) + 2 * PADDING + 2 for row in rows]
                wanted = max(wanted, *texts) if texts else wanted
            if column != Column.HOW and self.columnWidth(column) != wanted:
                self.setColumnWidth(column, wanted)
        self._stretch()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_editing:
            self.use_requested.emit()
        elif key == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        elif key == Qt.Key.Key_F2:
            self.edit(self.scores.index(self.row, Column.NAME))
        elif key == Qt.Key.Key_Space:
            # The box is in the first column, wherever in the row the keyboard is.
            self._switch(self.scores.index(self.row, Column.NAME))
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace) or (
            event.text().isprintable() and event.text()
        ):
            event.ignore()  # Qt would look for a row that begins so
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.row_chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    # Private

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows move in it
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        titles, height = self.horizontalHeader(), self.fontMetrics().height() + 9
        titles.setHighlightSections(False)
        titles.setSectionsClickable(False)
        titles.setMinimumSectionSize(20)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)

    def _stretch(self) -> None:
        """The last column takes what is left, but never less than a few words."""
        used = sum(self.columnWidth(column) for column in Column if column != Column.HOW)
        least = self.fontMetrics().horizontalAdvance("Ada…") + 2 * PADDING
        self.setColumnWidth(Column.HOW, max(least, self.viewport().width() - used))

    def _switch(self, cell: QModelIndex) -> None:
        if self.scores.flags(cell) & Qt.ItemFlag.ItemIsUserCheckable:
            self.scores.setData(cell, None, Qt.ItemDataRole.CheckStateRole)

    def _on_reset(self) -> None:
        if self.scores.rowCount():
            self.setCurrentIndex(self.scores.index(0, 0))

    def _on_double_clicked(self, cell: QModelIndex) -> None:
        if cell.column() != Column.NAME:
            self.use_requested.emit()


def _mixed(colour: str, ground: str, share: float) -> QColor:
    """An opaque mixture of two colours."""
    one, other = QColor(colour), QColor(ground)
    pairs = (
        (one.red(), other.red()),
        (one.green(), other.green()),
        (one.blue(), other.blue()),
    )
    return QColor(*(round(share * a + (1 - share) * b) for a, b in pairs))
