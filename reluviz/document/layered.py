"""A network of any layers, inputs and activations, with what follows from it. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from reluviz.core.decision_lines import DecisionLine, decision_line
from reluviz.core.influence import Intervals
from reluviz.core.layer import Array
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.core.signals import Signals, signals
from reluviz.core.slices import Slice, slice_along
from reluviz.core.targets import Misfit, Target
from reluviz.core.truth_table import TruthTable, wrong_rows
from reluviz.document.items import Item, Neuron, Row, TargetPoint
from reluviz.document.state import State

T = TypeVar("T")

Box = tuple[Domain, ...]


@dataclass(frozen=True, eq=False)
class LayeredEvaluation:
    """What the panels draw of a layered network. Computed when first asked for, and once.

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
    """

    network: Network
    box: Box
    target: Target | None = None
    table: TruthTable | None = None
    _results: dict[str, tuple[object, object]] = field(default_factory=dict, repr=False)

    @property
    def domain(self) -> Domain:
        """The interval of the first input."""
        return self.box[0]

    @cached_property
    def rows(self) -> TruthTable | None:
        """What is wanted, as rows: the table, or the points of the target as one."""
        if self.table is not None:
            return self.table if self.table.fits(self.network) else None
        if self.target is None or (self.network.n_inputs, self.network.n_outputs) != (1, 1):
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
        """Distance from what is wanted, over the rows; `at` is the first input of the farthest."""
        if self.rows is None or self.errors is None:
            return None
        row = int(np.argmax(np.abs(self.errors).max(axis=1)))
        largest = float(np.abs(self.errors[row]).max())
        mean_square = float(np.mean(self.errors**2))
        return Misfit(largest, float(self.rows.inputs[row, 0]), mean_square)

    def samples(self) -> tuple[Array, Array] | None:
        """Points to train on, shapes (n, n_inputs) and (n, n_outputs)."""
        return None if self.rows is None else (self.rows.inputs, self.rows.outputs)

    def signals(self, point: tuple[float, ...]) -> Signals:
        """What flows through the network at a point."""
        return self._remembered("signals", point, lambda: signals(self.network, point))

    def slice(self, axis: int, point: tuple[float, ...], output: int) -> Slice:
        """One output along one input, the others held at `point`."""
        held = tuple(0.0 if k == axis else value for k, value in enumerate(point))

        def compute() -> Slice:
            return slice_along(self.network, axis, held, self.box[axis], output)

        return self._remembered(f"slice {output}", (axis, held), compute)

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

        return self._remembered("plane", (steps, held, output), compute)

    def line(self, unit: int) -> DecisionLine:
        """The line in the plane of a unit of the first layer of two inputs."""
        return decision_line(self.network, unit)

    # Items

    def has(self, item: Item) -> bool:
        """Whether `item` exists in this network."""
        layers = self.network.layers
        if isinstance(item, Neuron):
            if item.layer < 0:
                return item.index < self.network.n_inputs
            return item.layer < len(layers) and item.index < layers[item.layer].n_units
        if isinstance(item, Row):
            return self.rows is not None and item.index < len(self.rows)
        if isinstance(item, TargetPoint):
            return self.target is not None and item.index < len(self.target.x)
        if not isinstance(item, ParameterId):
            return False
        return (
            item.layer < len(layers)
            and item.unit < layers[item.layer].n_units
            and (item.source is None or item.source < layers[item.layer].n_inputs)
        )

    def follow(self, item: Item | None, before: State) -> Item | None:
        """Return what `item` of the state `before` has become; None if it is gone."""
        return None if item is None or not self.has(item) else item

    def unit_of(self, item: Item | None) -> int | None:
        """The unit of the first hidden layer whose colour an item has, or None."""
        if isinstance(item, Neuron) and item.layer == 0:
            return item.index
        return item.unit if isinstance(item, ParameterId) and item.layer == 0 else None

    def parameter_of(self, item: Item | None, drag_mode: str) -> ParameterId | None:
        """The parameter that stands for an item in the editor: of a neuron its bias."""
        if isinstance(item, ParameterId):
            return item
        if isinstance(item, Neuron) and item.layer >= 0:
            return ParameterId(item.layer, item.index)
        return None

    def reach_of(self, item: Item | None, drag_mode: str) -> Intervals:
        """Nothing: what moves is not told in advance."""
        return ()

    def _remembered(self, what: str, key: object, compute: Callable[[], T]) -> T:
        """Keep the newest result of each kind: it is asked for again with every snapshot."""
        kept = self._results.get(what)
        if kept is None or kept[0] != key:
            kept = self._results[what] = (key, compute())
        return cast(T, kept[1])
