"""The best fit that is shown beside the network, frozen, for the panels. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.core.fitting import Fit, FitCurve
from reluviz.files.project import FitSettings


@dataclass(frozen=True, eq=False)
class BestFit:
    """The best fit for one target. The same object as before exactly when nothing of it changed.

    Parameters
    ----------
    settings : FitSettings
        What is asked for.
    fit : Fit or None
        The best that is known; None before there is any.
    errors : FitCurve or None
        The best fit for every number of units up to a limit; None before they are found, and
        while the target moves.
    is_settled : bool
        Whether the search is over.
    progress : float
        How much of the search is done, 0 to 1.
    problem : str
        Why there is none, as a sentence; empty if there is no problem.
    points : int
        How many points are fitted: of a line, its samples.
    allowed : float or None
        The largest error for which the fewest units are being looked for; None if they are not.
    """

    settings: FitSettings
    fit: Fit | None = None
    errors: FitCurve | None = None
    is_settled: bool = False
    progress: float = 0.0
    problem: str = ""
    points: int = 0
    allowed: float | None = None
