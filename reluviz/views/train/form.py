"""The form with the settings of a training."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QSizePolicy

from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.targets import MOST_POINTS
from reluviz.core.train_settings import DESCENTS, GENERAL_METHODS, LARGEST_STEPS, TrainSettings
from reluviz.document.reports import INIT_WORDS, METHOD_WORDS
from reluviz.views.fields import ChoiceBox, CountBox
from reluviz.views.form import Form, SeedField
from reluviz.views.numbers import NumberEdit
from reluviz.views.theme import Theme

_INITS = ("current", "he", "lecun", "uniform")
_GOOD_RATES = {
    "sgd": 0.05,
    "momentum": 0.01,
    "adam": 0.01,
    "random_search": 0.05,
    "error_correction": 1.0,
}
_WITHOUT_BATCH = ("random_search", "error_correction")
_GOOD_STEPS = {"error_correction": 100}


class TrainForm(Form):
    """What is typed stays in the fields until the next run begins."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._methods: tuple[str, ...] = GENERAL_METHODS
        self.method = ChoiceBox("method", tuple(METHOD_WORDS[name] for name in self._methods))
        self.method.setToolTip("How the next step is found; random search keeps what is better")
        self.rate = NumberEdit(TrainSettings.rate, "Learning rate")
        self.rate.setObjectName("rate")
        self.batch = CountBox("batch", 0, MOST_POINTS)
        self.batch.setToolTip("How many points each step looks at; 0 for all")
        self.steps = CountBox("steps", 1, LARGEST_STEPS)
        self.start = ChoiceBox("start", tuple(INIT_WORDS[name] for name in _INITS))
        self.start.setToolTip("What to begin with: the network in hand, or one drawn at random")
        self.units = CountBox("units", 1, LARGEST_UNITS)
        self.units.setAccessibleName("ReLUs")
        self.seed = QLineEdit("0")
        self.seeds = SeedField(self.seed)
        self.dice = self.seeds.dice
        self.decay = NumberEdit(TrainSettings.weight_decay, "Weight decay")
        self.decay.setObjectName("decay")
        self.decay.setToolTip(
            "Each step first makes every weight, but no bias, smaller by this times the rate; "
            "0 for no weight decay"
        )
        self.scaling = QCheckBox("scale data")
        self.scaling.setObjectName("scaling")
        self.scaling.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.scaling.setToolTip(
            "Data far from 0, very large or very small are trained in scaled units; the network is "
            "in those of the data. Switch it off to see what happens without"
        )
        for box in (self.batch, self.steps, self.units):
            box.setGroupSeparatorShown(True)
        self._rate_name, self._units_name = QLabel(), QLabel("ReLUs")
        self._is_method_chosen = self._is_rate_typed = False
        self._are_steps_typed = self._are_units_typed = False
        self._lay_out()
        self._connect()
        self.show_settings(TrainSettings())
        self.apply_theme(theme)

    # Read and written by the panel

    def read(self) -> TrainSettings:
        """Return what the fields say.

        Raises
        ------
        ValueError
            If a field does not make sense; the message can be shown as it is.
        """
        init = _INITS[self.start.currentIndex()]
        return TrainSettings(
            self.shown_method,
            self.rate.value(),
            None if self.shown_method in _WITHOUT_BATCH else self.batch.value() or None,
            self.steps.value(),
            self.seeds.value(),
            init,
            None if init == "current" or self.units.isHidden() else self.units.value(),
            self.scaling.isChecked(),
            self.decay.value() if self.shown_method in DESCENTS else 0.0,
        )

    @property
    def shown_method(self) -> str:
        """The method that is chosen."""
        return self._methods[self.method.currentIndex()]

    def show_settings(self, settings: TrainSettings) -> None:
        """Fill the fields; the method is one of those that are offered."""
        widgets = (self.method, self.batch, self.steps, self.start, self.units)
        blockers = [QSignalBlocker(widget) for widget in widgets]
        self.method.setCurrentIndex(self._methods.index(settings.method))
        self.rate.set_value(settings.rate)
        self._is_rate_typed = settings.rate != _GOOD_RATES[settings.method]
        self.batch.setValue(settings.batch or 0)
        self.steps.setValue(settings.steps)
        self.start.setCurrentIndex(_INITS.index(settings.init))
        self.scaling.setChecked(settings.scaling)
        self.decay.set_value(settings.weight_decay)
        if settings.units is not None:
            self.units.setValue(settings.units)
        self.seed.setText(str(settings.seed))
        for blocker in blockers:
            blocker.unblock()
        self._name_fields()

    def show_network(self, methods: tuple[str, ...], units: int | None) -> None:
        """Offer what a network allows.

        Parameters
        ----------
        methods : tuple of str
            What can train it; the first is offered unless the user has chosen another.
        units : int or None
            Its ReLUs: so many are offered, unless the user typed another number; None if it
            cannot have another number of units.
        """
        offered = tuple(name for name in METHOD_WORDS if name in methods)
        wanted = self.shown_method
        if wanted not in offered or not self._is_method_chosen:
            wanted = methods[0]
        if offered != self._methods or wanted != self.shown_method:
            self._offer(offered, wanted)
        for part in (self.units, self._units_name):
            part.setVisible(units is not None)
        if units is not None and not self._are_units_typed and units != self.units.value():
            with QSignalBlocker(self.units):
                self.units.setValue(units)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the dice."""
        self.seeds.apply_theme(theme)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, which all fields leave to what they are in."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    # Private

    def _offer(self, methods: tuple[str, ...], wanted: str) -> None:
        with QSignalBlocker(self.method):
            if methods != self._methods:
                self._methods = methods
                self.method.clear()
                self.method.addItems([METHOD_WORDS[name] for name in methods])
            self.method.setCurrentIndex(methods.index(wanted))
        self._suit_method()

    def _suit_method(self) -> None:
        """Give the fields what is good for the method, where nothing was typed."""
        if not self._is_rate_typed:
            self.rate.set_value(_GOOD_RATES[self.shown_method])
        if not self._are_steps_typed:
            with QSignalBlocker(self.steps):
                self.steps.setValue(_GOOD_STEPS.get(self.shown_method, TrainSettings.steps))
        self._name_fields()

    def _lay_out(self) -> None:
        self.lay_out(
            [
                [("method", self.method), (self._rate_name, self.rate)],
                [("batch", self.batch), ("steps", self.steps)],
                [("start", self.start), (self._units_name, self.units)],
                [("seed", self.seeds), ("decay", self.decay)],
                [("", self.scaling)],
            ],
            gaps=(6, 5),
        )
        metrics = self.fontMetrics()
        self.rate.setMinimumWidth(metrics.horizontalAdvance("0.00000"))
        self.decay.setMinimumWidth(self.rate.minimumWidth())
        self._rate_name.setMinimumWidth(metrics.horizontalAdvance("spread"))
        self.seed.setMinimumWidth(metrics.horizontalAdvance("00000"))
        for box in (self.method, self.start):
            box.setMinimumContentsLength(9)
            box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for field in (self.batch, self.steps, self.units):
            field.setMinimumWidth(metrics.horizontalAdvance("1,000,000") + 14)

    def _connect(self) -> None:
        self.method.activated.connect(self._on_method_activated)
        self.start.activated.connect(self._on_start_activated)
        self.rate.number_edited.connect(self._on_rate_edited)
        self.units.valueChanged.connect(self._on_units_changed)
        self.steps.valueChanged.connect(self._on_steps_changed)
        self.watch(self.seed, self.batch, self.decay, self.scaling)
        self.seeds.thrown.connect(self.edited)

    def _on_method_activated(self) -> None:
        self._is_method_chosen = True
        self._suit_method()
        self.edited.emit()

    def _on_start_activated(self) -> None:
        self._name_fields()
        self.edited.emit()

    def _on_rate_edited(self) -> None:
        self._is_rate_typed = True
        self.edited.emit()

    def _on_steps_changed(self) -> None:
        self._are_steps_typed = True
        self.edited.emit()

    def _on_units_changed(self) -> None:
        self._are_units_typed = True
        self.edited.emit()

    def _name_fields(self) -> None:
        """What a field means, and whether it means anything, depends on others."""
        is_random = self.shown_method == "random_search"
        self._rate_name.setText("spread" if is_random else "rate")
        tip = "Standard deviation of what is tried" if is_random else "How far each step goes"
        self.rate.setToolTip(tip)
        self.rate.setAccessibleName("Spread" if is_random else "Learning rate")
        is_correction = self.shown_method == "error_correction"
        self.batch.setEnabled(self.shown_method not in _WITHOUT_BATCH)
        self.batch.setSpecialValueText("one example" if is_correction else "all points")
        self.scaling.setEnabled(not is_correction)
        self.decay.setEnabled(self.shown_method in DESCENTS)
        self.units.setEnabled(_INITS[self.start.currentIndex()] != "current")
