"""What a hand on the plane has taken: a line to shift or turn, or a row of the truth table."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt

from reluviz.core.decision_lines import DecisionLine
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.truth_table import TruthTable
from reluviz.document.items import Row, Unit
from reluviz.views.frame import Frame
from reluviz.views.plane.traces import Trace
from reluviz.views.ticks import rounded

Point = tuple[float, float]

ROW_REACH = 10.0
"""How near to a row's point counts as on it, in pixels."""

_ACROSS = (
    Qt.CursorShape.SizeVerCursor,
    Qt.CursorShape.SizeBDiagCursor,
    Qt.CursorShape.SizeHorCursor,
    Qt.CursorShape.SizeFDiagCursor,
)


def with_line(network: Network, unit: int, line: DecisionLine) -> Network:
    """Return the network in which a unit of the first layer has another line."""
    first = network.layers[0]
    weights, bias = first.weights.copy(), first.bias.copy()
    weights[unit], bias[unit] = line.weights, line.bias
    return Network([Layer(weights, bias, first.activation), *network.layers[1:]])


class LineGrip:
    """A hand on the line of a unit.

    Parameters
    ----------
    network : Network
        The network as it is.
    trace : Trace
        The visible part of the line.
    frame : Frame
        Where it is shown: it stays during the drag.
    place : tuple of float
        Where the hand is, column and row.
    """

    def __init__(self, network: Network, trace: Trace, frame: Frame, place: Point) -> None:
        self.unit = trace.unit
        self.item = Unit(trace.unit)
        self.is_turn = trace.turns_at(place)
        verb = "turn" if self.is_turn else "move"
        self.text = f"{verb} the line of unit {trace.unit + 1}"
        self.cursor = _across(trace) if self.is_turn else Qt.CursorShape.SizeAllCursor
        foot = trace.at(trace.share(place))
        self._network, self._line, self._pixel = network, trace.line, frame.pixel
        self._pivot = frame.place(*trace.pivot(place))
        at, anchor = frame.place(*place), frame.place(*foot)
        self._offset = (anchor[0] - at[0], anchor[1] - at[1])

    def moved(self, at: Point, keys: Qt.KeyboardModifier) -> Network:
        """Return the network with the line through the hand."""
        point = (at[0] + self._offset[0], at[1] + self._offset[1])
        # The newest line, so that one that is turned around does not change sides.
        self._line = self._line.turned(self._pivot, point) if self.is_turn else self._line
        line = self._line if self.is_turn else self._line.through(point)
        return with_line(self._network, self.unit, self._cleaned(line, point))

    def _cleaned(self, line: DecisionLine, point: Point) -> DecisionLine:
        """The line with as many digits as the screen can show."""
        (width, height), weights = self._pixel, line.weights
        if self.is_turn:
            away = (point[0] - self._pivot[0], point[1] - self._pivot[1])
            reach = math.hypot(away[0] / width, away[1] / height)
            step = max(map(abs, weights)) / max(20.0, reach)
            first, second = (rounded(weight, step) for weight in weights)
            if (first, second) != (0.0, 0.0):
                line = replace(line, weights=(first, second), bias=0.0).through(self._pivot)
        step = max(abs(line.weights[0]) * width, abs(line.weights[1]) * height)
        return replace(line, bias=rounded(line.bias, step)) if step > 0 else line


class RowGrip:
    """A hand on a row of the truth table.

    Parameters
    ----------
    table : TruthTable
        The table as it is.
    row : int
        Which row.
    frame : Frame
        Where it is shown.
    place : tuple of float
        Where the hand is, column and row.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, table: TruthTable, row: int, frame: Frame, place: Point) -> None:
        self.item = Row(row)
        self.text = f"move row {row + 1}"
        self._table, self._pixel = table, frame.pixel
        at = frame.place(*place)
        inputs = table.inputs[row]
        self._offset = (float(inputs[0]) - at[0], float(inputs[1]) - at[1])

    def moved(self, at: Point, keys: Qt.KeyboardModifier) -> TruthTable:
        """Return the table with the row under the hand."""
        values = [
            rounded(place + offset, pixel)
            for place, offset, pixel in zip(at, self._offset, self._pixel, strict=True)
        ]
        return self._table.with_input(self.item.index, np.array(values))


def _across(trace: Trace) -> Qt.CursorShape:
    """The cursor with arrows across a line."""
    angle = math.degrees(math.atan2(trace.end[1] - trace.start[1], trace.end[0] - trace.start[0]))
    return _ACROSS[round((angle % 180) / 45) % 4]
