"""The way a training went, in bounded memory; and what became of each unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.network import Network
from reluviz.core.perturb import split_flat
from reluviz.core.training import TrainState, TrainStep

Array = NDArray[np.float64]

Item = TypeVar("Item")

_LOSSES = 4_000
_KEYFRAMES = 400
_FEWEST_KEYFRAMES = 8
_KEYFRAME_BYTES = 50_000_000


class History:
    """Losses and states of a training, thinned out as it goes on.

    Whenever there are too many of a kind, every second one is let go and from then on only half
    as many are kept. The first and the last step are always there.

    Parameters
    ----------
    most_losses, most_keyframes : int
        Most of each that are kept, two or more. Of states there are fewer for large networks, so
        that they take at most 50 MB (but never fewer than 8).
    """

    def __init__(self, most_losses: int = _LOSSES, most_keyframes: int = _KEYFRAMES) -> None:
        self._losses: _Thinned[float] = _Thinned(most_losses)
        self._states: _Thinned[TrainState] = _Thinned(most_keyframes)

    def append(self, step: TrainStep) -> None:
        """Add `step`, which comes after all there are. Steps may be left out.

        Raises
        ------
        ValueError
            If there is a later step already; see `cut`.
        """
        if len(self._losses) and step.index <= self._losses.last_index:
            raise ValueError(
                f"step {step.index:,} does not come after step {self._losses.last_index:,}"
            )
        if not len(self._states):
            fitting = _KEYFRAME_BYTES // step.state.rows.nbytes
            self._states.most = min(self._states.most, max(_FEWEST_KEYFRAMES, fitting))
        self._losses.append(step.index, step.loss)
        self._states.append(step.index, step.state)

    def insert(self, step: TrainStep) -> None:
        """Keep `step`, such as the best one, though there are later ones."""
        self._losses.insert(step.index, step.loss)
        self._states.insert(step.index, step.state)

    def cut(self, index: int) -> None:
        """Forget all steps after step `index`: the training goes on from there another way."""
        self._losses.cut(index)
        self._states.cut(index)

    def copy(self) -> History:
        """Return a history of its own that begins with the same steps."""
        new = History()
        new._losses, new._states = self._losses.copy(), self._states.copy()
        return new

    def __len__(self) -> int:
        return len(self._losses)

    @property
    def last_index(self) -> int:
        """Number of the last step; -1 before the first."""
        return self._losses.last_index if len(self._losses) else -1

    @property
    def indices(self) -> NDArray[np.intp]:
        """Numbers of the steps that are kept, increasing."""
        return np.array(self._losses.indices, dtype=np.intp)

    @property
    def losses(self) -> Array:
        """Their mean squared errors."""
        return np.array(self._losses.items, dtype=np.float64)

    @property
    def keyframes(self) -> dict[int, TrainState]:
        """The states that are kept, by the number of their step."""
        return dict(zip(self._states.indices, self._states.items, strict=True))

    def state_before(self, index: int) -> TrainState:
        """Return the last state that is kept of step `index` or earlier.

        To see step `index` itself: ``training.restore(state)`` and
        ``training.advance(index - state.index)``.

        Raises
        ------
        ValueError
            If there is none.
        """
        place = int(np.searchsorted(self._states.indices, index, "right")) - 1
        if place < 0:
            raise ValueError(f"no step up to {index:,} is kept")
        return self._states.items[place]

    def nearest_index(self, index: int) -> int:
        """Return the number of the kept state nearest to step `index`.

        Raises
        ------
        ValueError
            If nothing is kept.
        """
        if not len(self._states):
            raise ValueError("no step is kept")
        return min(self._states.indices, key=lambda kept: abs(kept - index))

    def kinks_over_time(self) -> tuple[NDArray[np.intp], Array]:
        """Return where the kinks of a shallow network were.

        Returns
        -------
        indices : ndarray, shape (t,)
            Steps, increasing.
        kinks : ndarray, shape (t, N)
            A column for each unit; NaN where it has no kink, because v = 0.
        """
        states = self._states.items
        indices = np.array(self._states.indices, dtype=np.intp)
        if not states:
            return indices, np.empty((0, 0))
        v, b, _, _ = split_flat(np.array([state.values for state in states]))
        with np.errstate(all="ignore"):
            kinks: Array = -b / v + 0.0
        kinks[~np.isfinite(kinks)] = np.nan
        return indices, kinks


class _Thinned(Generic[Item]):
    """Items with increasing indices, at most `most` of them, evenly spread, the last one always."""

    def __init__(self, most: int) -> None:
        if most < 2:
            raise ValueError("a history keeps two or more steps")
        self.most = most
        self.indices: list[int] = []
        self.items: list[Item] = []
        self._stride = 1

    def copy(self) -> _Thinned[Item]:
        new: _Thinned[Item] = _Thinned(self.most)
        new.indices, new.items = self.indices.copy(), self.items.copy()
        new._stride = self._stride
        return new

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def last_index(self) -> int:
        return self.indices[-1]

    def append(self, index: int, item: Item) -> None:
        # The last one is there only for being the last, if it is nearer than a stride
        # to the one before.
        if len(self) > 1 and self.indices[-1] - self.indices[-2] < self._stride:
            del self.indices[-1], self.items[-1]
        while len(self) >= self.most:
            del self.indices[1::2], self.items[1::2]
            self._stride *= 2
        self.indices.append(index)
        self.items.append(item)

    def insert(self, index: int, item: Item) -> None:
        place = int(np.searchsorted(self.indices, index))
        if self.indices[place : place + 1] != [index]:
            self.indices.insert(place, index)
            self.items.insert(place, item)

    def cut(self, index: int) -> None:
        stop = int(np.searchsorted(self.indices, index, "right"))
        del self.indices[stop:], self.items[stop:]


class Fate(StrEnum):
    """What has become of a unit, as seen from the data."""

    ACTIVE = "active"
    DEAD = "dead"  # no point on its active side: its gradient is zero
    OUTSIDE = "outside"  # active at every point: a straight line there
    MERGED = "merged"  # bends where another one does, in the same direction


@dataclass(frozen=True)
class UnitFate:
    """The fate of one unit.

    Parameters
    ----------
    fate : Fate
        What has become of it.
    partner : int or None
        The first other unit it has merged with.
    """

    fate: Fate
    partner: int | None = None


def unit_fates(network: Network, x: ArrayLike, tolerance: float = 1e-3) -> tuple[UnitFate, ...]:
    """Return what has become of every unit of a shallow network.

    Parameters
    ----------
    network : Network
        A shallow network.
    x : array_like, shape (n,), n >= 1
        The x of the data, in any order.
    tolerance : float
        Kinks nearer than this share of the width of the data count as one.

    Raises
    ------
    ValueError
        If the network is not shallow.
    """
    points = np.asarray(x, dtype=np.float64)
    low, high = float(np.min(points)), float(np.max(points))
    v, b = network.v, network.b
    # Linear in x: active somewhere, or everywhere, if so at the ends.
    on_left, on_right = v * low + b > 0, v * high + b > 0
    dead, outside = ~(on_left | on_right), on_left & on_right
    fates = [
        UnitFate(Fate.DEAD if is_dead else Fate.OUTSIDE if is_outside else Fate.ACTIVE)
        for is_dead, is_outside in zip(dead.tolist(), outside.tolist(), strict=True)
    ]
    for rising in (True, False):
        chosen = np.flatnonzero(~dead & ~outside & ((v > 0) == rising))
        for group in _groups(network.kinks, chosen, tolerance * (high - low)):
            first, second = sorted(group)[:2]
            for unit in group:
                fates[unit] = UnitFate(Fate.MERGED, second if unit == first else first)
    return tuple(fates)


def _groups(kinks: Array, units: NDArray[np.intp], width: float) -> list[list[int]]:
    """Units whose kinks are within `width` of the leftmost of their group, two or more each."""
    groups: list[list[int]] = []
    start = -np.inf
    for unit in units[np.argsort(kinks[units], kind="stable")].tolist():
        if kinks[unit] - start > width:
            start = float(kinks[unit])
            groups.append([])
        groups[-1].append(unit)
    return [group for group in groups if len(group) > 1]
