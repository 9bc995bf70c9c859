"""The hand on a slice: a line to turn, rows to move, add and remove, the probe."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from reluviz.core.truth_table import TruthTable
from reluviz.document.items import Item, Row, Unit
from reluviz.document.state import State
from reluviz.views.axes import steps
from reluviz.views.sheets.hand import Grip, Point, SheetHand
from reluviz.views.slices.grips import RowGrip, StraightGrip
from reluviz.views.slices.painting import in_pixels
from reluviz.views.slices.scene import has_sides, is_line, side_of
from reluviz.views.slices.sheet import SliceSheet
from reluviz.views.ticks import rounded

ROW_REACH, CURVE_REACH = 9.0, 6.0
"""How near to a point, or to a curve, counts as on it, in pixels."""


class SliceHand(SheetHand[SliceSheet]):
    """The user's hand on a slice."""

    def item_at(self, place: QPointF) -> Item | None:
        row = self._row_at(place)
        if row is not None:
            return Row(row)
        output, state = self._output_at(place), self.state
        if output is None or state is None:
            return None
        return Unit(output, len(state.network.layers) - 1)

    def grip_at(self, place: QPointF) -> Grip | None:
        state, frame = self.state, self.sheet.frame
        if state is None:
            return None
        at, row, table = (place.x(), place.y()), self._row_at(place), self.document.project.table
        if row is not None:
            return None if table is None else RowGrip(table, row, self._output, frame, at)
        if is_line(state.network) and self._output_at(place) is not None:
            return StraightGrip(state.network, frame, at)
        return None

    def press_entry(self, place: QPointF) -> bool:
        if self.sheet.is_slope_entry(place):
            self.sheet.show_slope(not self.sheet.with_slope)
            return True
        output = self.sheet.name_at(place)
        if output is not None:
            self.document.set_view(output=output)
        return output is not None

    def is_entry(self, place: QPointF) -> bool:
        return self.sheet.is_slope_entry(place) or self.sheet.name_at(place) is not None

    def click(self, item: Item | None, place: QPointF) -> None:
        state = self.state
        if isinstance(item, Unit) and state is not None:
            self.document.set_view(output=item.index)
        super().click(item, place)

    def point_at(self, place: QPointF) -> None:
        state, frame = self.state, self.sheet.frame
        if state is None:
            return
        axis = self._axis
        low, high = state.box[axis]
        x = min(max(rounded(frame.place(place.x(), place.y())[0], frame.pixel[0]), low), high)
        point = list(self.document.snapshot.point)
        if axis < len(point):
            point[axis] = x
            self.document.set_point(tuple(point))

    def add_at(self, at: Point) -> None:
        state, frame, project = self.state, self.sheet.frame, self.document.project
        if state is None or state.network.n_inputs != 1:
            return
        x, y = (rounded(value, pixel) for value, pixel in zip(at, frame.pixel, strict=True))
        if project.table is None and project.target is not None:
            self.document.add_target_point(x, y)
            return
        given = state.network(np.array([[x]])).reshape(-1)
        wanted = np.array([float(f"{value:.3g}") for value in given])
        wanted[self._output] = y
        table = project.table
        if table is None:
            table = TruthTable(np.array([[x]]), wanted.reshape(1, -1))
        else:
            name = f"new {len(table) + 1}" if any(table.names) else ""
            table = table.with_row([x], wanted, name)
        self.document.set_table(table, "add a row")
        self.document.select(Row(len(table) - 1))
        self._say_side(len(table) - 1)

    def nudge(self, item: Item | None, right: float, up: float) -> None:
        table = self.document.project.table
        if not isinstance(item, Row) or table is None or item.index >= len(table):
            return
        if table.inputs.shape[1] != 1:
            return
        (_, across), (_, upward) = steps(self.sheet.frame)
        row, output = item.index, self._output
        x = float(f"{float(table.inputs[row, 0]) + right * across:.12g}")
        y = float(f"{float(table.outputs[row, output]) + up * upward:.12g}")
        changed = table.with_input(row, [x]).with_output(row, output, y)
        self.document.set_table(changed, f"move row {row + 1}")

    def items(self) -> list[Item]:
        state = self.state
        if state is None:
            return []
        last, rows = len(state.network.layers) - 1, self._rows(state)
        found: list[Item] = [Unit(index, last) for index in range(state.network.n_outputs)]
        return found + [Row(index) for index in range(0 if rows is None else len(rows))]

    def place_of(self, item: Item | None) -> QPointF | None:
        state, frame = self.state, self.sheet.frame
        rows = None if state is None else self._rows(state)
        if not isinstance(item, Row) or rows is None or item.index >= len(rows):
            return None
        x, y = float(rows.inputs[item.index, 0]), float(rows.outputs[item.index, self._output])
        return QPointF(frame.column(x), frame.row(y))

    # Private

    @property
    def _axis(self) -> int:
        network = self.document.network
        return min(self.document.project.view.axis, network.n_inputs - 1)

    @property
    def _output(self) -> int:
        network = self.document.network
        return min(self.document.project.view.output, network.n_outputs - 1)

    def _rows(self, state: State) -> TruthTable | None:
        return state.rows if state.network.n_inputs == 1 else None

    def _row_at(self, place: QPointF) -> int | None:
        state, frame = self.state, self.sheet.frame
        rows = None if state is None else self._rows(state)
        if rows is None:
            return None
        across = frame.columns(rows.inputs[:, 0]) - place.x()
        up = frame.rows(rows.outputs[:, self._output]) - place.y()
        distances = np.hypot(across, up)
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= ROW_REACH else None

    def _output_at(self, place: QPointF) -> int | None:
        """The output whose curve is at a place: the one looked at before the others."""
        scene, frame = self.sheet.scene_now(), self.sheet.frame
        if scene is None or not frame.holds(place.x(), place.y()):
            return None
        near: list[tuple[bool, float, int]] = []
        for output, curve in enumerate(scene.curves):
            x, y = in_pixels(scene, curve)
            beside = np.linspace(place.x() - CURVE_REACH, place.x() + CURVE_REACH, 13)
            beside = beside[(beside >= x[0]) & (beside <= x[-1])]
            if len(beside):
                heights = np.interp(beside, x, y)
                away = float(np.hypot(beside - place.x(), heights - place.y()).min())
                if away <= CURVE_REACH:
                    near.append((output != scene.output, away, output))
        return min(near)[2] if near else None

    def _say_side(self, row: int) -> None:
        """Say on which side of the line a new point falls, and what else is there."""
        state = self.state
        if state is None or state.rows is None or not has_sides(state):
            return
        rows, side = state.rows, side_of(state, row)
        alike = [
            rows.name(other)
            for other in range(len(rows))
            if other != row and rows.names[other] and side_of(state, other) == side
        ]
        digits = state.digits
        x, y = digits.x(float(rows.inputs[row, 0])), digits.y(float(rows.outputs[row, 0]))
        like = f", on the side of {' and '.join(alike[:3])}" if alike and side != "on" else ""
        self.document.notify(f"The new point ({x}, {y}) is {side} the line{like}")
