"""Training in the window: Escape, a hand on the diagram, a window that is closed."""

from __future__ import annotations

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reluviz.app.main_window import MainWindow
from reluviz.core.network import ParameterId
from reluviz.core.targets import Target
from reluviz.core.training import TrainSettings
from reluviz.document.document import Document
from reluviz.files.project import Project
from reluviz.views.diagram import DiagramPanel
from reluviz.views.diagram.hits import room_of
from reluviz.views.theme import load_theme
from reluviz.views.train import TrainPanel

X = np.linspace(-1, 1, 60)
DATA = Target.from_data(X, np.sin(4 * X))
LONG = TrainSettings(steps=10**8)
W1 = ParameterId(1, 0, 0)


@pytest.fixture
def training(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window with the panel open, in the middle of a run."""
    document = window.document
    document.set_target(DATA)
    window.lower_panels.show("train")
    document.undo_stack.clear()
    start(document, qtbot)
    return window


def start(document: Document, qtbot: QtBot) -> None:
    document.trainer.play(LONG)
    qtbot.waitUntil(lambda: document.snapshot.training.index > 3, timeout=10_000)


def rest(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.document.trainer.is_busy, timeout=10_000)
    window.document.publish()


def test_escape_gives_up_the_run(training: MainWindow, qtbot: QtBot) -> None:
    training.activateWindow()
    before = training.document.snapshot.before
    assert before is not None
    QTest.keyClick(training, Qt.Key.Key_Escape)
    rest(training, qtbot)
    assert training.document.network == before.network
    assert training.document.undo_stack.count == 0
    assert isinstance(training.lower_panels.panels["train"], TrainPanel)


def test_undo_is_offered_while_it_runs(training: MainWindow, qtbot: QtBot) -> None:
    undo = training.actions_by_id["undo"]
    assert undo.isEnabled()
    assert undo.text() == "&Undo train"
    undo.trigger()
    rest(training, qtbot)
    assert training.document.undo_stack.can_redo


def test_a_drag_in_the_diagram_takes_over(training: MainWindow, qtbot: QtBot) -> None:
    diagram = training.panels[0]
    assert isinstance(diagram, DiagramPanel)
    room = room_of(diagram.diagram_layout, diagram.scene.edges, W1)
    assert room is not None
    place = room.center().toPoint()
    QTest.mousePress(diagram, Qt.MouseButton.LeftButton, pos=place)
    for up in (4, 12, 25):
        QTest.qWait(11)
        mouse_to(diagram, place - QPoint(0, up), Qt.MouseButton.LeftButton)
    assert training.document.in_gesture
    QTest.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=place)
    rest(training, qtbot)
    stack = training.document.undo_stack
    assert stack.texts == ["train", "change w1"]


def test_the_window_closes_while_it_runs_ten_times(qtbot: QtBot) -> None:
    for _ in range(10):
        window = MainWindow(Document(Project(Document().network, DATA)), load_theme("light"))
        qtbot.addWidget(window)
        window.show()
        window.lower_panels.show("train")
        window.document.trainer.play(LONG)
        qtbot.wait(20)
        window.document.cancel()
        window.document.trainer.play(LONG)
        window.document.undo_stack.set_clean()
        window._may_close = True  # as after "Discard"
        assert window.close()
        assert not window.document.trainer.is_busy
        window.document.undo_stack.clear()
