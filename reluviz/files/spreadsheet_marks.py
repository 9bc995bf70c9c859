"""What the library does not tell of a sheet: formulas without a value, hidden rows and columns."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_COL = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true)[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Marks:
    """What is to be known of a sheet besides its cells.

    Parameters
    ----------
    formulas : dict
        Those without a value, by row from 1 and column from 0, with a = in front.
    rows : tuple of int
        Hidden rows, from 1.
    columns : tuple of int
        Hidden columns, from 1.
    """

    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    def said(self, width: int) -> tuple[str, ...]:
        """Return what is to be said about what is hidden, for people."""
        found = []
        for what, places in (("row", self.rows), ("column", self.columns)):
            if places:
                many, first = len(places) > 1, places[0]
                found.append(
                    f"{len(places)} hidden {what}{'s are' if many else ' is'} read as well "
                    f"({'from ' if many else ''}{what} {first})"
                )
        return tuple(found)


def marks_of(data: bytes, sheet: str) -> Marks:
    """Return what is to be known of the sheet of an XLSX file; of others nothing.

    Parameters
    ----------
    data : bytes
        The file, as `reluviz.files.spreadsheet_guard.repacked` returns it.
    sheet : str
        Its name.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return Marks()
        sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
        wanted = [_value(tag, "id") for tag in sheets if _value(tag, "name") == sheet]
        links = _LINK.findall(archive.read("xl/_rels/workbook.xml.rels"))
        parts = [
            _value(tag, "Target") for tag in links if wanted and _value(tag, "Id") == wanted[0]
        ]
        part = posixpath.normpath(posixpath.join("xl", parts[0])).lstrip("/") if parts else ""
        content = archive.read(part) if part in names else b""
    hidden_rows = [_value(tag, "r") for tag in _ROW.findall(content) if _HIDDEN.search(tag)]
    columns = [tag for tag in _COL.findall(content) if _HIDDEN.search(tag)]
    ranges = [(_value(tag, "min"), _value(tag, "max")) for tag in columns]
    return Marks(
        _formulas(content) if b"<f" in content or b":f" in content else {},
        tuple(int(row) for row in hidden_rows if row.isdecimal()),
        tuple(int(low) for low, high in ranges if low.isdecimal() and high.isdecimal()),
    )


def _formulas(content: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for match in _FORMULA.finditer(content):
        place = _PLACE.fullmatch(_value(match[1], "r"))
        if place is None or _value(match[1], "t") == "str":
            continue
        column = 0
        for letter in place[1]:
            column = column * 26 + ord(letter) - 64
        text = unescape((match[2] or b"").decode("utf-8", "replace"))
        found[int(place[2]), column - 1] = "=" + text
    return found


def _value(tag: bytes, key: str) -> str:
    """The value of an attribute; empty if there is none."""
    match = re.search(rb"(?:^|[\s:])" + key.encode() + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    if match is None:
        return ""
    text = (match[1] if match[1] is not None else match[2]).decode("utf-8", "replace")
    return unescape(text)
