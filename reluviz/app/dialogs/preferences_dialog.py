"""The settings that people choose; what they are is declared in `reluviz.app.settings`."""

from __future__ import annotations

from dataclasses import Field, fields, replace
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import (
    button_box,
    drop_icons,
    form_label,
    needs_focus_to_scroll,
    size_dialog,
)
from reluviz.app.settings import Settings

OFFERED = ("theme", "wheel_needs_ctrl")
"""Names of the settings in the dialog; the program keeps the others by itself."""

_CHOICES = {"system": "Same as the system", "light": "Light", "dark": "Dark"}


class PreferencesDialog(QDialog):
    """A line for each setting of `OFFERED`: a list of choices, or a box to tick.

    Parameters
    ----------
    settings : Settings
        The current values; those not offered are handed on.
    """

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
