"""Text to read, as much as there is: it wraps, scrolls and can be copied."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from reluviz.lessons.lesson import spans
from reluviz.views.guard import Guarded

_BETWEEN = 4
"""Pixels between two paragraphs."""

_TITLE = 1.12
"""Size of a title, as a share of the text's."""


class Reader(Guarded, QTextEdit):
    """Paragraphs with marks as `reluviz.lessons.lesson.spans` reads them. Nothing is markup.

    Parameters
    ----------
    name : str
        objectName.
    title : str
        What it is called for screen readers.
    """

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.viewport().setAutoFillBackground(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.document().setDocumentMargin(0)
        self._shown: tuple[str, tuple[str, ...]] | None = None

    def show_text(self, title: str, paragraphs: tuple[str, ...]) -> None:
        """Show a title, if there is one, and paragraphs under it; from the top if they differ."""
        if (title, paragraphs) == self._shown:
            return
        self._shown = (title, paragraphs)
        self.clear()
        cursor = QTextCursor(self.document())
        if title:
            heading = QTextCharFormat()
            heading.setFontWeight(QFont.Weight.Bold)
            heading.setFontPointSize(max(1.0, self.font().pointSizeF()) * _TITLE)
            cursor.insertText(title, heading)
        for k, paragraph in enumerate(paragraphs):
            if title or k:
                gap = QTextBlockFormat()
                gap.setTopMargin(_BETWEEN)
                cursor.insertBlock(gap, QTextCharFormat())
            for text, style in spans(paragraph):
                cursor.insertText(text, _format(style))
        self.verticalScrollBar().setValue(0)

    def show_colour(self, colour: str) -> None:
        """Change the colour of the text."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, colour)
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)

    @property
    def height_needed(self) -> int:
        """Pixels that the text takes in the width there is; 0 while it cannot be seen."""
        return ceil(self.document().size().height()) if self.isVisible() else 0

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 3 * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        return QSize(320, 5 * self.fontMetrics().lineSpacing())


def _format(style: str) -> QTextCharFormat:
    found = QTextCharFormat()
    if style == "strong":
        found.setFontWeight(QFont.Weight.Bold)
    elif style == "code":
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        found.setFontFamilies([fixed.family()])
    return found
