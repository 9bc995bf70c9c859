"""The shapes of the activation functions, as curves in a square of side one."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reluviz.core.activations import find_activation
from reluviz.views.painting import size_reference

Array = NDArray[np.float64]

_MARGIN = 0.1  # under and over the curve, as a share of its height
_SAMPLES = 25


def reach_of(name: str, sum_: float) -> float:
    """Return how far to both sides of zero a curve is drawn, so that `sum_` is on it.

    Some have a size of their own, as a sigmoid has; the others look the same at every size.
    """
    return find_activation(name).reach or max(1.0, size_reference(1.2 * abs(sum_)))


def curve_points(name: str) -> Array:
    """Return points along an activation in the square of side one, y upwards, shape (n, 2)."""
    return _points(name)


def place_on_curve(name: str, sum_: float) -> tuple[float, float]:
    """Return where `sum_` is on the curve of `curve_points`; at its end if it is beyond."""
    reach = reach_of(name, sum_)
    inside = min(max(sum_, -reach), reach)
    value = float(find_activation(name).function(np.array([inside]))[0])
    low, high = _heights(name, reach)
    return (inside + reach) / (2 * reach), (value - low) / (high - low)


@cache
def _points(name: str) -> Array:
    activation = find_activation(name)
    reach = activation.reach or 1.0
    sums = np.linspace(-reach, reach, _SAMPLES) if activation.is_curved else activation.turns(reach)
    low, high = _heights(name, reach)
    values = activation.function(sums)
    points = np.column_stack([(sums + reach) / (2 * reach), (values - low) / (high - low)])
    points.flags.writeable = False
    return points


def _heights(name: str, reach: float) -> tuple[float, float]:
    """The values at the lower and the upper side of the square."""
    activation = find_activation(name)
    ends = activation.function(activation.turns(reach))
    low = activation.low if math.isfinite(activation.low) else float(ends.min())
    high = activation.high if math.isfinite(activation.high) else float(ends.max())
    margin = _MARGIN * (high - low)
    return low - margin, high + margin
