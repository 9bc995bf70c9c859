"""The small questions: which interval of x, which factor, which settings."""

from __future__ import annotations

from dataclasses import Field, fields, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import (
    MessageLine,
    button_box,
    drop_icons,
    form_label,
    full_sentence,
    needs_focus_to_scroll,
    plain_label,
    size_dialog,
    typed_bounds,
)
from reluviz.app.settings import Settings
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain, check_domain
from reluviz.core.symmetry import scale_unit
from reluviz.core.words import number
from reluviz.views.numbers import NumberEdit, exact_text


class DomainDialog(QDialog):
    """Asks for the interval of x that is looked at: two numbers, lowest first."""

    def __init__(self, domain: Domain, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("domain_dialog")
        self.setWindowTitle("Domain")
        self.low = NumberEdit(domain[0], "Lower end of the domain")
        self.high = NumberEdit(domain[1], "Upper end of the domain")
        self.message = MessageLine()
        self._buttons = button_box(self)
        self._domain = domain
        form = QFormLayout()
        form.addRow(form_label("x &from", self.low), self.low)
        form.addRow(form_label("&to", self.high), self.high)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        size_dialog(self, 52, 9)
        for edit in (self.low, self.high):
            edit.number_edited.connect(self._check)
        self.low.selectAll()
        self._check()

    def domain(self) -> Domain:
        """Return the interval; the last one typed while what stands there is none."""
        return self._domain

    def _check(self) -> None:
        try:
            low, high = self._domain = check_domain(typed_bounds(self.low, self.high))
        except ValueError as error:
            self.message.complain(full_sentence(error))
        else:
            self.message.say(f"The plot shows x from {exact_text(low)} to {exact_text(high)}.")
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not self.message.is_error)


_RULE = "v and b are multiplied by a, w is divided by it.\nFor a > 0: max(0, a·s) = a·max(0, s)."


class ScaleDialog(QDialog):
    """Asks for the factor by which a unit is scaled, with what its parameters are and would be."""

    def __init__(self, network: Network, unit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scale_dialog")
        self.setWindowTitle(f"Scale ReLU {unit + 1}")
        self._network = network
        self._unit = unit
        self._factor = 2.0
        self.edit = NumberEdit(self._factor, "Factor a")
        self.message = MessageLine()
        self._buttons = button_box(self, "Scale")
        self._after = [plain_label("") for _ in range(3)]
        layout = QVBoxLayout(self)
        layout.addLayout(self._numbers())
        layout.addWidget(plain_label(_RULE, wrap=True))
        layout.addWidget(self.message)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        size_dialog(self, 56, 15)
        self.edit.number_edited.connect(self._check)
        self.edit.selectAll()
        self._check()

    def factor(self) -> float:
        """Return the factor; the last possible one while what stands there is none."""
        return self._factor

    def preview(self) -> list[str]:
        """Return what v, b and w would be, as they are shown; empty texts for no factor."""
        return [label.text() for label in self._after]

    def _numbers(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(3, 1)
        grid.addWidget(form_label("&Factor a", self.edit), 0, 0)
        grid.addWidget(self.edit, 0, 1, 1, 3)
        right = Qt.AlignmentFlag.AlignRight
        for row, (name, value) in enumerate(_values(self._network, self._unit), 1):
            grid.addWidget(plain_label(name), row, 0)
            grid.addWidget(plain_label(number(value, 12)), row, 1, right)
            grid.addWidget(plain_label("→"), row, 2)
            grid.addWidget(self._after[row - 1], row, 3)
        return grid

    def _check(self) -> None:
        texts = ["", "", ""]
        try:
            factor = self.edit.value()
            scaled = scale_unit(self._network, self._unit, factor)
        except ValueError as error:
            self.message.complain(full_sentence(error))
        else:
            self._factor = factor
            texts = [number(value, 12) for _, value in _values(scaled, self._unit)]
            self.message.say("The curve stays where it is.")
        for label, text in zip(self._after, texts, strict=True):
            label.setText(text)
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not self.message.is_error)


def _values(network: Network, unit: int) -> list[tuple[str, float]]:
    """Name and value of the three parameters of a unit."""
    arrays = {"v": network.v, "b": network.b, "w": network.w}
    return [(f"{kind}{unit + 1}", float(values[unit])) for kind, values in arrays.items()]


OFFERED = ("theme", "wheel_needs_ctrl")
"""Names of the settings in the dialog; the program keeps the others by itself."""

_CHOICES = {"system": "Same as the system", "light": "Light", "dark": "Dark"}


class PreferencesDialog(QDialog):
    """A line for each setting of `OFFERED`: a list of choices, or a box to tick."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferences_dialog")
        self.setWindowTitle("Preferences")
        self._settings = settings
        self._editors: dict[str, QComboBox | QCheckBox] = {}
        form = QFormLayout()
        for declared in fields(Settings):
            if declared.name in OFFERED:
                self._add(form, declared)
        buttons = button_box(self)
        defaults = buttons.addButton(QDialogButtonBox.StandardButton.RestoreDefaults)
        drop_icons(buttons)
        defaults.clicked.connect(lambda: self._show(Settings()))
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        size_dialog(self, 56, 9)
        self._show(settings)

    def settings(self) -> Settings:
        """Return the values as chosen."""
        values: dict[str, Any] = {}
        for name, editor in self._editors.items():
            if isinstance(editor, QComboBox):
                values[name] = editor.currentData()
            else:
                values[name] = editor.isChecked()
        return replace(self._settings, **values)

    def editor(self, name: str) -> QComboBox | QCheckBox:
        """Return the widget of the setting called `name`."""
        return self._editors[name]

    def _add(self, form: QFormLayout, declared: Field[Any]) -> None:
        description = declared.metadata["description"]
        editor: QComboBox | QCheckBox
        if declared.metadata["choices"]:
            editor = QComboBox()
            for choice in declared.metadata["choices"]:
                editor.addItem(_CHOICES.get(choice, choice), choice)
            needs_focus_to_scroll(editor)
            form.addRow(form_label(description, editor), editor)
        else:
            editor = QCheckBox(description)
            form.addRow(editor)
        editor.setObjectName(declared.name)
        editor.setAccessibleName(description)
        self._editors[declared.name] = editor

    def _show(self, settings: Settings) -> None:
        for name, editor in self._editors.items():
            value = getattr(settings, name)
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(editor.findData(value))
            else:
                editor.setChecked(value)
