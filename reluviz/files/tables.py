"""Reading a table of numbers, from wherever it comes: text, or a spreadsheet."""

from __future__ import annotations

import os
from typing import BinaryIO, TextIO

from reluviz.core.stopping import Progress, Stop
from reluviz.files.errors import PathLike, PointsError, shown
from reluviz.files.reading import read_bytes, read_stream
from reluviz.files.spreadsheet import is_spreadsheet, parse_spreadsheet
from reluviz.files.table import Table
from reluviz.files.text_table import parse_text

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".ods")

LARGEST_TABLE = 256 * 1024 * 1024
"""Bytes; larger files are refused before they are read."""


def read_table(
    source: PathLike | BinaryIO | TextIO,
    name: str | None = None,
    sheet: str | int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a table of any number of columns.

    Parameters
    ----------
    source : str, PathLike or stream
        The path of a file, or something open for reading, such as ``sys.stdin``. Text in any form
        that `reluviz.files.text_table` describes, or a spreadsheet: XLSX or ODS.
    name : str, optional
        What messages call it; the path if left out.
    sheet : str or int
        The name, or the place, of the sheet of a spreadsheet.
    stop : callable, optional
        Returns True when reading should end; not asked inside a spreadsheet.
    progress : callable, optional
        Is given the share done, from 0 to 1.

    Returns
    -------
    Table
        Its columns; see `Table.target` for choosing two.

    Raises
    ------
    PointsError
        If it cannot be read or is not a table; with the name and, where it helps, the line.
    Stopped
        If `stop` says so.
    """
    if isinstance(source, (str, os.PathLike)):
        name = name or shown(source)
        data: str | bytes = read_bytes(source, PointsError, LARGEST_TABLE)
    else:
        name = name or "the input"
        stream = getattr(source, "buffer", source)  # the bytes below a text stream, if any
        data = read_stream(stream, name, PointsError, LARGEST_TABLE)
    return parse_table(data, name, sheet, stop, progress)


def parse_table(
    data: str | bytes,
    name: str = "pasted text",
    sheet: str | int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a table from text, or from the bytes of a file; see `read_table`."""
    if isinstance(data, bytes) and is_spreadsheet(data):
        return parse_spreadsheet(data, name, sheet, stop, progress)
    table, _ = parse_text(data, name, stop=stop, progress=progress)
    return table
