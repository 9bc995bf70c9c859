"""Contours of functions whose level lines are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.contours import contours, nice_levels


def grid(function, steps=41, low=-1.0, high=1.0):
    x = np.linspace(low, high, steps)
    points = np.column_stack([np.tile(x, steps), np.repeat(x, steps)])
    return x, x, function(points).reshape(steps, steps)


def circle(points):
    return np.hypot(points[:, 0], points[:, 1])


@given(st.floats(0.2, 0.9))
def test_the_contour_of_a_distance_is_a_circle_without_ends(radius):
    x, y, values = grid(circle)
    lines = contours(x, y, values, [radius], circle)
    assert np.hypot(lines[:, 0::2], lines[:, 1::2]) == pytest.approx(radius, abs=4e-4)
    _ends, counts = np.unique(lines.reshape(-1, 2), axis=0, return_counts=True)
    assert set(counts) == {2}  # every end belongs to two lines: it is closed
    length = np.hypot(*(lines[:, 2:] - lines[:, :2]).T).sum()
    assert length == pytest.approx(2 * np.pi * radius, rel=0.02)


@given(st.floats(-0.9, 0.9), st.floats(-3, 3))
def test_a_jump_is_found_to_a_hundredth_of_a_cell(shift, slope):
    def jump(points):
        return np.where(points[:, 1] > slope * points[:, 0] + shift, 1.0, 0.0)

    x, y, values = grid(jump)
    lines = contours(x, y, values, [0.5], jump)
    away = lines[:, 1::2] - slope * lines[:, 0::2] - shift
    cell = x[1] - x[0]
    assert np.abs(away).max(initial=0.0) <= cell / 100 * (1 + abs(slope))


def test_without_the_function_values_are_taken_as_straight_between_neighbours():
    def plane(points):
        return 2 * points[:, 0] - points[:, 1] + 0.3

    lines = contours(*grid(plane, 7), [0.1], None)
    assert 2 * lines[:, 0::2] - lines[:, 1::2] + 0.3 == pytest.approx(0.1, abs=1e-12)


def test_at_a_saddle_the_middle_says_which_corners_belong_together():
    x = np.array([0.0, 1.0])
    for high, cut_off in ((3.0, {(1, 0), (0, 1)}), (1.2, {(0, 0), (1, 1)})):
        lines = contours(x, x, np.array([[high, 0.0], [0.0, high]]), [1.0], None)
        middles = lines.reshape(-1, 2, 2).mean(axis=1)
        assert {tuple(np.round(middle).astype(int).tolist()) for middle in middles} == cut_off


def test_no_crossing_is_no_line():
    x, y, values = grid(circle)
    assert contours(x, y, values, [5.0], circle).shape == (0, 4)


@pytest.mark.parametrize(
    ("low", "high", "levels"),
    [
        (0, 1, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
        (-2, 2, [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]),
    ],
)
def test_levels_are_round(low, high, levels):
    assert nice_levels(low, high) == pytest.approx(levels)
    assert len(nice_levels(1.0, 1.0)) == 0


def test_many_levels_are_those_one_by_one():
    x, y, values = grid(circle)
    levels = [0.3, 0.5, 0.9]
    one_by_one = [contours(x, y, values, [level], circle) for level in levels]
    together = contours(x, y, values, levels, circle)
    np.testing.assert_allclose(
        np.sort(together.ravel()), np.sort(np.concatenate(one_by_one).ravel()), atol=1e-12
    )
