"""Spreadsheets that are harmless: unpacked under limits, measured, and packed again.

A few hundred bytes can ask for a cell in the last row and the last column, or for one cell a
million times, and the library would make room for all between; so this is looked at first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from reluviz.core.stopping import Watch
from reluviz.files.errors import PointsError

LARGEST_UNPACKED = 512 * 1024 * 1024
"""Bytes of all parts."""

MOST_AREA = 10_000_000
"""Cells of the rectangle around all that are not empty."""

MOST_TEXT = 1 << 30
"""Characters of all cells; what is repeated counts as often as it is."""

_MOST_PARTS = 5_000
_PIECE = 1 << 22  # bytes unpacked between two looks at `stop`

_NEEDED = re.compile(r".*\.(?:xml|rels)|mimetype", re.IGNORECASE)
_LETTERS = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]+)[0-9]")  # r="AB12": a cell
_DIGITS = re.compile(rb"\br\s*=\s*[\"']\s*[A-Za-z]*([0-9]{1,18})")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")


def repacked(data: bytes, name: str, watch: Watch) -> bytes:
    """Return a ZIP archive with the same XML parts, none of which is a trap.

    Parameters
    ----------
    data : bytes
        All of a file that begins like a spreadsheet.
    name : str
        What messages call it.
    watch : Watch
        Asked several times a second.

    Raises
    ------
    PointsError
        If it is damaged, or too large when unpacked.
    """
    if not data.startswith(b"PK"):
        raise PointsError(
            f"{name} is a spreadsheet of an old kind, or has a password: save it as XLSX or CSV"
        )
    packed = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as source,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as copy,
        ):
            _copy(source, copy, name, watch)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError: a password; NotImplementedError: a way of packing that is not known
        raise _damaged(name) from error
    except (ValueError, OSError, OverflowError, UnicodeError) as error:
        if isinstance(error, PointsError):
            raise
        raise _damaged(name) from error
    return packed.getvalue()


def _damaged(name: str) -> PointsError:
    return PointsError(f"{name} is not a spreadsheet that can be read: save the table as CSV")


def _copy(source: zipfile.ZipFile, copy: zipfile.ZipFile, name: str, watch: Watch) -> None:
    parts = source.infolist()
    left = LARGEST_UNPACKED
    seen: set[str] = set()
    texts: list[int] = [0]  # the longest shared text
    for place, part in enumerate(parts):
        if place >= _MOST_PARTS or part.filename in seen:
            raise _damaged(name)
        if not _NEEDED.fullmatch(part.filename):
            continue
        seen.add(part.filename)
        content = _unpacked(source, part, left, name, watch)
        left -= len(content)
        texts.append(max(map(len, content.split(b"si>"))) if b"si>" in content else 0)
        copy.writestr(zipfile.ZipInfo(part.filename), content)
        watch.check(place / len(parts))
    for filename in seen:
        _check_part(copy.read(filename), max(texts), name)


def _unpacked(
    source: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, name: str, watch: Watch
) -> bytes:
    pieces: list[bytes] = []
    size = 0
    with source.open(part) as stream:
        while piece := stream.read(_PIECE):
            watch.check()
            size += len(piece)
            if size > most:
                raise _too_large(name)
            pieces.append(piece)
    return b"".join(pieces)


def _too_large(name: str) -> PointsError:
    return PointsError(
        f"{name} is too large to be opened, or has cells far away from the others: copy the two "
        "columns into a new sheet, or save the table as CSV"
    )


def _check_part(content: bytes, longest_text: int, name: str) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise _damaged(name)  # no program writes these, and names or numbers could hide there
    if b"office:spreadsheet" in content:
        measure = _Measure()
        measure.feed(content, name)
        area, text = measure.area, measure.text
    else:
        area, text = _measure_xlsx(content, longest_text)
    if area > MOST_AREA or text > MOST_TEXT:
        raise _too_large(name)


def _measure_xlsx(content: bytes, longest_text: int) -> tuple[int, int]:
    """Return bounds on the area of a sheet and on its text."""
    cells = len(_CELL.findall(content))
    if not cells:
        return 0, 0
    letters = _LETTERS.findall(content)
    if max(map(len, letters), default=0) > 3:
        return MOST_AREA + 1, 0
    width = max(map(_column, set(letters)), default=0)
    height = max(map(int, _DIGITS.findall(content)), default=0)
    if cells > len(letters):  # those without a reference come after the one before
        height += content.count(b"<row") + content.count(b":row")
        width += cells - len(letters)
    text = cells * longest_text
    if text > MOST_TEXT:
        text = len(_SHARED.findall(content)) * longest_text
    return height * width, text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _Measure:
    """The size of the tables in the content of an ODS file, exactly."""

    def __init__(self) -> None:
        self.area = 0
        self.text = 0
        self._row = self._column = self._width = 0  # where we are, and the widest row so far
        self._row_times = self._cell_times = 1
        self._row_filled = False

    def feed(self, content: bytes, name: str) -> None:
        """Measure all of `content`."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError) as error:
            raise _damaged(name) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._row = self._width = 0
        elif tag == "table:table-row":
            self._row_times = int(attributes.get("table:number-rows-repeated", "1"))
            self._column, self._row_filled = 0, False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell_times = int(attributes.get("table:number-columns-repeated", "1"))
            self._column += self._cell_times
            if any(key.endswith("value-type") for key in attributes):
                self._fill()
                written = sum(map(len, attributes.values()))
                self.text += self._cell_times * self._row_times * written

    def _fill(self) -> None:
        self._row_filled = True
        self._width = max(self._width, self._column)

    def _characters(self, text: str) -> None:
        self.text += self._cell_times * self._row_times * len(text)
        if text.strip():
            self._fill()

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._row_times
            if self._row_filled:
                self.area = max(self.area, self._row * self._width)
