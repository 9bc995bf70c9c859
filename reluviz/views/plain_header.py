"""The titles over the columns."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from reluviz.views.guard import Guarded
from reluviz.views.number_cells import PADDING
from reluviz.views.theme import Theme

_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole

FORTH, BACK = " ›", " ‹"
"""Ends of the title that switches between two sets of columns."""

_SWITCH_TIPS = {FORTH: "Click for the influence of each ReLU", BACK: "Click for kinks and slopes"}


class PlainHeader(Guarded, QHeaderView):
    """Quiet titles with a thin line below. One of them may be a switch."""

    switch_requested = Signal()
    """The title that ends in an arrow was clicked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._switch = (-1, "")
        self.setMouseTracking(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(8)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._ground, self._line = QColor(theme.ground), QColor(theme.border)
        self._text, self._accent = QColor(theme.muted), QColor(theme.accent)
        self.viewport().update()

    def show_switch(self, section: int, arrow: str) -> None:
        """Let the title of `section` end in `arrow` and be clicked; -1 for none."""
        if (section, arrow) != self._switch:
            self._switch = (section, arrow)
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 13)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._is_switch(event.position().x()):
            self.switch_requested.emit()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_switch = self._is_switch(event.position().x())
        shapes = Qt.CursorShape
        self.setCursor(shapes.PointingHandCursor if is_switch else shapes.ArrowCursor)
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            tip = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.ToolTipRole)
            if section == self._switch[0]:
                tip = f"{tip}\n{_SWITCH_TIPS[self._switch[1]]}"
            QToolTip.showText(event.globalPos(), tip or "", self)
            return True
        return super().viewportEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        painter.fillRect(rect, self._ground)
        painter.setFont(self.font())
        painter.setPen(self._text)
        model, orientation = self.model(), self.orientation()
        room = rect.adjusted(PADDING, 0, -PADDING, 0)
        alignment = model.headerData(index, orientation, _ALIGNMENT)
        if index == self._switch[0]:
            painter.setPen(self._accent)
            painter.drawText(room, alignment, self._switch[1])
            room.setRight(room.right() - self.fontMetrics().horizontalAdvance(self._switch[1]))
            painter.setPen(self._text)
        title = str(model.headerData(index, orientation))
        if self.fontMetrics().horizontalAdvance(title) > room.width():
            title = title.split()[0]
        painter.drawText(room, alignment, title)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._line)

    def _is_switch(self, x: float) -> bool:
        return self._switch[0] >= 0 and self.logicalIndexAt(int(x)) == self._switch[0]
