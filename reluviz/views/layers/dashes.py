"""Dashes as lines of their own: Qt takes many times as long to stroke a dashed one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DASH, GAP = 4.0, 3.5
"""Lengths of a dash and of the gap after it, in pixels."""

_CUT = 4.0  # half of the gap in the middle that shows a link to be cut


def dashed(lines: Array) -> Array:
    """Return the dashes of some lines, and two strokes across the middle of each.

    Parameters
    ----------
    lines : ndarray, shape (n, 4)
        x and y of both ends.

    Returns
    -------
    ndarray, shape (m, 4)
        The same of each dash.
    """
    found = [_dashes(line) for line in lines]
    return np.vstack(found) if found else np.empty((0, 4))


def _dashes(line: Array) -> Array:
    start, run = line[:2], line[2:] - line[:2]
    length = max(float(np.hypot(*run)), 1e-9)
    along = run / length
    first = np.arange(0.0, length, DASH + GAP)
    last = np.minimum(first + DASH, length)
    middle = length / 2
    is_kept = (last < middle - _CUT) | (first > middle + _CUT)
    first, last = first[is_kept, np.newaxis], last[is_kept, np.newaxis]
    across = np.array([-along[1], along[0]]) * 4.0 + along * 1.5
    cuts = start + along * (middle + np.array([[-2.5], [2.5]]))
    return np.vstack(
        [
            np.hstack([start + first * along, start + last * along]),
            np.hstack([cuts - across, cuts + across]),
        ]
    )
