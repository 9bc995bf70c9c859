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

_STEPS = np.array([2.0, 1.4, 1.0, 0.7, 0.45, 0.25, 0.1, 0.03])
_MOST_SEEDED = 40
_NEAREST = 1e-12  # scaled distance of two joints


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


def slide(sums: Sums, kinks: Array, places: Array, best: float) -> tuple[Array, float]:
    """Move the one kink whose best other place among `places`, between its neighbours, is best.

    `kinks` of shape (k - 1,).
    """
    joints = with_ends(kinks)
    over = sums.along(joints[:, np.newaxis])
    left, right = _flat(sweep(over)), _flat(sweep_back(over))
    segment = np.searchsorted(kinks, places)  # left joint of the segment of each place
    # a place in segment r can be taken by the kink at its left (joint r) or its right (r + 1)
    ends = np.concatenate([segment - 1, segment])
    t = np.concatenate([places, places])
    ok = (ends >= 0) & (ends + 2 <= len(joints) - 1)
    ends, t = ends[ok], t[ok]
    ok = (t - joints[ends] > _NEAREST) & (joints[ends + 2] - t > _NEAREST)
    ends, t = ends[ok], t[ok]
    if not len(t):
        return kinks, best
    cost = inserted(sums, left.take(ends), joints[ends], t, joints[ends + 2], right.take(ends + 2))
    # all kinks to their best places at once, else the best one
    tries = []
    moved = kinks.copy()
    order = np.argsort(cost)[::-1]
    best_t = kinks.copy()
    best_c = np.full(len(kinks), best)
    np.minimum.at(best_c, ends, cost)
    is_best = cost == best_c[ends]
    best_t[ends[is_best]] = t[is_best]
    tries.append(best_t)
    for parity in (0, 1):
        some = kinks.copy()
        some[parity::2] = best_t[parity::2]
        tries.append(some)
    pick = int(order[-1])
    moved[ends[pick]] = t[pick]
    tries.append(moved)
    batch = np.stack(tries, axis=1)
    e = with_ends(batch)
    bad = (np.diff(e, axis=0) < _NEAREST).any(axis=0)
    batch[:, bad] = kinks[:, np.newaxis]
    found = errors(sums.along(with_ends(batch)))
    pick = int(np.argmin(found))
    if found[pick] < best:
        return batch[:, pick], float(found[pick])
    return kinks, best


def relocated(sums: Sums, kinks: Array, places: Array, many: int) -> Array:
    """Return the `many` best chains that come from taking out one kink and putting in another.

    Returns
    -------
    ndarray, shape (k - 1, up to many)
    """
    n = len(kinks)
    rest = np.empty((n - 1, n))
    for d in range(n):
        rest[:, d] = np.delete(kinks, d)
    joints = with_ends(rest)
    over = sums.along(joints)
    left, right = sweep(over), sweep_back(over)
    segment = np.stack([np.searchsorted(rest[:, d], places) for d in range(n)], axis=1)
    column = np.broadcast_to(np.arange(n), segment.shape)
    t = np.broadcast_to(places[:, np.newaxis], segment.shape)
    a, b = joints[segment, column], joints[segment + 1, column]
    ok = (t - a > _NEAREST) & (b - t > _NEAREST)
    segment, column, t, a, b = segment[ok], column[ok], t[ok], a[ok], b[ok]
    lq = Quadratic(*(part[segment, column] for part in left))
    rq = Quadratic(*(part[segment + 1, column] for part in right))
    cost = inserted(sums, lq, a, t, b, rq)
    chosen: list[int] = []
    seen: set[tuple[int, int]] = set()
    for pick in np.argsort(cost)[: 50 * many].tolist():
        key = (int(column[pick]), int(segment[pick]))
        if key in seen:
            continue
        seen.add(key)
        chosen.append(pick)
        if len(chosen) == many:
            break
    out = np.concatenate([rest[:, column[chosen]], t[chosen][np.newaxis]])
    return np.sort(out, axis=0)


def _flat(q: Quadratic) -> Quadratic:
    return Quadratic(q.a[:, 0], q.b[:, 0], q.c[:, 0])


def improve(
    sums: Sums, kinks: Array, places: Array, watch: Watch, rounds: int = 12
) -> tuple[Array, float]:
    """Slide, relocate and descend until nothing helps."""
    many = 6
    k, e = descend(sums, kinks[:, np.newaxis], 20, watch)
    kinks, best = k[:, 0], float(e[0])
    if not len(kinks):
        return kinks, best
    for _ in range(rounds):
        watch.check()
        before = best
        kinks, best = slide(sums, kinks, places, best)
        k, e = descend(sums, kinks[:, np.newaxis], 10, watch)
        if e[0] < best:
            kinks, best = k[:, 0], float(e[0])
        if len(kinks) > 1:
            tries = relocated(sums, kinks, places, many)
        if len(kinks) > 1 and tries.shape[1]:
            k, e = descend(sums, tries, 8, watch)
            pick = int(np.argmin(e))
            if e[pick] < best:
                kinks, best = k[:, pick], float(e[pick])
        if before - best <= 1e-6 * before:
            break
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
        new = improve(sums, kinks, places[1:-1], watch)
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
