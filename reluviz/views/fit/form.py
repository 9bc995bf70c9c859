"""The form of the best fit: how many ReLUs, by which error, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from reluviz.document.fit_follower import UP_TO
from reluviz.files.project import MOST_FIT_UNITS, FitSettings
from reluviz.views.fields import ChoiceBox, CountBox
from reluviz.views.fit.wording import NORM_WORDS
from reluviz.views.numbers import NumberEdit

_NORMS = tuple(NORM_WORDS)
_FIRST_TOLERANCE = 0.01


class FitForm(QWidget):
    """Fields and buttons. It tells what the user does and changes nothing.

    Parameters
    ----------
    parent : QWidget, optional
        Qt parent.
    """

    edited = Signal(object)
    """The user asks for these `FitSettings`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = QCheckBox("Show the best fit")
        self.shown.setObjectName("show_fit")
        self.units = CountBox("fit_units", 1, MOST_FIT_UNITS)
        self.units.setAccessibleName("ReLUs")
        self.units.setKeyboardTracking(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("fit_units_slider")
        self.slider.setAccessibleName("ReLUs")
        self.slider.setRange(1, UP_TO)
        self.slider.setPageStep(5)
        self.norm = ChoiceBox("fit_norm", tuple(NORM_WORDS.values()))
        self.norm.setAccessibleName("What is made small")
        self.norm.setToolTip(
            "Make the sum of the squared errors small, or the largest of all errors"
        )
        self.tolerance = NumberEdit(_FIRST_TOLERANCE, "Largest error that is allowed")
        self.tolerance.setObjectName("fit_tolerance")
        self.fewest = _button(
            "find_fewest", "Fewest", "Find the fewest ReLUs that come so near to every point"
        )
        self.use = _button(
            "use_fit", "Use this network", "Make the best fit the network; it can be undone"
        )
        self.keep = _button(
            "keep_fit", "Keep", "Put the best fit into the list of networks to compare"
        )
        self.weights = _button(
            "fit_output_weights",
            "Fit the output weights",
            "Give your own network the w and b0 of least squares; its kinks stay where they are",
        )
        self._lay_out()
        self._connect()

    def show_settings(self, settings: FitSettings | None) -> None:
        """Fill the fields; None if no fit is shown."""
        is_shown = settings is not None
        widgets = (self.shown, self.units, self.slider, self.norm)
        blockers = [QSignalBlocker(widget) for widget in widgets]
        self.shown.setChecked(is_shown)
        if settings is not None:
            self.slider.setMaximum(max(UP_TO, settings.units))
            self.slider.setValue(settings.units)
            if self.units.value() != settings.units:
                self.units.setValue(settings.units)
            self.norm.setCurrentIndex(_NORMS.index(settings.norm))
        for blocker in blockers:
            blocker.unblock()
        fields = (self.units, self.slider, self.norm, self.tolerance, self.fewest)
        for field in fields:
            field.setEnabled(is_shown)

    def read(self) -> FitSettings:
        """Return what the fields say."""
        return FitSettings(self.units.value(), _NORMS[self.norm.currentIndex()])

    # Private

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.shown, 0, 0, 1, 2)
        rows: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("ReLUs", (self.units, self.slider)),
            ("fit by", (self.norm,)),
            ("error at most", (self.tolerance, self.fewest)),
        )
        for row, (text, parts) in enumerate(rows, 1):
            caption = QLabel(text)
            caption.setForegroundRole(caption.palette().ColorRole.PlaceholderText)
            caption.setBuddy(parts[0])
            grid.addWidget(caption, row, 0)
            grid.addLayout(_line(parts), row, 1)
        grid.addLayout(_line((self.use, self.keep)), 4, 0, 1, 2)
        grid.addLayout(_line((self.weights,)), 5, 0, 1, 2)
        width = self.tolerance.fontMetrics().horizontalAdvance("0.0000000")
        self.tolerance.setMinimumWidth(width)

    def _connect(self) -> None:
        self.units.valueChanged.connect(self._on_edited)
        self.slider.valueChanged.connect(self._on_slid)
        self.norm.activated.connect(self._on_edited)

    def _on_edited(self) -> None:
        self.edited.emit(self.read())

    def _on_slid(self, units: int) -> None:
        self.edited.emit(FitSettings(units, self.read().norm))


def _line(parts: tuple[QWidget, ...]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(6)
    for part in parts:
        is_wide = isinstance(part, (QSlider, ChoiceBox, NumberEdit))
        line.addWidget(part, 1 if is_wide else 0)
    if isinstance(parts[0], QPushButton):
        line.addStretch(1)
    return line


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
