"""Random draws, and the runs of a sweep, as tables of many rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reluviz.core.network import Network, checked_array
from reluviz.core.perturb import Perturbation
from reluviz.export.tables import plain
from reluviz.files.errors import UserError

if TYPE_CHECKING:
    from reluviz.core.sweep_work import Trained  # not loaded for draws

LARGEST_NUMBERS = 5_000_000
"""A table of draws has at most so many values: about 100 MB of text."""

RUN_COLUMNS = (
    *("units", "rate", "init", "seed", "method", "steps"),
    *("mean_squared_error", "largest_error", "diverged", "seconds"),
)


def draws_csv(network: Network, settings: Perturbation) -> bytes:
    """Return the draws as a CSV file.

    A row for each draw: its number, from 1, and the values of the parameters that move, each in
    the shortest form that is read back to the very same number. ``perturb`` with the same settings
    returns the same networks in the same order.

    Parameters
    ----------
    network : Network
        Any network.
    settings : Perturbation
        What is drawn.

    Raises
    ------
    UserError
        If the table would be too large.
    ValueError
        If the network has nothing called ``settings.which``, or a drawn value is too large.
    """
    names = [network.name(parameter) for parameter in settings.parameters(network)]
    count = settings.draws * len(names)
    if count > LARGEST_NUMBERS:
        raise UserError(
            f"{settings.draws:,} draws of {len(names):,} parameters are {count:,} numbers; a table "
            f"has at most {LARGEST_NUMBERS:,}: take fewer draws, or fewer parameters"
        )
    values = checked_array(settings.values(network), "the drawn values").tolist()
    rows = ([number, *map(plain, row)] for number, row in enumerate(values, 1))
    return _csv(("draw", *names), rows)


def runs_csv(runs: Iterable[Trained]) -> bytes:
    """Return the runs of a sweep as a CSV file, a row for each, in their order.

    All but the seconds are the same wherever the runs were done, each number in the shortest form
    that is read back to the very same one. ``diverged`` is 1 for a run that ended early, at a step
    that would have given too large numbers; its errors are those before that step.
    """
    return _csv(RUN_COLUMNS, map(_run_row, runs))


def _run_row(run: Trained) -> list[object]:
    settings = (run.units, plain(run.rate), run.init, run.seed, run.settings.method)
    errors = (plain(run.loss), plain(run.largest_error))
    return [*settings, run.steps, *errors, int(run.diverged), f"{run.seconds:.3f}"]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode()
