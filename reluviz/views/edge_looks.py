"""How edges and labels look: colour is sign, width is size, a broken line is zero."""

from __future__ import annotations

from typing import NamedTuple

from reluviz.views.painting import line_width
from reluviz.views.theme import Theme


class EdgeStyle(NamedTuple):
    """How the line of a weight looks.

    Parameters
    ----------
    colour : str
        By its sign.
    width : float
        By its size, in logical pixels.
    is_broken : bool
        Whether the weight is zero: dashed, with a cut.
    """

    colour: str
    width: float
    is_broken: bool


def edge_style(value: float, reference: float, theme: Theme) -> EdgeStyle:
    """Return how the line of a weight looks; `reference` is the size of the thickest."""
    return EdgeStyle(theme.sign(value), line_width(value, reference), value == 0)


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
