"""Dashes as lines of their own: Qt takes many times as long to stroke a dashed one."""

from __future__ import annotations

import numpy as np

from reluviz.views.diagram.geometry import Array

DASH, GAP = 4.0, 3.5
"""Lengths of a dash and of the gap after it, in pixels."""

_CUT = 4.0  # half of the gap that shows a link to be cut


def dashed(points: Array, share: float = 0.5) -> Array:
    """Return the dashes along a curve, and two strokes across where it is cut.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Places along the curve.
    share : float
        Where the cut is, as a share of the length.

    Returns
    -------
    ndarray, shape (m, 4)
        x and y of both ends of each line.
    """
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    length = way[-1]
    first = np.arange(0.0, length, DASH + GAP)
    last = np.minimum(first + DASH, length)
    cut = share * length
    is_kept = (last < cut - _CUT) | (first > cut + _CUT)

    def at(where: Array) -> Array:
        return np.column_stack([np.interp(where, way, side) for side in points.T])

    dashes = np.hstack([at(first[is_kept]), at(last[is_kept])])
    sides = at(np.array([cut - 2.5, cut + 2.5]))
    along = (sides[1] - sides[0]) / max(float(np.hypot(*(sides[1] - sides[0]))), 1e-9)
    across = np.array([-along[1], along[0]]) * 4.2 + along * 1.5
    return np.vstack([dashes, np.hstack([sides - across, sides + across])])
