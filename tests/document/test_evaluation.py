"""What follows from one network: joints and their units, slopes, and what stands for what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from networks import shallow_networks

from reluviz.core.network import Network, ParameterId
from reluviz.core.targets import Target
from reluviz.document.items import Joint, Segment, Unit
from reluviz.document.meaning import meaning
from reluviz.document.state import State

DOMAIN = (-1.0, 1.0)
W2, B0 = ParameterId(1, 0, 1), ParameterId(1, 0)


@pytest.fixture
def state(article: Network) -> State:
    """The article's example."""
    return State(article, (DOMAIN,))


def test_joints_have_the_units_that_start_there(state: State) -> None:
    assert state.joint_units.tolist() == [0, 1, 2, -1]
    assert state.slopes_after.tolist() == [4, -4, 1]
    assert state.point_units is not None
    assert state.point_units.tolist() == [0, 1, 2]


def test_slopes_at_a_kink(state: State) -> None:
    assert state.slopes_at_kink(0) == (None, 4)
    assert state.slopes_at_kink(1) == (4, -4)
    outside = State(Network.from_rays([1, 0], [5, 1], [1, 1], 0), (DOMAIN,))
    assert outside.slopes_at_kink(0) == (None, None)
    assert outside.slopes_at_kink(1) == (None, None)
    assert np.isnan(outside.slopes_after).all()


def test_a_kink_on_the_right_end() -> None:
    state = State(Network.from_rays([1, 1], [1, -1], [2, 1], 0), (DOMAIN,))
    assert state.joint_units.tolist() == [0, 1]
    assert state.slopes_at_kink(1) == (2, None)
    assert np.isnan(state.slopes_after[1])


@settings(max_examples=150)
@given(shallow_networks())
def test_every_slope_and_unit_agrees_with_the_curve(network: Network) -> None:
    state = State(network, (DOMAIN,))
    curve = state.curve
    for joint, unit in enumerate(state.joint_units):
        if unit >= 0:
            assert network.kinks[unit] == curve.x[joint]
    for unit, slope in enumerate(state.slopes_after):
        left, right = state.slopes_at_kink(unit)
        assert (right is None) == bool(np.isnan(slope))
        if right is not None:
            assert right == slope
            joint = int(np.searchsorted(curve.x, network.kinks[unit]))
            assert right == curve.slopes[joint]
            assert left is None or left == curve.slopes[joint - 1]


def test_what_stands_for_an_item_in_the_editor(state: State) -> None:
    for mode in ("point", "relu"):
        assert state.parameter_of(None, mode) is None
        assert state.parameter_of(W2, mode) == W2
        assert state.parameter_of(Unit(1), mode) == W2
        assert state.parameter_of(Segment(1), mode) == W2
    assert state.parameter_of(Joint(1), "point") == W2
    assert state.parameter_of(Joint(1), "relu") == ParameterId(0, 1)
    assert state.parameter_of(Joint(0), "relu") == B0
    assert state.parameter_of(Joint(3), "relu") is None
    assert state.parameter_of(Joint(3), "point") == ParameterId(1, 0, 2)


def test_where_an_item_would_move_the_curve(state: State) -> None:
    assert meaning(state, None, "point").intervals == ()
    assert meaning(state, W2, "point").intervals == ((-0.5, 1),)
    assert meaning(state, Unit(2), "point").intervals == ((0, 1),)
    assert meaning(state, B0, "relu").intervals == (DOMAIN,)
    assert meaning(state, Joint(1), "point").intervals == ((-1, 0),)
    assert meaning(state, Joint(0), "point").intervals == ((-1, -0.5),)
    assert meaning(state, Segment(1), "point").intervals == ((-1, 1),)
    assert meaning(state, Joint(1), "relu").intervals == ((-0.5, 1),)
    assert meaning(state, Segment(2), "relu").intervals == ((0, 1),)
    assert meaning(state, Joint(3), "relu").intervals == ()


def test_rays_to_the_left_and_without_a_kink() -> None:
    network = Network.from_rays([-1, 0, 0], [0.5, 1, -1], [1, 1, 1], 0)
    state = State(network, (DOMAIN,))
    assert meaning(state, Unit(0), "relu").intervals == ((-1, 0.5),)
    assert meaning(state, Unit(1), "relu").intervals == (DOMAIN,)
    assert meaning(state, Unit(2), "relu").intervals == ()
    assert state.turner(0) == 0
    assert state.turner(1) is None
    assert state.activations(-1.0).tolist() == [1.5, 1, 0]
    assert state.active_units(0.5).tolist() == [False, True, False]


def test_the_distance_from_the_target(article: Network) -> None:
    assert State(article, (DOMAIN,)).misfit is None
    target = Target.from_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
    exact = State(article, (DOMAIN,), target).misfit
    assert exact is not None
    assert exact.largest == 0
    moved = State(article.with_value(W2, -7.2), (DOMAIN,), target).misfit
    assert moved is not None
    assert moved.largest == pytest.approx(1.2)
    assert State(article, ((5, 6),), target).misfit is None


def test_items_follow_their_kinks(state: State, article: Network) -> None:
    passed = State(article.with_value(ParameterId(0, 1), -0.5), (DOMAIN,))
    assert passed.follow(Joint(1), state) == Joint(2)
    assert passed.follow(Joint(2), state) == Joint(1)
    assert passed.follow(Joint(3), state) == Joint(3)
    assert passed.follow(W2, state) == W2
    assert passed.follow(None, state) is None
    same_kinks = State(article.with_value(W2, 0.0), (DOMAIN,))
    assert same_kinks.follow(Joint(1), state) == Joint(1)
    smaller = State(Network.from_rays([1], [0], [1], 0), (DOMAIN,))
    assert smaller.follow(W2, state) is None
    assert smaller.follow(Joint(3), state) is None
