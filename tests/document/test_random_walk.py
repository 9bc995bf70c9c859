"""Every kind of edit, at random, undone and redone: the same numbers to the last bit."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from reluviz.core.construct import through_points
from reluviz.core.network import ParameterId
from reluviz.core.targets import Target
from reluviz.document import rewrites
from reluviz.document.document import Document
from reluviz.document.items import Joint, Segment, Unit
from reluviz.files.project import Project


class Walker:
    """A hand that does anything that can be done to a network, without sense."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.document = Document()
        self.edits: list[Callable[[], None]] = [
            self.set_parameter,
            self.gesture,
            self.drag,
            self.nudge,
            self.add_joint,
            self.remove,
            self.break_link,
            self.mend_link,
            self.rewrite,
            self.set_domain,
            self.set_target,
            self.set_points,
        ]

    def number(self) -> float:
        return 0.0 if self.random.random() < 0.2 else self.random.gauss(0, 2)

    def unit(self) -> int:
        return self.random.randrange(self.document.network.n_units)

    def parameter(self) -> ParameterId:
        unit = self.unit()
        return self.random.choice(
            [ParameterId(0, unit, 0), ParameterId(0, unit), ParameterId(1, 0, unit)]
        )

    def points(self) -> Target:
        xs = sorted(self.random.sample(range(-20, 20), self.random.randrange(2, 8)))
        return Target([x / 10 for x in xs], [self.number() for _ in xs])

    # The edits

    def set_parameter(self) -> None:
        self.document.set_parameter(self.parameter(), self.number())

    def gesture(self) -> None:
        self.document.begin("pull")
        for _ in range(3):
            self.set_parameter()
        self.end()

    def drag(self) -> None:
        self.document.set_view(drag_mode=self.random.choice(["point", "relu"]))
        joint = self.random.randrange(len(self.document.state.curve) - 1)
        if self.document.grab(self.random.choice([Joint, Segment])(joint), 0.0, 0.0):
            for _ in range(3):
                self.document.move_to(self.number(), self.number())
            self.end()

    def end(self) -> None:
        self.random.choice([self.document.commit, self.document.cancel])()

    def nudge(self) -> None:
        self.document.select(Joint(self.random.randrange(len(self.document.state.curve))))
        self.document.nudge(self.random.choice([-1, 0, 10]), self.random.choice([-1, 1]))

    def add_joint(self) -> None:
        self.document.add_joint(self.random.uniform(*self.document.project.domain))

    def remove(self) -> None:
        joint = self.random.randrange(len(self.document.state.curve))
        self.document.select(self.random.choice([Joint(joint), Unit(self.unit())]))
        self.document.remove_selected()

    def break_link(self) -> None:
        self.document.break_link(self.parameter())

    def mend_link(self) -> None:
        broken = self.document.snapshot.broken
        self.document.mend_link(self.random.choice([*broken, self.parameter()]))

    def rewrite(self) -> None:
        state, unit = self.document.state, self.unit()
        rewrite = self.random.choice(
            [
                lambda: rewrites.scaled(state, unit, 3.0),
                lambda: rewrites.mirrored(state, unit),
                lambda: rewrites.simplified(state),
                lambda: rewrites.turned_right(state),
            ]
        )
        with self.document.trying():
            found = rewrite()
            self.document.set_network(found.network, found.text)

    def set_domain(self) -> None:
        low = self.number()
        self.document.set_domain((low, low + self.random.uniform(0.1, 4)))

    def set_target(self) -> None:
        self.document.set_target(self.random.choice([None, self.points()]))

    def set_points(self) -> None:
        target = self.points()
        points = list(zip(target.x, target.y, strict=True))
        domain = (float(target.x[0]), float(target.x[-1]))
        project = Project(through_points(points), target, domain)
        self.document.set_project(project, "edit points")

    # What must come back

    def bits(self) -> tuple[object, ...]:
        document, target = self.document, self.document.project.target
        layers = [(layer.weights, layer.bias) for layer in document.network.layers]
        arrays = [array for layer in layers for array in layer]
        if target is not None:
            arrays += [target.x, target.y]
        return (
            [array.tobytes() for array in arrays],
            document.project.domain,
            sorted(document.snapshot.broken.items()),
        )


@pytest.mark.parametrize("seed", range(4))
def test_every_kind_of_edit_undone_and_redone(qapp: QApplication, seed: int) -> None:
    walker = Walker(seed)
    document = walker.document
    history, place, names = [walker.bits()], 0, set()
    for _ in range(1500):
        kind = walker.random.random()
        if kind < 0.15:
            document.undo()
            place = max(0, place - 1)
        elif kind < 0.25:
            document.redo()
            place = min(len(history) - 1, place + 1)
        else:
            walker.random.choice(walker.edits)()
            document.publish()
            if document.undo_stack.index == place + 1:
                place += 1
                history[place:] = [walker.bits()]
                names.add(document.undo_stack.undo_text.split()[0])
        document.publish()
        assert document.undo_stack.index == place
        assert document.undo_stack.count == len(history) - 1
        assert walker.bits() == history[place]
    assert {"add", "break", "change", "edit", "mend", "move", "pull", "remove"} <= names
    while place:
        document.undo()
        place -= 1
        document.publish()
        assert walker.bits() == history[place]
