"""The library for spreadsheets at work in a process of its own, with a cap on memory and time.

A crafted spreadsheet can make the library ask for more memory than there is, in a way that no
program survives. Whatever happens to this process, the one that asked goes on.
"""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec

from reluviz.core.stopping import Watch
from reluviz.files.errors import PointsError

MOST_MEMORY = 512 * 1024 * 1024
"""Bytes of the process, beside what the spreadsheet itself has."""

MOST_SECONDS = 20.0
"""Before it is ended; for what is large, a second more for each of `_FOR_A_SECOND` bytes."""

_FOR_A_SECOND = 4 * 1024 * 1024
_PAUSE = 0.05  # seconds between two looks at whether the answer is still wanted
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
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "reluviz.files.spreadsheet_worker"]
    command += [msgspec.json.encode(sheet).decode(), str(MOST_MEMORY + 4 * len(data))]
    end = time.monotonic() + MOST_SECONDS + len(data) / _FOR_A_SECOND
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        process = subprocess.Popen(
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    try:
        found = _output(process, end, watch)
    finally:
        process.kill()
        process.communicate()
    if found is None or process.returncode:
        why = "takes too long" if found is None else "asks for more memory than it may have"
        raise PointsError(
            f"{name} {why}, or is damaged: copy the two columns into a new sheet, or save the "
            "table as CSV"
        )
    answer = msgspec.msgpack.decode(found, type=Answer)
    for row in answer.rows:
        for place, cell in enumerate(row):
            if type(cell) is list:
                row[place] = _TIMES[cell[0]](cell[1])
    return answer


def _output(process: subprocess.Popen[bytes], end: float, watch: Watch) -> bytes | None:
    """What the process writes; None if it takes too long."""
    while time.monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=_PAUSE)[0]
        watch.check()
    return None


# In the process


def main(sheet: str, most: int) -> None:
    """Read a spreadsheet from the standard input, and write the answer to the standard output."""
    with suppress(ImportError, ValueError, OSError):  # where there is no such cap
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    answer = read(sys.stdin.buffer.read(), msgspec.json.decode(sheet))
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


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
    main(sys.argv[1], int(sys.argv[2]))
