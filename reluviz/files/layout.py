"""Where the table is: which line names its columns, what stands above it, how wide it is.

The same for text and spreadsheets. Columns of numbers are found from the first rows as a whole;
the table begins with the first row that has numbers in all of them. The row above names them, if
there is no number in it, or if it is a text and then rising numbers, as in ``depth,0,10,20``; a row
of units may stand between. Everything else above is skipped, and said to be.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reluviz.files.cells import NUMBERS, TIMES, look, native_look
from reluviz.files.columns import Options
from reluviz.files.errors import PointsError, quoted

SAMPLE = 1_000
"""Rows that all this is found from, at most."""

SAMPLED = 200_000
"""Characters of those rows, about."""

Row = tuple[int, Sequence[Any]]

_VALUES = NUMBERS | TIMES | {"infinite", "large"}
_UNIT = (
    r"(?:[munµμpkMGTdc]?(?:m|g|s|A|V|W|N|J|K|C|F|Pa|bar|Hz|Ω|ohm|Ohm|mol|l|L|eV|T|rad|sr|Wb|S)"
    r"|min|h|d|a|yr|t|rpm|deg|°|°C|°F|psi|ft|in|lb|hr|sec|dB|ppm|%|‰|-|1|USD|EUR|\$|€|£|px|counts?)"
)
_UNITS = re.compile(
    rf"\[.*\]|\(.*\)|<.*>|(?:1/)?{_UNIT}[-+^]*[0-9²³]*(?:[/*·. ]{_UNIT}[-+^]*[0-9²³]*)*"
)
_ONE, _THREE = re.compile(r"-?[0-9]{1,3}"), re.compile(r"[0-9]{3}(?:[.,][0-9]*)?")


@dataclass(frozen=True)
class Layout:
    """Where the table is in the first rows.

    Parameters
    ----------
    names : list of str or None
        Of the columns, if there are any.
    first : int
        Which of the first rows is the first of the table.
    width : int
        How many columns there are.
    facts : tuple of str
        What is to be said about it.
    doubt : str
        Why nobody can know which columns are x and y, unless told; mostly empty.
    """

    names: list[str] | None
    first: int
    width: int
    facts: tuple[str, ...] = ()
    doubt: str = ""


def kind_of(cell: Any) -> str:
    """Return "value", "gap" or "text"."""
    if isinstance(cell, str):
        kind = look(cell)[0].kind
        return "value" if kind in _VALUES else "gap" if kind == "missing" else "text"
    if cell is None:
        return "gap"
    is_value = type(cell) in (int, float) or native_look(cell) is not None
    return "value" if is_value else "text"


def find_layout(
    head: Sequence[Row], where: tuple[str, str], options: Options, separator: str = ";"
) -> Layout:
    """Return where the table is.

    Parameters
    ----------
    head : sequence of (int, sequence)
        The first rows, with their numbers; the one that `options` names as the header is the first.
    where : tuple of str
        What messages call the table, and a line of it.
    options : Options
        Which line the header is, if that was said.
    separator : str
        What separates the columns; empty for blanks, which may be in names and titles, too.
    """
    return _Search(head, where, options, separator).layout()


class _Search:
    """The first rows while the table is looked for."""

    def __init__(
        self, head: Sequence[Row], where: tuple[str, str], options: Options, separator: str
    ) -> None:
        self._head = head
        self._separator = separator
        self._name, self._unit = where
        self._asked = options.header
        self._kinds = [[kind_of(cell) for cell in cells] for _, cells in head]
        self._width = self._find_width()
        self._numeric = self._find_numeric()

    def layout(self) -> Layout:
        if self._asked == 0:
            return Layout(None, 0, self._width, (), "")
        first = self._first_row()
        header, names = self._header(first)
        width = max(self._width, len(names or ()))
        return Layout(
            names, first, width, self._facts(first, header), "" if names else self._doubt(first)
        )

    # The table

    def _find_width(self) -> int:
        for least in (2, 1, 0):
            widths = Counter(len(k) for k in self._kinds if k.count("value") >= least)
            if widths:
                return widths.most_common(1)[0][0]
        return 0

    def _find_numeric(self) -> set[int]:
        rows = [k for k in self._kinds if len(k) == self._width and "value" in k]
        found = set()
        for place in range(self._width):
            column = Counter(k[place] for k in rows)
            if column["value"] and column["value"] >= column["text"]:
                found.add(place)
        return found

    def _first_row(self) -> int:
        start = 1 if self._asked else 0
        places = range(start, len(self._head))
        good = [place for place in places if self._is_row(place)]
        good = good or [place for place in places if "value" in self._kinds[place]]
        if not good:
            return 1
        first = good[0]
        while first > start and self._may_be_row(first - 1):
            first -= 1
        return first

    def _chosen(self, place: int) -> list[str]:
        kinds = self._kinds[place]
        return [kinds[k] for k in sorted(self._numeric) if k < len(kinds)]

    def _is_row(self, place: int) -> bool:
        kinds, chosen = self._kinds[place], self._chosen(place)
        fits = len(kinds) >= self._width and not any(k != "gap" for k in kinds[self._width :])
        if self._is_of_numbers(place):
            return False
        return fits and "value" in chosen and "text" not in chosen

    def _may_be_row(self, place: int) -> bool:
        """Whether a row above rows is one as well, with something wrong in it."""
        chosen = self._chosen(place)
        if len(self._kinds[place]) != self._width or self._is_of_numbers(place):
            return False
        return "value" in chosen or "text" not in self._kinds[place]

    def _is_of_numbers(self, place: int) -> bool:
        """Whether a row is a header with numbers in it, as in ``depth,0,10,20``."""
        kinds = self._kinds[place]
        if not 3 <= len(kinds) == self._width or 0 not in self._numeric or kinds[0] == "value":
            return False
        if kinds[0] == "gap" and (place or any(k[:1] == ["gap"] for k in self._kinds[1:])):
            return False
        if any(kind != "value" for kind in kinds[1:]):
            return False
        return self._rises(place, 1) or self._rises(place, 1, -1)

    def _rises(self, place: int, start: int, sign: int = 1) -> bool:
        values = self._numbers(place, start)
        return 0 < len(values) == self._end() - start and all(
            sign * a < sign * b for a, b in itertools.pairwise(values)
        )

    def _is_even(self, place: int, start: int) -> bool:
        steps = np.diff(self._numbers(place, start))
        return len(steps) > 1 and bool(np.all(steps == steps[0]))

    def _end(self) -> int:
        """How many columns there are up to the last one that is not empty."""
        used = [
            place
            for kinds in self._kinds
            for place, kind in enumerate(kinds[: self._width])
            if kind != "gap"
        ]
        return max(used, default=-1) + 1

    def _numbers(self, place: int, start: int) -> list[float]:
        cells = self._head[place][1][start:]
        values = [look(cell)[1] if isinstance(cell, str) else cell for cell in cells]
        return [value for value in values if isinstance(value, (int, float)) and value == value]

    # The header

    def _is_full(self, place: int) -> bool:
        """Whether a row names the columns: no numbers, and no title."""
        if place < 0:
            return False
        kinds, cells = self._kinds[place], self._head[place][1]
        named = sum(cell not in ("", None) for cell in cells)
        fits = len(cells) >= self._width if self._separator else len(cells) == self._width
        return fits and "value" not in kinds and "text" in kinds and named >= min(self._width, 2)

    def _is_units(self, place: int) -> bool:
        cells = [str(cell).strip() for cell in self._head[place][1]]
        return all(not cell or _UNITS.fullmatch(cell) for cell in cells)

    def _header(self, first: int) -> tuple[int, list[str] | None]:
        """Return the place of the header and its names; −1 and None if there is none."""
        if self._asked:
            return 0, _texts(self._head[0][1])
        above = first - 1
        if above < 0:
            return -1, None
        if self._is_of_numbers(above):
            return above, _texts(self._head[above][1])
        if self._is_full(above):
            if self._is_full(above - 1) and self._is_units(above):
                above -= not self._is_units(above - 1)
            return above, _texts(self._head[above][1])
        names = _texts(self._head[above][1])
        is_short = 1 < len(names) < self._width and "value" not in self._kinds[above]
        if is_short and len(names) == self._width - 1 and self._has_row_names(first):
            return above, ["", *names]
        return -1, None

    def _has_row_names(self, first: int) -> bool:
        """Whether rows begin with a name or 1, 2, 3, as R writes them."""
        rows = [cells[0] for _, cells in self._head[first:] if len(cells) == self._width]
        counts = ([str(k + start) for k in range(len(rows))] for start in (0, 1))
        are_counted = [str(cell) for cell in rows] in counts
        return 0 not in self._numeric or (len(rows) > 1 and are_counted and self._separator != ",")

    def _facts(self, first: int, header: int) -> tuple[str, ...]:
        numbers = [row[0] for row in self._head[:first]]
        above, below = numbers[: max(header, 0)], numbers[header + 1 :]
        said = []
        if header >= 0 and (above or below or "value" in self._kinds[header]):
            said.append(f"{self._unit} {numbers[header]} names the columns")
        for rows in (above, below):
            if rows:
                many, last = len(rows) > 1, rows[-1]
                to = (
                    f"s {rows[0]} {'to' if len(rows) > 2 else 'and'} {last}" if many else f" {last}"
                )
                said.append(f"{self._unit}{to} skipped")
        return tuple(said)

    # What nobody can know

    def _doubt(self, first: int) -> str:
        rows = range(first, len(self._head))
        texts, end = min(self._numeric, default=0), self._end()
        is_labelled = texts and self._numeric == set(range(texts, end))
        if not is_labelled or end - texts < 2:
            return ""
        number, cells = self._head[first]
        start = f"{self._name}, {self._unit} {number}, which begins with {quoted(str(cells[0]))},"
        if len(rows) < end:
            return (
                f"{start} looks like a column that lies: turn the table (--turned), or choose "
                "two columns (--columns)"
            )
        others = [value for k in rows[1:] for value in self._numbers(k, texts)]
        is_apart = bool(others) and min(self._numbers(first, texts), default=0) > max(others)
        all_rise = all(self._rises(k, texts) for k in rows)
        is_count = self._is_even(first, texts) and not all(self._is_even(k, texts) for k in rows)
        if self._rises(first, texts) and (is_apart or is_count or not all_rise):
            return (
                f"{start} can be the header or the first {self._unit}: say which (--header "
                f"{number} or --header 0)"
            )
        return ""


def one_or_two(name: str, head: Sequence[Row], layout: Layout) -> str:
    """Return what is unclear where two columns, such as ``1,000``, can be one, with a mark in it.

    So it is if a column has three digits everywhere, beside a number, and one of them begins with a
    0, or there are as many names above as there were numbers then. Names for two columns are no
    answer to the zeros.
    """
    rows, width = [cells for _, cells in head[layout.first :]], layout.width
    above = [cell for cell in head[layout.first - 1][1] if cell] if layout.first else []
    if any(len(cells) != width for cells in rows):
        return ""
    behind = [
        k
        for k in range(1, width)
        if all(_THREE.fullmatch(c[k]) and _ONE.fullmatch(c[k - 1]) for c in rows)
    ]
    is_padded = any(cells[k][0] == "0" for cells in rows for k in behind)
    is_short = layout.names is None and len(above) == width - len(behind)
    if layout.names is not None and not layout.names[0]:  # 1, 2, 3 may be names of rows
        is_short = 1 in behind and all(cells[0][0] not in "-0" for cells in rows)
    if not behind or not (is_padded or is_short):
        return ""
    left, right = rows[0][behind[0] - 1 : behind[0] + 1]
    return (
        f"{name}, line {head[layout.first][0]} can have one number, {left}{right}, or two columns, "
        f"{left} and {right}: choose the thousands mark (--thousands , or --thousands none)"
    )


def too_narrow(
    name: str, layout: Layout, head: Sequence[Row], separator: str
) -> PointsError | None:
    """Return what is wrong if the row above the table has two names or more, but too few.

    Between blanks such a line is a title, unless there is but one too few.
    """
    above = layout.first - 1
    if layout.names is not None or above < 0:
        return None
    cells = [cell for cell in head[above][1] if cell not in ("", None)]
    least = 2 if separator else max(layout.width - 1, 2)
    if not least <= len(cells) < layout.width or any(kind_of(cell) != "text" for cell in cells):
        return None
    return PointsError(
        f"{name}, line {head[layout.first][0]} has {layout.width} columns, and line "
        f"{head[above][0]} names {len(cells)} of them: correct it, or put # before it"
    )


def _texts(cells: Sequence[Any]) -> list[str]:
    return ["" if cell is None else str(cell).removesuffix(".0").strip() for cell in cells]
