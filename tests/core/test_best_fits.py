"""What holds for every least-squares fit, over many small tables of several kinds."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.families import NAMES, family
from benchmarks.small_tables import KINDS, Array, Table, tables
from core.all_arrangements import smallest_squared_error

from reluviz.core.fitting import fit, fit_curve, fit_fixed, refit


def size(y: Array) -> float:
    """A squared error that is only rounding."""
    return 1e-24 * float(y @ y)


@pytest.mark.parametrize("kind", KINDS)
def test_up_to_three_segments_are_the_best_of_all_arrangements(kind: str) -> None:
    for x, y in tables(kind, 8):
        for units in (1, 2, 3):
            best = smallest_squared_error(x, y, units)
            found = fit(x, y, units)
            assert found.optimal
            assert found.squared_error == pytest.approx(best, rel=1e-9, abs=size(y)), (x, y)


@pytest.mark.parametrize("name", NAMES)
def test_thirty_points_too(name: str) -> None:
    x, y = family(name, 30)
    best = smallest_squared_error(x, y, 3)
    found = fit(x, y, 3)
    assert found.optimal
    assert found.squared_error == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_fits_agree_with_one_another(kind: str) -> None:
    for x, y in tables(kind, 4, 20):
        check_rows(x, y, (4, 9))


@pytest.mark.parametrize("name", NAMES)
def test_the_six_families_too(name: str) -> None:
    check_rows(*family(name, 120), (3, 6))


def check_rows(x: Array, y: Array, lengths: tuple[int, ...]) -> None:
    """Each row is the single fit, no worse than that before and than the largest error's fit."""
    for up_to in lengths:
        rows = fit_curve(x, y, up_to)
        assert (np.diff(rows.squared_errors) <= 0).all()
        for units in range(1, up_to + 1):
            alone, row = fit(x, y, units), rows[units]
            assert (alone.squared_error, alone.optimal) == (row.squared_error, row.optimal)
            assert alone.curve.x.tolist() == row.curve.x.tolist()
            assert alone.curve.y.tolist() == row.curve.y.tolist()
            most = fit(x, y, units, "max").squared_error
            assert row.squared_error <= most * (1 + 1e-12) + size(y), (x, y, units)


@pytest.mark.parametrize("kind", KINDS)
def test_scale_place_and_mirror_change_only_the_numbers(kind: str) -> None:
    for x, y in tables(kind, 6):
        for units in (2, 3):
            plain = fit(x, y, units)
            for turned, factor in (
                (fit(x * 2.0**9, y * 2.0**-7, units), 2.0**-14),
                (fit(x - 64.0, y + 32.0, units), 1.0),
                (fit(-x, y, units), 1.0),
                (fit(x, -y, units), 1.0),
            ):
                assert turned.optimal
                assert turned.units == plain.units
                assert turned.squared_error == pytest.approx(
                    factor * plain.squared_error, rel=1e-9, abs=1e-26 * factor * y.size * 1e3
                )


CASES: dict[str, tuple[Table, int, float, list[float]]] = {
    "squares": ((np.arange(9.0), np.arange(9.0) ** 2), 3, 2.0, [2.5, 5.5]),
    "met exactly": (
        (np.arange(5.0), np.array([0.0, 2, 2, 1, 1])),
        3,
        0.0,
        [4 / 3, 3.0],
    ),
    "met exactly by three lines": (
        (np.arange(6.0), np.array([5.0, 0, 1, 3, 5, 3])),
        3,
        0.0,
        [8 / 7, 4.0],
    ),
    "one steep line": (
        (
            np.array([0.0, 2, 3, 10, 11, 12, 19]),
            np.array([-0.15, 0.56, 0.81, -0.11, -0.51, -0.87, 0.12]),
        ),
        3,
        0.00315,
        [161 / 29, 11.926121],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_small_cases_with_known_answers(name: str) -> None:
    (x, y), units, error, kinks = CASES[name]
    for found in (fit(x, y, units), refit(x, y, kinks), fit_curve(x, y, 6)[units]):
        assert found.squared_error == pytest.approx(error, abs=1e-12)
        assert found.kinks.tolist() == pytest.approx(kinks, abs=1e-6)
        assert found.optimal


def test_a_row_does_not_depend_on_the_length_of_the_table() -> None:
    x, y = np.arange(8.0), np.array([2.0, 2, 5, 0, 1, 5, 2, 5])
    assert fit(x, y, 4).squared_error == pytest.approx(7.5)
    for up_to in (4, 5, 7, 20):
        assert fit_curve(x, y, up_to)[4].squared_error == pytest.approx(7.5)


@pytest.mark.parametrize("units", [3, 4, 6, 11])
def test_no_spikes_where_fewer_units_meet_the_data(units: int) -> None:
    joints, values = [0.0, 0.31, 0.74, 1.0], [1.0, -1.0, 0.5, 0.4]
    for n in (12, 40, 2_000):
        x = np.linspace(0, 1, n)
        for shift in (0.0, 1950.0):
            found = fit(x + shift, np.interp(x, joints, values), units)
            assert found.units == 3
            assert found.optimal
            assert found.kinks - shift == pytest.approx(joints[1:-1], abs=1e-9)


def test_of_equals_the_least_bent() -> None:
    # The middle line goes through one point only: any slope between those of the outer ones will
    # do, and a steeper one would bend more.
    x, y = np.arange(7.0), np.array([0.0, 0, 0, 0.3, 1, 2, 3])
    found = fit(x, y, 5)
    assert found.units == 3
    slopes = np.diff(found.curve.y) / np.diff(found.curve.x)
    assert np.abs(np.diff(slopes)).sum() == pytest.approx(1.0)


def test_more_points_at_one_x_are_met_in_the_mean() -> None:
    x = np.repeat(np.arange(8.0), 3)
    y = np.abs(x - 3) + np.tile([-0.5, 0.0, 0.5], 8)
    found = fit(x, y, 6)
    assert (found.units, found.optimal) == (2, True)
    assert found.squared_error == pytest.approx(4.0)
    assert fit_fixed(x, y, [3.0]).squared_error == pytest.approx(4.0)


def test_a_free_kink_that_meets_a_tied_one_is_the_same_kink() -> None:
    y = [1.0, 0, 2, 2, 4, 0, 4, 0, 0, 5, 5, 1, 4, 1]
    with np.errstate(divide="raise", invalid="raise"):
        best = fit(np.arange(14.0), np.array(y), 3)
    assert best.optimal
    assert best.squared_error <= fit(np.arange(14.0), np.array(y), 2).squared_error
