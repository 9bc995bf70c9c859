"""Lines and cells of a table as text, before anybody asks for numbers."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reluviz.files.columns import has_decimal_comma, is_numeric
from reluviz.files.errors import PointsError, quoted

MOST_LINES = 2_000_000
"""Lines of a file, comments and empty lines included."""

LONGEST_LINE = 10_000
"""Characters of a line."""

_SAMPLE = 50  # lines that the separator is found from

_CONTROL = bytes((*range(9), *range(14, 32), 127))
_OF_TEXT = bytes(set(range(256)) - set(_CONTROL))

Line = tuple[int, str]


@dataclass(frozen=True)
class Layout:
    """What was found out from the first lines.

    Parameters
    ----------
    separator : str
        A semicolon, a tab, a comma or, for blanks, the empty string.
    header : list of str or None
        The cells of the header.
    first : tuple of int and str
        The first line that is not skipped, header or not.
    """

    separator: str
    header: list[str] | None
    first: Line


def split_lines(text: str | bytes, name: str) -> list[str]:
    """Return the lines of text, or of the bytes of a file in UTF-8, UTF-16 or Latin-1.

    Raises
    ------
    PointsError
        If it is no text, or has too many lines.
    """
    if isinstance(text, bytes):
        text = _decoded(text, name)
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") + (not text.endswith("\n")) > MOST_LINES:
        raise PointsError(
            f"{name} has more than {MOST_LINES:,} lines: delete those that are no points"
        )
    return text.removesuffix("\n").split("\n")


def _decoded(data: bytes, name: str) -> str:
    encoding = "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.translate(None, _OF_TEXT):  # ten times faster than a regular expression
        raise PointsError(f"{name} is not a text file: save the table as CSV, and open that")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise PointsError(f"{name} is damaged UTF-16 text: save it as UTF-8") from None
        return data.decode("latin-1")


def content_of(lines: list[str], name: str) -> Iterator[Line]:
    """Yield the lines that are neither empty nor a comment, with their numbers."""
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise PointsError(
                f"{name}, line {number} has more than {LONGEST_LINE:,} characters: a table of "
                "numbers has far shorter ones"
            )
        line = line.strip("\n ").replace("\N{MINUS SIGN}", "-")
        if line.strip() and not line.startswith("#") and not re.fullmatch(r"sep=.?", line):
            yield number, line


def _find_separator(lines: list[str]) -> str:
    """Return a semicolon, a tab, a comma or, for blanks, the empty string."""
    body = lines[1:] or lines  # the first may be a header with anything in it
    for separator in (";", "\t"):
        if any(separator in line for line in body):
            return separator
    with_comma = [line for line in body if "," in line]
    if with_comma and not all(_has_decimal_commas(line) for line in with_comma):
        return ","
    return ""


def _has_decimal_commas(line: str) -> bool:
    """Whether blanks separate numbers and the commas are inside them, as in ``1,5 2,5``."""
    cells = line.split()
    return len(cells) > 1 and all(has_decimal_comma(cell) for cell in cells)


def cells_of(line: str, separator: str) -> list[str]:
    """Return the cells of a line, without blanks around them."""
    if not separator:
        return line.split()
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    # One line at a time: no number goes over two lines, and a stray quote harms only its own.
    row = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
    return [cell.strip() for cell in row]


def is_ambiguous(line: str, separator: str) -> bool:
    """Return whether commas could be decimal marks, too.

    ``1.5,2,3`` has three columns; ``1,5,2`` could as well be 1.5 and 2, or 1 and 5.2.
    """
    return separator == "," and "." not in line and '"' not in line


def ambiguous(name: str, number: int, line: str) -> PointsError:
    """Return the error for such a line."""
    return PointsError(
        f"{name}, line {number}: {quoted(line)} can be read in several ways; if its commas are "
        "decimal commas, put semicolons between the columns"
    )


def find_layout(content: Iterator[Line], name: str) -> tuple[Layout, list[Line]]:
    """Return the layout, and those of the first lines that `content` lost by it and are rows.

    Raises
    ------
    PointsError
        If there are no lines.
    """
    head = list(itertools.islice(content, _SAMPLE))
    if not head:
        raise PointsError(f"{name} is empty: it should hold two columns of numbers, x and y")
    separator = _find_separator([line for _, line in head])
    cells = cells_of(head[0][1], separator)
    if any(is_numeric(cell) for cell in cells):
        return Layout(separator, None, head[0]), head
    return Layout(separator, cells, head[0]), head[1:]
