from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from networks import deep_networks, shallow_networks

from reluviz.core.activations import ACTIVATIONS, find_activation
from reluviz.core.network import Layer, Network, ParameterId


def slow_forward(network: Network, row: list[float]) -> list[float]:
    """The definition, one unit after the other, in plain Python."""
    for layer in network.layers:
        function = find_activation(layer.activation).function
        row = [
            float(function(np.array(bias + sum(w * x for w, x in zip(weights, row, strict=True)))))
            for weights, bias in zip(layer.weights.tolist(), layer.bias.tolist(), strict=True)
        ]
    return row


@given(deep_networks(n_inputs=3, n_outputs=2))
@settings(deadline=None, max_examples=50)
def test_the_forward_pass_is_the_definition(network: Network) -> None:
    x = np.random.default_rng(0).normal(size=(4, 3))
    expected = [slow_forward(network, row) for row in x.tolist()]
    np.testing.assert_allclose(network(x), expected, rtol=1e-10, atol=1e-10)


def test_shapes_in_and_out() -> None:
    single = Network.from_rays([1], [0], [2], 1)
    assert single(0.5).shape == ()
    assert float(single(0.5)) == 2.0
    assert single([0.5, -1]).tolist() == [2.0, 1.0]
    assert single([]).shape == (0,)
    assert single(np.zeros((5, 1))).shape == (5, 1)
    wide = Network([Layer(np.ones((2, 3)), [0, 1], "tanh")])
    assert wide(np.zeros((7, 3))).shape == (7, 2)
    assert wide([1, 2, 3]).shape == (1, 2)
    with pytest.raises(ValueError, match="3 inputs"):
        wide(np.zeros((7, 2)))


def test_a_wide_network_on_many_points_needs_no_wide_table() -> None:
    rng = np.random.default_rng(1)
    network = Network.from_rays(np.ones(5_000), rng.normal(size=5_000), np.ones(5_000), 0)
    x = np.linspace(-1, 1, 2_001)
    expected = [np.maximum(0, network.b + t).sum() for t in x[::500]]
    np.testing.assert_allclose(network(x)[::500], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (list, "at least one layer"),
        (lambda: [Layer([[1]], [0], "relu"), Layer([[1, 2]], [0], "identity")], "layer 2 has 2"),
        (lambda: [Layer([[1]], [0, 1], "relu")], "1 units need 1 biases"),
        (lambda: [Layer([1], [0], "relu")], "table of shape"),
        (lambda: [Layer([[np.nan]], [0], "relu")], "finite"),
        (lambda: [Layer([[1e200]], [0], "relu")], "finite"),
        (lambda: [Layer([["a"]], [0], "relu")], "numbers"),
        (
            lambda: [Layer([[1]], [0], "softmax")],
            "relu6, hard_tanh, abs, identity",
        ),
    ],
)
def test_a_wrong_network_is_refused_in_words(layers, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Network(layers())


def test_arrays_are_read_only_and_copies() -> None:
    weights = np.ones((1, 1))
    layer = Layer(weights, [0], "relu")
    weights[0, 0] = 5
    assert layer.weights[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        layer.weights[0, 0] = 2
    network = Network.from_rays([1], [0], [1], 0)
    for array in (network.v, network.b, network.w, network.kinks):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 2


@given(shallow_networks())
@settings(deadline=None, max_examples=50)
def test_every_parameter_has_a_name_that_finds_it(network: Network) -> None:
    parameters = list(network.parameters())
    names = [network.name(p) for p in parameters]
    assert len(set(names)) == len(names) == network.n_parameters == 3 * network.n_units + 1
    assert [network.parameter(name) for name in names] == parameters
    assert network.value(network.parameter("b0")) == network.b0


@given(deep_networks(n_inputs=2, n_outputs=2))
@settings(deadline=None, max_examples=30)
def test_parameters_of_layered_networks_have_names_too(network: Network) -> None:
    parameters = list(network.parameters())
    names = [network.name(p) for p in parameters]
    assert [network.parameter(name) for name in names] == parameters


def test_a_weight_is_named_from_and_to() -> None:
    network = Network([Layer([[1, 2], [3, 4], [5, 6]], [0, 0, 0], "sigmoid")])
    assert network.value(network.parameter("w1.2.3")) == 6  # from input 2 to unit 3


@pytest.mark.parametrize("name", ["w4", "w0", "x1", "b", "", "w01", "w1.4.1", "v99999999999"])
def test_an_unknown_name_is_refused(name: str) -> None:
    network = Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)
    with pytest.raises(ValueError, match="called v1, b1, w1"):
        network.parameter(name)


def test_with_value_changes_one_number_and_shares_the_rest() -> None:
    network = Network.from_rays([1, 1], [1, 0], [4, -8], -1)
    changed = network.with_value(ParameterId(1, 0, 1), -7.2)
    assert changed.w.tolist() == [4, -7.2]
    assert changed.layers[0] is network.layers[0]
    assert network.w.tolist() == [4, -8]
    assert changed != network
    assert changed.with_value(ParameterId(1, 0, 1), -8) == network


def test_names_of_the_article_belong_to_shallow_networks_only() -> None:
    network = Network([Layer([[1]], [0], "tanh")])
    assert not network.is_shallow
    with pytest.raises(ValueError, match="one hidden layer of ReLUs"):
        _ = network.w


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_derivatives_are_the_slopes(name: str) -> None:
    activation = ACTIVATIONS[name]
    s = np.array([-700.0, -3.0, -0.5, 0.25, 2.0, 700.0])
    h = 1e-6
    slope = (activation.function(s + h) - activation.function(s - h)) / (2 * h)
    np.testing.assert_allclose(activation.derivative(s), slope, atol=1e-8)
    values = activation.function(np.linspace(-800, 800, 401))
    assert values.min() >= activation.low
    assert values.max() <= activation.high


def test_numbers_of_the_second_article_about_activations() -> None:
    zero = np.array([0.0])
    assert ACTIVATIONS["sigmoid"].derivative(zero)[0] == 0.25
    assert ACTIVATIONS["tanh"].derivative(zero)[0] == 1.0
    x = np.linspace(-3, 3, 61)
    np.testing.assert_allclose(ACTIVATIONS["tanh"].function(x), 2 / (1 + np.exp(-2 * x)) - 1)
    np.testing.assert_allclose(ACTIVATIONS["sigmoid"].function(x), 1 / (1 + np.exp(-x)))


def test_kinks_in_order_equal_ones_by_their_units_and_none_last() -> None:
    network = Network.from_rays([1, 0, -1, 2, 4], [-3, 1, 1, -2, 2], [1, 1, 1, 1, 1], 0)
    assert network.kinks[network.kink_order[:4]].tolist() == [-0.5, 1, 1, 3]
    assert network.kink_order.tolist() == [4, 2, 3, 0, 1]
    changed = network.with_value(network.parameter("w2"), 7.0)
    assert changed.kink_order is network.kink_order


def test_general_names_are_understood_and_can_be_those_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)
    general = ["w1.1.2", "b1.2", "w2.2.1", "b2.1"]
    short = ["v2", "b2", "w2", "b0"]
    places = [network.parameter(name) for name in general]
    assert [network.parameter(name) for name in short] == places
    assert [network.name(place) for place in places] == short
    monkeypatch.setattr(Network, "general_names", True)
    assert [network.name(place) for place in places] == general
    assert [network.parameter(name) for name in short] == places
    with pytest.raises(ValueError, match=r"they are called w1\.1\.1, b1\.1"):
        network.parameter("w9")
