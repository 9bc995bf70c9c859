"""A target as a formula: typed, checked with every key, and looked at before it is used."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import (
    MessageLine,
    button_box,
    form_label,
    full_sentence,
    plain_label,
    sentence,
    size_dialog,
    typed_bounds,
)
from reluviz.app.dialogs.formula_edit import EXAMPLES, FormulaBox
from reluviz.app.dialogs.target_preview import TargetPreview
from reluviz.core.formula import FUNCTIONS, FormulaError
from reluviz.core.formula_samples import FormulaSamples, Jump
from reluviz.core.formula_targets import formula_target, samples_of
from reluviz.core.piecewise import Domain, check_domain
from reluviz.core.targets import Target
from reluviz.core.words import number_to
from reluviz.views.numbers import NumberEdit
from reluviz.views.theme import Theme

_HELP = (
    f"Functions: {' '.join(FUNCTIONS)}. Constants: pi e tau. Pieces: where(x < 0, a, b), or "
    "a if x < 0 else b. Powers: x**2 or x^2. A product needs its sign: 3*x."
)


class FormulaDialog(QDialog):
    """Asks for a formula and for the interval of x on which it counts.

    Parameters
    ----------
    text : str
        The formula to begin with; the first example if empty.
    domain : tuple of float
        The interval to begin with.
    """

    def __init__(
        self, text: str, domain: Domain, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("formula_dialog")
        self.setWindowTitle("Target from a formula")
        self.box = FormulaBox(theme)
        self.edit = self.box.edit
        self.low = NumberEdit(domain[0], "Lower end of the domain")
        self.high = NumberEdit(domain[1], "Upper end of the domain")
        self.preview = TargetPreview(theme, "formula_preview")
        self.message = MessageLine()
        self._buttons = button_box(self, "Use as target")
        self._domain = domain
        self._target: Target | None = None
        self._lay_out()
        self.edit.setText(text or EXAMPLES[0][0])
        self.edit.selectAll()
        self.edit.textChanged.connect(self._check)
        for edge in (self.low, self.high):
            edge.number_edited.connect(self._check)
        self._check()
        self.box.setFocus()

    def target(self) -> Target | None:
        """Return the formula as a target, or None while what is typed makes none."""
        return self._target

    def domain(self) -> Domain:
        """Return the interval of x."""
        return self._domain

    # Private

    def _lay_out(self) -> None:
        top, ends = QHBoxLayout(), QHBoxLayout()
        top.addWidget(form_label("&y =", self.box))
        top.addWidget(self.box, 1)
        ends.addWidget(form_label("x &from", self.low))
        ends.addWidget(self.low, 1)
        ends.addWidget(form_label("&to", self.high))
        ends.addWidget(self.high, 1)
        ends.addStretch(2)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.message)
        layout.addLayout(ends)
        layout.addWidget(self.preview, 1)
        layout.addWidget(plain_label(_HELP, wrap=True))
        layout.addWidget(self._buttons)
        size_dialog(self, 84, 34)

    def _check(self) -> None:
        """Look at what is typed, show it, and say what is wrong with it or special about it."""
        self._target = None
        text = self.edit.text()
        self.edit.clear_mistake()
        try:
            self._domain = check_domain(typed_bounds(self.low, self.high))
            samples = samples_of(text, self._domain)
            self._target = formula_target(text, self._domain)
        except FormulaError as error:
            self.edit.show_mistake(error.place, error.length)
            say = self.message.complain if text.strip() else self.message.say
            say(full_sentence(error.sentence))
        except ValueError as error:
            self.message.complain(full_sentence(error))
        else:
            self.preview.show_formula(samples, self._domain)
            self.message.say(remarks(samples))
        self.edit.setAccessibleDescription(self.message.text)
        self.preview.set_stale(self._target is None)
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(self._target is not None)


def remarks(samples: FormulaSamples) -> str:
    """Return what is special about a formula on a domain, in sentences."""
    parts = [f"{len(samples.x):,} samples stand for it"]
    if samples.left_out:
        parts = [sentence(samples.sentence)]
    if samples.jumps:
        parts.append(_jump_words(samples.jumps, float(np.ptp(samples.x))))
    return "".join(f"{part}. " for part in parts).rstrip()


def _jump_words(jumps: tuple[Jump, ...], width: float, most: int = 3) -> str:
    if len(jumps) > most:
        first, last = (number_to(jumps[k].x, width / 1000) for k in (0, -1))
        return f"It jumps at {len(jumps):,} places from x = {first} to x = {last}"
    places = [number_to(jump.x, width / 1000) for jump in jumps]
    listed = " and ".join(filter(None, [", ".join(places[:-1]), places[-1]]))
    return f"It jumps at x = {listed}"
