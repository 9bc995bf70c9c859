"""Gates found by training: AND and OR always, XOR by two hidden units and never by one unit."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from reluviz.core.error_correction import error_correction
from reluviz.core.gates import GATES, gate, gate_network, rows_right, trained, xor_share
from reluviz.core.initial import initial_layers
from reluviz.core.network import Layer, Network
from reluviz.core.train_settings import TrainSettings

SEEDS = range(20)
SGD = TrainSettings("sgd", 5.0, None, 1_000, init="uniform")
ADAM = TrainSettings("adam", 0.2, None, 400, init="uniform")
ONE_AT_A_TIME = TrainSettings("sgd", 0.1, 1, 400, init="he")


def start(last: str, seed: int) -> Network:
    """One unit over the inputs 0 and 1."""
    return initial_layers([2, 1], [last], "he", seed, [(0, 1)] * 2)


def corrections(network: Network, name: str, rate: float, rounds: int) -> Network:
    """The network after so many rounds of the error-correction rule, or once all rows are right."""
    table = gate(name)
    for step in error_correction(network, table.inputs, table.outputs, rate, rounds, has_bias=True):
        network = step.network
        if rows_right(network, table) == 4:
            break
    return network


def test_gates() -> None:
    for name, outputs in GATES.items():
        assert gate(name).outputs[:, 0].tolist() == list(outputs)
    with pytest.raises(ValueError, match="no gate 'nor'; there are and, or, nand, xor"):
        gate("nor")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["and", "or", "nand"])
def test_and_and_or_are_reached_by_the_error_correction_rule(name: str, seed: int) -> None:
    network = corrections(start("step", seed), name, 0.5, 100)
    assert rows_right(network, gate(name)) == 4


@pytest.mark.parametrize("settings", [SGD, ADAM, ONE_AT_A_TIME], ids=["sgd", "adam", "one"])
@pytest.mark.parametrize("name", ["and", "or"])
def test_and_and_or_are_reached_by_gradient_descent(name: str, settings: TrainSettings) -> None:
    last = "identity" if settings is ONE_AT_A_TIME else "sigmoid"
    shape = gate_network(0, last=last)
    right = [rows_right(trained(shape, gate(name), seed, settings), gate(name)) for seed in SEEDS]
    assert right == [4] * len(SEEDS)


@pytest.mark.parametrize("last", ["step", "identity", "sigmoid", "tanh", "relu"])
def test_xor_is_never_reached_by_one_unit_and_the_rule(last: str) -> None:
    xor = gate("xor")
    most = 0
    for seed in SEEDS:
        network = start(last, seed)
        every = error_correction(network, xor.inputs, xor.outputs, 0.5, 50, has_bias=True)
        most = max(most, *(rows_right(step.network, xor) for step in islice(every, None)))
    assert most == 3


@pytest.mark.parametrize("settings", [SGD, ADAM], ids=["sgd", "adam"])
@pytest.mark.parametrize("last", ["identity", "sigmoid"])
def test_xor_is_never_reached_by_one_unit_and_a_gradient(
    last: str, settings: TrainSettings
) -> None:
    xor = gate("xor")
    chosen = settings if last == "sigmoid" else ONE_AT_A_TIME
    networks = [trained(gate_network(0, last=last), xor, seed, chosen) for seed in SEEDS]
    assert max(rows_right(network, xor) for network in networks) <= 3


def test_no_unit_of_many_gets_xor_right() -> None:
    xor = gate("xor")
    random = np.random.default_rng(0)
    units = random.normal(size=(20_000, 3))
    sums = xor.inputs @ units[:, :2].T + units[:, 2]
    right = ((sums > 0) == (xor.outputs > 0.5)).sum(axis=0)
    assert right.max() == 3


def test_xor_is_reached_by_two_hidden_units_from_most_starts() -> None:
    assert xor_share(SEEDS) >= 0.5
    assert xor_share(range(3), gate_network(0)) == 0


def test_rows_right() -> None:
    either = Network([Layer([[1, 1]], [-0.5], "step")])
    assert {name: rows_right(either, gate(name)) for name in GATES} == {
        "and": 2,
        "or": 4,
        "nand": 2,
        "xor": 3,
    }
