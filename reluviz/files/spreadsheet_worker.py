"""The library for spreadsheets at work in a process of its own, with a cap on memory and time.

A crafted spreadsheet can make the library ask for more memory than there is, in a way that no
program survives. Whatever happens to this process, the one that asked goes on.
"""

from __future__ import annotations

import datetime
import io
import sys
from collections.abc import Callable
from typing import Any

import msgspec

from reluviz.core.stopping import Watch
from reluviz.files.apart import Ended, answer_of, cap_memory
from reluviz.files.errors import PointsError

MOST_MEMORY = 512 * 1024 * 1024
"""Bytes of the process, beside what the spreadsheet itself has."""

_MODULE = "reluviz.files.spreadsheet_worker"
_TIMES: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timedelta": lambda text: datetime.timedelta(seconds=float(text)),
}


class Answer(msgspec.Struct):
    """What the library found.

    Parameters
    ----------
    names : list of str
        The sheets.
    sheet : str
        The one that was read; empty if there is none of that name.
    left, height : int
        The first column with anything in it, from 0, and the rows.
    rows : list of list
        Cells; a time is a list of its kind and its text.
    error : str
        What the library says is wrong.
    has_password : bool
        Whether that is a password.
    """

    names: list[str] = []
    sheet: str = ""
    left: int = 0
    height: int = 0
    rows: list[list[Any]] = []
    error: str = ""
    has_password: bool = False


def ask(data: bytes, name: str, sheet: str | int | None, watch: Watch) -> Answer:
    """Have a spreadsheet read by a process of its own.

    Parameters
    ----------
    data : bytes
        All of it.
    name : str
        What messages call it.
    sheet : str, int or None
        Name or place of the sheet; None for the names of the sheets alone.
    watch : Watch
        Asked several times a second; what it raises ends the process.

    Raises
    ------
    PointsError
        If the process did not survive it, or took too long.
    """
    arguments = [msgspec.json.encode(sheet).decode()]
    try:
        found = answer_of(_MODULE, arguments, data, watch, MOST_MEMORY + 4 * len(data))
    except Ended as why:
        raise PointsError(
            f"{name} {why}, or is damaged: copy the two columns into a new sheet, or save the "
            "table as CSV"
        ) from None
    answer = msgspec.msgpack.decode(found, type=Answer)
    for row in answer.rows:
        for place, cell in enumerate(row):
            if type(cell) is list:
                row[place] = _TIMES[cell[0]](cell[1])
    return answer


# In the process


def read(data: bytes, sheet: str | int | None) -> Answer:
    """Return what the library finds in a spreadsheet."""
    import python_calamine as library

    try:
        workbook = library.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names: list[str] = workbook.sheet_names
        if isinstance(sheet, int) and 0 <= sheet < len(names):
            sheet = names[sheet]
        if not isinstance(sheet, str) or sheet not in names:
            return Answer(names)
        found = workbook.get_sheet_by_name(sheet)
        left = found.start[1] if found.start is not None else 0
        rows = [list(map(_plain, row)) for row in found.iter_rows()]
    except library.PasswordError:
        return Answer(error="password", has_password=True)
    except library.CalamineError as error:
        return Answer(error=str(error) or "damaged")
    return Answer(names, sheet, left, found.height, rows)


def _plain(cell: Any) -> Any:
    kind = type(cell).__name__
    if kind == "timedelta":
        return [kind, repr(cell.total_seconds())]
    return [kind, cell.isoformat()] if kind in _TIMES else cell


if __name__ == "__main__":
    cap_memory(sys.argv[-1])
    answer = read(sys.stdin.buffer.read(), msgspec.json.decode(sys.argv[1]))
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
