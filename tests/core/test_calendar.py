"""Dates and times of day as numbers, against the standard library's."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.calendar import UNITS, Calendar
from reluviz.core.strokes import Stroke
from reluviz.core.targets import Target
from reluviz.document.items import TargetPoint
from reluviz.document.target_grabs import with_point, with_point_at, without_point

DAYS = Calendar("2024-02-01", "days")


@pytest.mark.parametrize(
    ("since", "unit", "x", "step", "text"),
    [
        ("2024-02-01", "days", 28, 1, "2024-02-29"),
        ("2024-02-01", "days", 28.5, 0.25, "2024-02-29 12:00"),
        ("2024-02-01", "days", 28.99999999999, 1, "2024-03-01"),
        ("2024-02-01", "days", -32, 31, "2023-12"),
        ("2024-02-01", "days", 700, 366, "2026"),
        ("2024-02-01", "days", 364, 365, "2025-01"),  # 2024 is one day longer
        ("2024-02-01T23:59:30", "seconds", 30, 1, "2024-02-02 00:00:00"),
        ("2024-02-01T23:59:30.5", "seconds", 0.25, 0.01, "2024-02-01 23:59:30.75"),
        ("1950-01-01", "years", 70, 1, "2019-12"),
        ("1950-01-01", "years", 70, 2, "2019"),
        ("1950-01-01", "hours", 25, 1, "1950-01-02 01:00"),
        ("08:30:00", "seconds", 90, 60, "08:31"),
        ("08:30:00", "seconds", 90, 1, "08:31:30"),
        ("23:30", "minutes", 90, 1, "25:00"),
        ("2024-02-01", "days", 1e9, 1, "1e+09"),
    ],
)
def test_texts(since: str, unit: str, x: float, step: float, text: str) -> None:
    assert Calendar(since, unit).text(x, step) == text


@given(st.integers(-700_000, 2_900_000), st.integers(1, 800), st.sampled_from(sorted(UNITS)))
def test_neighbours_are_told_apart(x: int, step: int, unit: str) -> None:
    calendar = Calendar("2000-01-01", unit)
    assert calendar.text(x, step) != calendar.text(x + step, step) or "e" in calendar.text(x, step)


@given(st.datetimes(datetime.datetime(1000, 1, 1), datetime.datetime(9000, 1, 1)))
def test_moments_are_those_of_the_standard_library(moment: datetime.datetime) -> None:
    moment = moment.replace(microsecond=0)
    seconds = (moment - datetime.datetime(2000, 1, 1)).total_seconds()
    assert Calendar("2000-01-01", "seconds").text(seconds, 1) == moment.isoformat(" ")
    assert Calendar(moment.isoformat(), "days").text(0, 1) == moment.date().isoformat()


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 5, ["2024-02-01", "2024-02-02", "2024-02-03", "2024-02-04", "2024-02-05",
                "2024-02-06"]),
        (0, 30, ["2024-02-05", "2024-02-12", "2024-02-19", "2024-02-26"]),  # Mondays
        (0, 300, ["2024-03", "2024-05", "2024-07", "2024-09", "2024-11"]),
        (0, 3_000, ["2026", "2028", "2030", "2032"]),
        (0, 40_000, ["2040", "2060", "2080", "2100", "2120"]),
        (0.9, 1.2, ["2024-02-01 22:00", "2024-02-02", "02:00", "04:00"]),
        (0, 0.0001, ["2024-02-01 00:00:00", "00:00:02", "00:00:04", "00:00:06", "00:00:08"]),
    ],
)  # fmt: skip
def test_ticks(low: float, high: float, texts: list[str]) -> None:
    found = DAYS.ticks(low, high, 6)
    assert found.texts == texts
    assert all(low - 1e-9 <= x <= high + 1e-9 for x in found.places)


@given(st.floats(-1e5, 1e5), st.floats(1e-9, 1e6), st.floats(1, 20))
def test_ticks_increase_and_differ(low: float, span: float, most: float) -> None:
    found = Calendar("2000-01-01T12:00", "days").ticks(low, low + span, most)
    assert found.places == sorted(set(found.places))
    assert len(found.places) <= 2 * most + 3
    assert len(found.fine) <= 40 * (most + 2)


@pytest.mark.parametrize("since", ["", "2024", "2024-02-30", "2024-13-01", "now", "10:61"])
def test_what_is_no_moment_is_refused(since: str) -> None:
    with pytest.raises(ValueError, match="is not a moment; write it like 2024-02-01"):
        Calendar(since, "days")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="the unit is 'weeks'; it can be seconds, minutes"):
        Calendar("2024-02-01", "weeks")


def test_what_is_done_with_targets_keeps_their_calendar() -> None:
    data = Target.from_data([2, 0, 1], [0, 1, 5], calendar=DAYS)
    assert data != Target.from_data([2, 0, 1], [0, 1, 5])
    line = data.joined()
    stroke = Stroke(0.5, 1.0, (0.01, 0.01), (0.0, 2.0), data)
    stroke.go_to(1.5, 2.0)
    for target in (
        line,
        line.split(),
        replace(data, y=[0, 0, 0]),
        with_point_at(data, 0, (1.5, 0)),
        with_point_at(line, 0, (0.5, 0)),
        with_point(data, (0.2, 0.2))[0],
        without_point(data, TargetPoint(0)),
        stroke.target(),
    ):
        assert isinstance(target, Target)
        assert target.calendar == DAYS
