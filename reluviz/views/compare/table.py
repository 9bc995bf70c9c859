"""The table of the scoreboard: how its cells look, and what the user does there."""

from __future__ import annotations

from PySide6.QtCore import (
    QLineF,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from reluviz.views.compare.model import ERRORS, TITLES, Column, ScoreModel
from reluviz.views.compare.rows import BEST, NOW, Row
from reluviz.views.guard import Guarded
from reluviz.views.painting import rounded_box
from reluviz.views.theme import Theme, translucent

Index = QModelIndex | QPersistentModelIndex

PADDING = 6
"""Space left and right of the text of a cell, in pixels."""

_SWATCH = QSize(20, 12)
_BAR, _MARK = 3, 7  # height of a bar, and width of the sign of the smallest
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LONGEST_NAME = 22  # characters that a name gets room for


class ScoreDelegate(Guarded, QStyledItemDelegate):
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


class ScoreTable(Guarded, QTableView):
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
        self._names = 0, 0  # the width of names, cut and whole
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
                whole = self._delegate.name_width(self.font(), max(names, key=advance))
                self._names = wanted, max(wanted, whole)
            elif column != Column.HOW:
                texts = [advance(self.scores.text(row, column)) + 2 * PADDING + 2 for row in rows]
                wanted = max(wanted, *texts) if texts else wanted
            is_fixed = column not in (Column.NAME, Column.HOW)
            if is_fixed and self.columnWidth(column) != wanted:
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
        """Names take what they need of what is left; the last column the rest, or a few words."""
        ends = (Column.NAME, Column.HOW)
        room = self.viewport().width() - sum(self.columnWidth(c) for c in Column if c not in ends)
        least = self.fontMetrics().horizontalAdvance("Ada…") + 2 * PADDING
        short, whole = self._names
        name = max(short, min(whole, room - least))
        self.setColumnWidth(Column.NAME, name)
        self.setColumnWidth(Column.HOW, max(least, room - name))

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
