"""Units and layers that come, go and change."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import any_networks

from reluviz.core.network import Layer, Network
from reluviz.core.structure import (
    check_small,
    with_activation,
    with_input,
    with_layer,
    with_unit,
    without_input,
    without_layer,
    without_unit,
)

X = np.random.default_rng(0).normal(size=(20, 2))


def of_sizes(*sizes: int, kind: str = "relu") -> Network:
    """A network of ones."""
    return Network([Layer(np.ones((b, a)), np.zeros(b), kind) for a, b in pairwise(sizes)])


@given(any_networks(2, 2), st.data())
def test_a_new_unit_changes_nothing_at_first(network: Network, data: st.DataObject) -> None:
    if len(network.layers) == 1:
        return
    layer = data.draw(st.integers(0, len(network.layers) - 2))
    grown = with_unit(network, layer)
    assert grown.layers[layer].n_units == network.layers[layer].n_units + 1
    if "step" not in {one.activation for one in network.layers}:
        assert np.allclose(grown(X), network(X), rtol=0, atol=1e-12)
    assert with_unit(network, layer) == grown
    assert without_unit(grown, layer, network.layers[layer].n_units) == network


def test_new_units_differ() -> None:
    network = of_sizes(2, 1, 1)
    for _ in range(20):
        network = with_unit(network, 0)
    assert len(np.unique(network.layers[0].weights, axis=0)) == 21
    assert with_unit(network, 0, seed=1) != with_unit(network, 0, seed=2)


def test_without_a_unit_its_share_is_gone() -> None:
    network = Network(
        [Layer([[1, 0], [0, 1], [1, 1]], [1, 2, 3], "relu"), Layer([[1, 2, 4]], [0], "identity")]
    )
    shrunk = without_unit(network, 0, 1)
    assert shrunk.layers[0] == Layer([[1, 0], [1, 1]], [1, 3], "relu")
    assert shrunk.layers[1] == Layer([[1, 4]], [0], "identity")


@given(any_networks(2, 2), st.data())
def test_a_layer_of_identities_changes_nothing(network: Network, data: st.DataObject) -> None:
    before = data.draw(st.integers(0, len(network.layers) - 1))
    deeper = with_layer(network, before, "identity")
    assert len(deeper.layers) == len(network.layers) + 1
    if "step" not in {one.activation for one in network.layers}:
        assert np.allclose(deeper(X), network(X), rtol=0, atol=1e-12)
        assert np.allclose(without_layer(deeper, before)(X), network(X), rtol=0, atol=1e-12)
    assert without_layer(deeper, before) == network


def test_a_layer_of_relus_after_relus_changes_nothing() -> None:
    network = Network([Layer([[1, -1], [2, 1]], [0, 1], "relu"), Layer([[1, -3]], [2], "identity")])
    assert np.array_equal(with_layer(network, 1)(X), network(X))
    assert not np.array_equal(with_layer(network, 0)(X), network(X))


def test_another_activation() -> None:
    network = of_sizes(2, 3, 1)
    changed = with_activation(network, 0, "tanh")
    assert [layer.activation for layer in changed.layers] == ["tanh", "relu"]
    assert changed.layers[0].weights.tolist() == network.layers[0].weights.tolist()
    with pytest.raises(ValueError, match="there is no activation 'soft'"):
        with_activation(network, 0, "soft")


def test_what_cannot_be() -> None:
    network = of_sizes(2, 1, 1)
    for change in (with_unit, without_layer):
        for layer in (1, -1, 5):
            with pytest.raises(ValueError, match="only hidden layers"):
                change(network, layer)
    with pytest.raises(ValueError, match="the only unit of its layer"):
        without_unit(network, 0, 0)
    for before in (-1, 2):
        with pytest.raises(ValueError, match="before a layer that is there"):
            with_layer(network, before)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((4, 1), "up to 3 inputs; this one has 4"),
        ((2, 9), "up to 8 outputs; this one has 9"),
        ((2, 65, 1), "up to 64 units in a layer; this one has 65"),
        ((1,) * 10, "up to 8 layers; this one has 9"),
    ],
)
def test_what_is_too_large_for_the_window(sizes: tuple[int, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_small(of_sizes(*sizes))


def test_the_largest_can_not_grow() -> None:
    largest = of_sizes(3, *[64] * 7, 8)
    check_small(largest)
    with pytest.raises(ValueError, match="up to 64 units"):
        with_unit(largest, 0)
    with pytest.raises(ValueError, match="up to 8 layers"):
        with_layer(largest, 0)


@given(any_networks(), st.data())
def test_a_new_input_changes_nothing_and_goes_again(network: Network, data: st.DataObject) -> None:
    if network.n_inputs == 3:
        with pytest.raises(ValueError, match="up to 3 inputs"):
            with_input(network)
        return
    grown = with_input(network)
    number = st.floats(-2, 2)
    point = np.array([data.draw(number) for _ in range(network.n_inputs)])
    same = np.asarray(network(point.reshape(1, -1))).ravel()
    other = np.asarray(grown(np.append(point, data.draw(number)).reshape(1, -1))).ravel()
    assert np.array_equal(other, same)
    assert without_input(grown, network.n_inputs) == network


def test_the_only_input_stays() -> None:
    with pytest.raises(ValueError, match="only input"):
        without_input(of_sizes(1, 3, 1), 0)


def test_a_wide_hidden_layer_of_relus_stays_one() -> None:
    wide = Network.from_rays(np.ones(100_000), np.linspace(0, -1, 100_000), np.ones(100_000), 0)
    assert with_unit(wide, 0).n_units == 100_001
    for change in (lambda: with_activation(wide, 0, "tanh"), lambda: with_layer(wide, 1)):
        with pytest.raises(ValueError, match="up to 64 units in a layer; this one has 100,000"):
            change()
    assert not with_activation(of_sizes(1, 64, 1), 0, "tanh").is_shallow
