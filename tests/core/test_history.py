"""The history of a training: bounded, from the first step to the last; what became of units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.gradients import Gradients
from reluviz.core.history import Fate, History, UnitFate, unit_fates
from reluviz.core.initial import initial_network
from reluviz.core.network import Network
from reluviz.core.training import Training, TrainSettings, TrainState, TrainStep, train

X = np.linspace(-1, 1, 80)
Y = np.sin(3 * X)
NETWORK = initial_network(4, (-1, 1), "he", 0)


def made_up(index: int, parameters: int = 4) -> TrainStep:
    """A step without a training behind it."""
    gradients = Gradients(NETWORK, X[:, None], Y[:, None])
    return TrainStep(TrainState(index, np.zeros((3, parameters)), float(index)), gradients)


def test_short_histories_are_whole() -> None:
    history = History()
    steps = list(train(NETWORK, X, Y, steps=50))
    for step in steps:
        history.append(step)
    assert len(history) == 51
    assert history.indices.tolist() == list(range(51))
    assert history.losses.tolist() == [step.loss for step in steps]
    assert list(history.keyframes) == list(range(51))
    assert history.keyframes[7] is steps[7].state
    indices, kinks = history.kinks_over_time()
    assert indices.tolist() == list(range(51))
    assert np.array_equal(kinks, [step.network.kinks for step in steps])


@settings(max_examples=40)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=300), st.integers(2, 20))
def test_long_histories_are_bounded(gaps: list[int], most: int) -> None:
    history = History(most, most)
    indices = np.cumsum([0, *gaps])
    for index in indices.tolist():
        history.append(made_up(index))
        kept = history.indices
        assert len(history) <= most
        assert kept[0] == 0
        assert kept[-1] == index
        assert np.all(np.diff(kept) > 0)
        assert set(kept) <= set(indices)
        assert list(history.keyframes) == kept.tolist()
        assert history.losses.tolist() == kept.tolist()


def test_what_is_kept_is_spread_evenly() -> None:
    history = History(100, 10)
    for index in range(10_001):
        history.append(made_up(index))
    assert 50 <= len(history) <= 100
    gaps = np.diff(history.indices)[:-1]
    assert np.all(gaps == gaps[0])
    assert 5 <= len(history.keyframes) <= 10


def test_a_step_that_was_left_out_can_be_kept() -> None:
    history = History(100, 10)
    for index in range(0, 10_001, 2):
        history.append(made_up(index))
    for index in (7, 7, 0):
        history.insert(made_up(index))
    assert history.indices[:2].tolist() == list(history.keyframes)[:2] == [0, 7]
    assert np.all(np.diff(history.indices) > 0)
    assert history.losses.tolist() == history.indices.tolist()
    history.append(made_up(10_001))
    assert history.last_index == 10_001


def test_large_networks_have_fewer_states() -> None:
    history = History()
    for index in range(300):
        history.append(made_up(index, 100_000))
    assert 8 <= len(history.keyframes) <= 50_000_000 // (3 * 100_000 * 8)
    assert len(history) == 300


def test_a_step_between_the_kept_ones_can_be_seen_again() -> None:
    chosen = TrainSettings("adam", 0.02, 16, 200, 3)
    training = Training(NETWORK, X, Y, chosen)
    history = History(50, 6)
    history.append(training.step())
    rows = {}
    while not training.is_finished:
        training.advance()
        history.append(training.step())
        rows[training.index] = training.state().rows
    for index in (1, 77, 200):
        state = history.state_before(index)
        assert state.index <= index
        training.restore(state)
        training.advance(index - state.index)
        assert np.array_equal(training.state().rows, rows[index])
    assert history.nearest_index(0) == 0
    assert history.nearest_index(10_000) == 200


def test_going_back_and_on_another_way() -> None:
    history = History()
    for index in range(0, 100, 10):
        history.append(made_up(index))
    with pytest.raises(ValueError, match="step 90 does not come after step 90"):
        history.append(made_up(90))
    history.cut(45)
    assert history.indices.tolist() == [0, 10, 20, 30, 40]
    history.append(made_up(42))
    assert list(history.keyframes) == [0, 10, 20, 30, 40, 42]


def test_an_empty_history() -> None:
    history = History()
    assert len(history) == len(history.losses) == 0
    assert history.kinks_over_time()[1].shape == (0, 0)
    with pytest.raises(ValueError, match="no step"):
        history.state_before(3)
    with pytest.raises(ValueError, match="no step"):
        history.nearest_index(3)
    with pytest.raises(ValueError, match="two or more"):
        History(1)


def test_no_kink_is_not_a_number() -> None:
    network = Network.from_rays([1, 0, 0], [0.5, 1, 0], [1, 1, 1], 0)
    history = History()
    history.append(next(train(network, X, Y)))
    indices, kinks = history.kinks_over_time()
    assert indices.tolist() == [0]
    assert np.array_equal(kinks, [[-0.5, np.nan, np.nan]], equal_nan=True)


def test_fates() -> None:
    network = Network.from_rays(
        #  merges with 1 and 6, in the data, opposite to 0, dead twice, outside, merges, constants
        [1.0, 1.0, -1.0, 1.0, -1.0, 1.0, 2.0, 0.0, 0.0],
        [-0.5, -0.5005, 0.5, -1.0, -2.0, 3.0, -1.0, 1.0, -1.0],
        np.ones(9),
        0.0,
    )
    assert unit_fates(network, X[::-1]) == (
        UnitFate(Fate.MERGED, 1),
        UnitFate(Fate.MERGED, 0),
        UnitFate(Fate.ACTIVE),
        UnitFate(Fate.DEAD),
        UnitFate(Fate.DEAD),
        UnitFate(Fate.OUTSIDE),
        UnitFate(Fate.MERGED, 0),
        UnitFate(Fate.OUTSIDE),
        UnitFate(Fate.DEAD),
    )
    assert unit_fates(network, X, tolerance=0)[1] == UnitFate(Fate.ACTIVE)
    assert unit_fates(network, X, tolerance=0)[0] == UnitFate(Fate.MERGED, 6)


def test_dead_units_have_no_gradient() -> None:
    training = Training(initial_network(30, (-3, 3), "he", 5), X, Y, TrainSettings("sgd"))
    fates = unit_fates(training.network, X)
    before = training.network
    training.advance(10)
    after = training.network
    dead = np.array([fate.fate is Fate.DEAD for fate in fates])
    assert dead.any()
    assert np.array_equal(dead, (before.v == after.v) & (before.w == after.w))
