"""What a hand does, by the table of gestures: both modes, v > 0, v < 0 and v = 0."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reluviz.core.construct import largest_term, through_points
from reluviz.core.influence import changed_parameters
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import exact_curve
from reluviz.core.targets import Target
from reluviz.document.arrow_steps import joint_steps, step_of
from reluviz.document.grabs import grab
from reluviz.document.holds import CLEAN, Grab, RefusedError
from reluviz.document.items import Joint, Segment, Unit
from reluviz.document.state import State

POINTS = ((-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0))
DOMAIN = (-1.0, 1.0)


def evaluation(network: Network, domain: tuple[float, float] = DOMAIN) -> State:
    return State(network, (domain,))


@pytest.fixture
def state(article: Network) -> State:
    """The article's example."""
    return evaluation(article)


def held(state: State, item: Joint | Segment, mode: str, x: float, y: float) -> Grab:
    found = grab(state, item, mode, (x, y))
    assert isinstance(found, Grab), found
    return found


def names(before: Network, after: Network) -> list[str]:
    return [after.name(p) for p in changed_parameters(before, after) or []]


# "this point"


def test_a_joint_up_changes_three_weights_in_the_ratio_1_2_1_on_an_even_grid() -> None:
    network = through_points([(-1, 0), (-0.5, 1), (0, 3), (0.5, -1), (1, 0)])
    found = held(evaluation(network), Joint(2), "point", 0, 3)
    assert (found.text, found.directions) == ("move joint 3", "both")
    moved = found.move(0, 4)
    assert names(network, moved) == ["w2", "w3", "w4"]
    assert (moved.w - network.w)[1:4].tolist() == [2, -4, 2]
    np.testing.assert_allclose(exact_curve(moved).y, [0, 1, 4, -1, 0], atol=1e-14)


def test_a_joint_sideways_changes_its_bias_too(state: State) -> None:
    moved = held(state, Joint(2), "point", 0, -1).move(0.25, -1)
    assert "b3" in names(state.network, moved)
    curve = exact_curve(moved)
    np.testing.assert_allclose(curve.x, [-1, -0.5, 0.25, 1])
    np.testing.assert_allclose(curve.y, [-1, 1, -1, 0], atol=1e-14)


def test_a_hand_beside_the_joint_moves_it_by_as_much_as_the_hand_moves(state: State) -> None:
    moved = held(state, Joint(1), "point", -0.48, 0.97).move(-0.48, 1.97)
    assert exact_curve(moved).y[1] == pytest.approx(2)


def test_the_ends_move_up_and_down_only(state: State) -> None:
    for index, x in ((0, -1.0), (3, 1.0)):
        found = held(state, Joint(index), "point", x, 0)
        assert found.directions == "y"
        curve = exact_curve(found.move(x + 0.3, 0.5))
        np.testing.assert_allclose(curve.x, state.curve.x)
        expected = state.curve.y.copy()
        expected[index] += 0.5
        np.testing.assert_allclose(curve.y, expected, atol=1e-14)


def test_a_joint_stops_at_its_neighbours(state: State) -> None:
    found = held(state, Joint(1), "point", -0.5, 1)
    for to, stop in ((5.0, -0.02), (-5.0, -0.98)):  # a hundredth of the domain away
        x = exact_curve(found.move(to, 1)).x
        assert len(x) == 4
        assert x[1] == pytest.approx(stop)


def test_a_joint_that_is_near_its_neighbour_comes_only_half_as_near() -> None:
    network = through_points([(-1, 0), (0, 1), (0.004, 0), (1, 1)])
    found = held(evaluation(network), Joint(1), "point", 0, 1)
    assert exact_curve(found.move(5.0, 1)).x[1] == pytest.approx(0.002)


def test_by_its_handles_each_thing_moves_what_it_is(state: State) -> None:
    texts = [
        held(state, item, "handle", 0.0, 0.0).text
        for item in (Joint(0), Joint(1), Segment(1), ParameterId(0, 1))
    ]
    assert texts == [
        "move the first joint",
        "move joint 2",
        "turn segment 2 by w2",
        "move the kink of ReLU 2",
    ]
    lifted = held(state, Joint(0), "handle", -1, -1).move(-1, -0.5)
    assert lifted == state.network.with_value(ParameterId(1, 0), -0.5)
    kink = held(state, ParameterId(0, 1), "handle", -0.5, -1).move(-0.25, -1)
    assert kink == state.network.with_value(ParameterId(0, 1), 0.25)


def test_a_joint_that_is_no_point_moves_its_kink() -> None:
    network = Network.from_rays([1, -1], [0.5, 0.5], [1, 1], 0)
    found = held(evaluation(network), Joint(1), "handle", -0.5, 1)
    assert found.directions == "x"


def test_a_segment_lifts_both_its_ends(state: State) -> None:
    found = held(state, Segment(1), "point", -0.3, 0.2)
    assert (found.text, found.directions) == ("lift segment 2", "y")
    curve = exact_curve(found.move(0.4, 0.7))
    np.testing.assert_allclose(curve.x, state.curve.x)
    np.testing.assert_allclose(curve.y, [-1, 1.5, -0.5, 0], atol=1e-14)


def test_points_are_refused_where_a_ray_does_not_rise_to_the_right() -> None:
    for v in (-1.0, 0.0):
        network = Network.from_rays([1, v], [1, 0.5], [1, 1], 0)
        for item in (Joint(0), Segment(0)):
            with pytest.raises(RefusedError) as refused:
                grab(evaluation(network), item, "point", (0, 0))
            assert refused.value.rewrite_helps


def test_other_things_cannot_be_dragged_on_the_curve(state: State) -> None:
    for item in (Unit(0), None):
        for mode in ("point", "relu", "handle"):
            with pytest.raises(RefusedError):
                grab(state, item, mode, (0, 0))


@st.composite
def drags(draw: st.DrawFn) -> tuple[Network, tuple[float, float], int, float, float]:
    xs = draw(st.lists(st.integers(-50, 50), min_size=2, max_size=12, unique=True))
    ys = draw(st.lists(st.integers(-50, 50), min_size=len(xs), max_size=len(xs)))
    scale = draw(st.sampled_from([0.01, 0.3, 7.0]))
    network = through_points([(x * scale, y / 7) for x, y in zip(xs, ys, strict=True)])
    domain = (min(xs) * scale, max(xs) * scale)
    joint = draw(st.integers(0, len(xs) - 1))
    right = draw(st.floats(-2, 2)) * scale
    return network, domain, joint, right, draw(st.floats(-5, 5))


@settings(max_examples=150)
@given(drags())
def test_moving_one_point_moves_nothing_outside_its_two_segments(
    case: tuple[Network, tuple[float, float], int, float, float],
) -> None:
    network, domain, joint, right, up = case
    state = evaluation(network, domain)
    assume(state.point_units is not None)
    x, y = state.curve.x, state.curve.y
    found = held(state, Joint(joint), "point", float(x[joint]), float(y[joint]))
    moved = found.move(float(x[joint]) + right, float(y[joint]) + up)
    tolerance = 1e-11 * max(largest_term(network, domain), largest_term(moved, domain))
    left = x[joint - 1] if joint > 0 else -np.inf
    last = x[joint + 1] if joint < len(x) - 1 else np.inf
    places = np.linspace(*domain, 201)
    outside = places[(places <= left) | (places >= last)]
    np.testing.assert_allclose(moved(outside), network(outside), rtol=0, atol=tolerance)
    others = [k for k in range(len(x)) if k != joint]
    np.testing.assert_allclose(moved(x[others]), y[others], rtol=0, atol=tolerance)
    new_x = exact_curve(moved, domain).x
    assert moved(float(new_x[joint])) == pytest.approx(y[joint] + up, abs=tolerance)


# "this ReLU"


@pytest.mark.parametrize("v", [1.0, -2.0])
def test_a_joint_sideways_moves_the_kink_by_its_bias_alone(v: float) -> None:
    network = Network.from_rays([v], [-0.25 * v], [2], 0)
    found = held(evaluation(network), Joint(1), "relu", 0.25, 0)
    assert (found.text, found.directions) == ("move the kink of ReLU 1", "x")
    moved = found.move(0.5, 9)
    assert names(network, moved) == ["b1"]
    assert moved.kinks[0] == pytest.approx(0.5)
    assert held(evaluation(network), Joint(1), "relu", 0.25, 0).move(0.25, 9) == network


def test_a_kink_stays_inside_the_domain(state: State) -> None:
    found = held(state, Joint(1), "relu", -0.5, 1)
    assert found.move(-7, 0).kinks[1] == -1
    assert 0.99 < found.move(7, 0).kinks[1] < 1


def test_the_first_joint_up_is_b0_and_sideways_its_kink(state: State) -> None:
    found = held(state, Joint(0), "relu", -1, -1)
    up = found.move(-1, -0.5)
    assert names(state.network, up) == ["b0"]
    assert up.b0 == -0.5
    right = found.move(-0.75, -1)
    assert names(state.network, right) == ["b1"]
    assert right.kinks[0] == -0.75
    assert found.move(-1, -1) == state.network


def test_the_first_joint_without_a_kink_moves_up_and_down_only() -> None:
    network = Network.from_rays([1], [5], [1], 0)
    found = held(evaluation(network), Joint(0), "relu", -1, 4)
    assert found.directions == "y"
    assert names(network, found.move(0.5, 5)) == ["b0"]


def test_an_end_without_a_kink_is_refused(state: State) -> None:
    with pytest.raises(RefusedError) as refused:
        grab(state, Joint(3), "relu", (1, 0))
    assert not refused.value.rewrite_helps


@pytest.mark.parametrize("segment", [0, 1, 2])
def test_a_segment_turns_about_its_kink_by_one_weight(state: State, segment: int) -> None:
    x, y = state.curve.x, state.curve.y
    at = (float(x[segment] + x[segment + 1]) / 2, float(y[segment] + y[segment + 1]) / 2)
    found = held(state, Segment(segment), "relu", *at)
    assert found.text == f"turn segment {segment + 1} by w{segment + 1}"
    moved = found.move(at[0] + 0.1, at[1] + 0.25)
    assert names(state.network, moved) == [f"w{segment + 1}"]
    assert moved(at[0]) == pytest.approx(at[1] + 0.25)
    np.testing.assert_allclose(moved(x[: segment + 1]), y[: segment + 1], atol=1e-14)


def test_a_segment_of_a_ray_to_the_left_turns_about_its_right_end() -> None:
    network = Network.from_rays([-1, 1], [0.5, -0.5], [1, 1], 0)
    state = evaluation(network)
    found = held(state, Segment(0), "relu", 0, 0.5)
    moved = found.move(0, 1.5)
    assert names(network, moved) == ["w1"]
    assert moved(0.0) == pytest.approx(1.5)
    assert moved(0.5) == pytest.approx(network(0.5))


def test_near_its_kink_a_segment_turns_gently(state: State) -> None:
    moved = held(state, Segment(1), "relu", -0.5, 1).move(-0.5, 1.01)
    assert abs(moved.w[1] - state.network.w[1]) < 0.3


def test_a_segment_that_no_ray_starts_is_refused() -> None:
    constant = Network.from_rays([0, 1], [1, -3], [1, 1], 0)
    between = Network.from_rays([-1, 1], [-0.5, -0.5], [1, 1], 0)
    for network, segment in ((constant, 0), (between, 1)):
        with pytest.raises(RefusedError):
            grab(evaluation(network), Segment(segment), "relu", (0, 1))


def test_turning_with_the_hand_where_it_was_changes_nothing(state: State) -> None:
    assert held(state, Segment(1), "relu", -0.2, -0.2).move(0.7, -0.2) == state.network


# Steps


def test_steps_are_nice_and_do_not_shrink_towards_zero(article: Network) -> None:
    state = State(article, (DOMAIN,), Target.from_points(POINTS))
    assert {step_of(state, p) for p in article.parameters()} == {0.1}
    small = State(article.with_value(ParameterId(1, 0), 0.01), (DOMAIN,), state.target)
    assert step_of(small, ParameterId(1, 0)) == 0.1
    assert joint_steps(state) == (0.1, 0.1)


def test_steps_follow_the_size_of_the_domain() -> None:
    network = through_points([(0, 0), (50_000, 10_000), (100_000, 40_000)])
    state = evaluation(network, (0, 100_000))
    assert step_of(state, ParameterId(0, 0)) == 1000
    assert step_of(state, ParameterId(1, 0, 0)) == 0.01
    assert joint_steps(state) == (1000, 1000)


def test_a_network_of_zeros_has_steps_too() -> None:
    network = Network.from_rays([0], [0], [0], 0)
    state = evaluation(network)
    assert all(step_of(state, p) > 0 for p in network.parameters())


def test_a_mouse_gives_no_more_digits_than_it_can_tell_apart(state: State) -> None:
    pixel = 0.0029, 0.0037
    point = held(state, Joint(1), "point", -0.5, 1)
    curve = exact_curve(point.move(-0.4471, 1.2039, pixel))
    assert curve.x[1] == -0.445
    assert curve.y[1] == pytest.approx(1.205, abs=1e-13)
    segment = held(state, Segment(1), "relu", 0.0, -1)
    assert segment.move(0.0, -0.50195, pixel).w[1] == -7
    assert segment.move(0.0, -0.50195).w[1] == pytest.approx(-7.0039)
    kink = held(state, Joint(1), "relu", -0.5, 1)
    assert kink.move(-0.30173, 9, pixel).b[1] == 0.3
    start = held(state, Joint(0), "relu", -1, -1)
    assert start.move(-1, -0.50137, pixel).b0 == -0.5


def test_what_the_mouse_cannot_tell_from_nothing_changes_nothing() -> None:
    state = evaluation(through_points([(-1, -1), (-0.5001234, 1), (0, -1.000077), (1, 0)]))
    pixel = 0.003, 0.004
    for item, mode in ((Joint(1), "point"), (Segment(1), "relu"), (Joint(1), "relu")):
        found = held(state, item, mode, -0.4, 0.7)
        assert found.move(-0.4, 0.7, pixel) == state.network
    # Only what moves gets short: sideways here, the height keeps all its digits.
    curve = exact_curve(held(state, Joint(1), "point", 0, 0).move(0.1, 0, pixel))
    assert curve.x[1] == -0.4
    assert curve.y[1] == pytest.approx(1, abs=1e-12)


def test_a_segment_is_lifted_as_a_whole_and_steps_on_a_grid_are_clean() -> None:
    state = evaluation(through_points([(-1, -1), (-0.5, 1.00037), (0, -1.00063), (1, 0)]))
    curve = exact_curve(held(state, Segment(1), "point", -0.2, 0).move(0.3, 0.1021, (0.003, 0.004)))
    assert curve.y[1:3] == pytest.approx([1.10037, -0.90063], abs=1e-12)
    assert curve.y[[0, 3]] == pytest.approx([-1, 0], abs=1e-12)
    snapped = held(state, Joint(1), "point", -0.5, 1).move(-0.5 + 0.2, 1, (CLEAN * 0.05, CLEAN))
    assert exact_curve(snapped).x[1] == -0.3
