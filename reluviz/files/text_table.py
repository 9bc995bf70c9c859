"""Tables as text, as people have them: separators, decimal commas, headers.

How a table is read, found once for all of it and checked on every line:

- Columns are separated by semicolons, tabs, bars, commas or blanks; quotes are understood.
- Where the table begins, and what its columns are called: see `reluviz.files.layout`. Lines that
  begin with # are skipped; the last one above the numbers may name the columns.
- How numbers, dates and what is missing are written: see `reluviz.files.column_reader`.
- A list of points such as ``(1, 2), (2, 3)`` is a table, too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reluviz.core.network import LARGEST_VALUE
from reluviz.core.stopping import Progress, Stop, Watch
from reluviz.files.columns import Array, Options
from reluviz.files.errors import PointsError
from reluviz.files.layout import (
    SAMPLE,
    SAMPLED,
    Layout,
    Row,
    find_layout,
    kind_of,
    one_or_two,
    too_narrow,
)
from reluviz.files.rows import Rows, make_table, too_many
from reluviz.files.table import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, TOP, Table
from reluviz.files.text_lines import (
    LONGEST_LINE,
    Line,
    ambiguous,
    cells_of,
    content_of,
    find_separator,
    is_ambiguous,
    points_in,
    split_lines,
)

FAST_FROM = 1_000
"""Tables of fewer lines are always read with care."""

_IN_GROUPS = re.compile(r"(?<![0-9])[0-9]{1,3} [0-9]{3}(?![0-9])")
_BLOCK = 20_000  # lines between two looks at `stop`, some 20 ms of NumPy's reader


def parse_text(
    text: str | bytes,
    name: str,
    options: Options | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a table from text, or from the bytes of a text file.

    Parameters
    ----------
    text : str or bytes
        Bytes are UTF-8, or UTF-16 with its mark, else Latin-1.
    name : str
        What messages call it.
    options : Options, optional
        How it is to be read.
    stop, progress : callable, optional
        See `Watch`.

    Raises
    ------
    PointsError
        If it is not a table; with the name and, where it helps, the line.
    Stopped
        If `stop` says so.
    """
    options, watch = options or Options(), Watch(stop, progress)
    lines = split_lines(text, name)
    watch.check(0.0)
    found = _find(lines, name, options)
    table = _read_fast(lines, found, name, options, watch)
    if table is None:
        table = _read_carefully(found, name, options, len(lines), watch)
    watch.check(1.0)
    return table


@dataclass(frozen=True)
class _Found:
    """What the first lines say.

    Parameters
    ----------
    separator : str
        Between the columns; empty for blanks.
    head : sequence of (int, list of str)
        The first rows.
    rest : iterator of (int, str)
        The lines after those.
    layout : Layout
        Where the table is.
    is_plain : bool
        Whether rows are lines of the file, as they are there.
    """

    separator: str
    head: Sequence[Row]
    rest: Iterator[Line]
    layout: Layout
    is_plain: bool


def _find(lines: list[str], name: str, options: Options) -> _Found:
    points = points_in(lines)
    content: Iterator[Line] = iter(points) if points else content_of(lines, name)
    comments: list[Line] = []
    first: list[Line] = []
    size = 0
    for number, line in content:
        is_asked = options.header == number
        if options.header and number < options.header:
            continue
        if is_asked or not line.startswith("#"):
            first.append((number, line.lstrip("# ") if is_asked else line))
        elif not first or len(first) < 2:
            comments.append((number, line))
            size += len(line)
        if len(first) >= SAMPLE or size > SAMPLED:
            break
    if options.header and (not first or first[0][0] != options.header):
        raise PointsError(f"{name} has no line {options.header} that could name the columns")
    if not first:
        raise PointsError(f"{name} is empty: it should hold two columns of numbers, x and y")
    texts = [line for _, line in first]
    separator = find_separator(texts, _may_be_comma(texts, options))
    head: list[Row] = [(number, cells_of(line, separator)) for number, line in first]
    rest = ((number, line) for number, line in content if not line.startswith("#"))
    if options.turned:
        head = _turned(head, rest, separator, name)
    layout = find_layout(head, (name, "row" if options.turned else "line"), options, separator)
    if not options.turned:
        layout = _named(layout, first, comments, separator, options)
        layout = _doubted(layout, first, head, separator, name, options)
    return _Found(separator, head, rest, layout, not (points or options.turned))


def _may_be_comma(lines: list[str], options: Options) -> bool:
    return "," not in (options.decimal, options.thousands) or any('"' in line for line in lines)


def _turned(head: Sequence[Row], rest: Iterator[Line], separator: str, name: str) -> list[Row]:
    rows = [list(cells) for _, cells in head]
    rows += [cells_of(line, separator) for _, line in itertools.islice(rest, MOST_COLUMNS)]
    if len(rows) > MOST_COLUMNS:
        raise PointsError(f"{name} has more than {MOST_COLUMNS} lines, too many to turn it")
    columns = itertools.zip_longest(*rows, fillvalue="")
    return [(number, list(cells)) for number, cells in enumerate(columns, 1)]


def _named(
    layout: Layout, first: list[Line], comments: list[Line], separator: str, options: Options
) -> Layout:
    """Take names with blanks in them, and those from a comment above the table."""
    if layout.names is not None:
        if not separator and len(layout.names) != layout.width:
            return replace(layout, names=None)
        return layout
    if options.header == 0:
        return layout
    if not separator and layout.first:
        names = re.split(r"\t+|[ \t]{2,}", first[layout.first - 1][1].strip())
        if len(names) == layout.width > 1 and all(kind_of(name) != "value" for name in names):
            number = first[layout.first - 1][0]
            named = [f"line {number} names the columns"] if layout.first > 1 else []
            return replace(layout, names=names, facts=tuple(named))
    start = first[layout.first][0] if layout.first < len(first) else 0
    for number, line in reversed([comment for comment in comments if comment[0] < start]):
        for text in (line, line.lstrip("#")):
            for mark in (separator, ",", ""):
                names = cells_of(text.strip(), mark)
                kinds = {kind_of(name) for name in names}
                if len(names) == layout.width > 1 and "value" not in kinds and "text" in kinds:
                    said = (f"line {number} names the columns", *layout.facts)
                    return replace(layout, names=names, facts=said)
    return layout


def _doubted(
    layout: Layout,
    first: list[Line],
    head: Sequence[Row],
    separator: str,
    name: str,
    options: Options,
) -> Layout:
    """Say what in commas and blanks has two meanings."""
    if layout.first >= len(head):
        return layout
    is_asked = separator in ("", ",") and options.thousands != "none"
    top = first[layout.first][1]
    is_asked = is_asked and '"' not in top and bool(separator or _IN_GROUPS.search(top))
    unclear = one_or_two(name, head, layout) if is_asked and not layout.doubt else ""
    if layout.names is not None:
        return replace(layout, doubt=layout.doubt or unclear)
    number, line = first[layout.first]
    texts = [text for _, text in first[layout.first :]]
    wrong = too_narrow(name, layout, head, separator)
    if wrong is not None:
        is_unclear = is_ambiguous(line, separator)
        raise PointsError(ambiguous(name, number, line)) if is_unclear else wrong
    is_unclear = layout.width > 2 and all(is_ambiguous(text, separator) for text in texts)
    if is_unclear and options.decimal != ".":
        how = "; if not, choose the decimal point (--decimal .)"
        return replace(layout, doubt=ambiguous(name, number, line) + how)
    return replace(layout, doubt=layout.doubt or unclear)


def _read_carefully(found: _Found, name: str, options: Options, count: int, watch: Watch) -> Table:
    layout, separator = found.layout, found.separator
    rows = Rows(layout, name, "row" if options.turned else "line", separator)
    for number, cells in found.head[layout.first :]:
        rows.add(number, list(cells))
    for number, line in found.rest:
        if len(rows) % 2_000 == 0:
            watch.check(number / count)
        rows.add(number, cells_of(line, separator))
    return rows.table(options, count - len(rows) - (layout.names is not None))


# Fast: NumPy's reader, where there is nothing to be said about any cell.


def _read_fast(
    lines: list[str], found: _Found, name: str, options: Options, watch: Watch
) -> Table | None:
    """Return the table; None if it must be read with care."""
    layout, separator = found.layout, found.separator
    if not found.is_plain or layout.first >= len(found.head):
        return None
    first, end = found.head[layout.first][0], len(lines)
    while not lines[end - 1].strip():
        end -= 1
    end = min(end, first + MOST_ROWS)  # one too many is enough to know
    count = end - first + 1
    if count < FAST_FROM:
        return None
    plain = _Plain(separator, options)
    blocks: list[Array] = []
    for start in range(first - 1, end, _BLOCK):
        watch.check((start - first + 1) / count)
        block = plain.read(lines[start : min(start + _BLOCK, end)])
        if block is None or block.shape[1] != (blocks or [block])[0].shape[1]:
            return None
        blocks.append(block)
    width = blocks[0].shape[1]
    if width != layout.width or width > MOST_COLUMNS or not plain.is_clear:
        return None
    most = min(MOST_ROWS, MOST_CELLS // width)
    if count > most:
        raise too_many(name, most)
    columns = [np.concatenate([block[:, k] for block in blocks]) for k in range(width)]
    if plain.has_thousands and any(map(_may_have_thousands, columns)):
        return None
    for column in columns:
        column.flags.writeable = False
    top = [
        tuple(cells_of(line, separator)) for line in lines[first - 1 : min(first - 1 + TOP, end)]
    ]
    numbers = np.arange(first, end + 1, dtype=np.int64)
    skipped = len(lines) - count - (layout.names is not None)
    return make_table(columns, numbers, top, layout, name, "line", options, skipped)


def _may_have_thousands(column: Array) -> bool:
    """Whether no number of a column shows that the mark in it is a decimal one."""
    sizes = np.abs(column)
    has_shown = np.any((sizes > 0) & (sizes < 1)) or np.any(sizes >= 1000)
    return not has_shown and bool(np.all(np.abs(column * 1000 - np.round(column * 1000)) < 1e-6))


class _Plain:
    """Blocks of lines that are full of plain numbers, and whether their mark is surely decimal."""

    def __init__(self, separator: str, options: Options) -> None:
        self._separator = separator
        self._options = options
        self._marks: set[str] = set()
        self._is_shown = self._has_tail = self._has_int = False

    @property
    def is_clear(self) -> bool:
        """Whether the mark of all numbers so far can only be decimal."""
        asked = self._options.decimal, self._options.thousands
        if not self._marks:
            return True
        if any(asked):
            return asked[1] not in self._marks and self._marks <= {asked[0] or min(self._marks)}
        return self._is_shown

    @property
    def has_thousands(self) -> bool:
        """Whether there are numbers such as 950 and such as 1.000: the mark may be either."""
        return (
            self._has_tail
            and self._has_int
            and not any((self._options.decimal, self._options.thousands))
        )

    def read(self, lines: list[str]) -> Array | None:
        """Return the numbers in some lines; None unless every line is full of plain numbers."""
        text, separator, marks = "\n".join(lines), self._separator, self._marks
        if not text.isascii() or '"' in text or "#" in text or max(map(len, lines)) > LONGEST_LINE:
            return None
        marks.update(mark for mark in ".," if mark != separator and mark in text)
        if len(marks) > 1 or not all(map(str.strip, lines)):
            return None
        if (not separator and "\v" in text) or "\f" in text:
            return None  # blanks for NumPy only
        if marks and not self._is_shown:
            mark = re.escape(min(marks))
            shown = (
                rf"(?<![0-9])0*{mark}|[0-9]{{4}}{mark}|{mark}(?:[0-9]{{0,2}}|[0-9]{{4,}})(?![0-9])"
            )
            self._is_shown = re.search(shown, text) is not None
        if marks and not self._has_tail:
            tail = rf"(?<![0-9{min(marks)}])[1-9][0-9]{{0,2}}[{min(marks)}][0-9]{{2}}0(?![0-9])"
            self._has_tail = re.search(tail, text) is not None
        if marks and not self._has_int:
            ends = rf"[\s{re.escape(separator)}]"
            self._has_int = (
                re.search(rf"(?<!\S)-?[0-9]{{1,3}}(?={ends})|{ends}-?[0-9]{{1,3}}(?!\S)", text)
                is not None
            )
        if "," in marks:
            lines = text.replace(",", ".").split("\n")
        try:
            block = np.loadtxt(lines, delimiter=separator or None, ndmin=2, comments=None)
        except ValueError:
            return None
        with np.errstate(invalid="ignore"):
            usable = bool(np.all(np.abs(block) <= LARGEST_VALUE))  # NaN is not
        return block if usable and len(block) == len(lines) else None
