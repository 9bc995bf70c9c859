"""What there is to know about an activation function: its range, slope, and where it is flat."""

from __future__ import annotations

from math import inf, isinf

import numpy as np

from reluviz.core.activations import Activation
from reluviz.core.influence import Intervals
from reluviz.core.piecewise import Domain
from reluviz.core.words import MINUS, number

FLAT = 0.01
"""Below this slope a function counts as flat: a gradient that comes back through it is lost."""

_FARTHEST, _STEPS, _HALVINGS = 50.0, 2001, 60


def flat_intervals(activation: Activation, limit: float = FLAT) -> Intervals:
    """Return where the slope is smaller than `limit` in size, from left to right.

    Of curved functions, intervals that reach the ends of the search, far out, go on to infinity.
    """
    if activation.slopes is not None:
        is_flat = np.abs(activation.slopes) < limit
        places = [activation.kinks[k] for k in np.flatnonzero(is_flat[1:] != is_flat[:-1])]
    else:
        grid = np.linspace(-_FARTHEST, _FARTHEST, _STEPS)
        is_flat = np.abs(activation.derivative(grid)) < limit
        edges = np.flatnonzero(is_flat[1:] != is_flat[:-1])
        places = [_edge(activation, limit, float(grid[k]), float(grid[k + 1])) for k in edges]
    bounds = [-inf, *places, inf]
    first = 0 if is_flat[0] else 1
    return tuple((bounds[k], bounds[k + 1]) for k in range(first, len(bounds) - 1, 2))


def slopes_at_zero(activation: Activation) -> tuple[float, float]:
    """Return the slope just left of zero, and just right of it; infinite at a jump."""
    near = np.array([-1e-9, 1e-9])
    if activation.jumps:
        return inf, inf
    left, right = activation.derivative(near).tolist()
    return left, right


def range_text(activation: Activation) -> str:
    """Return what values there are, such as ``between 0 and 1``."""
    low, high = activation.low, activation.high
    if activation.jumps:
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
    if not ends:
        return "flat everywhere"
    if len(parts) == len(ends) == 2 and abs(ends[0] + ends[1]) < 1e-6:
        return f"flat beyond ±{number(ends[1], 2)}"
    return f"flat {', '.join(map(_part_text, parts))}"


def _part_text(part: Domain) -> str:
    low, high = (number(end, 2) for end in part)
    if isinf(part[0]):
        return f"below {high}"
    return f"above {low}" if isinf(part[1]) else f"from {low} to {high}"


def formula_text(activation: Activation) -> str:
    """Return the formula as it is printed, with a real minus sign."""
    return activation.formula.replace("-", MINUS).replace("*", " ")


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
    return (low + high) / 2
