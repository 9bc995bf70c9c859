"""Arrays with gaps, masks and dates: from every door that takes x and y."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import numpy as np
import pytest

import reluviz as rv
from reluviz.core.calendar import Calendar

X = np.arange(5.0)
ONE = rv.Network.from_rays([1.0], [0.0], [0.0], 0.0)


class NAType:
    """Stands for the missing value of pandas, which turns into no number."""

    def __float__(self) -> float:
        raise TypeError("float() argument must be ... not 'NAType'")


class Column:
    """Stands for a column of pandas ("isna") or of polars ("is_null")."""

    def __init__(self, ask: str, dtype: str = "Float64") -> None:
        setattr(self, ask, lambda: np.array([False, False, True, False, False]))
        self.dtype = dtype

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        return np.array([0, 1, np.nan, 3, 4.0])

    def __len__(self) -> int:
        return 5


def real(module: str) -> Callable[[], object]:
    def make() -> object:
        library = pytest.importorskip(module)
        if module == "pandas":
            return library.Series([0, 1, None, 3, 4], dtype="Int64")
        return library.Series([0, 1, None, 3, 4])

    return make


GAPS: dict[str, Callable[[], object]] = {
    "masked": lambda: np.ma.array([0, 1, 999, 3, 4.0], mask=[0, 0, 1, 0, 0]),
    "none": lambda: [0, 1, None, 3, 4],
    "na": lambda: np.array([0, 1, NAType(), 3, 4], dtype=object),
    "nat": lambda: np.array(["2024", "2025", "NaT", "2026", "2027"], dtype="datetime64[D]"),
    "like pandas": lambda: Column("isna"),
    "like polars": lambda: Column("is_null"),
    "pandas": real("pandas"),
    "polars": real("polars"),
}
DOORS: dict[str, Callable[[object, object], object]] = {
    "fit": lambda x, y: rv.fit(x, y, 1),
    "fit_curve": lambda x, y: rv.fit_curve(x, y, 2),
    "fit_tolerance": lambda x, y: rv.fit_tolerance(x, y, 0.1),
    "fit_fixed": lambda x, y: rv.fit_fixed(x, y, [1.0]),
    "refit": lambda x, y: rv.refit(x, y, [1.0]),
    "fit_output_weights": lambda x, y: rv.fit_output_weights(ONE, x, y),
    "train": lambda x, y: next(iter(rv.train(ONE, x, y))),
    "train_many": lambda x, y: rv.train_many(x, y, 1, 1, steps=1, workers=1),
    "Target": lambda x, y: rv.Target(x, y),
    "from_data": lambda x, y: rv.Target.from_data(x, y),
    "Training": lambda x, y: rv.Training(ONE, x, y, rv.TrainSettings()),
}


@pytest.mark.parametrize("gaps", GAPS)
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("place", ["x", "y"])
def test_a_missing_value_is_refused_with_its_row(gaps: str, door: str, place: str) -> None:
    values = GAPS[gaps]()
    x, y = (values, X) if place == "x" else (X, values)
    message = rf"the {place} of the .* numbers: a value is missing in row 3 \(from 1\); leave"
    with pytest.raises(ValueError, match=message):
        DOORS[door](x, y)


def test_many_missing_values() -> None:
    y = np.ma.array(np.arange(9.0), mask=[1, 0, 1, 1, 1, 1, 1, 1, 0])
    with pytest.raises(ValueError, match=r"missing in rows 1, 3, 4, 5, 6 and 2 more \(from 1\)"):
        rv.fit(np.arange(9.0), y, 1)


@pytest.mark.parametrize(
    "points", [[(0, 1), (1, None)], np.ma.array([[0, 1], [1, 2]], mask=[[0, 0], [0, 1]])]
)
@pytest.mark.parametrize("door", [rv.through_points, rv.Target.from_points])
def test_points_with_a_gap_are_refused(points: object, door: Callable[[object], object]) -> None:
    with pytest.raises(ValueError, match="a value is missing in row 2"):
        door(points)


def test_what_has_a_mask_or_a_column_without_gaps_is_taken() -> None:
    assert rv.fit(X, np.ma.array(X, mask=False), 1).squared_error < 1e-20
    assert rv.fit(X, list(range(5)), 1).squared_error < 1e-20


DATES = np.array(["2024-02-03", "2024-02-01", "2024-03-01"], dtype="datetime64[D]")


@pytest.mark.parametrize(
    "x", [DATES, DATES.astype("datetime64[ns]"), DATES.tolist(), DATES.astype("O")]
)
def test_dates_as_x_are_a_calendar(x: object) -> None:
    target = rv.Target.from_data(x, [1, 2, 3])
    assert target.x.tolist() == [0, 2, 29]
    assert target.calendar == Calendar("2024-02-01", "days")
    assert rv.Target(np.sort(DATES), [1, 2, 3]).calendar == target.calendar


def test_times_within_a_day_count_seconds_of_utc() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    x = [datetime.datetime(2024, 2, 1, 12, 0, second, tzinfo=zone) for second in (5, 9)]
    target = rv.Target.from_data(x, [1, 2])
    assert target.x.tolist() == [0, 4]
    assert target.calendar == Calendar("2024-02-01T10:00:05.000000", "seconds")


DAYS = np.arange("2024-02-01", "2024-02-06", dtype="datetime64[D]")
SPANS = DAYS - DAYS[0]


@pytest.mark.parametrize("x", [DAYS, DAYS.tolist(), SPANS, SPANS.tolist()])
@pytest.mark.parametrize("door", ["fit", "train", "fit_curve", "fit_output_weights", "train_many"])
def test_dates_where_numbers_are_needed_are_refused(door: str, x: object) -> None:
    with pytest.raises(ValueError, match="not dates or times: make a target of them first"):
        DOORS[door](x, X)


@pytest.mark.parametrize("x", [DAYS, [1.0, None], np.ma.array([1, 2], mask=[0, 1])])
def test_a_network_has_no_output_where_there_is_no_number(x: object) -> None:
    with pytest.raises(ValueError, match="the x of the network must be numbers"):
        ONE(x)
