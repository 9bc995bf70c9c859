"""How strongly edges and labels are shown."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """How a label looks."""

    is_selected: bool
    is_hovered: bool
    is_changed: bool

    @property
    def is_strong(self) -> bool:
        """Whether it is emphasised."""
        return self.is_selected or self.is_changed


PLAIN = Look(False, False, False)


def light(look: Look) -> float:
    """Return how strong the light behind it is, 0 to 1."""
    return 0.30 if look.is_selected else 0.16
