"""What a hand on a thing means: which parameters it changes, and where the curve moves. No Qt.

The sentence, the shading, the diagram and the table all ask here, so that they name the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.core.influence import Intervals, reach
from reluviz.core.network import ParameterId
from reluviz.document.items import Item, Joint, Segment, TargetPoint, Unit
from reluviz.document.state import State

MOST_LIT = 8
"""With more parameters than this nothing is lit: that would be all there is."""


@dataclass(frozen=True)
class Meaning:
    """Some parameters, and what they move.

    Parameters
    ----------
    parameters : tuple of ParameterId
        In the order of the layers; of one that is not there none.
    intervals : tuple of (float, float)
        Where the curve moves with them.
    unit : int or None
        The hidden unit whose colour they have, by its `State.unit_number`.
    is_change : bool
        Whether they have moved it, and not would.
    """

    parameters: tuple[ParameterId, ...] = ()
    intervals: Intervals = ()
    unit: int | None = None
    is_change: bool = False


NOTHING = Meaning()


def meaning(state: State, item: Item | None, drag_mode: str) -> Meaning:
    """Return what a hand on `item` would change.

    Parameters
    ----------
    state : State
        The network and its curve.
    item : Item or None
        What is pointed at.
    drag_mode : str
        What a hand on the curve does; see `State.held_as`.
    """
    if isinstance(item, (Joint, Segment)) and _moves_points(state, item, drag_mode):
        return _of_points(state, item, drag_mode)
    parameter = None if isinstance(item, TargetPoint) else state.parameter_of(item, drag_mode)
    if parameter is None:
        return NOTHING
    return Meaning((parameter,), _reach(state, parameter), _unit(state, (parameter,)))


def meaning_of_change(
    state: State, parameters: list[ParameterId], intervals: Intervals, hand: Meaning
) -> Meaning:
    """Return what an edit has moved.

    It has the colour of what the hand holds, if that is what it did, else of its only unit.
    """
    found = tuple(parameters)
    is_by_hand = bool(found) and set(found) <= set(hand.parameters)
    unit = hand.unit if is_by_hand else _unit(state, found)
    return Meaning(found, intervals, unit, is_change=True)


def _moves_points(state: State, item: Joint | Segment, drag_mode: str) -> bool:
    """Whether points of the curve move, and not one parameter: also where that is refused."""
    return state.is_shallow and state.held_as(item, drag_mode) != "relu"


def _of_points(state: State, item: Joint | Segment, drag_mode: str) -> Meaning:
    """The parameters with which one or two joints move while all others stay."""
    units, x, first = state.point_units, state.curve.x, item.index
    if units is None:
        return NOTHING
    last = first if isinstance(item, Joint) else first + 1
    # The first segment is lifted by the bias alone: its slope is the first weight.
    start = 1 if first == 0 and last > 0 else max(0, first - 1)
    touched = units[start : last + 2].tolist()
    found = [ParameterId(1, 0, unit) for unit in sorted(touched)]
    if isinstance(item, Joint) and 0 < first < len(x) - 1:
        found.insert(0, ParameterId(0, int(units[first])))
    if first == 0 or (first == 1 and _is_on_at_start(state, int(units[0]))):
        found.append(ParameterId(1, 0))
    around = x[max(0, first - 1) : last + 2]
    main = state.parameter_of(item, drag_mode)
    colour = None if main is None else _unit(state, (main,))
    return Meaning(tuple(found), ((float(around[0]), float(around[-1])),), colour)


def _is_on_at_start(state: State, unit: int) -> bool:
    """Whether a ray is above 0 where the domain begins: with its w the bias keeps that end."""
    network = state.network
    return bool(network.b[unit] + network.v[unit] * state.domain[0] != 0)


def _reach(state: State, parameter: ParameterId) -> Intervals:
    if not state.has_joints:
        return ()
    curve = None if state.is_shallow else state.curve
    return state.remembered(
        "reach", parameter, lambda: reach(state.network, parameter, state.domain, curve)
    )


def _unit(state: State, parameters: tuple[ParameterId, ...]) -> int | None:
    """The one hidden unit that parameters belong to: a link to the output to that it comes from."""
    last = len(state.network.layers) - 1
    if len(parameters) > MOST_LIT:
        return None
    units = {
        (p.layer, p.unit) if p.layer < last else (last - 1, -1 if p.source is None else p.source)
        for p in parameters
    }
    layer, unit = units.pop() if len(units) == 1 else (0, -1)
    return None if unit < 0 else state.unit_number(Unit(unit, layer))
