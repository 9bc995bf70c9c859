"""How many digits a number needs on what is looked at: so many as tell it from its neighbours.

Round numbers stay short. Files and what is copied have their own, exact form.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import floor, inf, isfinite, log10, ulp

import numpy as np

from reluviz.core import words
from reluviz.core.calendar import Calendar
from reluviz.core.network import Array, Network, ParameterId
from reluviz.core.piecewise import Domain

_SHARE = 1000  # a thousandth of the width or of the range is seen
_MOST_SHARES = 40  # the errors of more roundings than these cancel
_GRID = 33  # places along an input at which deep networks are looked at
_LARGEST = 1e300  # step: ten thousand of them are a number still


class Digits:
    """Writes the numbers of one network on one domain.

    Parameters
    ----------
    network : Network
        Whose numbers are written.
    box : sequence of (float, float)
        The interval of each input.
    span : float, optional
        The size of the range of its outputs on the box, in their units, if it is known.
    points : array_like, shape (n,), optional
        The increasing x of data from which kinks are to be told.
    calendar : Calendar, optional
        What dates the first input counts, which are then written in place of it.
    """

    def __init__(
        self,
        network: Network,
        box: Sequence[Domain],
        span: float | None = None,
        points: Array | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self._network, self._box, self._span = network, tuple(box), span
        self._points, self._calendar = points, calendar

    def x(self, value: float, axis: int = 0, digits: int = 4) -> str:
        """Return a place along an input, told from the kinks and points beside it.

        Where there is no room for four `digits`, fewer, or 0; far from 0 neighbours still differ.
        """
        low, high = self._box[axis]
        step = (high - low) / _SHARE * 10.0 ** (4 - digits)
        is_told = digits >= 4 or self.is_far(value) or self._calendar is not None
        if axis == 0 and is_told:
            parts = 4 if self._calendar is None else 1  # dates are cut off, not rounded
            step = min([step, *(gap / parts for gap in self._gaps(value, high - low))])
        if axis == 0 and self._calendar is not None:
            return self._calendar.text(value, step)
        return words.number_to(value, step, digits=digits)

    def is_far(self, value: float, axis: int = 0) -> bool:
        """Return whether the first digits of a place are those of all places of the interval."""
        low, high = self._box[axis]
        return abs(value) > 10 * (high - low)

    def y(self, value: float, digits: int = 4) -> str:
        """Return a height to a thousandth of the range; with fewer `digits` than 4, less so."""
        return words.number_to(value, self.span / _SHARE * 10.0 ** (4 - digits), digits=digits)

    def slope(self, value: float) -> str:
        """Return a slope to what a thousandth of the range is over the whole width."""
        low, high = self._box[0]
        return words.number_to(value, self.span / (high - low) / _SHARE)

    def line(self, slope: float, intercept: float) -> str:
        """Return a straight line that, typed back, is right to a thousandth of the range.

        Parameters
        ----------
        slope : float
            In outputs per input.
        intercept : float
            The height at x = 0, however far that is.
        """
        step = self.span / _SHARE
        farthest = max(map(abs, self._box[0]))
        return words.line(slope, intercept, step / farthest if farthest else step, step)

    def value(
        self,
        parameter: ParameterId,
        value: float | None = None,
        signed: bool = False,
        digits: int = 4,
    ) -> str:
        """Return a parameter: all of them so written give the outputs to a thousandth.

        Parameters
        ----------
        parameter : ParameterId
            Which one.
        value : float, optional
            Another value than the network's.
        signed : bool
            Whether a positive number gets a plus sign.
        digits : int
            Where there is no room for four, fewer.
        """
        value = self._network.value(parameter) if value is None else value
        step = self.step(parameter) * 10.0 ** (4 - digits)
        if self._network.is_shallow and parameter.layer == 0 and parameter.is_bias:
            v, (low, high) = float(self._network.v[parameter.unit]), self._box[0]
            if v and self.is_far(value / v):
                step = min(step, abs(v) * (high - low) / 4)
        return words.number_to(value, step, signed, digits)

    def ray(self, unit: int) -> str:
        """Return what a unit of a shallow network computes, such as ``max(0, x + 0.5)``."""
        return f"max(0, {self.sums(0, unit)})"

    def sums(self, layer: int, unit: int) -> str:
        """Return the sum of a unit of one input, such as ``2·x − 1``."""
        ids = (ParameterId(layer, unit, 0), ParameterId(layer, unit))
        return words.line(*map(self._network.value, ids), *map(self.step, ids))

    def signal_step(self, layer: int, unit: int) -> float:
        """Return what moves an output by a thousandth: of a unit's sum, or of its value."""
        passed = self._passed_on(layer, unit)
        return self.span / _SHARE / passed if passed else inf

    def formula(self, most_terms: int = 12) -> str:
        """Return a shallow network as one line, such as ``z = 1 + 4·max(0, x + 1)``.

        Longer sums than `most_terms` are cut with the number of terms left out.
        """
        n_units = self._network.n_units
        cut = max(0, n_units - most_terms)
        return f"z = {self._bias()}{self._terms(0, n_units - cut)}{_left_out(cut)}"

    def formula_so_far(self, count: int, most_terms: int = 12) -> str:
        """Return the bias and the first `count` units of a shallow network as one line.

        A longer sum than `most_terms` has its newest units, and the number of those before them.
        """
        cut = max(0, count - most_terms)
        return f"{self._bias()}{_left_out(cut)}{self._terms(cut, count)}"

    def _bias(self) -> str:
        return self.value(ParameterId(1, 0))

    def _terms(self, first: int, end: int) -> str:
        return "".join(map(self._term, range(first, end)))

    def _term(self, unit: int) -> str:
        w = float(self._network.w[unit])
        factor = self.value(ParameterId(1, 0, unit), abs(w))
        return f" {'+' if w >= 0 else words.MINUS} {factor}·{self.ray(unit)}"

    @property
    def span(self) -> float:
        """The size of the range of outputs; of the outputs themselves if they are all equal."""
        return self._span or self._looked_at[2]

    def step(self, parameter: ParameterId) -> float:
        """Return the change of a parameter that is its share of a thousandth of the range."""
        network = self._network
        if self._is_shallow:
            seen, passed = self._shallow_reach(parameter)
        else:
            inputs, _, _ = self._looked_at
            seen = 1.0 if parameter.source is None else inputs[parameter.layer][parameter.source]
            passed = self._passed_on(parameter.layer, parameter.unit)
        effect = float(seen * passed) * self._shares
        if effect and isfinite(effect) and isfinite(self.span):
            return min(max(self.span / _SHARE / effect, 1 / _LARGEST), _LARGEST)
        # A parameter that acts nowhere, or beyond all numbers, keeps the digits of any other one.
        return abs(network.value(parameter)) or 1.0

    def places(self, *parameters: ParameterId) -> tuple[int, ...]:
        """Return the power of ten of each step: where they are equal, so is what is written."""
        return tuple(floor(log10(self.step(parameter))) for parameter in parameters)

    @cached_property
    def _is_shallow(self) -> bool:
        return self._network.is_shallow

    @cached_property
    def _shares(self) -> int:
        return min(self._network.n_parameters, _MOST_SHARES)

    def _passed_on(self, layer: int, unit: int) -> float:
        """The weight behind a unit, as far as the outputs."""
        if self._is_shallow:
            return abs(float(self._network.w[unit])) if layer == 0 else 1.0
        return float(self._looked_at[1][layer][unit])

    def _shallow_reach(self, parameter: ParameterId) -> tuple[float, float]:
        """The largest input of a parameter, and the weight behind it."""
        network, (low, high) = self._network, self._box[0]
        if parameter.layer == 0:
            far = 1.0 if parameter.source is None else max(abs(low), abs(high))
            return far, self._passed_on(0, parameter.unit)
        if parameter.source is None:
            return 1.0, 1.0
        v, b = float(network.v[parameter.source]), float(network.b[parameter.source])
        return max(0.0, b + v * low, b + v * high), 1.0

    @cached_property
    def _looked_at(self) -> tuple[list[Array], list[Array], float]:
        """The largest input of each layer, the most that a unit is passed on, the range."""
        sides = np.array([np.linspace(low, high, _GRID) for low, high in self._box])
        places = np.meshgrid(*sides) if len(sides) == 2 else sides
        table = np.reshape(places, (len(sides), -1)).T
        inputs: list[Array] = []
        for layer in self._network.layers:
            inputs.append(np.max(np.abs(table), axis=0))
            table = layer(table)
        onward = [np.ones(self._network.n_outputs)]
        for layer in self._network.layers[:0:-1]:
            onward.insert(0, np.abs(layer.weights).T @ onward[0])
        span = float(np.max(np.ptp(table, axis=0)))
        return inputs, onward, span or float(np.max(np.abs(table))) or 1.0

    def _gaps(self, value: float, width: float) -> list[float]:
        """How far the nearest kinks and points are that are not the place itself."""
        same = max(1e-12 * width, 8 * ulp(value))
        gaps = []
        for places in (self._kinks, self._points):
            if places is None or not len(places):
                continue
            left = int(np.searchsorted(places, value - same)) - 1
            right = int(np.searchsorted(places, value + same, "right"))
            gaps += [abs(float(places[k]) - value) for k in (left, right) if 0 <= k < len(places)]
        return gaps

    @cached_property
    def _kinks(self) -> Array | None:
        network = self._network
        if not network.is_shallow:
            return None
        kinks: Array = network.kinks[network.kink_order]
        return kinks[np.isfinite(kinks)]


def _left_out(count: int) -> str:
    return f" + … {count:,} more" if count else ""
