"""Where the names of the lines stand, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_SHIFTS = (0.0, -0.5, 0.5, -1.0, 1.0)  # lines of text up and down


@dataclass(frozen=True)
class Wish:
    """A label that somebody wants.

    Parameters
    ----------
    number : int
        Unit or running sum it belongs to.
    text : str
        What it says.
    x, y : float
        Left edge and middle, in pixels.
    width : float
        How wide it is, in pixels.
    """

    number: int
    text: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Label:
    """A label with its place.

    Parameters
    ----------
    number : int
        Unit or running sum it belongs to.
    text : str
        What it says.
    left, top, right, bottom : float
        The room it takes, in pixels.
    """

    number: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is on it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def place(wishes: Iterable[Wish], line: float, top: float, bottom: float) -> list[Label]:
    """Return labels that do not overlap; those that find no room near their line are left out.

    Parameters
    ----------
    wishes : iterable of Wish
        The most important first.
    line : float
        Height of a label, in pixels.
    top, bottom : float
        Where there is room for labels, in pixels.
    """
    placed: list[Label] = []
    if bottom - top < line:
        return placed
    for wish in wishes:
        for shift in _SHIFTS:
            y = min(max(wish.y - line / 2 + shift * line, top), bottom - line)
            label = Label(wish.number, wish.text, wish.x, y, wish.x + wish.width, y + line)
            if not any(_overlap(label, other) for other in placed):
                placed.append(label)
                break
    return placed


def _overlap(a: Label, b: Label) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom
