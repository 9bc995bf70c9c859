from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.fit_data import Prepared
from reluviz.core.fit_sums import Sums
from reluviz.core.fitting import (
    Fit,
    best_fit,
    fit,
    fit_curve,
    fit_fixed,
    fit_tolerance,
    refit,
    warm_fit,
)
from reluviz.core.stopping import Stopped, Watch

Array = np.ndarray


def noisy(n: int, seed: int = 0) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(0, 10, n))
    return x, np.sin(x) + 0.3 * np.sin(3 * x) + rng.normal(0, 0.1, n)


def least_squares(x: Array, y: Array, kinks: Array) -> float:
    """Squared error by another basis and NumPy's orthogonal factorisation."""
    columns = [np.ones(len(x)), x, *(np.maximum(x - t, 0.0) for t in kinks)]
    table = np.column_stack(columns)
    weights = np.linalg.lstsq(table, y, rcond=None)[0]
    return float(np.sum((table @ weights - y) ** 2))


def check(found: Fit, x: Array, y: Array) -> None:
    """What every fit must say truly."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    assert found.curve.domain == (x.min(), x.max())
    away = np.abs(found.curve(x) - y)
    scale = float(np.max(np.abs(y))) or 1.0
    assert found.max_error == pytest.approx(away.max(), rel=1e-12, abs=1e-15 * scale)
    np.testing.assert_allclose(
        found.squared_error / scale**2, np.sum((away / scale) ** 2), rtol=1e-12, atol=1e-28
    )
    assert found.units == found.network.n_units == len(found.kinks) + 1


@pytest.mark.parametrize("units", [1, 2, 3, 5, 10, 30, 60])
@pytest.mark.parametrize("norm", ["l2", "max"])
def test_what_is_said_is_true(units: int, norm: str) -> None:
    x, y = noisy(300)
    found = fit(x, y, units, norm)
    check(found, x, y)
    assert found.units == units
    assert found.norm == norm
    assert found.optimal == (norm == "max" or units <= 2)
    np.testing.assert_allclose(found.network(x), found.curve(x), atol=1e-9)


def test_one_unit_is_linear_regression() -> None:
    x, y = noisy(100)
    slope, intercept = np.polyfit(x, y, 1)
    found = fit(x, y, 1)
    np.testing.assert_allclose(found.curve(x), slope * x + intercept, atol=1e-12)
    assert found.optimal


@given(st.integers(0, 10_000), st.integers(4, 25))
@settings(max_examples=30)
def test_two_units_have_the_best_kink(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.sort(rng.normal(size=n)), rng.normal(size=n)
    found = fit(x, y, 2)
    fine = np.linspace(x[0], x[-1], 801)[1:-1]
    grid = min(least_squares(x, y, [t]) for t in (*fine, *x[1:-1]))
    assert found.optimal
    assert found.squared_error <= grid * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize("seed", range(4))
def test_three_units_are_as_good_as_all_pairs_of_places(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.sort(rng.uniform(0, 1, 40)), rng.normal(size=40)
    places = np.unique(np.concatenate([x[1:-1], (x[1:] + x[:-1]) / 2]))
    grid = min(least_squares(x, y, pair) for pair in itertools.combinations(places, 2))
    assert fit(x, y, 3).squared_error <= grid * (1 + 1e-9)


@given(st.integers(0, 10_000), st.integers(1, 6))
@settings(max_examples=25)
def test_the_values_are_the_best_for_the_kinks(seed: int, units: int) -> None:
    x, y = noisy(60, seed)
    found = fit(x, y, units)
    assert found.squared_error == pytest.approx(least_squares(x, y, found.kinks), rel=1e-9)


def test_a_true_curve_is_found_again() -> None:
    joints = np.array([0.0, 0.13, 0.371, 0.5, 0.82, 1.0])
    values = np.array([1.0, -1.0, 0.5, 0.4, 2.0, 0.0])
    x = np.linspace(0, 1, 1_000)
    found = fit(x, np.interp(x, joints, values), 5)
    np.testing.assert_allclose(found.curve.x, joints, atol=1e-9)
    np.testing.assert_allclose(found.curve.y, values, atol=1e-9)
    assert found.optimal


def test_known_numbers() -> None:
    # Errors that long searches from many starts did not improve on.
    x = np.linspace(0, 10, 1_000)
    y = np.sin(x) + 0.3 * np.sin(3 * x) + 0.1 * np.cos(7 * x)
    for units, error in ((3, 120.37265), (5, 41.34932), (10, 3.85316), (20, 0.20180)):
        assert fit(x, y, units).squared_error <= 1.0001 * error


def test_jumps_take_two_kinks_between_two_points() -> None:
    x = np.linspace(0, 1, 400)
    y = np.where(x < 0.3, 0.0, np.where(x < 0.7, 1.0, -0.5)) + 0.1 * x
    found = fit(x, y, 5)
    assert found.squared_error <= 1e-20
    assert found.optimal


@pytest.mark.parametrize("units", [2, 4, 9])
def test_scale_and_order_do_not_matter(units: int) -> None:
    x, y = noisy(150, seed=3)
    plain = fit(x, y, units)
    order = np.random.default_rng(1).permutation(len(x))
    mixed = fit(x[order], y[order], units)
    np.testing.assert_array_equal(mixed.curve.x, plain.curve.x)
    np.testing.assert_array_equal(mixed.curve.y, plain.curve.y)
    far = fit(1e9 + 1e3 * x, 1e-30 * y, units)
    assert far.squared_error == pytest.approx(1e-60 * plain.squared_error, rel=1e-6)
    flipped = fit(x, -y, units)
    assert flipped.squared_error == pytest.approx(plain.squared_error, rel=1e-3)


DEGENERATE: dict[str, tuple[Array, Array]] = {
    "two points": (np.array([1.0, 0.0]), np.array([2.0, 3.0])),
    "all y equal": (np.arange(30.0), np.full(30, 0.1)),
    "all y zero": (np.arange(30.0), np.zeros(30)),
    "one line": (np.arange(20.0), 2 * np.arange(20.0) + 1),
    "duplicates": (np.repeat(np.arange(10.0), 5), np.random.default_rng(0).normal(size=50)),
    "two x": (np.r_[0.0, np.ones(20)], np.random.default_rng(1).normal(size=21)),
    "outlier": (
        np.arange(100.0),
        np.where(np.arange(100) == 50, 1e12, np.sin(np.arange(100.0))),
    ),
    "far away and tiny": (1e9 + np.linspace(0, 1, 60), 1e-30 * np.sin(np.linspace(0, 10, 60))),
    "huge": (np.linspace(-1e99, 1e99, 40), 1e99 * np.sin(np.arange(40.0))),
    "nearly equal x": (
        np.array([0, 1e-15, 2e-15, 1, 1 + 3e-16, 2]),
        np.random.default_rng(2).normal(size=6),
    ),
    "cluster": (
        np.r_[0.0, 1 + 1e-9 * np.random.default_rng(3).random(50)],
        np.random.default_rng(4).normal(size=51),
    ),
    "jump": (np.arange(20.0), (np.arange(20) > 9) * 1.0),
    "unsorted": (np.array([3.0, 1.0, 2.0, 0.0]), np.array([1.0, 0.0, 5.0, 2.0])),
}


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("norm", ["l2", "max"])
def test_degenerate_data(name: str, norm: str) -> None:
    x, y = DEGENERATE[name]
    error = np.inf
    scale = float(np.max(np.abs(y))) or 1.0
    for units in (1, 2, 3, 5, 12, 200):
        found = fit(x, y, units, norm)
        check(found, x, y)
        assert found.units <= min(units, len(np.unique(x)) - 1)
        now = found.squared_error / scale**2 if norm == "l2" else found.max_error / scale
        assert now <= error * (1 + 1e-6) + 1e-14
        error = now
        check(refit(x, y, found.kinks, norm), x, y)
    curve = fit_curve(x, y, 6, norm)
    assert len(curve.fits) == 6
    assert np.all(
        np.diff(curve.squared_errors if norm == "l2" else curve.max_errors) <= 1e-14 * scale
    )


def test_more_units_than_gaps_go_through_the_means() -> None:
    x, y = [0, 1, 1, 2], [0.0, 1.0, 3.0, 1.0]
    found = fit(x, y, 100)
    assert found.curve.x.tolist() == [0, 1, 2]
    assert found.curve.y.tolist() == [0, 2, 1]
    assert found.squared_error == 2.0
    assert found.optimal
    assert fit([0, 1, 2], [0, 5, 1], 2).squared_error == 0.0


def test_an_outlier_does_not_hide_the_others() -> None:
    x, y = DEGENERATE["outlier"]
    found = fit(x, y, 19)
    without = fit(np.delete(x, 50), np.delete(y, 50), 15)
    assert found.squared_error <= 1.2 * without.squared_error


def test_a_million_points() -> None:
    n = 1_000_000
    x = np.linspace(0, 10, n)
    y = np.sin(x)
    found = fit(x, y, 4)
    few = fit(x[::1_000], y[::1_000], 4)
    assert found.squared_error / n == pytest.approx(few.squared_error / 1_000, rel=0.01)
    largest = fit(x, y, 4, "max")
    assert largest.max_error == pytest.approx(
        fit(x[::1_000], y[::1_000], 4, "max").max_error, rel=1e-2
    )


@pytest.mark.parametrize("norm", ["l2", "max"])
def test_the_error_curve_falls_and_is_as_good_as_single_fits(norm: str) -> None:
    x, y = noisy(300)
    curve = fit_curve(x, y, 12, norm)
    errors = curve.squared_errors if norm == "l2" else curve.max_errors
    assert curve.units.tolist() == list(range(1, 13))
    assert np.all(np.diff(errors) <= 0)
    assert [found.units for found in curve] == curve.units.tolist()
    for units in (1, 4, 12):
        alone = fit(x, y, units, norm)
        own = alone.squared_error if norm == "l2" else alone.max_error
        assert errors[units - 1] == pytest.approx(own, rel=0.03)
        assert curve[units] is curve.fits[units - 1]
    with pytest.raises(KeyError, match="1 to 12 units, not 0"):
        curve[0]


def test_the_error_curve_ends_where_more_units_do_not_help() -> None:
    curve = fit_curve([0, 1, 2], [0, 1, 0], 5)
    assert [found.units for found in curve] == [1, 2, 2, 2, 2]
    assert curve.squared_errors[1:].tolist() == [0, 0, 0, 0]


@given(st.integers(0, 10_000), st.lists(st.floats(-1, 11), max_size=8))
@settings(max_examples=30)
def test_fixed_kinks(seed: int, kinks: list[float]) -> None:
    x, y = noisy(80, seed)
    found = fit_fixed(x, y, kinks)
    inside = np.unique([t for t in kinks if x[0] < t < x[-1]])
    assert found.optimal
    assert found.squared_error <= least_squares(x, y, inside) * (1 + 1e-7)
    check(found, x, y)


def test_fixed_kinks_without_points_between_them() -> None:
    found = fit_fixed([0, 1, 2, 3], [0, 1, 0, 1], [1.2, 1.4, 1.6, 1.8])
    assert found.units == 5
    assert found.squared_error == pytest.approx(0, abs=1e-20)


def test_a_warm_fit_follows_a_point() -> None:
    x, y = noisy(200)
    data = fit(x, y, 6)
    y = y.copy()
    y[90] += 0.5
    warm = refit(x, y, data.kinks)
    fixed = fit_fixed(x, y, data.kinks)
    assert warm.squared_error <= fixed.squared_error
    assert warm.squared_error == pytest.approx(fit(x, y, 6).squared_error, rel=0.02)
    assert warm_fit(Prepared(x, y), data.kinks).squared_error == warm.squared_error
    check(refit(x, y, []), x, y)


MESSAGES: dict[str, tuple[Callable[[], object], str]] = {
    "all x equal": (lambda: fit([2, 2, 2], [1, 2, 3], 1), r"all x are equal \(x = 2\)"),
    "one point": (lambda: fit([1], [1], 1), "at least two points; there are 1"),
    "none": (lambda: fit([], [], 1), "at least two points; there are 0"),
    "lengths": (lambda: fit([1, 2], [1, 2, 3], 1), "x has 2 values and y has 3"),
    "nan": (lambda: fit([1, 2, 3], [1, np.nan, np.nan], 1), "y of point 2 of 3 is nan"),
    "inf": (lambda: fit([1, 2, np.inf], [1, 2, 3], 1), "x of point 3 of 3 is inf"),
    "too large": (lambda: fit([1, 2], [1, -1e101], 1), r"y of point 2 of 2 is -1e\+101"),
    "words": (lambda: fit([1, 2], ["a", "b"], 1), "the y of the points must be numbers"),
    "table": (lambda: fit([[1, 2]], [1, 2], 1), "one list of numbers"),
    "units": (lambda: fit([1, 2], [1, 2], 0), "whole number from 1 to 100,000, not 0"),
    "half a unit": (lambda: fit([1, 2], [1, 2], 1.5), "not 1.5"),  # type: ignore[arg-type]
    "norm": (lambda: fit([1, 2], [1, 2], 1, "l1"), "'l2' or 'max', not 'l1'"),
    "tolerance": (lambda: fit_tolerance([1, 2], [1, 2], -1), "0 or more, not -1"),
    "too near": (
        lambda: fit_tolerance([0, 1, 1], [0, 0, 4], 1),
        "at x = 1 are 4 apart, so it is at least 2",
    ),
    "kink": (lambda: fit_fixed([1, 2], [1, 2], [np.nan]), "a kink is not a number"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages(name: str) -> None:
    call, message = MESSAGES[name]
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("norm", ["l2", "max"])
@pytest.mark.parametrize("after", [0, 1, 5, 20])
def test_a_fit_can_be_stopped(norm: str, after: int) -> None:
    x, y = noisy(20_000)
    asked = itertools.count()
    with pytest.raises(Stopped):
        fit(x, y, 8, norm, stop=lambda: next(asked) >= after)
    assert next(asked) == after + 1


@pytest.mark.parametrize("call", [fit, fit_curve])
@pytest.mark.parametrize("norm", ["l2", "max"])
def test_progress_rises_to_the_end(call: Callable[..., object], norm: str) -> None:
    told: list[float] = []
    call(*noisy(200), 6, norm, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert 0 <= told[0] <= 1


@given(st.integers(0, 10_000), st.integers(2, 400), st.booleans())
@settings(max_examples=40)
def test_sums_between_any_joints(seed: int, n: int, clustered: bool) -> None:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(0, 1, n))
    if clustered:
        x = np.round(x, 2) + 1e-3 * x
    x = (x - x[0]) / max(x[-1] - x[0], 1e-3)
    y = rng.normal(size=n)
    sums = Sums(x, y, Watch())
    joints = np.concatenate([[0.0], np.sort(rng.uniform(0.01, 0.99, 5)), [1.0]])
    over = sums.along(joints)
    for k, (a, b) in enumerate(itertools.pairwise(joints)):
        inside = (x >= a) & ((x < b) | (b == 1.0))
        u, v = (x[inside] - a) / (b - a), y[inside]
        expected = ((1 - u) ** 2, (1 - u) * u, u * u, (1 - u) * v, u * v, v * v, u * 0 + 1)
        found = (over.p, over.q, over.r, over.u, over.v, over.w, over.count)
        np.testing.assert_allclose(
            [part[k] for part in found], [part.sum() for part in expected], atol=1e-9
        )


def test_prepared_data_serve_many_fits() -> None:
    x, y = noisy(100)
    data = Prepared(x, y)
    for units in (1, 3, 7):
        one, other = best_fit(data, units), fit(x, y, units)
        np.testing.assert_array_equal(one.curve.y, other.curve.y)
