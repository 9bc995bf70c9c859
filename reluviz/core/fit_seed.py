"""First kinks of a least-squares fit, for every number of segments in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_chain import _TINY, Quadratic, passed
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_sums import Segments
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]
Index = NDArray[np.intp]

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
    m = len(places)
    up_to = min(up_to, m - 1)
    over = _all_pairs(data, places)
    level, spread = _near_the_data(data, places)
    found: dict[int, Array] = {1: np.empty(0)}
    zero = np.zeros((1, 1))
    start = Quadratic(zero, zero, zero)
    row = passed(start, _row(over, 0))
    state = Quadratic(*(np.repeat(part.T, len(_OFFSETS), axis=1) for part in row))
    parents: list[Index] = []
    for k in range(2, up_to + 1):
        watch.check()
        nxt = passed(
            Quadratic(*(part[:, np.newaxis, :] for part in state)),
            Segments(*(getattr(over, f)[:, :, np.newaxis] for f in over.__dataclass_fields__)),
        )
        # nxt: (from, to, which value at from) -> (to, from x value)
        a, b, c = (np.ascontiguousarray(part.transpose(1, 0, 2)).reshape(m, -1) for part in nxt)
        end = c[-1] - b[-1] ** 2 / (a[-1] + _TINY)
        best = int(np.argmin(end))
        found[k] = places[_chain(parents, best, len(_OFFSETS))]
        if k == up_to:
            break
        values = level[:, np.newaxis] + spread[:, np.newaxis] * _OFFSETS
        chosen = np.empty((m, len(_OFFSETS)), dtype=np.intp)
        for which in range(len(_OFFSETS)):
            v = values[:, which, np.newaxis]
            chosen[:, which] = np.argmin((a * v - 2 * b) * v + c, axis=1)
        rows = np.arange(m)[:, np.newaxis]
        state = Quadratic(a[rows, chosen], b[rows, chosen], c[rows, chosen])
        parents.append(chosen)
    return found


def _chain(parents: list[Index], best: int, width: int) -> Index:
    place, which = divmod(best, width)
    chain = [place]
    for chosen in reversed(parents):
        place, which = divmod(int(chosen[place, which]), width)
        chain.append(place)
    return np.array(chain[::-1])


def _all_pairs(data: Prepared, places: Array) -> Segments:
    """Sums between each two places; where the second is not right of the first, none fits."""
    sums = data.sums
    index = sums.index(places)
    i, j = np.triu_indices(len(places), 1)
    found = sums.between(places[i], index[i], places[j], index[j])
    table = []
    for name in found.__dataclass_fields__:
        full = np.full((len(places), len(places)), np.inf if name == "w" else 0.0)
        full[i, j] = getattr(found, name)
        table.append(full)
    return Segments(*table)


def _row(over: Segments, place: int) -> Segments:
    return Segments(*(getattr(over, f)[place : place + 1] for f in over.__dataclass_fields__))


def _near_the_data(data: Prepared, places: Array) -> tuple[Array, Array]:
    """A value near the data at each place, and how far from it to try."""
    half = np.concatenate([places[:1], (places[1:] + places[:-1]) / 2, places[-1:]])
    over = data.sums.along(half)
    count = np.maximum(over.count, 1.0)
    level = (over.u + over.v) / count
    spread = np.sqrt(np.maximum(over.w / count - level**2, 0.0))
    return level, np.maximum(spread, 1e-3)
