"""A formula on a domain: its values, where it has none, and where it jumps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.formula import Formula
from reluviz.core.network import LARGEST_VALUE
from reluviz.core.piecewise import Domain, check_domain
from reluviz.core.words import number

Array = NDArray[np.float64]

KINDS = ("not a number", "infinite", "too large")
"""Why a sample is left out; too large is beyond what a network can be built for."""

MOST_SAMPLES = 100_001
"""Samples of one formula."""

_MOST_JUMPS = 1_000  # places that are looked at, the steepest first
_SMALLEST_JUMP = 1e-4  # as a share of the height of all samples
_HALVINGS = 60  # of an interval between two samples; then its ends are neighbours


@dataclass(frozen=True)
class LeftOut:
    """Neighbouring samples without a usable value.

    Parameters
    ----------
    kind : {"not a number", "infinite", "too large"}
        What they are.
    first, last : float
        The x of the first and of the last of them.
    count : int
        How many they are.
    """

    kind: str
    first: float
    last: float
    count: int


@dataclass(frozen=True)
class Jump:
    """A place where a formula is not continuous.

    Parameters
    ----------
    x : float
        The place.
    before, after : float
        Values beside it, at the nearest numbers or at `x` itself; they can be infinite, or very
        large, where the formula has a pole.
    """

    x: float
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class FormulaSamples:
    """Values of a formula at evenly spaced x.

    Parameters
    ----------
    x, y : ndarray, shape (n,), n >= 2
        The samples that have a usable value; x increasing.
    count : int
        How many samples there are with those left out.
    left_out : tuple of LeftOut
        The others, from left to right.
    jumps : tuple of Jump
        Between samples that are side by side, from left to right. A jump of less than 1/10,000 of
        the height of the samples is not found.
    """

    x: Array
    y: Array
    count: int
    left_out: tuple[LeftOut, ...]
    jumps: tuple[Jump, ...]

    @property
    def sentence(self) -> str:
        """What was left out, for people; empty if nothing was.

        For example ``not a number for 334 of 1,001 samples, from x = −1 to x = −0.334; left out``.
        """
        parts = []
        for kind in KINDS:
            runs = [run for run in self.left_out if run.kind == kind]
            if runs:
                parts.append(_run_words(runs, self.count))
        return "; ".join([*parts, "left out"]) if parts else ""


def sample_formula(formula: Formula, domain: Domain, count: int = 1001) -> FormulaSamples:
    """Return values of a formula at `count` evenly spaced x of the domain, ends included.

    Raises
    ------
    ValueError
        If the domain is not an interval, `count` is not 2 to 100,001, or fewer than two samples
        have a finite value.
    """
    low, high = check_domain(domain)
    if not 2 <= count <= MOST_SAMPLES:
        raise ValueError(f"a formula is sampled at 2 to {MOST_SAMPLES:,} places, not {count:,}")
    x = np.linspace(low, high, count)
    y = formula(x)
    usable = np.abs(y) <= LARGEST_VALUE
    left_out = _left_out(x, y, usable)
    if np.count_nonzero(usable) < 2:
        why = _run_words([run for run in left_out if run.kind == left_out[0].kind], count)
        raise ValueError(f"the formula is {why}; choose another domain, or another formula")
    return FormulaSamples(x[usable], y[usable], count, left_out, _jumps(formula, x, y, usable))


def _left_out(x: Array, y: Array, usable: NDArray[np.bool_]) -> tuple[LeftOut, ...]:
    kinds = np.where(usable, -1, np.where(np.isnan(y), 0, np.where(np.isinf(y), 1, 2)))
    starts = np.flatnonzero(np.diff(kinds, prepend=-2))
    ends = np.append(starts[1:], len(kinds))
    return tuple(
        LeftOut(KINDS[kinds[start]], float(x[start]), float(x[end - 1]), int(end - start))
        for start, end in zip(starts, ends, strict=True)
        if kinds[start] >= 0
    )


def _run_words(runs: list[LeftOut], count: int) -> str:
    total = sum(run.count for run in runs)
    first, last = number(runs[0].first), number(runs[-1].last)
    words = f"{runs[0].kind} for {total:,} of {count:,} samples, "
    if total == 1:
        return words + f"at x = {first}"
    if len(runs) == 1:
        return words + f"from x = {first} to x = {last}"
    return words + f"in {len(runs):,} places from x = {first} to x = {last}"


def _jumps(formula: Formula, x: Array, y: Array, usable: NDArray[np.bool_]) -> tuple[Jump, ...]:
    """Halve every interval again and again, keeping the half with the larger difference.

    Where the formula is continuous, the difference goes to zero with the width; at a jump it stays.
    """
    least = _SMALLEST_JUMP * float(np.ptp(y[usable] / 4)) * 4
    with np.errstate(over="ignore", invalid="ignore"):
        rise = np.abs(np.diff(y))
        places = np.flatnonzero(usable[:-1] & usable[1:] & (rise > least))
        if len(places) > _MOST_JUMPS:
            places = np.sort(places[np.argsort(-rise[places], kind="stable")[:_MOST_JUMPS]])
        left, right, before, after = x[places], x[places + 1], y[places], y[places + 1]
        for _ in range(_HALVINGS):
            middle = left / 2 + right / 2
            value = formula(middle)
            # What is infinite or not a number differs from everything.
            to_left, to_right = _gap(value, before), _gap(after, value)
            go_left = to_left >= to_right
            left, before = np.where(go_left, left, middle), np.where(go_left, before, value)
            right, after = np.where(go_left, middle, right), np.where(go_left, value, after)
        found = _gap(after, before) > least
    jumps: list[Jump] = []
    ends = zip(left[found], right[found], before[found], after[found], strict=True)
    for low, high, from_y, to_y in (map(float, end) for end in ends):
        place = min(low, high, key=lambda x: len(repr(x)))
        if jumps and jumps[-1].x == place:  # a value of its own in the middle, as sign has
            from_y = jumps.pop().before
        jumps.append(Jump(place, from_y, to_y))
    return tuple(jumps)


def _gap(a: Array, b: Array) -> Array:
    gap = np.abs(a - b)
    return np.where(np.isnan(gap), np.inf, gap)
