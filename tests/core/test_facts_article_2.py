"""Every number of the second article."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.error_correction import error_correction
from reluviz.core.gates import rows_right
from reluviz.core.gradients import loss_and_gradient
from reluviz.core.network import Network, ParameterId
from reluviz.core.signals import signals
from reluviz.core.slices import slope_along
from reluviz.core.training import Training, TrainSettings
from reluviz.core.truth_table import TruthTable
from reluviz.files.systems import system

WEIGHT = ParameterId(0, 0, 0)


def table_of(name: str) -> TruthTable:
    table = system(name).table
    assert table is not None
    return table


# The predictor


@pytest.mark.parametrize(
    ("c", "miles", "error"),
    [(0.5, 50, 12.137), (0.6, 60, 2.137), (0.7, 70, -7.863), (0.61, 61, 1.137)],
)
def test_predictor_by_hand(c: float, miles: float, error: float) -> None:
    network, table = system("predictor").network.with_value(WEIGHT, c), table_of("predictor")
    outputs = network(table.inputs)
    assert outputs.ravel() == pytest.approx([0, miles])
    assert (table.outputs - outputs).ravel() == pytest.approx([0, error])


def test_predictor_table_and_start() -> None:
    table = table_of("predictor")
    assert table.inputs.tolist() == [[0], [100]]
    assert table.outputs.tolist() == [[0], [62.137]]
    assert system("predictor").network.value(WEIGHT) == 0.5


def test_predictor_overshoots_between_0_6_and_0_7() -> None:
    assert 0.6 < 0.62137 < 0.7
    assert abs(62.137 - 60) < abs(62.137 - 70)


def test_predictor_exact() -> None:
    network, table = system("predictor").network, table_of("predictor")
    step = list(error_correction(network, table.inputs, table.outputs))[-1]
    assert step.error[0] == pytest.approx(12.137)
    assert step.delta[0, 0] == pytest.approx(0.12137)
    assert step.network.value(WEIGHT) == pytest.approx(0.62137)
    assert step.network(table.inputs) == pytest.approx(table.outputs)


# The classifier


def test_classifier_first_example() -> None:
    project, table = system("classifier"), table_of("classifier")
    assert project.network.value(WEIGHT) == 0.25
    assert table.names == ("ladybird", "caterpillar")
    step = next(error_correction(project.network, table.inputs, table.outputs))
    assert (step.inputs[0], step.wanted[0]) == (3, 1.1)
    assert step.output[0] == 0.75
    assert step.error[0] == pytest.approx(0.35)
    assert step.delta[0, 0] == pytest.approx(0.1167, abs=5e-5)
    assert step.network.value(WEIGHT) == pytest.approx(0.3667, abs=5e-5)
    assert step.network(3.0) == pytest.approx(1.1)


def test_classifier_the_last_example_wins() -> None:
    project, table = system("classifier"), table_of("classifier")
    _, step = error_correction(project.network, table.inputs, table.outputs)
    assert (step.inputs[0], step.wanted[0]) == (1, 2.9)
    assert step.error[0] == pytest.approx(2.5333, abs=5e-5)
    assert step.network.value(WEIGHT) == pytest.approx(2.9)


def test_classifier_a_rate_of_one_half_moderates() -> None:
    project, table = system("classifier"), table_of("classifier")
    steps = error_correction(project.network, table.inputs, table.outputs, rate=0.5)
    found = [step.network.value(WEIGHT) for step in steps]
    assert found == pytest.approx([0.3083, 1.6042], abs=5e-5)


def test_classifier_then_tells_the_bugs_apart() -> None:
    # The bugs themselves: a ladybird of width 3 and length 1, a caterpillar of 1 and 3.
    project, table = system("classifier"), table_of("classifier")
    *_, last = error_correction(project.network, table.inputs, table.outputs, rate=0.5)
    assert last.network(3.0) > 1.0
    assert last.network(1.0) < 3.0
    assert project.network(3.0) < 1.0  # at the start the ladybird is on the wrong side


# Gates

ROWS = [[0, 0], [0, 1], [1, 0], [1, 1]]


@pytest.mark.parametrize(
    ("name", "outputs"),
    [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("xor", [0, 1, 1, 0]), ("nand", [1, 1, 1, 0])],
)
def test_gate_tables(name: str, outputs: list[int]) -> None:
    assert table_of(name).inputs.tolist() == ROWS
    assert table_of(name).outputs[:, 0].tolist() == outputs


@pytest.mark.parametrize("name", ["and", "or"])
def test_and_and_or_are_separated_by_one_line(name: str) -> None:
    network = system(f"{name}-solved").network
    assert [layer.weights.shape for layer in network.layers] == [(1, 2)]
    assert rows_right(network, table_of(name)) == 4


def test_xor_needs_two_lines_and_a_hidden_layer_of_two_units() -> None:
    network = system("xor-solved").network
    assert [layer.weights.shape for layer in network.layers] == [(2, 2), (1, 2)]
    assert rows_right(network, table_of("xor")) == 4


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_xor_by_no_line(w1: float, w2: float, b: float) -> None:
    # What it gives for 00 and 11 adds up to what it gives for 01 and 10.
    network = system("xor").network
    for source, value in ((0, w1), (1, w2), (None, b)):
        network = network.with_value(ParameterId(0, 0, source), value)
    assert rows_right(network, table_of("xor")) <= 3


# Activation functions


def values(name: str, sums: list[float]) -> list[float]:
    found: list[float] = ACTIVATIONS[name].function(np.array(sums, dtype=float)).tolist()
    return found


def slopes(name: str, sums: list[float]) -> list[float]:
    found: list[float] = ACTIVATIONS[name].derivative(np.array(sums, dtype=float)).tolist()
    return found


def test_step_jumps_once_the_threshold_is_reached() -> None:
    assert values("step", [-9, -1e-9, 1e-9, 9]) == [0, 0, 1, 1]
    assert slopes("step", [-1, 1]) == [0, 0]


@given(st.floats(-30, 30))
def test_sigmoid(s: float) -> None:
    (found,) = values("sigmoid", [s])
    assert found == pytest.approx(1 / (1 + np.exp(-s)), rel=1e-14)
    assert 0 < found < 1
    assert 0 < slopes("sigmoid", [s])[0] <= 0.25


@given(st.floats(-15, 15))
def test_tanh(s: float) -> None:
    (found,) = values("tanh", [s])
    assert found == pytest.approx(2 / (1 + np.exp(-2 * s)) - 1, abs=1e-15)
    assert found == pytest.approx(2 * values("sigmoid", [2 * s])[0] - 1, abs=1e-15)
    assert -1 < found < 1
    assert values("tanh", [-s]) == [-found]


def test_ranges() -> None:
    ranges = {name: (a.low, a.high) for name, a in ACTIVATIONS.items()}
    assert ranges["step"] == ranges["sigmoid"] == (0, 1)
    assert ranges["tanh"] == (-1, 1)
    assert ranges["relu"] == (0, np.inf)


def test_slopes_at_zero_a_quarter_and_one() -> None:
    assert slopes("sigmoid", [0]) == [0.25]
    assert slopes("tanh", [0]) == [1]


def test_relu() -> None:
    assert values("relu", [-2, 0, 3]) == [0, 0, 3]
    assert slopes("relu", [-2, 3]) == [0, 1]


@pytest.mark.parametrize(("name", "power"), [("sigmoid", 1), ("tanh", 2)])
def test_gradients_vanish_at_both_ends(name: str, power: int) -> None:
    for end in (-1, 1):
        falling = slopes(name, [end * s for s in (0, 2, 4, 6, 8)])
        assert falling == sorted(falling, reverse=True)
        assert falling[-1] < 4 * np.exp(-8 * power) * 1.01
    assert slopes("relu", [-8, 8]) == [0, 1]  # and of a ReLU at one end


def test_vanishing_gradients_stop_the_learning() -> None:
    network = system("activations").network
    near, far = (loss_and_gradient(network, [x], [0.0])[1] for x in (0.5, 12.0))
    assert np.max(np.abs(far)) < 1e-3 * np.max(np.abs(near))


# The neuron


def test_neuron_fires_when_the_sum_passes_the_threshold() -> None:
    network = system("neuron").network
    assert (network.n_inputs, network.n_outputs) == (3, 1)
    layer = network.layers[0]
    threshold = -layer.bias[0]
    assert threshold == 0.7
    for point, fires in (((1, 0.5, 0.25), True), ((1, 0.5, 0.75), False), ((0, 1, 0), False)):
        found = signals(network, point)
        weighted = float(layer.weights[0] @ np.array(point))
        assert bool(weighted > threshold) is fires
        assert bool(found.outputs[0] > 0.5) is fires


# The three-layered network


def test_three_layers_of_three_nodes() -> None:
    network = system("three-layers").network
    assert (network.n_inputs, network.n_outputs) == (3, 3)
    assert [layer.weights.shape for layer in network.layers] == [(3, 3), (3, 3)]
    links = [p for p in network.parameters() if not p.is_bias]
    assert len(links) == 18
    assert all(network.value(link) != 0 for link in links)


def test_w_jk_is_the_link_from_node_j_to_node_k() -> None:
    network = system("three-layers").network
    changed = network.with_value(network.parameter("w1.2.3"), 9.0)
    only_second = signals(changed, [0, 1, 0])
    assert only_second.sums[0].tolist() == [-0.4, 0.7, 9.0]


def test_a_zero_weight_is_a_broken_link() -> None:
    network = system("three-layers").network
    for k in (1, 2, 3):
        network = network.with_value(network.parameter(f"w1.3.{k}"), 0.0)
    outputs = [network([0.8, 0.2, x])[0] for x in (0.0, 0.5, 1.0)]
    assert np.array_equal(outputs[0], outputs[1])
    assert np.array_equal(outputs[0], outputs[2])
    assert [slope_along(network, 2, [0.8, 0.2, 0.5], k) for k in range(3)] == [0, 0, 0]


def test_links_that_are_not_needed_fade_in_training() -> None:
    network, table = system("three-layers").network, table_of("three-layers")
    training = Training(network, table.inputs, table.outputs, TrainSettings("adam", 0.05))
    training.advance(2_000)
    weights = training.network.layers[0].weights
    assert rows_right(training.network, table) == 8
    assert np.max(np.abs(weights[:, 2])) < 0.01
    assert np.min(np.abs(weights[:, :2])) > 0.5
    start: Network = network
    assert np.min(np.abs(start.layers[0].weights[:, 2])) >= 0.3
