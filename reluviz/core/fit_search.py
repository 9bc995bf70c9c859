"""The search for kinks with the smallest squared error."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reluviz.core import fit_minimax
from reluviz.core.fit_data import Prepared
from reluviz.core.fit_descent import NEAREST, are_apart, descend, own_fit, safe_errors
from reluviz.core.fit_exact import least_bent
from reluviz.core.fit_moves import add_best, add_jump, cost_of_adding, reworked, slide, without
from reluviz.core.fit_seed import candidates, seeds
from reluviz.core.fit_small import MOST_POINTS, best_chains
from reluviz.core.fit_sums import Sums
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]
Index = NDArray[np.intp]

MOST_SEEDED = 40
"""Chains of more segments are not searched for: they grow from the last that was."""

_PLACES, _PAIR_PLACES = 80, 40  # for first kinks
_ALL_KINKS = 20_000
_MOST_MINIMAX = 300
_MOST_ALL, _ALL_CHAINS, _BEST_OF_ALL = 30, 4_000, 64
_FROM_SEED = 4
_BEYOND = 1.001  # right of all points
_FIRST_ROUNDS, _ROUNDS, _LAST_ROUNDS = 3, 8, 20
_GAIN = 1e-5  # ends a descent that is only tried
_AGREE, _SAME = 3, 1e-4  # starts of so many kinds that end so near one another: it is the best
_MANY = 5_000  # points: so few kinks are not led astray by single ones
_FEW, _HELP, _HELP_FEW = 5, 1e-5, 1e-6  # a change must lower the error by this share
_ROUNDING = 1e-14  # of the sum of all squares
_GROWTH = 4  # beyond MOST_SEEDED, a kink more for so many that are there, and all are moved

Found = tuple[Array, float]
"""A chain's kinks, shape (k - 1,), and its squared error."""


class _Effort(NamedTuple):
    """How many chains are tried. Where sums are quick to look up, many cost little more."""

    starts: int  # that are moved all the way downhill
    grown: int  # starts with a kink more than the chain before
    changes: int
    changes_agreed: int  # where kinds of starts agree
    one: int  # chains with one kink in another place
    jumps: int
    more: int  # chains with one kink too many, for a while,
    rounds: int  # moved downhill so often,
    less: int  # of which so many are made shorter again
    runs: int  # longest run of kinks that is put anew
    kept: int  # chains that are moved on after the first rounds,
    hope: float  # if their error is not more than this, times the best


_WIDE = _Effort(8, 8, 8, 2, 24, 16, 12, 6, 6, 4, 24, 1.2)
_NARROW = _Effort(4, 4, 3, 1, 6, 4, 6, 2, 1, 2, 6, 1.05)


def is_small(data: Prepared) -> bool:
    """Whether all ways to place two kinks are looked at."""
    return data.n_distinct <= MOST_POINTS and data.is_plain


def has_one_kink(data: Prepared) -> bool:
    """Whether all places for one kink are looked at."""
    return len(data) <= _ALL_KINKS and data.is_plain


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


def search(data: Prepared, up_to: int, watch: Watch) -> list[Array]:
    """Return the kinks, scaled, of the best chains found of 1, 2, ... `up_to` segments.

    Each is found from those before and from seeds, whatever `up_to` is, so none has a larger error
    than the one before. Where more kinks do not help a chain has fewer.
    """
    found: list[Found] = [(np.empty(0), np.inf)]
    rows = _Rows(data, min(up_to, MOST_SEEDED), watch)
    for k in range(2, min(up_to, MOST_SEEDED) + 1):
        watch.check(k / up_to)
        found.append(rows.after(found))
    chains = [kinks for kinks, _ in found]
    if up_to > len(chains):
        chains += _more(data, found[-1][0], up_to - len(chains), watch)
    return chains


class _Rows:
    """Finds chains one after the other."""

    def __init__(self, data: Prepared, up_to: int, watch: Watch) -> None:
        self._data, self._watch = data, watch
        places = candidates(data, _PLACES)
        self._seeds = seeds(data, up_to + 1, places, watch) if up_to > 3 else {}
        self._places = places[1:-1]
        self._effort = _WIDE if data.n_distinct <= _MOST_MINIMAX else _NARROW

    def after(self, found: list[Found]) -> Found:
        """Return the chain with a segment more than the last of `found`."""
        data, k = self._data, len(found) + 1
        if k <= 3 and is_small(data):
            return least_bent(data, best_chains(data.means, k), self._watch)
        if k == 2 and has_one_kink(data):
            kink = one_kink(data.sums, self._watch)
            return kink, float(safe_errors(data.sums, kink[:, np.newaxis])[0])
        starts = [start for start in self._starts(found) if _fits(start, k)]
        if not starts:
            spread = _spread(data, k)
            return (spread, np.inf) if len(spread) > len(found[-1][0]) else found[-1]
        new = _improved(data.sums, starts, self._places, self._effort, self._watch)
        return new if new[1] < found[-1][1] else found[-1]

    def _starts(self, found: list[Found]) -> Iterator[Array]:
        """Chains to start from, a column each."""
        data, k = self._data, len(found) + 1
        last, grown, seeds = found[-1][0], self._effort.grown, self._seeds
        yield add_best(data.sums, last[:, np.newaxis], self._places, grown)
        if k == 3:
            yield _best_pair(data.sums, candidates(data, _PAIR_PLACES)[1:-1])
        elif k in seeds:
            yield seeds[k][:, np.newaxis]
            if are_apart(fewer := seeds[k - 1][:, np.newaxis])[0]:
                yield add_best(data.sums, fewer, self._places, _FROM_SEED)
        if k + 1 in seeds:
            yield without(seeds[k + 1], 1)
        yield candidates(data, k)[1:-1, np.newaxis]
        if data.n_distinct <= _MOST_ALL:
            yield _best_of_all(data, k)
        if data.n_distinct <= _MOST_MINIMAX:
            yield fit_minimax.smallest(data, k, self._watch)[0][1:-1, np.newaxis]


def _more(data: Prepared, kinks: Array, count: int, watch: Watch) -> list[Array]:
    """Return `count` chains more, each with a kink more than the one before where that helps.

    Some kinks are put into segments of their own, one after the other, then all are moved. Each
    chain has the kinks of one before, or was moved downhill from it: no error grows.
    """
    chains: list[Array] = []
    while len(chains) < count:
        watch.check()
        places = candidates(data, max(_PLACES, 8 * len(kinks)))[1:-1, np.newaxis]
        segment = kinks.searchsorted(places)
        cost = cost_of_adding(data.sums, kinks[:, np.newaxis], segment, places)[:, 0]
        order = np.argsort(cost)
        order = order[np.isfinite(cost[order])]
        _, first = np.unique(segment[order, 0], return_index=True)
        best = places[order[np.sort(first)[: 1 + len(kinks) // _GROWTH]], 0]
        if not len(best):
            return chains + [kinks] * (count - len(chains))
        chains += [np.sort(np.append(kinks, best[: many + 1])) for many in range(len(best))]
        moved, _ = descend(data.sums, chains[-1][:, np.newaxis], _FIRST_ROUNDS, watch)
        kinks = moved[:, 0] if moved.shape[1] else chains[-1]
    return chains[:count]


def _improved(
    sums: Sums, starts: list[Array], places: Array, effort: _Effort, watch: Watch
) -> Found:
    """Return a better chain than those given, each of shape (k - 1, chains)."""
    origin = np.repeat(np.arange(len(starts)), [some.shape[1] for some in starts])
    start = np.concatenate(starts, axis=1)
    apart = are_apart(start)
    start, origin = start[:, apart], origin[apart]
    chains, errors, which = _started(sums, start, effort.starts, watch)
    origin = origin[which]
    chain, best = _better((start[:, 0], np.inf), chains, errors)
    noise = _ROUNDING * float(sums.y @ sums.y)
    help_ = _HELP if len(chain) >= _FEW else _HELP_FEW
    changes = effort.changes
    agreed = set(origin[errors <= best * (1 + _SAME)].tolist())
    if len(agreed) >= _AGREE:
        changes = effort.changes_agreed if len(sums.x) <= _MANY else 0
    for _ in range(changes):
        before = best
        if best <= noise:
            break
        chain, best = slide(sums, chain, best)
        tries = _changed(sums, chain, places, effort, watch)
        tries, errors = descend(sums, tries, _FIRST_ROUNDS, watch, _GAIN)
        kept = np.argsort(errors, kind="stable")[: effort.kept]
        tries = tries[:, kept[errors[kept] < effort.hope * best]]
        chain, best = _better((chain, best), *descend(sums, tries, _ROUNDS, watch, _GAIN))
        if best >= before - help_ * before:
            break
    column = slide(sums, chain, best)[0][:, np.newaxis]
    return _better((chain, best), *descend(sums, column, _LAST_ROUNDS, watch, can_stay=True))


def _changed(sums: Sums, chain: Array, places: Array, effort: _Effort, watch: Watch) -> Array:
    """The chain and others after one change, a column each.

    One kink is put in elsewhere; two become a jump; one more comes for a while, then another one
    goes; runs of neighbours are put anew.
    """
    count, column = len(chain), chain[:, np.newaxis]
    tries = [column, add_best(sums, without(chain, 1), places, effort.one)]
    more = add_best(sums, column, places, effort.more)
    more, errors = descend(sums, more, effort.rounds, watch)
    tries += [without(more[:, i], 1) for i in np.argsort(errors)[: effort.less]]
    if count > 1:
        tries.append(add_jump(sums, without(chain, 2), effort.jumps))
    tries += [reworked(sums, chain, run) for run in range(2, min(effort.runs, count - 1) + 1)]
    return np.concatenate([some for some in tries if len(some) == count], axis=1)


def _started(sums: Sums, starts: Array, most: int, watch: Watch) -> tuple[Array, Array, Index]:
    """Move the starts that promise most downhill; also tells which these are."""
    has_all = starts.shape[1] >= _BEST_OF_ALL
    most = 3 * most if has_all else most
    which = np.arange(starts.shape[1])
    if len(which) > most:
        starts, errors = descend(sums, starts, _FIRST_ROUNDS, watch, _GAIN, has_all)
        which = np.argsort(errors, kind="stable")[:most]
        starts = starts[:, which]
    return *descend(sums, starts, _LAST_ROUNDS, watch, _GAIN, has_all), which


def _better(now: Found, chains: Array, errors: Array) -> Found:
    if not errors.size or not errors.min() < now[1]:
        return now
    pick = int(np.argmin(errors))
    return chains[:, pick], float(errors[pick])


def _best_of_all(data: Prepared, units: int) -> Array:
    """The best of all chains with kinks at points or midway between two, where they are few."""
    x = data.means.s
    between = np.sort(np.concatenate([x[1:-1], (x[1:] + x[:-1]) / 2]))
    for places in (between, x[1:-1]):
        if 0 < comb(len(places), units - 1) <= _ALL_CHAINS:
            ways = np.array(list(combinations(range(len(places)), units - 1)), dtype=np.intp)
            chains = places[ways.T]
            best = np.argsort(safe_errors(data.sums, chains), kind="stable")[:_BEST_OF_ALL]
            return chains[:, best]
    return np.empty((units - 1, 0))


def _best_pair(sums: Sums, places: Array) -> Array:
    """The best two kinks of all pairs of places, shape (2, up to 1)."""
    pairs = places[np.stack(np.triu_indices(len(places), 1))]
    return pairs[:, [int(np.argmin(safe_errors(sums, pairs)))]] if pairs.size else pairs


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
