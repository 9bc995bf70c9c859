"""Pieces of a path that lie on one another are painted side by side, like folded paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.layer import Array

MOST = 600
"""With more pieces they are left on one another: nobody could tell them apart."""

_NEAR = 0.8  # pixels from a line that count as on it
_STEP, _ROOM = 4.0, 26.0  # between two lanes, and across all of them, in pixels


def lanes_of(points: Array) -> Array:
    """Return for each piece its place among those that lie on one another there.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        The corners of a path, in pixels.

    Returns
    -------
    ndarray, shape (n - 1,)
        Lanes, next to one another by 1 and around 0, which has those that lie on no other.
    """
    starts, ends = points[:-1], points[1:]
    lanes = np.zeros(len(starts))
    if len(starts) > MOST:
        return lanes
    shared = [_overlap(starts, ends, *pair) for pair in zip(starts, ends, strict=True)]
    for k in range(1, len(starts)):
        taken = lanes[:k][shared[k][:k]]
        lanes[k] = np.setdiff1d(np.arange(len(taken) + 1), taken)[0]
    tops = [lanes[own].max(initial=0.0) for own in shared]
    middled: Array = lanes - np.array(tops) / 2
    return middled


def side_by_side(points: Array, lanes: Array) -> Array:
    """Return both ends of each piece, moved aside by its lane, shape (n - 1, 4)."""
    ways = np.diff(points, axis=0)
    # The same side for both directions along a line.
    back = (ways[:, 0] < -1e-6) | ((np.abs(ways[:, 0]) <= 1e-6) & (ways[:, 1] < 0))
    ways[back] *= -1
    length = np.maximum(np.hypot(*ways.T), 1e-9)[:, np.newaxis]
    aside = np.column_stack([ways[:, 1], -ways[:, 0]]) / length
    step = min(_STEP, _ROOM / max(1.0, 2 * float(np.abs(lanes).max(initial=0.0))))
    move = aside * (lanes * step)[:, np.newaxis]
    pieces: Array = np.hstack([points[:-1] + move, points[1:] + move])
    return pieces


def _overlap(starts: Array, ends: Array, first: Array, last: Array) -> NDArray[np.bool_]:
    """Which pieces share more than a point with the one from `first` to `last`."""
    way = last - first
    length = float(np.hypot(*way))
    if length < _NEAR:  # it stands still
        return np.zeros(len(starts), bool)
    way = way / length
    along, away = [], []
    for places in (starts, ends):
        apart = places - first
        along.append(apart @ way)
        away.append(np.abs(apart[:, 0] * way[1] - apart[:, 1] * way[0]))
    shared = np.minimum(np.maximum(*along), length) - np.maximum(np.minimum(*along), 0)
    on_line: NDArray[np.bool_] = (np.maximum(*away) < _NEAR) & (shared > _NEAR)
    return on_line
