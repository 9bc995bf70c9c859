"""How a cell of the scoreboard is painted."""

from __future__ import annotations

from PySide6.QtCore import (
    QLineF,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from reluviz.views.compare.model import ERRORS, Column, ScoreModel
from reluviz.views.compare.rows import BEST, NOW, Row
from reluviz.views.painting import rounded_box
from reluviz.views.theme import Theme, translucent

Index = QModelIndex | QPersistentModelIndex

PADDING = 6
"""Space left and right of the text of a cell, in pixels."""

_SWATCH = QSize(20, 12)
_BAR, _MARK = 3, 7  # height of a bar, and width of the sign of the smallest
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ScoreDelegate(QStyledItemDelegate):
    """Paints swatches, bars below the errors, and the smallest of them bold with a sign.

    Parameters
    ----------
    model : ScoreModel
        The rows.
    """

    def __init__(self, model: ScoreModel, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._model, self._table = model, parent
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self._swatches: dict[tuple[str, bool, float], QIcon] = {}

    def colour(self, row: Row) -> str:
        """Return the colour of a network's curve in the plot."""
        if row.kind == NOW:
            return self._theme.curve
        return self._theme.best if row.kind == BEST else self._theme.run(row.index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column = index.row(), index.column()
        is_current = self._table.currentIndex().row() == row and self._table.hasFocus()
        if is_current and column == Column.NAME:
            bar = QRect(option.rect.left(), option.rect.top(), 2, option.rect.height())
            painter.fillRect(bar, QColor(self._theme.accent))
        if column in ERRORS:
            self._paint_error(painter, option, row, column)
            return
        self._paint_text(painter, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName("Name")
        theme = self._theme
        editor.setStyleSheet(
            f"background: {theme.ground}; color: {theme.text}; border: 2px solid {theme.accent};"
            " border-radius: 3px; padding: 0;"
        )
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Over the name, right of the swatch."""
        left = PADDING + self._box_width() + _SWATCH.width()
        editor.setGeometry(option.rect.adjusted(left, 0, 0, 0))

    def error_width(self, font: QFont) -> int:
        """Return how wide an error with its sign is at most, in pixels."""
        bold = QFont(font)
        bold.setBold(True)
        return QFontMetrics(bold).horizontalAdvance("1.234e−05") + _MARK + 3 + 2 * PADDING

    def name_width(self, font: QFont, name: str) -> int:
        """Return how wide a cell with a name is, in pixels."""
        advance = QFontMetrics(font).horizontalAdvance(name)
        return advance + self._box_width() + _SWATCH.width() + 3 * PADDING + 4

    # Private

    @property
    def _text(self) -> QColor:
        return QColor(self._theme.text)

    @property
    def _muted(self) -> QColor:
        return QColor(self._theme.muted)

    def _margin(self) -> int:
        metric = QStyle.PixelMetric.PM_FocusFrameHMargin
        return self._table.style().pixelMetric(metric, None, self._table) + 1

    def _box_width(self) -> int:
        metric = QStyle.PixelMetric.PM_IndicatorWidth
        indicator = self._table.style().pixelMetric(metric, None, self._table)
        return indicator + 2 * self._margin()

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """As Qt does, but without its colours of what is selected, and with a swatch."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        state = QStyle.StateFlag
        own.state &= ~(state.State_Selected | state.State_HasFocus | state.State_MouseOver)
        is_quiet = index.column() in (Column.BY, Column.HOW)
        own.palette.setColor(QPalette.ColorRole.Text, self._muted if is_quiet else self._text)
        features = QStyleOptionViewItem.ViewItemFeature
        if index.column() == Column.NAME:
            row = self._model.rows[index.row()]
            own.features &= ~features.HasCheckIndicator
            own.features |= features.HasDecoration
            own.icon, own.decorationSize = self._swatch(row), _SWATCH
            if row.kind != NOW:
                self._paint_box(painter, own.rect, row.is_shown)
            own.rect = own.rect.adjusted(self._box_width(), 0, 0, 0)
        else:
            own.rect = own.rect.adjusted(PADDING - 3, 0, 3 - PADDING, 0)
        style = self._table.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, self._table)

    def _paint_box(self, painter: QPainter, rect: QRect, is_checked: bool) -> None:
        """A check box where Qt takes clicks for one; its own is hard to see on a dark ground."""
        size = self._box_width() - 2 * self._margin()
        box = QRectF(rect.left() + self._margin(), 0, size, size)
        box.moveTop(rect.top() + (rect.height() - size) / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(self._theme.accent if is_checked else self._theme.ground)
        border = fill if is_checked else self._muted
        rounded_box(painter, box.adjusted(0.5, 0.5, -0.5, -0.5), 2.5, fill, border)
        if is_checked:
            painter.setPen(QPen(QColor(self._theme.ground), 1.8))
            places = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.3))
            corner = box.topLeft()
            painter.drawPolyline([corner + QPointF(x * size, y * size) for x, y in places])
        painter.restore()

    def _paint_error(
        self, painter: QPainter, option: QStyleOptionViewItem, row: int, column: int
    ) -> None:
        model, inner = self._model, option.rect.adjusted(PADDING, 0, -PADDING, 0)
        text, is_least = model.text(row, column), model.is_smallest(row, column)
        if not text:
            return
        bottom = inner.bottom() - _BAR
        length = model.bar(row, column) * inner.width()
        colour = translucent(self.colour(model.rows[row]), 0.75)
        if length:
            bar = QRectF(inner.right() + 1 - length, bottom, length, _BAR)
            painter.fillRect(bar, colour)
        font = QFont(option.font)
        font.setBold(is_least)
        painter.setFont(font)
        painter.setPen(self._text)
        room = inner.adjusted(0, 0, 0, -_BAR)
        painter.drawText(room, _RIGHT, text)
        if is_least:
            right = inner.right() - QFontMetrics(font).horizontalAdvance(text) - 4
            _paint_mark(painter, QPointF(right - _MARK / 2, room.center().y()), self._text)

    def _swatch(self, row: Row) -> QIcon:
        """A piece of the curve; only its ends where it is hidden."""
        colour, ratio = self.colour(row), self._table.devicePixelRatioF()
        key = (f"{row.kind} {colour}", row.is_shown, ratio)
        if key not in self._swatches:
            self._swatches[key] = QIcon(_drawn(colour, row, ratio))
        return self._swatches[key]


def _drawn(colour: str, row: Row, ratio: float) -> QPixmap:
    pixmap = QPixmap(_SWATCH * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_shown, middle = row.is_shown, _SWATCH.height() / 2
    pen = QPen(translucent(colour, 1.0 if is_shown else 0.45), 2.2 if is_shown else 1.2)
    if row.kind == BEST:
        pen.setDashPattern([2.8, 1.2])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QLineF(1, middle, _SWATCH.width() - 4, middle))
    painter.end()
    return pixmap


def _paint_mark(painter: QPainter, place: QPointF, colour: QColor) -> None:
    """A small triangle that points down: lower than this is none."""
    half = _MARK / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = (QPointF(-half, -2.5), QPointF(half, -2.5), QPointF(0, 3))
    painter.drawPolygon(QPolygonF([place + corner for corner in corners]))
    painter.restore()
