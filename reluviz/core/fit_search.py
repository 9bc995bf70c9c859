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
_FEW = 5
_FAR = np.array([23, 32, 45, 64, 90, 128])
_OFFSETS = np.concatenate([-_FAR[::-1], np.arange(-16, 17), _FAR])
_MOST_SEEDED = 40
_ROUNDING = 1e-15  # of the sum of all squares
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
    if not len(kinks):
        return kinks, errors(sums.along(with_ends(kinks)))
    kinks = kinks[:, _are_apart(kinks)]
    over = sums.along(with_ends(kinks))
    values, best = solved(over)
    columns = np.arange(kinks.shape[1])
    for _ in range(rounds):
        watch.check()
        joints = with_ends(kinks)
        trial = _steps(joints, values, over)
        cost = _errors(sums, trial.reshape(len(kinks), -1)).reshape(trial.shape[1:])
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
    ndarray, shape (k - 1, up to k - count)
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
        best = t[np.argmin(cost, axis=0), np.arange(t.shape[1])]
        chains = np.sort(np.concatenate([chains, best[np.newaxis]]), axis=0)
        apart = _are_apart(chains)
        chains, t = chains[:, apart], t[:, apart]
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


def _are_apart(kinks: Array) -> NDArray[np.bool_]:
    """Whether the kinks of each chain are in order, not too near one another and the ends."""
    joints = with_ends(kinks)
    apart: NDArray[np.bool_] = (joints[1:] - joints[:-1] >= _NEAREST).all(axis=0)
    return apart


def _errors(sums: Sums, kinks: Array) -> Array:
    """Squared errors of chains, infinite where kinks are not in order."""
    joints = with_ends(kinks)
    bad = ~_are_apart(kinks)
    if bad.any():
        joints[:, bad] = np.linspace(0.0, 1.0, len(joints))[:, np.newaxis]
    found = errors(sums.along(joints))
    found[bad] = np.inf
    return found


def improve(
    sums: Sums, kinks: Array, places: Array, watch: Watch, effort: int, rounds: int
) -> tuple[Array, float]:
    """Return a better chain than those given, and its squared error.

    In turn, going on to the next when one does not help: take out one kink and put another in
    anywhere; slide kinks along the points near them; put runs of 2, 3, ... `effort` kinks anew.
    """
    chains, found = descend(sums, kinks, 20, watch)
    pick = int(np.argmin(found))
    chain, best = chains[:, pick], float(found[pick])
    noise = _ROUNDING * float(sums.y @ sums.y)
    stage = 0
    for _ in range(rounds):
        if stage > min(effort, len(chain)) or best <= noise or not len(chain):
            break
        watch.check()
        before = best
        if stage == 0:
            tries = add_best(sums, without(chain, 1), places, 6)
        elif stage == 1:
            chain, best = slide(sums, chain, best, _OFFSETS)
            tries = chain[:, np.newaxis]
        else:
            tries = reworked(sums, chain, stage)
        chains, found = descend(sums, tries, 8, watch)
        if found.size and found.min() < best:
            pick = int(np.argmin(found))
            chain, best = chains[:, pick], float(found[pick])
        if best < before - 1e-5 * abs(before):
            stage = stage if stage < 2 else 0
        else:
            stage += 1
    return chain, best


def search(data: Prepared, units: int, watch: Watch) -> Array:
    """Return the kinks, scaled, of the best chain of `units` segments found; shape (units - 1,)."""
    few = units <= _FEW
    places = candidates(data, 50 if few and len(data) <= 5_000 else 100)
    starts = [candidates(data, units)[1:-1]]
    if units <= _MOST_SEEDED:
        starts.append(seeds(data, units, places, watch).get(units, starts[0]))
    starts = [start for start in starts if len(start) == units - 1 and _are_apart(start)]
    starts = starts or [_spread(data, units)]
    groups = [np.stack(starts, axis=1)] if few else [start[:, np.newaxis] for start in starts]
    effort, rounds = (2, 20) if few else (3, 40) if units <= _MOST_SEEDED else (1, 4)
    found = [improve(data.sums, group, places[1:-1], watch, effort, rounds) for group in groups]
    return min(found, key=lambda one: one[1])[0]


def _spread(data: Prepared, units: int) -> Array:
    """Kinks as evenly as there are points that can be told apart; else fewer."""
    s = data.s
    cell = np.floor(s[1:-1] / (2 * _NEAREST))
    inside = (cell > 0) & (cell < 0.5 / _NEAREST - 1) & np.append(True, cell[1:] - cell[:-1] > 1)
    apart = s[1:-1][inside]
    count = min(units - 1, len(apart))
    return apart[np.linspace(0, len(apart) - 1, count).astype(np.intp)]


def search_all(data: Prepared, up_to: int, watch: Watch) -> Iterator[Array]:
    """Yield the kinks of the best chains found of 1, 2, ... `up_to` segments."""
    for k in range(1, up_to + 1):
        watch.part((k - 1) / up_to, k / up_to).check(0.0)
        yield search(data, k, watch)


def follow(data: Prepared, kinks: Array) -> Array:
    """Return the kinks after a few steps downhill."""
    moved, _ = descend(data.sums, kinks[:, np.newaxis], 2, Watch())
    return moved[:, 0]
