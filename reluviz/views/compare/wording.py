"""What is said below the scoreboard. No Qt."""

from __future__ import annotations

from reluviz.core.words import number, ratio, relus, sentence
from reluviz.document.snapshot import Snapshot
from reluviz.views.compare.rows import BEST, Row

NO_TARGET = "There is no target, so there are no errors: choose one in the Target menu."
NO_OVERLAP = "The target is outside the domain, so there are no errors."

_GLUE = "\N{NO-BREAK SPACE}"
_AS_GOOD = 1e-6  # ratios nearer to 1 are rounding
_NONE = 1e-24  # an error of so small a share of the other is rounding


def remark(snapshot: Snapshot, row: Row, best: tuple[float, bool] | None) -> str:
    """Return how a network compares to the best fit with as many ReLUs.

    Parameters
    ----------
    snapshot : Snapshot
        Holds the target.
    row : Row
        The network.
    best : tuple of (float, bool), or None
        Mean squared error of the best fit, and whether that is proven; None if it is not known.
    """
    if row.mean_square is None:
        return NO_TARGET if snapshot.target is None else NO_OVERLAP
    if row.kind == BEST or not row.units or snapshot.target is None:  # no best fit for those
        return ""
    subject = "the network in hand" if row.index < 0 else row.name
    size = relus(row.units)
    if best is None:
        return f"Show the best fit with {size} to see how far {subject} is from it."
    least, is_proven = best
    fit = f"the best fit {'' if is_proven else 'found '}with {size}"
    return sentence(_compared(subject, row.mean_square, least, fit))


def _compared(subject: str, error: float, least: float, fit: str) -> str:
    if error <= least * (1 + _AS_GOOD) and error >= least * (1 - _AS_GOOD):
        return f"{subject} is as good as {fit}."
    if least <= _NONE * error:
        return f"{subject} is not on the target everywhere, as {fit} is."
    if error < least:
        return (
            f"{subject} is better than {fit}: {number(error / least, 2)}{_GLUE}× its squared error."
        )
    return f"{subject} has {ratio(error / least)} the squared error of {fit}."
