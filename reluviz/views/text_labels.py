"""Labels of plain text that cut what does not fit, and show it whole as a tooltip."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QWidget

from reluviz.views.guard import Guarded
from reluviz.views.theme import Theme

_OF_A_UNIT = re.compile(r"\b[rvwb]([1-9]\d*)\b(?!\.\d)")


class PlainLabel(Guarded, QLabel):
    """One line of plain text.

    Parameters
    ----------
    text : str
        What it says to begin with.
    muted : bool
        Whether it is written in the colour of placeholders.
    bold : bool
        Whether it is a heading.
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
        self._shorter: tuple[str, ...] = ()

    def show_text(self, text: str) -> None:
        self.show_forms(text, ())

    def show_forms(self, text: str, shorter: tuple[str, ...]) -> None:
        """Change the text; where it does not fit, the first of `shorter` that does is shown."""
        if (text, shorter) != (self._whole, self._shorter):
            self._whole, self._shorter = text, shorter
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
            text = self._fitting()
            tip = "" if text == self._whole else self._whole
            super().show_text(text)
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
        if tip or self.toolTip():
            self.setToolTip(tip)

    def _fitting(self) -> str:
        metrics, width = self.fontMetrics(), self.width()
        for text in (self._whole, *self._shorter):
            if metrics.horizontalAdvance(text) <= width:
                return text
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


class UnitsLabel(CutLabel):
    """One line in which the names of units and of their parameters have the units' colours."""

    def __init__(self, theme: Theme, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._theme = theme

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        formats = [self._format(name) for name in _OF_A_UNIT.finditer(self.text())]
        if not formats:
            super().paintEvent(event)
            return
        option = QTextOption(self.alignment())
        mode = QTextOption.WrapMode
        option.setWrapMode(mode.WordWrap if self.wordWrap() else mode.NoWrap)
        layout = QTextLayout(self.text(), self.font())
        layout.setTextOption(option)
        layout.setFormats(formats)
        height = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        layout.draw(painter, QPointF(0, (self.height() - height) / 2))

    def _format(self, name: re.Match[str]) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = name.start(), len(name[0])
        form = QTextCharFormat()
        form.setForeground(QColor(self._theme.unit(int(name[1]) - 1)))
        found.format = form
        return found


def _height_of(label: QLabel) -> int:
    """Height of the wrapped text, without the least height the label has now."""
    room = QRect(0, 0, max(1, label.width()), 10_000)
    return label.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()
