"""Networks that are kept to be compared: made by hand, trained, or the best that was found."""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.core.network import Network

RUN_KINDS = ("hand", "trained", "best")


@dataclass(frozen=True)
class Run:
    """One network that is kept, and how it came about.

    Parameters
    ----------
    name : str
        What people call it.
    kind : {"hand", "trained", "best"}
        Who made it: a hand, training, or the fit.
    network : Network
        What came of it.
    settings : str
        How, in words.
    steps : int
        How many steps of training.
    seconds : float
        How long they took.
    is_shown : bool
        Whether its curve is in the plot.

    Raises
    ------
    ValueError
        If it has no name, the kind is unknown or a number is negative.
    """

    name: str
    kind: str
    network: Network
    settings: str = ""
    steps: int = 0
    seconds: float = 0.0
    is_shown: bool = True

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a run needs a name")
        if self.kind not in RUN_KINDS:
            raise ValueError(f"the kind of a run is {self.kind!r}; it can be hand, trained or best")
        if self.steps < 0 or not 0 <= self.seconds < float("inf"):
            raise ValueError("the steps and seconds of a run must be zero or more")
