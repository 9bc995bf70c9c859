"""Which input is across, and sliders for the others."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reluviz.core.structure import MOST_INPUTS
from reluviz.document.snapshot import Snapshot
from reluviz.views.slices.scene import axis_of, state_of

_STEPS = 1000  # of a slider


class AxisBar(QWidget):
    """A choice of the input that is across, and a slider for each of the others.

    Parameters
    ----------
    parent : QWidget, optional
        Qt parent.
    """

    axis_chosen = Signal(int)
    """The user wants another input across."""

    value_chosen = Signal(int, float)
    """(input, value): the user holds another input elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box: tuple[tuple[float, float], ...] = ()
        self._buttons = [self._button(axis) for axis in range(MOST_INPUTS)]
        self._group = QButtonGroup(self)
        choice = QHBoxLayout()
        choice.setSpacing(4)
        choice.addWidget(QLabel("along", self))
        for axis, button in enumerate(self._buttons):
            self._group.addButton(button, axis)
            choice.addWidget(button)
        choice.addStretch(1)
        self._group.idClicked.connect(self.axis_chosen)
        self.sliders = [self._slider(axis) for axis in range(MOST_INPUTS)]
        self._labels = [QLabel(self) for _ in range(MOST_INPUTS)]
        held = QHBoxLayout()
        held.setSpacing(6)
        for label, slider in zip(self._labels, self.sliders, strict=True):
            held.addWidget(label)
            held.addWidget(slider, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(choice)
        layout.addLayout(held)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show which input is across and where the others are held."""
        state, axis = state_of(snapshot), axis_of(snapshot)
        self._box = state.box
        count = state.network.n_inputs
        for index, button in enumerate(self._buttons):
            button.setVisible(index < count)
            button.setChecked(index == axis)
        for index, (label, slider) in enumerate(zip(self._labels, self.sliders, strict=True)):
            is_held = index < count and index != axis
            label.setVisible(is_held)
            slider.setVisible(is_held)
            if is_held:
                value = snapshot.point[index]
                label.setText(f"x{index + 1} = {state.digits.x(value, index, 3)}")
                label.setMinimumWidth(
                    label.fontMetrics().horizontalAdvance("x1 = \N{MINUS SIGN}0.000")
                )
                low, high = self._box[index]
                with QSignalBlocker(slider):
                    slider.setValue(round((value - low) / (high - low) * _STEPS))

    # Private

    def _button(self, axis: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(f"x{axis + 1}")
        button.setObjectName(f"along_x{axis + 1}")
        button.setAccessibleName(f"Along x{axis + 1}")
        button.setCheckable(True)
        button.setAutoRaise(True)
        return button

    def _slider(self, axis: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setObjectName(f"held_x{axis + 1}")
        slider.setAccessibleName(f"x{axis + 1}")
        slider.setRange(0, _STEPS)
        slider.setPageStep(_STEPS // 10)
        slider.setSingleStep(_STEPS // 100)
        slider.valueChanged.connect(lambda value: self._on_moved(axis, value))
        return slider

    def _on_moved(self, axis: int, value: int) -> None:
        if axis < len(self._box):
            low, high = self._box[axis]
            place = float(f"{low + (high - low) * value / _STEPS:.6g}")
            self.value_chosen.emit(axis, min(max(place, low), high))
