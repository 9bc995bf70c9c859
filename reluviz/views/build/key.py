"""What the lines of a step are called that the plot draws."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.views.guard import Guarded
from reluviz.views.painting import SMALL, TextWidths, scaled_font
from reluviz.views.theme import Theme, translucent

_SWATCH, _GAP = 26.0, 7.0


class Entry(NamedTuple):
    """One line of a chart."""

    pen: QPen
    text: str


class Key(Guarded, QWidget):
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


def look_of(name: str, theme: Theme, unit: int | None) -> QPen:
    """Return the pen of one of the lines of `Parts`, as the plot draws it."""
    colours = {
        "whole": theme.ghost,
        "without": theme.muted,
        "added": theme.curve if unit is None else theme.unit(unit),
        "total": theme.curve,
    }
    width = {"whole": 1.6, "without": 1.6, "added": 1.8, "total": 2.4}[name]
    pen = QPen(QColor(colours[name]), width)
    if name == "whole":
        pen.setColor(translucent(theme.ghost, 0.45))
    if name == "without":
        pen.setDashPattern([4.0, 3.0])
    return pen


def key_of(count: int, theme: Theme, has_unit: bool) -> list[Entry]:
    """Return what the lines of step `count` are called."""
    unit = count - 1 if count else None

    def entry(name: str, text: str) -> Entry:
        return Entry(look_of(name, theme, unit), text)

    entries = [entry("total", "bias" if not count else f"sum up to ReLU {count:,}")]
    if has_unit:
        entries.append(entry("without", f"without ReLU {count:,}"))
        entries.append(entry("added", f"what it adds: w{count}·r{count}"))
    return [*entries, entry("whole", "the whole network")]
