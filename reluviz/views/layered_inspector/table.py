"""The table of a layer: units of the first layer in their colours, wide layers scroll."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QTableView, QWidget

from reluviz.views.layered_inspector.model import LayerModel
from reluviz.views.number_cells import PADDING, Marks, NumberDelegate
from reluviz.views.number_table import NumberTable
from reluviz.views.theme import Theme

_NARROW = "−0.00"


class LayerDelegate(NumberDelegate):
    """Paints units of the first layer in their colours, all others in that of text."""

    def __init__(self, model: LayerModel, marks: Marks, theme: Theme, parent: QTableView) -> None:
        super().__init__(model, marks, theme, parent)
        self._layer_model = model

    def unit_of(self, row: int) -> int | None:
        return row if self._layer_model.layer == 0 else None


class LayerTable(NumberTable):
    """A view of a `LayerModel`.

    Parameters
    ----------
    model : LayerModel
        The numbers.
    theme : Theme
        The colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    def __init__(self, model: LayerModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            model, lambda marks, table: LayerDelegate(model, marks, theme, table), theme, parent
        )
        self.layer_model = model
        self.setAccessibleName("Weights of a layer")
        self.setAccessibleDescription("A row for each unit of the layer")
        self.set_up()
        self.apply_theme(theme)

    def fit(self) -> None:
        """Share the width among the columns; where they are too many the table scrolls."""
        model = self.layer_model
        count = model.columnCount()
        if not count:
            return
        advance = self.fontMetrics().horizontalAdvance
        bold = QFont(self.font())
        bold.setBold(True)
        names = [model.text(row, 0) for row in range(model.rowCount())]
        widest = max(map(QFontMetrics(bold).horizontalAdvance, names))
        first = max(advance(model.title(0)), widest) + 2 * PADDING + 2
        least = [max(advance(_NARROW), advance(model.title(c))) for c in range(1, count)]
        self.share_width(first, [width + 2 * PADDING for width in least])
