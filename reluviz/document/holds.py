"""What a hand can do: one press-drag-release, or one change; or why it cannot. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reluviz.core import words
from reluviz.core.network import Network
from reluviz.core.targets import Target

Place = tuple[float, float]

EXACT: Place = (0.0, 0.0)
"""The resolution of a hand that means every digit."""

CLEAN = 1e-9
"""The resolution of steps on a grid, as a share of its spacing: 0.3, not 0.30000000000000004."""


@dataclass(frozen=True)
class Grab:
    """One press-drag-release that is possible.

    Parameters
    ----------
    text : str
        Name of the undo step, such as ``move joint 2``.
    to_change : callable
        Network, or target, for a place (x, y) of the mouse and a resolution; the same place as at
        the press changes nothing.
    directions : {"both", "x", "y"}
        Which way the thing moves.
    """

    text: str
    to_change: Callable[[float, float, Place], Network | Target]
    directions: str = "both"

    def move(self, x: float, y: float, resolution: Place = EXACT) -> Network | Target:
        """Return the network, or the target, for a place of the mouse.

        Parameters
        ----------
        x, y : float
            The place, in the coordinates of the plot.
        resolution : (float, float)
            What the mouse can tell apart, such as the size of a pixel: what it moves gets no
            more digits than that, -7 and not -7.00389.
        """
        return self.to_change(x, y, resolution)


@dataclass(frozen=True, eq=False)
class Change:
    """A network that takes the place of another.

    Parameters
    ----------
    text : str
        Name of the undo step, such as ``remove joint 2``.
    network : Network
        The new one.
    done : str
        Of a network with the same curve: what was done, such as ``Mirrored ReLU 2``.
    moved : float
        Of such a one: the largest difference of the two curves, rounding alone.
    """

    text: str
    network: Network
    done: str = ""
    moved: float = 0.0

    @property
    def report(self) -> str:
        """What was done and how little it moved, in one sentence."""
        if self.moved == 0:
            return f"{self.done}: the curve did not move"
        amount = words.number(self.moved, 1)
        return f"{self.done}: the curve moved by at most {amount} (rounding)"


class RefusedError(ValueError):
    """Why a thing cannot be grabbed or changed, and whether rays to the right would help."""

    def __init__(self, reason: str, rewrite_helps: bool = False) -> None:
        super().__init__(reason)
        self.rewrite_helps = rewrite_helps


def moved(value: float, shift: float, resolution: float) -> float:
    """`value` moved by `shift`, with no more digits than a mouse of that resolution means.

    A shift that the mouse cannot tell from none leaves the value as it is, to the last bit.
    """
    if shift == 0 or resolution <= 0:
        return float(value) + shift
    if abs(shift) < resolution / 2:
        return float(value)
    step = words.short_step(resolution)
    return float(f"{round((float(value) + shift) / step) * step:.12g}")
