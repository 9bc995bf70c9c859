"""What one cell of a table says, before its column has decided how it is to be read.

A cell alone often has two readings: ``1.234`` is a little more than one here and a thousand there,
``02/03/2024`` a day in February or in March. So a `Look` names the form and leaves the choice to
the column, see `reluviz.files.columns`.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from reluviz.core.network import LARGEST_VALUE

DAY = 86_400
"""Seconds."""

PERCENT = {"%": 100.0, "‰": 1000.0}


class Form(NamedTuple):
    """How a cell is written.

    Parameters
    ----------
    kind : str
        Of numbers ``"int"`` (three digits at most), ``"long"``, ``"number"``, or ``"short"`` and
        ``"short0"``: three digits after the only mark, which may be either mark; the second ends
        with a 0. Of times ``"date"``, ``"stamp"``, ``"clock"`` or ``"slashed"``: the day and the
        month may be either way round. Else ``"missing"``, ``"text"``, ``"infinite"`` or
        ``"large"``.
    unit : str
        What is written behind the number, or before it.
    decimal, thousands : str
        Marks that can be nothing else; of ``"short"`` the one mark is in `thousands`.
    """

    kind: str
    unit: str = ""
    decimal: str = ""
    thousands: str = ""


Look = tuple[Form, float]

NUMBERS = frozenset(("int", "long", "number", "short", "short0"))
TIMES = frozenset(("date", "stamp", "clock", "slashed"))

MISSING = frozenset(
    (
        *(
            "",
            "nan",
            "-nan",
            "na",
            "n/a",
            "n.a.",
            "#n/a",
            "#n/a n/a",
            "#na",
            "<na>",
            "null",
            "none",
        ),
        *(
            "nil",
            "missing",
            "-",
            "--",
            "---",
            "?",
            ".",
            "..",
            "...",
            "*",
            "**",
            "***",
            "nat",
            "\\n",
        ),
        *("ovld", "ol", "o.l.", "overload", "overflow", "#value!", "#ref!", "#div/0!", "#num!"),
        *("nd", "n.d.", "-1.#ind", "1.#qnan"),
    )
)

_TEXT, _GAP = Form("text"), Form("missing")
_DASHES = str.maketrans(dict.fromkeys("−–—‐‑－﹣", "-"))

_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]*))?([eEdD][+-]?[0-9]+)?")
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
_GROUPED = re.compile(
    r"([+-]?[1-9][0-9]{0,2}([.,'’´ \u00a0\u2007\u2009\u202f])[0-9]{3}(?:\2[0-9]{3})*)"
    r"(?:(?!\2)([.,])([0-9]*))?"
)
_LAKH = re.compile(r"([+-]?[1-9][0-9]?(?:(,)[0-9]{2})+,[0-9]{3})(?:(\.)([0-9]*))?")
_BLANKS = r"[ \u00a0\u2007\u2009\u202f]*"
_WITH_UNIT = re.compile(
    rf"(.*?[0-9.,]){_BLANKS}([^\W\d_][^\s\"();,]{{0,11}}|[°µ%‰Ω$€£¥₹][^\s\"();,]{{0,11}})"
)
_WITH_CURRENCY = re.compile(rf"([+-]?)([$€£¥₹]|CHF|EUR|USD){_BLANKS}([0-9.,].*)")
_CLOCK = r"(\d{1,4}):(\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?(?: ?([AaPp])\.?[Mm]\.?)?"
_TIME = re.compile(_CLOCK, re.ASCII)
_AFTER = rf"(?:(?:[T ]|, ?){_CLOCK}(Z|z| ?UTC|[+-]\d\d:?\d\d)?)?"
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _AFTER, re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _AFTER, re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_NAMED = re.compile(
    r"(?:(\d{1,2})[- .]+)?([A-Za-z]{3,9})\.?[- ]+(?:(\d{1,2}), ?)?(\d{4})", re.ASCII
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def look(cell: str) -> Look:
    """Return how a cell is written, and its number.

    The number of ``"short"`` is that without its mark; of times it is in seconds, and of
    ``"slashed"`` what `unslashed` takes apart; NaN where there is none.
    """
    match = _PLAIN.fullmatch(cell)
    if match is not None:
        sign, whole, mark, part, exponent = match.groups()
        if whole or part:
            return _plain(sign, whole, mark, part or "", exponent)
    return _look_closer(cell)


def number_look(value: float) -> Look:
    """Return the same for a cell that is a number already."""
    return (Form("number"), value) if abs(value) <= LARGEST_VALUE else _unusable(value)


def moment_look(value: object) -> Look | None:
    """Return the same for a date or a time of a spreadsheet; None for other things."""
    if isinstance(value, datetime.datetime):
        return Form("stamp"), _seconds(value.date(), value.hour, value.minute, value.second) + (
            value.microsecond / 1e6
        )
    if isinstance(value, datetime.date):
        return Form("date"), _seconds(value)
    if isinstance(value, datetime.time):
        parts = value.hour * 3600 + value.minute * 60 + value.second
        return Form("clock"), parts + value.microsecond / 1e6
    if isinstance(value, datetime.timedelta) and 0 <= value.total_seconds() < 10_000 * 3_600:
        return Form("clock"), value.total_seconds()
    return None


def unslashed(value: float, is_day_first: bool) -> float:
    """Return the seconds of what is written ``a/b/year``; NaN if there is no such day."""
    number, seconds = divmod(value, DAY)
    year, rest = divmod(int(number), 10_000)
    first, second = divmod(rest, 100)
    day, month = (first, second) if is_day_first else (second, first)
    try:
        return _seconds(datetime.date(year, month, day)) + seconds
    except ValueError:
        return np.nan


def _unusable(value: float) -> Look:
    if np.isnan(value):
        return _GAP, np.nan
    return Form("infinite" if np.isinf(value) else "large"), np.nan


def _plain(sign: str, whole: str, mark: str | None, part: str, exponent: str | None) -> Look:
    is_short = exponent is None and mark is not None and len(part) == 3 and 0 < len(whole) < 4
    if is_short and whole[0] != "0":
        kind = "short0" if part[2] == "0" else "short"
        return Form(kind, "", "", mark or ""), float(sign + whole + part)
    exponent = "e" + exponent[1:] if exponent else ""
    value = float(f"{sign}{whole}.{part}{exponent}") if part or exponent else float(sign + whole)
    if not abs(value) <= LARGEST_VALUE:
        return Form("large", "", mark or ""), np.nan
    if mark is not None:
        return Form("number", "", mark), value
    return Form("int" if len(whole) < 4 or exponent else "long"), value


@lru_cache(maxsize=10_000)  # texts repeat
def _look_closer(cell: str) -> Look:
    plain = cell.strip().translate(_DASHES)
    if plain != cell:
        return look(plain)
    if plain.lower() in MISSING:
        return _GAP, np.nan
    if _INFINITE.fullmatch(plain):
        return Form("infinite"), np.nan
    if not any(map(str.isdigit, plain)):
        return _TEXT, np.nan
    return _grouped(plain) or _moment(plain) or _measured(plain) or (_TEXT, np.nan)


def _grouped(cell: str) -> Look | None:
    match = _GROUPED.fullmatch(cell) or _LAKH.fullmatch(cell)
    if match is None:
        return None
    digits, thousands, decimal, part = match.groups()
    whole = "".join(c for c in digits if c.isascii() and (c.isdigit() or c in "+-"))
    return Form("number", "", decimal or "", thousands), float(f"{whole}.{part or 0}")


def _measured(cell: str) -> Look | None:
    """A number with its unit."""
    match = _WITH_CURRENCY.fullmatch(cell)
    if match is not None:
        number, unit = match[1] + match[3], match[2]
    else:
        match = _WITH_UNIT.fullmatch(cell)
        if match is None:
            return None
        number, unit = match[1], match[2]
    plain = _PLAIN.fullmatch(number)
    form, value = (
        look(number) if plain and (plain[2] or plain[4]) else (_grouped(number) or (_TEXT, np.nan))
    )
    return (form._replace(unit=unit), value) if form.kind in NUMBERS else None


# Dates and times


def _moment(cell: str) -> Look | None:
    try:
        found = _date(cell)
        if found is not None and found[0].kind != "slashed":
            datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=found[1])
        return found or _clock(cell)
    except (ValueError, OverflowError):  # 31 February, or midnight before the first day there is
        return None


def _date(cell: str) -> Look | None:
    match = _ISO.fullmatch(cell)
    if match is not None:
        year, _, month, day, *time = match.groups()
        date = _seconds(datetime.date(int(year), int(month), int(day)))
        return Form("stamp" if time[0] else "date"), date + _time(time)
    match = _DAY_FIRST.fullmatch(cell)
    if match is not None:
        first, mark, second, year, *time = match.groups()
        if mark == ".":
            date = _seconds(datetime.date(int(year), int(second), int(first)))
            return Form("stamp" if time[0] else "date"), date + _time(time)
        coded = int(year) * 10_000 + int(first) * 100 + int(second)
        seconds = _time(time)
        code = coded * DAY + seconds
        is_day = not all(np.isnan(unslashed(code, which)) for which in (True, False))
        if not is_day or not 0 <= seconds < DAY:  # a zone can lead into another day
            return None
        return Form("slashed", "stamp" if time[0] else "date"), code
    match = _MONTH.fullmatch(cell)
    if match is not None:
        return Form("date"), _seconds(datetime.date(int(match[1]), int(match[2]), 1))
    match = _NAMED.fullmatch(cell)
    if match is None or match[2][:3].lower() not in _MONTHS or (match[1] and match[3]):
        return None
    month = _MONTHS.index(match[2][:3].lower()) + 1
    day = int(match[1] or match[3] or 1)
    return Form("date"), _seconds(datetime.date(int(match[4]), month, day))


def _clock(cell: str) -> Look | None:
    match = _TIME.fullmatch(cell)
    return None if match is None else (Form("clock"), _time([*match.groups(), None], 10_000))


def _time(parts: list[str | None], most: int = 24) -> float:
    """Seconds since midnight, of UTC where a zone is written; less than `most` hours."""
    hours, minutes, seconds, half, zone = parts
    if hours is None:
        return 0.0
    hour, minute, second = int(hours), int(minutes or 0), float((seconds or "0").replace(",", "."))
    if hour >= most or minute > 59 or second >= 60 or (half and not 1 <= hour <= 12):
        raise ValueError
    if half:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    shift = 0
    if zone and zone[-1].isdigit():
        zone = zone.strip().replace(":", "")
        shift = (int(zone[1:3]) * 60 + int(zone[3:])) * (-60 if zone[0] == "-" else 60)
    return hour * 3600 + minute * 60 + second - shift


def _seconds(date: datetime.date, hour: int = 0, minute: int = 0, second: int = 0) -> float:
    days = date.toordinal() - datetime.date(1970, 1, 1).toordinal()
    return float(days * DAY + hour * 3600 + minute * 60 + second)
