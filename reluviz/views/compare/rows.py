"""What the scoreboard says of each network: its errors, its size, how it came about. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reluviz.core.targets import Misfit, misfit
from reluviz.core.words import number
from reluviz.document.reports import BestFit
from reluviz.document.snapshot import Snapshot

NOW, BEST, RUN = "now", "best", "run"
"""Kinds of rows: the network in hand, the best fit that is shown, and what is kept."""

DIGITS = 4

BY = {"hand": "by hand", "trained": "trained", "best": "best fit"}
NORMS = {"l2": "least squares", "max": "smallest largest error"}


@dataclass(frozen=True)
class Row:
    """One network of the scoreboard.

    Parameters
    ----------
    kind : {"now", "best", "run"}
        Which of them it is.
    name : str
        What people call it.
    units : int
        Number of ReLUs.
    mean_square, largest : float or None
        Its errors; None without a target on the domain.
    by : str
        Who made it.
    how : str
        With which settings.
    steps : int
        Steps of training; 0 without.
    seconds : float
        How long they took.
    is_shown : bool
        Whether its curve is in the plot.
    index : int
        Its place among the runs; -1 for those that are not kept.
    token : object
        Tells this row from the others, also after it has moved.
    is_smallest : tuple of bool
        Whether the mean squared, and the largest error, are the smallest of all rows.
    """

    kind: str
    name: str
    units: int
    mean_square: float | None
    largest: float | None
    by: str = ""
    how: str = ""
    steps: int = 0
    seconds: float = 0.0
    is_shown: bool = True
    index: int = -1
    token: object = field(default=None, compare=False, repr=False)
    is_smallest: tuple[bool, bool] = (False, False)

    @property
    def errors(self) -> tuple[float | None, float | None]:
        """Mean squared error and largest error."""
        return self.mean_square, self.largest


class Scoreboard:
    """Makes the rows of one snapshot after the other; the fit is measured once."""

    def __init__(self) -> None:
        self._measured: tuple[object, object, Misfit | None] | None = None

    def rows(self, snapshot: Snapshot) -> tuple[Row, ...]:
        """Return the network in hand, the best fit if there is one, and the runs."""
        best = self._best_row(snapshot)
        return _with_smallest(
            [_row_now(snapshot), *([] if best is None else [best]), *_run_rows(snapshot)]
        )

    def best_error(self, snapshot: Snapshot, units: int) -> tuple[float, bool] | None:
        """Return the mean squared error of the best fit by least squares, if it is known.

        Returns
        -------
        tuple of (float, bool), or None
            The error, measured like those of the rows, and whether it is proven.
        """
        fit, best, sweep = None, snapshot.best, snapshot.sweep
        if best is not None and best.settings.norm == "l2":
            if best.errors is not None and 1 <= units <= len(best.errors):
                fit = best.errors[units]
            elif best.settings.units == units:
                fit = best.fit
        if fit is None and sweep.is_about(snapshot.target, snapshot.domain):
            fit = sweep.fits.get(units)
        if fit is None or snapshot.target is None:
            return None
        found = misfit(fit.curve, snapshot.target)
        return None if found is None else (found.mean_square, fit.optimal)

    def _best_row(self, snapshot: Snapshot) -> Row | None:
        best, target = snapshot.best, snapshot.target
        if best is None or best.fit is None or target is None:
            return None
        if self._measured is None or self._measured[:2] != (best.fit, target):
            self._measured = best.fit, target, misfit(best.fit.curve, target)
        errors = _errors(self._measured[2])
        name, by, how = "Best fit", BY["best"], fit_words(best)
        is_shown, units = snapshot.shows("best"), best.fit.units
        return Row(BEST, name, units, *errors, by, how, is_shown=is_shown, token=BEST)


def fit_words(best: BestFit) -> str:
    """Return how a best fit was found, and whether it is proven to be the best."""
    assert best.fit is not None
    proven = "optimal" if best.fit.optimal else "best found"
    return f"{NORMS[best.settings.norm]}, {proven}"


def time_words(seconds: float) -> str:
    """Return a time such as ``350 ms``, ``1.2 s`` or ``2 min 5 s``."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def bar_lengths(errors: Sequence[float | None]) -> list[float]:
    """Return how long the bar of each error is, from 0 to 1: by the logarithm.

    The largest is 1; a whole power of ten below the smallest would be 0, so that even that has a
    bar. An error of zero has none, nor have numbers that are only rounding beside the largest.
    """
    sizes = [error for error in errors if error is not None and 0 < error < math.inf]
    if not sizes:
        return [0.0] * len(errors)
    high = math.log10(max(sizes))
    floor = high - 24
    low = math.floor(max(math.log10(min(sizes)), floor) - 1e-9)
    return [
        0.0
        if error is None or error <= 0
        else min(1.0, max(0.0, (math.log10(error) - low) / (high - low)))
        if error < math.inf
        else 1.0
        for error in errors
    ]


# Private


def _row_now(snapshot: Snapshot) -> Row:
    state, network = snapshot.state, snapshot.network
    twin = next((run.name for run in snapshot.comparison.runs if run.network is network), "")
    how = f"the same as {twin}" if twin else ""
    return Row(NOW, "Now", network.n_hidden, *_errors(state.misfit), "in hand", how, token=NOW)


def _run_rows(snapshot: Snapshot) -> list[Row]:
    comparison, is_layer_shown = snapshot.comparison, snapshot.shows("runs")
    return [
        Row(
            RUN,
            run.name,
            run.network.n_hidden,
            *_errors(state.misfit),
            BY[run.kind],
            run.settings,
            run.steps,
            run.seconds,
            run.is_shown and is_layer_shown,
            index,
            run.network,
        )
        for index, (run, state) in enumerate(zip(comparison.runs, comparison.states, strict=True))
    ]


def _errors(found: Misfit | None) -> tuple[float | None, float | None]:
    return (None, None) if found is None else (found.mean_square, found.largest)


def _with_smallest(rows: list[Row]) -> tuple[Row, ...]:
    """Mark the smallest error of each kind, and all that are written like it."""
    if len(rows) < 2:
        return tuple(rows)
    smallest = [
        number(min(known), DIGITS) if (known := [e for e in column if e is not None]) else None
        for column in zip(*(row.errors for row in rows), strict=True)
    ]
    marked = []
    for row in rows:
        mean, largest = (
            error is not None and number(error, DIGITS) == least
            for error, least in zip(row.errors, smallest, strict=True)
        )
        marked.append(replace(row, is_smallest=(mean, largest)))
    return tuple(marked)
