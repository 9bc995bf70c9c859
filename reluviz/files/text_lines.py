"""Lines and cells of a table as text, before anybody asks for numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from reluviz.files.errors import PointsError, quoted
from reluviz.files.layout import kind_of

MOST_LINES = 2_000_000
"""Lines of a file, comments and empty lines included."""

LONGEST_LINE = 10_000
"""Characters of a line."""

SEPARATORS = (";", "\t", "|", ",", "")
"""What separates columns; the empty string stands for blanks."""

_BLANKS = re.compile(r"[ \t]+")
_QUOTED = re.compile(r'"([^"]*)"|([^ \t"]+)')
_SCORED = 200  # lines, at most
_NUMBER = r"[ \t]*[-+−–]?[0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?[ \t]*"
_QUOTES = re.compile(r'"[^"]*"')
_OPENED = re.compile(r'(?:^|[;,\t|]) *"[^"]*$')
_CLOSED = re.compile(r'[^"]*" *(?:[;,\t|]|$)')
_MOST_BROKEN = 20  # lines that a cell can go on in
_PAIR = re.compile(rf"[(\[{{]({_NUMBER}[,;]{_NUMBER})[)\]}}]")
_NOTHING = re.compile(r"sep=.?|[|+ \t:]*(?:--|==)[-=|+ \t:]*")  # also a line that is drawn
_ALONE = re.compile(r"[-+]?[0-9]+")

_CONTROL = bytes((*range(9), *range(14, 32), 127))
_OF_TEXT = bytes(set(range(256)) - set(_CONTROL))

Line = tuple[int, str]


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
    """Yield the lines with something in them, and their numbers; ``sep=;`` is nothing, either.

    A cell in quotes may go on in the next lines, as in the headers of spreadsheet programs.
    """
    last = 0
    for number, line in enumerate(lines, 1):
        if number <= last:
            continue
        if '"' in line:
            line, more = _whole(line, lines[number : number + _MOST_BROKEN])
            last = number + more
        if len(line) > LONGEST_LINE:
            raise PointsError(
                f"{name}, line {number} has more than {LONGEST_LINE:,} characters: a table of "
                "numbers has far shorter ones"
            )
        line = line.strip("\n ")
        if "#" in line and line[0] in "0123456789+-−–." and '"' not in line:
            line = line.partition(" #")[0].partition("\t#")[0]  # a remark behind numbers
        if line.strip() and not _NOTHING.fullmatch(line):
            yield number, line


def _whole(line: str, below: list[str]) -> tuple[str, int]:
    """Return a line with those that its last cell goes on in, and how many those are; often 0."""
    count = 0
    while _OPENED.search(_QUOTES.sub("", line)):
        more = next((k for k in range(count, len(below)) if '"' in below[k]), -1)
        if more < 0 or not _CLOSED.match(below[more].replace('""', "")):
            break
        line, count = " ".join([line, *below[count : more + 1]]), more + 1
    return line, count


def points_in(lines: list[str]) -> list[Line]:
    """Return ``1;2`` for each (1, 2) of a text that is a list of points; else nothing."""
    text = "\n".join(lines[:2]).lstrip("[({ \t\n")
    if not text or text[0] not in "0123456789-+−–." or not any(c in lines[0] for c in "([{"):
        return []
    found: list[Line] = []
    for number, line in enumerate(lines, 1):
        if _PAIR.sub("", line).strip("[](){},; \t"):
            return []
        for match in _PAIR.finditer(line):
            parts = match[1].split(";") if ";" in match[1] else match[1].split(",")
            if len(parts) != 2:
                return []
            found.append((number, ";".join(part.strip() for part in parts)))
    return found


def find_separator(lines: Sequence[str], may_be_comma: bool = True) -> str:
    """Return what separates the columns: that with which most cells are numbers."""
    candidates = [s for s in SEPARATORS if s != "," or may_be_comma]
    best = max(candidates, key=lambda separator: _score(lines[-_SCORED:], separator))
    return "," if not best and may_be_comma and _is_named(lines) else best


def _score(lines: Sequence[str], separator: str) -> float:
    score = 0.0
    for line in lines:
        if separator and separator not in line:
            continue
        cells = cells_of(line, separator)
        while separator and len(cells) > 1 and not cells[-1]:
            cells.pop()
        kinds = [kind_of(cell) for cell in cells]
        values = kinds.count("value")
        share = (values + kinds.count("gap")) / len(cells) if values else 0.0
        weight = 1.0 if values > 1 else 1e-3 if len(cells) > 1 else 0.0
        # A number with a comma at its end is one with a separator.
        score += weight * share * (separator != "" or not any(c.endswith(",") for c in cells))
        score += (1e-3 if separator == "\t" else 1e-6) * (len(cells) > 1 and separator != "")
    return score


def _is_named(lines: Sequence[str]) -> bool:
    """Whether every line has as many commas as the names in the first, and words between blanks.

    So it is in ``day,level`` over ``31 de enero de 2024,1``, where 31 and 2024,1 are no columns.
    """
    widths = {len(cells_of(line, ",")) for line in lines}
    blanks = [cells_of(line, "") for line in lines[1:]]
    return (
        widths != {1}
        and len(widths) == 1
        and all(kind_of(cell) == "text" for cell in cells_of(lines[0], ","))
        and any(kind_of(cell) == "text" for cells in blanks for cell in cells)
    )


def cells_of(line: str, separator: str) -> list[str]:
    """Return the cells of a line, without blanks around them."""
    if not separator:
        if '"' in line:
            return [a if b == "" else b for a, b in _QUOTED.findall(line)]
        return _BLANKS.split(line.strip(" \t"))
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    # A line at a time: a stray quote harms only its own.
    row = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
    return [cell.strip() for cell in row]


def is_ambiguous(line: str, separator: str) -> bool:
    """Return whether commas could be decimal marks, too.

    ``1.5,2,3`` has three columns; ``1,5,2`` could as well be 1.5 and 2, or 1 and 5.2.
    """
    if separator != "," or '"' in line:
        return False
    return all(_ALONE.fullmatch(cell) for cell in cells_of(line, separator) if cell)


def ambiguous(name: str, number: int, line: str) -> str:
    """Return the sentence for such a line."""
    return (
        f"{name}, line {number}: {quoted(line)} can be read in several ways; if its commas are "
        "decimal commas, put semicolons between the columns"
    )
