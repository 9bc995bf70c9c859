"""Steps that follow one another quickly are one gesture, and one undo step."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from reluviz.core.network import ParameterId
from reluviz.document.arrow_steps import step_of
from reluviz.document.document import Document

PAUSE = 500
"""Milliseconds without a step after which a burst is over."""


class Burst(QObject):
    """Turns of the wheel, and steps of a key that is held, gathered into one gesture.

    Parameters
    ----------
    document : Document
        What is changed.
    parent : QObject, optional
        Qt parent.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._gesture_number = -1
        self._parameter: ParameterId | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.finish)

    @property
    def is_open(self) -> bool:
        """Whether the gesture under way is the one of this burst."""
        document = self._document
        return document.in_gesture and document.gesture_number == self._gesture_number

    def step(self, parameter: ParameterId, steps: float) -> None:
        """Change `parameter` by so many steps of an arrow key.

        Raises
        ------
        ValueError
            If the value would become too large.
        """
        network = self._document.network
        value = network.value(parameter) + step_of(self._document.state, parameter) * steps
        # Steps of a nice size should give nice numbers: 0.3, not 0.30000000000000004.
        self.change(parameter, float(f"{value:.12g}"))

    def change(self, parameter: ParameterId, value: float) -> None:
        """Give `parameter` a value.

        Raises
        ------
        ValueError
            If `value` is not possible.
        """
        if not self.is_open or parameter != self._parameter:
            self._document.begin(f"change {self._document.network.name(parameter)}")
            self._gesture_number = self._document.gesture_number
            self._parameter = parameter
        self._timer.start()
        self._document.set_parameter(parameter, value)

    def finish(self) -> None:
        """End the burst; nothing if it is over, or another gesture has begun since."""
        self._timer.stop()
        if self.is_open:
            self._document.commit()
