"""The titles over the columns."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from reluviz.views.inspector.delegate import PADDING
from reluviz.views.theme import Theme

_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole


class PlainHeader(QHeaderView):
    """Quiet titles with a thin line below.

    Parameters
    ----------
    theme : Theme
        The colours to begin with.
    parent : QWidget, optional
        The table.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(8)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._ground, self._line = QColor(theme.ground), QColor(theme.border)
        self._text = QColor(theme.muted)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 13)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        painter.fillRect(rect, self._ground)
        painter.setFont(self.font())
        painter.setPen(self._text)
        model, orientation = self.model(), self.orientation()
        painter.drawText(
            rect.adjusted(PADDING, 0, -PADDING, 0),
            model.headerData(index, orientation, _ALIGNMENT),
            model.headerData(index, orientation),
        )
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._line)
