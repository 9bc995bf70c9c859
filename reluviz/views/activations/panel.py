"""The panel with all activation functions side by side, and one neuron on each of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QContextMenuEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reluviz.core.activation_facts import FLAT
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import Network, ParameterId
from reluviz.core.structure import with_activation
from reluviz.core.words import number
from reluviz.document.document import Document
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.views.activations.card import ActivationCard, Live
from reluviz.views.shell import ToolPanel
from reluviz.views.text_labels import CutLabel
from reluviz.views.theme import Theme

_MARGIN, _SPACING = 8, 6
_NARROW, _LOW = 6.2, 3.7  # lines of text: cards are not made smaller where there is another way
_KEY = f"Thick: the function. Dashed: its slope. Grey: flat, a slope under {FLAT:g}."


class ActivationsPanel(ToolPanel):
    """Compares the functions; a click gives one to the layer of the selected neuron.

    Without a selected neuron it is the first one of the first layer.
    """

    kinds = (SHALLOW, LAYERED)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "activations", "Activations", parent)
        self.headline = CutLabel()
        self.headline.setObjectName("activations_text")
        self.key = QLabel(_KEY)
        self.key.setObjectName("activations_key")
        self._sentences = ("", "")
        self._columns = 0
        self.cards = {name: ActivationCard(one, theme) for name, one in ACTIVATIONS.items()}
        self._lay_out()
        for name, card in self.cards.items():
            card.clicked.connect(partial(self._on_card_clicked, name))
        self._apply_colours()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        for card in self.cards.values():
            card.apply_theme(theme)
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if (
            old is not None
            and old.state is new.state
            and old.point == new.point
            and old.selection == new.selection
        ):
            return
        neuron, network = _neuron(new), new.network
        value = float(new.state.signals(new.point).sums[neuron.layer][neuron.index])
        colour = self.theme.unit(neuron.index) if neuron.layer == 0 else self.theme.accent
        used = network.layers[neuron.layer].kind
        for name, card in self.cards.items():
            is_used = name == used.kind
            live = Live(value, colour, is_used, neuron.layer + 1)
            card.show_live(live, used if is_used else ACTIVATIONS[name])
        self._sentences = _sentences(network, neuron, value)
        self._make_room()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = None if self._shown is None else self._shown.selection
        self.context_menu_requested.emit(item, event.globalPos())

    def least_height(self, width: int) -> int:
        low = round(_LOW * self.fontMetrics().height()) + _SPACING
        rows = self._rows_at(width - 2 * _MARGIN)
        return rows * low + self.headline.sizeHint().height() + 2 * _MARGIN

    # Private

    def _rows_at(self, width: int) -> int:
        """How many rows of cards there are that can be read."""
        narrow = round(_NARROW * self.fontMetrics().height()) + _SPACING
        return max(1, -(-len(self.cards) * narrow // max(width, 1)))

    def _on_card_clicked(self, name: str) -> None:
        document = self.document
        document.commit()
        layer = _neuron(document.snapshot).layer
        if document.network.layers[layer].kind.kind == name:
            return
        with document.trying():
            changed = with_activation(document.network, layer, name)
            document.set_network(changed, f"use {ACTIVATIONS[name].title} in layer {layer + 1}")

    def _make_room(self) -> None:
        """Sentences that have no room are left out; all cards are laid out alike."""
        width = self.headline.fontMetrics().horizontalAdvance
        room = self.width() - 2 * _MARGIN
        whole = " ".join(self._sentences)
        text = whole if width(whole) <= room else self._sentences[0]
        self.headline.show_text(text)
        needed = width(text) + width(_KEY) + 24
        self.key.setVisible(needed <= room)
        self._arrange(room, self.height() - self.headline.height() - 2 * _MARGIN)
        is_one_line = all(card.fits_one_line() for card in self.cards.values())
        for card in self.cards.values():
            card.set_one_line(is_one_line)

    def _arrange(self, width: int, height: int) -> None:
        """Put the cards into as many rows as they are wide enough in, if they are not too low."""
        fitting = round(height / (_LOW * self.fontMetrics().height() + _SPACING))
        rows = max(1, min(self._rows_at(width), fitting))
        columns = -(-len(self.cards) // rows)
        if columns == self._columns:
            return
        self._columns = columns
        for k, card in enumerate(self.cards.values()):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, k // columns, k % columns)
        self._grid.activate()

    def _apply_colours(self) -> None:
        palette = self.key.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self.theme.muted)
        self.key.setPalette(palette)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.headline, 1)
        top.addWidget(self.key)
        self._grid = QGridLayout()
        self._grid.setSpacing(_SPACING)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 5, _MARGIN, 7)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(self._grid, 1)
        self.key.setMinimumWidth(1)  # it is left out where there is no room
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)


def _neuron(new: Snapshot) -> Unit:
    item = new.selection if new.unit is None else Unit(new.unit)
    return shown_neuron(new.network, item)


def shown_neuron(network: Network, selection: Item | None) -> Unit:
    """Return the neuron that a selection stands for: its own, a parameter's, or the first."""
    layer, index = 0, 0
    if isinstance(selection, Unit):
        layer, index = selection.layer, selection.index
    elif isinstance(selection, ParameterId):
        layer, index = selection.layer, selection.unit
    if 0 <= layer < len(network.layers) and index < network.layers[layer].n_units:
        return Unit(index, layer)
    return Unit(0)


def _sentences(network: Network, neuron: Unit, value: float) -> tuple[str, str]:
    is_last = neuron.layer == len(network.layers) - 1
    what = "Output" if is_last else "Unit"
    layer = f"layer {neuron.layer + 1}"
    where = f"{what} {neuron.index + 1} of {layer}"
    return (
        f"{where}: its sum at the probe is {number(value)}.",
        f"Click a function to use it in {layer}.",
    )
