"""Targets drawn freehand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.strokes import LEAST_WIDTH, Stroke, thinned
from reluviz.core.targets import Target

PIXEL = (0.0025, 0.008)
DOMAIN = (-1.0, 1.0)

places = st.lists(
    st.tuples(st.floats(-1.5, 1.5), st.floats(-5, 5)),
    min_size=2,
    max_size=12,
)


def drawn(points, target=None, domain=DOMAIN, pixel=PIXEL) -> Target | None:
    (x, y), *others = points
    stroke = Stroke(x, y, pixel, domain, target)
    for place in others:
        stroke.go_to(*place)
    return stroke.target()


def test_a_straight_stroke_is_two_points() -> None:
    target = drawn([(-0.5, 1.0), (-0.25, 0.5), (0.5, -1.0)])
    assert target is not None
    assert target.is_line
    np.testing.assert_array_equal(target.x, [-0.5, 0.5])
    np.testing.assert_array_equal(target.y, [1.0, -1.0])


def test_a_stroke_to_the_left_is_the_same_line() -> None:
    there, back = drawn([(-0.5, 1.0), (0.5, -1.0)]), drawn([(0.5, -1.0), (-0.5, 1.0)])
    assert there == back


def test_what_is_drawn_stays_within_half_a_pixel() -> None:
    x = np.linspace(-1, 1, 700)
    target = drawn(list(zip(x, np.sin(5 * x), strict=True)))
    assert target is not None
    assert len(target.x) < 90
    assert np.abs(target.curve(x) - np.sin(5 * x)).max() < PIXEL[1]


def test_going_back_draws_over_what_was_drawn() -> None:
    target = drawn([(-0.5, 0.0), (0.5, 0.0), (0.5, 2.0), (0.0, 2.0)])
    assert target is not None
    np.testing.assert_allclose(target.curve([-0.5, -0.1, 0.1, 0.5]), [0, 0, 2, 2], atol=1e-9)


def test_numbers_have_as_many_digits_as_the_screen_can_show() -> None:
    target = drawn([(-0.51234567, 1.234567), (0.1, 0.7654321), (0.51234567, -1.234567)])
    assert target is not None
    assert all(len(repr(abs(value))) <= 6 for value in (*target.x.tolist(), *target.y.tolist()))


def test_the_pen_stays_in_the_domain_and_its_ends_are_exact() -> None:
    domain = (-1 / 3, 2 / 3)
    target = drawn([(-5.0, 1.0), (5.0, 2.0)], domain=domain)
    assert target is not None
    assert (target.x[0], target.x[-1]) == domain


@pytest.mark.parametrize("width", [0.0, 0.4, 2.0])
def test_a_narrow_stroke_is_none(width: float) -> None:
    assert drawn([(0.0, 0.0), (width * PIXEL[0], 3.0)]) is None


def test_outside_of_the_domain_nothing_is_drawn() -> None:
    assert drawn([(2.0, 0.0), (3.0, 1.0)]) is None


def test_a_line_stays_beside_the_stroke() -> None:
    below = Target([-1.0, -0.5, 0.0, 0.3, 1.0], [0.0, 1.0, -1.0, 4.0, 0.5])
    target = drawn([(-0.2, 3.0), (0.2, 3.0)], below)
    assert target is not None
    x = np.concatenate([np.linspace(-1, -0.21, 300), np.linspace(0.21, 1, 300)])
    np.testing.assert_allclose(target.curve(x), below.curve(x), atol=1e-12)
    np.testing.assert_array_equal(target.curve(np.linspace(-0.2, 0.2, 9)), 3.0)


def test_a_line_that_is_elsewhere_is_joined_to_the_stroke() -> None:
    target = drawn([(0.5, 1.0), (0.8, 1.0)], Target([-1.0, 0.0], [2.0, 2.0]))
    assert target is not None
    np.testing.assert_array_equal(target.x, [-1.0, 0.0, 0.5, 0.8])


def test_single_points_give_way_to_the_stroke() -> None:
    below = Target.from_data([-1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 2.0, 3.0])
    assert drawn([(-0.2, 3.0), (0.2, 3.0)], below) == drawn([(-0.2, 3.0), (0.2, 3.0)])


@settings(deadline=None, max_examples=60)
@given(places, st.sampled_from([1e-120, 1e-6, 1.0, 1e9]))
def test_any_stroke_is_a_target_or_none(points, scale: float) -> None:
    """Also at odd scales; and the newest place is what the line goes through."""
    domain, pixel = (-scale, scale), (PIXEL[0] * scale, PIXEL[1] * scale)
    points = [(x * scale, y * scale) for x, y in points]
    below = Target(np.linspace(-scale, scale, 5), scale * np.array([0.0, 1.0, -1.0, 2.0, 0.0]))
    target = drawn(points, below, domain, pixel)
    clamped = np.clip([x for x, _ in points], *domain)
    if np.ptp(clamped) < (LEAST_WIDTH - 1) * pixel[0]:
        assert target is None
    elif np.ptp(clamped) > (LEAST_WIDTH + 1) * pixel[0]:
        assert target is not None
        assert target.x[0] == domain[0]
        assert target.x[-1] == domain[1]
        near = np.abs(target.x - clamped[-1]) <= pixel[0]
        value = target.curve(np.clip(clamped[-1], *domain))
        steep = np.abs(np.diff(target.y[np.flatnonzero(near)])).sum() if near.any() else 0.0
        slopes = np.abs(target.curve.slopes).max() * pixel[0]
        assert abs(value - points[-1][1]) <= 2 * pixel[1] + steep + slopes


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-100, 100), min_size=2, max_size=80), st.floats(0.01, 50))
def test_thinning_keeps_its_promise(heights: list[float], tolerance: float) -> None:
    x, y = np.arange(float(len(heights))), np.array(heights)
    kept = thinned(x, y, tolerance)
    assert kept[0] == 0
    assert kept[-1] == len(x) - 1
    assert np.all(np.diff(kept) > 0)
    assert np.abs(np.interp(x, x[kept], y[kept]) - y).max() <= tolerance * (1 + 1e-9)
