"""Random starts of layered networks."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.initial import DRAWN, initial_layers
from reluviz.core.network import Layer, Network
from reluviz.core.training import Training, TrainSettings

SIZES, KINDS = [3, 400, 300, 2], ["relu", "tanh", "identity"]


@pytest.mark.parametrize("how", DRAWN)
def test_shape_and_seed(how: str) -> None:
    network = initial_layers(SIZES, KINDS, how, 5)
    assert [layer.weights.shape for layer in network.layers] == [(400, 3), (300, 400), (2, 300)]
    assert [layer.activation for layer in network.layers] == KINDS
    assert network == initial_layers(SIZES, KINDS, how, 5)
    assert network != initial_layers(SIZES, KINDS, how, 6)


@pytest.mark.parametrize(("how", "gain"), [("he", 2), ("lecun", 1), ("uniform", 1 / 3)])
def test_variance(how: str, gain: float) -> None:
    for layer in initial_layers(SIZES, KINDS, how, 0).layers:
        expected = gain / layer.n_inputs
        assert np.var(layer.weights) == pytest.approx(expected, rel=5 / np.sqrt(layer.weights.size))
        if how == "uniform":
            most = 1 / np.sqrt(layer.n_inputs)
            assert 0.9 * most < np.abs(layer.weights).max() <= most
            assert 0 < np.abs(layer.bias).max() <= most
        else:
            assert not layer.bias.any()


@pytest.mark.parametrize("how", DRAWN)
def test_the_scale_of_the_inputs_does_not_matter(how: str) -> None:
    box = [(0.0, 100.0), (-3.0, -2.0), (-1.0, 1.0)]
    plain, scaled = initial_layers(SIZES, KINDS, how, 1), initial_layers(SIZES, KINDS, how, 1, box)
    u = np.random.default_rng(0).uniform(-1, 1, (50, 3))
    low, high = np.array(box).T
    x = (low + high) / 2 + u * (high - low) / 2
    assert np.allclose(scaled(x), plain(u), rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("sizes", "kinds", "how", "box", "words"),
    [
        ([2], [], "he", [], "sizes of one or more"),
        ([2, 0, 1], ["relu", "relu"], "he", [], "sizes of one or more"),
        ([2, 1], ["relu", "relu"], "he", [], "an activation for each layer"),
        ([2, 1], ["relu"], "xavier", [], "drawn as he, lecun, uniform, not 'xavier'"),
        ([2, 1], ["relu"], "he", [(0, 1)], "1 intervals do not fit 2 inputs"),
        ([2, 1], ["soft"], "he", [], "there is no activation 'soft'"),
    ],
)
def test_refused(sizes: list, kinds: list, how: str, box: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        initial_layers(sizes, kinds, how, 0, box)


def test_training_draws_a_start_of_the_same_shape() -> None:
    network = Network([Layer(np.zeros((4, 2)), np.zeros(4), "tanh"), Layer([[0] * 4], [0], "step")])
    x = np.array([[0.0, 5.0], [10.0, 5.0], [4.0, 5.0]])  # the second input never changes
    for how in DRAWN:
        start = Training(network, x, [0, 1, 1], TrainSettings(seed=3, init=how)).network
        assert start == initial_layers([2, 4, 1], ["tanh", "step"], how, 3, [(0, 10), (4, 6)])
    assert Training(network, x, [0, 1, 1], TrainSettings()).network == network


def test_a_network_of_one_input_that_is_not_shallow() -> None:
    network = Network([Layer([[0.25]], [0], "identity")])
    start = Training(network, [3, 1], [1.1, 2.9], TrainSettings(init="lecun")).network
    assert start == initial_layers([1, 1], ["identity"], "lecun", 0, [(1, 3)])
