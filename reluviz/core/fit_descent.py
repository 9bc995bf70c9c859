"""Kinks that move downhill, for many chains at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.fit_chain import Quadratic, errors, sweep, values
from reluviz.core.fit_sums import Segments, Sums
from reluviz.core.stopping import Watch

Array = NDArray[np.float64]

NEAREST = 1e-9
"""Two joints are not nearer to one another, in the scale where all data are from 0 to 1."""

_NEAR = 0.02  # of a gap
_STEPS = np.array([2.0, 1.4, 1.0, 0.7, 0.45, 0.25, 0.1, 0.03])


def with_ends(kinks: Array) -> Array:
    """Return the joints, shape (k + 1, ...), of kinks of shape (k - 1, ...)."""
    one = np.ones((1, *kinks.shape[1:]))
    return np.concatenate([0 * one, kinks, one])


def are_apart(kinks: Array) -> NDArray[np.bool_]:
    """Whether the kinks of each chain are in order, not too near one another and the ends."""
    joints = with_ends(kinks)
    return np.asarray((joints[1:] - joints[:-1] >= NEAREST).all(axis=0))


def safe_errors(sums: Sums, kinks: Array) -> Array:
    """Squared errors of chains, infinite where kinks are not in order."""
    found, _, _ = _tried(sums, kinks)
    return found


def _tried(sums: Sums, kinks: Array) -> tuple[Array, Segments, Quadratic]:
    """As `safe_errors`, with the sums along the chains and their left sides at all joints."""
    joints = with_ends(kinks)
    bad = ~(joints[1:] - joints[:-1] >= NEAREST).all(axis=0)
    if bad.any():
        joints[:, bad] = np.linspace(0.0, 1.0, len(joints))[:, np.newaxis]
    over = sums.along(joints)
    left = sweep(over)
    found = errors(left)
    found[bad] = np.inf
    return found, over, left


def descend(
    sums: Sums,
    kinks: Array,
    rounds: int,
    watch: Watch,
    gain: float = 1e-6,
    can_stay: bool = False,
) -> tuple[Array, Array]:
    """Move the kinks of several chains downhill.

    Gauss-Newton with the values eliminated (variable projection: Golub and Pereyra 1973, "The
    differentiation of pseudo-inverses and nonlinear least squares problems whose variables
    separate"): to first order the value at a kink and its place together let each segment have a
    line of its own, so a kink goes to where the lines of its two segments cross.

    Parameters
    ----------
    sums : Sums
        Of the data.
    kinks : ndarray, shape (k - 1, chains)
        Scaled; those that are not in order are left out.
    rounds : int
        At most so many steps.
    gain : float
        Ends when no chain improves by more than this share.
    can_stay : bool
        Whether kinks at points of the data may also stay there while others move.

    Returns
    -------
    kinks : ndarray, shape (k - 1, chains)
    errors : ndarray, shape (chains,)
        Squared errors.
    """
    if len(kinks):
        kinks = kinks[:, are_apart(kinks)]
    over = sums.along(with_ends(kinks))
    left = sweep(over)
    best = errors(left)
    columns = np.arange(kinks.shape[1])
    for _ in range(rounds if len(kinks) else 0):
        watch.check()
        trial = _steps(with_ends(kinks), values(over, left), over)
        if can_stay:
            trial = _with_stays(sums.x, kinks, trial)
        tried = trial.shape[1:]
        flat = trial.reshape(len(kinks), -1)
        cost, along, sides = _tried(sums, flat)
        pick = np.argmin(cost.reshape(tried), axis=0) * tried[1] + columns
        new = cost[pick]
        better = new < best
        if not better.any():
            break
        enough = bool((best - new > gain * best).any())
        kinks = np.where(better, flat[:, pick], kinks)
        best = np.where(better, new, best)
        if not enough:
            break
        over = along.chosen(pick, better, over)
        left = sides.chosen(pick, better, left)
    return kinks, best


def _steps(joints: Array, heights: Array, over: Segments) -> Array:
    """Kinks to try, shape (k - 1, tries, chains)."""
    left, right = _own_lines(over, heights)
    width = np.diff(joints, axis=0)
    slopes = np.diff(heights, axis=0) / width
    own = slopes + (right - left) / width
    apart = right[:-1] - left[1:]
    room_left, room_right = -0.49 * width[:-1], 0.49 * width[1:]
    tries = []
    for s in (slopes, own):
        bend = s[1:] - s[:-1]
        move = apart / np.where(np.abs(bend) < 1e-12, 1e-12, bend)
        tries.append(np.clip(move, room_left, room_right)[:, np.newaxis] * _STEPS[:, np.newaxis])
    moved: Array = joints[1:-1, np.newaxis] + np.concatenate(tries, axis=1)
    return moved


def _with_stays(x: Array, kinks: Array, trial: Array) -> Array:
    """The tries, and where kinks are at points of the data also those that keep them there.

    Left and right of a point the error falls in other directions: it can be lowest just there, and
    no step that moves all kinks at once is any good then.
    """
    index = np.clip(x.searchsorted(kinks), 1, len(x) - 1)
    left, right = x[index - 1], x[index]
    nearest = np.where(kinks - left < right - kinks, left, right)
    stays = np.abs(kinks - nearest) <= _NEAR * (right - left)
    if not stays.any():
        return trial
    held = np.where(stays[:, np.newaxis], nearest[:, np.newaxis], trial)
    return np.concatenate([trial, held], axis=1)


def _own_lines(over: Segments, heights: Array) -> tuple[Array, Array]:
    """By how much each segment alone would change the values at its left and its right end."""
    p, q, r = over.p, over.q, over.r
    a, b = heights[:-1], heights[1:]
    g, h = over.u - p * a - q * b, over.v - q * a - r * b
    ridge = 1e-9 * (p + r) + 1e-140  # its square is not 0
    p, r = p + ridge, r + ridge
    det = 1.0 / (p * r - q * q)
    return (r * g - q * h) * det, (p * h - q * g) * det


def own_fit(over: Segments) -> tuple[Array, Array, Array]:
    """Return the values at both ends of the best line of each segment, and its squared error."""
    nothing = np.zeros((len(over.p) + 1, *over.p.shape[1:]))
    left, right = _own_lines(over, nothing)
    error = over.w - left * (2 * over.u - over.p * left - over.q * right)
    error -= right * (2 * over.v - over.q * left - over.r * right)
    return left, right, error
