"""What a hand on a point of the target does. No Qt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reluviz.core.construct import SMALLEST_GAP
from reluviz.core.targets import Target
from reluviz.document.holds import Grab, Place, RefusedError, moved
from reluviz.document.items import TargetPoint

MOST_HANDLES = 2_000
"""Of targets with more points than this none can be grabbed: they lie too near to one another."""

NONE_SAYS = "There is no target: draw one, or choose one in the Target menu"
FORMULA_SAYS = "This target is a formula: change the formula, or join its points first"


def has_handles(target: Target | None) -> bool:
    """Whether single points of a target can be grabbed."""
    return target is not None and not target.formula and len(target.x) <= MOST_HANDLES


def why_no_handles(target: Target | None) -> str:
    """Return why no single point of a target can be grabbed, as a sentence; empty if they can."""
    if has_handles(target):
        return ""
    if target is None:
        return NONE_SAYS
    if target.formula:
        return FORMULA_SAYS
    return f"Of {len(target.x):,} points none can be dragged; of up to {MOST_HANDLES:,} each can"


def grab_target(target: Target | None, item: TargetPoint, at: Place) -> Grab:
    """Return what a hand does that takes hold of a point of the target at the place `at`."""
    if target is None:
        raise RefusedError(NONE_SAYS)
    if target.formula:
        raise RefusedError(FORMULA_SAYS)
    k = item.index
    x, y = float(target.x[k]), float(target.y[k])

    def move(to_x: float, to_y: float, resolution: Place) -> Target:
        place = moved(x, to_x - at[0], resolution[0]), moved(y, to_y - at[1], resolution[1])
        return target if place == (x, y) else with_point_at(target, k, place)

    return Grab(f"move point {k + 1} of the target", move, "both")


def with_point_at(target: Target, index: int, place: Place) -> Target:
    """Return the target with one point elsewhere.

    On a line it stays between its neighbours; data are free, and are sorted again.
    """
    x, y = target.x.copy(), target.y.copy()
    x[index], y[index] = place
    if target.is_line:
        gap = SMALLEST_GAP * float(target.x[-1] - target.x[0])
        low = target.x[index - 1] + gap if index > 0 else -np.inf
        high = target.x[index + 1] - gap if index < len(x) - 1 else np.inf
        x[index] = min(max(place[0], low), high) if low <= high else target.x[index]
        return replace(target, x=x, y=y)
    return Target.from_data(x, y, calendar=target.calendar)


def with_point(target: Target | None, place: Place) -> tuple[Target, int]:
    """Return the target with one point more, and the index of that."""
    if target is None:
        raise RefusedError(NONE_SAYS)
    if target.formula:
        raise RefusedError(FORMULA_SAYS)
    index = int(target.x.searchsorted(place[0], "right"))
    if target.is_line and place[0] in target.x:
        raise RefusedError("There is a point at this x already: drag it")
    x, y = (np.insert(a, index, p) for a, p in zip((target.x, target.y), place, strict=True))
    return replace(target, x=x, y=y), index


def without_point(target: Target, item: TargetPoint) -> Target:
    """Return the target without one of its points."""
    if target.formula:
        raise RefusedError(FORMULA_SAYS)
    x, y = (np.delete(a, item.index) for a in (target.x, target.y))
    if len(x) < 2 or x[0] == x[-1]:
        raise RefusedError("A target needs at least two points with different x")
    return replace(target, x=x, y=y)


def followed(item: TargetPoint, before: Target, after: Target) -> TargetPoint | None:
    """Return what a point has become when one point of the target has moved.

    Data are kept sorted, so that it may have passed others.
    """
    if len(before.x) != len(after.x):
        return item if item.index < len(after.x) else None
    differs = np.flatnonzero((before.x != after.x) | (before.y != after.y))
    if not len(differs) or not differs[0] <= item.index <= differs[-1]:
        return item
    first, last = int(differs[0]), int(differs[-1])
    if first == last:
        return item
    went_right = bool(before.x[first + 1] == after.x[first])
    moving, goal, step = (first, last, -1) if went_right else (last, first, 1)
    return TargetPoint(goal if item.index == moving else item.index + step)
