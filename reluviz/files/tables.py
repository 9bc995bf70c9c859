"""Reading a table of numbers, from wherever it comes: text, or a spreadsheet."""

from __future__ import annotations

import os
from typing import BinaryIO, TextIO

from reluviz.core.stopping import Progress, Stop
from reluviz.files.columns import Options
from reluviz.files.errors import PathLike, PointsError, shown
from reluviz.files.reading import LARGEST_TABLE, is_spreadsheet, read_bytes, read_stream
from reluviz.files.table import Table
from reluviz.files.text_table import parse_text


def read_table(
    source: PathLike | BinaryIO | TextIO,
    name: str | None = None,
    sheet: str | int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
    *,
    header: int | None = None,
    decimal: str = "",
    thousands: str = "",
    turned: bool = False,
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
    header : int, optional
        The line that names the columns, from 1; 0 if none does. This and the following are found
        out if left out; see `reluviz.files.columns.Options`.
    decimal, thousands : str, optional
        The decimal mark, and the mark between thousands or ``"none"``.
    turned : bool
        Whether the columns of the file are the rows of the table.

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
    options = Options(header, decimal, thousands, turned)
    return parse_table(*read_whole(source, name), sheet, stop, progress, options)


def read_whole(source: PathLike | BinaryIO | TextIO, name: str | None) -> tuple[bytes | str, str]:
    """Return all that is in a file or a stream, and what messages call it."""
    if isinstance(source, (str, os.PathLike)):
        return read_bytes(source, PointsError, LARGEST_TABLE), name or shown(source)
    name = name or "the input"
    stream = getattr(source, "buffer", source)  # the bytes below a text stream, if any
    return read_stream(stream, name, PointsError, LARGEST_TABLE), name


def parse_table(
    data: str | bytes,
    name: str = "pasted text",
    sheet: str | int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
    options: Options | None = None,
) -> Table:
    """Read a table from text, or from the bytes of a file; see `read_table`."""
    if isinstance(data, bytes) and is_spreadsheet(data):
        from reluviz.files.spreadsheet import parse_spreadsheet  # here: it has much to import

        return parse_spreadsheet(data, name, sheet, stop, progress, options)
    return parse_text(data, name, options, stop, progress)
