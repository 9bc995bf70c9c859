"""The error flowing back: against finite differences, and PyTorch where it is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.backward import backward
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.perturb import flat_values, from_flat

SMOOTH = [name for name, kind in ACTIVATIONS.items() if not kind.is_constant_between]


def case(seed: int, sizes: list[int], activations: list[str]) -> tuple[Network, np.ndarray, ...]:
    random = np.random.default_rng(seed)
    layers = [
        Layer(random.normal(size=(b, a)), random.normal(size=b), name)
        for (a, b), name in zip(pairwise(sizes), activations, strict=False)
    ]
    return Network(layers), random.normal(size=(7, sizes[0])), random.normal(size=(7, sizes[-1]))


cases = st.builds(
    case,
    st.integers(0, 10**6),
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    st.lists(st.sampled_from(SMOOTH), min_size=3, max_size=3),
)


@settings(max_examples=60)
@given(cases)
def test_gradients_are_finite_differences(given_case) -> None:
    network, x, y = given_case
    found = backward(network, x, y)
    flat = flat_values(network)
    gradient = np.concatenate(
        [np.column_stack([one.weights, one.bias]).ravel() for one in found.layers]
    )

    def error(values: np.ndarray) -> float:
        return float(np.mean((from_flat(network, values)(x).reshape(y.shape) - y) ** 2))

    assert found.error == pytest.approx(error(flat))
    for k in range(len(flat)):
        step = np.zeros(len(flat))
        step[k] = 1e-6
        both = [(error(flat + sign * step) - error(flat)) / (sign * 1e-6) for sign in (1, -1)]
        if abs(both[0] - both[1]) < 1e-3 * (1 + abs(both[0])):  # else a kink lies between
            assert gradient[k] == pytest.approx(sum(both) / 2, rel=1e-4, abs=1e-6)


def test_deltas_are_what_a_sum_moves() -> None:
    network, x, y = case(3, [2, 3, 1], ["tanh", "identity"])
    found = backward(network, x, y)
    assert [one.shape for one in found.deltas] == [(7, 3), (7, 1)]
    np.testing.assert_allclose(found[1].deltas, 2 / 7 * (network(x) - y), atol=1e-15)
    np.testing.assert_allclose(found[0].bias, found[0].deltas.sum(axis=0))
    assert len(found) == len(found.gradients) == 2


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "identity"])
def test_the_same_as_torch(name: str) -> None:
    torch = pytest.importorskip("torch")
    network, x, y = case(5, [2, 4, 3, 1], [name, name, "identity"])
    functions = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}
    tensors = [
        (torch.tensor(one.weights.copy(), requires_grad=True), torch.tensor(one.bias.copy()))
        for one in network.layers
    ]
    values = torch.tensor(x)
    for (weights, bias), layer in zip(tensors, network.layers, strict=True):
        values = functions.get(layer.activation, lambda s: s)(values @ weights.T + bias)
    ((values - torch.tensor(y)) ** 2).mean().backward()
    for (weights, _), one in zip(tensors, backward(network, x, y).layers, strict=True):
        np.testing.assert_allclose(one.weights, weights.grad.numpy(), atol=1e-12)


def test_shapes_that_do_not_fit_are_refused() -> None:
    network, x, _ = case(1, [2, 1], ["identity"])
    with pytest.raises(ValueError, match="as many y as x"):
        backward(network, x, [1.0])
