"""What is to be painted of a slice: one value with all that the painting functions need."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from reluviz.core.layer import Array
from reluviz.core.network import Network
from reluviz.core.slices import Slice, slope_along, slopes_along
from reluviz.core.truth_table import TruthTable
from reluviz.core.words import number
from reluviz.document.items import Item, Row, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.views import axes
from reluviz.views.frame import Frame, Range
from reluviz.views.memory import Memory
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme

View = tuple[Range, Range]

MOST_NUMBERS = 12
"""With more rows no number stands beside their error bars."""

_STEEPEST = 1.5  # slopes count for what is in view if they are at most so many times as high


@dataclass(frozen=True, eq=False)
class SliceScene:
    """The outputs of a network along one input at one moment, on a sheet of one size.

    Parameters
    ----------
    snapshot : Snapshot
        What is shown: a layered network.
    theme : Theme
        Colours.
    fonts : Fonts
        Fonts, made from the widget's.
    frame : Frame
        Where the curves are, and which part of them.
    size : tuple of float
        Width and height of the sheet, in logical pixels.
    with_slope : bool
        Whether the derivative is shown.
    memory : Memory
        Things made before.
    is_picture : bool
        Whether this is for a file: what is only for the hand is left out.
    with_probe : bool
        Whether the probe is painted.
    """

    snapshot: Snapshot
    theme: Theme
    fonts: Fonts
    frame: Frame
    size: tuple[float, float]
    with_slope: bool = True
    memory: Memory = field(default_factory=Memory)
    is_picture: bool = False
    with_probe: bool = True

    @cached_property
    def state(self) -> State:
        """The network with what follows from it."""
        return state_of(self.snapshot)

    @property
    def network(self) -> Network:
        """The network."""
        return self.state.network

    @cached_property
    def axis(self) -> int:
        """The input that is across."""
        return axis_of(self.snapshot)

    @cached_property
    def output(self) -> int:
        """The output that is looked at."""
        return output_of(self.snapshot)

    @cached_property
    def curves(self) -> list[Slice]:
        """Each output along the input."""
        return curves_of(self.snapshot)

    @cached_property
    def before(self) -> Slice | None:
        """The output that is looked at as it was before the last edit."""
        previous = self.snapshot.before
        if previous is None or previous.network is self.network:
            return None
        old, new = previous.network, self.network
        if old.n_inputs != new.n_inputs or old.n_outputs <= self.output:
            return None
        return previous.slice(self.axis, self.snapshot.point, self.output)

    @cached_property
    def slope(self) -> tuple[Array, Array] | None:
        """The derivative of the output that is looked at, as a polyline; None if not shown."""
        if not self.with_slope:
            return None
        curve = self.curves[self.output]
        point = self.snapshot.point
        return self.memory.of(
            "slope",
            (curve,),
            None,
            lambda: slope_line(self.network, self.axis, point, self.output, curve),
        )

    @cached_property
    def slope_at_probe(self) -> float:
        """The derivative at the probe."""
        return slope_along(self.network, self.axis, self.snapshot.point, self.output)

    @cached_property
    def rows(self) -> TruthTable | None:
        """What is wanted, for a network of one input."""
        return self.state.rows if self.network.n_inputs == 1 else None

    @cached_property
    def has_sides(self) -> bool:
        """Whether the line parts the points into those above and those below."""
        return has_sides(self.state)

    @property
    def hovered(self) -> Item | None:
        """What the mouse is over, in any panel."""
        return None if self.is_picture else self.snapshot.hovered

    @property
    def selection(self) -> Item | None:
        """What is selected."""
        return self.snapshot.selection

    def is_pointed(self, output: int) -> bool:
        """Whether the curve of an output stands out."""
        last = len(self.network.layers) - 1
        return any(item == Unit(output, last) for item in (self.selection, self.hovered))

    def row_places(self) -> Array:
        """Column and row of each row of the table, shape (n, 2)."""
        if self.rows is None:
            return np.empty((0, 2))
        x, y = self.rows.inputs[:, 0], self.rows.outputs[:, self.output]
        return np.column_stack([self.frame.columns(x), self.frame.rows(y)])


def state_of(snapshot: Snapshot) -> State:
    """Return the layered network of a snapshot.

    Raises
    ------
    TypeError
        If it is not layered.
    """
    if snapshot.state.is_shallow:
        raise TypeError(f"this is for layered networks, not for {snapshot.network!r}")
    return snapshot.state


def axis_of(snapshot: Snapshot) -> int:
    """Return the input that is across: the last one if there are not so many."""
    return min(snapshot.view.axis, snapshot.network.n_inputs - 1)


def output_of(snapshot: Snapshot) -> int:
    """Return the output that is looked at: the last one if there are not so many."""
    return min(snapshot.view.output, snapshot.network.n_outputs - 1)


def curves_of(snapshot: Snapshot) -> list[Slice]:
    """Return each output along the input that is across."""
    state, axis, point = state_of(snapshot), axis_of(snapshot), snapshot.point
    return [state.slice(axis, point, output) for output in range(state.network.n_outputs)]


def slope_line(
    network: Network, axis: int, point: tuple[float, ...], output: int, curve: Slice
) -> tuple[Array, Array]:
    """Return the derivative along a curve as a polyline, with steps where it is exact."""
    if curve.is_exact:
        slopes = np.diff(curve.y) / np.diff(curve.x)
        return np.repeat(curve.x, 2)[1:-1], np.repeat(slopes, 2)
    return curve.x, slopes_along(network, axis, point, curve.x, output)


def is_line(network: Network) -> bool:
    """Return whether a network is one linear unit of one input: a line that a hand can turn."""
    return (network.n_inputs, network.n_outputs, len(network.layers)) == (
        1,
        1,
        1,
    ) and network.layers[0].kind.is_linear


def has_sides(state: State) -> bool:
    """Return whether a line parts points that have names: those above and those below."""
    return is_line(state.network) and state.rows is not None and any(state.rows.names)


def side_of(state: State, row: int) -> str:
    """Return on which side of the line the point of a row is: above, below or on."""
    if state.rows is None or state.outputs is None:
        return ""
    away = float(state.rows.outputs[row, 0] - state.outputs[row, 0])
    size = 1e-12 * max(1.0, abs(float(state.rows.outputs[row, 0])))
    return "on" if abs(away) <= size else "above" if away > 0 else "below"


def formula(state: State) -> str:
    """Return a single unit of one input as a formula, such as ``z = sigmoid(2·x − 1)``."""
    network = state.network
    if (network.n_inputs, network.n_outputs, len(network.layers)) != (1, 1, 1):
        return ""
    layer = network.layers[0]
    sums = state.digits.sums(0, 0)
    return f"z = {sums}" if layer.kind.is_linear else f"z = {layer.kind.title}({sums})"


def head(snapshot: Snapshot) -> str:
    """Return what is said above the curves: the formula, or the largest error."""
    state = state_of(snapshot)
    found = formula(state)
    if found or state.misfit is None or state.network.n_inputs != 1:
        return found
    return f"largest error {number(state.misfit.largest, 3)}"


def kind_of_curve(snapshot: Snapshot) -> str:
    """Return whether the curves are the function itself, or samples of it."""
    return "exact" if all(curve.is_exact for curve in curves_of(snapshot)) else "sampled"


def row_index(item: Item | None) -> int | None:
    """Return the row of the truth table that an item is."""
    return item.index if isinstance(item, Row) else None


def above(fonts: Fonts) -> float:
    """Return the space above the frame, for what is said there."""
    return fonts.small_line + 12


def frame_for(fonts: Fonts, size: tuple[float, float], view: View) -> Frame:
    """Return where the curves are on a sheet."""
    return axes.make_frame(fonts, size, view, above(fonts))


def fitted(bounds: View, fonts: Fonts, size: tuple[float, float]) -> View:
    """Return the intervals that show `bounds` with room for writing and for a hand."""
    frame = frame_for(fonts, size, ((0.0, 1.0), (0.0, 1.0)))
    frame = frame_for(fonts, size, axes.with_margins(bounds, frame))
    return axes.with_margins(bounds, frame)


def bounds_of(snapshot: Snapshot, with_slope: bool) -> View:
    """Return the interval of the input, and the lowest and highest of what is to be seen on it."""
    state, axis, output = state_of(snapshot), axis_of(snapshot), output_of(snapshot)
    curves = curves_of(snapshot)
    values = [curve.y for curve in curves]
    values += [np.array(bounds) for bounds in _range_of(state.network)]
    if state.rows is not None and state.network.n_inputs == 1:
        values.append(state.rows.outputs.ravel())
    every = np.concatenate(values)
    low, high = float(every.min()), float(every.max())
    if with_slope:
        _, slopes = slope_line(state.network, axis, snapshot.point, output, curves[output])
        least, most = float(slopes.min()), float(slopes.max())
        reach = _STEEPEST * max(high - low, abs(low), abs(high))
        if max(abs(least), abs(most)) <= reach:
            low, high = min(low, least), max(high, most)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-191):
        reach = max(abs(low), abs(high)) / 2 or 1.0
        low, high = low - reach, high + reach
    return state.box[axis], (low, high)


def _range_of(network: Network) -> list[Range]:
    """What values the last activation can have, if they are bounded."""
    last = network.layers[-1].kind
    return [(last.low, last.high)] if last.is_bounded else []
