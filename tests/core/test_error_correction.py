"""The error-correction rule: what each step adds, and what it cannot do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.error_correction import check_correctable, corrects_bias, error_correction
from reluviz.core.network import Layer, Network

rows = st.lists(st.tuples(*[st.integers(-50, 50).map(lambda k: k / 10)] * 3), min_size=1)


def linear(weights: list[list[float]], bias: list[float] | None = None) -> Network:
    """One layer of linear units."""
    return Network([Layer(weights, bias or [0] * len(weights), "identity")])


@given(rows, st.sampled_from([0.1, 0.5, 1.0]), st.booleans())
def test_a_step_takes_up_its_share_of_the_error(
    examples: list[tuple[float, ...]], rate: float, has_bias: bool
) -> None:
    table = np.array(examples)
    before = linear([[0.25, -1.0]], [0.5])
    for step in error_correction(before, table[:, :2], table[:, 2:], rate, has_bias=has_bias):
        assert step.output == before(step.inputs)[0]
        assert step.error == step.wanted - step.output
        layer, changed = before.layers[0], step.network.layers[0]
        assert np.array_equal(changed.weights, layer.weights + step.delta)
        assert np.array_equal(changed.bias, layer.bias + step.bias_delta)
        after = step.wanted - step.network(step.inputs)[0]
        if step.inputs.any() or has_bias:
            assert after == pytest.approx((1 - rate) * step.error, abs=1e-10)
        else:
            assert step.network == before
        before = step.network


def test_order_rounds_and_rows() -> None:
    steps = list(error_correction(linear([[1.0]]), [2, 1], [0, 0], 0.5, rounds=3))
    assert [step.index for step in steps] == [1, 2, 3, 4, 5, 6]
    assert [step.row for step in steps] == [0, 1, 0, 1, 0, 1]
    assert list(error_correction(linear([[1.0]]), [2, 1], [0, 0], rounds=0)) == []


@given(st.floats(0.01, 100), st.floats(-100, 100), st.floats(-10, 10))
def test_for_one_input_delta_is_error_over_x(x: float, y: float, weight: float) -> None:
    step = next(error_correction(linear([[weight]]), [x], [y], 0.7))
    assert step.delta[0, 0] == pytest.approx(0.7 * step.error[0] / x)
    assert step.bias_delta.tolist() == [0]


def test_each_output_has_its_own_error() -> None:
    step = next(error_correction(linear([[1, 0], [0, 1]]), [[3, 4]], [[8, 4]]))
    assert step.error.tolist() == [5, 0]
    assert np.allclose(step.delta, [[0.6, 0.8], [0, 0]])
    assert np.allclose(step.network([3, 4]), [[8, 4]])


def test_whether_the_bias_is_corrected() -> None:
    assert not corrects_bias(linear([[1.0]]))
    assert corrects_bias(linear([[1.0]], [0.1]))
    assert corrects_bias(Network([Layer([[1.0]], [0], "step")]))
    origin = linear([[1.0, 1.0]])
    assert next(error_correction(origin, [[0, 0]], [[1]])).network == origin
    moved = next(error_correction(origin, [[0, 0]], [[1]], has_bias=True)).network
    assert moved == linear([[1.0, 1.0]], [1.0])


def test_a_step_unit_learns_from_wrong_rows_only() -> None:
    unit = Network([Layer([[1.0, 1.0]], [-0.5], "step")])
    right, wrong = error_correction(unit, [[1, 1], [1, 0]], [[1], [0]])
    assert right.network == unit
    assert wrong.error.tolist() == [-1]
    assert wrong.network != unit


@pytest.mark.parametrize(
    ("network", "x", "y", "rate", "words"),
    [
        (linear([[1.0]]), [1], [1], 0, "learning rate must be a finite number above zero"),
        (linear([[1.0]]), [1], [1], float("nan"), "learning rate"),
        (linear([[1.0]]), [[1, 2]], [1], 1, "has 1 inputs and 1 outputs; the examples have 2"),
        (linear([[1.0]]), [], [], 1, "needs rows"),
    ],
)
def test_refused(network: Network, x: list, y: list, rate: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        next(error_correction(network, x, y, rate))


def test_more_layers_are_for_gradient_descent() -> None:
    network = Network([Layer([[1.0]], [0], "relu"), Layer([[1.0]], [0], "identity")])
    with pytest.raises(ValueError, match="this network has 2: train it by gradient descent"):
        check_correctable(network)
    with pytest.raises(ValueError, match="one layer of weights"):
        next(error_correction(network, [1], [1]))
