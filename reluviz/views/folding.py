"""Which units a diagram shows, and where it folds. No Qt.

More units than there are slots are folded: the first few, the last few, and between them either
one fold or a window of units with a fold above and below. The window can show every unit in turn.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fold:
    """Units that are not shown.

    Parameters
    ----------
    first : int
        Index of the first of them.
    count : int
        How many there are.
    """

    first: int
    count: int


@dataclass(frozen=True)
class Entry:
    """What stands in one or more slots, from the top.

    Parameters
    ----------
    slot : int
        The first slot.
    span : int
        The number of slots.
    shows : int or Fold
        A unit, or units folded away.
    """

    slot: int
    span: int
    shows: int | Fold


@dataclass(frozen=True)
class Folding:
    """How `n_units` units are put into `slots` slots when there are more units than slots.

    Parameters
    ----------
    n_units : int
        Number of units.
    slots : int
        Number of slots, 3 or more.
    """

    n_units: int
    slots: int

    @property
    def ends(self) -> int:
        """How many units are always shown at each end."""
        if self.slots < 5:
            return 0
        window = 1 if self.slots < 11 else 3
        return (self.slots - window - 2) // 2

    @property
    def middle(self) -> int:
        """Number of slots between the two ends."""
        return self.slots - 2 * self.ends

    @property
    def window(self) -> int:
        """How many units the window shows."""
        return self.middle - 2

    def clamped(self, start: int) -> int:
        """Return the nearest possible first unit of the window."""
        return max(self.ends, min(start, self.n_units - self.ends - self.window))

    def revealed(self, start: int | None, unit: int | None) -> int | None:
        """Return where the window starts so that `unit` is shown; `start` where it is already."""
        if unit is None or unit < self.ends or unit >= self.n_units - self.ends:
            return start
        if start is not None and unit in self._shown(start):
            return start
        return self.clamped(unit - self.window // 2)

    def scrolled(self, start: int | None, by: int) -> int:
        """Return where the window starts after a move by `by` units; without one, at an end."""
        if start is None:
            return self.clamped(self.ends + 1 if by > 0 else self.n_units)
        return self.clamped(start + by)

    def entries(self, start: int | None) -> list[Entry]:
        """Return what is in the slots, for a window that starts at unit `start`, or no window."""
        ends, last = self.ends, self.n_units - self.ends
        found = [Entry(k, 1, k) for k in range(ends)]
        if start is None and ends > 0:
            found.append(Entry(ends, self.middle, Fold(ends, last - ends)))
        else:
            found += self._middle(start or 0)
        return found + [Entry(self.slots - ends + k, 1, last + k) for k in range(ends)]

    def _shown(self, start: int) -> range:
        """The units in the middle: one more where a fold would be of one unit or none."""
        start = self.clamped(start)
        first, last = self.ends, self.n_units - self.ends
        if start - first <= 1:
            return range(first, first + self.window + 1)
        if last - start - self.window <= 1:
            return range(last - self.window - 1, last)
        return range(start, start + self.window)

    def _middle(self, start: int) -> list[Entry]:
        shown, slot = self._shown(start), self.ends
        found = []
        above = shown.start - self.ends
        if above:
            found.append(Entry(slot, 1, Fold(self.ends, above)))
            slot += 1
        found += [Entry(slot + k, 1, unit) for k, unit in enumerate(shown)]
        below = self.n_units - self.ends - shown.stop
        if below:
            found.append(Entry(slot + len(shown), 1, Fold(shown.stop, below)))
        return found


def unfolded(n_units: int) -> list[Entry]:
    """Return one slot for each unit."""
    return [Entry(k, 1, k) for k in range(n_units)]
