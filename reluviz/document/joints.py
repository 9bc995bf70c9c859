"""Adding a joint, and what goes away with an item of the plot or the diagram. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.core import words
from reluviz.core.construct import add_joint, remove_joint, remove_unit
from reluviz.core.network import Network
from reluviz.document.holds import Refusal
from reluviz.document.items import Item, Joint, Segment
from reluviz.document.state import State


@dataclass(frozen=True, eq=False)
class Replacement:
    """A network with something more or less.

    Parameters
    ----------
    text : str
        Name of the undo step, such as ``remove joint 2``.
    network : Network
        What takes the place of the network before.
    """

    text: str
    network: Network


def addition(state: State, x: float) -> Replacement | Refusal:
    """Return the network with a joint at `x`; the curve does not change."""
    low, high = state.domain
    if not low < x < high:
        return Refusal("A joint can be added inside the domain, not at its ends or outside")
    try:
        network, _ = add_joint(state.network, x)
    except ValueError as error:
        return Refusal(words.sentence(error))
    return Replacement("add joint", network)


def removal(state: State, item: Item) -> Replacement | Refusal:
    """Return the network without a joint, or without the unit of a parameter."""
    if isinstance(item, Joint):
        return _without_joint(state, item.index)
    if isinstance(item, Segment):
        return Refusal("A segment goes with the joint at one of its ends: select that joint")
    unit = state.unit_of(item)
    if unit is None:
        return Refusal("The bias of the output cannot be removed; set it to 0 instead")
    if state.network.n_units == 1:
        return Refusal("This is the only ReLU, and a network keeps at least one")
    return Replacement(f"remove ReLU {unit + 1}", remove_unit(state.network, unit))


def _without_joint(state: State, joint: int) -> Replacement | Refusal:
    if joint in (0, len(state.curve) - 1):
        return Refusal("The ends of the domain cannot be removed; change the domain instead")
    if state.point_units is None:
        return Refusal(
            "A single joint can be removed when every ray rises to the right and each segment "
            "has a ReLU of its own",
            rewrite_helps=True,
        )
    network = remove_joint(state.network, state.domain, joint)
    return Replacement(f"remove joint {joint + 1}", network)
