"""Dates and times in a table: how they are written, and the numbers that count them.

A `Moment` is a kind and seconds: ``"date"`` and ``"stamp"``, a day without and with a time, since
1970; ``"clock"``, a time of day or longer, since midnight; and ``"slashed"``, whose day and month
may be either way round, what `unslashed` takes apart.
"""

from __future__ import annotations

import datetime
import re

import numpy as np
from numpy.typing import NDArray

Moment = tuple[str, float]

DAY = 86_400
"""Seconds."""

_LONGEST_SECONDS = 3 * DAY  # times of day over a longer time count days

_CLOCK = r"(\d{1,4}):(\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?(?: ?([AaPp])\.?[Mm]\.?)?"
_TIME = re.compile(_CLOCK, re.ASCII)
_AFTER = rf"(?:(?:[T ]|, ?){_CLOCK}(Z|z| ?UTC| ?GMT| ?[+-]\d\d:?\d\d)?)?"
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _AFTER, re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _AFTER, re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_WEEKDAY = re.compile(r"[^\W\d_]{2,10}\.?,? +")
_NAMED = re.compile(
    r"(?:(\d{1,2})[- ./]+(?:de )?)?([^\W\d_]{3,10})\.?[- /]+(?:de )?(?:(\d{1,2})(?:, ?| ))?(\d{4})"
    + _AFTER
)
_PERIOD = re.compile(r"([12]\d{3})-?(?:M(\d\d)|Q([1-4])|([^\W\d_]{3,10}))", re.IGNORECASE)
_QUARTER = re.compile(r"Q([1-4])[- /]?([12]\d{3})", re.IGNORECASE)
_MONTHS = (  # in English, German, French, Spanish, Italian, Portuguese, Dutch
    "january januar janvier enero gennaio janeiro januari",
    "february februar février febrero febbraio fevereiro februari",
    "march märz mars marzo março maart mrz mrt",
    "april avril abril aprile",
    "may mai mayo maggio maio mei",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août agosto augustus",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre diciembre dicembre dezembro",
)


def counted(values: NDArray[np.float64], is_clock: bool) -> tuple[NDArray[np.float64], str, str]:
    """Return the days or seconds since the first of some moments.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Seconds, of the same kind; NaN where there is none, but not everywhere.
    is_clock : bool
        Whether they are times without dates.

    Returns
    -------
    numbers : ndarray, shape (n,)
        Zero for the first one.
    since, unit : str
        The first one in ISO 8601; and ``"days"`` or ``"seconds"``.
    """
    first, last = float(np.nanmin(values)), float(np.nanmax(values))
    after = np.round(values - first, 6)
    is_whole = bool(np.all(values[~np.isnan(values)] % DAY == 0))
    since = moment_text(first, is_clock)
    if not is_clock and (is_whole or last - first > _LONGEST_SECONDS):
        return after / DAY, since, "days"
    return after, since, "seconds"


def moment_text(seconds: float, is_clock: bool = False) -> str:
    """A moment as it is written in ISO 8601; of a day alone no more than that."""
    whole = round(seconds, 6)
    if is_clock:
        minutes, rest = divmod(whole, 60)
        clock = f"{int(minutes // 60):02}:{int(minutes % 60):02}:{rest:09.6f}"
        return clock.rstrip("0").removesuffix(".") if "." in clock else clock
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=whole)
    return moment.date().isoformat() if whole % DAY == 0 else moment.isoformat()


def slashed_text(code: float) -> str:
    """What `unslashed` takes apart, as it was written."""
    year, rest = divmod(int(code // DAY), 10_000)
    return f"{rest // 100:02}/{rest % 100:02}/{year:04}"


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


def given_moment(value: object) -> Moment | None:
    """Return what a date or a time of a spreadsheet says; None for other things."""
    if isinstance(value, datetime.datetime):
        return "stamp", _seconds(value.date(), value.hour, value.minute, value.second) + (
            value.microsecond / 1e6
        )
    if isinstance(value, datetime.date):
        return "date", _seconds(value)
    if isinstance(value, datetime.time):
        parts = value.hour * 3600 + value.minute * 60 + value.second
        return "clock", parts + value.microsecond / 1e6
    if isinstance(value, datetime.timedelta) and 0 <= value.total_seconds() < 10_000 * 3_600:
        return "clock", value.total_seconds()
    return None


def written_moment(cell: str) -> Moment | None:
    """Return what the text of a date or a time says; None for other texts."""
    try:
        found = _date(cell)
        if found is not None and found[0] != "slashed":
            datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=found[1])
        return found or _clock(cell)
    except (ValueError, OverflowError):  # 31 February, or midnight before the first day there is
        return None


def _date(cell: str) -> Moment | None:
    match = _ISO.fullmatch(cell)
    if match is not None:
        year, _, month, day, *time = match.groups()
        date = _seconds(datetime.date(int(year), int(month), int(day)))
        return ("stamp" if time[0] else "date"), date + _time(time)
    match = _DAY_FIRST.fullmatch(cell)
    if match is not None:
        first, mark, second, year, *time = match.groups()
        if mark == ".":
            date = _seconds(datetime.date(int(year), int(second), int(first)))
            return ("stamp" if time[0] else "date"), date + _time(time)
        coded = int(year) * 10_000 + int(first) * 100 + int(second)
        seconds = _time(time)
        code = coded * DAY + seconds
        is_day = not all(np.isnan(unslashed(code, which)) for which in (True, False))
        if not is_day or not 0 <= seconds < DAY:  # a zone can lead into another day
            return None
        return "slashed", code
    match = _MONTH.fullmatch(cell)
    if match is not None:
        return "date", _seconds(datetime.date(int(match[1]), int(match[2]), 1))
    return _named(cell) or _named(_WEEKDAY.sub("", cell, count=1)) or _period(cell)


def _named(cell: str) -> Moment | None:
    """A day whose month is a word, or such a month."""
    match = _NAMED.fullmatch(cell)
    if match is None or (match[1] and match[3]):
        return None
    first, name, second, year, *time = match.groups()
    month = _month(name)
    if not month or (time[0] and not (first or second)):
        return None
    date = _seconds(datetime.date(int(year), month, int(first or second or 1)))
    return ("stamp" if time[0] else "date"), date + _time(time)


def _period(cell: str) -> Moment | None:
    """The first day of a month or a quarter, such as 2024M02, 2024-Feb or 2024Q1."""
    match = _PERIOD.fullmatch(_QUARTER.sub(r"\2Q\1", cell))
    if match is None:
        return None
    year, number, quarter, name = match.groups()
    month = 3 * int(quarter) - 2 if quarter else int(number) if number else _month(name or "")
    return ("date", _seconds(datetime.date(int(year), month, 1))) if month else None


def _month(name: str) -> int:
    """Which month a name means, three letters of it at least; 0 for none."""
    if len(name) < 3:
        return 0
    known = (
        count
        for count, names in enumerate(_MONTHS, 1)
        if any(full.startswith(name.lower()) for full in names.split())
    )
    return next(known, 0)


def compact_days(values: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the seconds of numbers that are all days such as 20240131; None if one is none.

    Months of more than one year, such as 201911 and 202002, are their first days.

    Parameters
    ----------
    values : ndarray, shape (n,)
        NaN where there is none. Three different days at least, from 1800 to 2199.
    """
    numbers = values[~np.isnan(values)]
    different = np.unique(numbers)
    if len(different) < 3 or np.any(different % 1):
        return None
    low, high = different[[0, -1]].tolist()
    has_months = low > 180_000 and high < 220_000 and low // 100 < high // 100
    if not has_months and not (low > 18_000_000 and high < 22_000_000):
        return None
    dates = (different * 100 + 1 if has_months else different).astype(np.int64).tolist()
    try:
        days = [datetime.date(v // 10_000, v // 100 % 100, v % 100) for v in dates]
    except ValueError:
        return None
    found = np.full(len(values), np.nan)
    places = np.searchsorted(different, numbers)
    found[~np.isnan(values)] = np.array([_seconds(day) for day in days])[places]
    return found


def _clock(cell: str) -> Moment | None:
    match = _TIME.fullmatch(cell)
    return None if match is None else ("clock", _time([*match.groups(), None], 10_000))


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
