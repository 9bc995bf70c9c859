"""Bounds through depth: no draw of the box leaves them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.perturb import envelope

X = np.linspace(-1, 1, 1001)


def case(seed: int, sizes: list[int], activations: list[str]) -> Network:
    random = np.random.default_rng(seed)
    shapes = zip(pairwise([1, *sizes, 1]), activations, strict=False)
    return Network(
        [Layer(random.normal(size=(b, a)), random.normal(size=b), name) for (a, b), name in shapes]
    )


cases = st.builds(
    case,
    st.integers(0, 10**6),
    st.lists(st.integers(1, 5), min_size=2, max_size=3),
    st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=4, max_size=4),
)


@settings(max_examples=60)
@given(cases, st.floats(0.001, 1), st.integers(0, 9))
def test_no_network_of_the_box_leaves_it(network: Network, spread: float, seed: int) -> None:
    found = envelope(network, "all", spread)
    assert not found.is_exact
    lower, upper = found
    random = np.random.default_rng(seed)
    for _ in range(20):
        layers = [
            Layer(
                one.weights + random.uniform(-spread, spread, one.weights.shape),
                one.bias + random.choice([-spread, spread], one.bias.shape),
                one.activation,
            )
            for one in network.layers
        ]
        y = Network(layers)(X)
        slack = 1e-9 * (1 + np.abs(y).max())
        assert np.all(lower(X) - slack <= y)
        assert np.all(y <= upper(X) + slack)


def test_with_one_hidden_layer_it_is_exact() -> None:
    network = Network.from_rays([1, 1], [1, 0], [2, -1], 0.5)
    found = envelope(network, "w1", 0.1)
    assert found.is_exact
    assert (found.lower, found.upper) == tuple(found)


def test_other_inputs_are_refused() -> None:
    network = Network([Layer([[1.0, 1.0]], [0.0], "relu")])
    with pytest.raises(ValueError, match="one input and one output"):
        envelope(network, "all", 0.1)
