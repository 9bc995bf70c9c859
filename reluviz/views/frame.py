"""Where the curve is on the screen: from coordinates to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.calendar import Calendar

Array = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """A rectangle of pixels and the intervals of x and z that it shows.

    Parameters
    ----------
    left, top, width, height : float
        The rectangle, in logical pixels of the widget.
    x_range, y_range : tuple of float
        What is at its left and right, and at its bottom and top.
    strip : float
        Height of the strip of patterns below it.
    calendar : Calendar or None
        What dates the x count; None if they are numbers.
    """

    left: float
    top: float
    width: float
    height: float
    x_range: Range
    y_range: Range
    strip: float = 0.0
    calendar: Calendar | None = None

    @property
    def gap(self) -> float:
        """Space between the frame and the strip, if there is one."""
        return 5.0 if self.strip else 0.0

    @property
    def right(self) -> float:
        """The right edge, in pixels."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge, in pixels."""
        return self.top + self.height

    @property
    def pixel(self) -> tuple[float, float]:
        """Width and height of one pixel in x and z."""
        x_span, y_span = _span(self.x_range), _span(self.y_range)
        return x_span / max(1.0, self.width), y_span / max(1.0, self.height)

    def column(self, x: float) -> float:
        """The horizontal place of `x`, in pixels."""
        return self.left + (x - self.x_range[0]) * (self.width / _span(self.x_range))

    def row(self, y: float) -> float:
        """The vertical place of `y`, in pixels."""
        return self.bottom - (y - self.y_range[0]) * (self.height / _span(self.y_range))

    def columns(self, x: Array) -> Array:
        """The horizontal places of many x, in pixels."""
        return self.left + (x - self.x_range[0]) * (self.width / _span(self.x_range))

    def rows(self, y: Array) -> Array:
        """The vertical places of many y, in pixels."""
        return self.bottom - (y - self.y_range[0]) * (self.height / _span(self.y_range))

    def place(self, column: float, row: float) -> tuple[float, float]:
        """Return (x, z) at a pixel."""
        width, height = self.pixel
        return (
            self.x_range[0] + (column - self.left) * width,
            self.y_range[0] + (self.bottom - row) * height,
        )

    def holds(self, column: float, row: float) -> bool:
        """Whether a pixel is inside."""
        return self.left <= column <= self.right and self.top <= row <= self.bottom


def _span(interval: Range) -> float:
    return interval[1] - interval[0]
