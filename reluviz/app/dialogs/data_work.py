"""What a table goes through before it is a target: read, two columns chosen, a network begun.

No widgets: all of it runs in a thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reluviz.app.dialogs.preview_data import visible_dots
from reluviz.core.construct import LARGEST_UNITS, through_points
from reluviz.core.fitting import fit
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain
from reluviz.core.stopping import Progress, Stop
from reluviz.core.targets import Target
from reluviz.core.words import sentence
from reluviz.files.columns import Options
from reluviz.files.errors import PointsError, shown
from reluviz.files.reading import LARGEST_TABLE, is_spreadsheet, read_bytes
from reluviz.files.spreadsheet import sheet_names
from reluviz.files.table import Table
from reluviz.files.tables import parse_table

Array = NDArray[np.float64]

MOST_JOINED = LARGEST_UNITS + 1
"""More points than this are not joined by a line: no network could go through them."""

FEW = 200
"""Up to so many points that are joined, the network to begin with goes through them."""

UNITS = 5
"""The best fit to begin with has so many ReLUs."""

_MOST_TRIED = 10  # sheets

BEST, THROUGH, KEEP = "best", "through", "keep"
"""Which network to begin with: the best fit, the one through the points, or the present one."""


@dataclass(frozen=True)
class Source:
    """Where a table is.

    Parameters
    ----------
    name : str
        What messages call it.
    path : Path or None
        A file.
    text : str
        The table itself, if it is in no file.
    sheet : str
        Name of the sheet of a spreadsheet; empty if none is chosen.
    options : Options
        How it is to be read.
    """

    name: str
    path: Path | None = None
    text: str = ""
    sheet: str = ""
    options: Options = field(default_factory=Options)

    @property
    def title(self) -> str:
        """Its name at the beginning of a line."""
        return self.name if self.path is not None else sentence(self.name)


@dataclass(frozen=True, eq=False)
class Reading:
    """A table that was read.

    Parameters
    ----------
    source : Source
        Where it was.
    table : Table
        Its columns.
    sheets : tuple of str
        Names of the sheets there are; empty if it is not a spreadsheet.
    """

    source: Source
    table: Table
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Chosen:
    """Two columns of a table.

    Parameters
    ----------
    target : Target
        The points alone.
    note : str
        What was left out; empty if nothing was.
    dots : tuple of ndarray
        Points that look like all of them in a small chart.
    is_joinable : bool
        Whether a line and a network can go through all of them.
    why_not : str
        Why they cannot.
    """

    target: Target
    note: str
    dots: tuple[Array, Array]
    is_joinable: bool
    why_not: str


def read_source(
    source: Source, stop: Stop | None = None, progress: Progress | None = None
) -> Reading:
    """Read a table; of a spreadsheet whose sheet is not chosen, the first that can be a target.

    Raises
    ------
    PointsError
        If it cannot be read or is none.
    Stopped
        If `stop` says so.
    """
    data: bytes | str = source.text
    if source.path is not None:
        data = read_bytes(source.path, PointsError, LARGEST_TABLE)

    def read(sheet: str | int = 0) -> Table:
        return parse_table(data, source.name, sheet, stop, progress, source.options)

    if isinstance(data, str) or not is_spreadsheet(data):
        return _looked_at(Reading(source, read()))
    sheets = sheet_names(data, source.name)
    wanted = (source.sheet,) if source.sheet else sheets[:_MOST_TRIED]
    first: Reading | None = None
    problem: PointsError | None = None
    for sheet in wanted:
        try:
            table = read(sheet)
        except PointsError as error:
            problem = problem or error
            continue
        found = _looked_at(Reading(replace(source, sheet=sheet), table, sheets))
        if table.suggested is not None:
            return found
        first = first or found
    if first is None:
        raise problem or PointsError(f"{source.name} has no sheets")
    return first


def _looked_at(reading: Reading) -> Reading:
    """Find the columns of numbers here, in the thread: the table remembers them."""
    assert reading.table.numeric is not None
    return reading


def file_source(path: Path) -> Source:
    """Return a file as a source."""
    return Source(shown(path.name), path)


def choose(table: Table, x: int, y: int) -> Chosen:
    """Return two columns of a table, by their places, as data.

    Raises
    ------
    PointsError
        If they are none; the message names the line where it helps.
    """
    target = table.target(x, y)
    why_not = ""
    if np.any(target.x[1:] == target.x[:-1]):
        why_not = "Some x occur more than once, so no line can go through all points."
    elif len(target.x) > MOST_JOINED:
        why_not = f"At most {MOST_JOINED:,} points can be joined."
    dots = visible_dots(target.x, target.y)
    return Chosen(target, table.note(x, y), dots, not why_not, why_not)


def first_network(
    target: Target,
    start: str,
    units: int = UNITS,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Network | None:
    """Return the network to begin with; None for the one there is.

    Parameters
    ----------
    target : Target
        What it should match.
    start : {"best", "through", "keep"}
        See above.
    units : int
        How many ReLUs the best fit has.
    stop, progress : callable, optional
        As for `fit`.

    Raises
    ------
    ValueError
        If there is none.
    Stopped
        If `stop` says so.
    """
    if start == KEEP:
        return None
    if start == THROUGH:
        return through_points(np.column_stack([target.x, target.y]))
    x, y = target.samples(domain_of(target))
    return fit(x, y, units, stop=stop, progress=progress).network


def domain_of(target: Target) -> Domain:
    """Return the interval from the first to the last x."""
    return float(target.x[0]), float(target.x[-1])
