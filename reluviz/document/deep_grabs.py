"""What a hand on the curve of a network of several layers does: one parameter at a time. No Qt."""

from __future__ import annotations

import math

import numpy as np

from reluviz.core.construct import SMALLEST_GAP
from reluviz.core.layer import Layer
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain, PiecewiseLinear, exact_curve
from reluviz.document.holds import Grab, Place, RefusedError, moved
from reluviz.document.items import Joint, Segment
from reluviz.document.state import State

_SHORTEST_LEVER = 0.1
"""As a share of the longest: with a shorter one a segment spins with a hair's breadth."""


def grab_deep(state: State, item: Joint | Segment, at: Place) -> Grab:
    """Return what a hand does that takes hold of a joint or a segment at the place `at`.

    A joint goes sideways with the bias of the unit that makes it, an end of the domain goes up
    and down with the bias of the output, a segment turns with an output weight.
    """
    if isinstance(item, Segment):
        return _turn(state, item, at)
    makers = state.makers.of(item.index)
    return _slide(state, item, makers[0], at) if makers else _lift(state, item, at)


def _slide(state: State, item: Joint, maker: tuple[int, int], at: Place) -> Grab:
    layer, unit = maker
    network, parameter = state.network, ParameterId(layer, unit)
    start, bias = float(state.curve.x[item.index]), network.value(parameter)
    rest = _without_bias(network, layer, unit, state.domain)
    kinks = np.array(network.layers[layer].kind.kinks)
    level = float(kinks[np.argmin(np.abs(kinks - bias - float(rest(start))))])
    low, high = _one_way(rest, start)
    gap = SMALLEST_GAP * (state.domain[1] - state.domain[0])

    def move(to_x: float, _y: float, resolution: Place) -> Network:
        place = moved(start, to_x - at[0], resolution[0])
        if place == start:
            return network  # to the last bit
        place = min(max(place, min(start, low + gap)), max(start, high - gap))
        return network.with_value(parameter, level - float(rest(place)))

    name = f"unit {unit + 1} of layer {layer + 1}"
    return Grab(f"move the joint of {name} by {network.name(parameter)}", move, "x")


def _without_bias(network: Network, layer: int, unit: int, domain: Domain) -> PiecewiseLinear:
    """The weighted sum of a unit less its bias, over x."""
    weights = network.layers[layer].weights[[unit]]
    return exact_curve(
        Network([*network.layers[:layer], Layer(weights, [0.0], "identity")]), domain
    )


def _one_way(curve: PiecewiseLinear, x: float) -> Domain:
    """The interval about x on which a curve only rises, or only falls: there a joint can go."""
    signs = np.sign(curve.slopes)
    here = min(max(int(curve.x.searchsorted(x)) - 1, 0), len(signs) - 1)
    if curve.x[here + 1] == x and here + 1 < len(signs) and signs[here] == 0:
        here += 1
    others = np.flatnonzero(signs != signs[here])
    before, after = others[others < here], others[others > here]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) if len(after) else len(signs)
    return float(curve.x[first]), float(curve.x[last])


def _lift(state: State, item: Joint, at: Place) -> Grab:
    network = state.network
    parameter = ParameterId(len(network.layers) - 1, 0)
    slope = _output_slope(state, float(state.curve.x[item.index]), float(state.curve.x[item.index]))
    if slope == 0:
        raise _flat_output(state)
    bias = network.value(parameter)

    def move(_x: float, to_y: float, resolution: Place) -> Network:
        up = moved(bias, (to_y - at[1]) / slope, abs(resolution[1] / slope))
        return network.with_value(parameter, up)

    return Grab(f"lift the curve by {network.name(parameter)}", move, "y")


def _turn(state: State, item: Segment, at: Place) -> Grab:
    network = state.network
    ends = state.curve.x[item.index : item.index + 2]
    unit, slope = state.turner(item.index), _output_slope(state, *ends.tolist())
    if slope == 0:
        raise _flat_output(state)
    if unit is None:
        raise RefusedError(
            f"No unit of layer {len(network.layers) - 1} changes along this segment, so no output "
            "weight turns it: drag one of its joints, or an end of the curve to lift it all"
        )
    parameter = ParameterId(len(network.layers) - 1, 0, unit)
    inside = min(max(at[0], float(ends[0])), float(ends[1]))
    values = state.last_hidden(np.append(ends, inside))[:, unit]
    shortest = _SHORTEST_LEVER * float(np.abs(values[:2]).max())
    lever = slope * math.copysign(max(abs(float(values[2])), shortest), float(values[2]))
    weight = network.value(parameter)

    def move(_x: float, to_y: float, resolution: Place) -> Network:
        turned = moved(weight, (to_y - at[1]) / lever, abs(resolution[1] / lever))
        return network.with_value(parameter, turned)

    return Grab(f"turn segment {item.index + 1} by {network.name(parameter)}", move, "y")


def _output_slope(state: State, low: float, high: float) -> float:
    """How fast the output follows its weighted sum between two places."""
    last = state.network.layers[-1]
    sums = last.sums(state.last_hidden(np.array([(low + high) / 2])))
    return float(last.kind.derivative(sums)[0, 0])


def _flat_output(state: State) -> RefusedError:
    title = state.network.layers[-1].kind.title
    return RefusedError(
        f"The output is a {title} and flat here, so that nothing before it moves the curve: "
        "drag where it is not flat, or give the output another activation in the diagram"
    )
