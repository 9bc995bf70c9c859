"""The ways of kinks and weights through a training, and where things are in its charts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from reluviz.core.history import History
from reluviz.core.network import Network, ParameterId
from reluviz.core.perturb import split_flat
from reluviz.core.piecewise import Array, Domain
from reluviz.core.training import TrainState
from reluviz.core.words import number, short_step
from reluviz.views.layered_words import node_name
from reluviz.views.log_ticks import log_ticks, tick_texts
from reluviz.views.painting import Fonts

LEAST_HEIGHT = 120.0
"""Of a chart, in pixels."""

MOST_COLUMNS = 100
"""The ways of so many kinks or weights are drawn at most."""

MOST_LABELS = 12
"""So many kinks or weights are named beside their ways."""

NO_UNIT = -1
"""Colour of a weight that belongs to no hidden unit of the first layer."""

_BEYOND = 0.12  # of the range, shown beyond it: kinks that leave the domain are seen leaving
_GAP, _MARGIN = 10.0, 4.0  # pixels between the charts, and around them
_QUANTUM = 0.25  # powers of ten by which the range of losses grows and shrinks
_DEEPEST = 12.0  # powers of ten below the largest loss that are shown
_FEWEST_STEPS = 20

Ticks = list[tuple[float, str]]


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
        names = tuple(node_name(start, 0, k) for k in units.tolist())
        super().__init__(start, units, units, names if len(units) <= MOST_LABELS else (), title)
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


@dataclass(frozen=True, eq=False)
class Run:
    """What is shown of a run.

    Parameters
    ----------
    indices : ndarray, shape (n,)
        Numbers of the steps whose loss is kept.
    losses : ndarray, shape (n,)
        Their mean squared errors.
    way : Way
        The kinks or weights.
    domain : tuple of float
        Where the network is looked at.
    steps : int
        Where the run ends.
    shown : int
        The step whose network is in hand.
    possible : float or None
        The mean squared error of the best fit with as many units, if it is known.
    """

    indices: NDArray[np.intp]
    losses: Array
    way: Way
    domain: Domain
    steps: int
    shown: int
    possible: float | None


class Scene:
    """Two charts with the steps as their x: one above the other, or side by side if that is low.

    Parameters
    ----------
    run : Run
        What is shown.
    width, height : float
        Of the widget, in pixels.
    fonts : Fonts
        Fonts.
    """

    def __init__(self, run: Run, width: float, height: float, fonts: Fonts) -> None:
        self.run = run
        left = fonts.label_width("0.0000") + 8
        names = max((fonts.label_width(name) for name in run.way.names), default=0.0)
        right = max(left + 20, width - 10 - names)
        bottom = max(40.0, height - fonts.small_line - 2)
        if bottom < 2 * LEAST_HEIGHT + _MARGIN + _GAP:
            across = max(20.0, (right - 2 * left - _GAP) / 2)
            self.loss_rect = QRectF(left, _MARGIN, across, bottom - _MARGIN)
            self.way_rect = self.loss_rect.translated(across + _GAP + left, 0.0)
        else:
            middle = _MARGIN + (bottom - _MARGIN - _GAP) / 2
            self.loss_rect = QRectF(left, _MARGIN, right - left, middle - _MARGIN)
            self.way_rect = QRectF(left, middle + _GAP, right - left, bottom - middle - _GAP)
        self.shift = self.way_rect.left() - self.loss_rect.left()
        self._line = fonts.small_line
        self._label_width = fonts.label_width("0,000,000")

    # Steps

    @cached_property
    def last_step(self) -> int:
        """The right end: what the run may come to, or a half, a quarter ... of it."""
        reached = max(int(self.run.indices[-1]), _FEWEST_STEPS)
        steps = max(self.run.steps, reached)
        while steps // 2 >= reached:
            steps = -(-steps // 2)
        return steps

    def columns(self, steps: Array | NDArray[np.intp]) -> Array:
        """Horizontal places of steps in pixels: of losses; kinks are `shift` more to the right."""
        rect = self.loss_rect
        scale = rect.width() / self.last_step
        return rect.left() + np.asarray(steps, dtype=np.float64) * scale

    def step_at(self, x: float) -> int:
        """The step at a place, of those there are."""
        is_right = x > self.loss_rect.right() + _GAP
        share = (x - self.loss_rect.left() - self.shift * is_right) / self.loss_rect.width()
        return min(max(0, round(share * self.last_step)), int(self.run.indices[-1]))

    @cached_property
    def step_ticks(self) -> Ticks:
        """Numbers of steps, with their columns."""
        most = max(2, int(self.loss_rect.width() / (1.6 * self._label_width)))
        stride = max(1, round(short_step(self.last_step / most)))
        steps = np.arange(0, self.last_step + 1, stride)
        columns = self.columns(steps).tolist()
        return [(x, f"{step:,}") for x, step in zip(columns, steps.tolist(), strict=True)]

    # Losses

    @cached_property
    def _floor(self) -> float:
        largest = float(np.max(self.run.losses))
        return float(max(largest * 10.0**-_DEEPEST, 1e-300))

    def logs(self, losses: Array) -> Array:
        """Logarithms of losses; what is hardly more than rounding is at the bottom."""
        return np.log10(np.maximum(losses, self._floor))

    @cached_property
    def log_range(self) -> tuple[float, float]:
        """The losses in view, as logarithms: whole quarters, so that it does not shake."""
        logs = self.logs(self.run.losses)
        low, high = float(np.min(logs)), float(np.max(logs))
        if self.run.possible is not None:
            possible = math.log10(max(self.run.possible, self._floor))
            low, high = min(low, possible), max(high, possible)
        low, high = low - 0.06, high + 0.06
        return math.floor(low / _QUANTUM) * _QUANTUM, math.ceil(high / _QUANTUM) * _QUANTUM

    def loss_rows(self, losses: Array) -> Array:
        """Vertical places of losses, in pixels."""
        low, high = self.log_range
        rect = self.loss_rect
        return rect.bottom() - (self.logs(losses) - low) * (rect.height() / (high - low))

    @cached_property
    def loss_ticks(self) -> Ticks:
        """Round losses, with their rows."""
        most = max(2, int(self.loss_rect.height() / (1.5 * self._line)))
        logs = log_ticks(*self.log_range, most)
        low, high = self.log_range
        scale = self.loss_rect.height() / (high - low)
        bottom = self.loss_rect.bottom()
        rows = [bottom - (log - low) * scale for log in logs]
        return list(zip(rows, tick_texts([10.0**log for log in logs]), strict=True))

    @cached_property
    def loss_line(self) -> tuple[Array, Array]:
        """The way of the loss in pixels, with the smallest and largest of each column."""
        x, y = self.columns(self.run.indices), self.loss_rows(self.run.losses)
        if len(x) <= 2 * self.loss_rect.width():
            return x, y
        starts = np.flatnonzero(np.diff(np.floor(x), prepend=-1.0))
        both = np.stack([np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)], axis=1)
        middles = np.repeat(x[starts], 2)
        return np.append(middles, x[-1]), np.append(both.ravel(), y[-1])

    # Kinks or weights

    @cached_property
    def way_range(self) -> tuple[float, float]:
        """The kinks or weights in view."""
        return self.run.way.view_range(self.run.domain)

    def way_rows(self, values: Array) -> Array:
        """Vertical places of kinks or weights, in pixels; cut off a little outside of the view."""
        low, high = self.way_range
        rect = self.way_rect
        rows = rect.bottom() - (values - low) * (rect.height() / (high - low))
        return np.clip(rows, rect.top() - rect.height(), rect.bottom() + rect.height())

    @cached_property
    def way_ticks(self) -> Ticks:
        """Round numbers, with their rows."""
        low, high = self.run.way.scale(self.run.domain)
        most = max(2, int(self.way_rect.height() / (1.6 * self._line)))
        step = short_step((high - low) / most)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        places: Array = np.arange(first, last + 1, dtype=np.float64) * step
        rows = self.way_rows(places).tolist()
        return [(row, number(x)) for row, x in zip(rows, places.tolist(), strict=True)]

    @cached_property
    def name_places(self) -> list[tuple[int, QPointF]]:
        """Where the names of ways are written, by their columns: right of where they end."""
        way = self.run.way
        if not way.names or not len(way.indices):
            return []
        x = float(self.columns(way.indices[-1:])[0]) + self.shift + 6
        ends = self.way_rows(way.values[-1])
        is_seen = (ends >= self.way_rect.top()) & (ends <= self.way_rect.bottom())
        order = [k for k in np.argsort(ends).tolist() if is_seen[k]]
        line, rect, fits = self._line * 0.9, self.way_rect, []
        can_all = len(order) * line <= rect.height()
        last = -math.inf
        for column in order:
            y = float(ends[column])
            if y < last + line:
                if not can_all:
                    continue
                y = last + line
            fits.append((column, y))
            last = y
        room = rect.bottom()  # names that were pushed out below push the others up again
        for k in range(len(fits) - 1, -1, -1):
            column, y = fits[k]
            fits[k] = (column, min(y, room))
            room = fits[k][1] - line
        return [(column, QPointF(x, y + self._line * 0.3)) for column, y in fits]
