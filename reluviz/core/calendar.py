"""Dates and times of day as numbers: what an x that counts from a moment on stands for."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.words import number

UNITS = {
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3_600.0,
    "days": 86_400.0,
    "years": 365.2425 * 86_400,
}
"""Seconds in what can be counted; a year is the mean one of the Gregorian calendar."""

_DAY, _EPOCH_MONDAY = 86_400, 4  # 1970-01-05
_CLOCK = re.compile(r"(-?\d{1,4}):([0-5]\d)(?::([0-5]\d(?:\.\d{1,6})?))?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?", re.ASCII)
_MIDNIGHT = re.compile(r" 00:00(?::00(?:\.0+)?)?$")
_MONTH = 31 * _DAY  # the longest: months, and years, that lie apart so far are different ones
_YEAR = 366 * _DAY
_STEPS = (
    *((1, 5), (2, 4), (5, 5), (10, 5), (15, 3), (30, 6)),
    *((60, 6), (120, 4), (300, 5), (600, 5), (900, 3), (1_800, 6)),
    *((3_600, 6), (7_200, 4), (10_800, 3), (21_600, 6), (43_200, 4)),
    *((_DAY, 4), (2 * _DAY, 2), (7 * _DAY, 7), (14 * _DAY, 14)),
)
"""Seconds between two ticks, each with the number of small steps in it."""
_MONTHS = ((1, 1), (2, 2), (3, 3), (6, 6))
_NICE = (1, 2, 5)


class Ticks(NamedTuple):
    """What stands at an axis of dates: places with their texts, and finer places between them."""

    places: list[float]
    texts: list[str]
    fine: list[float]


@dataclass(frozen=True)
class Calendar:
    """What the x of a target count.

    Parameters
    ----------
    since : str
        The moment at which x is 0: ``2024-02-01``, ``2024-02-01T10:30:00``, or a time of day
        without a date such as ``10:30:00``.
    unit : str
        One of `UNITS`.

    Raises
    ------
    ValueError
        If the moment is none, or the unit unknown.
    """

    since: str
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"the unit is {self.unit!r}; it can be {', '.join(UNITS)}")
        if not _CLOCK.fullmatch(self.since):
            try:
                if not _MOMENT.fullmatch(self.since):
                    raise ValueError
                np.datetime64(self.since, "us")
            except ValueError:
                raise ValueError(
                    f"{self.since!r} is not a moment; write it like 2024-02-01, "
                    "2024-02-01T10:30:00 or 10:30:00"
                ) from None

    def text(self, x: float, step: float) -> str:
        """Return the date or the time at x, told apart from those `step` away.

        Parameters
        ----------
        x, step : float
            In the unit. Of moments before the year 1 or after 9999 the number is written; of
            midnight only the day, where days are counted.
        """
        apart = abs(step) * UNITS[self.unit]
        text = self._written(x, apart, _detail(apart))
        return _MIDNIGHT.sub("", text) if UNITS[self.unit] >= _DAY else text

    def ticks(self, low: float, high: float, most: float) -> Ticks:
        """Return about `most` full seconds, hours, days, months or years at most between two x."""
        unit = UNITS[self.unit]
        start, stop = (self._seconds(x) for x in (low, high))
        apart = (stop - start) / max(1.0, most)
        if not _is_possible(start) or not _is_possible(stop):
            return Ticks([], [], [])
        zero = self._seconds(0.0)
        if apart > _STEPS[-1][0] and not self._is_clock:
            seconds, fine = _months(start, stop, apart)
            apart = _YEAR if apart > 6 * 30 * _DAY else _MONTH
        else:
            apart, parts = self._step(apart)
            origin = _EPOCH_MONDAY * _DAY if apart > _DAY else 0
            seconds = _multiples(start, stop, apart, origin)
            fine = _multiples(start, stop, apart / parts, origin)
        places = [(s - zero) / unit for s in seconds]
        detail = _detail(apart)
        texts = [self._written(x, apart, detail) for x in places]
        if detail.startswith("m") and not self._is_clock:  # the day once, then only times
            days = [text[:10] for text in texts]
            texts = [
                text if k == 0 else days[k] if s % _DAY == 0 else text[11:]
                for k, (text, s) in enumerate(zip(texts, seconds, strict=True))
            ]
        return Ticks(places, texts, [(s - zero) / unit for s in fine])

    # Private

    @property
    def _is_clock(self) -> bool:
        return "-" not in self.since[1:]

    def _seconds(self, x: float) -> float:
        """Seconds since 1970, or since midnight."""
        match = _CLOCK.fullmatch(self.since)
        if match is not None:
            start = int(match[1]) * 3_600 + int(match[2]) * 60 + float(match[3] or 0)
        else:
            start = int(np.datetime64(self.since, "us").astype(np.int64)) / 1e6
        return start + x * UNITS[self.unit]

    def _step(self, least: float) -> tuple[float, int]:
        if least > 1:
            for step, parts in _STEPS:
                if step >= least * (1 - 1e-9):
                    return step, parts
        power = 10.0 ** math.floor(math.log10(max(least, 1e-6)) + 1e-9)
        return next(m for m in (*_NICE, 10) if m * power >= least * (1 - 1e-9)) * power, 5

    def _written(self, x: float, apart: float, detail: str) -> str:
        """The moment, without what is smaller than the detail; rounding hides no full one."""
        grain = min(max(1e-6, apart * 1e-3), 1.0)
        seconds = self._seconds(x)
        if not _is_possible(seconds):
            return number(x, 6)
        micros = round(round(seconds / grain) * grain * 1e6)
        if self._is_clock:
            return _clock(micros, detail)
        moment = np.datetime64(micros, "us")
        if detail in ("Y", "M", "D"):
            return str(moment.astype(f"datetime64[{detail}]"))
        return f"{moment.astype('datetime64[D]')} {_clock(micros % (_DAY * 10**6), detail)}"


def counted(x: ArrayLike) -> tuple[ArrayLike, Calendar | None]:
    """Return dates as numbers from the first one on, and what those count; others as they are.

    Parameters
    ----------
    x : array_like, shape (n,)
        A datetime64 array, or a list or column of dates. Days are counted if all are full ones or
        over more than three days, else seconds; a zone is left for UTC.
    """
    if isinstance(x, np.ma.MaskedArray) and x.mask.any():
        return x, None
    try:
        array = np.asarray(x)
    except ValueError:  # rows of different lengths
        return x, None
    if (
        array.dtype == object
        and array.size
        and all(isinstance(value, datetime.date) for value in array.flat)
    ):
        array = np.array([_without_zone(value) for value in array.flat], dtype="datetime64[us]")
    if array.dtype.kind != "M" or not array.size or np.isnat(array).any():
        return x, None
    micros = array.astype("datetime64[us]")
    first = micros.min()
    after = (micros - first).astype(np.int64) / 1e6
    is_whole = bool(np.all(micros == micros.astype("datetime64[D]")))
    in_days = is_whole or float(after.max()) > 3 * _DAY
    since = str(first.astype("datetime64[D]")) if is_whole else str(first)
    return (after / _DAY if in_days else after), Calendar(since, "days" if in_days else "seconds")


def _without_zone(value: object) -> object:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value


def _is_possible(seconds: float) -> bool:
    return -62_135_596_800 <= seconds < 253_402_300_800


def _detail(apart: float) -> str:
    """The part of a moment that tells apart what is so many seconds away."""
    if apart >= _DAY * (1 - 1e-9):
        return "Y" if apart >= _YEAR else "M" if apart >= _MONTH else "D"
    if apart >= 60 * (1 - 1e-9):
        return "m"
    return f"m{max(0, min(6, math.ceil(-math.log10(max(apart, 1e-6)) - 1e-9)))}"


def _clock(micros: int, detail: str) -> str:
    minutes, rest = divmod(micros, 60 * 10**6)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    digits = int(detail[1:] or 0)
    if len(detail) == 1:
        return text
    whole, part = divmod(rest, 10**6)
    return f"{text}:{whole:02}" + (f".{part // 10 ** (6 - digits):0{digits}}" if digits else "")


def _multiples(start: float, stop: float, step: float, origin: float) -> list[float]:
    first = math.ceil((start - origin) / step - 1e-6)
    last = math.floor((stop - origin) / step + 1e-6)
    return [origin + k * step for k in range(first, last + 1)]


def _months(start: float, stop: float, apart: float) -> tuple[list[float], list[float]]:
    """First days of every so many months or years, and of finer ones."""
    least = apart / (30.44 * _DAY)
    months, parts = next((pair for pair in _MONTHS if pair[0] >= least), (0, 0))
    if not months:
        power = 10 ** math.floor(math.log10(max(1.0, least / 12)) + 1e-9)
        years = next(m * power for m in (*_NICE, 10) if m * power >= least / 12 * (1 - 1e-9))
        months, parts = 12 * years, 4 if years == 1 else 5 if years % 2 else 4 if years == 2 else 5
    return tuple(_firsts(start, stop, step) for step in (months, max(1, months // parts)))  # type: ignore[return-value]


def _firsts(start: float, stop: float, months: int) -> list[float]:
    first, last = (
        np.datetime64(int(s // 1), "s").astype("datetime64[M]").astype(np.int64) + 23_640
        for s in (start, stop)  # counted from the year 0, so that decades are full
    )
    counts = np.arange(-(-first // months) * months, last + 1, months) - 23_640
    seconds = counts.astype("datetime64[M]").astype("datetime64[s]").astype(np.int64)
    return [float(s) for s in seconds if start <= s <= stop]
