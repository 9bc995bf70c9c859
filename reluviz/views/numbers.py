"""Fields of numbers, in which no value is lost to rounding."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from reluviz.core.words import MINUS, number
from reluviz.files.typed_number import typed_number
from reluviz.views.guard import Guarded


def shortened(text: str, most: int = 24) -> str:
    """Return `text` on one line and not longer than `most`."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def exact_text(value: float) -> str:
    """Return the shortest text that reads back as `value`, with a real minus sign."""
    text = repr(float(value) + 0.0)
    return text.removesuffix(".0").replace("-", MINUS)


class NumberEdit(Guarded, QLineEdit):
    """A line for one number. What is not typed over keeps its exact value.

    Parameters
    ----------
    value : float
        The number to begin with.
    name : str
        What it is, for screen readers.
    """

    number_edited = Signal()

    def __init__(self, value: float, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.set_value(value)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("−0.00000000"))
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> float:
        """Return the number.

        Raises
        ------
        ValueError
            If the text is not one.
        """
        return self._value if self._value is not None else typed_number(self.text())

    def set_value(self, value: float, digits: int | None = None) -> None:
        """Show `value` exactly, or with so many significant digits; it is kept exactly."""
        self._value: float | None = value
        self.setText(exact_text(value) if digits is None else number(value, digits))
        self.setCursorPosition(0)

    def _on_text_edited(self) -> None:
        self._value = None
        self.number_edited.emit()
