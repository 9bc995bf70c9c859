"""What the table of numbers shows: rays with v, b and w, or any layer with its inputs."""

from __future__ import annotations

from enum import IntEnum
from math import inf
from typing import NamedTuple

import numpy as np

from reluviz.core import words
from reluviz.core.network import Array, Network, ParameterId
from reluviz.core.structure import MOST_WIDTH
from reluviz.document.items import Item, Unit
from reluviz.document.state import State
from reluviz.views.layered_words import neuron_of, node_name, node_title
from reluviz.views.number_model import MISSING
from reluviz.views.numbers import exact_text

HOW = (
    "Type to change it, or scroll over the selected cell; Alt+Up and Alt+Down step it "
    "(with Shift fine, with Ctrl coarse)"
)


class Cell(NamedTuple):
    """Row and column; -1, -1 for none."""

    row: int
    column: int


NO_CELL = Cell(-1, -1)

Marked = ParameterId | Unit | None


class Page:
    """Columns of numbers after one of names, a row for each unit.

    Parameters
    ----------
    state : State
        The network, and what follows from it.
    titles : tuple of str
        Titles of the columns.
    values : list of ndarray, each of shape (rows,)
        The numbers of all columns but the first; NaN where there is none. A column that is the
        same as before is the same array.
    key : tuple
        Rows and columns are the same as those of another page if their keys are equal.
    """

    def __init__(
        self, state: State, titles: tuple[str, ...], values: list[Array], key: tuple[object, ...]
    ) -> None:
        self.state = state
        self.titles = titles
        self.values = values
        self.key = (type(self), *key)
        self.n_rows = len(values[0])

    def value(self, row: int, column: int) -> float | None:
        """Return the number in a cell; None if there is none."""
        number = float(self.values[column - 1][row]) if column else np.nan
        return number if number == number else None

    def is_editable(self, row: int, column: int) -> bool:
        """Whether the number in a cell can be changed."""
        item = self.item_at(row, column)
        return isinstance(item, ParameterId) and self.value(row, column) is not None

    def written(self, row: int, column: int, value: float, digits: int) -> str:
        """Return a number of a cell with so many digits; 0 for the shortest there is."""
        item = self.item_at(row, column)
        if isinstance(item, ParameterId):
            return self.state.digits.value(item, value, self.is_signed(column), digits)
        return words.number_to(value, inf, self.is_signed(column), digits)

    def text(self, row: int, column: int, digits: int = 4) -> str:
        """Return what a cell shows."""
        if not column:
            return self.name(row)
        value = self.value(row, column)
        return self.missing(row) if value is None else self.written(row, column, value, digits)

    def tip(self, row: int, column: int) -> str | None:
        """Return a number in full."""
        value, item = self.value(row, column), self.item_at(row, column)
        if value is None:
            return None
        if isinstance(item, ParameterId):
            return f"{self.state.network.name(item)} = {exact_text(value)}\n{HOW}"
        return f"{self.titles[column]} of {self.name(row)} = {exact_text(value)}"

    def missing(self, row: int) -> str:
        """Return what stands where there is no number."""
        return MISSING

    def parameter_value(self, row: int, column: int, value: float) -> float:
        """Return the value of a cell's parameter when `value` is typed there."""
        return value

    def upwards(self, row: int, column: int) -> int:
        """Return 1 if the number grows with the cell's parameter, else -1."""
        return 1

    # What each kind has its own way of

    def name(self, row: int) -> str:
        """Return the name of a row."""
        raise NotImplementedError

    def is_signed(self, column: int) -> bool:
        """Whether the numbers of a column have a plus sign."""
        raise NotImplementedError

    def help(self, column: int) -> str:
        """Return what a column is."""
        raise NotImplementedError

    def item_at(self, row: int, column: int) -> Item:
        """Return what a cell stands for: its parameter, else its unit."""
        raise NotImplementedError

    def cell_of(self, item: Item | None) -> Cell:
        """Return the cell of a parameter or a unit."""
        raise NotImplementedError


class LayerPage(Page):
    """Any layer: a column for each of its inputs, the bias, and at the probe sum and value.

    Parameters
    ----------
    state, point
        The network, and the probe.
    layer : int
        Index of the layer.
    before : Page, optional
        What was shown before.
    """

    def __init__(
        self, state: State, point: tuple[float, ...], layer: int, before: Page | None = None
    ) -> None:
        network, flow = state.network, state.signals(point)
        self.layer, shown = layer, network.layers[layer]
        self._last = shown.n_inputs
        if isinstance(before, LayerPage) and before.state.network.layers[before.layer] is shown:
            values = before.values[:-2]
        else:
            values = [*shown.weights.T, shown.bias]
        sources = [f"w {node_name(network, layer - 1, k)}" for k in range(shown.n_inputs)]
        titles = ("unit", *sources, "b", "sum", "value")
        values = [*values, flow.sums[layer], flow.values[layer]]
        super().__init__(state, titles, values, (layer, len(network.layers), shown.weights.shape))

    def name(self, row: int) -> str:
        return node_name(self.state.network, self.layer, row)

    def is_signed(self, column: int) -> bool:
        return column <= self._last + 1

    def help(self, column: int) -> str:
        network, last = self.state.network, self._last
        if column == 0:
            return "A unit of this layer"
        if column <= last:
            return f"Weight from {node_title(network, self.layer - 1, column - 1)}.\n{HOW}"
        if column == last + 1:
            return f"b, the bias of the unit.\n{HOW}"
        if column == last + 2:
            return "The weighted sum at the probe, with the bias"
        return f"What {network.layers[self.layer].kind.title} makes of the sum, at the probe"

    def item_at(self, row: int, column: int) -> Item:
        if 1 <= column <= self._last:
            return ParameterId(self.layer, row, column - 1)
        return ParameterId(self.layer, row) if column == self._last + 1 else Unit(row, self.layer)

    def cell_of(self, item: Item | None) -> Cell:
        if isinstance(item, Unit) and item.layer == self.layer:
            return Cell(item.index, 0)
        if isinstance(item, ParameterId) and item.layer == self.layer:
            return Cell(item.unit, (self._last if item.source is None else item.source) + 1)
        return NO_CELL


class Column(IntEnum):
    """The columns of rays, left to right."""

    UNIT = 0
    V = 1
    B = 2
    KINK = 3
    W = 4
    SLOPE = 5
    INFLUENCE = 6
    SHARE = 7


TITLES = ("unit", "v", "b", "kink", "w", "slope after", "influence of w", "moves")
MAP_COLUMNS = (Column.INFLUENCE, Column.SHARE)
KINDS = ("v", "b", "w")
"""Whose total influence there can be a column of, in the order of the influence map."""

_HELP = (
    "A hidden unit and its colour in the plot and the diagram",
    "v, the weight of the hidden unit.\n" + HOW,
    "b, the bias of the hidden unit; in the last row b0, the bias of the output.\n" + HOW,
    "Where the ray of the unit starts: x = −b / v. Changing it changes b.\n" + HOW,
    "w, the output weight of the unit.\n" + HOW,
    "Slope of the curve to the right of the unit's kink",
    "Total influence of {kind}: the integral of |∂z/∂{kind}| over the domain.\n"
    "It follows the selection: select a number of another column",
    "Share of the domain on which a change of {kind} moves the curve",
)


class RayPage(Page):
    """A hidden layer of ReLUs with its output weights, and a last row for the output.

    Parameters
    ----------
    state : State
        A network whose parameters are called v, b, w, b0.
    kind : str
        One of `KINDS`: whose influence is shown.
    has_influence : bool
        Whether it is worked out at all; else those columns are empty.
    before : Page, optional
        What was shown before.
    """

    def __init__(
        self, state: State, kind: str, has_influence: bool, before: Page | None = None
    ) -> None:
        network = state.network
        self.kind, self.n_units = kind, network.n_units
        known = before if isinstance(before, RayPage) and before.n_units == self.n_units else None
        self._none: Array = known._none if known else np.full(self.n_units + 1, np.nan)
        if known and known.state.network.layers[0] is network.layers[0]:
            v, kinks = known.values[Column.V - 1], known.values[Column.KINK - 1]
        else:
            v, kinks = (np.append(a, np.nan) for a in (network.v, network.kinks))
        b = np.append(network.b, network.b0)
        w, slopes = (np.append(a, np.nan) for a in (network.w, state.slopes_after))
        maps = [self._none, self._none]
        if has_influence:
            found, rows = state.influence_map, slice(KINDS.index(kind), -1, len(KINDS))
            maps = [np.append(a[rows], a[-1]) for a in (found.totals, found.shares)]
        titles = (*TITLES[: Column.INFLUENCE], f"influence of {kind}", TITLES[Column.SHARE])
        super().__init__(state, titles, [v, b, kinks, w, slopes, *maps], (self.n_units,))

    def name(self, row: int) -> str:
        return "out" if row == self.n_units else node_name(self.state.network, 0, row)

    def is_signed(self, column: int) -> bool:
        return column in (Column.B, Column.W, Column.SLOPE)

    def help(self, column: int) -> str:
        return _HELP[column].format(kind=self.kind)

    def missing(self, row: int) -> str:
        return "" if row == self.n_units else MISSING

    def item_at(self, row: int, column: int) -> Item:
        if row == self.n_units:
            return ParameterId(1, 0)
        if column == Column.V:
            return ParameterId(0, row, 0)
        if column in (Column.B, Column.KINK):
            return ParameterId(0, row)
        return ParameterId(1, 0, row) if column == Column.W else Unit(row)

    def is_editable(self, row: int, column: int) -> bool:
        return Column.V <= column <= Column.W and self.value(row, column) is not None

    def cell_of(self, item: Item | None) -> Cell:
        if isinstance(item, Unit) and item.layer >= 0:
            return Cell(item.index if item.layer == 0 else self.n_units, Column.UNIT)
        if not isinstance(item, ParameterId):
            return NO_CELL
        if item.layer == 1:
            is_bias = item.source is None
            return Cell(self.n_units, Column.B) if is_bias else Cell(item.source or 0, Column.W)
        return Cell(item.unit, Column.B if item.source is None else Column.V)

    def written(self, row: int, column: int, value: float, digits: int) -> str:
        if column == Column.SHARE:
            return f"{words.number(100 * value, min(digits, 3) or 1)} %"
        if column > Column.W:
            return words.number_to(value, inf, column == Column.SLOPE, digits)
        if column == Column.KINK:
            return self.state.digits.x(value, digits=digits)
        return super().written(row, column, value, digits)

    def tip(self, row: int, column: int) -> str | None:
        value, is_output = self.value(row, column), row == self.n_units
        if value is None:
            if not is_output and column == Column.KINK:
                return "No kink: v is 0, so the unit is a constant"
            if not is_output and column == Column.SLOPE:
                return "The kink of this unit is outside the domain"
            return None
        if column in MAP_COLUMNS:
            network = self.state.network
            place = ParameterId(1, 0)
            name = network.name(place) if is_output else network.ray_name(self.kind, row)
            what = "total influence" if column == Column.INFLUENCE else "share of the domain"
            return f"{what} of {name} = {exact_text(value)}"
        name = f"{TITLES[column]} of ReLU {row + 1}"
        tip = f"{self.state.network.name(ParameterId(1, 0)) if is_output else name} = "
        return tip + exact_text(value) + (f"\n{HOW}" if self.is_editable(row, column) else "")

    def parameter_value(self, row: int, column: int, value: float) -> float:
        if column == Column.KINK:
            return -float(self.state.network.v[row]) * value + 0.0  # no negative zero
        return value

    def upwards(self, row: int, column: int) -> int:
        return -1 if column == Column.KINK and self.state.network.v[row] > 0 else 1


def shows_rays(network: Network) -> bool:
    """Return whether a network is shown as rays: by its names, or with more units than columns."""
    return network.has_ray_names or (network.is_shallow and network.n_units > MOST_WIDTH)


def kind_of(item: Item | None) -> str | None:
    """Return which of `KINDS` an item of a network of rays is; None for any other."""
    if not isinstance(item, ParameterId) or item == ParameterId(1, 0):
        return None
    return "w" if item.layer == 1 else "b" if item.source is None else "v"


def marked(item: Item | None, parameter: ParameterId | None, unit: int | None) -> Marked:
    """Return what the table marks for an item: itself, or the parameter or unit it stands for."""
    if isinstance(item, (ParameterId, Unit)):
        return item
    return parameter if parameter is not None or unit is None else Unit(unit)


def layer_of(network: Network, item: Marked) -> int | None:
    """Return the layer whose rows an item is in; None for what is in no layer."""
    neuron = neuron_of(item)
    if neuron is None or neuron.layer < 0:
        return None
    if shows_rays(network) and isinstance(item, ParameterId) and item.source is not None:
        return 0  # w stands beside v
    return neuron.layer
