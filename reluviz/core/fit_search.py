"""The search for kinks with the smallest squared error."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_chain import (
    Quadratic,
    errors,
    inserted,
    solved,
    sweep,
    sweep_back,
)
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_seed import candidates, seeds
from reluviz.core.fit_sums import Segments, Sums
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_STEPS = np.array([2.0, 1.4, 1.0, 0.7, 0.45, 0.25, 0.1, 0.03])
EFFORT = 3
_FAR = np.array([23, 32, 45, 64, 90, 128])
OFFSETS = np.concatenate([-_FAR[::-1], np.arange(-16, 17), _FAR])
_MOST_SEEDED = 40
_NEAREST = 1e-9  # scaled distance of two joints


def with_ends(kinks: Array) -> Array:
    """Return the joints, shape (k + 1, ...), of kinks of shape (k - 1, ...)."""
    one = np.ones((1, *kinks.shape[1:]))
    return np.concatenate([0 * one, kinks, one])


def descend(
    sums: Sums, kinks: Array, rounds: int, watch: Watch, gain: float = 1e-7
) -> tuple[Array, Array]:
    """Move the kinks of several chains downhill.

    Gauss-Newton with the values eliminated (variable projection: Golub and Pereyra 1973): to
    first order the value at a kink and its place together let each segment have a line of its
    own, so a kink goes to where the lines of its two segments cross.

    Parameters
    ----------
    sums : Sums
        Of the data.
    kinks : ndarray, shape (k - 1, chains)
        Scaled, strictly increasing.
    rounds : int
        At most so many steps.
    gain : float
        Ends when no chain improves by more than this share.

    Returns
    -------
    kinks : ndarray, shape (k - 1, chains)
    errors : ndarray, shape (chains,)
        Squared errors.
    """
    over = sums.along(with_ends(kinks))
    values, best = solved(over)
    if not len(kinks):
        return kinks, best
    columns = np.arange(kinks.shape[1])
    for _ in range(rounds):
        watch.check()
        joints = with_ends(kinks)
        trial = _steps(joints, values, over)
        flat = trial.reshape(len(kinks), -1)
        ends = with_ends(flat)
        bad = (ends[1:] - ends[:-1] < _NEAREST).any(axis=0)
        flat[:, bad] = np.tile(kinks, trial.shape[1])[:, bad]
        cost = errors(sums.along(with_ends(flat))).reshape(trial.shape[1:])
        pick = np.argmin(cost, axis=0)
        new = cost[pick, columns]
        better = new < best
        if not better.any():
            break
        kinks = np.where(better, trial[:, pick, columns], kinks)
        enough = bool((best - new > gain * best).any())
        best = np.where(better, new, best)
        if not enough:
            break
        over = sums.along(with_ends(kinks))
        values, _ = solved(over)
    return kinks, best


def _steps(joints: Array, values: Array, over: Segments) -> Array:
    """Kinks to try, shape (k - 1, tries, chains)."""
    left, right = own_lines(over, values)
    width = np.diff(joints, axis=0)
    slopes = np.diff(values, axis=0) / width
    own = slopes + (right - left) / width
    apart = right[:-1] - left[1:]
    room_left, room_right = -0.49 * width[:-1], 0.49 * width[1:]
    tries = []
    for s in (slopes, own):
        bend = s[1:] - s[:-1]
        move = apart / np.where(np.abs(bend) < 1e-12, 1e-12, bend)
        tries.append(np.clip(move, room_left, room_right)[:, np.newaxis] * _STEPS[:, np.newaxis])
    moved: Array = joints[1:-1, np.newaxis] + np.concatenate(tries, axis=1)
    return moved


def own_lines(over: Segments, values: Array) -> tuple[Array, Array]:
    """By how much each segment alone would change the values at its left and its right end."""
    p, q, r = over.p, over.q, over.r
    a, b = values[:-1], values[1:]
    g, h = over.u - p * a - q * b, over.v - q * a - r * b
    ridge = 1e-9 * (p + r) + 1e-140  # its square is not 0
    p, r = p + ridge, r + ridge
    det = 1.0 / (p * r - q * q)
    return (r * g - q * h) * det, (p * h - q * g) * det


def add_best(sums: Sums, kinks: Array, places: Array, many: int) -> Array:
    """Put one more kink into the chains, at `places`.

    Parameters
    ----------
    kinks : ndarray, shape (m, chains)
        Scaled.

    Returns
    -------
    ndarray, shape (m + 1, up to many)
        The best ones, different.
    """
    segment = np.stack([column.searchsorted(places) for column in kinks.T], axis=1)
    t = np.broadcast_to(places[:, np.newaxis], segment.shape)
    cost = cost_of_adding(sums, kinks, segment, t)
    row, chain = _best_apart(cost, segment, many)
    return np.sort(np.concatenate([kinks[:, chain], t[row, chain][np.newaxis]]), axis=0)


def cost_of_adding(sums: Sums, kinks: Array, segment: Index, t: Array) -> Array:
    """Squared errors with one kink more.

    Parameters
    ----------
    kinks : ndarray, shape (m, chains)
        Scaled.
    segment : ndarray of int, shape (tries, chains)
        Index of the segment that gets the kink.
    t : ndarray, shape (tries, chains)
        Its place; where that is not inside the segment the error is infinite.
    """
    joints = with_ends(kinks)
    over = sums.along(joints)
    left, right = sweep(over), sweep_back(over)
    chains = np.arange(kinks.shape[1])
    a, b = joints[segment, chains], joints[segment + 1, chains]
    ok = (t - a > _NEAREST) & (b - t > _NEAREST)
    t = np.where(ok, t, (a + b) / 2)
    before = Quadratic(*(part[segment, chains] for part in left))
    after = Quadratic(*(part[segment + 1, chains] for part in right))
    cost = inserted(sums, before, a, t, b, after)
    cost[~ok] = np.inf
    return cost


def slide(sums: Sums, kinks: Array, best: float, offsets: Index) -> tuple[Array, float]:
    """Move kinks to the best point of the data near them: all, every second, a few or one.

    Parameters
    ----------
    kinks : ndarray, shape (k - 1,)
        Scaled.
    best : float
        The squared error now.
    offsets : ndarray of int
        Which points to try, counted from the kink.
    """
    n = len(kinks)
    at = sums.x.searchsorted(kinks) + offsets[:, np.newaxis]
    t = sums.x[np.clip(at, 0, len(sums.x) - 1)]
    segment = np.broadcast_to(np.arange(n), t.shape)
    cost = cost_of_adding(sums, without(kinks, 1), segment, t)
    row = np.argmin(cost, axis=0)
    columns = np.arange(n)
    price = cost[row, columns]
    target = np.where(price < best, t[row, columns], kinks)
    rank = np.argsort(np.argsort(price))
    masks = [columns >= 0, columns % 2 == 0, columns % 2 == 1, rank < 3, rank < 1]
    tries = np.stack([np.where(mask, target, kinks) for mask in masks], axis=1)
    found = _errors(sums, tries)
    pick = int(np.argmin(found))
    return (tries[:, pick], float(found[pick])) if found[pick] < best else (kinks, best)


def reworked(sums: Sums, kinks: Array, count: int, tries: int = 48) -> Array:
    """Put `count` neighbouring kinks anew into the chain between their neighbours, one by one.

    Returns
    -------
    ndarray, shape (k - 1, k - count)
        A column for each run of neighbours.
    """
    chains = without(kinks, count)
    joints = with_ends(kinks)
    runs = np.arange(chains.shape[1])
    low = sums.x.searchsorted(joints[np.maximum(runs - 1, 0)])
    high = sums.x.searchsorted(joints[np.minimum(runs + count + 2, len(joints) - 1)])
    share = np.linspace(0.0, 1.0, tries + 2)[1:-1, np.newaxis]
    t = sums.x[(low + share * (high - low)).astype(np.intp)]
    for _ in range(count):
        segment = (t[:, np.newaxis, :] > chains[np.newaxis]).sum(axis=1)
        cost = cost_of_adding(sums, chains, segment, t)
        best = t[np.argmin(cost, axis=0), runs]
        chains = np.sort(np.concatenate([chains, best[np.newaxis]]), axis=0)
    return chains


def _best_apart(cost: Array, segment: Index, many: int) -> tuple[Index, Index]:
    """The best entries of `cost`, at most one for each segment of each chain."""
    rows, chains = [], []
    taken = set()
    order = np.argpartition(cost, min(64 * many, cost.size - 1), axis=None)[: 64 * many]
    for flat in order[np.argsort(cost.ravel()[order])].tolist():
        row, chain = divmod(flat, cost.shape[1])
        key = (int(segment[row, chain]), chain)
        if key not in taken and np.isfinite(cost[row, chain]):
            taken.add(key)
            rows.append(row)
            chains.append(chain)
        if len(rows) == many:
            break
    return np.array(rows, dtype=np.intp), np.array(chains, dtype=np.intp)


def without(kinks: Array, count: int) -> Array:
    """Return the chains without `count` neighbouring kinks, for every place; one a column."""
    n = len(kinks)
    starts = np.arange(n - count + 1)
    index = np.arange(n - count)[:, np.newaxis]
    return kinks[np.where(index < starts, index, index + count)]


def _errors(sums: Sums, kinks: Array) -> Array:
    """Squared errors of chains, infinite where kinks are not in order."""
    joints = with_ends(kinks)
    bad = (joints[1:] - joints[:-1] < _NEAREST).any(axis=0)
    if bad.any():
        joints[:, bad] = np.linspace(0.0, 1.0, len(joints))[:, np.newaxis]
    found = errors(sums.along(joints))
    found[bad] = np.inf
    return found


def improve(
    sums: Sums, kinks: Array, places: Array, watch: Watch, effort: int = 3
) -> tuple[Array, float]:
    """Slide, relocate and descend until nothing helps."""
    k, e = descend(sums, kinks, 20, watch)
    pick = int(np.argmin(e))
    kinks, best = k[:, pick], float(e[pick])
    if not len(kinks):
        return kinks, best
    stage = 0
    while stage <= effort:
        watch.check()
        before = best
        if stage == 0:
            tries = add_best(sums, without(kinks, 1), places, 8)
        elif stage == 1:
            last = np.inf
            while best < last * (1 - 1e-7):
                last = best
                kinks, best = slide(sums, kinks, best, OFFSETS)
            tries = kinks[:, np.newaxis]
        elif stage <= len(kinks):
            tries = reworked(sums, kinks, stage)
        else:
            break
        if tries.shape[1]:
            k, e = descend(sums, tries, 8, watch)
            pick = int(np.argmin(e))
            if e[pick] < best:
                kinks, best = k[:, pick], float(e[pick])
        better = before - best > 1e-5 * before
        stage = (0 if stage > 1 else stage) if better else stage + 1
    return kinks, best


def search(data: Prepared, units: int, watch: Watch) -> Array:
    """Return the kinks, scaled, of the best chain of `units` segments found; shape (units - 1,)."""
    sums = data.sums
    places = candidates(data, min(_places(len(data), units), len(data) - 1))
    starts = []
    if units <= _MOST_SEEDED:
        found = seeds(data, units, places, watch)
        if units in found:
            starts.append(found[units])
    even = candidates(data, units)[1:-1]
    if len(even) == units - 1 or not starts:
        starts.append(even)
    best: tuple[Array, float] | None = None
    for kinks in starts:
        new = improve(sums, kinks[:, np.newaxis], places[1:-1], watch, EFFORT)
        if best is None or new[1] < best[1]:
            best = new
    assert best is not None
    return best[0]


def search_all(data: Prepared, up_to: int, watch: Watch) -> Iterator[Array]:
    """Yield the kinks of the best chains found of 1, 2, ... `up_to` segments."""
    for k in range(1, up_to + 1):
        watch.part((k - 1) / up_to, k / up_to).check(0.0)
        yield search(data, k, watch)


def follow(data: Prepared, kinks: Array) -> Array:
    """Return the kinks after a few steps downhill."""
    moved, _ = descend(data.sums, kinks[:, np.newaxis], 2, Watch())
    return moved[:, 0]


def _places(n: int, units: int) -> int:
    return 100 if units > 5 or n > 5_000 else 50
