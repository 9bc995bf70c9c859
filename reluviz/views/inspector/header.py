"""Which layer is shown, its activation, and buttons that add and remove units and layers."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from reluviz.core.activation_facts import formula_text, range_text
from reluviz.core.activations import ACTIVATIONS, Activation
from reluviz.core.network import Network
from reluviz.core.words import MINUS
from reluviz.views.fields import ChoiceBox
from reluviz.views.guard import Guarded
from reluviz.views.numbers import NumberEdit
from reluviz.views.text_labels import CutLabel, PlainLabel

_BUTTONS = (
    ("add_unit", "+ unit", "Add a unit to this layer; it counts for nothing at first"),
    ("remove_unit", f"{MINUS} unit", "Remove the selected unit, or the last one of this layer"),
    ("add_layer", "+ layer", "Add a layer after this one, or before the output"),
    ("remove_layer", f"{MINUS} layer", "Remove this layer; its weights go into those after it"),
)


class LayerHeader(Guarded, QWidget):
    """Tells what the user wants and changes nothing itself.

    Parameters
    ----------
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layer = ChoiceBox("layer")
        self.activation = ChoiceBox("activation")
        for name, activation in ACTIVATIONS.items():
            self.activation.addItem(activation.title, name)
            tip = f"{formula_text(activation)}: {range_text(activation)}"
            row = self.activation.count() - 1
            self.activation.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        self.formula = CutLabel(muted=True)
        self.formula.setObjectName("formula")
        self.number_name = PlainLabel()
        self.number = NumberEdit(0.0, "Number of the activation")
        self.number.setObjectName("activation_number")
        self.number.setFixedWidth(self.number.fontMetrics().horizontalAdvance("−0.00000"))
        self._kind: Activation | None = None
        self._shown: tuple[object, ...] = ()
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.layer, 0, 0)
        grid.addWidget(self.activation, 0, 1)
        line = QHBoxLayout()
        line.setSpacing(6)
        self._places = QGridLayout()
        self._places.setSpacing(6)
        line.addWidget(self.formula, 1)
        line.addWidget(self.number_name)
        line.addWidget(self.number)
        grid.addLayout(line, 1, 0, 1, 2)
        grid.addLayout(self._places, 2, 0, 1, 2)
        for name, text, tip in _BUTTONS:
            button = self.buttons[name] = QPushButton(text)
            button.setObjectName(name)
            button.setToolTip(tip)
            button.setAccessibleName(tip.split(";")[0])
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + 12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._per_row = 0
        self._arrange(len(_BUTTONS))

    def minimumSizeHint(self) -> QSize:
        """As wide as two buttons: they may take more lines."""
        return QSize(self._width_of(2) + 24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self._places.contentsRect().width()
        self._arrange(4 if self._width_of(4) <= room else 2)

    def show_layer(self, network: Network, layer: int) -> None:
        """Write what differs."""
        kind = network.layers[layer].kind
        wanted = (len(network.layers), layer, kind.name, network.has_ray_names)
        if self._shown == (*wanted, self._chosen()):
            return
        entries = [_entry(network, k) for k in range(len(network.layers))]
        known = [self.layer.itemText(k) for k in range(self.layer.count())]
        with QSignalBlocker(self.layer):
            if entries != known:
                self.layer.clear()
                self.layer.addItems(entries)
            self.layer.setCurrentIndex(layer)
        row = list(ACTIVATIONS).index(kind.kind)
        with QSignalBlocker(self.activation):
            self.activation.setItemText(row, kind.title)
            self.activation.setItemData(row, kind.name)
            self.activation.setCurrentIndex(row)
        text = f"{formula_text(kind)}: {range_text(kind)}"
        self.activation.setToolTip(text)
        self._show_number(kind)
        self.formula.show_text(text)
        self.formula.setVisible(not network.has_ray_names)
        self._shown = (*wanted, self._chosen())

    def numbered(self) -> str:
        """Return the name of the activation with the number that was typed, and show the old one.

        Raises
        ------
        ValueError
            If it is no number.
        """
        assert self._kind is not None
        assert self._kind.parameter is not None
        try:
            return f"{self._kind.kind}({self.number.value()!r})"
        finally:
            self.number.set_value(self._kind.parameter.value)

    def _width_of(self, count: int) -> int:
        widest = max(button.minimumWidth() for button in self.buttons.values())
        return count * (widest + 6) - 6

    def _arrange(self, per_row: int) -> None:
        """Put so many buttons into a line."""
        if per_row == self._per_row:
            return
        self._per_row = per_row
        for place, button in enumerate(self.buttons.values()):
            self._places.addWidget(button, place // per_row, place % per_row)
        for column in range(len(self.buttons)):
            self._places.setColumnStretch(column, int(column < per_row))

    def _chosen(self) -> tuple[int, int]:
        """What the boxes show: a choice that was refused is taken back."""
        return self.layer.currentIndex(), self.activation.currentIndex()

    def _show_number(self, kind: Activation) -> None:
        """Offer the number that the activation has beside its sum, if it has one."""
        if kind is self._kind:
            return
        self._kind = kind
        with QSignalBlocker(self.number):  # a field that is hidden says that its editing ends
            for part in (self.number_name, self.number):
                part.setVisible(kind.parameter is not None)
        if kind.parameter is not None:
            self.number_name.setText(kind.parameter.word)
            self.number.setAccessibleName(kind.parameter.word.capitalize())
            self.number.set_value(kind.parameter.value)


def _entry(network: Network, layer: int) -> str:
    is_last = layer == len(network.layers) - 1
    return "output" if is_last else f"layer {layer + 1}"
