"""Typing a parameter or an input in place, and dragging an input: the probe, no undo step."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.core.words import nice_step
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.views.gestures import PIXELS_PER_STEP, factor_of
from reluviz.views.in_place import InPlace
from reluviz.views.layered_words import node_title

Subject = ParameterId | Unit
"""What can be typed: a parameter, or what goes into an input."""

_SLACK = 3.0  # pixels that a click may move


class Typing(InPlace):
    """Types parameters, each as one undo step, and the probe.

    Parameters
    ----------
    document, panel
        As for `InPlace`.
    """

    def name_of(self, subject: Subject) -> str:
        network = self._document.network
        if isinstance(subject, Unit):
            return f"{words.sentence(node_title(network, -1, subject.index))} at the probe"
        return words.parameter_title(network, subject)

    def value_of(self, subject: Subject) -> float:
        if isinstance(subject, Unit):
            return self._document.snapshot.point[subject.index]
        return self._document.network.value(subject)

    def set_value(self, subject: Subject, value: float) -> None:
        if isinstance(subject, Unit):
            _set_input(self._document, subject.index, value)
        else:
            self._document.set_parameter(subject, value)


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
        _set_input(self._document, self._index, min(max(value, low), high))

    def release(self) -> None:
        """Nothing to end: it is no gesture."""


def _set_input(document: Document, index: int, value: float) -> None:
    """Move the probe along one input."""
    point = list(document.snapshot.point)
    point[index] = value
    document.set_point(tuple(point))
