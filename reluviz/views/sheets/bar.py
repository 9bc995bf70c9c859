"""Which input is across, what is up, and sliders for the inputs that are neither."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
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
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot

_STEPS = 1000  # of a slider
_OUTPUT = MOST_INPUTS  # the number of the button that puts the output up


class AxisBar(QWidget):
    """A choice of the input across, of the output or another input up, and sliders for the rest.

    Parameters
    ----------
    document : Document
        Whose view it changes.
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._box: tuple[tuple[float, float], ...] = ()
        self._across = [self._button("along", axis) for axis in range(MOST_INPUTS)]
        self._up = [self._button("up", axis) for axis in range(MOST_INPUTS + 1)]
        choice = QHBoxLayout()
        choice.setSpacing(4)
        choice.addWidget(QLabel("\N{RIGHTWARDS ARROW}", self))
        self._add(choice, self._across, list(range(MOST_INPUTS)), self._on_across)
        self._up_label = QLabel("\N{UPWARDS ARROW}", self)
        choice.addSpacing(12)
        choice.addWidget(self._up_label)
        self._add(choice, self._up, [*range(MOST_INPUTS), _OUTPUT], self._on_up)
        choice.addStretch(1)
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
        """Show which input is across, what is up, and where the others are held."""
        state, count = snapshot.state, snapshot.network.n_inputs
        axes = snapshot.plane_axes
        across, up = axes or (min(snapshot.view.axis, count - 1), _OUTPUT)
        self._box = state.box
        for index, button in enumerate(self._across):
            button.setVisible(index < count)
            button.setChecked(index == across)
        for index, button in enumerate(self._up):
            is_there = index < count or index == _OUTPUT
            button.setVisible(count > 2 and is_there and index != across)
            button.setChecked(index == up)
        self._up_label.setVisible(count > 2)
        for index, (label, slider) in enumerate(zip(self._labels, self.sliders, strict=True)):
            is_held = index < count and index not in (across, up)
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
                    share = min(max((value - low) / (high - low), 0.0), 1.0)
                    slider.setValue(round(share * _STEPS))

    # Private

    def _add(
        self,
        layout: QHBoxLayout,
        buttons: list[QToolButton],
        ids: list[int],
        chosen: Callable[[int], None],
    ) -> None:
        group = QButtonGroup(self)
        for button, number in zip(buttons, ids, strict=True):
            group.addButton(button, number)
            layout.addWidget(button)
        group.idClicked.connect(chosen)

    def _button(self, word: str, axis: int) -> QToolButton:
        name = "z" if axis == _OUTPUT else f"x{axis + 1}"
        button = QToolButton(self)
        button.setText(name)
        button.setObjectName(f"{word}_{name}")
        button.setAccessibleName(f"{word.capitalize()} {name}")
        button.setToolTip(f"{name} is {'across' if word == 'along' else 'up'}")
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

    def _on_across(self, axis: int) -> None:
        """Put another input across; the one that was goes up if that was up."""
        view = self._document.project.view
        if view.up == axis:
            self._document.set_view(axis=axis, up=view.axis)
        else:
            self._document.set_view(axis=axis)

    def _on_up(self, axis: int) -> None:
        self._document.set_view(up=None if axis == _OUTPUT else axis)

    def _on_moved(self, axis: int, value: int) -> None:
        """Hold another input elsewhere."""
        point = list(self._document.snapshot.point)
        if axis < len(self._box) and axis < len(point):
            low, high = self._box[axis]
            place = float(f"{low + (high - low) * value / _STEPS:.6g}")
            point[axis] = min(max(place, low), high)
            self._document.set_point(tuple(point))
