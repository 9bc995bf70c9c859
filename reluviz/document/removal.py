"""What goes away with an item of the plot or the diagram. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.core.construct import remove_joint, remove_unit
from reluviz.core.network import Network
from reluviz.document.evaluation import Evaluation
from reluviz.document.grabs import Refusal
from reluviz.document.items import Item, Joint, Segment


@dataclass(frozen=True)
class Removal:
    """A network with something less.

    Parameters
    ----------
    text : str
        Name of the undo step, such as ``remove joint 2``.
    network : Network
        What is left.
    """

    text: str
    network: Network


def removal(state: Evaluation, item: Item) -> Removal | Refusal:
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
    return Removal(f"remove ReLU {unit + 1}", remove_unit(state.network, unit))


def _without_joint(state: Evaluation, joint: int) -> Removal | Refusal:
    if joint in (0, len(state.curve) - 1):
        return Refusal("The ends of the domain cannot be removed; change the domain instead")
    if state.point_units is None:
        return Refusal(
            "A single joint can be removed when every ray rises to the right and each segment "
            "has a ReLU of its own",
            rewrite_helps=True,
        )
    network = remove_joint(state.network, state.domain, joint)
    return Removal(f"remove joint {joint + 1}", network)
