"""Every kind of network goes through every door of the window: saved, reopened, acted upon."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from reluviz.app.actions import ACTIONS
from reluviz.app.ask import Leave
from reluviz.app.crash import CrashReporter
from reluviz.app.file_work import holds_the_same
from reluviz.app.main_window import MainWindow
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.runs import Run
from reluviz.core.targets import Target
from reluviz.core.truth_table import TruthTable
from reluviz.files.examples import list_examples, load_example
from reluviz.files.project import Project
from reluviz.files.project_file import read_project
from reluviz.lessons.reading import list_lessons
from tests.app.test_actions import ASKING


def layered(*sizes: int, activation: str = "relu", last: str = "identity") -> Network:
    """A network of these sizes, from the inputs to the outputs, whose numbers have many digits."""
    rng = np.random.default_rng(len(sizes))
    count = len(sizes) - 1
    return Network(
        [
            Layer(
                rng.normal(size=(sizes[k + 1], sizes[k])),
                rng.normal(size=sizes[k + 1]),
                activation if k < count - 1 else last,
            )
            for k in range(count)
        ]
    )


def table_for(network: Network) -> TruthTable:
    rng = np.random.default_rng(3)
    return TruthTable(
        rng.normal(size=(4, network.n_inputs)), rng.normal(size=(4, network.n_outputs))
    )


NETWORKS = {
    "shallow": Network.from_rays([1 / 3, -2.0], [0.1, 0.2], [0.7, -1 / 7], 0.3),
    "deep": layered(1, 3, 2, 1),
    "smooth": layered(1, 3, 1, activation="tanh", last="sigmoid"),
    "leaky": layered(1, 3, 1, activation="leaky_relu(0.1)"),
    "two outputs": layered(1, 3, 2),
    "linear": layered(1, 1),
    "plane": layered(2, 3, 1),
    "gate": layered(2, 1, last="step"),
    "space": layered(3, 4, 2, 2, last="sigmoid"),
}


def project_of(name: str) -> Project:
    """A project of each kind that has everything its kind can have."""
    network = NETWORKS[name]
    is_curve = network.n_inputs == network.n_outputs == 1
    return Project(
        network,
        Target([-1.5, 0.0, 1 / 3, 2.0], [0.0, 1 / 7, 2.0, -1.0]) if is_curve else None,
        (-1.5, 2.0),
        runs=(Run("By hand", "hand", network), Run("Other", "trained", network, "lr 0.1", 7, 0.5)),
        table=None if is_curve else table_for(network),
        others=((-2.0, 1 / 3), (0.0, 5.0))[: network.n_inputs - 1],
    )


def look_elsewhere(window: MainWindow) -> None:
    """Change what is looked at, as hands do."""
    window.actions_by_id["layer_sums"].trigger()
    network = window.document.network
    if network.is_shallow:
        window.document.set_probe(1 / 3)
    else:
        window.document.set_view(
            point=(1 / 3,) * network.n_inputs,
            axis=network.n_inputs - 1,
            output=network.n_outputs - 1,
        )


def saves_and_reopens(window: MainWindow, answers, path: Path) -> None:
    """Save, close, open: everything is as it was, to the bit."""
    answers.saved = path
    window.actions_by_id["save_as"].trigger()
    wanted = window.document.project
    assert answers.told == []
    assert not window.document.is_modified
    window.actions_by_id["new"].trigger()
    window.document.publish()
    window.files.open_path(path)
    found = window.document.project
    assert found == wanted
    assert [layer.weights.tobytes() for layer in found.network.layers] == [
        layer.weights.tobytes() for layer in wanted.network.layers
    ]
    assert answers.told == []
    window.document.publish()
    assert window.windowTitle() == f"{path.name}[*] - ReluViz"


@pytest.mark.parametrize("example", [example.name for example in list_examples()])
def test_every_example_is_saved(window: MainWindow, answers, tmp_path, example: str) -> None:
    window.files.open_example(example)
    look_elsewhere(window)
    saves_and_reopens(window, answers, tmp_path / "mine.reluviz")


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.name)
def test_every_start_of_a_lesson_is_saved(window: MainWindow, answers, tmp_path, lesson) -> None:
    window.lessons.start(lesson)
    saves_and_reopens(window, answers, tmp_path / "mine.reluviz")


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_kind_of_network_is_saved(window: MainWindow, answers, tmp_path, kind: str) -> None:
    window.document.load(project_of(kind), None, kind)
    look_elsewhere(window)
    saves_and_reopens(window, answers, tmp_path / "mine.reluviz")


@pytest.mark.parametrize("example", [example.name for example in list_examples()])
def test_every_example_that_was_changed_is_there_again(
    window: MainWindow, answers, example: str
) -> None:
    window.files.open_example(example)
    look_elsewhere(window)
    window.document.set_parameter(ParameterId(0, 0, None), 1 / 7)
    left = window.document.project
    window.actions_by_id["new"].trigger()
    assert window.document.network != left.network
    window.menus["closed_menu"].aboutToShow.emit()
    window.menus["closed_menu"].actions()[0].trigger()
    assert window.document.project == left
    assert answers.asked == answers.told == []


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_kind_is_rescued(window: MainWindow, answers, kind: str) -> None:
    window.document.load(project_of(kind), None, kind)
    look_elsewhere(window)
    lost, copies = window.document.project, window.files.copies
    reporter = CrashReporter(copies.folder)
    reporter.rescue, reporter.origin = lambda: lost, copies.origin
    reporter.on_exception(RuntimeError, RuntimeError("boom"), None)
    window.actions_by_id["new"].trigger()
    copies.tell_unclean_end([copies.session], window.messages.tell)
    answers.open_rescued(answers.offered[0])
    assert window.document.project == lost
    assert window.document.name == f"{kind} (rescued)"
    assert answers.told == []


@pytest.mark.parametrize("kind", NETWORKS)
def test_closing_saves_every_kind(
    window: MainWindow, answers, tmp_path: Path, qtbot: QtBot, kind: str
) -> None:
    window.document.load(project_of(kind), None, kind)
    window.document.set_parameter(ParameterId(0, 0, None), 0.25)
    answers.saved, answers.leave = tmp_path / "mine.reluviz", Leave.SAVE
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert read_project(answers.saved) == window.document.project
    assert answers.told == []


def test_a_file_is_the_same_only_if_all_of_it_is() -> None:
    project = project_of("space")
    assert holds_the_same(project, replace(project))
    for change in (
        {"network": NETWORKS["plane"]},
        {"table": replace_one(project.table)},
        {"table": None},
        {"others": ((-2.0, 0.5), (0.0, 5.0))},
        {"domain": (-1.5, 3.0)},
        {"runs": project.runs[:1]},
        {"view": replace(project.view, axis=1)},
    ):
        assert not holds_the_same(project, replace(project, **change)), change
    assert not holds_the_same(project_of("deep"), replace(project_of("deep"), target=None))


def replace_one(table: TruthTable) -> TruthTable:
    return TruthTable(table.inputs, table.outputs + np.eye(*table.outputs.shape))


@pytest.mark.qt_log_ignore("This plugin does not support")  # a window of a panel's own
@pytest.mark.parametrize("kind", NETWORKS)
def test_every_action_takes_every_kind(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, kind: str
) -> None:
    for name in (*ASKING, "PySide6.QtPrintSupport.QPrintPreviewDialog"):
        monkeypatch.setattr(f"{name}.exec", lambda _dialog: 0)
    for spec in ACTIONS:
        action = window.actions_by_id[spec.id]
        if spec.id == "quit":
            continue
        window.document.load(project_of(kind), None, kind)
        window.document.select(ParameterId(0, 0, 0))  # enables more of them
        window.document.publish()
        if action.isEnabled():
            action.trigger()
            window.document.publish()
            for dialog in window.findChildren(QDialog):
                dialog.reject()
            qtbot.wait(1)
            assert window.document.snapshot.load_number  # no slot has raised, on the way to here
    window.document.load(load_example("hat"), None, "hat")
