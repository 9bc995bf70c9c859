"""What is under the mouse: a joint first, else a segment. A search in sorted joints."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.document.items import Joint, Segment
from reluviz.views.plot.frame import Frame

JOINT_REACH = 9.0
"""How near to a joint counts as on it, in pixels."""

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
    joint = _nearest_joint(curve, frame, column, row)
    if joint is not None:
        return Joint(joint)
    segment = _nearest_segment(curve, frame, column, row)
    return None if segment is None else Segment(segment)


def _nearest_joint(curve: PiecewiseLinear, frame: Frame, column: float, row: float) -> int | None:
    first, last = _around(curve, frame, column, JOINT_REACH)
    if first == last:
        return None
    across = frame.columns(curve.x[first:last]) - column
    along = frame.rows(curve.y[first:last]) - row
    distances = np.hypot(across, along)
    nearest = int(np.argmin(distances))
    return first + nearest if distances[nearest] <= JOINT_REACH else None


def _nearest_segment(curve: PiecewiseLinear, frame: Frame, column: float, row: float) -> int | None:
    first, last = _around(curve, frame, column, SEGMENT_REACH)
    first, last = max(0, first - 1), min(len(curve), last + 1)
    if last - first < 2:
        return None
    across = frame.columns(curve.x[first:last]) - column
    along = frame.rows(curve.y[first:last]) - row
    distances = _distances_to_segments(across, along)
    nearest = int(np.argmin(distances))
    return first + nearest if distances[nearest] <= SEGMENT_REACH else None


def _around(curve: PiecewiseLinear, frame: Frame, column: float, reach: float) -> tuple[int, int]:
    """The joints whose column is within `reach`, as a slice."""
    low, _ = frame.place(column - reach, 0.0)
    high, _ = frame.place(column + reach, 0.0)
    return int(np.searchsorted(curve.x, low)), int(np.searchsorted(curve.x, high, "right"))


def _distances_to_segments(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances of the origin to the segments of a polyline, shape (n - 1,)."""
    right, up = np.diff(x), np.diff(y)
    share = -(x[:-1] * right + y[:-1] * up) / (right * right + up * up)
    share = np.clip(share, 0.0, 1.0)
    return np.hypot(x[:-1] + share * right, y[:-1] + share * up)
