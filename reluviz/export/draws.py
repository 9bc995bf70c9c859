"""Random draws as a table: the values that a cloud is made of."""

from __future__ import annotations

import csv
import io

from reluviz.core.network import Network, checked_array
from reluviz.core.perturb import Perturbation
from reluviz.export.tables import plain
from reluviz.files.errors import UserError

LARGEST_NUMBERS = 5_000_000
"""A table of draws has at most so many values: about 100 MB of text."""


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
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["draw", *names])
    values = checked_array(settings.values(network), "the drawn values")
    for number, row in enumerate(values.tolist(), 1):
        writer.writerow([number, *map(plain, row)])
    return buffer.getvalue().encode()
