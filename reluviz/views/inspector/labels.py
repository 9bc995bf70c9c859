"""Labels of plain text that cut what does not fit, and show it whole as a tooltip."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
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


class WrappedLabel(PlainLabel):
    """As many lines as its width needs, also where a layout would give it less."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def show_text(self, text: str) -> None:
        super().show_text(text)
        self._keep_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))


class CutLabel(PlainLabel):
    """One line that ends in … where there is no room; then the tooltip has all of it."""

    def show_text(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self._tell()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().horizontalAdvance("…")), hint.height())

    def setWordWrap(self, on: bool) -> None:
        """Take more lines instead of cutting."""
        super().setWordWrap(on)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        side = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), side, self.width())
        painter.drawText(self.rect(), self.alignment(), text)

    def _tell(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()) if self.wordWrap() else 0)
        fits = self.wordWrap() or self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        tip = "" if fits else self.text()
        if tip != self.toolTip():
            self.setToolTip(tip)
