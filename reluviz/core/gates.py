"""Gates of two inputs as truth tables, and how often a small network finds them by training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reluviz.core.initial import initial_layers
from reluviz.core.network import Network
from reluviz.core.train_settings import DRAWN_BY, TrainSettings
from reluviz.core.training import Training
from reluviz.core.truth_table import TruthTable, wrong_rows

GATES: dict[str, tuple[float, float, float, float]] = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}
"""What each gate gives for 00, 01, 10, 11."""

GATE_TRAINING = TrainSettings("momentum", 0.1, init=DRAWN_BY)
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


def gate_network(hidden: int, activation: str = "sigmoid", last: str = "identity") -> Network:
    """Return a network of two inputs and one output, to train.

    Parameters
    ----------
    hidden : int
        Units of the hidden layer; 0 for none, so that the output is the only unit.
    activation : str
        Of the hidden units.
    last : str
        Of the output. With a linear one training finds XOR from more starts than with a sigmoid,
        which is flat where it is wrong for certain.
    """
    sizes, activations = ([2, hidden, 1], [activation, last]) if hidden else ([2, 1], [last])
    return initial_layers(sizes, activations, "he", 0)


def rows_right(network: Network, table: TruthTable) -> int:
    """Return how many rows of a truth table a network has on the right side of one half."""
    outputs = network(table.inputs).reshape(len(table), -1)
    return int((~wrong_rows(outputs, table.outputs)).sum())


def trained(
    network: Network, table: TruthTable, seed: int, settings: TrainSettings = GATE_TRAINING
) -> Network:
    """Return what training makes of a network and a truth table.

    Parameters
    ----------
    network : Network
        Its shape, if the settings draw another start; else the start.
    table : TruthTable
        What to train on.
    seed : int
        Takes the place of the seed of the settings.
    settings : TrainSettings
        How to train.
    """
    training = Training(network, table.inputs, table.outputs, replace(settings, seed=seed))
    training.advance(settings.steps)
    return training.network


def xor_share(
    seeds: Iterable[int] = range(20),
    network: Network | None = None,
    settings: TrainSettings = GATE_TRAINING,
) -> float:
    """Return from which share of random starts training finds XOR.

    Parameters
    ----------
    seeds : iterable of int
        One start each.
    network : Network or None
        Its shape; None for two hidden sigmoids and a linear output.
    settings : TrainSettings
        How to train.
    """
    table, shape = gate("xor"), network or gate_network(2)
    found = [rows_right(trained(shape, table, seed, settings), table) == 4 for seed in seeds]
    return sum(found) / len(found)
