"""What there is to know about an activation function: its range, slope, and where it is flat."""

from __future__ import annotations

from math import inf, isinf

import numpy as np

from reluviz.core.activations import Activation
from reluviz.core.influence import Intervals
from reluviz.core.words import MINUS, number

FLAT = 0.01
"""Below this slope a function counts as flat: a gradient that comes back through it is lost."""

_FARTHEST, _STEPS, _HALVINGS = 50.0, 2001, 60


def flat_intervals(activation: Activation, limit: float = FLAT) -> Intervals:
    """Return where the slope is smaller than `limit` in size, from left to right.

    Intervals that reach the ends of the search, far out, go on to infinity.
    """
    grid = np.linspace(-_FARTHEST, _FARTHEST, _STEPS)
    # A hair off: at a kink or jump the slope is that of one side.
    is_flat = np.abs(activation.derivative(grid + 1e-9)) < limit
    edges = np.flatnonzero(is_flat[1:] != is_flat[:-1])
    places = [_edge(activation, limit, float(grid[k]), float(grid[k + 1])) for k in edges]
    bounds = [-inf, *places, inf]
    first = 0 if is_flat[0] else 1
    return tuple((bounds[k], bounds[k + 1]) for k in range(first, len(bounds) - 1, 2))


def slopes_at_zero(activation: Activation) -> tuple[float, float]:
    """Return the slope just left of zero, and just right of it; infinite at a jump."""
    near = np.array([-1e-9, 1e-9])
    if activation.shape == "jump":
        return inf, inf
    left, right = activation.derivative(near).tolist()
    return left, right


def range_text(activation: Activation) -> str:
    """Return what values there are, such as ``between 0 and 1``."""
    low, high = activation.low, activation.high
    if activation.shape == "jump":
        return f"{number(low)} or {number(high)}"
    if isinf(low) and isinf(high):
        return "any number"
    if isinf(high):
        return f"{number(low)} and up"
    return f"between {number(low)} and {number(high)}"


def slope_text(activation: Activation) -> str:
    """Return the slope at zero in words, such as ``1/4``."""
    left, right = slopes_at_zero(activation)
    if isinf(left):
        return "none"
    if abs(left - right) < 1e-6:
        return "1/4" if abs(left - 0.25) < 1e-6 else number(left)
    return f"{number(left)}, then {number(right)}"


def flat_text(activation: Activation, limit: float = FLAT) -> str:
    """Return where the gradient vanishes, such as ``flat beyond ±4.6``."""
    parts = flat_intervals(activation, limit)
    if not parts:
        return "flat nowhere"
    ends = [end for part in parts for end in part if not isinf(end)]
    if not ends or (len(parts) == 2 and ends[0] == ends[1]):
        return "flat everywhere"
    if len(ends) == 2 and abs(ends[0] + ends[1]) < 1e-6:
        return f"flat beyond ±{number(ends[1], 2)}"
    return f"flat {'below' if isinf(parts[0][0]) else 'above'} {number(ends[0], 2)}"


def formula_text(activation: Activation) -> str:
    """Return the formula with a real minus sign."""
    return activation.formula.replace("-", MINUS)


def _edge(activation: Activation, limit: float, low: float, high: float) -> float:
    """Halve the interval in which the function becomes flat, or ceases to be."""

    def is_flat(s: float) -> bool:
        return abs(float(activation.derivative(np.array(s)))) < limit

    side = is_flat(low)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if is_flat(middle) == side:
            low = middle
        else:
            high = middle
    return 0.0 if abs(high) < 1e-6 else (low + high) / 2
