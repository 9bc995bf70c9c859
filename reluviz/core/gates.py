"""Gates of two inputs as truth tables, and how often a small network finds them by training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reluviz.core.initial import initial_layers
from reluviz.core.network import Network
from reluviz.core.train_settings import TrainSettings
from reluviz.core.training import Training
from reluviz.core.truth_table import TruthTable, wrong_rows

GATES: dict[str, tuple[float, float, float, float]] = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}
"""What each gate gives for 00, 01, 10, 11."""

GATE_TRAINING = TrainSettings("adam", 0.1, None, 500, init="he")
"""How a gate is trained if nobody says otherwise; the seed is another one each time."""


def gate(name: str) -> TruthTable:
    """Return the truth table of a gate.

    Raises
    ------
    ValueError
        If there is no such gate.
    """
    if name not in GATES:
        raise ValueError(f"there is no gate {name!r}; there are {', '.join(GATES)}")
    return TruthTable.of_gate(GATES[name])


def rows_right(network: Network, table: TruthTable) -> int:
    """Return how many rows of a truth table a network has on the right side of one half."""
    outputs = network(table.inputs).reshape(len(table), -1)
    return int((~wrong_rows(outputs, table.outputs)).sum())


def trained_gate(
    name: str,
    hidden: int,
    seed: int,
    activation: str = "tanh",
    settings: TrainSettings = GATE_TRAINING,
) -> Network:
    """Return a network after training on a gate, by a gradient, from a random start.

    Parameters
    ----------
    name : str
        A name of `GATES`.
    hidden : int
        Units of the hidden layer; 0 for none, so that the output is the only unit.
    seed : int
        For the start; it takes the place of the seed of the settings.
    activation : str
        Of the hidden units. The output is a sigmoid.
    settings : TrainSettings
        How to train.
    """
    sizes, activations = [2, 1], ["sigmoid"]
    if hidden:
        sizes, activations = [2, hidden, 1], [activation, "sigmoid"]
    table = gate(name)
    shape = initial_layers(sizes, activations, "he", 0)
    training = Training(shape, table.inputs, table.outputs, replace(settings, seed=seed))
    training.advance(settings.steps)
    return training.network


def xor_share(
    seeds: Iterable[int] = range(20),
    hidden: int = 2,
    activation: str = "tanh",
    settings: TrainSettings = GATE_TRAINING,
) -> float:
    """Return from which share of starts training finds XOR.

    Parameters
    ----------
    seeds : iterable of int
        One start each.
    hidden, activation, settings
        As for `trained_gate`.
    """
    table = gate("xor")
    found = [
        rows_right(trained_gate("xor", hidden, seed, activation, settings), table) == len(table)
        for seed in seeds
    ]
    return sum(found) / len(found)
