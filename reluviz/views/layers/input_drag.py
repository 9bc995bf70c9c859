"""Dragging an input up and down moves the probe; it is no undo step."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from reluviz.core.words import nice_step
from reluviz.document.document import Document
from reluviz.views.gestures import PIXELS_PER_STEP, factor_of
from reluviz.views.layers.typing_in_place import set_input

_SLACK = 3.0  # pixels that a click may move


class InputDrag:
    """A hand that has pressed on an input: up is more, inside the interval of the input.

    Parameters
    ----------
    document : Document
        Its probe is moved.
    index : int
        Which input.
    at : QPointF
        Where the button went down.
    """

    def __init__(self, document: Document, index: int, at: QPointF) -> None:
        self._document = document
        self._index = index
        self._start = document.snapshot.point[index]
        self._low, self._high = document.project.box[index]
        self._step = nice_step((self._high - self._low) / 2)
        self._y = at.y()
        self._has_moved = False

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the mouse; nothing until it has left the place of the press."""
        up = self._y - at.y()
        self._has_moved = self._has_moved or abs(up) > _SLACK
        if not self._has_moved:
            return
        steps = round(up / PIXELS_PER_STEP * factor_of(modifiers) * 10) / 10
        low, high = min(self._low, self._start), max(self._high, self._start)
        value = float(f"{self._start + steps * self._step:.12g}")
        set_input(self._document, self._index, min(max(value, low), high))
