"""The arguments of commands that read tables: which columns, and how they are written."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from reluviz.cli.console import progress_bar
from reluviz.files.errors import UserError, quoted

if TYPE_CHECKING:
    from reluviz.files.table import Table

NAMES = ("columns", "sheet", "header", "decimal", "thousands", "turned")
"""The arguments, which belong to a table only."""

_THOUSANDS = {"blank": " ", "apostrophe": "'", "comma": ",", "point": ".", "none": "none"}


def add_table_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `chosen_table` reads."""
    group = parser.add_argument_group("tables")
    group.add_argument(
        "--columns",
        metavar="X,Y",
        help="which columns of a table are x and y, by name or by number from 1; without it those "
        "with these names, or the first two of numbers",
    )
    group.add_argument(
        "--sheet", metavar="NAME", help="which sheet of a spreadsheet, by name (the first)"
    )
    group.add_argument(
        "--header",
        type=_line,
        metavar="LINE",
        help="the line with the names of the columns, by number; 0 if there is none (found out)",
    )
    group.add_argument(
        "--decimal", metavar="MARK", type=_mark, help="the decimal mark, . or , (found out)"
    )
    group.add_argument(
        "--thousands",
        metavar="MARK",
        type=_mark,
        help="the mark between thousands: , or . or ' or blank, or none (found out)",
    )
    group.add_argument(
        "--turned",
        action="store_true",
        default=None,
        help="the columns of the file are the rows of the table",
    )


def chosen_table(
    arguments: argparse.Namespace, source: str | bytes, name: str | None = None
) -> tuple[Table, tuple[int, int], tuple[str, ...]]:
    """Read a table as the arguments say.

    Parameters
    ----------
    arguments : Namespace
        Those of `add_table_arguments`.
    source : str or bytes
        The name of a file, or what is in one.
    name : str, optional
        What messages call it; the file if left out.

    Returns
    -------
    table : Table
        All of it.
    places : tuple of int
        The columns of x and y.
    notes : tuple of str
        What is to be said about how it was read.

    Raises
    ------
    UserError
        If it cannot be read, or there are no such columns.
    """
    from reluviz.files.columns import Options  # here, to start the window quicker
    from reluviz.files.tables import parse_table, read_whole

    options = Options(
        arguments.header,
        arguments.decimal or "",
        arguments.thousands or "",
        bool(arguments.turned),
    )
    sheet: str | int = 0 if arguments.sheet is None else arguments.sheet
    with progress_bar("reading") as progress:
        data, known = (source, "") if isinstance(source, bytes) else read_whole(source, None)
        table = parse_table(data, name or known, sheet, None, progress, options)
    if arguments.sheet is not None and not table.is_sheet:
        raise UserError(f"{table.name} is no spreadsheet, so it has no sheets; leave out --sheet")
    if arguments.columns is None:
        x, y = table.choice()
    else:
        x, y = (table.find(_place(part, table.names)) for part in _two(arguments.columns))
    return table, (x, y), _notes(table, x, y, arguments.columns is None)


def refuse_table_arguments(arguments: argparse.Namespace) -> None:
    """Raise UserError if there are arguments of a table, which a project is not."""
    for name in NAMES:
        if getattr(arguments, name) is not None:
            raise UserError(f"--{name} belongs to a table, not to a project; leave it out")


def _notes(table: Table, x: int, y: int, is_guess: bool) -> tuple[str, ...]:
    said = f"x is {quoted(table.names[x])}, y is {quoted(table.names[y])}"
    if is_guess and table.is_guess(x, y):
        said = f"{table.chosen(x, y)} (--columns X,Y chooses)"
    is_named = [table.names[place].lower() for place in (x, y)] == ["x", "y"]
    is_said = not is_named and (table.has_header or bool(table.others(x, y)))
    return (*((said,) if is_said else ()), *table.notes(x, y))


def _two(columns: str) -> list[str]:
    parts = [part.strip() for part in columns.split(",")]
    if len(parts) != 2:
        raise UserError(
            f"--columns {quoted(columns)} does not name two columns; write --columns time,height, "
            "or --columns 1,3"
        )
    return parts


def _place(part: str, names: tuple[str, ...]) -> int | str:
    """The column that a name, or a number from 1, means."""
    is_number = part not in names and re.fullmatch(r"[0-9]{1,6}", part) is not None
    return int(part) - 1 if is_number and 1 <= int(part) <= len(names) else part


def _line(text: str) -> int:
    if text == "none":
        return 0
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a line, nor 0 for none")
    return int(text)


def _mark(text: str) -> str:
    return _THOUSANDS.get(text, text)
