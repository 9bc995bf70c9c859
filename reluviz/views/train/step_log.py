"""The steps of the error-correction rule before the shown one, written out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

_LINES = 3


class StepLog(QPlainTextEdit):
    """Takes the room that is left over, and scrolls; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train_earlier_corrections")
        self.setAccessibleName("Steps before")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.hide()

    def show_lines(self, lines: list[str]) -> None:
        """Change the text, if it differs."""
        text = "\n".join(lines)
        if text != self.toPlainText():
            self.setPlainText(text)
            self.setVisible(bool(text))

    def show_colour(self, colour: str) -> None:
        """Change the colour of the text."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, colour)
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(100, _LINES * self.fontMetrics().lineSpacing())
