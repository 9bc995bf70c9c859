"""The systems of the second article as projects: what the examples and lessons start from."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from reluviz.core.gates import gate
from reluviz.core.initial import initial_layers
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.train_settings import TrainSettings
from reluviz.core.training import Training
from reluviz.core.truth_table import TruthTable
from reluviz.files.project import Project, View

_GATE_SIDE = (-0.5, 1.5)
_LINE = ((1.0, -1.0), 0.5)  # a start that is wrong for every gate

# Weights and bias of the line that splits each gate half-way between its rows.
_SOLVED = {"and": ((1.0, 1.0), -1.5), "or": ((1.0, 1.0), -0.5), "nand": ((-1.0, -1.0), 1.5)}

_OFF, _ON = 0.1, 0.9  # a sigmoid reaches these, but never 0 and 1


def system(name: str) -> Project:
    """Return a system of the second article, new.

    Parameters
    ----------
    name : str
        A name of `SYSTEMS`.

    Raises
    ------
    ValueError
        If there is no such system; the message names those there are.
    """
    if name not in SYSTEMS:
        raise ValueError(f"there is no system {name!r}; there are {', '.join(SYSTEMS)}")
    return SYSTEMS[name]()


def _table(inputs: ArrayLike, outputs: ArrayLike, names: tuple[str, ...] = ()) -> TruthTable:
    return TruthTable(np.array(inputs, np.float64), np.array(outputs, np.float64), names)


def _predictor() -> Project:
    """Kilometres to miles: one weight, 0.5 at first."""
    table = _table([[0.0], [100.0]], [[0.0], [62.137]])
    return Project(
        Network([Layer([[0.5]], [0], "identity")]),
        domain=(0, 120),
        view=View(point=(100.0,)),
        table=table,
    )


def _classifier() -> Project:
    """Garden bugs: a line through the origin, to lie above the ladybird, below the caterpillar."""
    table = _table([[3], [1]], [[1.1], [2.9]], ("ladybird", "caterpillar"))
    return Project(
        Network([Layer([[0.25]], [0], "identity")]),
        domain=(0, 4),
        view=View(point=(3.0,)),
        table=table,
    )


def _gate(name: str, network: Network) -> Project:
    return Project(network, domain=_GATE_SIDE, others=(_GATE_SIDE,), table=gate(name))


def _one_line(name: str) -> Callable[[], Project]:
    """A gate and a line that is wrong for it."""
    return lambda: _gate(name, Network([_unit(*_LINE)]))


def _solved_by_one_line(name: str) -> Callable[[], Project]:
    """A gate and a line that is right for it."""
    return lambda: _gate(name, Network([_unit(*_SOLVED[name])]))


def _unit(weights: tuple[float, float], bias: float) -> Layer:
    return Layer([weights], [bias], "step")


def _xor_two_lines() -> Project:
    """XOR with a hidden layer: the lines are wrong; the output is on between them."""
    hidden = Layer([[1, 0.5], [-0.5, -1]], [-0.25, 0.5], "step")
    return _gate("xor", Network([hidden, _unit(*_SOLVED["and"])]))


def _xor_solved() -> Project:
    """XOR as the AND of OR and NAND: on between two lines."""
    lines = _SOLVED["or"], _SOLVED["nand"]
    hidden = Layer([weights for weights, _ in lines], [bias for _, bias in lines], "step")
    return _gate("xor", Network([hidden, _unit(*_SOLVED["and"])]))


def _activations() -> Project:
    """One unit that shows its activation as it is."""
    return Project(Network([Layer([[1]], [0], "sigmoid")]), domain=(-6, 6), view=View(point=(0.0,)))


def _neuron() -> Project:
    """Three signals, a weighted sum and a threshold of 0.7, which is the bias with a minus sign."""
    network = Network([Layer([[0.8, 0.5, -0.6]], [-0.7], "sigmoid")])
    side = (0.0, 1.0)
    return Project(network, domain=side, others=(side, side), view=View(point=(1.0, 0.5, 0.25)))


def _three_layers() -> Project:
    """Three inputs, three hidden units, three outputs; what is wanted never depends on the last.

    Wanted are "1 or 2", "1 and 2" and "not 1", so the links of the third input fade in training.
    """
    network = Network(
        [
            Layer([[0.6, -0.4, 0.3], [-0.2, 0.7, 0.5], [0.8, 0.1, -0.6]], [0] * 3, "sigmoid"),
            Layer([[0.4, 0.9, -0.3], [-0.7, 0.2, 0.5], [0.1, -0.5, 0.8]], [0] * 3, "sigmoid"),
        ]
    )
    rows = list(product((0, 1), repeat=3))
    wanted = [(a or b, a and b, not a) for a, b, _ in rows]
    table = _table(rows, np.where(np.array(wanted, dtype=bool), _ON, _OFF))
    side = (0.0, 1.0)
    return Project(
        network,
        domain=side,
        others=(side, side),
        view=View(point=(0.8, 0.2, 0.5)),
        table=table,
    )


def ring_table(rows: int = 120, seed: int = 0) -> TruthTable:
    """Return points of a disc, wanted on, and of a ring around it, wanted off.

    Parameters
    ----------
    rows : int
        How many points, half of each; an even number.
    seed : int
        The same seed gives the same points.
    """
    random = np.random.default_rng(seed)
    half = rows // 2
    angle = random.uniform(0, 2 * np.pi, 2 * half)
    disc = 0.45 * np.sqrt(random.random(half))
    radius = np.concatenate([disc, random.uniform(0.65, 0.95, half)])
    inputs = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).round(2)
    return TruthTable(inputs, np.repeat([1.0, 0.0], half)[:, np.newaxis])


def _ring() -> Project:
    """A disc in a ring, told apart by two layers of 16 ReLUs after 300 steps of training."""
    table, side = ring_table(), (-1.0, 1.0)
    start = initial_layers([2, 16, 16, 1], ["relu", "relu", "sigmoid"], "he", 1)
    training = Training(start, table.inputs, table.outputs, TrainSettings("adam", steps=300))
    training.advance(300)
    return Project(training.network, domain=side, others=(side,), table=table)


SYSTEMS: dict[str, Callable[[], Project]] = {
    "predictor": _predictor,
    "classifier": _classifier,
    **{name: _one_line(name) for name in ("and", "or", "nand", "xor")},
    **{f"{name}-solved": _solved_by_one_line(name) for name in _SOLVED},
    "xor-two-lines": _xor_two_lines,
    "xor-solved": _xor_solved,
    "activations": _activations,
    "neuron": _neuron,
    "three-layers": _three_layers,
    "ring": _ring,
}
"""The systems by their names. Gates come with a line that is wrong, and "solved"."""
