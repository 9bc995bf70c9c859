"""The runs of a sweep as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reluviz.core.sweep_work import Trained
from reluviz.export.tables import plain

COLUMNS = (
    "units",
    "rate",
    "init",
    "seed",
    "method",
    "steps",
    "mean_squared_error",
    "largest_error",
    "diverged",
    "seconds",
)


def runs_csv(runs: Iterable[Trained]) -> bytes:
    """Return runs as a CSV file, a row for each.

    All but the seconds are the same wherever the runs were done, each number in the shortest form
    that is read back to the very same one. ``diverged`` is 1 for a run that ended early, at a step
    that would have given too large numbers; its errors are those before that step.

    Parameters
    ----------
    runs : iterable of Trained
        In the order of the rows.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for run in runs:
        settings = (run.units, plain(run.rate), run.init, run.seed, run.settings.method)
        errors = (plain(run.loss), plain(run.largest_error))
        writer.writerow([*settings, run.steps, *errors, int(run.diverged), f"{run.seconds:.3f}"])
    return buffer.getvalue().encode()
