"""Tables in spreadsheets, XLSX and ODS, by the library python-calamine; an optional extra.

A spreadsheet is a ZIP archive of XML. Before the library sees it, its parts are unpacked here
under a limit, looked at for cells that are far away or repeated (a small file can ask for more
memory than any machine has), and packed again; so nothing that was not measured is ever read.

Formulas count by their last values; of one that has none the formula itself is in the cell, which
is no number then. Cells with an error are empty. Hidden rows and columns are read, and said to be.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reluviz.core.stopping import Progress, Stop, Watch
from reluviz.files.columns import Options
from reluviz.files.errors import PointsError, quoted
from reluviz.files.layout import SAMPLE, find_layout
from reluviz.files.rows import Rows
from reluviz.files.spreadsheet_guard import repacked
from reluviz.files.spreadsheet_marks import Marks, marks_of
from reluviz.files.spreadsheet_worker import Answer, ask
from reluviz.files.table import MOST_COLUMNS, Table

_STEP = 2_000  # rows between two looks at `stop`


def parse_spreadsheet(
    data: bytes,
    name: str,
    sheet: str | int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
    options: Options | None = None,
) -> Table:
    """Read a sheet as a table, as `reluviz.files.text_table` reads text.

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
    options : Options, optional
        How it is to be read.

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
    found = _sheet(safe, name, sheet, watch.part(0.3, 0.6))
    marks = marks_of(safe, found.sheet)
    table = _table(found, name, marks, options or Options(), watch.part(0.6, 1.0))
    watch.check(1.0)
    return table


def sheet_names(data: bytes, name: str) -> tuple[str, ...]:
    """Return the names of the sheets in the bytes of a file.

    Raises
    ------
    PointsError
        As from `parse_spreadsheet`.
    """
    return tuple(_asked(repacked(data, name, Watch()), name, None, Watch()).names)


def _asked(data: bytes, name: str, sheet: str | int | None, watch: Watch) -> Answer:
    try:
        import python_calamine  # noqa: F401  # only whether it is there
    except ImportError:
        raise PointsError(
            f"{name} is a spreadsheet, and opening it needs one more package: "
            'pip install "reluviz[xlsx]"; or save the table as CSV'
        ) from None
    answer = ask(data, name, sheet, watch)
    if answer.has_password:
        raise PointsError(f"{name} has a password: save the table without one")
    if answer.error:
        raise _damaged(name, answer.error)
    return answer


def _sheet(data: bytes, name: str, sheet: str | int, watch: Watch) -> Answer:
    answer = _asked(data, name, sheet, watch)
    if not answer.sheet:
        known = ", ".join(quoted(known) for known in answer.names[:8])
        raise PointsError(f"{name} has no sheet {quoted(str(sheet))}; there are {known}")
    return answer


def _damaged(name: str, error: str) -> PointsError:
    why = " ".join(error.split())[:80]
    return PointsError(
        f"{name} is not a spreadsheet that can be read ({quoted(why)}): save the table as CSV"
    )


def _table(sheet: Answer, name: str, marks: Marks, options: Options, watch: Watch) -> Table:
    rows = _rows(sheet, marks.formulas)
    if options.header:
        rows = itertools.dropwhile(lambda row: row[0] < (options.header or 0), rows)
    if options.turned:
        rows = _turned(rows, name)
    head = list(itertools.islice(rows, SAMPLE))
    if not head:
        raise PointsError(f"{name} is empty: it should hold two columns of numbers, x and y")
    if options.header and head[0][0] != options.header:
        raise PointsError(f"{name} has no row {options.header} that could name the columns")
    layout = find_layout(head, (name, "row"), options)
    said = (*layout.facts, *marks.said(layout.width))
    found = Rows(replace(layout, facts=said), name, "row")
    for number, cells in itertools.chain(head[layout.first :], rows):
        if len(found) % _STEP == 0:
            watch.check(number / max(sheet.height, number))
        found.add(number, cells)
    return found.table(options)


def _rows(sheet: Answer, formulas: dict[tuple[int, int], str]) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that are not empty, with their numbers in the sheet."""
    left = sheet.left
    at = {row for row, _ in formulas}
    for number, cells in enumerate(sheet.rows, 1):
        if number in at:
            cells = [
                formulas.get((number, left + k), cell) if cell == "" else cell
                for k, cell in enumerate(cells)
            ]
        if any(cell != "" for cell in cells):
            yield number, [c.strip() if type(c) is str else c for c in cells]


def _turned(rows: Iterator[tuple[int, list[Any]]], name: str) -> Iterator[tuple[int, list[Any]]]:
    whole = [cells for _, cells in itertools.islice(rows, MOST_COLUMNS + 1)]
    if len(whole) > MOST_COLUMNS:
        raise PointsError(f"{name} has more than {MOST_COLUMNS} rows, too many to turn it")
    return ((n, list(cells)) for n, cells in enumerate(zip(*whole, strict=True), 1))
