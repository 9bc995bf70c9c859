"""The lessons that come with the program: each can be played to its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from reluviz.core.construct import add_joint, through_points
from reluviz.core.depth import flatten
from reluviz.core.error_correction import error_correction
from reluviz.core.network import Network
from reluviz.core.perturb import Perturbation
from reluviz.core.runs import Run
from reluviz.core.structure import with_activation, without_unit
from reluviz.core.targets import Target
from reluviz.core.train_settings import TrainSettings
from reluviz.core.training import Training
from reluviz.files.errors import UserError
from reluviz.files.examples import load_example
from reluviz.files.project import Project
from reluviz.lessons.lesson import Lesson, plain
from reluviz.lessons.reading import list_lessons, load_lesson
from reluviz.paths import resource

NAMES = [
    "a-relu-is-a-ray", "build-by-hand", "what-moves-what", "any-number-of-segments",
    "found-by-chance", "predictor", "classifier", "gates", "xor", "activations", "neuron",
    "three-layers", "folding", "regions",
]  # fmt: skip

Move = Callable[[Project], Project]


# What a hand can do


def values(**wanted: float) -> Move:
    """Type numbers: ``w1_2_3`` stands for w1.2.3."""

    def move(project: Project) -> Project:
        network = project.network
        for name, value in wanted.items():
            network = network.with_value(network.parameter(name.replace("_", ".")), value)
        return replace(project, network=network)

    return move


def activation(name: str) -> Move:
    return lambda project: replace(project, network=with_activation(project.network, 0, name))


def fill(what: str) -> Move:
    return lambda project: replace(project, view=replace(project.view, fill=what))


def probe(*point: float) -> Move:
    return lambda project: replace(project, view=replace(project.view, point=point))


def both(*moves: Move) -> Move:
    def move(project: Project) -> Project:
        for one in moves:
            project = one(project)
        return project

    return move


def draw(project: Project) -> Project:
    view = replace(project.view, perturbation=Perturbation("unit 3", 0.2, relative=True))
    return replace(project, view=view)


def joint_at(x: float) -> Move:
    return lambda project: replace(project, network=add_joint(project.network, x)[0])


def sine(segments: int) -> Move:
    x = np.linspace(0, 2 * np.pi, segments + 1)
    points = np.column_stack([x, np.sin(x)])
    return lambda project: replace(project, network=through_points(points))


def kept(kind: str, network: Callable[[Project], Network]) -> Move:
    return lambda project: replace(
        project, runs=(*project.runs, Run(f"{kind} {len(project.runs)}", kind, network(project)))
    )


def trained(method: str, rate: float, steps: int, seed: int = 0) -> Callable[[Project], Network]:
    def train(project: Project) -> Network:
        if project.table is not None:
            x, y = project.table.inputs, project.table.outputs
        else:
            assert project.target is not None
            x, y = project.target.samples(project.domain)
        training = Training(project.network, x, y, TrainSettings(method, rate, None, steps, seed))
        training.advance(steps)
        return training.network

    return train


def learned(method: str, rate: float, steps: int) -> Move:
    train = trained(method, rate, steps)
    return lambda project: replace(project, network=train(project))


def by_rule(examples: list[tuple[float, float]], rate: float = 1.0) -> Move:
    x, y = zip(*examples, strict=True)

    def move(project: Project) -> Project:
        *_, last = error_correction(project.network, x, y, rate, has_bias=False)
        return replace(project, network=last.network)

    return move


def lift_the_point(project: Project) -> Project:
    target = Target(np.array([-1, -0.5, 0, 1.0]), np.array([-1, 1, 0, 0.0]))
    return replace(project, target=target, network=through_points(np.c_[target.x, target.y]))


def want(*outputs: float) -> Move:
    def move(project: Project) -> Project:
        assert project.table is not None
        table = project.table
        for row, value in enumerate(outputs):
            table = table.with_output(row, 0, value)
        return replace(project, table=table)

    return move


def remove_node(project: Project) -> Project:
    changed = replace(project, network=without_unit(project.network, 0, 1))
    x = np.random.default_rng(0).uniform(size=(50, 3))
    assert np.allclose(changed.network(x), project.network(x), atol=1e-15)
    return changed


SOLUTIONS: dict[str, list[Move | None]] = {
    "a-relu-is-a-ray": [
        values(b1=0.5), values(w1=2), values(w1=-1), values(v1=-1, w1=1), values(b0=0.5),
        values(v1=2, b1=1, w1=1),
    ],
    "build-by-hand": [
        values(b1=1, b2=0.5, b3=0), values(b0=-1), values(w1=4), values(w2=-8), values(w3=5),
        lift_the_point,
    ],
    "what-moves-what": [
        values(w1=4.6), values(w3=4), values(b2=0.3), values(w2=2), draw, None,
    ],
    "any-number-of-segments": [
        joint_at(0.5), values(w4=1), values(w1=1), sine(6), sine(12),
    ],
    "found-by-chance": [
        values(b0=-0.1, w1=1, w2=-2),
        kept("trained", trained("random_search", 0.1, 500)),
        kept("trained", trained("random_search", 0.1, 6000, seed=3)),
        kept("best", lambda project: load_example("relu-by-hand").network),
    ],
    "predictor": [
        values(w1_1_1=0.6), values(w1_1_1=0.7), values(w1_1_1=0.61), values(w1_1_1=0.62137),
        by_rule([(0, 0), (100, 62.137)]),
    ],
    "classifier": [
        values(w1_1_1=3.5), values(w1_1_1=1), by_rule([(3, 1.1)]), by_rule([(1, 2.9)]),
        by_rule([(3, 1.1), (1, 2.9)], 0.5), probe(2.0),
    ],
    "gates": [
        values(b1_1=-1.5), values(w1_2_1=1), values(w1_1_1=-1, w1_2_1=-1, b1_1=1.5),
        both(want(0, 0, 1, 0), values(w1_1_1=1, w1_2_1=-1, b1_1=-0.5)),
        learned("adam", 0.1, 500),
    ],
    "xor": [
        values(b1_1=-0.5), None, values(b1_2=-1.5), values(w2_2_1=-1),
        learned("adam", 0.1, 500),
    ],
    "activations": [
        probe(0.0), activation("step"), activation("tanh"), probe(4.0), activation("relu"),
        both(activation("sigmoid"), values(w1_1_1=8)),
    ],
    "neuron": [
        probe(1.0, 1.0, 0.5), values(b1_1=-1.6), values(w1_3_1=0),
        values(w1_1_1=1, w1_2_1=1, w1_3_1=-2), both(activation("sigmoid"), probe(1.0, 0.62, 0.0)),
    ],
    "three-layers": [
        values(w1_2_3=0.9), probe(0.9, 0.1, 0.8), values(w2_1_1=0),
        values(w2_2_1=0, w2_2_2=0, w2_2_3=0), remove_node, None,
    ],
    "folding": [
        values(b2=-0.8), values(b2_2=-0.5),
        lambda project: replace(project, network=flatten(project.network, project.domain)),
    ],
    "regions": [fill("region"), values(b1_3=-1.3), values(b2_1=-0.15), fill("change")],
}  # fmt: skip
"""One way to reach the goal of each step; None where there is no goal."""


def test_all_systems_of_both_articles_have_a_lesson() -> None:
    assert [lesson.name for lesson in list_lessons()] == NAMES
    assert list(SOLUTIONS) == NAMES
    assert json.loads(resource("lessons", "index.json").read_bytes()) == NAMES
    assert {path.stem for path in resource("lessons").glob("*.json")} == {*NAMES, "index"}


def test_an_unknown_lesson() -> None:
    with pytest.raises(UserError, match=r"no lesson “abc”; there are a-relu-is-a-ray, .*three-lay"):
        load_lesson("abc")


@pytest.mark.parametrize("name", NAMES)
def test_played_to_the_end(name: str) -> None:
    """Each goal is reached by its move, and by nothing before it."""
    lesson = load_lesson(name)
    moves = SOLUTIONS[name]
    project = lesson.start
    assert len(moves) == len(lesson.steps)
    for number, (step, move) in enumerate(zip(lesson.steps, moves, strict=True), 1):
        project = project if step.start is None else step.start
        assert (step.goal is None) == (move is None)
        if step.goal is None or move is None:
            continue
        before = step.goal.check(project)
        assert not before.is_reached, f"step {number} is reached before it begins: {before.text}"
        assert before.text.startswith("not yet: ")
        project = move(project)
        after = step.goal.check(project)
        assert after.is_reached, f"step {number}: {after.text}"
        assert after.text.startswith("reached: ")
        assert "-" not in after.text.replace("mean-", "")


@pytest.mark.parametrize("name", NAMES)
def test_short_and_readable(name: str) -> None:
    lesson = load_lesson(name)
    assert 3 <= len(lesson.steps) <= 7
    assert len(lesson.title) <= 30
    assert len(lesson.summary) <= 100
    for step in lesson.steps:
        assert len(step.title) <= 45
        assert sum(map(len, step.text)) <= 420
        assert (step.hint != "") == (step.goal is not None)
        for words in (*step.text, step.hint):
            assert not {"*", "`"} & set(plain(words)), "a mark without its partner"


@pytest.mark.parametrize("name", NAMES)
def test_no_goal_fails_whatever_people_do(name: str) -> None:
    """In the middle of a lesson another file can be opened, units removed, numbers be huge."""
    lesson = load_lesson(name)
    for project in strangers():
        for step in lesson.steps:
            if step.goal is not None:
                verdict = step.goal.check(project)
                assert verdict.text.isprintable()
                assert len(verdict.text) < 300


def strangers() -> list[Project]:
    names = ("relu-by-hand", "chirp", "xor", "predictor", "neuron", "three-layers", "activations")
    found = [load_example(name) for name in names]
    huge = Network.from_rays([1e100, 0.0, -1e-300], [1e100, 0, 0], [1e100, 1, -1e100], 0)
    found.append(replace(found[0], network=huge))
    found.append(replace(found[0], target=None))
    found += [replace(project, table=None) for project in found[2:5]]
    found.append(replace(found[2], network=found[5].network))
    return found


def test_starts_of_steps() -> None:
    lesson: Lesson = load_lesson("predictor")
    assert lesson.start_of(0) is lesson.start
    assert lesson.start_of(3) is lesson.start
    assert lesson.start_of(4) is lesson.steps[4].start


def test_numbers_of_the_second_article() -> None:
    """What the texts say is what the networks give."""
    network = load_lesson("predictor").start.network
    parameter = network.parameter("w1.1.1")
    for c, gives, error in (
        (0.5, 50, 12.137),
        (0.6, 60, 2.137),
        (0.7, 70, -7.863),
        (0.61, 61, 1.137),
    ):
        output = float(network.with_value(parameter, c)(100.0))
        assert output == pytest.approx(gives)
        assert 62.137 - output == pytest.approx(error)
