"""Asks for the shape of a new network: inputs, layers, units, activations, and where it starts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reluviz.app.dialogs.common import (
    MessageLine,
    button_box,
    form_label,
    full_sentence,
    needs_focus_to_scroll,
    plain_label,
    size_dialog,
)
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.initial import initial_layers, initial_network
from reluviz.core.network import Network
from reluviz.core.structure import MOST_INPUTS, MOST_LAYERS, MOST_OUTPUTS
from reluviz.document.state import check_showable
from reluviz.files.addresses import HOST, read_project
from reluviz.files.project import Project
from reluviz.files.reading import is_address

STARTS = {
    "he": "He (for ReLUs)",
    "lecun": "LeCun (for sigmoid and tanh)",
    "uniform": "Uniform",
}
"""The ways to draw the weights at random, as they are offered."""

_DOMAIN = (-1.0, 1.0)


class NewNetworkDialog(QDialog):
    """The shape of a network, layer by layer, with what it amounts to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_network_dialog")
        self.setWindowTitle("New network")
        self.inputs = _spin("Inputs", 1, MOST_INPUTS, 1)
        self.hidden = _spin("Hidden layers", 0, MOST_LAYERS - 1, 2)
        hidden = range(1, MOST_LAYERS)
        self.units = [_spin(f"Units of layer {k}", 1, LARGEST_UNITS, 3) for k in hidden]
        self.outputs = _spin("Outputs", 1, MOST_OUTPUTS, 1)
        self.activations = [_activations(f"Activation of layer {k}", "relu") for k in hidden]
        self.output_activation = _activations("Activation of the output", "identity")
        self.start = QComboBox()
        for name, text in STARTS.items():
            self.start.addItem(text, name)
        self.start.setAccessibleName("Start")
        self.seed = _spin("Seed", 0, 999_999, 0)
        self.address = QLineEdit()
        self.address.setPlaceholderText(f"paste one of {HOST}")
        self.address.setAccessibleName("Address")
        self._from: Project | None = None
        self.message = MessageLine()
        self._buttons = button_box(self, "Create")
        self._project: Project | None = None
        self._lay_out()
        self._connect()
        self._check()

    def project(self) -> Project:
        """Return the network, looked at from -1 to 1 in each input; with the data of an address.

        Raises
        ------
        ValueError
            If the window cannot show such a network; then the button is disabled.
        """
        if self._project is None:
            raise ValueError(self.message.text)
        return self._project

    # Private

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(form_label("&Inputs", self.inputs), self.inputs)
        form.addRow(form_label("&Hidden layers", self.hidden), self.hidden)
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        for column, text in enumerate(("", "units", "activation")):
            grid.addWidget(plain_label(text), 0, column)
        self._rows: list[tuple[QWidget, ...]] = []
        sizes = (*self.units, self.outputs)
        activations = (*self.activations, self.output_activation)
        for row, (units, activation) in enumerate(zip(sizes, activations, strict=True)):
            text = f"Layer {row + 1}" if row < len(self.units) else "Output"
            widgets = (form_label(text, units), units, activation)
            for column, widget in enumerate(widgets):
                grid.addWidget(widget, row + 1, column)
            self._rows.append(widgets)
        start = QFormLayout()
        start.addRow(form_label("&Weights", self.start), self.start)
        start.addRow(form_label("&Seed", self.seed), self.seed)
        start.addRow(form_label("&Address", self.address), self.address)
        layout = QVBoxLayout(self)
        for part in (form, grid, start):
            layout.addLayout(part)
            layout.addSpacing(6)
        layout.addWidget(self.message)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        size_dialog(self, 60, 24)

    def _connect(self) -> None:
        spins = (self.inputs, self.hidden, self.outputs, self.seed, *self.units)
        combos = (self.start, self.output_activation, *self.activations)
        needs_focus_to_scroll(*spins, *combos)
        for spin in spins:
            spin.valueChanged.connect(self._check)
        for combo in combos:
            combo.currentIndexChanged.connect(self._check)
        self.address.textChanged.connect(self._on_address_changed)

    def _on_address_changed(self, text: str) -> None:
        """Take the shape of an address, with its data, which stay until there are other inputs."""
        try:
            found = read_project(text) if is_address(text) else None
        except ValueError as error:
            self.message.complain(full_sentence(error))
            return
        self._from = found
        if found is not None:
            self._choose(found.network)
        self._check()

    def _choose(self, network: Network) -> None:
        *hidden, last = network.layers
        self.inputs.setValue(network.n_inputs)
        self.hidden.setValue(len(hidden))
        self.outputs.setValue(last.n_units)
        for spin, combo, layer in zip(self.units, self.activations, hidden, strict=False):
            spin.setValue(layer.n_units)
            combo.setCurrentIndex(combo.findData(layer.activation))
        self.output_activation.setCurrentIndex(self.output_activation.findData(last.activation))
        is_relu = bool(hidden) and hidden[0].activation == "relu"
        self.start.setCurrentIndex(self.start.findData("he" if is_relu else "lecun"))

    def _check(self) -> None:
        for row, widgets in enumerate(self._rows[:-1]):
            for widget in widgets:
                widget.setVisible(row < self.hidden.value())
        try:
            network = self._network()
            self._project = self._project_of(network)
            check_showable(self._project)
        except ValueError as error:
            self._project = None
            self.message.complain(full_sentence(error))
        else:
            sizes = (network.n_inputs, *(layer.n_units for layer in network.layers))
            shape = " → ".join(f"{size:,}" for size in sizes)
            self.message.say(f"{shape}: {network.n_parameters:,} parameters.")
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(self._project is not None)

    def _project_of(self, network: Network) -> Project:
        given = self._from
        ends = network.n_inputs, network.n_outputs
        if given is None or ends != (given.network.n_inputs, given.network.n_outputs):
            return Project(network, domain=_DOMAIN if given is None else given.domain)
        return replace(given, network=network)

    def _network(self) -> Network:
        count = self.hidden.value()
        sizes = [spin.value() for spin in (self.inputs, *self.units[:count], self.outputs)]
        combos = (*self.activations[:count], self.output_activation)
        activations = [str(combo.currentData()) for combo in combos]
        how, seed = str(self.start.currentData()), self.seed.value()
        given = self._from
        domain = _DOMAIN if given is None else given.domain
        if sizes[:1] == sizes[2:] == [1] and activations == ["relu", "identity"]:
            return initial_network(sizes[1], domain, how, seed)
        box = [] if given is None else [domain] * sizes[0]
        return initial_layers(sizes, activations, how, seed, box)


def _spin(name: str, low: int, high: int, value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setValue(value)
    spin.setAccessibleName(name)
    return spin


def _activations(name: str, chosen: str) -> QComboBox:
    combo = QComboBox()
    for key, activation in ACTIVATIONS.items():
        combo.addItem(activation.title, key)
    combo.setCurrentIndex(combo.findData(chosen))
    combo.setAccessibleName(name)
    return combo
