"""What is said about a best fit. No Qt."""

from __future__ import annotations

import numpy as np

from reluviz.core.fitting import Fit
from reluviz.core.words import number, percent, relus
from reluviz.document.reports import BestFit
from reluviz.document.snapshot import Snapshot

GLUE = "\N{NO-BREAK SPACE}"

NO_TARGET = (
    "There is no target to fit. Choose one in the Target menu: a formula, data from a table, or "
    "the curve as it is now; or draw one."
)
INVITATION = (
    "How good could a network with so many ReLUs be? See the best there is beside yours, and how "
    "much each further ReLU would help."
)
CLICK = "Click a point: the network becomes that fit."
_ROUNDING = 1e-13  # of the largest value
NORM_WORDS = {"l2": "least squares", "max": "smallest largest error"}
ERROR_WORDS = {"l2": "root mean squared error", "max": "largest error"}


def step_name(fit: Fit) -> str:
    """Return the name of the undo step that makes a fit the network."""
    return f"best fit with {relus(fit.units)}".replace(GLUE, " ")


def run_settings(fit: Fit) -> str:
    """Return how a fit was found, for the list of networks that are kept."""
    return f"{NORM_WORDS[fit.norm]}, {'optimal' if fit.optimal else 'best found'}"


def heading(best: BestFit) -> str:
    """Return how good the fit is, in a sentence."""
    fit = best.fit
    if fit is None:
        return best.problem or f"Looking for the best fit with {relus(best.settings.units)} …"
    squared, largest = _cleaned(fit, best.points)
    points = f"{best.points:,}{GLUE}point{'' if best.points == 1 else 's'}"
    text = (
        f"{relus(best.settings.units)}: squared error {number(squared)} "
        f"(sum over {points}), largest error {number(largest)}"
    )
    if fit.optimal:
        text += ": optimal"
    elif best.is_settled:
        text += ": best found"
    if fit.units < best.settings.units:
        text += f"; {relus(fit.units)} {'is' if fit.units == 1 else 'are'} as good"
    return text


def remark(best: BestFit, snapshot: Snapshot) -> str:
    """Return how far the search is, or what can be done."""
    if best.fit is None and best.problem:
        return ""
    if best.allowed is not None:
        return f"Looking for the fewest ReLUs for {number(best.allowed)} …"
    if snapshot.gesture is not None and not best.is_settled:
        return "It is polished when the hand rests."
    if not best.is_settled:
        done = f", {percent(best.progress)}".replace(" ", GLUE) if best.progress else ""
        return f"Still searching{done} …"
    return CLICK


def point_text(units: int, fit: Fit, norm: str, points: int) -> str:
    """Return what is said of one point of the chart."""
    squared, largest = _cleaned(fit, points)
    error = largest if norm == "max" else (squared / max(1, points)) ** 0.5
    return f"{relus(units)}: {ERROR_WORDS[norm]} {number(error)}"


def _cleaned(fit: Fit, points: int) -> tuple[float, float]:
    """The squared and the largest error; 0 for what is no more than rounding."""
    rounding = _ROUNDING * float(np.max(np.abs(fit.curve.y)))
    if fit.max_error <= rounding:
        return 0.0, 0.0
    is_rounding = fit.squared_error <= max(1, points) * rounding**2
    return (0.0 if is_rounding else fit.squared_error), fit.max_error
