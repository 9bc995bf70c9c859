"""The search for kinks with the smallest squared error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_data import Prepared
from reluviz.core.fit_descent import NEAREST, are_apart, descend, own_fit, safe_errors
from reluviz.core.fit_moves import add_best, add_jump, reworked, slide, without
from reluviz.core.fit_seed import candidates, seeds
from reluviz.core.fit_sums import Sums
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]

_VERY_FEW = 3
_FEW = 5
_SOME = 10
_SMALL = 5_000
_PLACES = 100
_BEYOND = 1.001  # right of all points
_HELP = 1e-5  # a change must lower the error by this share to be tried again
_MOST_SEEDED = 40
_ROUNDING = 1e-14  # of the sum of all squares


Found = tuple[Array, float]
"""A chain's kinks, shape (k - 1,), and its squared error."""


def one_kink(sums: Sums, watch: Watch) -> Array:
    """Return the best kink of two segments, scaled, shape (1,): the optimum, up to rounding.

    For a kink between two neighbouring points, the best lines through the points left and right of
    it either cross there, or the best kink is at one of the two points.
    """
    x = sums.x
    at = np.flatnonzero(x[1:] > x[:-1]) + 1  # first point of the right side
    watch.check()
    zero, n = np.zeros(len(at), dtype=np.intp), np.full(len(at), len(x))
    left = sums.between(x[zero], zero, x[at], at)
    watch.check()
    right = sums.between(x[at], at, np.full(len(at), _BEYOND), n)
    p, q, left_error = own_fit(left)
    r, s, right_error = own_fit(right)
    bend = (s - r) / (_BEYOND - x[at]) - (q - p) / x[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x[at] + (q - r) / bend
    inside = (crossing >= x[at - 1]) & (crossing <= x[at])
    inside &= (crossing > NEAREST) & (crossing < 1 - NEAREST)
    free = np.where(inside, left_error + right_error, np.inf)
    watch.check()
    t = x[at[:-1]]
    t = t[(t > NEAREST) & (t < 1 - NEAREST)]
    tied = safe_errors(sums, t[np.newaxis])
    if not len(t) or free.min() < tied.min():
        return crossing[[int(np.argmin(free))]] if inside.any() else np.array([0.5])
    return t[[int(np.argmin(tied))]]


def search(data: Prepared, units: int, watch: Watch) -> Array:
    """Return the kinks, scaled, of the best chain of `units` segments found; shape (units - 1,).

    Data with too few x that can be told apart get fewer.
    """
    places = candidates(data, 50 if units <= _FEW and len(data) <= _SMALL else _PLACES)
    even, seeded = candidates(data, units)[1:-1, np.newaxis], _starts(data, units, places, watch)
    starts = [start for start in (seeded, even) if start.shape[1] and _fits(start, units)]
    starts = starts or [_spread(data, units)[:, np.newaxis]]
    together = units <= (_FEW if len(data) <= _SMALL else _SOME)
    groups = [np.concatenate(starts, axis=1)] if together else starts
    effort, rounds = _effort(units)
    watch.check(0.1)
    found = []
    for number, group in enumerate(groups, 1):
        found.append(_improved(data.sums, group, places[1:-1], watch, effort, rounds))
        watch.check(0.1 + 0.9 * number / len(groups))
    kinks, _ = min(found, key=lambda one: one[1])
    return kinks


def search_all(data: Prepared, up_to: int, watch: Watch) -> list[Array]:
    """Return the kinks of the best chains found of 1, 2, ... `up_to` segments.

    One pass of seeds serves all. Going up, a chain also starts from the one before with a kink
    more and from the one before that with a jump more; going down, from the one after with a kink
    less.
    """
    sums = data.sums
    places = candidates(data, _PLACES)
    seeded = seeds(data, min(up_to, _MOST_SEEDED) + 1, places, watch)
    inner = places[1:-1]
    found = [_improved(sums, np.empty((0, 1)), inner, watch, 0, 0)]
    for k in range(2, up_to + 1):
        watch.check(0.8 * (k - 1) / up_to)
        starts = [add_best(sums, found[-1][0][:, np.newaxis], inner, 4)]
        if k > 2:
            starts.append(add_jump(sums, found[-2][0][:, np.newaxis], 1))
        starts += [seeded[k][:, np.newaxis]] if k in seeded else []
        starts += [without(seeded[k + 1], 1)] if k + 1 in seeded else []
        starts.append(candidates(data, k)[1:-1, np.newaxis])
        starts = [start for start in starts if start.shape[1] and _fits(start, k)]
        if not starts:
            found.append(found[-1])
            continue
        new = _improved(sums, np.concatenate(starts, axis=1), inner, watch, 3, 8)
        found.append(new if new[1] < found[-1][1] else found[-1])
    for k in range(up_to - 1, 1, -1):
        watch.check(1.0 - 0.2 * k / up_to)
        if len(found[k][0]) == k:
            found[k - 1] = _better(found[k - 1], *descend(sums, without(found[k][0], 1), 8, watch))
    return [kinks for kinks, _ in found]


def _improved(
    sums: Sums, starts: Array, places: Array, watch: Watch, effort: int, rounds: int
) -> Found:
    """Return a better chain than those given, of shape (k - 1, chains).

    From the first kind of change on to the next when one does not help: take out one kink and put
    another in anywhere (0); slide kinks along the points near them (1); make a jump of two kinks
    (2); put one kink more in, then take out another (3); put runs of 2, 3, ... kinks anew (4, ...).
    """
    chain, best = _better((starts[:, 0], np.inf), *descend(sums, starts, 20, watch))
    noise = _ROUNDING * float(sums.y @ sums.y)
    stage, last = 0, min(effort, max(len(chain), 1) + 1)
    for _ in range(rounds if len(chain) else 0):
        if stage > last or best <= noise:
            break
        before = best
        if stage == 0:
            tries = add_best(sums, without(chain, 1), places, 6)
        elif stage == 1:
            chain, best = slide(sums, chain, best)
            tries = chain[:, np.newaxis]
        elif stage == 2:
            tries = add_jump(sums, without(chain, 2), 4) if len(chain) > 1 else np.empty((1, 0))
        elif stage == 3:
            tries = _one_more_and_less(sums, chain, places, watch)
        else:
            tries = reworked(sums, chain, stage - 2)
        chain, best = _better((chain, best), *descend(sums, tries, 8, watch))
        helped = best < before - (_HELP if len(chain) >= _FEW else 0.1 * _HELP) * abs(before)
        stage = stage + 1 if not helped else stage if stage < 2 else 0
    return chain, best


def _one_more_and_less(sums: Sums, chain: Array, places: Array, watch: Watch) -> Array:
    """Return chains that had one kink more for a while, and then lost another one."""
    chains, errors = descend(sums, add_best(sums, chain[:, np.newaxis], places, 6), 6, watch)
    if not errors.size:
        return chains[:-1]
    return without(chains[:, int(np.argmin(errors))], 1)


def _better(now: Found, chains: Array, errors: Array) -> Found:
    if not errors.size or not errors.min() < now[1]:
        return now
    pick = int(np.argmin(errors))
    return chains[:, pick], float(errors[pick])


def _starts(data: Prepared, units: int, places: Array, watch: Watch) -> Array:
    """Chains to start from: the seed, that with a segment less and more, each made to fit."""
    if units == _VERY_FEW:
        return _best_pair(data.sums, places[1:-1])
    seeded = seeds(data, units + 1, places, watch) if units <= _MOST_SEEDED else {}
    starts = [np.empty((units - 1, 0))]
    if units in seeded:
        starts.append(seeded[units][:, np.newaxis])
        starts.append(add_best(data.sums, seeded[units - 1][:, np.newaxis], places[1:-1], 4))
    if units in seeded and units > 2:
        starts.append(add_jump(data.sums, seeded[units - 2][:, np.newaxis], 1))
    if units + 1 in seeded:
        starts.append(without(seeded[units + 1], 1))
    return np.concatenate(starts, axis=1)


def _best_pair(sums: Sums, places: Array) -> Array:
    """The best two kinks of all pairs of places, shape (2, up to 1)."""
    pairs = places[np.stack(np.triu_indices(len(places), 1))]
    return pairs[:, [int(np.argmin(safe_errors(sums, pairs)))]] if pairs.size else pairs


def _effort(units: int) -> tuple[int, int]:
    """The last kind of change to try, and how many changes in all."""
    if units <= _VERY_FEW:
        return 2, 20
    return (4, 40) if units <= _MOST_SEEDED else (1, 4)


def _fits(start: Array, units: int) -> bool:
    return len(start) == units - 1 and bool(are_apart(start).any())


def _spread(data: Prepared, units: int) -> Array:
    """Kinks as evenly as there are points that can be told apart; else fewer."""
    s = data.s
    cell = np.floor(s[1:-1] / (2 * NEAREST))
    inside = (cell > 0) & (cell < 0.5 / NEAREST - 1) & np.append(True, cell[1:] - cell[:-1] > 1)
    apart = s[1:-1][inside]
    count = min(units - 1, len(apart))
    kinks: Array = apart[np.linspace(0, len(apart) - 1, count).astype(np.intp)]
    return kinks
