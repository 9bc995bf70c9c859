"""The first minute: three things to try, ticked as they are done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reluviz.core.network import ParameterId
from reluviz.document.snapshot import Snapshot

AFTERWARDS = (
    "Each weight moves its own part of the curve. Go on with a lesson, your data, or 3: train it"
)


@dataclass(frozen=True)
class Invitation:
    """One thing to try.

    Parameters
    ----------
    text : str
        What to do.
    is_done : callable
        Says for a snapshot whether it is being done.
    """

    text: str
    is_done: Callable[[Snapshot], bool]


def _hovers(source: int) -> Callable[[Snapshot], bool]:
    return lambda new: new.hovered == ParameterId(1, 0, source) and new.network.is_shallow


def _pulls(new: Snapshot) -> bool:
    return new.gesture is not None and new.gesture.startswith("move joint")


INVITATIONS = (
    Invitation("point at w1", _hovers(0)),
    Invitation("point at w3", _hovers(2)),
    Invitation("pull a joint", _pulls),
)


class FirstMinute:
    """Knows which of the invitations have been followed."""

    def __init__(self) -> None:
        self._done = [False] * len(INVITATIONS)

    @property
    def is_over(self) -> bool:
        """Whether all have been followed."""
        return all(self._done)

    @property
    def text(self) -> str:
        """The invitations in a line, each with its tick; what comes afterwards when all are."""
        if self.is_over:
            return AFTERWARDS
        ticks = ["☑" if done else "☐" for done in self._done]
        # Each stays in one line.
        parts = [f"{tick} {one.text}" for tick, one in zip(ticks, INVITATIONS, strict=True)]
        return "   ".join(part.replace(" ", "\u00a0") for part in ["Try it:", *parts])

    def watch(self, new: Snapshot) -> bool:
        """Tick what is being done; return whether anything was ticked."""
        before = list(self._done)
        for place, one in enumerate(INVITATIONS):
            self._done[place] = self._done[place] or one.is_done(new)
        return self._done != before
