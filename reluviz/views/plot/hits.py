"""What is under the mouse: a joint first, else a segment. A search in what is sorted by x."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.targets import Target
from reluviz.document.items import Joint, Segment, TargetPoint
from reluviz.document.target_grabs import has_handles
from reluviz.views.frame import Array, Frame

JOINT_REACH = 9.0
"""How near to a joint, or to a point of the target, counts as on it, in pixels."""

SEGMENT_REACH = 6.0


def hit(curve: PiecewiseLinear, frame: Frame, column: float, row: float) -> Joint | Segment | None:
    """Return the joint or segment of `curve` at a place, or None.

    Parameters
    ----------
    curve : PiecewiseLinear
        The curve as it is shown.
    frame : Frame
        Where it is shown.
    column, row : float
        The place, in pixels.
    """
    joint = _nearest(curve.x, curve.y, frame, (column, row))
    if joint is not None:
        return Joint(joint)
    segment = _nearest_segment(curve, frame, column, row)
    return None if segment is None else Segment(segment)


def hit_target(
    target: Target | None, frame: Frame, column: float, row: float
) -> TargetPoint | None:
    """Return the point of the target at a place that a hand can take, or None."""
    if target is None or not has_handles(target):
        return None
    found = _nearest(target.x, target.y, frame, (column, row))
    return None if found is None else TargetPoint(found)


def _nearest(x: Array, y: Array, frame: Frame, place: tuple[float, float]) -> int | None:
    """The point next to a place, if it is near enough."""
    column, row = place
    first, last = _around(x, frame, column, JOINT_REACH)
    if first == last:
        return None
    across = frame.columns(x[first:last]) - column
    along = frame.rows(y[first:last]) - row
    distances = np.hypot(across, along)
    nearest = int(np.argmin(distances))
    return first + nearest if distances[nearest] <= JOINT_REACH else None


def _nearest_segment(curve: PiecewiseLinear, frame: Frame, column: float, row: float) -> int | None:
    first, last = _around(curve.x, frame, column, SEGMENT_REACH)
    first, last = max(0, first - 1), min(len(curve), last + 1)
    if last - first < 2:
        return None
    across = frame.columns(curve.x[first:last]) - column
    along = frame.rows(curve.y[first:last]) - row
    distances = _distances_to_segments(across, along)
    nearest = int(np.argmin(distances))
    return first + nearest if distances[nearest] <= SEGMENT_REACH else None


def _around(x: Array, frame: Frame, column: float, reach: float) -> tuple[int, int]:
    """The points whose column is within `reach`, as a slice."""
    low, _ = frame.place(column - reach, 0.0)
    high, _ = frame.place(column + reach, 0.0)
    return int(np.searchsorted(x, low)), int(np.searchsorted(x, high, "right"))


def _distances_to_segments(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances of the origin to the segments of a polyline, shape (n - 1,)."""
    right, up = np.diff(x), np.diff(y)
    share = -(x[:-1] * right + y[:-1] * up) / (right * right + up * up)
    share = np.clip(share, 0.0, 1.0)
    return np.hypot(x[:-1] + share * right, y[:-1] + share * up)
