"""What a hand on a joint or a segment does, in each drag mode; adding and removing them. No Qt.

`grab` answers with a `Grab`, which maps the place of the mouse to a network. A `RefusedError` says
why not and what would help. Mouse and arrow keys both go through here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reluviz.core.construct import add_joint, move_joints, remove_joint, remove_unit
from reluviz.core.network import Network, ParameterId
from reluviz.core.structure import without_unit
from reluviz.document.deep_grabs import grab_deep
from reluviz.document.holds import Change, Grab, Place, RefusedError, moved
from reluviz.document.items import Item, Joint, Segment, TargetPoint, Unit
from reluviz.document.state import State
from reluviz.document.target_grabs import grab_target

_APART = 0.01
"""As a share of the domain: how near a hand brings a joint to another. By number it can go on."""


def grab(state: State, item: Item, drag_mode: str, at: Place) -> Grab:
    """Return what a hand does that takes hold of `item` at the place `at`.

    Parameters
    ----------
    state : State
        The network as it is when the hand takes hold; every place is computed from it.
    item : Item
        A joint, a segment, a point of the target, or the bias of a ReLU, which is its kink.
    drag_mode : {"handle", "point", "relu", ...}
        Whether that is up to the item, neighbours stay, or one parameter changes; in other modes
        the curve is not held.
    at : (float, float)
        Where the mouse is pressed, in the coordinates of the plot.
    """
    if isinstance(item, TargetPoint):
        return grab_target(state.target, item, at)
    if isinstance(item, ParameterId) and state.is_shallow:
        return _grab_kink(state, item.unit, at)
    if isinstance(item, (Joint, Segment)) and drag_mode in ("handle", "point", "relu"):
        if not state.is_shallow:
            return grab_deep(state, item, at)
        if state.held_as(item, drag_mode) == "point":
            return _grab_points(state, item, at)
        return _grab_joint(state, item, at) if isinstance(item, Joint) else _turn(state, item, at)
    raise RefusedError("Drag a joint or a segment of the curve")


def _grab_points(state: State, item: Joint | Segment, at: Place) -> Grab:
    if state.point_units is None:
        raise RefusedError(
            "A single point can be moved when every ray rises to the right and each segment has "
            "a ReLU of its own",
            rewrite_helps=True,
        )
    first = item.index
    x, y = state.curve.x, state.curve.y

    def move(to_x: float, to_y: float, resolution: Place) -> Network:
        right, up = to_x - at[0], to_y - at[1]
        if up == 0 and (right == 0 or isinstance(item, Segment)):
            return state.network  # to the last bit: no rounding by way of the joints
        if isinstance(item, Joint):
            across = moved(x[first], right, resolution[0])
            place = _apart(x, first, across), moved(y[first], up, resolution[1])
            return move_joints(state.network, state.curve, {first: place})
        lift = moved(0.0, up, resolution[1])  # the same for both: the slope stays
        places = {k: (float(x[k]), float(y[k]) + lift) for k in (first, first + 1)}
        return move_joints(state.network, state.curve, places)

    if isinstance(item, Segment):
        return Grab(f"lift segment {first + 1}", move, "y")
    is_end = first in (0, len(x) - 1)
    return Grab(f"move joint {first + 1}", move, "y" if is_end else "both")


def _apart(x: NDArray[np.float64], joint: int, wanted: float) -> float:
    """Where a joint stops before its neighbours: where both can still be seen, and held."""
    if joint in (0, len(x) - 1):
        return wanted
    apart = _APART * (x[-1] - x[0])
    low, high = (min(apart, abs(x[k] - x[joint]) / 2) for k in (joint - 1, joint + 1))
    return float(min(max(wanted, x[joint - 1] + low), x[joint + 1] - high))


def _grab_joint(state: State, item: Joint, at: Place) -> Grab:
    unit = state.unit_of(item)
    if item.index == 0:
        return _grab_start(state, unit, at)
    if unit is None:
        raise RefusedError(
            "No ReLU starts at this end of the domain; drag the segment to turn it, or switch to "
            "“this point”"
        )
    return _grab_kink(state, unit, at)


def _grab_kink(state: State, unit: int, at: Place) -> Grab:
    return Grab(
        f"move the kink of ReLU {unit + 1}",
        lambda to_x, _y, resolution: _kink_moved(state, unit, to_x - at[0], resolution[0]),
        "x",
    )


def _grab_start(state: State, unit: int | None, at: Place) -> Grab:
    """The left end: up and down is b0; sideways moves the kink that starts there, if any."""
    width = state.domain[1] - state.domain[0]
    height = float(np.ptp(state.curve.y)) or 1.0
    b0 = ParameterId(1, 0)

    def move(to_x: float, to_y: float, resolution: Place) -> Network:
        right, up = to_x - at[0], to_y - at[1]
        if unit is not None and right / width > abs(up) / height:
            return _kink_moved(state, unit, right, resolution[0])
        return state.network.with_value(b0, moved(state.network.b0, up, resolution[1]))

    return Grab("move the first joint", move, "both" if unit is not None else "y")


def _kink_moved(state: State, unit: int, shift: float, resolution: float) -> Network:
    """The kink of `unit` moved sideways by its bias, and kept inside the domain."""
    network = state.network
    if shift == 0:
        return network
    low, high = state.domain
    inside = 1e-6 * (high - low)
    kink = moved(network.kinks[unit], shift, resolution)
    if kink == network.kinks[unit]:
        return network
    kink = min(max(kink, low), high - inside)
    return network.with_value(ParameterId(0, unit), -float(network.v[unit]) * kink)


def _turn(state: State, item: Segment, at: Place) -> Grab:
    unit = state.turner(item.index)
    if unit is None:
        raise RefusedError(
            "No ReLU starts this segment, so no single weight turns it; switch to “this point”, "
            "or double-click here to add a joint"
        )
    network, parameter = state.network, ParameterId(1, 0, unit)
    curve = state.curve
    x = np.array([curve.x[item.index], curve.x[item.index + 1]])
    ray = np.maximum(network.b[unit] + network.v[unit] * np.append(x, at[0]), 0.0)
    # Near the kink a hair's breadth of the mouse would turn the segment all the way round.
    lever = max(float(ray[2]), 0.1 * float(ray[:2].max()))

    def move(_x: float, to_y: float, resolution: Place) -> Network:
        turned = moved(network.w[unit], (to_y - at[1]) / lever, resolution[1] / lever)
        return network.with_value(parameter, turned)

    return Grab(f"turn segment {item.index + 1} by {network.name(parameter)}", move, "y")


def addition(state: State, x: float) -> Change:
    """Return the network with a joint at `x`; the curve does not change."""
    if not state.is_shallow:
        raise RefusedError(
            "Here a joint comes with a unit, which bends the curve wherever its sum passes a kink: "
            "add a unit to a layer in the diagram"
        )
    low, high = state.domain
    if not low < x < high:
        raise RefusedError("A joint can be added inside the domain, not at its ends or outside")
    return Change("add joint", add_joint(state.network, x)[0])


def removal(state: State, item: Item) -> Change:
    """Return the network without a joint, or without the unit of a parameter."""
    if not state.network.is_shallow:
        return _without_unit(state, item)
    if isinstance(item, Joint):
        return _without_joint(state, item.index)
    if isinstance(item, Segment):
        raise RefusedError("A segment goes with the joint at one of its ends: select that joint")
    unit = state.unit_of(item)
    if unit is None:
        raise RefusedError("The bias of the output cannot be removed; set it to 0 instead")
    if state.network.n_units == 1:
        raise RefusedError("This is the only ReLU, and a network keeps at least one")
    return Change(f"remove ReLU {unit + 1}", remove_unit(state.network, unit))


def _without_joint(state: State, joint: int) -> Change:
    if joint in (0, len(state.curve) - 1):
        raise RefusedError("The ends of the domain cannot be removed; change the domain instead")
    if state.point_units is None:
        raise RefusedError(
            "A single joint can be removed when every ray rises to the right and each segment "
            "has a ReLU of its own",
            rewrite_helps=True,
        )
    network = remove_joint(state.network, state.domain, joint)
    return Change(f"remove joint {joint + 1}", network)


def _without_unit(state: State, item: Item) -> Change:
    if isinstance(item, Joint):
        for layer, unit in state.makers.of(item.index):
            return _without_unit(state, Unit(unit, layer))
    if not isinstance(item, Unit) or item.layer < 0:
        raise RefusedError("Select a hidden unit, or a row of the truth table, to remove it")
    network = without_unit(state.network, item.layer, item.index)
    return Change(f"remove unit {item.index + 1} of layer {item.layer + 1}", network)
