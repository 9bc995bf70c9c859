"""The form of the best fit: how many ReLUs, by which error, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSlider

from reluviz.document.fit_follower import UP_TO
from reluviz.files.project import MOST_FIT_UNITS, FitSettings
from reluviz.views.fields import ChoiceBox, CountBox
from reluviz.views.fit.wording import NORM_WORDS
from reluviz.views.form import Form
from reluviz.views.numbers import NumberEdit
from reluviz.views.shell import button, row

_NORMS = tuple(NORM_WORDS)
_FIRST_TOLERANCE = 0.01


class FitForm(Form):
    """Fields and buttons. It tells what the user does and changes nothing."""

    chosen = Signal(object)
    """The user asks for these `FitSettings`."""

    def __init__(self) -> None:
        super().__init__()
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
        self.fewest = button(
            "find_fewest", "Fewest", "Find the fewest ReLUs that come so near to every point"
        )
        self.use = button(
            "use_fit", "Use this network", "Make the best fit the network; it can be undone"
        )
        self.keep = button(
            "keep_fit", "Keep", "Put the best fit into the list of networks to compare"
        )
        self.weights = button(
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
        self.lay_out(
            [
                [("ReLUs", (self.units, self.slider))],
                [("fit by", self.norm)],
                [("error at most", (self.tolerance, self.fewest))],
            ],
            first=self.shown,
            last=[row((self.use, self.keep)), row((self.weights,))],
        )
        self.tolerance.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.0000000"))

    def _connect(self) -> None:
        self.units.valueChanged.connect(self._on_edited)
        self.slider.valueChanged.connect(self._on_slid)
        self.norm.activated.connect(self._on_edited)

    def _on_edited(self) -> None:
        self.chosen.emit(self.read())

    def _on_slid(self, units: int) -> None:
        self.chosen.emit(FitSettings(units, self.read().norm))
