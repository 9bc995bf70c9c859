"""A column while it is read: how all of its cells are written, and the numbers they are.

A column decides as a whole, and the table for the columns that cannot:

- A mark that is followed by other than three digits somewhere is a decimal mark; one that stands
  several times in a number, or before another mark, stands between thousands. ``1.234`` alone is
  either. Then what the column's other cells say counts, then the other columns, and then whether
  shorter numbers have no mark (950 and 1.000). What is still open is refused: nothing is guessed.
- Percent are hundredths; a unit is dropped if all cells have the same one.
- Dates and times count days or seconds from the first one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reluviz.files.cells import NUMBERS, PERCENT, TIMES, Form, Look, look
from reluviz.files.columns import MARKS, Array, Cell, Column, Options
from reluviz.files.errors import quoted
from reluviz.files.moments import DAY, compact_days, counted, moment_text, slashed_text, unslashed

_NO_MOMENT = "not a date or a time; write it like 2024-02-01 or 12:30, or correct it"
_MOST_FORMS = 1_000
_MOST_TEXTS = 100  # different ones that are told apart


class ColumnReader:
    """A column while its cells are read, one by one from the top."""

    def __init__(self) -> None:
        self._values = array("d")
        self._kinds = array("H")
        self._forms: dict[Form, int] = {}
        self._firsts: list[Cell] = []
        self._texts: dict[str, int] = {}
        self.is_blank = True

    def add(self, cell: str) -> None:
        """Add what is written in the next cell."""
        self.add_look(look(cell), cell)

    def add_look(self, found: Look, cell: str) -> None:
        """Add the next cell, which was looked at already."""
        form, value = found
        kind = self._forms.get(form)
        if kind is None:
            if len(self._forms) >= _MOST_FORMS:
                form, value = Form("text"), np.nan
            kind = self._forms.setdefault(form, len(self._forms))
            if kind == len(self._firsts):
                self._firsts.append(Cell(len(self._values), cell))
        if form.kind == "text" and len(self._texts) <= _MOST_TEXTS:
            value = float(self._texts.setdefault(cell, len(self._texts)))
        if cell:
            self.is_blank = False
        self._values.append(value)
        self._kinds.append(kind)

    def evidence(self) -> tuple[set[str], set[str]]:
        """Return the marks that can only be decimal, and those that can only be between
        thousands."""
        forms = [form for form in self._forms if form.kind in NUMBERS]
        decimal = {form.decimal for form in forms} - {""}
        return decimal, {f.thousands for f in forms if not f.kind.startswith("short")} - {""}

    def column(self, name: str, of_table: tuple[set[str], set[str]], options: Options) -> Column:
        """Return the column, with its name and with the `evidence` of all columns."""
        return _Settled(
            np.array(self._values),
            np.array(self._kinds, dtype=np.int64),
            list(self._forms),
            self._firsts,
        ).column(name, self._decisions(of_table, options), options)

    def _decisions(self, of_table: tuple[set[str], set[str]], options: Options) -> dict[str, str]:
        """Return what each mark that could be either is: "decimal", "thousands" or ""."""
        found: dict[str, str] = {}
        for mark in {form.thousands for form in self._forms if form.kind.startswith("short")}:
            if options.decimal or options.thousands:
                other = mark != options.decimal if options.decimal else mark == options.thousands
                found[mark] = "thousands" if other else "decimal"
                continue
            said = _said(mark, *self.evidence())
            if not said:
                said, looks = _said(mark, *of_table), self._looks(mark)
                said = "" if said and looks and said != looks else said or looks
            found[mark] = said
        return found

    def _looks(self, mark: str) -> str:
        """What a mark is by the numbers without one; nothing if their order says the other."""
        kinds = {form.kind for form in self._forms if form.thousands in ("", mark)}
        looks = ""
        if "int" in kinds and "short0" in kinds and "long" not in kinds:
            looks = "thousands"  # 950 and 1.000: decimals would not end in 0 here and not there
        elif "long" in kinds and "short0" not in kinds:
            looks = "decimal"  # 1000 and 1.234: thousands have no mark
        shorts = [form.kind.startswith("short") for form in self._forms]
        values = np.array(self._values)
        small = np.where(np.array(shorts)[np.array(self._kinds)], values / 1000, values)
        one, other = (values, small) if looks == "thousands" else (small, values)
        is_chance = len(values) < 4 or _is_sorted(one) or not _is_sorted(other)
        return looks if is_chance else ""


def _is_sorted(values: Array) -> bool:
    steps = np.diff(values[~np.isnan(values)])
    return bool(np.all(steps >= 0) or np.all(steps <= 0))


def _said(mark: str, decimal: set[str], thousands: set[str]) -> str:
    """What `mark` is by the marks that are clear."""
    is_decimal, is_thousands = mark in decimal, mark in thousands
    if is_decimal and is_thousands:
        return ""
    if is_decimal or is_thousands:
        return "decimal" if is_decimal else "thousands"
    return "thousands" if decimal else "decimal" if thousands else ""  # it is the other one


def settled(
    readers: Sequence[ColumnReader | Array], names: Iterable[str], options: Options
) -> tuple[Column, ...]:
    """Return the columns of a table; an array is one with nothing to be said about its cells."""
    decimal: set[str] = set()
    thousands: set[str] = set()
    for reader in readers:
        if isinstance(reader, ColumnReader):
            marks, groups = reader.evidence()
            decimal |= marks
            thousands |= groups
    return tuple(
        _dated(
            reader.column(name, (decimal, thousands), options)
            if isinstance(reader, ColumnReader)
            else Column(name, reader)
        )
        for reader, name in zip(readers, names, strict=True)
    )


def _dated(column: Column) -> Column:
    """Take numbers that are all days, such as 20240131, for dates."""
    is_plain = column.text is None and not (column.since or column.marks or column.facts)
    days = compact_days(column.values) if is_plain and column.kinds is None else None
    if days is None:
        return column
    numbers, since, unit = counted(days, is_clock=False)
    numbers.flags.writeable = False
    facts = (f"{np.nanmin(column.values):.0f} is read as a date", f"it counts {unit} since {since}")
    return replace(column, values=numbers, since=since, unit=unit, facts=facts)


class _Settled:
    """A column whose cells are all there, while it is decided what they are."""

    def __init__(
        self, values: Array, kinds: NDArray[np.int64], forms: list[Form], firsts: list[Cell]
    ) -> None:
        self._values, self._kinds = values, kinds
        self._forms, self._firsts = forms, firsts
        self._bad: list[Cell] = []
        self._facts: list[str] = []
        self._since = self._unit = ""

    def column(self, name: str, decisions: dict[str, str], options: Options) -> Column:
        firsts = list(zip(self._forms, self._firsts, strict=True))
        self._bad = [cell for form, cell in firsts if form.kind in ("text", "infinite", "large")]
        raw = self._values
        values = np.where(self._is(NUMBERS | TIMES), raw, np.nan)
        numbers, times = (int(self._of(kinds)) for kinds in (NUMBERS, TIMES))
        marks: dict[str, Cell] = {}
        groups: dict[str, Cell] = {}
        for form, cell in firsts if numbers >= times else ():
            if form.kind in NUMBERS or form.kind == "large":
                self._settle_marks(form, cell, decisions, options, values, (marks, groups))
        self._check_marks(marks, groups)
        if times > numbers:
            if 2 * times >= len(values) - int(self._of(("missing",))):
                self._bad = [replace(cell, why=_NO_MOMENT) for cell in self._bad]
            self._refuse(NUMBERS, _NO_MOMENT)
            values = self._settle_times(values)
        elif numbers:
            self._refuse(TIMES, "a date or a time among numbers")
            self._settle_units(values)
        values.flags.writeable = False
        filled = len(values) - int(self._of(("missing",)))
        if times > numbers:
            self._facts.append(f"it counts {self._unit} since {self._since}")
        return Column(
            name,
            values,
            min(self._bad, key=lambda cell: cell.row, default=None),
            marks,
            groups,
            filled,
            numbers + times + int(self._of(("infinite", "large"))),
            None if numbers + times else raw,
            self._since,
            self._unit,
            tuple(self._facts),
            "" in decisions.values(),
        )

    def _is(self, kinds: Iterable[str]) -> NDArray[np.bool_]:
        wanted = np.array([form.kind in kinds for form in self._forms], dtype=bool)
        return wanted[self._kinds] if len(wanted) else np.zeros(len(self._kinds), dtype=bool)

    def _of(self, kinds: Iterable[str]) -> np.int64:
        return np.count_nonzero(self._is(kinds))

    def _refuse(self, kinds: Iterable[str], why: str) -> None:
        rows = np.flatnonzero(self._is(kinds))
        for form, cell in zip(self._forms, self._firsts, strict=True):
            if len(rows) and cell.row == rows[0] and form.kind in kinds:
                self._bad.append(replace(cell, why=why))

    def _settle_marks(
        self,
        form: Form,
        cell: Cell,
        decisions: dict[str, str],
        options: Options,
        values: Array,
        found: tuple[dict[str, Cell], dict[str, Cell]],
    ) -> None:
        decimal, thousands = form.decimal, form.thousands
        if form.kind.startswith("short"):
            mark, thousands = form.thousands, ""
            said = decisions[mark]
            if not said:
                self._bad.append(replace(cell, why=_either(float(self._values[cell.row]), mark)))
            elif said == "decimal":
                decimal = mark
                values[self._kinds == self._forms.index(form)] /= 1000.0
            else:
                thousands = mark
        asked = options.decimal, options.thousands
        if decimal and ((asked[0] and decimal != asked[0]) or decimal == asked[1]):
            self._bad.append(replace(cell, why=f"with a decimal {MARKS[decimal]}"))
        elif thousands and (thousands == asked[0] or asked[1] == "none"):
            self._bad.append(replace(cell, why="with a mark between thousands"))
        for mark, marks in zip((decimal, thousands), found, strict=True):
            if mark and (mark not in marks or cell.row < marks[mark].row):
                marks[mark] = cell

    def _check_marks(self, marks: dict[str, Cell], groups: dict[str, Cell]) -> None:
        for mark in marks.keys() & groups.keys():
            first, cell = sorted((marks[mark], groups[mark]), key=lambda cell: cell.row)
            why = f"and its {MARKS[mark]} is not the same mark as in {quoted(first.text)}"
            self._bad.append(replace(cell, why=why))
        grouped = [mark for mark in groups if mark not in marks]
        if grouped:
            cell = groups[grouped[0]]
            text = quoted(" ".join(cell.text.split()))
            self._facts.append(f"{text} is read with a mark between thousands")

    def _settle_units(self, values: Array) -> None:
        """Drop the unit that all cells have; nothing needs none."""
        units = {
            form.unit: cell
            for form, cell in reversed(list(zip(self._forms, self._firsts, strict=True)))
            if form.kind in NUMBERS
            and (form.unit or np.any(values[self._kinds == self._forms.index(form)]))
        }
        if len(units) > 1:
            first, cell = sorted(units.values(), key=lambda cell: cell.row)[:2]
            has = "no unit" if units.get("") == first else "another unit"
            self._bad.append(replace(cell, why=f"and {quoted(first.text)} has {has}"))
        elif any(units):
            (unit,) = units
            text = quoted(units[unit].text)
            if unit in PERCENT:
                values /= PERCENT[unit]
                value = float(values[units[unit].row])
                self._facts.append(f"{text} is read as {value:g}")
            else:
                self._facts.append(f"{text} is read without its unit")

    def _settle_times(self, values: Array) -> Array:
        clocks, slashed = self._is(("clock",)), self._is(("slashed",))
        if np.any(clocks) and np.any(self._is(TIMES - {"clock"})):
            self._refuse(("clock",), "a time without a date, which other cells have")
            return values
        if np.any(slashed):
            self._unslash(values, slashed)
        if self._bad:
            return values
        back = np.diff(values[~np.isnan(values)]) < -DAY / 2
        if np.any(clocks) and np.any(back):
            rows = np.flatnonzero(clocks)
            row = int(rows[int(np.flatnonzero(back)[0]) + 1])
            why = "after a time late on the day before: write the dates as well"
            self._bad.append(Cell(row, moment_text(float(values[row]), is_clock=True), why))
            return values
        numbers, self._since, self._unit = counted(values, bool(np.any(clocks)))
        return numbers

    def _unslash(self, values: Array, slashed: NDArray[np.bool_]) -> None:
        coded, places = np.unique(values[slashed], return_inverse=True)
        first, second = np.divmod(coded // DAY % 10_000, 100)
        readings = np.any(first > 12), np.any(second > 12)
        cells = {form.kind: cell for form, cell in zip(self._forms, self._firsts, strict=True)}
        if all(readings):
            self._refuse(("slashed",), "and day and month are not in the same order everywhere")
        elif not any(readings) and np.any(first != second):
            row = int(np.flatnonzero(slashed)[np.flatnonzero((first != second)[places])[0]])
            code = float(values[row])
            days = " or ".join(
                moment_text(unslashed(code, is_day_first))[:10] for is_day_first in (True, False)
            )
            text = cells["slashed"].text if cells["slashed"].row == row else slashed_text(code)
            why = f"which can be {days}; write dates as {days[:10]}"
            self._bad.append(Cell(row, text, why))
        else:
            found = np.array([unslashed(float(code), not readings[1]) for code in coded])
            values[slashed] = found[places]
            if np.any(np.isnan(found)):
                self._refuse(("slashed",), "among days that there are not")


def _either(value: float, mark: str) -> str:
    return (
        f"which can be {value / 1000:g} or {value:.0f}: choose the decimal or the thousands mark "
        f"(--decimal {mark} or --thousands {mark})"
    )
