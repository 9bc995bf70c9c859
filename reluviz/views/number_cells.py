"""How a cell of a table of numbers is painted and typed into."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from reluviz.core.words import MINUS
from reluviz.views.guard import Guarded
from reluviz.views.number_model import MISSING, Index, NumberModel
from reluviz.views.theme import Theme, translucent
from reluviz.views.tips import show_below

PADDING = 5
"""Space left and right of the text of a cell, in pixels."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass
class Marks:
    """Which cells are marked; -1 for none.

    Parameters
    ----------
    row, column : int
        The selected row, and the cell in it that is outlined.
    hovered_row : int
        The row of the unit under the mouse, in any panel.
    lit : tuple of (int, int)
        Rows and columns of the cells of the parameters that are spoken of.
    """

    row: int = -1
    column: int = -1
    hovered_row: int = -1
    lit: tuple[tuple[int, int], ...] = ()

    @property
    def rows(self) -> set[int]:
        """The rows in which anything is marked."""
        return {self.row, self.hovered_row, *(row for row, _ in self.lit)} - {-1}


class NumberDelegate(Guarded, QStyledItemDelegate):
    """Paints numbers with as many digits as there is room for, and edits them exactly.

    Parameters
    ----------
    model : NumberModel
        The numbers; those of column 0 are names.
    marks : Marks
        What is marked; read at every painting.
    """

    number_typed = Signal(int, int, str)

    def __init__(self, model: NumberModel, marks: Marks, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._model = model
        self._marks = marks
        self._table = parent
        self.measure()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._text = QColor(theme.text)
        self._muted = QColor(theme.muted)
        self._editor_style = (
            f"background: {theme.ground}; color: {theme.text}; border: 2px solid {theme.accent};"
            " border-radius: 3px;"
        )
        self._units = [QColor(colour) for colour in theme.units]
        strong, weak = theme.tints
        self._selected = [translucent(colour, strong) for colour in theme.units]
        self._hovered = [translucent(colour, weak) for colour in theme.units]
        self._out = (QColor(theme.text), translucent(theme.text, strong / 2))

    def measure(self) -> None:
        """Take over the font of the table."""
        self._font = self._table.font()
        self._bold = QFont(self._font)
        self._bold.setBold(True)
        self._metrics = self._table.fontMetrics()

    def unit_of(self, row: int) -> int | None:
        """Return the unit whose colour a row has; None for that of text."""
        return row

    def colour_of(self, row: int, column: int, text: str) -> QColor:
        """Return the colour of a number."""
        return self._muted if text == MISSING else self._text

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column = index.row(), index.column()
        marks, rect = self._marks, option.rect
        if row == marks.row:
            painter.fillRect(rect, self._tint(self._selected, row))
        elif row == marks.hovered_row:
            painter.fillRect(rect, self._tint(self._hovered, row))
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if column == 0:
            painter.setFont(self._bold)
            painter.setPen(self._colour(row))
            painter.drawText(inner, _LEFT, self._model.text(row, column))
        else:
            text = self._fitting(row, column, inner.width())
            painter.setFont(self._font)
            painter.setPen(self.colour_of(row, column, text))
            painter.drawText(inner, _RIGHT, text)
        if (row, column) in marks.lit:
            line = QRect(rect.left() + 2, rect.bottom() - 1, rect.width() - 4, 2)
            painter.fillRect(line, self._colour(row))
        if row == marks.row and column == marks.column:
            self._outline(painter, rect, self._colour(row))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(option.font)
        text = self._model.text(index.row(), index.column())
        return QSize(metrics.horizontalAdvance(text) + 2 * PADDING, metrics.height() + 8)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Say what a cell is below it: its number is to be read as well."""
        if event.type() != QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        tip = index.data(Qt.ItemDataRole.ToolTipRole) or ""
        show_below(event.globalPos(), tip, view.viewport(), option.rect)
        return True

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        horizontal = Qt.Orientation.Horizontal
        title = self._model.headerData(index.column(), horizontal, Qt.ItemDataRole.DisplayRole)
        editor.setAccessibleName(f"{title} of {self._model.text(index.row(), 0)}")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setStyleSheet(self._editor_style)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        text, shown = editor.text().strip(), index.data(Qt.ItemDataRole.EditRole)
        if editor.isModified() and text.replace(MINUS, "-") != shown.replace(MINUS, "-"):
            self.number_typed.emit(index.row(), index.column(), text)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """As wide as the exact number needs, which may be more than the cell."""
        assert isinstance(editor, QLineEdit)
        rect = QRect(option.rect)
        wanted = editor.fontMetrics().horizontalAdvance(editor.text() + "0") + 4 * PADDING
        width = min(max(rect.width(), wanted), self._table.viewport().width())
        rect.setLeft(max(0, rect.right() - width))
        rect.setWidth(width)
        editor.setGeometry(rect)

    # Private

    def _colour(self, row: int) -> QColor:
        unit = self.unit_of(row)
        return self._out[0] if unit is None else self._units[unit % len(self._units)]

    def _tint(self, colours: list[QColor], row: int) -> QColor:
        unit = self.unit_of(row)
        return self._out[1] if unit is None else colours[unit % len(colours)]

    def _fitting(self, row: int, column: int, width: int) -> str:
        for digits in (4, 3, 2, 1, 0):
            text = self._model.text(row, column, digits)
            if self._metrics.horizontalAdvance(text) <= width:
                return text
        return "…"  # the beginning of a number alone could be taken for another number

    def _outline(self, painter: QPainter, rect: QRect, colour: QColor) -> None:
        width = 2.0 if self._table.hasFocus() else 1.0
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, width))
        inset = width / 2 + 0.5
        box = QRectF(rect).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, 3, 3)
        painter.restore()
