"""The way of the kinks over a run: a table that grows with the run. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.history import History
from reluviz.core.network import Network
from reluviz.core.perturb import split_flat
from reluviz.core.piecewise import Array
from reluviz.core.training import TrainState

MOST_UNITS = 100
"""The kinks of so many units are drawn at most."""


class Way:
    """Kinks of one run, by step and unit, as far as they are kept and drawn.

    Parameters
    ----------
    start : Network
        What the run began with.
    low, high : float
        Where the data are.

    Attributes
    ----------
    units : ndarray, shape (u,)
        The units that are drawn, evenly chosen if there are more than `MOST_UNITS`.
    indices : ndarray, shape (t,)
        Numbers of the steps.
    kinks : ndarray, shape (t, u)
        Where the kinks are; NaN where a unit has none.
    dead : ndarray of bool, shape (t, u)
        Whether no point of the data is on the active side.
    """

    def __init__(self, start: Network, low: float, high: float) -> None:
        count = min(start.n_units, MOST_UNITS)
        self.start, self.low, self.high = start, low, high
        self.units = np.linspace(0, start.n_units - 1, count).round().astype(np.intp)
        self.indices: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self.kinks: Array = np.empty((0, count))
        self.dead: NDArray[np.bool_] = np.empty((0, count), dtype=np.bool_)

    @property
    def is_thinned(self) -> bool:
        """Whether there are more units than are drawn."""
        return self.start.n_units > len(self.units)

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
        kinks, dead = self._rows([states[index] for index in new.tolist()])
        indices = np.concatenate([self.indices[old], new])
        order = np.argsort(indices)
        self.indices = indices[order]
        self.kinks = np.concatenate([self.kinks[old], kinks])[order]
        self.dead = np.concatenate([self.dead[old], dead])[order]

    def _rows(self, states: list[TrainState]) -> tuple[Array, NDArray[np.bool_]]:
        if not states:
            return self.kinks[:0], self.dead[:0]
        v, b, _, _ = split_flat(np.array([state.values for state in states]))
        v, b = v[:, self.units], b[:, self.units]
        with np.errstate(all="ignore"):
            kinks = -b / v
        kinks[~np.isfinite(kinks)] = np.nan
        # Linear in x: active somewhere, if so at an end of the data.
        return kinks, ~((v * self.low + b > 0) | (v * self.high + b > 0))
