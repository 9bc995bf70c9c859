"""Labels of plain text that cut what does not fit, and show it whole as a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """One line of plain text.

    Parameters
    ----------
    text : str
        What it says to begin with.
    muted : bool
        Whether it is written in the colour of placeholders.
    bold : bool
        Whether it is a heading.
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(
        self,
        text: str = "",
        muted: bool = False,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if muted:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        if bold:
            font = QFont(self.font())
            font.setBold(True)
            self.setFont(font)

    def show_text(self, text: str) -> None:
        """Change the text, if it differs."""
        if text != self.text():
            self.setText(text)


class CutLabel(PlainLabel):
    """One line that ends in … where there is no room; then the tooltip has all of it."""

    def show_text(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self._tell()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().horizontalAdvance("…")), hint.height())

    def resizeEvent(self, event: object) -> None:
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        side = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), side, self.width())
        painter.drawText(self.rect(), self.alignment(), text)

    def _tell(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        tip = "" if fits else self.text()
        if tip != self.toolTip():
            self.setToolTip(tip)
