"""What a hand on a slice has taken: the line of one linear unit, or a row of the truth table."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.truth_table import TruthTable
from reluviz.document.items import Row, Unit
from reluviz.views.frame import Frame
from reluviz.views.ticks import rounded

Point = tuple[float, float]

AXIS_REACH = 16.0
"""So near to the vertical axis, in pixels, a hand shifts the line: there it cannot turn it."""


class StraightGrip:
    """A hand on the line of one linear unit: turns it about the vertical axis, or shifts it.

    Parameters
    ----------
    network : Network
        The network as it is: one linear unit of one input.
    frame : Frame
        Where it is shown: it stays during the drag.
    place : tuple of float
        Where the hand is, column and row.
    """

    def __init__(self, network: Network, frame: Frame, place: Point) -> None:
        self.item = Unit(0)
        self._network, self._frame = network, frame
        layer = network.layers[0]
        self._weight, self._bias = float(layer.weights[0, 0]), float(layer.bias[0])
        x, y = frame.place(*place)
        self._offset = self._weight * x + self._bias - y
        self._is_shift = abs(place[0] - frame.column(0.0)) <= AXIS_REACH
        self.text = "shift the line" if self._is_shift else "turn the line"
        self.cursor = (
            Qt.CursorShape.SizeVerCursor if self._is_shift else Qt.CursorShape.SizeAllCursor
        )

    def moved(self, at: Point, keys: Qt.KeyboardModifier) -> Network:
        """Return the network with the line at the hand."""
        x, y = at[0], at[1] + self._offset
        width, height = self._frame.pixel
        if self._is_shift or keys & Qt.KeyboardModifier.ShiftModifier:
            bias = rounded(y - self._weight * x, height)
            return _line(self._network, self._weight, bias)
        least = AXIS_REACH * width
        x = math.copysign(max(abs(x), least), x)
        weight = rounded((y - self._bias) / x, height / abs(x))
        return _line(self._network, weight, self._bias)


class RowGrip:
    """A hand on a row of the truth table of a network of one input.

    Parameters
    ----------
    table : TruthTable
        The table as it is.
    row, output : int
        Which row, and the output whose wanted value is moved.
    frame : Frame
        Where it is shown.
    place : tuple of float
        Where the hand is, column and row.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(
        self, table: TruthTable, row: int, output: int, frame: Frame, place: Point
    ) -> None:
        self.item = Row(row)
        self.text = f"move row {row + 1}"
        self._table, self._output, self._pixel = table, output, frame.pixel
        x, y = frame.place(*place)
        self._offset = (
            float(table.inputs[row, 0]) - x,
            float(table.outputs[row, output]) - y,
        )

    def moved(self, at: Point, keys: Qt.KeyboardModifier) -> TruthTable:
        """Return the table with the row under the hand."""
        x, y = (
            rounded(place + offset, pixel)
            for place, offset, pixel in zip(at, self._offset, self._pixel, strict=True)
        )
        row = self.item.index
        return self._table.with_input(row, np.array([x])).with_output(row, self._output, y)


def _line(network: Network, weight: float, bias: float) -> Network:
    return Network([Layer([[weight]], [bias], network.layers[0].activation)])
