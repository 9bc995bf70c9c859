"""Asks for the interval of x that is looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from reluviz.app.dialogs.common import MessageLine, button_box, form_label, sentence, size_dialog
from reluviz.core.piecewise import Domain, check_domain
from reluviz.views.numbers import NumberEdit, exact_text


class DomainDialog(QDialog):
    """Two numbers, lowest first.

    Parameters
    ----------
    domain : tuple of float
        To begin with.
    """

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
            low, high = self._domain = check_domain(self._typed())
        except ValueError as error:
            self.message.complain(f"{sentence(error)}.")
        else:
            self.message.say(f"The plot shows x from {exact_text(low)} to {exact_text(high)}.")
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not self.message.is_error)

    def _typed(self) -> Domain:
        bounds = []
        for name, edit in (("From", self.low), ("To", self.high)):
            try:
                bounds.append(edit.value())
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        return bounds[0], bounds[1]
