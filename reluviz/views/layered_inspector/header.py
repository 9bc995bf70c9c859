"""Which layer is shown, its activation, and buttons that add and remove units and layers."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from reluviz.core.activations import ACTIVATIONS, Activation
from reluviz.core.network import Network
from reluviz.core.words import number
from reluviz.views.fields import ChoiceBox
from reluviz.views.layered_words import ACTIVATION_TITLES
from reluviz.views.text_labels import CutLabel

_BUTTONS = (
    ("add_unit", "Add unit", "Add a unit to this layer; it counts for nothing at first"),
    ("remove_unit", "Remove unit", "Remove the selected unit, or the last one of this layer"),
    ("add_layer", "Add layer", "Add a layer after this one, or before the output"),
    ("remove_layer", "Remove layer", "Remove this layer; its weights go into those after it"),
)


class LayerHeader(QWidget):
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
        for name in ACTIVATION_TITLES:
            self.activation.addItem(ACTIVATION_TITLES[name], name)
            tip = activation_text(ACTIVATIONS[name])
            row = self.activation.count() - 1
            self.activation.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        self.formula = CutLabel(muted=True)
        self.formula.setObjectName("formula")
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.layer, 0, 0)
        grid.addWidget(self.activation, 0, 1)
        grid.addWidget(self.formula, 1, 0, 1, 2)
        for k, (name, text, tip) in enumerate(_BUTTONS):
            button = self.buttons[name] = QPushButton(text)
            button.setObjectName(name)
            button.setToolTip(tip)
            grid.addWidget(button, 2 + k // 2, k % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def show_layer(self, network: Network, layer: int) -> None:
        """Write what differs."""
        entries = [_entry(network, k) for k in range(len(network.layers))]
        known = [self.layer.itemText(k) for k in range(self.layer.count())]
        with QSignalBlocker(self.layer):
            if entries != known:
                self.layer.clear()
                self.layer.addItems(entries)
            self.layer.setCurrentIndex(layer)
        name = network.layers[layer].activation
        with QSignalBlocker(self.activation):
            self.activation.setCurrentIndex(self.activation.findData(name))
        text = activation_text(ACTIVATIONS[name])
        self.activation.setToolTip(text)
        self.formula.show_text(text)


def activation_text(activation: Activation) -> str:
    """Return the formula of an activation and its range, for people."""
    formula = activation.formula.replace("-", "−")
    low, high = activation.low, activation.high
    if activation.shape == "jump":
        where = f"{number(low)} or {number(high)}"
    elif abs(low) == abs(high) == float("inf"):
        where = "any number"
    elif high == float("inf"):
        where = f"{number(low)} or more"
    else:
        where = f"between {number(low)} and {number(high)}"
    return f"{formula}: {where}"


def _entry(network: Network, layer: int) -> str:
    is_last = layer == len(network.layers) - 1
    return "output" if is_last else f"layer {layer + 1}"
