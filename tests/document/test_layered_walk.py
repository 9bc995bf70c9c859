"""Gestures of all kinds at random on networks of all kinds, undone and redone: equal to the bit.

With RELUVIZ_LONG in the environment there are 2,000 walks.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.targets import Target
from reluviz.core.training import TrainSettings
from reluviz.core.truth_table import TruthTable
from reluviz.document import layer_edits, rewrites
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project

WALKS = 2_000 if os.environ.get("RELUVIZ_LONG") else 24
STEPS = 60
ACTIVATIONS = ("relu", "identity", "step", "sigmoid", "tanh", "leaky_relu(0.1)", "abs", "relu6")
SIZES = ((1, 3, 1), (1, 3, 2, 1), (1, 1), (1, 2, 2), (2, 3, 1), (2, 1), (3, 4, 2, 2))


def network_of(randomly: random.Random) -> Network:
    sizes = randomly.choice(SIZES)
    numbers = np.random.default_rng(randomly.randrange(10**6))
    return Network(
        [
            Layer(
                numbers.normal(size=(wide, narrow)),
                numbers.normal(size=wide),
                "relu" if randomly.random() < 0.5 else randomly.choice(ACTIVATIONS),
            )
            for narrow, wide in pairwise(sizes)
        ]
    )


class Walker:
    """A hand that does anything that can be done to any network, without sense."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        network = network_of(self.random)
        is_curve = network.n_inputs == network.n_outputs == 1
        target = Target([-1.0, 0.0, 1.0], [0.0, 1.0, -1.0]) if is_curve else None
        self.document = Document(
            Project(network, target, table=None if is_curve else self.table(network))
        )

    def edit(self) -> None:
        """Do something; what it refuses it says in a sentence, and nothing changes."""
        edits: tuple[Callable[[], object], ...] = (
            self.set_parameter,
            self.gesture,
            self.hand_gesture,
            self.link,
            self.structure,
            self.activation,
            self.rewrite,
            self.domain,
            self.points,
            self.network,
            self.train,
        )
        with self.document.trying():
            self.random.choice(edits)()

    def number(self) -> float:
        return 0.0 if self.random.random() < 0.2 else self.random.gauss(0, 2)

    def layer(self) -> int:
        return self.random.randrange(len(self.document.network.layers))

    def parameter(self) -> ParameterId:
        layer = self.layer()
        rows, columns = self.document.network.layers[layer].weights.shape
        column = self.random.choice([None, *range(columns)])
        return ParameterId(layer, self.random.randrange(rows), column)

    def table(self, network: Network) -> TruthTable:
        numbers = np.random.default_rng(self.random.randrange(10**6))
        return TruthTable(
            numbers.normal(size=(3, network.n_inputs)), numbers.normal(size=(3, network.n_outputs))
        )

    # The edits

    def set_parameter(self) -> None:
        self.document.set_parameter(self.parameter(), self.number())

    def gesture(self) -> None:
        gesture = self.document.begin("pull")
        for _ in range(3):
            gesture.set(self.parameter(), self.number())
        self.random.choice([gesture.commit, gesture.cancel])()

    def hand_gesture(self) -> None:
        self.document.select(Unit(0))
        self.document.nudge(self.random.choice([-1, 0, 10]), self.random.choice([-1, 1]))

    def link(self) -> None:
        broken = self.document.snapshot.broken
        self.document.break_link(self.parameter())
        self.document.mend_link(self.random.choice([*broken, self.parameter()]))

    def structure(self) -> None:
        change = self.random.choice(
            [
                *(layer_edits.add_unit, layer_edits.remove_unit, layer_edits.add_layer),
                *(layer_edits.remove_layer, layer_edits.add_input, layer_edits.remove_input),
            ]
        )
        change(self.document, self.layer())

    def activation(self) -> None:
        layer_edits.set_activation(self.document, self.layer(), self.random.choice(ACTIVATIONS))

    def rewrite(self) -> None:
        found = self.random.choice([rewrites.simplified, rewrites.flattened])(self.document.state)
        self.document.set_network(found.network, found.text)

    def domain(self) -> None:
        low = self.number()
        box = [(low, low + 1), *self.document.project.box[1:]]
        self.document.set_box(tuple(self.random.sample(box, len(box))))

    def points(self) -> None:
        network = self.document.network
        if network.n_inputs == network.n_outputs == 1:
            numbers = [self.number() for _ in range(4)]
            self.document.set_target(self.random.choice([None, Target(range(4), numbers)]))
        else:
            self.document.set_table(self.random.choice([None, self.table(network)]))

    def network(self) -> None:
        if self.random.random() < 0.3:
            self.document.set_project(Project(network_of(self.random)), "another network")

    def train(self) -> None:
        self.document.trainer.step(TrainSettings(method="sgd", rate=0.01, steps=3))

    def bits(self) -> tuple[object, ...]:
        """What must come back."""
        project = self.document.project
        arrays = [one for layer in project.network.layers for one in (layer.weights, layer.bias)]
        if project.target is not None:
            arrays += [project.target.x, project.target.y]
        if project.table is not None:
            arrays += [project.table.inputs, project.table.outputs]
        return (
            [(array.shape, array.tobytes()) for array in arrays],
            [layer.activation for layer in project.network.layers],
            project.box,
            sorted(self.document.snapshot.broken.items()),
        )


@pytest.mark.parametrize("part", range(4))
def test_walks_on_networks_of_all_kinds(qapp: QApplication, part: int) -> None:
    edits = 0
    for seed in range(part, WALKS, 4):
        edits += walk(Walker(seed))
    assert edits > 10 * WALKS / 4


def walk(walker: Walker) -> int:
    """Go forth and back; return how many edits there were."""
    document, place, edits = walker.document, 0, 0
    history: list[object] = [walker.bits()]
    for _ in range(STEPS):
        kind = walker.random.random()
        if kind < 0.15:
            document.undo()
            place = max(0, place - 1)
        elif kind < 0.25:
            document.redo()
            place = min(len(history) - 1, place + 1)
        else:
            before = document.undo_stack.index
            walker.edit()
            document.publish()
            for _ in range(document.undo_stack.index - before):
                place, edits = place + 1, edits + 1
                history[place:] = [None]
            history[place] = walker.bits()
            del history[document.undo_stack.count + 1 :]  # of a training that went on
        document.publish()
        assert document.undo_stack.index == place
        assert history[place] in (None, walker.bits())  # None: within an edit of two steps
    for wanted in [*range(place - 1, -1, -1), *range(1, len(history))]:
        document.undo() if document.undo_stack.index > wanted else document.redo()
        document.publish()
        assert history[wanted] in (None, walker.bits())
    document.close()
    return edits
