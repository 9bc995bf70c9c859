"""One network on one box against what is wanted, with all that follows from them. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from reluviz.core.anatomy import SegmentReading, first_units, partial_sum, read_segment
from reluviz.core.calendar import Calendar
from reluviz.core.cloud import Cloud, draw_cloud
from reluviz.core.construct import segment_units
from reluviz.core.decision_lines import DecisionLine, decision_line
from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.perturb import Perturbation, envelope
from reluviz.core.piecewise import (
    Array,
    Domain,
    Makers,
    PiecewiseLinear,
    active_at,
    exact_curve,
    traced_curve,
)
from reluviz.core.plane_change import change_found
from reluviz.core.regions import Regions, TooManyRegions, regions
from reluviz.core.sensitivity import (
    InfluenceMap,
    LossSlice,
    influence_map,
    loss_slice,
    loss_slice_at,
)
from reluviz.core.signals import Signals, signals
from reluviz.core.slices import Slice, held_network, slice_along
from reluviz.core.structure import check_small
from reluviz.core.targets import Misfit, Target, misfit, residuals
from reluviz.core.truth_table import TruthTable, wrong_rows
from reluviz.document.items import Draw, Item, Joint, Region, Row, Segment, TargetPoint, Unit
from reluviz.document.target_grabs import followed
from reluviz.files.project import Project

T = TypeVar("T")

Box = tuple[Domain, ...]

MOST_PRODUCTS = 400_000
"""Rows times parameters of a layered network for which a slice of the loss is computed at once."""

_ROUNDING = 1e-12

_MOST_CHANGED = 4_000  # regions of a difference that are looked at for its largest value


MOST_SHOWN = 200_000
"""Segments of the curves that the window shows: more would keep a hand waiting."""


MOST_REGIONS = 20_000
"""Regions of the plane that the window shows: more would keep a hand waiting, too."""


@dataclass(frozen=True, eq=False)
class State:
    """What the panels draw. Everything is computed when first asked for, and once.

    The exact curve, its joints and segments may be asked for if `has_joints`; what only a hidden
    layer of ReLUs between one input and one output has (kinks, rays), if `is_shallow`.

    Parameters
    ----------
    network : Network
        Any network.
    box : tuple of Domain
        The interval of each input.
    target : Target or None
        What a network of one input and one output is held against.
    table : TruthTable or None
        What any other is held against.
    axes : tuple of int
        Of which inputs of another network it is the plane; see `through`.
    """

    network: Network
    box: Box
    target: Target | None = None
    table: TruthTable | None = None
    axes: tuple[int, int] = (0, 1)
    _results: dict[str, tuple[object, object]] = field(default_factory=dict, repr=False)

    @property
    def domain(self) -> Domain:
        """The interval of the first input."""
        return self.box[0]

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the network has one hidden layer of ReLUs, one input and one output."""
        return self.network.is_shallow

    @cached_property
    def digits(self) -> Digits:
        """How many digits its numbers need, also to tell kinks from the points of data."""
        points = self.target.x if self.target is not None and len(self.target.x) <= 1000 else None
        span = float(np.ptp(self.curve.y)) if self.has_joints else None
        return Digits(self.network, self.box, span, points, self.calendar)

    @property
    def calendar(self) -> Calendar | None:
        """What dates the x count, if a target says so."""
        return self.target.calendar if self.target is not None and self.is_curve else None

    @property
    def is_curve(self) -> bool:
        """Whether it has one input and one output, so that a target can be wanted of it."""
        return (self.network.n_inputs, self.network.n_outputs) == (1, 1)

    @cached_property
    def has_curve(self) -> bool:
        """Whether there is an exact curve: one input, one output, nothing curved, no jumps."""
        return self.is_curve and self.network.is_piecewise_linear

    @cached_property
    def has_joints(self) -> bool:
        """Whether the exact curve is held against a target, joint by joint.

        A single unit, and what is held against a truth table, are looked at as a slice.
        """
        if self.is_shallow or self.table is not None:
            return self.is_shallow
        return self.has_curve and len(self.network.layers) > 1

    # What is wanted

    @cached_property
    def rows(self) -> TruthTable | None:
        """What is wanted, as rows: the table, or the points of the target as one."""
        if self.table is not None:
            return self.table if self.table.fits(self.network) else None
        if self.target is None or not self.is_curve:
            return None
        x, y = self.target.samples(self.domain)
        return TruthTable(x[:, np.newaxis], y[:, np.newaxis]) if len(x) else None

    @cached_property
    def outputs(self) -> Array | None:
        """What the network gives for each row, shape (n, n_outputs)."""
        if self.rows is None:
            return None
        return self.network(self.rows.inputs).reshape(len(self.rows), -1)

    @cached_property
    def errors(self) -> Array | None:
        """Output minus what is wanted for each row, shape (n, n_outputs)."""
        if self.rows is None or self.outputs is None:
            return None
        errors: Array = self.outputs - self.rows.outputs
        return errors

    @cached_property
    def wrong(self) -> NDArray[np.bool_] | None:
        """Which rows are on the wrong side of one half."""
        if self.rows is None or self.outputs is None:
            return None
        return wrong_rows(self.outputs, self.rows.outputs)

    @cached_property
    def is_gate(self) -> bool:
        """Whether all that is wanted is on or off, so that rows are right or wrong."""
        return self.rows is not None and bool(np.isin(self.rows.outputs, (0.0, 1.0)).all())

    @cached_property
    def misfit(self) -> Misfit | None:
        """Distance from what is wanted; None if nothing is.

        Exact where there is a curve; else over the rows, `at` the first input of the farthest.
        """
        if self.has_joints:
            return None if self.target is None else misfit(self.curve, self.target)
        if self.rows is None or self.errors is None:
            return None
        row = int(np.argmax(np.abs(self.errors).max(axis=1)))
        largest = float(np.abs(self.errors[row]).max())
        mean_square = float(np.mean(self.errors**2))
        return Misfit(largest, float(self.rows.inputs[row, 0]), mean_square)

    def samples(self) -> tuple[Array, Array] | None:
        """Points to train on, shapes (n, n_inputs) and (n, n_outputs), or both (n,) if shallow."""
        if not self.is_shallow:
            return None if self.rows is None else (self.rows.inputs, self.rows.outputs)
        if self.target is None:
            return None
        x, y = self.target.samples(self.domain)
        return (x, y) if len(x) else None

    # The curve

    @cached_property
    def curve(self) -> PiecewiseLinear:
        """The exact curve."""
        if self.is_shallow:  # whose joints are known without tracing them
            return exact_curve(self.network, self.domain, MOST_SHOWN)
        return self._traced[0]

    def output_at(self, x: float) -> float:
        """The output: of the curve, or outside of the domain of the network."""
        low, high = self.domain
        return float(self.curve(x) if low <= x <= high else self.network(x))

    @property
    def makers(self) -> Makers:
        """Which units make the joints."""
        return self._traced[1]

    @cached_property
    def _traced(self) -> tuple[PiecewiseLinear, Makers]:
        return traced_curve(self.network, self.domain, MOST_SHOWN)

    @cached_property
    def joint_units(self) -> NDArray[np.intp]:
        """The unit of the first layer that makes each joint, shape (joints,); -1 where none does.

        Of a shallow network those at the ends of the domain too.
        """
        units = np.full(len(self.curve), -1, dtype=np.intp)
        if not self.is_shallow:
            of_first = np.flatnonzero(self.makers.layers == 0)[::-1]
            units[self.makers.joints[of_first]] = self.makers.units[of_first]
            return units
        low, high = self.domain
        kinks = self.network.kinks
        inside = np.flatnonzero((kinks >= low) & (kinks <= high))[::-1]  # the first unit wins
        units[np.searchsorted(self.curve.x, kinks[inside])] = inside
        return units

    @cached_property
    def joint_numbers(self) -> NDArray[np.intp]:
        """The hidden unit that makes each joint, by its `unit_number`; -1 where none does."""
        if self.is_shallow:
            return self.joint_units
        numbers = np.full(len(self.curve), -1, dtype=np.intp)
        makers = self.makers
        before = np.cumsum([0, *(layer.n_units for layer in self.network.layers)])
        numbers[makers.joints[::-1]] = (before[makers.layers] + makers.units)[::-1]
        return numbers

    def unit_number(self, unit: Unit) -> int | None:
        """The place of a hidden unit among all of them, layer by layer: its colour goes by it."""
        if not 0 <= unit.layer < len(self.network.layers) - 1:
            return None
        return sum(layer.n_units for layer in self.network.layers[: unit.layer]) + unit.index

    @cached_property
    def point_units(self) -> NDArray[np.intp] | None:
        """The unit that starts each segment, or None if the network is not in point form."""
        return segment_units(self.network, self.curve)

    @cached_property
    def slopes_after(self) -> NDArray[np.float64]:
        """Slope of the curve right of each unit's kink, shape (N,); NaN outside the domain."""
        kinks = self.network.kinks
        slopes = np.full(len(kinks), np.nan)
        inside = np.flatnonzero((kinks >= self.domain[0]) & (kinks < self.domain[1]))
        joints = np.searchsorted(self.curve.x, kinks[inside])
        slopes[inside] = self.curve.slopes[joints]
        return slopes

    @cached_property
    def influence_map(self) -> InfluenceMap:
        """How strongly every parameter acts at every x."""
        return influence_map(self.network, self.domain)

    @cached_property
    def residual(self) -> PiecewiseLinear | None:
        """Output minus target, where both are; None without a line as target on the domain."""
        if not self.has_joints or self.misfit is None or self.target is None:
            return None
        if not self.target.is_line:
            return None
        return self.curve - self.target.curve

    @cached_property
    def residual_points(self) -> tuple[Array, Array] | None:
        """The x of data, and output minus data there; None without data on the domain."""
        if not self.has_joints or self.misfit is None or self.target is None:
            return None
        if self.target.is_line:
            return None
        return residuals(self.curve, self.target)

    def partial_sum(self, count: int) -> PiecewiseLinear:
        """The running sum of the bias and the first `count` units."""
        return self.remembered("sum", count, lambda: partial_sum(self.network, count, self.domain))

    def cloud(self, settings: Perturbation, most: int) -> Cloud:
        """Random draws around the network, the first `most` of them."""
        return self.remembered(
            "cloud",
            (settings, most),
            lambda: draw_cloud(self.network, settings, self.domain, most),
        )

    def envelope(self, settings: Perturbation) -> tuple[PiecewiseLinear, PiecewiseLinear]:
        """The lowest and the highest curve of the box around the network."""
        return self.remembered(
            "envelope",
            settings,
            lambda: envelope(
                self.network, settings.which, settings.spread, self.domain, settings.relative
            ),
        )

    def loss_slice(self, parameter: ParameterId, span: tuple[float, float]) -> LossSlice | None:
        """Mean squared error as one parameter goes through `span`; None without what is wanted."""
        target, rows = self.target, self.rows
        if self.misfit is None:
            return None

        def compute() -> LossSlice | None:
            if self.is_shallow and target is not None:
                return loss_slice(self.network, parameter, self.domain, target, span)
            if rows is None or not self.is_quick:
                return None
            return loss_slice_at(self.network, parameter, rows.inputs, rows.outputs, span)

        return self.remembered("loss", (parameter, span), compute)

    @property
    def is_quick(self) -> bool:
        """Whether a slice of the loss can be computed while the hand waits."""
        rows = 0 if self.rows is None else len(self.rows)
        return self.is_shallow or rows * self.network.n_parameters <= MOST_PRODUCTS

    def mean_square_with(self, parameter: ParameterId, value: float) -> float | None:
        """Mean squared error if one parameter were `value`; None if nothing is wanted."""
        if self.misfit is None:
            return None

        def compute() -> float | None:
            other = State(
                self.network.with_value(parameter, value), self.box, self.target, self.table
            )
            return None if other.misfit is None else other.misfit.mean_square

        return self.remembered("misfit", (parameter, value), compute)

    def segment(self, index: int) -> SegmentReading:
        """The line of one segment, and the units that make it."""
        x = self.curve.x
        return read_segment(self.network, (float(x[index]), float(x[index + 1])))

    def slopes_at_kink(self, unit: int) -> tuple[float | None, float | None]:
        """Slopes of the curve left and right of a unit's kink; None outside the domain."""
        kink = self.network.kinks[unit]
        if not self.domain[0] <= kink <= self.domain[1]:
            return None, None
        joint = int(np.searchsorted(self.curve.x, kink))
        slopes = self.curve.slopes
        left = float(slopes[joint - 1]) if joint > 0 else None
        right = float(slopes[joint]) if joint < len(slopes) else None
        return left, right

    def activations(self, x: float) -> NDArray[np.float64]:
        """Output of each hidden unit at `x`, shape (N,)."""
        return np.maximum(self.network.b + self.network.v * x, 0.0)

    def turner(self, segment: int) -> int | None:
        """The unit of the last hidden layer whose output weight turns a segment, or None.

        Of a shallow network the one whose ray rises to the right from the segment's left joint;
        without one, the one whose ray rises to the left from its right joint. Of any other the
        one whose value is nearest to zero at an end of the segment, as a share of the other end:
        about that end it turns.
        """
        if not self.is_shallow:
            return self._deep_turner(segment)
        v, kinks = self.network.v, self.network.kinks
        left, right = self.curve.x[segment], self.curve.x[segment + 1]
        if segment == 0:
            from_left = np.flatnonzero((v > 0) & (kinks <= left))
        else:
            from_left = np.flatnonzero((v > 0) & (kinks == left))
        if len(from_left):
            return int(from_left[np.argmax(kinks[from_left])])
        if segment == len(self.curve) - 2:
            from_right = np.flatnonzero((v < 0) & (kinks >= right))
        else:
            from_right = np.flatnonzero((v < 0) & (kinks == right))
        return int(from_right[np.argmin(kinks[from_right])]) if len(from_right) else None

    def _deep_turner(self, segment: int) -> int | None:
        values = np.abs(self.last_hidden(self.curve.x[segment : segment + 2]))
        low, high = values.min(axis=0), values.max(axis=0)
        bends = np.flatnonzero(high - low > 1e-9 * high)
        if not len(bends):
            return None
        return int(bends[np.argmin(low[bends] / high[bends])])

    def last_hidden(self, x: Array) -> Array:
        """Values of the units of the last hidden layer, shape (n, units), at `x`, shape (n,)."""
        values = x[:, np.newaxis]
        for layer in self.network.layers[:-1]:
            values = layer(values)
        return values

    def active_units(self, x: float) -> NDArray[np.bool_]:
        """Which units are on at `x`, shape (N,)."""
        return active_at(self.network, x)

    # The network at a point, along an input, over two

    def sums(
        self,
        layer: int,
        units: NDArray[np.intp],
        point: tuple[float, ...],
        count: int | None = None,
    ) -> Array:
        """Weighted sums of some units of a layer, with what is rounding alone taken as 0.

        Parameters
        ----------
        layer : int
            Index of the layer.
        units : ndarray of int, shape (n,)
            Which of its units.
        point : tuple of float
            What goes into the network.
        count : int, optional
            How many hidden units of a shallow network are in the sum of its output; all of them
            without it.

        Returns
        -------
        ndarray, shape (n,)
            The sums, with their biases.
        """
        if layer == 0:
            first = self.network.layers[0]
            terms, bias = first.weights[units] * np.array(point), first.bias[units]
            sums, scale = bias + terms.sum(axis=1), np.abs(bias) + np.abs(terms).sum(axis=1)
            is_noise = np.abs(sums) <= _ROUNDING * scale
            return sums if first.kind.jumps else np.where(is_noise, 0.0, sums)
        if self.is_shallow:
            return np.array([self._output_at(point[0], count)])
        return self.signals(point).sums[layer][units]

    def values(self, layer: int, units: NDArray[np.intp], point: tuple[float, ...]) -> Array:
        """What some units of a layer make of their sums, shape (n,); of layer -1 the inputs."""
        if layer < 0:
            return np.array(point)[units]
        found: Array = self.network.layers[layer].kind.function(self.sums(layer, units, point))
        return found

    def _output_at(self, x: float, count: int | None) -> float:
        """The output at `x`: from the exact curve, beyond its ends by a forward pass."""
        curve = self.curve if count is None else self.partial_sum(count)
        if not curve.x[0] <= x <= curve.x[-1]:
            network = self.network
            return float((network if count is None else first_units(network, count))(x))
        value = float(np.interp(x, curve.x, curve.y))
        if abs(value) > 1e-6 * max(1.0, abs(self.network.b0)):
            return value  # too large for rounding
        scale = max(float(curve.y.max()), -float(curve.y.min()))
        return value if abs(value) > _ROUNDING * scale else 0.0

    def signals(self, point: tuple[float, ...]) -> Signals:
        """What flows through the network at a point."""
        return self.remembered("signals", point, lambda: signals(self.network, point))

    def slice(self, axis: int, point: tuple[float, ...], output: int) -> Slice:
        """One output along one input, the others held at `point`."""
        held = tuple(0.0 if k == axis else value for k, value in enumerate(point))

        def compute() -> Slice:
            return slice_along(self.network, axis, held, self.box[axis], output)

        return self.remembered(f"slice {output}", (axis, held), compute)

    def plane(
        self, steps: int, point: tuple[float, ...], output: int
    ) -> tuple[Array, Array, Array]:
        """Values of one output over the first two inputs, the others held at `point`.

        Parameters
        ----------
        steps : int
            Values along each side.
        point : tuple of float
            Where the other inputs are held.
        output : int
            Which output.

        Returns
        -------
        x, y : ndarray, shape (steps,)
            Places of the values along the two inputs, ends of the box included.
        values : ndarray, shape (steps, steps)
            Row for y, column for x.
        """
        held = point[2:]

        def compute() -> tuple[Array, Array, Array]:
            x, y = (np.linspace(*side, steps) for side in self.box[:2])
            grid = np.empty((steps * steps, self.network.n_inputs))
            grid[:, 0], grid[:, 1] = np.tile(x, steps), np.repeat(y, steps)
            grid[:, 2:] = held
            values = self.network(grid).reshape(len(grid), -1)[:, output]
            return x, y, values.reshape(steps, steps)

        return self.remembered("plane", (steps, held, output), compute)

    @cached_property
    def regions(self) -> Regions | None:
        """The linear regions of the box; None without, or if there are too many to be seen."""
        return self.regions_in((self.box[0], self.box[1])) if self.has_regions else None

    @cached_property
    def has_regions(self) -> bool:
        """Whether the plane of two inputs is cut into regions, in which the output is linear."""
        hidden = self.network.layers[:-1]
        is_straight = all(layer.kind.is_piecewise_linear for layer in hidden)
        return self.network.n_inputs == 2 and bool(hidden) and is_straight

    def regions_in(self, view: tuple[Domain, Domain]) -> Regions | None:
        """The linear regions of a part of the plane; None if they are too many to be seen."""
        try:
            return regions(self.network, view, most=MOST_REGIONS)
        except TooManyRegions:
            return None

    def through(self, axes: tuple[int, int], point: tuple[float, ...], use: str = "") -> State:
        """Return the plane of two inputs, the others held at a point, as a network of these two.

        Rows of a truth table are not in it. A network of two inputs is its own plane.

        Parameters
        ----------
        axes : tuple of int
            The input that is across, and the one that is up.
        point : tuple of float
            Where the others are held.
        use : str
            Planes for another use are remembered apart.
        """
        if self.network.n_inputs == 2:
            return self
        held = tuple(0.0 if k in axes else value for k, value in enumerate(point))

        def make() -> State:
            network = held_network(self.network, axes, held)
            return State(network, (self.box[axes[0]], self.box[axes[1]]), axes=axes)

        return self.remembered(f"through {use}", (axes, held), make)

    def region_of(self, item: Item | None) -> tuple[State, int] | None:
        """Return the plane, and the number of the region in it, that an item means."""
        if not isinstance(item, Region) or self.network.n_inputs not in (2, len(item.point)):
            return None
        plane = self.through(item.axes, item.point, "region")
        index = None if plane.regions is None else plane.regions.at(item.x, item.y)
        return None if index is None else (plane, index)

    def largest_change(self, before: State, output: int) -> tuple[float, tuple[float, float], bool]:
        """Where an output in the plane differs most from what it was.

        Returns
        -------
        change : float
            After minus before.
        place : tuple of float
            Where.
        is_exact : bool
            Whether it is the largest of all, and not only of those on a grid.
        """
        pair, box = (before.network, self.network), (self.box[0], self.box[1])
        return self.remembered(
            "change", (before, output), lambda: change_found(*pair, box, output, _MOST_CHANGED)
        )

    def line(self, unit: int) -> DecisionLine:
        """The line in the plane of a unit of the first layer of two inputs."""
        return decision_line(self.network, unit)

    # Items

    def has(self, item: Item) -> bool:
        """Whether `item` exists in this network."""
        layers = self.network.layers
        if isinstance(item, Unit):
            if item.layer < 0:
                return item.index < self.network.n_inputs
            return item.layer < len(layers) and item.index < layers[item.layer].n_units
        if isinstance(item, Row):
            return self.rows is not None and item.index < len(self.rows)
        if isinstance(item, TargetPoint):
            return self.target is not None and item.index < len(self.target.x)
        if isinstance(item, Joint):
            return self.has_joints and item.index < len(self.curve)
        if isinstance(item, Segment):
            return self.has_joints and item.index < len(self.curve) - 1
        if isinstance(item, Region):
            return self.region_of(item) is not None
        if isinstance(item, Draw):
            return self.is_shallow  # as long as there is a cloud, which the document looks after
        return (
            item.layer < len(layers)
            and item.unit < layers[item.layer].n_units
            and (item.source is None or item.source < layers[item.layer].n_inputs)
        )

    def unit_of(self, item: Item | None) -> int | None:
        """The unit of the first hidden layer whose colour an item has, or None."""
        if isinstance(item, Unit):
            return item.index if item.layer == 0 else None
        if isinstance(item, Joint):
            unit = int(self.joint_units[item.index])
            return unit if unit >= 0 else None
        if isinstance(item, Segment):
            return self.turner(item.index) if len(self.network.layers) == 2 else None
        if isinstance(item, ParameterId):
            if item.layer == 0:
                return item.unit
            return item.source if self.is_shallow else None
        return None

    def place_of(self, item: Joint | Segment | TargetPoint) -> tuple[float, float]:
        """Where an item is: of a segment its left end."""
        if isinstance(item, TargetPoint):
            assert self.target is not None
            return float(self.target.x[item.index]), float(self.target.y[item.index])
        return float(self.curve.x[item.index]), float(self.curve.y[item.index])

    def held_as(self, item: Item | None, drag_mode: str) -> str:
        """Which of the modes "point" and "relu" a hand on `item` follows; another mode as it is.

        Held by its handles, the left end of the curve lifts all of it, a segment turns, and a
        joint is a point, as long as the network is in point form.
        """
        if drag_mode != "handle":
            return drag_mode
        if isinstance(item, Segment):
            return "point" if self.turner(item.index) is None else "relu"
        if isinstance(item, Joint) and item.index > 0 and self.point_units is not None:
            return "point"
        return "relu"

    def parameter_of(self, item: Item | None, drag_mode: str) -> ParameterId | None:
        """The parameter that stands for an item in the editor: what a hand on it changes most."""
        if item is None or isinstance(item, ParameterId):
            return item
        if not self.is_shallow:
            return self._deep_parameter_of(item)
        unit, drag_mode = self.unit_of(item), self.held_as(item, drag_mode)
        if isinstance(item, Joint) and drag_mode == "relu":
            if item.index == 0:
                return ParameterId(1, 0)
            return None if unit is None else ParameterId(0, unit)
        if isinstance(item, Joint) and unit is None:
            unit = self.turner(min(item.index, len(self.curve) - 2))
        return None if unit is None else ParameterId(1, 0, unit)

    def _deep_parameter_of(self, item: Item) -> ParameterId | None:
        last = len(self.network.layers) - 1
        if isinstance(item, Unit) and item.layer >= 0:
            return ParameterId(item.layer, item.index)
        if isinstance(item, Joint):  # an end of the domain goes up and down with the output
            return ParameterId(*next(iter(self.makers.of(item.index)), (last, 0)))
        if isinstance(item, Segment):
            unit = self.turner(item.index)
            return None if unit is None else ParameterId(last, 0, unit)
        return None

    def follow(self, item: Item | None, before: State) -> Item | None:
        """Return what `item` of the state `before` has become; None if it is gone.

        Kinks may pass one another; a joint stays with its unit.
        """
        if isinstance(item, (Joint, Segment)) and not (before.has_joints and self.has_joints):
            return None
        if isinstance(item, (Joint, Segment)) and not (before.is_shallow and self.is_shallow):
            return self._follow_maker(item, before)
        if isinstance(item, Joint) and before.network.n_units == self.network.n_units:
            return self._follow_joint(item, before)
        if isinstance(item, TargetPoint) and self.target is not before.target:
            if self.target is None or before.target is None:
                return None
            return followed(item, before.target, self.target)
        return None if item is None or not self.has(item) else item

    def _follow_joint(self, item: Joint, before: State) -> Joint | None:
        if self.domain == before.domain and self.network.layers[0] is before.network.layers[0]:
            return item
        unit = before.unit_of(item)
        if unit is None:  # an end of the domain without a kink
            return Joint(0 if item.index == 0 else len(self.curve) - 1)
        kink = self.network.kinks[unit]
        if not self.domain[0] <= kink <= self.domain[1]:
            return None
        return Joint(int(np.searchsorted(self.curve.x, kink)))

    def _follow_maker(self, item: Joint | Segment, before: State) -> Joint | Segment | None:
        """A joint stays with the unit that makes it; of several by place, then the nearest."""
        if self.curve is before.curve or (
            self.domain == before.domain and np.array_equal(self.curve.x, before.curve.x)
        ):
            return item
        if isinstance(item, Segment):
            left = self._follow_maker(Joint(item.index), before)
            found = None if left is None else Segment(left.index)
            return found if found is not None and self.has(found) else None
        if item.index in (0, len(before.curve) - 1):
            return Joint(0 if item.index == 0 else len(self.curve) - 1)
        for maker in before.makers.of(item.index):
            were, are = before.makers.joints_of(*maker), self.makers.joints_of(*maker)
            if len(were) == len(are):
                return Joint(int(are[were.searchsorted(item.index)]))
            if len(are):
                away = np.abs(self.curve.x[are] - before.curve.x[item.index])
                return Joint(int(are[np.argmin(away)]))
        return None

    def remembered(self, what: str, key: object, compute: Callable[[], T]) -> T:
        """Keep the newest result of each kind: it is asked for again with every snapshot."""
        kept = self._results.get(what)
        if kept is None or kept[0] != key:
            kept = self._results[what] = (key, compute())
        return cast(T, kept[1])


def evaluate(project: Project, network: Network | None = None) -> State:
    """Return what follows from a project, or from another network in its place."""
    return State(network or project.network, project.box, project.target, project.table)


def check_showable(project: Project) -> None:
    """Raise ValueError if the window cannot show the network of `project`."""
    network = project.network
    if not network.is_shallow:
        check_small(network)
    if network.n_inputs == network.n_outputs == 1 and network.is_piecewise_linear:
        exact_curve(network, project.domain, MOST_SHOWN)  # not too many segments, none infinite
