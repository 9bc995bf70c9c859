"""The way of the kinks, or of the weights, over a run: a table that grows with the run. No Qt."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from reluviz.core.history import History
from reluviz.core.network import Network, ParameterId
from reluviz.core.perturb import split_flat
from reluviz.core.piecewise import Array, Domain
from reluviz.core.training import TrainState
from reluviz.core.words import short_step

MOST_COLUMNS = 100
"""The ways of so many kinks or weights are drawn at most."""

MOST_LABELS = 12
"""So many weights are named beside their ways."""

NO_UNIT = -1
"""Colour of a weight that belongs to no hidden unit of the first layer."""

_BEYOND = 0.12  # of the range, shown beyond it: kinks that leave the domain are seen leaving


class Way:
    """Something of one run that is drawn by step, as far as it is kept and drawn.

    Parameters
    ----------
    start : Network
        What the run began with.
    columns : ndarray of int, shape (u,)
        What is drawn, of all there is.
    colours : ndarray of int, shape (u,)
        Which unit's colour each has, or `NO_UNIT`.
    names : tuple of str
        What they are called, if that is written beside them; else empty.
    title : str
        What they are.

    Attributes
    ----------
    indices : ndarray, shape (t,)
        Numbers of the steps.
    values : ndarray, shape (t, u)
        Where they are; NaN where there is nothing.
    faded : ndarray of bool, shape (t, u)
        What is drawn paler.
    """

    def __init__(
        self,
        start: Network,
        columns: NDArray[np.intp],
        colours: NDArray[np.intp],
        names: tuple[str, ...],
        title: str,
    ) -> None:
        self.start, self.columns, self.colours = start, columns, colours
        self.names, self.title = names, title
        self.indices: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self.values: Array = np.empty((0, len(columns)))
        self.faded: NDArray[np.bool_] = np.empty((0, len(columns)), dtype=np.bool_)

    def follow(self, history: History) -> None:
        """Take over what `history` of this run has kept since, and let go what it has let go.

        A step of a run is the same whenever it is taken, so that what is known stays true.
        """
        states = history.keyframes
        wanted = np.fromiter(states, dtype=np.intp, count=len(states))
        if np.array_equal(wanted, self.indices):
            return
        old = np.isin(self.indices, wanted, assume_unique=True)
        new = wanted[~np.isin(wanted, self.indices, assume_unique=True)]
        values, faded = self.values[:0], self.faded[:0]
        if len(new):
            values, faded = self.rows([states[index] for index in new.tolist()])
        indices = np.concatenate([self.indices[old], new])
        order = np.argsort(indices)
        self.indices = indices[order]
        self.values = np.concatenate([self.values[old], values])[order]
        self.faded = np.concatenate([self.faded[old], faded])[order]

    def rows(self, states: list[TrainState]) -> tuple[Array, NDArray[np.bool_]]:
        """Return the values of some steps, one or more, and which are faded."""
        raise NotImplementedError

    def scale(self, domain: Domain) -> Domain:
        """Return the range of the numbers that are written beside the ways."""
        raise NotImplementedError

    def view_range(self, domain: Domain) -> Domain:
        """Return the range in view."""
        raise NotImplementedError

    def marks(self, domain: Domain) -> tuple[float, ...]:
        """Return the values that have a dotted line."""
        raise NotImplementedError


class KinkWay(Way):
    """Kinks of a shallow network; faded where no point of the data is on the active side.

    Parameters
    ----------
    start : Network
        What the run began with.
    low, high : float
        Where the data are.
    """

    def __init__(self, start: Network, low: float, high: float) -> None:
        units = _chosen(start.n_units)
        title = "kinks"
        if len(units) < start.n_units:
            title = f"{len(units)} of {start.n_units:,} kinks"
        super().__init__(start, units, units, (), title)
        self.low, self.high = low, high

    def rows(self, states: list[TrainState]) -> tuple[Array, NDArray[np.bool_]]:
        v, b, _, _ = split_flat(np.array([state.values for state in states]))
        v, b = v[:, self.columns], b[:, self.columns]
        with np.errstate(all="ignore"):
            kinks = -b / v
        kinks[~np.isfinite(kinks)] = np.nan
        # Linear in x: active somewhere, if so at an end of the data.
        return kinks, ~((v * self.low + b > 0) | (v * self.high + b > 0))

    def scale(self, domain: Domain) -> Domain:
        return domain

    def view_range(self, domain: Domain) -> Domain:
        low, high = domain
        beyond = _BEYOND * (high - low)
        return low - beyond, high + beyond

    def marks(self, domain: Domain) -> tuple[float, ...]:
        return domain


class WeightWay(Way):
    """Weights and biases of any network; a dotted line for zero, a broken link.

    Parameters
    ----------
    start : Network
        What the run began with.
    has_biases : bool
        Whether the biases are trained too.
    """

    def __init__(self, start: Network, has_biases: bool = True) -> None:
        all_ = list(start.parameters())
        places = [k for k, one in enumerate(all_) if has_biases or not one.is_bias]
        chosen = [places[k] for k in _chosen(len(places)).tolist()]
        colours = np.array([_colour(all_[k]) for k in chosen], dtype=np.intp)
        names = tuple(start.name(all_[k]) for k in chosen) if len(chosen) <= MOST_LABELS else ()
        title = "weights" if len(chosen) > 1 else "weight"
        if len(chosen) < len(places):
            title = f"{len(chosen)} of {len(places):,} weights"
        super().__init__(start, np.array(chosen, dtype=np.intp), colours, names, title)

    def rows(self, states: list[TrainState]) -> tuple[Array, NDArray[np.bool_]]:
        values = np.array([state.values[self.columns] for state in states])
        return values, np.zeros(values.shape, dtype=np.bool_)

    def scale(self, domain: Domain) -> Domain:
        return self.view_range(domain)

    def view_range(self, domain: Domain) -> Domain:
        """Zero and all weights, out to round numbers: it does not shake while they move."""
        low, high = min(float(self.values.min()), 0.0), max(float(self.values.max()), 0.0)
        if high - low < 1e-12:
            return -1.0, 1.0
        step = short_step((high - low) / 5)
        return (math.floor(low / step) - 0.25) * step, (math.ceil(high / step) + 0.25) * step

    def marks(self, domain: Domain) -> tuple[float, ...]:
        return (0.0,)


def _chosen(count: int) -> NDArray[np.intp]:
    """At most `MOST_COLUMNS` of so many, evenly chosen."""
    return np.linspace(0, count - 1, min(count, MOST_COLUMNS)).round().astype(np.intp)


def _colour(parameter: ParameterId) -> int:
    """The hidden unit of the first layer that a parameter belongs to, as in the diagram."""
    if parameter.layer == 0:
        return parameter.unit
    return parameter.source if parameter.layer == 1 and parameter.source is not None else NO_UNIT
