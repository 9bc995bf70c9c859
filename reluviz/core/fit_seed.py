"""First kinks of a least-squares fit, for every number of segments in one pass."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_chain import _TINY, Quadratic, passed
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_sums import Segments
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_BAND = 16
_OFFSETS = np.array([-2.0, -0.7, 0.0, 0.7, 2.0])


def candidates(data: Prepared, count: int) -> Array:
    """Return up to `count` + 1 places for joints, with about as many points between each two."""
    s = data.s
    count = min(count, len(s) - 1)
    places = s[np.linspace(0, len(s) - 1, count + 1).astype(np.intp)]
    return np.unique(places)


def seeds(data: Prepared, up_to: int, places: Array, watch: Watch) -> dict[int, Array]:
    """Return good kinks among `places` for every number of segments from 1 to `up_to`.

    Dynamic programming over the places. The value at a joint matters to both sides, so a state is
    a place with one of a few values near the data; it keeps the whole quadratic of the smallest
    squared error left of it, of the chain that is best at that value: continuity is exact.

    Returns
    -------
    dict of int to ndarray
        By the number of segments k the k - 1 kinks, scaled.
    """
    m, tries = len(places), len(_OFFSETS)
    up_to = min(up_to, m - 1)
    bands = _bands(data, places)
    level, spread = _near_the_data(data, places)
    values = level[:, np.newaxis] + spread[:, np.newaxis] * _OFFSETS
    found: dict[int, Array] = {1: np.empty(0)}
    state: Quadratic | None = None
    parents: list[Index] = []
    for k in range(1, up_to + 1):
        watch.check()
        chosen = np.zeros((m, tries), dtype=np.intp)
        nxt = Quadratic(*(np.zeros((m, tries)) for _ in range(3)))
        for first, over in bands:
            rows = slice(first, first + len(over.p))
            a, b, c = _from_left(state, over)
            if k > 1 and rows.stop == m:
                end = c[-1] - b[-1] ** 2 / (a[-1] + _TINY)
                found[k] = places[_chain(parents, int(np.argmin(end)), tries)]
            if k == up_to:
                continue
            for which in range(tries):
                v = values[rows, which, np.newaxis]
                chosen[rows, which] = np.argmin((a * v - 2 * b) * v + c, axis=1)
            here = np.arange(len(a))[:, np.newaxis]
            for into, part in zip(nxt, (a, b, c), strict=True):
                into[rows] = part[here, chosen[rows]]
        state = nxt
        if k > 1:
            parents.append(chosen)
    return found


def _from_left(state: Quadratic | None, over: Segments) -> Quadratic:
    """The quadratics at some places, shape (places, chains), of all chains that end there.

    A chain is the place before times the number of values, and which of them; with no state they
    start at the first place.
    """
    rows, width = over.p.shape[:2]
    if state is None:
        zero = np.zeros((1, 1, 1))
        side = Quadratic(zero, zero, zero)
        over = Segments(*(getattr(over, f.name)[:, :1] for f in fields(over)))
    else:
        side = Quadratic(*(part[np.newaxis, :width] for part in state))
    return Quadratic(*(part.reshape(rows, -1) for part in passed(side, over)))


def _chain(parents: list[Index], best: int, width: int) -> Index:
    place, which = divmod(best, width)
    chain = [place]
    for chosen in reversed(parents):
        place, which = divmod(int(chosen[place, which]), width)
        chain.append(place)
    return np.array(chain[::-1])


def _bands(data: Prepared, places: Array) -> list[tuple[int, Segments]]:
    """Sums from all places before to some places, shape (to, from, 1), with the first of these.

    Where a place is not left of the other the error is infinite. Bands of a few rows stay in the
    cache, and need not look at what is right of them.
    """
    sums = data.sums
    index = sums.index(places)
    bands = []
    for first in range(0, len(places), _BAND):
        to = np.arange(first, min(first + _BAND, len(places)))
        before = np.arange(max(to[-1], 1))
        i, j = np.nonzero(before < to[:, np.newaxis])
        some = sums.between(places[before[j]], index[before[j]], places[to[i]], index[to[i]])
        table = []
        for field in fields(some):
            full = np.full((len(to), len(before), 1), np.inf if field.name == "w" else 0.0)
            full[i, j, 0] = getattr(some, field.name)
            table.append(full)
        bands.append((first, Segments(*table)))
    return bands


def _near_the_data(data: Prepared, places: Array) -> tuple[Array, Array]:
    """A value near the data at each place, and how far from it to try."""
    half = np.concatenate([places[:1], (places[1:] + places[:-1]) / 2, places[-1:]])
    over = data.sums.along(half)
    count = np.maximum(over.count, 1.0)
    level = (over.u + over.v) / count
    spread = np.sqrt(np.maximum(over.w / count - level**2, 0.0))
    return level, np.maximum(spread, 1e-3)
