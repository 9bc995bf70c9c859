"""The key of a chart: a short piece of each line and what it is."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.views.painting import SMALL, TextWidths, scaled_font

_SWATCH, _GAP = 26.0, 7.0


class Entry(NamedTuple):
    """One line of a chart."""

    pen: QPen
    text: str


class Key(QWidget):
    """Paints entries one below the other, as many as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return self._entries

    def show_entries(self, entries: list[Entry], colour: str) -> None:
        """Show `entries`, their texts in `colour`."""
        self._entries, self._colour = entries, QColor(colour)
        self.setAccessibleName(", ".join(entry.text for entry in entries))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for four lines."""
        return QSize(180, round(4 * self._widths().line) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        widths = self._widths()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled_font(self.font(), SMALL))
        room = self.width() - _SWATCH - _GAP
        for k, entry in enumerate(self._entries):
            top = k * widths.line
            if top + widths.line > self.height() + 1:
                break
            painter.setPen(entry.pen)
            middle = top + widths.line / 2
            painter.drawLine(QLineF(1, middle, _SWATCH, middle))
            painter.setPen(self._colour)
            place = QRectF(_SWATCH + _GAP, top, room, widths.line)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, align, widths.elided(entry.text, room))
        painter.end()

    def _widths(self) -> TextWidths:
        return TextWidths(scaled_font(self.font(), SMALL))
