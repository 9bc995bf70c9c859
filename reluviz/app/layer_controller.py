"""Units, layers and activations of layered networks, as the menus change them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.document.layer_edits import EDITS, set_activation
from reluviz.document.snapshot import Snapshot

_ACTIVATION = "activation_"


class LayerController(QObject):
    """Changes the layer of what is selected; without a selection the first one.

    Parameters
    ----------
    document : Document
        What is changed.
    window : QWidget
        The owner.
    """

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document

    def edit(self, name: str) -> None:
        """Do one of `EDITS`: add or remove a unit or a layer. A notice if it cannot be."""
        self._document.commit()
        with self._document.trying():
            EDITS[name](self._document, chosen_layer(self._document.snapshot))

    def use(self, activation: str) -> None:
        """Give the layer another activation."""
        self._document.commit()
        set_activation(self._document, chosen_layer(self._document.snapshot), activation)

    def show_state(self, actions: dict[str, QAction], new: Snapshot) -> None:
        """Enable the actions where they mean something, and check the activation."""
        layers, layer = new.network.layers, chosen_layer(new)
        is_hidden = layer < len(layers) - 1
        for name in ("add_unit", "remove_unit", "remove_layer"):
            actions[name].setEnabled(is_hidden)
        if used := actions.get(f"{_ACTIVATION}{layers[layer].kind.kind}"):
            used.setChecked(True)


def chosen_layer(snapshot: Snapshot) -> int:
    """Return the layer of what is selected, or the first one."""
    item = snapshot.selection
    if isinstance(item, (Unit, ParameterId)):
        return max(0, item.layer)
    return 0
