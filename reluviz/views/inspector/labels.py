"""Labels of plain text that cut what does not fit, and show it whole as a tooltip."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPalette, QResizeEvent
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
        self.setMinimumHeight(_height_of(self))


class CutLabel(PlainLabel):
    """One line that ends in … where there is no room; then the tooltip has all of it.

    Parameters
    ----------
    text, muted, bold, parent
        As for `PlainLabel`.
    """

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        super().__init__(text, **kwargs)
        self._whole = text

    def show_text(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self._fit()

    def setWordWrap(self, on: bool) -> None:
        """Take more lines instead of cutting."""
        super().setWordWrap(on)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().horizontalAdvance("…")), hint.height())

    def sizeHint(self) -> QSize:
        hint, metrics = super().sizeHint(), self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        text, tip, height = self._whole, "", 0
        if self.wordWrap():
            super().show_text(text)
            height = _height_of(self)
        else:
            metrics, width = self.fontMetrics(), self.width()
            if metrics.horizontalAdvance(text) > width:
                text, tip = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width), text
            super().show_text(text)
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
        if tip or self.toolTip():
            self.setToolTip(tip)


def _height_of(label: QLabel) -> int:
    """Height of the wrapped text, without the least height the label has now."""
    room = QRect(0, 0, max(1, label.width()), 10_000)
    return label.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()
