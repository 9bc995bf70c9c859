"""Helpers for panels that paint: fonts with cached widths, texts that fit, boxes, line widths."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPen

SMALL = 0.88
"""Size of labels, as a share of the widget's font."""

THINNEST, THICKEST = 1.2, 5.5
"""Widths of lines for weights, in logical pixels."""

_MOST_WIDTHS = 4000  # remembered for each font; numbers under a hand are new all the time


class TextWidths:
    """Widths of texts in one font, each measured once.

    Parameters
    ----------
    font : QFont
        The font.
    """

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetricsF(font)
        self._widths: dict[str, float] = {}

    @property
    def line(self) -> float:
        """Height of a line, in logical pixels."""
        return self._metrics.height()

    def __call__(self, text: str) -> float:
        """Width of `text`, in logical pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _MOST_WIDTHS:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def elided(self, text: str, room: float) -> str:
        """Return `text`, with an ellipsis for what does not fit into `room` pixels."""
        if self(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class Fonts:
    """The fonts of a painted panel, made from the widget's own.

    Parameters
    ----------
    base : QFont
        The widget's font.
    """

    def __init__(self, base: QFont) -> None:
        self.base = QFont(base)
        self.bold = QFont(base)
        self.bold.setBold(True)
        self.small = scaled_font(base, SMALL)
        self.small_bold = QFont(self.small)
        self.small_bold.setBold(True)
        self.base_widths = TextWidths(self.base)
        self.bold_widths = TextWidths(self.bold)
        # Labels are measured in bold, so that emphasis never makes one too wide.
        self.small_widths = TextWidths(self.small_bold)

    @property
    def line(self) -> float:
        """Height of a line of the widget's font."""
        return self.bold_widths.line

    @cached_property
    def stroke(self) -> float:
        """How many times as thick as usual lines are: as its letters are larger for a class."""
        usual = QGuiApplication.font().pointSizeF()
        return max(1.0, self.base.pointSizeF() / usual) if usual > 0 else 1.0

    @property
    def small_line(self) -> float:
        """Height of a line of a label."""
        return self.small_widths.line

    def name_width(self, text: str) -> float:
        """Width of `text` as the name of a unit."""
        return self.bold_widths(text)

    def label_width(self, text: str) -> float:
        """Width of `text` as a label."""
        return self.small_widths(text)


def scaled_font(font: QFont, factor: float) -> QFont:
    """Return `font` in another size."""
    scaled = QFont(font)
    if font.pointSizeF() > 0:
        scaled.setPointSizeF(font.pointSizeF() * factor)
    else:
        scaled.setPixelSize(max(1, round(font.pixelSize() * factor)))
    return scaled


def first_fitting(texts: Iterable[str], widths: TextWidths, room: float) -> str:
    """Return the first of `texts` that fits into `room` pixels; empty if none does."""
    return next((text for text in texts if widths(text) <= room), "")


def size_reference(largest: float) -> float:
    """Return the size that gets the thickest line: `largest`, up to the next power of two.

    Rounded so that lines keep their width while the largest weight moves a little.
    """
    if not (math.isfinite(largest) and largest > 0):
        return 1.0
    return float(2.0 ** math.ceil(math.log2(largest)))


def rounded_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """Paint a box with round corners; without `fill` or `border` that part is left out."""
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)
