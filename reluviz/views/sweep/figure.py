"""Where the dots of many runs are: a column for each combination of settings. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from reluviz.core.words import number
from reluviz.document.reports import INIT_WORDS, SweepState

Array = NDArray[np.float64]

WIDTH = 0.42
"""Half the width of a column, of which the dots take what they need."""

_DECADES = 14.0  # of losses that are shown: below are only roundings
_MARGIN = 0.06


@dataclass(frozen=True)
class Column:
    """One combination of settings.

    Parameters
    ----------
    units : int
        Number of ReLUs.
    rate : float
        Learning rate.
    init : str
        How they start.
    """

    units: int
    rate: float
    init: str


@dataclass(frozen=True, eq=False)
class Figure:
    """What the chart shows; heights are decimal logarithms of the mean squared error.

    Parameters
    ----------
    columns : tuple of Column
        From left to right, at x = 0, 1, ...
    place : ndarray of int, shape (runs,)
        The place of each run in the sweep.
    column : ndarray of int, shape (runs,)
        Its column.
    y : ndarray, shape (runs,)
        The height of its dot.
    diverged, dead : ndarray of bool, shape (runs,)
        Which of them diverged, and which have a dead ReLU.
    medians, possible : ndarray, shape (columns,)
        The median of each column, and the error of the best fit; NaN if not known.
    span : tuple of float
        The lowest and highest height.
    """

    columns: tuple[Column, ...]
    place: NDArray[np.intp]
    column: NDArray[np.intp]
    y: Array
    diverged: NDArray[np.bool_]
    dead: NDArray[np.bool_]
    medians: Array
    possible: Array
    span: tuple[float, float]

    def spread(self, high: float, wide: float) -> Array:
        """Return the x of the dots, which are beside one another where they would overlap.

        Parameters
        ----------
        high, wide : float
            Size of a dot: as a share of the span, and of a column.
        """
        x = self.column.astype(np.float64)
        if not len(x):
            return x
        low, top = self.span
        rows = np.floor((self.y - low) / ((top - low) * high)).astype(np.intp)
        cells = self.column * (int(rows.max()) + 1) + rows
        order = np.lexsort((self.y, cells))
        counts = np.bincount(cells)
        starts = np.cumsum(counts) - counts
        rank = np.empty(len(x), dtype=np.intp)
        rank[order] = np.arange(len(x)) - starts[cells[order]]
        side = np.where(rank % 2 == 1, 1, -1) * ((rank + 1) // 2)
        return x + side * min(wide, 2 * WIDTH / int(counts.max()))

    def order(self, column: int) -> NDArray[np.intp]:
        """Return the dots of a column by growing loss."""
        inside = np.flatnonzero(self.column == column)
        return inside[np.argsort(self.y[inside], kind="stable")]

    def dot(self, place: int) -> int | None:
        """Return the dot of a run, or None if it has not ended yet."""
        found = int(np.searchsorted(self.place, place))
        return found if found < len(self.place) and self.place[found] == place else None


def figure_of(state: SweepState) -> Figure:
    """Return what the chart shows of a sweep."""
    settings = state.settings
    columns = tuple(
        Column(*each) for each in product(settings.units, settings.rates, settings.inits)
    )
    runs = () if state.result is None else state.result.runs
    losses = np.array([run.loss for run in runs], dtype=np.float64)
    diverged = np.array([run.diverged for run in runs], dtype=bool)
    place = np.array([run.place for run in runs], dtype=np.intp)
    column = place // settings.seeds
    errors = [state.possible(one.units) for one in columns]
    possible = np.array([np.nan if error is None else error for error in errors])
    low, high = _range(np.concatenate([losses[~diverged], possible]))
    y = _heights(losses, low, high)
    y[diverged] = high
    medians = np.full(len(columns), np.nan)
    for k in range(len(columns)):
        inside = np.flatnonzero(column == k)
        if len(inside):
            medians[k] = np.median(y[inside])
    margin = _MARGIN * (high - low)
    return Figure(
        columns=columns,
        place=place,
        column=column,
        y=y,
        diverged=diverged,
        dead=np.array([run.place in state.dead for run in runs], dtype=bool),
        medians=medians,
        possible=_heights(possible, low, high),
        span=(low - margin, high + margin),
    )


def label(column: Column, columns: tuple[Column, ...]) -> str:
    """Return what stands below a column, a line for each setting that is not always the same."""
    parts = [f"{column.units:,}"]
    if len({one.rate for one in columns}) > 1:
        parts.append(number(column.rate))
    if len({one.init for one in columns}) > 1:
        parts.append(INIT_WORDS[column.init])
    return "\n".join(parts)


def axis_words(columns: tuple[Column, ...]) -> str:
    """Return what the lines below the columns are."""
    parts = ["ReLUs"]
    if len({one.rate for one in columns}) > 1:
        parts.append("rate")
    if len({one.init for one in columns}) > 1:
        parts.append("start")
    return ", ".join(parts)


def _range(losses: Array) -> tuple[float, float]:
    """The lowest and highest height for errors, some of which may be zero or NaN."""
    known = losses[np.isfinite(losses) & (losses > 0)]
    if not len(known):
        return -1.0, 1.0
    high = math.log10(float(np.max(known)))
    low = max(math.log10(float(np.min(known))), high - _DECADES)
    if np.any(losses == 0):
        low = min(low, high - 1) - 0.5
    if high - low < 0.5:
        middle = (low + high) / 2
        low, high = middle - 0.25, middle + 0.25
    return low, high


def _heights(losses: Array, low: float, high: float) -> Array:
    with np.errstate(divide="ignore"):
        return np.clip(np.log10(losses), low, high)


def ticks(span: tuple[float, float], most: int) -> list[tuple[float, str]]:
    """Return round numbers on a logarithmic scale: heights and texts, about `most` of them."""
    low, high = span
    first, last = math.floor(low), math.ceil(high)
    for factors in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3), (1,)):
        found = [
            (power + math.log10(factor), number(factor * 10.0**power))
            for power in range(first, last + 1)
            for factor in factors
            if low <= power + math.log10(factor) <= high
        ]
        gaps = [1.0] if len(factors) == 1 else np.diff(np.log10([*factors, 10]))
        if (high - low) / min(gaps) <= most:
            return found
    step = math.ceil((high - low) / max(1, most))
    return [tick for k, tick in enumerate(found) if k % step == 0]
