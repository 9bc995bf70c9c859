"""A box in the plane that is cut into convex regions by one line after another, all at once."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from reluviz.core.decision_lines import Box
from reluviz.core.layer import Array

Indices = NDArray[np.intp]
Signs = NDArray[np.int8]
Number = TypeVar("Number", np.float64, np.intp)

_ZERO = 1e-12
"""A value is zero if it is not more than this share of the largest one of its unit."""


class TooManyRegions(ValueError):  # noqa: N818  # what happened, not what is wrong
    """There are more regions than the caller wanted to wait for."""


class Grow(Generic[Number]):
    """An array that gets new rows at its end.

    Parameters
    ----------
    rows : ndarray
        What it begins with.
    """

    def __init__(self, rows: NDArray[Number]) -> None:
        self._rows: NDArray[Number] = rows
        self.size = len(rows)

    @property
    def now(self) -> NDArray[Number]:
        """All rows so far: a view, to read and to write."""
        now: NDArray[Number] = self._rows[: self.size]
        return now

    def more(self, count: int) -> NDArray[Number]:
        """Return a view of so many new rows, to be written to."""
        start = self.size
        self.size += count
        if self.size > len(self._rows):
            longer = np.empty((2 * self.size, *self._rows.shape[1:]), self._rows.dtype)
            longer[:start] = self._rows[:start]
            self._rows = longer
        added: NDArray[Number] = self._rows[start : self.size]
        return added


class PlaneMesh:
    """Convex regions that share their corners and edges.

    An edge e joins two corners and has a region on either side; walked from its first corner to
    its second it is the half-edge 2 e, with the region to its left, and back it is 2 e + 1. A
    region is the ring of half-edges around it, turning left.

    Parameters
    ----------
    box : tuple of Domain
        The one region that it begins with.
    most : int
        How many regions there may be.

    Attributes
    ----------
    corners : shape (corners, 2 + units)
        x, y and what each unit's sum is there; linear in every region.
    ends : shape (edges, 2)
        The corners that each edge joins.
    sides : shape (edges, 2)
        The regions to the left of an edge's two half-edges; -1 outside of the box.
    makers : shape (edges,)
        Which cut made each edge; -1 for the box.
    """

    def __init__(self, box: Box, most: int) -> None:
        (left, right), (low, high) = box
        self.most = most
        self.corners = Grow(np.array([[left, low], [right, low], [right, high], [left, high]]))
        self.ends = Grow(np.array([[0, 1], [1, 2], [2, 3], [3, 0]], np.intp))
        self.sides = Grow(np.array([[0, -1]] * 4, np.intp))
        self.makers = Grow(np.full(4, -1, np.intp))
        self._rings = Grow(np.array([0, 2, 4, 6], np.intp))  # with gaps where rings were replaced
        self._starts, self._lengths = (Grow(np.array([k], np.intp)) for k in (0, 4))
        self._least = np.empty(0)

    @property
    def points(self) -> Array:
        """x and y of all corners, shape (corners, 2)."""
        return self.corners.now[:, :2]

    @property
    def values(self) -> Array:
        """The sums of all units at all corners, shape (corners, units)."""
        return self.corners.now[:, 2:]

    def set_values(self, values: Array) -> None:
        """Take the sums of other units, shape (corners, units)."""
        self.corners = Grow(np.hstack([self.points, values]))
        self._least = _ZERO * np.abs(values).max(axis=0)

    def rings(self) -> tuple[Indices, Indices]:
        """The corners around all regions in a row, and where those of each begin, and the end."""
        lengths = self._lengths.now
        halves = self._rings.now[_spread(self._starts.now, lengths)]
        return self.ends.now.ravel()[halves], np.append(0, np.cumsum(lengths))

    def cut(self, unit: int, maker: int, level: float = 0.0) -> None:
        """Cut all regions that the line goes through where a unit's sum has a value.

        Parameters
        ----------
        unit : int
            Which of the sums.
        maker : int
            The number of this cut.
        level : float
            The value.

        Raises
        ------
        TooManyRegions
            If there would be more than `most`.
        """
        values = self.corners.now[:, 2 + unit] - level
        signs = (values > self._least[unit]).view(np.int8) - (values < -self._least[unit])
        first, last = signs.take(self.ends.now).T
        crossed = np.flatnonzero(first * last < 0)
        is_touched = np.zeros(len(self._starts.now) + 1, bool)  # the last one is outside
        is_touched[self.sides.now[crossed]] = True
        if not signs.all():
            self._touch_through_corners(first, last, is_touched)
        touched = np.flatnonzero(is_touched[:-1])
        if not len(touched):
            return
        starts, lengths = self._starts.now[touched], self._lengths.now[touched]
        halves = self._rings.now[_spread(starts, lengths)]
        at_start = signs[self.ends.now.ravel()[halves]]
        new = self.ends.size
        self._split(crossed, values)
        second = np.full(new, -1)
        second[crossed] = np.arange(new, self.ends.size)
        ring = _Ring(halves, lengths, at_start, second)
        self._replace(touched, ring, maker)

    def _touch_through_corners(
        self, first: Signs, last: Signs, is_touched: NDArray[np.bool_]
    ) -> None:
        """Mark the regions with a corner on the line, and corners beside it on both its sides."""
        edges = np.flatnonzero((first == 0) != (last == 0))
        signs, sides = first[edges] + last[edges], self.sides.now[edges]
        has = np.zeros((2, len(is_touched)), bool)
        has[0, sides[signs > 0]] = True
        has[1, sides[signs < 0]] = True
        is_touched |= has[0] & has[1]

    def _split(self, edges: Indices, values: Array) -> None:
        """Put a corner on each edge where the value is zero.

        An edge keeps its first half; the other one becomes a new edge.
        """
        a, b = self.ends.now[edges].T
        count = len(edges)
        middle = np.arange(self.corners.size, self.corners.size + count)
        start, way = self.corners.now.take(a, axis=0), self.corners.now.take(b, axis=0)
        first = values[a]
        way -= start
        way *= (first / (first - values[b]))[:, np.newaxis]
        np.add(start, way, out=self.corners.more(count))
        ends = self.ends.more(count)
        ends[:, 0], ends[:, 1] = middle, b
        self.ends.now[edges, 1] = middle
        self.sides.more(count)[:] = self.sides.now[edges]
        self.makers.more(count)[:] = self.makers.now[edges]

    def _replace(self, regions: Indices, ring: _Ring, maker: int) -> None:
        """Put two regions in the place of each one; those that cannot be cut get new corners."""
        if not ring.is_cut.all():
            inside = np.repeat(~ring.is_cut, ring.lengths)
            kept = regions[~ring.is_cut]
            self._store(kept, ring.halves[inside], ring.lengths[~ring.is_cut])
            regions = regions[ring.is_cut]
        count, before = len(regions), self._starts.size
        if before + count > self.most:
            raise TooManyRegions(f"there are more than {self.most:,} regions")
        closing = 2 * np.arange(self.ends.size, self.ends.size + count)
        corners = self.ends.now.ravel()
        ends = self.ends.more(count)
        ends[:, 0], ends[:, 1] = corners[ring.halves[ring.leave]], corners[ring.halves[ring.enter]]
        self.sides.more(count)
        self.makers.more(count)[:] = maker
        self._starts.more(count)
        self._lengths.more(count)
        ids = np.concatenate([regions, np.arange(before, before + count)])
        around, lengths = ring.arcs(np.concatenate([closing, closing + 1]))
        self.sides.now.ravel()[around] = np.repeat(ids, lengths)
        self._store(ids, around, lengths)

    def _store(self, regions: Indices, halves: Indices, lengths: Indices) -> None:
        self._starts.now[regions] = self._rings.size + np.cumsum(lengths) - lengths
        self._lengths.now[regions] = lengths
        self._rings.more(len(halves))[:] = halves


class _Ring:
    """The half-edges around some regions, one region after another, once edges are split.

    Parameters
    ----------
    halves : ndarray
        The half-edges before.
    lengths : ndarray
        How many of them each region has.
    signs : ndarray
        The signs at the corners where they start.
    second : ndarray
        For each edge the new one that is its second half; -1 for those that are whole.

    Attributes
    ----------
    halves, lengths : ndarray
        After the edges were split.
    is_cut : ndarray
        Which regions can be cut: those that the line enters once and leaves once.
    enter, leave : ndarray
        Of these, the places in `halves` that start where the line enters, coming from the negative
        side, and where it leaves.
    """

    def __init__(self, halves: Indices, lengths: Indices, signs: Signs, second: Indices) -> None:
        new = second[halves >> 1]
        is_split = new >= 0
        shift = np.cumsum(is_split)
        place = np.arange(len(halves)) + shift - is_split
        after = place[is_split] + 1
        size = len(halves) + len(after)
        self.halves, found = np.empty(size, np.intp), np.zeros(size, np.int8)
        self.halves[place], found[place] = halves, signs
        old, new = halves[is_split], 2 * new[is_split]
        is_back = (old & 1).astype(bool)
        self.halves[after] = np.where(is_back, old, new)
        self.halves[after - 1] = np.where(is_back, new + 1, old)
        last = np.cumsum(lengths) - 1
        self._stops = last + 1 + shift[last]
        self.lengths = np.diff(self._stops, prepend=0)
        self._find_cuts(found)

    def _find_cuts(self, signs: Signs) -> None:
        """Where the line goes through: corners with the sign zero after others."""
        before = np.empty_like(signs)
        before[1:] = signs[:-1]
        before[self._stops - self.lengths] = signs[self._stops - 1]
        before[signs != 0] = 0
        self.enter, self.leave = np.flatnonzero(before < 0), np.flatnonzero(before > 0)
        entered, left = (
            np.searchsorted(self._stops, places, "right") for places in (self.enter, self.leave)
        )
        count = len(self._stops)
        self.is_cut = np.ones(count, bool)
        if len(entered) != count or len(left) != count or np.any(entered != left):
            counts = (np.bincount(regions, minlength=count) for regions in (entered, left))
            self.is_cut = np.logical_and.reduce([number == 1 for number in counts])
            self.enter = self.enter[self.is_cut[entered]]
            self.leave = self.leave[self.is_cut[left]]

    def arcs(self, closing: Indices) -> tuple[Indices, Indices]:
        """The rings of the parts on the positive side, then of those on the negative side.

        Parameters
        ----------
        closing : ndarray
            The half-edge along the line that closes each part.

        Returns
        -------
        halves : ndarray
            One part after another.
        lengths : ndarray
            How many each has.
        """
        start = np.concatenate([self.enter, self.leave])
        stop = np.concatenate([self.leave, self.enter])
        size, end = self.lengths[self.is_cut], self._stops[self.is_cut]
        size, end = np.concatenate([size, size]), np.concatenate([end, end])
        lengths = (stop - start) % size + 1
        index = _spread(start, lengths)
        index -= np.repeat(size, lengths) * (index >= np.repeat(end, lengths))
        halves = self.halves[index]
        halves[np.cumsum(lengths) - 1] = closing
        return halves, lengths


def _spread(starts: Indices, lengths: Indices) -> Indices:
    """The numbers from each start on, as many as its length, in a row."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    spread: Indices = np.repeat(starts - ends + lengths, lengths)
    spread += np.arange(total)
    return spread
