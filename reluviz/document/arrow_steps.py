"""How large the steps are that an arrow key, the wheel or a drag makes. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.document.holds import Place
from reluviz.document.state import State


def step_of(state: State, parameter: ParameterId) -> float:
    """Return the step of one arrow key for a parameter: a nice part of what its kind amounts to.

    That is the largest of its kind or, where they are all small, what matters on this domain;
    otherwise steps towards zero would shrink and never arrive.
    """
    layer = state.network.layers[parameter.layer]
    largest = _largest(layer.bias if parameter.is_bias else layer.weights)
    matters = _what_matters if state.is_shallow else _what_matters_in_layers
    return words.nice_step(max(largest, matters(state, parameter)))


def _what_matters(state: State, parameter: ParameterId) -> float:
    network = state.network
    half_width = (state.domain[1] - state.domain[0]) / 2
    steepest = _largest(network.v) or 1.0
    if parameter.layer == 1:
        return _height(state) / (1.0 if parameter.is_bias else 2 * half_width * steepest)
    return half_width * steepest if parameter.is_bias else _largest(network.b) / half_width


def _what_matters_in_layers(state: State, parameter: ParameterId) -> float:
    """What the layer should give, by what goes into it: units inside hand on about one."""
    network, high = state.network, 1.0
    if parameter.layer == len(network.layers) - 1 and state.rows is not None:
        high = _largest(state.rows.outputs) or 1.0
    if parameter.is_bias:
        return high
    if parameter.layer > 0 or parameter.source is None:
        return high
    return high / (_largest(np.array(state.box[parameter.source])) or 1.0)


def joint_steps(state: State) -> Place:
    """Return the steps of one arrow key for a joint, sideways and up."""
    width = state.domain[1] - state.domain[0]
    return words.nice_step(width / 2), words.nice_step(_height(state))


def _height(state: State) -> float:
    """From the lowest to the highest value of the target, which no hand moves, or of the curve."""
    height = 0.0 if state.target is None else float(np.ptp(state.target.y))
    return height or float(np.ptp(state.curve.y)) or 1.0


def _largest(values: NDArray[np.float64]) -> float:
    return float(np.max(np.abs(values)))
