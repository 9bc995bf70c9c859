"""The form with the settings of a random draw."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QLineEdit

from reluviz.core.perturb import DISTRIBUTIONS, Perturbation
from reluviz.core.words import number
from reluviz.files.typed_number import typed_number
from reluviz.views.fields import ChoiceBox, CountBox, seed_of
from reluviz.views.form import Form, SeedField, caption
from reluviz.views.perturb.wording import title_of, which_of
from reluviz.views.theme import Theme

MOST_DRAWS = 1000
_DIGITS = 12


class SettingsForm(Form):
    """What to draw, how far and how often. It holds what is typed until somebody reads it.

    What is not typed over keeps its exact value.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.which = ChoiceBox("which")
        self.which.setEditable(True)
        line = self.which.lineEdit()
        assert line is not None  # of an editable box
        line.setAccessibleName("What moves")
        self.which.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.which.setMinimumContentsLength(9)
        self.which.setToolTip("What moves: choose, or type a name such as w2, b0 or unit 3")
        self.spread = QLineEdit()
        self.spread.setToolTip("Standard deviation of a normal draw, half width of a uniform one")
        self.unit = ChoiceBox("unit", ("percent", "absolute"))
        self.unit.setToolTip("Percent of each parameter's size, or the same amount for all")
        self.distribution = ChoiceBox("distribution", DISTRIBUTIONS)
        self.draws = CountBox("draws", 1, MOST_DRAWS)
        self.seed = QLineEdit()
        self.seeds = SeedField(self.seed)
        self.dice = self.seeds.dice
        self.spread.setObjectName("spread")
        self.spread.setAccessibleName("Spread")
        self.follows_selection = True
        self._choices: tuple[str, ...] = ()
        self._spread: float | None = None
        self._lay_out()
        self._connect()
        self.show_settings(Perturbation("all"))
        self.apply_theme(theme)

    # Read and written by the panel

    @property
    def shown_which(self) -> str:
        """What the field says that moves."""
        return which_of(self.which.currentText())

    def read(self) -> Perturbation:
        """Return what the fields say.

        Raises
        ------
        ValueError
            If a field does not make sense; the message can be shown as it is.
        """
        which = self.shown_which
        if not which:
            raise ValueError("say what is to move: a parameter such as w2, a unit such as unit 2")
        return Perturbation(
            which,
            self._read_spread(),
            self._is_relative,
            DISTRIBUTIONS[self.distribution.currentIndex()],
            self.draws.value(),
            self.seeds.value(),
        )

    def show_settings(self, settings: Perturbation) -> None:
        """Fill the fields."""
        self._is_relative = settings.relative
        self._write_spread(settings.spread)
        blocked = (self.which, self.unit, self.distribution, self.draws)
        blockers = [QSignalBlocker(widget) for widget in blocked]
        self.show_which(settings.which)
        self.unit.setCurrentIndex(0 if settings.relative else 1)
        self.distribution.setCurrentIndex(DISTRIBUTIONS.index(settings.distribution))
        self.draws.setMaximum(max(MOST_DRAWS, settings.draws))
        self.draws.setValue(settings.draws)
        for blocker in blockers:
            blocker.unblock()
        if settings.seed != _seed_or_none(self.seed.text()):
            self.seed.setText(str(settings.seed))

    def show_choices(self, choices: tuple[str, ...]) -> None:
        """Offer other choices of what moves."""
        if choices == self._choices:
            return
        self._choices = choices
        typed = self.which.currentText()
        with QSignalBlocker(self.which):
            self.which.clear()
            self.which.addItems([title_of(which) for which in choices])
            self._write_which(typed)

    def show_which(self, which: str) -> None:
        """Fill the field that says what moves."""
        if which != self.shown_which:
            with QSignalBlocker(self.which):
                self._write_which(title_of(which))

    def is_typing(self) -> bool:
        """Whether the user is in the middle of a name."""
        line = self.which.lineEdit()
        return line is not None and line.hasFocus() and line.isModified()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the dice."""
        self.seeds.apply_theme(theme)

    # Private

    def _read_spread(self) -> float:
        if self._spread is not None:
            return self._spread
        text = self.spread.text()
        is_said = text.rstrip().endswith(("%", "‰"))
        return typed_number(text) / (100 if self._is_relative and not is_said else 1)

    def _write_spread(self, spread: float) -> None:
        if spread != self._spread or not self.spread.text():
            self.spread.setText(number(spread * 100 if self._is_relative else spread, _DIGITS))
        self._spread = spread

    def _write_which(self, title: str) -> None:
        index = self.which.findText(title)
        self.which.setCurrentIndex(index)  # so that the arrow keys go on from there
        if index < 0:
            self.which.setEditText(title)

    def _lay_out(self) -> None:
        seed = caption("seed", self.seed)
        rows = (
            ("which", self.which),
            ("spread", (self.spread, self.unit, self.distribution)),
            ("draws", (self.draws, seed, self.seeds)),
        )
        self.lay_out([[cell] for cell in rows])
        for field, widest in ((self.spread, "−0.00"), (self.seed, "00000")):
            field.setMinimumWidth(field.fontMetrics().horizontalAdvance(widest) + 12)

    def _connect(self) -> None:
        line = self.which.lineEdit()
        assert line is not None
        self.which.setCompleter(None)  # type: ignore[arg-type]  # "w1" must not become "w12"
        self.which.activated.connect(self._on_which_activated)
        line.editingFinished.connect(self._on_which_typed)
        self.spread.textEdited.connect(self._on_spread_edited)
        for field in (self.spread, self.seed):
            field.editingFinished.connect(self._on_editing_finished)
        self.unit.activated.connect(self._on_unit_activated)
        self.distribution.activated.connect(self.edited)
        self.draws.valueChanged.connect(self.edited)
        self.seeds.thrown.connect(self.edited)
        for entry in (line, self.spread, self.seed, self.draws.lineEdit()):
            entry.returnPressed.connect(self.entered)

    def _on_which_activated(self, index: int) -> None:
        # The first choice is the selected parameter, where there is one.
        self.follows_selection = index == 0 and len(self._choices) > 3
        self.edited.emit()

    def _on_which_typed(self) -> None:
        line = self.which.lineEdit()
        if line is not None and line.isModified():
            line.setModified(False)
            self.follows_selection = False
            self.edited.emit()

    def _on_spread_edited(self) -> None:
        self._spread = None

    def _on_editing_finished(self) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit) and field.isModified():
            field.setModified(False)
            self.edited.emit()

    def _on_unit_activated(self, index: int) -> None:
        """10 percent becomes 0.1 and back: the same number, said the other way."""
        try:
            spread = self._read_spread()
        except ValueError:
            self._is_relative = index == 0
        else:
            self._is_relative, self._spread = index == 0, None
            self._write_spread(spread)
        self.edited.emit()


def _seed_or_none(text: str) -> int | None:
    try:
        return seed_of(text)
    except ValueError:
        return None
