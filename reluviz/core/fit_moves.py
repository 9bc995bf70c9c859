"""Larger changes of a chain than moving downhill: kinks taken out and put in elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_chain import inserted, meeting, passed, sweep, sweep_back
from reluviz.core.fit_descent import NEAREST, are_apart, safe_errors, with_ends
from reluviz.core.fit_sums import Sums

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_FAR = np.array([23, 32, 45, 64, 90, 128])
_SHARES = np.array([0.03, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.97])  # of a gap
_JUMP_TRIES, _RUN_TRIES = 400, 48
_NEAR_POINTS = np.concatenate([-_FAR[::-1], np.arange(-16, 17), _FAR])


def without(kinks: Array, count: int) -> Array:
    """Return the chains without `count` neighbouring kinks, for every place; one a column."""
    n = len(kinks)
    starts = np.arange(n - count + 1)
    index = np.arange(n - count)[:, np.newaxis]
    return kinks[np.where(index < starts, index, index + count)]


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


def slide(sums: Sums, kinks: Array, best: float) -> tuple[Array, float]:
    """Move kinks to the best place near them: all, every second, a few or one.

    The places are points of the data, and some between the nearest of them.

    Parameters
    ----------
    kinks : ndarray, shape (k - 1,)
        Scaled.
    best : float
        The squared error now.
    """
    n = len(kinks)
    x, last = sums.x, len(sums.x) - 1
    here = x.searchsorted(kinks)
    t = x[np.clip(here + _NEAR_POINTS[:, np.newaxis], 0, last)]
    ends = x[np.clip(here + np.arange(-1, 2)[:, np.newaxis], 0, last)]
    beside = ends[:-1] + _SHARES[:, np.newaxis, np.newaxis] * np.diff(ends, axis=0)
    t = np.concatenate([t, beside.reshape(-1, n)])
    segment = np.broadcast_to(np.arange(n), t.shape)
    cost = cost_of_adding(sums, without(kinks, 1), segment, t)
    row = np.argmin(cost, axis=0)
    columns = np.arange(n)
    price = cost[row, columns]
    target = np.where(price < best, t[row, columns], kinks)
    rank = np.argsort(np.argsort(price))
    masks = [columns >= 0, columns % 2 == 0, columns % 2 == 1, rank < 3, rank < 1]
    tries = np.stack([np.where(mask, target, kinks) for mask in masks], axis=1)
    found = safe_errors(sums, tries)
    pick = int(np.argmin(found))
    return (tries[:, pick], float(found[pick])) if found[pick] < best else (kinks, best)


def reworked(sums: Sums, kinks: Array, count: int) -> Array:
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
    share = np.linspace(0.0, 1.0, _RUN_TRIES + 2)[1:-1, np.newaxis]
    t = sums.x[(low + share * (high - low)).astype(np.intp)]
    for _ in range(count):
        segment = (t > chains[:, np.newaxis, :]).sum(axis=0)
        cost = cost_of_adding(sums, chains, segment, t)
        best = t[np.argmin(cost, axis=0), np.arange(t.shape[1])]
        chains = np.sort(np.concatenate([chains, best[np.newaxis]]), axis=0)
        apart = are_apart(chains)
        chains, t = chains[:, apart], t[:, apart]
    return chains


def add_jump(sums: Sums, kinks: Array, many: int) -> Array:
    """Put two kinks more into the chains, at two neighbouring points of the data: a jump.

    Such a place is too narrow for the other moves, which take one kink at a time.

    Parameters
    ----------
    kinks : ndarray, shape (m, chains)
        Scaled.

    Returns
    -------
    ndarray, shape (m + 2, up to many)
        The best ones, of different chains.
    """
    n = len(sums.x)
    stride = max(1, n * kinks.shape[1] // _JUMP_TRIES)
    at = np.repeat(np.arange(0, n - 1, stride)[:, np.newaxis], kinks.shape[1], axis=1)
    cost = cost_of_jump(sums, kinks, at)
    best = np.argsort(cost.min(axis=0))[:many]
    chains, at = kinks[:, best], at[np.argmin(cost[:, best], axis=0), np.arange(len(best))]
    columns = np.arange(len(best))
    while stride > 1:
        tries = at + np.unique(np.linspace(-stride, stride, 33).astype(np.intp))[:, np.newaxis]
        tries = np.clip(tries, 0, n - 2)
        cost = cost_of_jump(sums, chains, tries)
        at = tries[np.argmin(cost, axis=0), columns]
        stride //= 16
    out = np.sort(np.concatenate([chains, sums.x[[at, at + 1]]]), axis=0)
    return out[:, are_apart(out)]


def cost_of_jump(sums: Sums, kinks: Array, at: Index) -> Array:
    """Squared errors with two kinks more, at point `at` of the data and the next one.

    Parameters
    ----------
    kinks : ndarray, shape (m, chains)
        Scaled.
    at : ndarray of int, shape (tries, chains)
        Indices of points; where there is no room for a jump the error is infinite.
    """
    joints = with_ends(kinks)
    over = sums.along(joints)
    left, right = sweep(over), sweep_back(over)
    chains = np.arange(kinks.shape[1])
    t, u = sums.x[at], sums.x[at + 1]
    segment = (t > kinks[:, np.newaxis, :]).sum(axis=0)
    a, b = joints[segment, chains], joints[segment + 1, chains]
    ok = (t - a > NEAREST) & (u - t > NEAREST) & (b - u > NEAREST)
    t, u = np.where(ok, t, a + (b - a) / 3), np.where(ok, u, b - (b - a) / 3)
    i, k, m, j = (sums.index(joint) for joint in (a, t, u, b))
    before = passed(left.pick(segment, chains), sums.between(a, i, t, k))
    before = passed(before, sums.between(t, k, u, m))
    after = passed(right.pick(segment + 1, chains), sums.between(u, m, b, j).mirrored())
    return np.where(ok, meeting(before, after), np.inf)


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
    ok = (t - a > NEAREST) & (b - t > NEAREST)
    t = np.where(ok, t, (a + b) / 2)
    before = left.pick(segment, chains)
    after = right.pick(segment + 1, chains)
    cost = inserted(sums, before, a, t, b, after)
    cost[~ok] = np.inf
    return cost


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
