"""Tables in spreadsheets, XLSX and ODS, by the library python-calamine; an optional extra.

A spreadsheet is a ZIP archive of XML. Before the library sees it, its parts are unpacked here
under a limit, looked at for cells that are far away or repeated (a small file can ask for more
memory than any machine has), and packed again; so nothing that was not measured is ever read.

Formulas count by their last values. Cells with an error are empty.
"""

from __future__ import annotations

import io
import itertools
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from reluviz.core.stopping import Progress, Stop, Watch
from reluviz.files.columns import ColumnReader, is_numeric
from reluviz.files.errors import PointsError, quoted
from reluviz.files.spreadsheet_guard import repacked
from reluviz.files.table import MOST_COLUMNS, MOST_ROWS, Table, column_names
from reluviz.files.text_table import TOP

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_STEP = 2_000  # rows between two looks at `stop`


def is_spreadsheet(data: bytes) -> bool:
    """Return whether the bytes of a file look like a spreadsheet, of any program and age."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def parse_spreadsheet(
    data: bytes,
    name: str,
    sheet: str | int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a sheet as a table; its first row is a header if there is no number in it.

    Parameters
    ----------
    data : bytes
        All of the file.
    name : str
        What messages call it.
    sheet : str or int
        The name of the sheet, or its place.
    stop, progress : callable, optional
        See `Watch`; not asked while the library is at work.

    Raises
    ------
    PointsError
        If it cannot be read, is too large, or the library is not installed.
    Stopped
        If `stop` says so.
    """
    watch = Watch(stop, progress)
    watch.check(0.0)
    safe = repacked(data, name, watch.part(0.0, 0.3))
    found = _sheet(safe, name, sheet)
    table = _table(found, name, watch.part(0.6, 1.0))
    watch.check(1.0)
    return table


def sheet_names(data: bytes, name: str) -> tuple[str, ...]:
    """Return the names of the sheets in the bytes of a file.

    Raises
    ------
    PointsError
        As from `parse_spreadsheet`.
    """
    return tuple(_workbook(repacked(data, name, Watch()), name).sheet_names)


def _workbook(data: bytes, name: str) -> Any:
    try:
        import python_calamine
    except ImportError:
        raise PointsError(
            f"{name} is a spreadsheet, and opening it needs one more package: "
            'pip install "reluviz[xlsx]"; or save the table as CSV'
        ) from None
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise PointsError(f"{name} has a password: save the table without one") from None
    except python_calamine.CalamineError as error:
        raise _damaged(name, error) from error


def _sheet(data: bytes, name: str, sheet: str | int) -> CalamineSheet:
    workbook = _workbook(data, name)
    names: list[str] = workbook.sheet_names
    if isinstance(sheet, int) and 0 <= sheet < len(names):
        sheet = names[sheet]
    if sheet not in names:
        known = ", ".join(quoted(known) for known in names[:8])
        raise PointsError(f"{name} has no sheet {quoted(str(sheet))}; there are {known}")
    from python_calamine import CalamineError

    try:
        found: CalamineSheet = workbook.get_sheet_by_name(sheet)
    except CalamineError as error:
        raise _damaged(name, error) from error
    return found


def _damaged(name: str, error: Exception) -> PointsError:
    why = " ".join(str(error).split())[:80]
    return PointsError(
        f"{name} is not a spreadsheet that can be read ({quoted(why)}): save the table as CSV"
    )


# Cells


def _table(sheet: CalamineSheet, name: str, watch: Watch) -> Table:
    rows = _rows(sheet)
    head = next(rows, None)
    if head is None:
        raise PointsError(f"{name} is empty: it should hold two columns of numbers, x and y")
    cells = head[1]
    if len(cells) > MOST_COLUMNS:
        raise PointsError(
            f"{name} has {len(cells):,} columns, and {MOST_COLUMNS} can be read: delete those "
            "that are not needed"
        )
    header = None if any(map(_has_number, cells)) else [str(cell) for cell in cells]
    readers = [ColumnReader() for _ in cells]
    lines = array("q")
    top: list[tuple[str, ...]] = []
    for number, cells in rows if header else itertools.chain([head], rows):
        if len(lines) % _STEP == 0:
            watch.check(number / max(sheet.height, number))
        if len(lines) >= MOST_ROWS:
            raise PointsError(
                f"{name} has more than {MOST_ROWS:,} rows, which is all that can be used: thin "
                "them out"
            )
        for reader, cell in zip(readers, cells, strict=True):
            _add(reader, cell)
        if len(top) < TOP:
            top.append(tuple(_written(cell) for cell in cells))
        lines.append(number)
    names = column_names(header, len(readers))
    columns = tuple(r.column(name) for r, name in zip(readers, names, strict=True))
    numbers = np.array(lines, dtype=np.int64)
    return Table(name, columns, numbers, tuple(top), header is not None, unit="row")


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that are not empty, with their numbers in the sheet."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if any(cell != "" for cell in cells):
            yield number, cells


def _is_number(cell: Any) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _has_number(cell: Any) -> bool:
    return _is_number(cell) or (isinstance(cell, str) and is_numeric(cell.strip()))


def _add(reader: ColumnReader, cell: Any) -> None:
    if type(cell) is float or _is_number(cell):
        reader.add_number(float(cell))
    else:
        reader.add(str(cell).strip().replace("\N{MINUS SIGN}", "-"))


def _written(cell: Any) -> str:
    return f"{cell:.17g}" if isinstance(cell, float) and cell.is_integer() else str(cell)
