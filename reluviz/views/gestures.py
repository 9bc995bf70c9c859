"""Dragging and scrolling one parameter: each press-drag-release or burst is one undo step."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, QTimer

from reluviz.core.network import ParameterId
from reluviz.document.arrow_steps import step_of
from reluviz.document.document import Document

PIXELS_PER_STEP = 8.0
"""So far the mouse moves for one step of an arrow key."""

FINE, COARSE = 0.1, 10.0
"""Factors of a step with Shift and with Ctrl, for the wheel and the arrow keys."""

BURST_MS = 400
"""A burst of wheel events is over when so long none has come."""

_NOTCH = 120.0
_SLACK = 3.0  # pixels that a click may move


def factor_of(modifiers: Qt.KeyboardModifier) -> float:
    """Return how much of a step the keys held ask for."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return FINE
    return COARSE if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


class ParameterDrag:
    """A hand that has pressed on a parameter: up is more.

    Parameters
    ----------
    document : Document
        Changed from the first move on.
    parameter : ParameterId
        What is dragged.
    at : QPointF
        Where the button went down.
    """

    def __init__(self, document: Document, parameter: ParameterId, at: QPointF) -> None:
        self._document = document
        self._parameter = parameter
        self._start = document.network.value(parameter)
        self._step = step_of(document.state, parameter)
        self._last_y = at.y()
        self._travel = 0.0
        self._steps = 0.0
        self._has_begun = False

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the mouse; nothing until it has left the place of the press."""
        up = self._last_y - at.y()
        self._last_y = at.y()
        self._travel += up
        is_fine = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._steps += up / PIXELS_PER_STEP * (FINE if is_fine else 1.0)
        if not self._has_begun:
            if abs(self._travel) < _SLACK:
                return
            self._has_begun = True
            self._document.begin(f"change {self._document.network.name(self._parameter)}")
        if self._document.in_gesture:  # Escape ends it while the button is still down
            self._document.set_parameter(self._parameter, self._value(is_fine, modifiers))

    def release(self) -> None:
        """End the gesture."""
        if self._has_begun and self._document.in_gesture:
            self._document.commit()

    def _value(self, is_fine: bool, modifiers: Qt.KeyboardModifier) -> float:
        """The value that is meant: the start plus whole tenths of a step, so that it stays tidy.

        Back at the start it is the very same number again. With Ctrl it is a multiple of the step.
        """
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return _tidy(round(self._start / self._step + self._steps) * self._step)
        grain = self._step * (FINE * FINE if is_fine else FINE)
        grains = round(self._steps * self._step / grain)
        return self._start if grains == 0 else _tidy(self._start + grains * grain)


class ScrollBurst(QObject):
    """Turns wheel events on one parameter into one gesture.

    Parameters
    ----------
    document : Document
        Changed by each event; gets a commit when no more come.
    parent : QObject
        Qt parent.
    """

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._parameter: ParameterId | None = None
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BURST_MS)
        self._timer.timeout.connect(self.end)
        # A gesture that begins elsewhere commits this one, which shows as a new step.
        document.undo_stack.indexChanged.connect(self.forget)

    @property
    def parameter(self) -> ParameterId | None:
        """What is being scrolled, or None."""
        return self._parameter

    def turn(self, parameter: ParameterId, angle: float, modifiers: Qt.KeyboardModifier) -> None:
        """Change `parameter` by a turn of the wheel, in eighths of a degree."""
        if parameter != self._parameter:
            self.end()
            network = self._document.network
            self._parameter, self._text = parameter, f"change {network.name(parameter)}"
            self._document.begin(self._text)
        self._timer.start()
        step = step_of(self._document.state, parameter) * factor_of(modifiers)
        value = self._document.network.value(parameter) + angle / _NOTCH * step
        self._document.set_parameter(parameter, _tidy(value))

    def end(self) -> None:
        """Commit the burst, if there is one."""
        if self._parameter is not None:
            self.forget()
            self._document.commit()

    def forget(self) -> None:
        """End without a commit: the gesture is over already."""
        self._parameter = None
        self._timer.stop()

    def check(self, gesture: str | None) -> None:
        """Forget the burst if the gesture under way is another one or none."""
        if self._parameter is not None and gesture != self._text:
            self.forget()


def _tidy(value: float) -> float:
    """Steps of a nice size give nice numbers: 0.3, not 0.30000000000000004."""
    return float(f"{value:.12g}")
