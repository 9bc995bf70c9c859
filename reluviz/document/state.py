"""What every network in the document has, however many inputs and layers. No Qt."""

from __future__ import annotations

from typing import Protocol

from reluviz.core.influence import Intervals
from reluviz.core.layer import Array
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Misfit, Target
from reluviz.document.items import Item


class State(Protocol):
    """A network with all that follows from it. Immutable."""

    @property
    def network(self) -> Network:
        """The network."""

    @property
    def domain(self) -> Domain:
        """The interval of the first input."""

    @property
    def target(self) -> Target | None:
        """What a network of one input and one output is held against."""

    @property
    def misfit(self) -> Misfit | None:
        """Distance from what is wanted; None if nothing is."""

    def samples(self) -> tuple[Array, Array] | None:
        """Points to train on, x and y; None if nothing is wanted."""

    def has(self, item: Item) -> bool:
        """Whether `item` exists in this network."""

    def follow(self, item: Item | None, before: State) -> Item | None:
        """Return what `item` of the state `before` has become; None if it is gone."""

    def unit_of(self, item: Item | None) -> int | None:
        """The hidden unit whose colour an item has, or None."""

    def parameter_of(self, item: Item | None, drag_mode: str) -> ParameterId | None:
        """The parameter that stands for an item in the editor."""

    def reach_of(self, item: Item | None, drag_mode: str) -> Intervals:
        """Where the curve moves when a hand moves `item` a little."""
