"""Dragging and scrolling one parameter: each press-drag-release or burst is one undo step."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, QTimer

from reluviz.core.network import ParameterId
from reluviz.document.arrow_steps import step_of
from reluviz.document.document import Document
from reluviz.document.editing import Gesture

PIXELS_PER_STEP = 8.0
"""So far the mouse moves for one step of an arrow key."""

FINE, COARSE = 0.1, 10.0
"""Factors of a step with Shift and with Ctrl, for the wheel and the arrow keys."""

BURST_MS = 400
"""Milliseconds without a turn of the wheel, or a step of a key, after which a burst is over."""

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
        self._gesture: Gesture | None = None

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the mouse; nothing until it has left the place of the press."""
        up = self._last_y - at.y()
        self._last_y = at.y()
        self._travel += up
        is_fine = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._steps += up / PIXELS_PER_STEP * (FINE if is_fine else 1.0)
        if self._gesture is None:
            if abs(self._travel) < _SLACK:
                return
            name = self._document.network.name(self._parameter)
            self._gesture = self._document.begin(f"change {name}")
        self._gesture.set(self._parameter, self._value(is_fine, modifiers))

    def release(self) -> None:
        """End the gesture."""
        if self._gesture is not None:
            self._gesture.commit()

    def _value(self, is_fine: bool, modifiers: Qt.KeyboardModifier) -> float:
        """The value that is meant: the start plus whole tenths of a step, so that it stays tidy.

        Back at the start it is the very same number again. With Ctrl it is a multiple of the step.
        """
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return _tidy(round(self._start / self._step + self._steps) * self._step)
        grain = self._step * (FINE * FINE if is_fine else FINE)
        grains = round(self._steps * self._step / grain)
        return self._start if grains == 0 else _tidy(self._start + grains * grain)


class Burst(QObject):
    """Turns of the wheel, and steps of a key that is held: quick ones are one gesture."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._gesture: Gesture | None = None
        self._parameter: ParameterId | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BURST_MS)
        self._timer.timeout.connect(self.end)

    @property
    def parameter(self) -> ParameterId | None:
        """What is being changed, or None."""
        is_open = self._gesture is not None and self._gesture.is_open
        return self._parameter if is_open else None

    def turn(self, parameter: ParameterId, angle: float, modifiers: Qt.KeyboardModifier) -> None:
        """Change `parameter` by a turn of the wheel, in eighths of a degree; see `step`."""
        self.step(parameter, angle / _NOTCH * factor_of(modifiers))

    def step(self, parameter: ParameterId, steps: float) -> None:
        """Change `parameter` by so many steps of an arrow key.

        Raises
        ------
        ValueError
            If the value would become too large.
        """
        network = self._document.network
        value = network.value(parameter) + step_of(self._document.state, parameter) * steps
        if self._gesture is None or parameter != self.parameter:
            self._gesture = self._document.begin(f"change {network.name(parameter)}")
            self._parameter = parameter
        self._timer.start()
        self._gesture.set(parameter, _tidy(value))

    def end(self) -> None:
        """End the burst; nothing if it is over, or another gesture has begun since."""
        self._timer.stop()
        if self._gesture is not None:
            self._gesture.commit()


def _tidy(value: float) -> float:
    """Steps of a nice size give nice numbers: 0.3, not 0.30000000000000004."""
    return float(f"{value:.12g}")
