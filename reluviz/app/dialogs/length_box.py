"""A field for a side of a picture, in logical pixels that can be shown as centimetres or points."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox

UNITS = {"px": 0.0, "cm": 2.54, "pt": 72.0}
"""How many make an inch; a pixel is what it is."""

_STEPS = {"cm": 0.5, "pt": 10.0}


class LengthBox(QSpinBox):
    """A whole number of logical pixels, in a unit of paper if one is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._unit, self._dots, self._step = "px", 96.0, 1
        self.setSuffix(" px")

    def set_pixel_step(self, step: int) -> None:
        """Change by so many pixels at a click, where pixels are shown."""
        self._step = step
        self.setSingleStep(step)

    def measure(self, unit: str, dots: float) -> None:
        """Show one of `UNITS`, with so many pixels to an inch; what is shown stays."""
        if (unit, dots) == (self._unit, self._dots):
            return
        shown = self.value() * dots / self._dots if unit == self._unit != "px" else self.value()
        self._unit, self._dots = unit, dots
        blocker = QSignalBlocker(self)
        self.setSuffix(f" {unit}")
        self.setSingleStep(self._step if unit == "px" else round(_STEPS[unit] * self._pixels))
        self.setValue(round(shown))
        blocker.unblock()

    @property
    def _pixels(self) -> float:
        """Pixels of one of the unit."""
        return self._dots / UNITS[self._unit] if self._unit != "px" else 1.0

    def textFromValue(self, value: int) -> str:
        """Return two digits after the point of a length on paper."""
        if self._unit == "px":
            return super().textFromValue(value)
        return f"{value / self._pixels:.2f}".rstrip("0").rstrip(".")

    def valueFromText(self, text: str) -> int:
        """Return the nearest number of pixels; a comma is a decimal point, too."""
        if self._unit == "px":
            return super().valueFromText(text)
        found = _number(text)
        return self.value() if found is None else round(min(found, 1e6) * self._pixels)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Accept a number with digits after its point, if it is in range."""
        if self._unit == "px":
            return super().validate(text, place)
        found = _number(text)
        is_good = found is not None and self.minimum() <= found * self._pixels <= self.maximum()
        state = QValidator.State.Acceptable if is_good else QValidator.State.Intermediate
        return state, text, place


def _number(text: str) -> float | None:
    found = re.match(r"\s*([0-9]{1,6}(?:[.,][0-9]*)?)\s*(?:cm|pt)?\s*$", text)
    return None if found is None else float(found[1].replace(",", "."))
