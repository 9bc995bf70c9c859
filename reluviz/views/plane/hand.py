"""The hand on the plane: lines to shift and turn, rows to move, add and remove, the probe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF

from reluviz.core.network import Network
from reluviz.core.truth_table import TruthTable
from reluviz.document.items import Item, Region, Row, Unit
from reluviz.document.state import State
from reluviz.views.axes import steps
from reluviz.views.plane.grips import ROW_REACH, LineGrip, RowGrip, with_line
from reluviz.views.plane.scale import is_on_off
from reluviz.views.plane.scene import line_unit
from reluviz.views.plane.sheet import PlaneSheet
from reluviz.views.plane.through import lifted
from reluviz.views.plane.traces import Trace, nearest, traces_of
from reluviz.views.sheets.hand import Grip, Point, SheetHand
from reluviz.views.ticks import rounded


class PlaneHand(SheetHand[PlaneSheet]):
    """The user's hand on the plane."""

    @property
    def plane(self) -> State | None:
        """The network of two inputs, published or not."""
        state, axes = self.state, self._axes
        return None if state is None or axes is None else state.through(axes, self._point)

    def item_at(self, place: QPointF) -> Item | None:
        row = self._row_at(place)
        if row is not None:
            return Row(row)
        trace = self._trace_at(place)
        return None if trace is None else Unit(trace.unit)

    def grip_at(self, place: QPointF) -> Grip | None:
        state, frame = self.plane, self.sheet.frame
        if state is None:
            return None
        at = (place.x(), place.y())
        row, table = self._row_at(place), self.document.project.table
        if row is not None:
            return None if table is None else RowGrip(table, row, frame, at)
        trace = self._trace_at(place)
        return None if trace is None else LineGrip(state.network, trace, frame, at)

    def press_entry(self, place: QPointF) -> bool:
        entry = self.sheet.entry_at(place)
        if entry is not None:
            self.document.set_view(**{"fill" if isinstance(entry, str) else "output": entry})
        return entry is not None

    def is_entry(self, place: QPointF) -> bool:
        return self.sheet.entry_at(place) is not None

    def click(self, item: Item | None, place: QPointF) -> None:
        """Select it; on the ground the region there, or nothing if that is selected already."""
        state, frame = self.plane, self.sheet.frame
        if item is None and state is not None and frame.holds(place.x(), place.y()):
            x, y = frame.place(place.x(), place.y())
            here = state.region_of(Region(x, y))
            known = self.document.state.region_of(self.document.snapshot.selection)
            if here is not None and (known is None or here[1] != known[1]):
                is_own = self.document.network.n_inputs == 2
                item = Region(x, y) if is_own else Region(x, y, state.axes, self._point)
        super().click(item, place)

    def point_at(self, place: QPointF) -> None:
        state, frame = self.plane, self.sheet.frame
        if state is None:
            return
        point = list(self._point)
        at = zip(frame.place(place.x(), place.y()), frame.pixel, state.box, strict=True)
        for axis, (value, pixel, (low, high)) in zip(state.axes, at, strict=True):
            point[axis] = min(max(rounded(value, pixel), low), high)
        self.document.set_point(tuple(point))

    def add_at(self, at: Point) -> None:
        state, frame = self.plane, self.sheet.frame
        if state is None or self.document.network.n_inputs != 2:
            return  # rows are not in a plane through three inputs
        x, y = (rounded(value, pixel) for value, pixel in zip(at, frame.pixel, strict=True))
        given = state.network(np.array([[x, y]])).reshape(-1)
        wanted = self._wanted(state, given)
        table = self.document.project.table
        if table is None:
            table = TruthTable(np.array([[x, y]]), wanted.reshape(1, -1))
        else:
            table = table.with_row([x, y], wanted)
        self.document.set_table(table, "add a row")
        self.document.select(Row(len(table) - 1))

    def nudge(self, item: Item | None, right: float, up: float) -> None:
        state = self.plane
        if state is None:
            return
        (_, across), (_, upward) = steps(self.sheet.frame)
        move = (right * across, up * upward)
        unit, table = line_unit(item), self.document.project.table
        if isinstance(item, Row) and table is not None and state.rows is not None:
            values = [
                _clean(float(value) + step)
                for value, step in zip(table.inputs[item.index], move, strict=True)
            ]
            changed = table.with_input(item.index, values)
            self.document.set_table(changed, f"move row {item.index + 1}")
        elif unit is not None and unit < state.network.layers[0].n_units:
            line = state.line(unit)
            bias = line.bias - line.weights[0] * move[0] - line.weights[1] * move[1]
            shifted = replace(line, bias=_clean(bias))
            text = f"move the line of unit {unit + 1}"
            network = self.whole(with_line(state.network, unit, shifted))
            self.document.set_network(network, text)

    def items(self) -> list[Item]:
        state = self.plane
        if state is None:
            return []
        lines: list[Item] = [Unit(unit) for unit in dict.fromkeys(t.unit for t in self._traces())]
        return lines + [Row(index) for index in range(0 if state.rows is None else len(state.rows))]

    def place_of(self, item: Item | None) -> QPointF | None:
        state, frame = self.plane, self.sheet.frame
        if state is None:
            return None
        if isinstance(item, Row) and state.rows is not None and item.index < len(state.rows):
            x, y = state.rows.inputs[item.index].tolist()
            return QPointF(frame.column(x), frame.row(y))
        unit = line_unit(item)
        found = [trace for trace in self._traces() if trace.unit == unit]
        return QPointF(*found[0].at(0.5)) if found else None

    def whole(self, changed: Network) -> Network:
        plane, network = self.plane, self.document.network
        if plane is None or network.n_inputs == 2:
            return changed
        return lifted(network, plane.network, changed, plane.axes, self._point)

    # Private

    @property
    def _axes(self) -> tuple[int, int] | None:
        """The inputs across and up; of an edit that is not published yet, too."""
        return replace(
            self.document.snapshot, state=self.document.state, view=self.document.project.view
        ).plane_axes

    @property
    def _point(self) -> tuple[float, ...]:
        return self.document.snapshot.point

    def _wanted(self, state: State, given: np.ndarray) -> np.ndarray:
        """What is wanted of a new row: what the network gives there, on or off for a gate."""
        if is_on_off(state) or (state.rows is None and state.network.layers[-1].kind.is_on_off):
            return np.where(given > 0.5, 1.0, 0.0)
        return np.array([float(f"{value:.3g}") for value in given])

    def _traces(self) -> list[Trace]:
        state = self.plane
        return [] if state is None else traces_of(state.network, self.sheet.frame)

    def _trace_at(self, place: QPointF) -> Trace | None:
        if not self.sheet.frame.holds(place.x(), place.y()):
            return None
        preferred = line_unit(self.document.snapshot.selection)
        return nearest(self._traces(), (place.x(), place.y()), preferred)

    def _row_at(self, place: QPointF) -> int | None:
        state, frame = self.plane, self.sheet.frame
        if state is None or state.rows is None:
            return None
        x, y = state.rows.inputs.T
        distances = np.hypot(frame.columns(x) - place.x(), frame.rows(y) - place.y())
        nearest_row = int(np.argmin(distances))
        return nearest_row if distances[nearest_row] <= ROW_REACH else None


def _clean(value: float) -> float:
    """Steps of a nice size should give nice numbers."""
    return float(f"{value:.12g}")


__all__ = ["PlaneHand"]
