"""One layer as a table model: a row for each unit, a column for each weight, the bias, the sum."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, Qt

from reluviz.core import words
from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.signals import Signals
from reluviz.document.items import Item, Unit
from reluviz.views.layered_words import node_name, node_title
from reluviz.views.number_model import Index, NumberModel
from reluviz.views.numbers import exact_text

Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_HOW = (
    "Type to change it, or scroll over the selected cell; Alt+Up and Alt+Down step it "
    "(with Shift fine, with Ctrl coarse)"
)


class LayerModel(NumberModel):
    """Shows one layer of one network after the other; announces only what differs.

    Columns are the name of the unit, its weight from each source, its bias, and at the probe its
    sum and its value.

    Parameters
    ----------
    parent : QObject, optional
        Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._digits: Digits | None = None
        self._layer = 0
        self._numbers: NDArray[np.float64] = np.empty((0, 0))

    @property
    def layer(self) -> int:
        """Index of the layer that is shown."""
        return self._layer

    @property
    def n_sources(self) -> int:
        """Number of weights of each unit."""
        return max(0, int(self._numbers.shape[1]) - 3)

    def show_layer(
        self, network: Network, layer: int, flow: Signals, digits: Digits | None = None
    ) -> bool:
        """Show a layer and what flows through it; return whether it was a reset."""
        shown = network.layers[layer]
        numbers = np.column_stack([shown.weights, shown.bias, flow.sums[layer], flow.values[layer]])
        before, self._digits = self._network, digits
        is_same_place = before is not None and len(before.layers) == len(network.layers)
        if not is_same_place or layer != self._layer or numbers.shape != self._numbers.shape:
            self.beginResetModel()
            self._network, self._layer, self._numbers = network, layer, numbers
            self.endResetModel()
            return True
        changed = np.argwhere(self._numbers != numbers)
        self._network, self._numbers = network, numbers
        if len(changed):
            (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
            first, last = (int(top), int(left) + 1), (int(bottom), int(right) + 1)
            self.dataChanged.emit(self.index(*first), self.index(*last))
        return False

    def item_at(self, row: int, column: int) -> Item | None:
        """Return what a cell stands for: its parameter, else its unit."""
        if not 0 <= row < len(self._numbers):
            return None
        if 1 <= column <= self.n_sources:
            return ParameterId(self._layer, row, column - 1)
        if column == self.n_sources + 1:
            return ParameterId(self._layer, row)
        return Unit(row, self._layer)

    def cell_of(self, item: Item | None) -> tuple[int, int]:
        """Return row and column of an item; -1, -1 if it is not in this layer."""
        if isinstance(item, Unit) and item.layer == self._layer:
            return item.index, 0
        if isinstance(item, ParameterId) and item.layer == self._layer:
            column = self.n_sources if item.source is None else item.source
            return item.unit, column + 1
        return -1, -1

    # What the table asks

    def text(self, row: int, column: int, digits: int = 4) -> str:
        network = self._network
        if network is None:
            return ""
        if column == 0:
            return node_name(network, self._layer, row)
        value = float(self._numbers[row, column - 1])
        item = self.item_at(row, column)
        if digits and isinstance(item, ParameterId) and self._digits is not None:
            return self._digits.value(item, value, True, digits)
        if digits:
            return words.number(value, digits, signed=column <= self.n_sources + 1)
        return f"{value:.0e}".replace("-", words.MINUS)

    def is_editable(self, row: int, column: int) -> bool:
        return 1 <= column <= self.n_sources + 1

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or not len(self._numbers) else self._numbers.shape[1] + 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self.text(row, column)
        if role == Role.EditRole and column:
            return exact_text(float(self._numbers[row, column - 1]))
        if role == Role.TextAlignmentRole:
            return _RIGHT if column else _LEFT
        if role == Role.ToolTipRole:
            return self._tip(row, column)
        if role == Role.AccessibleTextRole:
            return f"{self.title(column)} of {self.text(row, 0)}: {self.text(row, column)}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self.title(section)
        if role == Role.ToolTipRole:
            return self._help(section)
        if role == Role.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        return None

    def title(self, column: int) -> str:
        """Return the title of a column: where its weights come from, bias, sum or value."""
        last = self.n_sources
        if column == 0 or self._network is None:
            return "unit"
        if column <= last:
            return f"w {node_name(self._network, self._layer - 1, column - 1)}"
        return ("b", "sum", "value")[column - last - 1]

    # Private

    def _help(self, column: int) -> str:
        network, last = self._network, self.n_sources
        if network is None or column == 0:
            return "A unit of this layer"
        if column <= last:
            return f"Weight from {node_title(network, self._layer - 1, column - 1)}.\n{_HOW}"
        if column == last + 1:
            return f"b, the bias of the unit.\n{_HOW}"
        title = network.layers[self._layer].kind.title
        if column == last + 2:
            return "The weighted sum at the probe, with the bias"
        return f"What {title} makes of the sum, at the probe"

    def _tip(self, row: int, column: int) -> str | None:
        if self._network is None or column == 0:
            return None
        value, item = float(self._numbers[row, column - 1]), self.item_at(row, column)
        if isinstance(item, ParameterId):
            return f"{self._network.name(item)} = {exact_text(value)}\n{_HOW}"
        return f"{self.title(column)} of {self.text(row, 0)} = {exact_text(value)}"
