"""The data sets that come with the program: measured data, small, free, with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from reluviz.core.targets import Target
from reluviz.files.errors import UserError, quoted
from reluviz.files.tables import read_table
from reluviz.paths import resource


@dataclass(frozen=True)
class DataSet:
    """One data set.

    Parameters
    ----------
    name : str
        What it is called in code; its file is ``resources/data/NAME.csv``.
    title : str
        A few words for the menu.
    summary : str
        One line that explains it.
    x, y : str
        What the two columns are, with their units.
    source : str
        Where it was published first.
    licence : str
        Why it may be passed on.
    """

    name: str
    title: str
    summary: str
    x: str
    y: str
    source: str
    licence: str

    @property
    def target(self) -> Target:
        """The data, read from their file when they are asked for."""
        return read_table(resource("data", self.name + ".csv")).target(0, 1)


def list_data_sets() -> list[DataSet]:
    """Return all data sets, the simplest first. Their data are not read yet."""
    return list(_index())


def load_data_set(name: str) -> tuple[Target, DataSet]:
    """Return the data of the data set called `name`, and what is known about it.

    Raises
    ------
    UserError
        If there is none; the message names those there are.
    """
    for data_set in _index():
        if data_set.name == name:
            return data_set.target, data_set
    known = ", ".join(data_set.name for data_set in _index())
    raise UserError(f"there is no data set {quoted(name)}; there are {known}")


@cache
def _index() -> tuple[DataSet, ...]:
    data = resource("data", "index.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[DataSet, ...])
