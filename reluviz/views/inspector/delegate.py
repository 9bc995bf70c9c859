"""How a cell of the table of weights is painted: in the colours of the units."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QTableView

from reluviz.views.inspector.model import WeightModel
from reluviz.views.number_cells import Marks, NumberDelegate
from reluviz.views.theme import Theme


class CellDelegate(NumberDelegate):
    """Paints the row of the output in the colour of text.

    Parameters
    ----------
    model, marks, theme, parent
        As for `NumberDelegate`.
    """

    def __init__(self, model: WeightModel, marks: Marks, theme: Theme, parent: QTableView) -> None:
        super().__init__(model, marks, theme, parent)
        self._weights = model

    def unit_of(self, row: int) -> int | None:
        return None if row == self._weights.n_units else row


def width_of_name(font: QFont, n_units: int) -> int:
    """Return the width of the longest name of a unit, in pixels."""
    bold = QFont(font)
    bold.setBold(True)
    return QFontMetrics(bold).horizontalAdvance(f"r{n_units}")
