"""How large a step is that a key or the wheel asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

FINE, COARSE = 0.1, 10.0

_NOTCH = 120  # angleDelta of one notch of a wheel


def step_size(modifiers: Qt.KeyboardModifier) -> float:
    """Return how many steps one press is: with Shift a tenth, with Ctrl ten."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return FINE
    return COARSE if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


class WheelSteps:
    """Adds up the small turns of smooth wheels and touchpads to whole steps."""

    def __init__(self) -> None:
        self._turned = 0

    def steps(self, event: QWheelEvent) -> float:
        """Return how many steps `event` completes, positive for away from the user."""
        delta = event.angleDelta()
        # With Alt, and on some systems with Shift, the turn arrives as sideways.
        turn = delta.y() or delta.x()
        if turn * self._turned < 0:
            self._turned = 0
        self._turned += turn
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        return notches * step_size(event.modifiers())
