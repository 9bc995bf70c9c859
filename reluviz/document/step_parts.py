"""The lines of a step of the construction: the sum so far, and what its newest unit adds. No Qt."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.steps import Step
from reluviz.document.state import State


class Parts(NamedTuple):
    """The lines of one step.

    Parameters
    ----------
    whole : PiecewiseLinear
        The network.
    total : PiecewiseLinear
        The sum after the step.
    without, added : PiecewiseLinear or None
        Where the newest unit is on: the sum before the step, and what the unit adds.
    """

    whole: PiecewiseLinear
    total: PiecewiseLinear
    without: PiecewiseLinear | None = None
    added: PiecewiseLinear | None = None


def parts_of(state: State, step: Step) -> Parts:
    """Return the lines of a step of the network of `state`."""
    network, total = state.network, state.partial_sum(step.count)
    if step.unit is None or step.active is None:
        return Parts(state.curve, total)
    there = total.restricted(step.active)
    v, b, w = (float(a[step.unit]) for a in (network.v, network.b, network.w))
    added = PiecewiseLinear(there.x, w * np.maximum(0.0, b + v * there.x))
    return Parts(state.curve, total, PiecewiseLinear(there.x, there.y - added.y), added)
