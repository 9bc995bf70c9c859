"""Asks for the activation of hidden layers that a file of tensors does not say, and shows it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from reluviz.app.dialogs.common import (
    MessageLine,
    button_box,
    full_sentence,
    heading,
    needs_focus_to_scroll,
    plain_label,
    size_dialog,
)
from reluviz.app.dialogs.export import PictureView
from reluviz.app.offscreen import project_image
from reluviz.core.activations import ACTIVATIONS
from reluviz.files.project import Project

_WIDTH, _HEIGHT = 260, 165


class ActivationDialog(QDialog):
    """The activations there are, and what the network computes with the chosen one.

    Parameters
    ----------
    name : str
        What the file is called.
    read : callable
        Returns the project with the activation of that name.
    theme : str
        Colours of the picture: "light" or "dark".
    """

    def __init__(
        self,
        name: str,
        read: Callable[[str], Project],
        theme: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("activation_dialog")
        self.setWindowTitle("Which activation?")
        self._read, self._theme = read, theme
        self._project: Project | None = None
        self.box = QComboBox()
        self.box.setAccessibleName("Activation of the hidden layers")
        for key, activation in ACTIVATIONS.items():
            self.box.addItem(activation.title, key)
        self.box.setCurrentIndex(self.box.findData("relu"))
        needs_focus_to_scroll(self.box)
        self.preview = PictureView()
        self.message = MessageLine()
        self._buttons = button_box(self, "Open")
        layout = QVBoxLayout(self)
        layout.addWidget(heading(f"“{name}” holds numbers alone"))
        why = "It does not say which activation its hidden layers have. The right one gives the "
        layout.addWidget(plain_label(f"{why}function that you know.", wrap=True))
        for widget in (self.box, self.preview, self.message, self._buttons):
            layout.addWidget(widget, 1 if widget is self.preview else 0)
        size_dialog(self, 70, 26)
        self.box.currentIndexChanged.connect(self._show)
        self._show()

    def project(self) -> Project | None:
        """Return the network with what is chosen; None if it cannot be shown."""
        return self._project

    def _show(self) -> None:
        try:
            found = self._read(str(self.box.currentData()))
            image = project_image(found, _WIDTH, _HEIGHT, self._theme)
        except ValueError as error:
            self._project = None
            self.message.complain(full_sentence(error))
        else:
            self._project = found
            self.preview.show_image(image)
            sizes = (found.network.n_inputs, *(layer.n_units for layer in found.network.layers))
            self.message.say(" → ".join(f"{size:,}" for size in sizes))
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(self._project is not None)
