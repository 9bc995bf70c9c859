"""The lines of the chart, as numbers: rays, rays times their weights, or running sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.anatomy import running_sums
from reluviz.core.network import Array, Network, ParameterId
from reluviz.core.piecewise import Domain, active_at
from reluviz.views.layered_words import node_name

MODES = ("rays", "scaled", "sums")
"""max(0, b + v x) of each unit; the same times its w; b0, then one unit more each."""

MOST_RAYS = 400
"""So many rays are drawn at most, and so many running sums."""

_MOST_VERTICES, _LEAST_SUMS = 24_000, 12

Numbers = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Content:
    """Polylines over the domain.

    Parameters
    ----------
    network : Network
        Of which it is.
    mode : str
        One of `MODES`.
    n_units : int
        Units of the network.
    step : int
        Every so manieth is drawn.
    numbers : ndarray of int, shape (k,)
        Which ones are drawn: indices of units; for running sums, how many units each has.
    x : ndarray, shape (k, m) or (1, m)
        Vertices, never decreasing; one row if all lines have the same.
    y : ndarray, shape (k, m)
        Their values.
    y_range : (float, float)
        The lowest and the highest value, of all units also where not all are drawn.
    """

    network: Network
    mode: str
    n_units: int
    step: int
    numbers: Numbers
    x: Array
    y: Array
    y_range: tuple[float, float]

    def name(self, number: int) -> str:
        """Return what a line is called."""
        network, is_sum = self.network, self.mode == "sums"
        if is_sum and number == 0:
            return network.name(ParameterId(1, 0))
        unit = node_name(network, 0, number - 1 if is_sum else number)
        if is_sum:
            return "output" if number == self.n_units else f"after {unit}"
        if self.mode == "rays":
            return unit
        weight = network.ray_name("w", number)
        return f"{weight} {unit}" if network.has_ray_names else weight

    @cached_property
    def domain(self) -> Domain:
        """Where the lines are."""
        return float(self.x[0, 0]), float(self.x[0, -1])

    def at(self, x: float) -> tuple[Array, Array]:
        """Return values and slopes of all lines at an `x` of the domain, each of shape (k,)."""
        rows = np.arange(len(self.y))
        own = rows if len(self.x) > 1 else np.zeros_like(rows)
        j = np.sum(self.x[:, 1:-1] <= x, axis=1)[own]
        start, value = self.x[own, j], self.y[rows, j]
        run, rise = self.x[own, j + 1] - start, self.y[rows, j + 1] - value
        slopes = np.divide(rise, run, out=np.zeros_like(rise), where=run > 0)
        return value + slopes * (x - start), slopes

    def cut(self, low: float, high: float) -> tuple[Array, Array]:
        """Return the vertices (x, y) of the part between two x of the domain."""
        first, last = self.domain
        if low <= first and high >= last:
            return self.x, self.y
        left, right = self.at(low)[0], self.at(high)[0]
        inside = (self.x > low) & (self.x < high)
        if len(self.x) < len(self.y):  # a single ray has its own x, too
            x = np.concatenate([[low], self.x[0, inside[0]], [high]])[np.newaxis]
            return x, np.column_stack([left, self.y[:, inside[0]], right])
        y = np.where(inside, self.y, np.where(self.x <= low, left[:, None], right[:, None]))
        return np.clip(self.x, low, high), y

    def row(self, number: int) -> int | None:
        """Return the row of a unit, or of a running sum; None if it is not drawn."""
        k = int(np.searchsorted(self.numbers, number))
        return k if k < len(self.numbers) and self.numbers[k] == number else None


def content_of(network: Network, domain: Domain, mode: str, always: Iterable[int] = ()) -> Content:
    """Return what the chart shows of a network.

    Parameters
    ----------
    network : Network
        A shallow network.
    domain : tuple of float
        The interval of x.
    mode : str
        One of `MODES`.
    always : iterable of int
        Units that are drawn even where not all are; for running sums, those before and after.
    """
    return (_sums if mode == "sums" else _rays)(network, domain, mode, tuple(always))


def _rays(network: Network, domain: Domain, mode: str, always: tuple[int, ...]) -> Content:
    n = network.n_units
    step = -(-n // MOST_RAYS)
    numbers = np.union1d(np.arange(0, n, step), np.array(always, dtype=np.intp))
    x, y = _bent_lines(network, domain)
    if mode == "scaled":
        y = y * network.w[:, np.newaxis]
    low, high = min(0.0, float(y.min())), max(0.0, float(y.max()))
    return Content(network, mode, n, step, numbers, x[numbers], y[numbers], (low, high))


def _bent_lines(network: Network, domain: Domain) -> tuple[Array, Array]:
    """Ends and kink of every ray, x and y, each of shape (N, 3); exactly 0 where it is off."""
    low, high = domain
    v, b, kinks = network.v, network.b, network.kinks
    middle = np.where(v == 0, (low + high) / 2, np.clip(kinks, low, high))
    on_low = active_at(network, low)
    on_high = np.where(v > 0, kinks < high, np.where(v < 0, kinks >= high, b > 0))
    has_kink_inside = (kinks >= low) & (kinks <= high)
    on = np.column_stack([on_low, (on_low | on_high) & ~has_kink_inside, on_high])
    x = np.column_stack([np.full_like(v, low), middle, np.full_like(v, high)])
    return x, np.where(on, np.maximum(b[:, None] + v[:, None] * x, 0.0), 0.0)


def _sums(network: Network, domain: Domain, mode: str, always: tuple[int, ...]) -> Content:
    n = network.n_units
    most = min(MOST_RAYS, max(_LEAST_SUMS, _MOST_VERTICES // (n + 2)))
    step = -(-n // most)
    regular = np.append(np.arange(0, n, step), n)
    beside = [count for unit in always for count in (unit, unit + 1)]
    numbers = np.union1d(regular, np.array(beside, dtype=np.intp))
    x, y = running_sums(network, numbers, domain)
    of_regular = y[np.searchsorted(numbers, regular)]
    y_range = (float(of_regular.min()), float(of_regular.max()))
    return Content(network, mode, n, step, numbers, x[np.newaxis], y, y_range)
