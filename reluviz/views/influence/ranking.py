"""The parameters in the order of their influence; it holds still under a hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Array, ParameterId
from reluviz.core.sensitivity import InfluenceMap

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Ranking:
    """An influence map, sorted.

    Parameters
    ----------
    table : InfluenceMap
        The numbers.
    order : ndarray of int, shape (rows,)
        Rows of the map from the top of the chart to its bottom.
    places : ndarray of int, shape (rows,)
        Where each row of the map stands.
    largest : float
        The value with the full shade.
    is_sorted : bool
        Whether `order` is that of this map, not of one before.
    """

    table: InfluenceMap
    order: Rows
    places: Rows
    largest: float
    is_sorted: bool = True

    @classmethod
    def of(cls, table: InfluenceMap) -> Ranking:
        """Return the rows of a map, those with the most influence in total first."""
        order = np.argsort(-table.totals, kind="stable")
        places = np.empty_like(order)
        places[order] = np.arange(len(order))
        return cls(table, order, places, float(table.peaks.max()))

    def followed_by(self, table: InfluenceMap, is_held: bool) -> Ranking:
        """Return the ranking of a later map; in the same order as now while `is_held`."""
        if table is self.table and (self.is_sorted or is_held):
            return self
        if not is_held or len(table.totals) != len(self.order):
            return Ranking.of(table)
        largest = max(self.largest, float(table.peaks.max()))
        return Ranking(table, self.order, self.places, largest, is_sorted=False)

    def __len__(self) -> int:
        return len(self.order)

    def parameter(self, place: int) -> ParameterId:
        """Return the parameter at a place from the top."""
        return self.table.parameter(int(self.order[place]))

    def place(self, parameter: ParameterId) -> int:
        """Return the place of a parameter from the top."""
        return int(self.places[self.table.row(parameter)])

    def unit(self, place: int) -> int | None:
        """Return the unit of the parameter at a place; None for b0."""
        unit = int(self.order[place]) // 3
        return None if unit == self.table.network.n_units else unit

    def shades(self, places: range, columns: int) -> Array:
        """Return how dark every column of some rows is, shape (rows, columns), 0 to 1.

        The square root of the share of the largest value, so that small ones are seen too.
        """
        low, high = self.table.domain
        middles = low + (np.arange(columns) + 0.5) * ((high - low) / columns)
        values = self.table(middles, self.order[places.start : places.stop])
        return np.sqrt(np.minimum(values / self.largest, 1.0))
