from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from networks import points, shallow_networks, values

from reluviz.core.construct import (
    LARGEST_UNITS,
    SMALLEST_GAP,
    add_joint,
    largest_term,
    move_joints,
    remove_joint,
    remove_unit,
    rewrite_right,
    segment_units,
    through_points,
)
from reluviz.core.network import Network
from reluviz.core.piecewise import exact_curve

ARTICLE = [(-1, -1), (-0.5, 1), (0, -1), (1, 0)]


def test_the_articles_network() -> None:
    network = through_points(ARTICLE)
    assert network.v.tolist() == [1, 1, 1]
    assert network.b.tolist() == [1, 0.5, 0]
    assert network.w.tolist() == [4, -8, 5]
    assert network.b0 == -1
    curve = exact_curve(network)
    assert curve.slopes.tolist() == [4, -4, 1]
    assert list(zip(curve.x.tolist(), curve.y.tolist(), strict=True)) == ARTICLE


@given(points())
@settings(deadline=None, max_examples=150)
def test_the_curve_goes_through_the_points(some_points) -> None:
    network = through_points(some_points)
    x, y = np.array(sorted(some_points)).T
    domain = (x[0], x[-1])
    tolerance = 1e-12 * largest_term(network, domain)
    curve = exact_curve(network, domain)
    assert network.n_units == len(some_points) - 1
    np.testing.assert_array_equal(curve.x, x)
    np.testing.assert_allclose(curve.y, y, rtol=0, atol=tolerance)
    np.testing.assert_allclose(network(x), y, rtol=0, atol=tolerance)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "at least two"),
        ([(0, 1)], "at least two"),
        ([(0, 1), (0, 2)], "same x = 0"),
        ([(0, 1), (1, np.nan)], "finite"),
        ([(0, 1), (1, np.inf)], "finite"),
        ([(0, 1), (1, 1e300)], "at most 1e\\+100"),
        ([(0, 1e99), (1e-9, -1e99)], "too steep"),
        ([(0, 1, 2), (1, 2, 3)], "pairs"),
        ([("a", 1), (1, 2)], "numbers"),
        (np.column_stack([np.arange(LARGEST_UNITS + 2.0)] * 2), "at most 100,000"),
    ],
)
def test_wrong_points_are_refused_in_words(wrong, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        through_points(wrong)


@given(shallow_networks())
@settings(deadline=None, max_examples=150)
def test_rewriting_as_rays_to_the_right_changes_nothing(network: Network) -> None:
    domain = (-7.0, 9.0)
    kinks = network.kinks[(network.kinks > -7) & (network.kinks < 9)]
    gaps = np.diff(np.unique(np.concatenate([kinks, domain])))
    assume(gaps.min() > 1e-6)
    rewritten = rewrite_right(network, domain)
    assert np.all(rewritten.v == 1)
    assert segment_units(rewritten, exact_curve(rewritten, domain)) is not None
    x = np.linspace(*domain, 10_000)
    scale = max(largest_term(network, domain), largest_term(rewritten, domain))
    np.testing.assert_allclose(rewritten(x), network(x), rtol=0, atol=2e-12 * scale)


@given(shallow_networks(), st.floats(-6, 8))
@settings(deadline=None, max_examples=100)
def test_adding_a_joint_changes_nothing(network: Network, x: float) -> None:
    if np.any(network.kinks == x):
        with pytest.raises(ValueError, match="already"):
            add_joint(network, x)
        return
    added, unit = add_joint(network, x)
    probes = np.linspace(-7, 9, 10_000)
    scale = largest_term(network, (-7, 9))
    np.testing.assert_allclose(added(probes), network(probes), rtol=0, atol=1e-14 * scale)
    assert added.w[unit] == 0
    assert added.kinks[unit] == x
    assert remove_unit(added, unit) == network


@given(points(most=12), st.data())
@settings(deadline=None, max_examples=150)
def test_moving_a_point_moves_nothing_outside_its_two_segments(some_points, data) -> None:
    network = through_points(some_points)
    x, y = np.array(sorted(some_points)).T
    domain = (float(x[0]), float(x[-1]))
    joint = data.draw(st.integers(0, len(x) - 1))
    to_x, to_y = data.draw(st.floats(-150, 150)), data.draw(values)
    moved = move_joints(network, exact_curve(network, domain), {joint: (to_x, to_y)})
    curve = exact_curve(moved, domain)
    assert len(curve) == len(x)
    assert np.all(np.delete(curve.x, joint) == np.delete(x, joint))
    scale = max(largest_term(network, domain), largest_term(moved, domain))
    expected = y.copy()
    expected[joint] = to_y
    np.testing.assert_allclose(curve.y, expected, rtol=0, atol=1e-12 * scale)
    left = joint - 1 if joint > 0 else 0
    right = joint + 1 if joint < len(x) - 1 else joint
    outside = np.linspace(*domain, 2_000)
    outside = outside[(outside <= x[left]) | (outside >= x[right])]
    if joint == 0:
        outside = outside[outside >= x[1]]
    if joint == len(x) - 1:
        outside = outside[outside <= x[-2]]
    np.testing.assert_allclose(moved(outside), network(outside), rtol=0, atol=1e-12 * scale)
    assert np.count_nonzero(moved.w != network.w) <= 3
    assert np.count_nonzero(moved.b != network.b) <= 1


def test_on_an_even_grid_the_weights_change_as_1_minus_2_1() -> None:
    network = through_points([(0, 0), (1, 3), (2, 1), (3, 2)])
    moved = move_joints(network, exact_curve(network, (0, 3)), {1: (1, 3.5)})
    np.testing.assert_allclose(moved.w - network.w, [0.5, -1.0, 0.5])


def test_a_joint_stops_at_its_neighbours_and_an_end_keeps_its_x() -> None:
    network, domain = through_points(ARTICLE), (-1.0, 1.0)
    curve = exact_curve(network)
    far = exact_curve(move_joints(network, curve, {1: (50, 1)}), domain)
    assert far.x[1] == pytest.approx(0 - 2 * SMALLEST_GAP)
    end = exact_curve(move_joints(network, curve, {3: (0.2, 7)}), domain)
    assert (end.x[3], end.y[3]) == (1.0, pytest.approx(7))


def test_moving_points_works_for_any_v_above_zero_and_kinks_left_of_the_domain() -> None:
    network = Network.from_rays([2, 0.5], [6, -0.25], [1, -4], 3)  # kinks at -3 and 0.5
    domain = (0.0, 2.0)
    before = exact_curve(network, domain)
    moved = move_joints(network, before, {0: (0, 1), 1: (0.75, -2)})
    curve = exact_curve(moved, domain)
    np.testing.assert_allclose(curve.x, [0, 0.75, 2])
    np.testing.assert_allclose(curve.y, [1, -2, before.y[-1]])


@given(points(most=10), st.data())
@settings(deadline=None, max_examples=60)
def test_removing_a_joint_leaves_a_straight_line(some_points, data) -> None:
    assume(len(some_points) > 2)
    network = through_points(some_points)
    x, y = np.array(sorted(some_points)).T
    domain = (float(x[0]), float(x[-1]))
    joint = data.draw(st.integers(1, len(x) - 2))
    curve = exact_curve(remove_joint(network, domain, joint), domain)
    np.testing.assert_array_equal(curve.x, np.delete(x, joint))
    scale = largest_term(network, domain)
    np.testing.assert_allclose(curve.y, np.delete(y, joint), rtol=0, atol=1e-11 * scale)


def test_what_cannot_be_edited_point_by_point_says_so() -> None:
    left = Network.from_rays([1, -1], [0, 0], [1, 1], 0)
    equal = Network.from_rays([1, 1, 1], [1, 0, 0], [1, 1, 1], 0)
    for network in (left, equal):
        assert segment_units(network, exact_curve(network)) is None
        with pytest.raises(ValueError, match="rewrite"):
            move_joints(network, exact_curve(network), {1: (0, 1)})
    article = through_points(ARTICLE)
    for end in (0, 3):
        with pytest.raises(ValueError, match="ends of the domain"):
            remove_joint(article, (-1, 1), end)
    with pytest.raises(ValueError, match="only ReLU"):
        remove_unit(through_points(ARTICLE[:2]), 0)
