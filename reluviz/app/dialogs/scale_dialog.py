"""Asks for the factor by which a unit is scaled, and shows the numbers it would give."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from reluviz.app.dialogs.common import (
    MessageLine,
    button_box,
    form_label,
    plain_label,
    size_dialog,
)
from reluviz.core.network import Network
from reluviz.core.symmetry import scale_unit
from reluviz.core.words import number
from reluviz.views.numbers import NumberEdit

_RULE = "v and b are multiplied by a, w is divided by it.\nFor a > 0: max(0, a·s) = a·max(0, s)."


class ScaleDialog(QDialog):
    """One number, with what the unit's parameters are and would be.

    Parameters
    ----------
    network : Network
        A shallow network.
    unit : int
        Index of the unit.
    """

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
            self.message.complain(f"{str(error)[:1].upper()}{str(error)[1:]}.")
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
