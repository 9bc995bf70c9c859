"""What flows through a network for one input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import any_networks

from reluviz.core.activations import find_activation
from reluviz.core.network import Layer, Network
from reluviz.core.signals import signals

numbers = st.floats(-10, 10)


@given(any_networks(3, 2), st.tuples(numbers, numbers, numbers))
def test_the_last_values_are_the_outputs(network: Network, point: tuple[float, ...]) -> None:
    found = signals(network, point)
    assert np.array_equal(found.outputs, network(point)[0])
    assert np.array_equal(found.into(0), point)
    for index, layer in enumerate(network.layers):
        into = found.into(index)
        sums = [
            float(row @ into + bias) for row, bias in zip(layer.weights, layer.bias, strict=True)
        ]
        assert np.allclose(found.sums[index], sums, rtol=1e-12, atol=1e-12)
        function = find_activation(layer.activation).function
        assert np.array_equal(found.values[index], function(found.sums[index]))
        if index:
            assert into is found.values[index - 1]


def test_by_hand() -> None:
    network = Network([Layer([[1, -2], [0.5, 0.5]], [0, 1], "relu"), Layer([[3, 4]], [-1], "step")])
    found = signals(network, [1, 2])
    assert [sums.tolist() for sums in found.sums] == [[-3, 2.5], [9]]
    assert [values.tolist() for values in found.values] == [[0, 2.5], [1]]


def test_what_goes_in_is_copied() -> None:
    point = np.array([1.0])
    found = signals(Network([Layer([[2]], [0], "identity")]), point)
    point[0] = 7
    assert found.inputs.tolist() == [1]


def test_one_number_for_each_input() -> None:
    network = Network([Layer([[1, 1]], [0], "relu")])
    with pytest.raises(ValueError, match="the network has 2 inputs, not 3"):
        signals(network, [1, 2, 3])
    with pytest.raises(ValueError, match="the inputs must be finite"):
        signals(network, [1, np.nan])
