"""The shapes of the activation functions, as curves in a square of side one."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reluviz.core.activations import Activation
from reluviz.views.painting import size_reference

Array = NDArray[np.float64]

_MARGIN = 0.1  # under and over the curve, as a share of its height
_SAMPLES = 25


@cache
def curve_points(activation: Activation) -> Array:
    """Return points along an activation in the square of side one, y upwards, shape (n, 2)."""
    reach = activation.reach or 1.0
    sums = np.linspace(-reach, reach, _SAMPLES) if activation.is_curved else activation.turns(reach)
    low, high = _heights(activation, reach)
    values = activation.function(sums)
    points = np.column_stack([(sums + reach) / (2 * reach), (values - low) / (high - low)])
    points.flags.writeable = False
    return points


def place_on_curve(activation: Activation, sum_: float) -> tuple[float, float]:
    """Return where `sum_` is on the curve of `curve_points`; at its end if it is beyond.

    Where the shape is the same at every size, so much of it is drawn that the sum is on it.
    """
    reach = activation.reach or max(1.0, size_reference(1.2 * abs(sum_)))
    inside = min(max(sum_, -reach), reach)
    value = float(activation.function(np.array([inside]))[0])
    low, high = _heights(activation, reach)
    return (inside + reach) / (2 * reach), (value - low) / (high - low)


def _heights(activation: Activation, reach: float) -> tuple[float, float]:
    """The values at the lower and the upper side of the square."""
    ends = activation.function(activation.turns(reach))
    low = activation.low if math.isfinite(activation.low) else float(ends.min())
    high = activation.high if math.isfinite(activation.high) else float(ends.max())
    margin = _MARGIN * (high - low)
    return low - margin, high + margin
