from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reluviz.core.fitting import fit, fit_curve, fit_tolerance
from reluviz.core.minimax import nearest_line

Array = np.ndarray


def smallest_by_corners(rows: Array, bounds: Array) -> float:
    """Smallest last variable with ``rows @ v <= bounds``: the best of all corners.

    A linear programme solved in the most stupid way: every set of as many constraints as
    variables is solved as equations, and the best solution that keeps to all of them is taken.
    """
    n = rows.shape[1]
    sets = np.array(list(itertools.combinations(range(len(rows)), n)))
    a, b = rows[sets], bounds[sets]
    good = np.abs(np.linalg.det(a)) > 1e-9
    corners = np.linalg.solve(a[good], b[good][..., np.newaxis])[..., 0]
    keeps = (corners @ rows.T <= bounds + 1e-9).all(axis=1)
    return float(corners[keeps, -1].min())


def brute_force(x: Array, y: Array, units: int) -> float:
    """Smallest largest error of a curve of `units` segments, by trying all ways.

    The points are shared among the segments in every way, with at least one for each; two lines
    that follow one another must cross between their points: the first is above the second at one
    end of that gap and below at the other. A segment without points joins two lines that need not
    cross: a jump, which costs one unit more.
    """
    best = np.inf
    for lines in range(1, units + 1):
        for cuts in itertools.combinations(range(1, len(x)), lines - 1):
            for jumps in itertools.combinations(cuts, units - lines):
                ends = [0, *jumps, len(x)]
                parts = [
                    _best_of_part(x[a:b], y[a:b], [cut - a for cut in cuts if a < cut < b])
                    for a, b in itertools.pairwise(ends)
                ]
                best = min(best, max(parts))
    return best


def _best_of_part(x: Array, y: Array, cuts: list[int]) -> float:
    """Smallest largest error of lines that change at `cuts` and cross there."""
    if len(x) == 1:
        return 0.0
    signs = itertools.product((1, -1), repeat=len(cuts))
    return min(_best_with(x, y, cuts, list(some)) for some in signs)


def _best_with(x: Array, y: Array, cuts: list[int], signs: list[int]) -> float:
    lines = len(cuts) + 1
    rows, bounds = [], []
    for i, (xi, yi) in enumerate(zip(x, y, strict=True)):
        line = sum(cut <= i for cut in cuts)
        row = np.zeros(2 * lines + 1)
        row[2 * line : 2 * line + 2] = 1.0, xi
        for sign in (1, -1):
            rows.append(sign * row - np.eye(2 * lines + 1)[-1])
            bounds.append(sign * yi)
    for g, (cut, sign) in enumerate(zip(cuts, signs, strict=True)):
        for at, side in ((x[cut - 1], sign), (x[cut], -sign)):
            row = np.zeros(2 * lines + 1)
            row[2 * g : 2 * g + 4] = side * np.array([1.0, at, -1.0, -at])
            rows.append(row)
            bounds.append(0.0)
    return smallest_by_corners(np.array(rows), np.array(bounds))


@given(st.integers(0, 10_000), st.integers(3, 7))
@settings(max_examples=25)
def test_one_segment_equals_brute_force(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.sort(rng.uniform(0, 3, n)), rng.normal(size=n)
    assert fit(x, y, 1, "max").max_error == pytest.approx(brute_force(x, y, 1), rel=1e-9, abs=1e-9)


@given(st.integers(0, 10_000), st.integers(4, 6))
@settings(max_examples=15)
def test_two_segments_equal_brute_force(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.cumsum(rng.uniform(0.2, 1.0, n)), rng.normal(size=n)
    assert fit(x, y, 2, "max").max_error == pytest.approx(brute_force(x, y, 2), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_three_segments_equal_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.cumsum(rng.uniform(0.2, 1.0, 5)), rng.normal(size=5)
    assert fit(x, y, 3, "max").max_error == pytest.approx(brute_force(x, y, 3), rel=1e-9, abs=1e-9)


def test_chebyshev_of_a_parabola() -> None:
    # The best line of x x on an interval of width h is h h / 8 away; k segments share it evenly.
    x = np.linspace(0, 1, 2_001)
    for units in (1, 2, 4, 10):
        found = fit(x, x * x, units, "max")
        assert found.max_error == pytest.approx(1 / (8 * units**2), rel=1e-3)


def test_the_absolute_value_is_met() -> None:
    x = np.linspace(-1, 1, 101)
    found = fit(x, np.abs(x), 2, "max")
    assert found.max_error <= 1e-15
    assert found.kinks.tolist() == pytest.approx([0.0], abs=1e-12)


@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(5, 300))
@example(seed=11, units=6, n=11)
@settings(max_examples=30)
def test_no_fewer_units_for_less_error(seed: int, units: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.sort(rng.uniform(0, 1, n)), np.cumsum(rng.normal(size=n))
    found = fit(x, y, units, "max")
    assert found.units <= units
    assert found.optimal
    again = fit_tolerance(x, y, found.max_error * (1 + 1e-9) + 1e-12)
    assert again.units <= found.units
    assert again.max_error <= found.max_error * (1 + 1e-9) + 1e-12
    if found.units == units and found.max_error > 1e-6:
        assert fit_tolerance(x, y, found.max_error * (1 - 1e-6)).units > units


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_duplicates_are_bars(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 8, 40).astype(float), rng.normal(size=40)
    x[:2] = 0.0, 7.0
    low = np.array([y[x == t].min() for t in np.unique(x)])
    high = np.array([y[x == t].max() for t in np.unique(x)])
    for units in (1, 2, 3, 20):
        found = fit(x, y, units, "max")
        assert found.max_error >= (high - low).max() / 2 * (1 - 1e-12)
        ends = np.concatenate([np.unique(x), np.unique(x)]), np.concatenate([low, high])
        assert fit(*ends, units, "max").max_error == pytest.approx(found.max_error, rel=1e-9)
    assert fit(x, y, 20, "max").max_error == pytest.approx((high - low).max() / 2, rel=1e-12)


def test_more_points_than_are_looked_at_at_once() -> None:
    rng = np.random.default_rng(5)
    x = np.sort(rng.uniform(0, 10, 5_000))
    y = np.sin(x) + rng.uniform(-0.2, 0.2, 5_000)
    for units in (3, 7):
        found = fit(x, y, units, "max")
        assert found.optimal
        assert fit_tolerance(x, y, found.max_error * (1 + 1e-9)).units == units
        assert fit_tolerance(x, y, found.max_error * (1 - 1e-6)).units == units + 1


def test_never_a_larger_error_than_least_squares() -> None:
    rng = np.random.default_rng(6)
    x, y = np.sort(rng.uniform(0, 1, 400)), rng.normal(size=400)
    largest = fit_curve(x, y, 10, "max")
    squares = fit_curve(x, y, 10)
    assert np.all(largest.max_errors <= squares.max_errors * (1 + 1e-9))
    assert np.all(squares.squared_errors <= largest.squared_errors * (1 + 1e-9))


def test_the_fewest_units_for_no_error_at_all() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    y = np.array([0.0, 1.0, 2.0, 1.0, 0.0, 3.0])
    found = fit_tolerance(x, y, 0.0)
    assert found.units == 3
    assert found.max_error <= 1e-15


def test_the_nearest_line_may_ignore_one_side() -> None:
    x, y = np.arange(4.0), np.array([-3.0, -5.0, 0.0, 1.0])
    line, error = nearest_line(x, y, y, upper=2, lower=0)
    assert error <= 1e-12  # only the last two points hold it from above
    assert line.at(2.0) <= 1e-12
    assert line.at(3.0) <= 1.0 + 1e-12
