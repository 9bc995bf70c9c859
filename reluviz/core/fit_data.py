"""Data made ready for many fits: checked, sorted, scaled, with running sums."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.fit_sums import Sums
from reluviz.core.layer import LARGEST_VALUE, number_array
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]

_SAMPLE = 1_000
_OUTLIER = 1e4  # times as far away as nine tenths of the points
_RUN = 1 << 17  # values sorted in one go: some 10 ms
_NEAR = 1e-8
_EVEN = 1e-9  # a share of the size: what leans less does not lean
_STEEPEST_GAP = 1e-4  # points that are nearer are not asked to be met more loosely
_ULPS = 16 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Means:
    """The scaled data at each distinct x: what a curve that meets all of them goes through.

    Parameters
    ----------
    s, z : ndarray, shape (m,)
        The different x and the mean of the values there.
    count : ndarray, shape (m,)
        How many points are there.
    rounding : ndarray, shape (m,)
        A curve that is no farther away than this meets the mean: the rest is rounding.
    """

    s: Array
    z: Array
    count: Array
    rounding: Array


@dataclass(frozen=True, eq=False)
class Bars:
    """The data at each distinct x: the lowest, the highest and the mean y.

    Parameters
    ----------
    x, low, high, mean : ndarray, shape (m,)
        In the scale of the data; x strictly increasing.
    """

    x: Array
    low: Array
    high: Array
    mean: Array


class Prepared:
    """Data for fits, made ready once.

    Parameters
    ----------
    x, y : array_like, shape (n,), n >= 2
        In any order; several points may have the same x.

    Raises
    ------
    ValueError
        If a value is not a finite number (the message names the first such point), the lengths
        differ, there are fewer than two points, or all have the same x.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        The data by growing x.
    s, z : ndarray, shape (n,)
        The same, scaled: s from 0 to 1, z around 0 and at most 1 in size. They are turned such
        that data and their mirror images are the same here, so that their fits are, too.
    """

    def __init__(self, x: ArrayLike, y: ArrayLike, watch: Watch | None = None) -> None:
        xs, ys = _checked(x, "x"), _checked(y, "y")
        if len(xs) != len(ys):
            raise ValueError(
                f"x has {len(xs):,} values and y has {len(ys):,}; there must be as many of both"
            )
        if len(xs) < 2:
            raise ValueError(f"a fit needs at least two points; there are {len(xs)}")
        self._watch = watch or Watch()
        self._watch.check()
        self.x, self.y = _by_x(xs, ys, self._watch)
        self.low, self.high = float(self.x[0]), float(self.x[-1])
        if not self.low < self.high:
            raise ValueError(
                f"all x are equal (x = {self.low:.15g}): a function needs points at two "
                "different x at least"
            )
        self._watch.check()
        # Beside one outlier of 1e12 the others keep their digits: 0 is where most of them are.
        self.middle = float(np.median(self.y[:: 1 + len(self.y) // _SAMPLE]))
        away = self.y - self.middle
        self.scale = max(float(away.max()), -float(away.min())) or 1.0
        self._is_turned, self._sign = False, 1.0
        self.s: Array = (self.x - self.low) / (self.high - self.low)
        self.z: Array = away / self.scale
        self._turn()

    def _turn(self) -> None:
        """Have most values lean down from where they are far from 0, and most points left."""
        for lean in (float(self.z.max() + self.z.min()), float(self.z.mean())):
            if abs(lean) > _EVEN:
                self._sign = 1.0 if lean > 0 else -1.0
                break
        if self._sign < 0:
            self.z = -self.z
        around = self.s - 0.5
        for lean in (float(around.mean()), float(around @ self.z) / len(self)):
            if abs(lean) > _EVEN:
                self._is_turned = lean > 0
                break
        if self._is_turned:
            self.s = np.ascontiguousarray(self.scaled(self.x)[::-1])
            self.z = np.ascontiguousarray(self.z[::-1])

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def sums(self) -> Sums:
        """Running sums of the scaled data."""
        return Sums(self.s, self.z, self._watch)

    @cached_property
    def tamed(self) -> Prepared | None:
        """The same with the farthest outliers pulled in, or None where there are none.

        The squares of an outlier of 1e12 leave no digits for the other points. Where a fit meets
        it, it does not matter how far away it was.
        """
        sample = np.sort(np.abs(self.z[:: 1 + len(self.z) // _SAMPLE]))
        limit = _OUTLIER * float(sample[int(0.9 * (len(sample) - 1))])
        if not 0 < limit < 1:
            return None
        other = copy.copy(self)
        other.__dict__.pop("sums", None)
        other.__dict__.pop("means", None)
        other.z = np.clip(self.z, -limit, limit) / limit
        return other

    @cached_property
    def n_distinct(self) -> int:
        """How many different x there are."""
        return 1 + int(np.count_nonzero(self.x[1:] > self.x[:-1]))

    @cached_property
    def smallest_gap(self) -> float:
        """The smallest scaled distance of two different x."""
        gaps = self.s[1:] - self.s[:-1]
        return float(gaps[gaps > 0].min())

    @cached_property
    def noise(self) -> float:
        """A squared error, scaled, that is only rounding: that of a curve that meets the means."""
        return float(self.means.count @ self.means.rounding**2)

    @property
    def is_plain(self) -> bool:
        """Whether no outlier and no points too near one another take the digits of the others."""
        return self.tamed is None and self.smallest_gap > _NEAR

    @cached_property
    def bars(self) -> Bars:
        """The data at each distinct x."""
        if self.n_distinct == len(self):
            return Bars(self.x, self.y, self.y, self.y)
        first = np.flatnonzero(np.append(True, self.x[1:] > self.x[:-1]))
        # The mean of the scaled values: their sum stays small.
        _, mean = self.unscaled(self.means.s, self.means.z)
        alone = self.means.count == 1
        alone = alone[::-1] if self._is_turned else alone
        mean[alone] = self.y[first[alone]]
        return Bars(
            self.x[first],
            np.minimum.reduceat(self.y, first),
            np.maximum.reduceat(self.y, first),
            mean,
        )

    @cached_property
    def means(self) -> Means:
        """The scaled data at each distinct x."""
        s, z, n = self.s, self.z, len(self)
        x = self.x[::-1] if self._is_turned else self.x
        first = np.flatnonzero(np.append(True, x[1:] != x[:-1]))
        count = np.diff(np.append(first, n)).astype(np.float64)
        alone = len(first) == n
        mean = z if alone else np.add.reduceat(z, first) / count
        at = s[first]
        # Values are rounded in the user's scale, and so are the x of a curve that is steep.
        gaps = np.diff(at)
        steep = np.abs(np.diff(mean)) / np.maximum(gaps, _STEEPEST_GAP)
        steep = np.maximum(np.append(steep, 0.0), np.append(0.0, steep))
        far = max(abs(self.low), abs(self.high)) / (self.high - self.low)
        size = np.abs(mean) + np.abs(self._sign * mean + self.middle / self.scale)
        return Means(at, mean, count, _ULPS * (size + (1 + far) * steep))

    def scaled(self, x: ArrayLike) -> Array:
        """Return places on the x axis in the scale of `s`."""
        there = np.asarray(x, dtype=np.float64)
        away = self.high - there if self._is_turned else there - self.low
        scaled: Array = away / (self.high - self.low)
        return scaled

    def unscaled(self, s: Array, z: Array) -> tuple[Array, Array]:
        """Return scaled points as the user has them, by growing x."""
        width = self.high - self.low
        x = self.high - s[::-1] * width if self._is_turned else self.low + s * width
        y = self.middle + (z[::-1] if self._is_turned else z) * (self._sign * self.scale)
        return x, y


def _checked(values: ArrayLike, name: str) -> Array:
    array = number_array(values, f"the {name} of the points")
    if array.ndim != 1:
        raise ValueError(f"{name} must be one list of numbers, not of shape {array.shape}")
    good = np.abs(array) <= LARGEST_VALUE  # false for NaN too
    if not good.all():
        place = int(np.argmin(good))
        raise ValueError(
            f"the {name} of point {place + 1:,} of {len(array):,} is {float(array[place])!r}; it "
            f"must be a finite number of at most {LARGEST_VALUE:g} in size"
        )
    return array


def _by_x(x: Array, y: Array, watch: Watch) -> tuple[Array, Array]:
    if (x[1:] >= x[:-1]).all():
        return x, y
    order = np.empty(len(x), dtype=np.intp)
    for start in range(0, len(x), _RUN):
        part = slice(start, start + _RUN)
        order[part] = start + np.argsort(x[part], kind="stable")
        watch.check()
    if len(x) > _RUN:  # sorted runs: the stable sort only merges them
        runs = x[order]
        watch.check()
        order = order[np.argsort(runs, kind="stable")]
    watch.check()
    x = x[order]
    watch.check()
    return x, y[order]
