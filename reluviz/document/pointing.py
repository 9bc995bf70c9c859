"""What is selected and what the mouse is over; both follow the network. No Qt."""

from __future__ import annotations

from reluviz.document.items import Draw, Item
from reluviz.document.state import State


class Pointing:
    """Two items that keep their meaning while the network changes.

    Parameters
    ----------
    state : State
        The network they are items of.
    """

    def __init__(self, state: State) -> None:
        self.selection: Item | None = None
        self.hovered: Item | None = None
        self._state = self._hovered_in = state

    def follow(self, state: State) -> None:
        """Let both mean the same things as before, in another network; what is gone is dropped."""
        before, self._state = self._state, state
        if before is not state:
            self.selection = state.follow(self.selection, before)
            self.hovered = state.follow(self.hovered, before)

    def select(self, item: Item | None) -> bool:
        """Select what there is of `item`; return whether that is another than before."""
        before, self.selection = self.selection, self._existing(item)
        return self.selection != before

    def hover(self, item: Item | None) -> bool:
        """Put the mouse over what there is of `item`; return whether it is another than before."""
        before, self.hovered = self.hovered, self._existing(item)
        if self.hovered != before:
            self._hovered_in = self._state
        return self.hovered != before

    @property
    def is_hover_new(self) -> bool:
        """Whether the mouse came to what it is over after the last change of the network."""
        return self._hovered_in is self._state

    def forget_draws(self) -> None:
        """Let go of the draws of a cloud that is no longer."""
        if isinstance(self.selection, Draw):
            self.selection = None
        if isinstance(self.hovered, Draw):
            self.hovered = None

    def clear(self) -> None:
        """Point at nothing."""
        self.selection = self.hovered = None

    def _existing(self, item: Item | None) -> Item | None:
        return item if item is None or self._state.has(item) else None
