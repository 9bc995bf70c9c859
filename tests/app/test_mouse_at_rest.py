"""The kind of network changes while the mouse rests somewhere: nothing raises, all panels agree.

With RELUVIZ_LONG in the environment there are 500 random changes instead of a few.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import mouse_at_rest
import pytest
from mouse_at_rest import Resting
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from reluviz.app.ask import Leave
from reluviz.app.lower_panels import GROUPS
from reluviz.app.main_window import MainWindow
from reluviz.document.items import Joint, Unit
from reluviz.files.examples import list_examples
from reluviz.lessons.reading import list_lessons

PROGRAM = Path(mouse_at_rest.__file__)
IS_LONG = bool(os.environ.get("RELUVIZ_LONG"))
KINDS = ("relu-by-hand", "xor", "predictor", "three-layers")
NOISE = "This plugin does not support"  # said by the offscreen platform


@pytest.fixture
def resting(window: MainWindow, answers, tmp_path: Path) -> Resting:
    answers.leave = Leave.DISCARD
    return Resting(window, tmp_path)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("kind", KINDS)
def test_undo_and_redo_under_a_mouse_over_every_picture_and_row(
    resting: Resting, kind: str, group: str
) -> None:
    other = "xor" if kind == KINDS[0] else KINDS[0]
    for name in (other, kind):
        resting.to_kind(name)
        resting.check()
    resting.window.lower_panels.show_group(group, True)
    resting.check()
    spots = resting.spots()
    assert len(spots) > 8
    for spot in spots if IS_LONG else spots[:: 1 + len(spots) // 4]:
        for action in ("undo", "redo"):
            resting.move(spot)
            resting.act(action)
            resting.check()
            resting.act("redo" if action == "undo" else "undo")
            resting.move(spot)  # the panels still show the network before
            resting.check()
            resting.act(action)
            resting.check()


def test_everything_that_opens_under_the_mouse(resting: Resting) -> None:
    window = resting.window
    names = [example.name for example in list_examples()]
    for k, name in enumerate(names):
        spots = resting.spots()
        resting.move(spots[k % len(spots)])
        window.files.open_example(name)
        resting.check()
    for k, lesson in enumerate(list_lessons()):
        spots = resting.spots()
        resting.move(spots[k % len(spots)])
        window.lessons.start(lesson)
        resting.check()
        assert resting.document.snapshot.lesson is not None
    for path in resting.files:
        resting.move(resting.spots()[0])
        window.files.open_path(path)
        resting.check()
        assert window.windowTitle().startswith(path.name)
        resting.act("new")
        resting.check()


def test_what_was_typed_into_a_panel_that_goes_reaches_no_other_network(resting: Resting) -> None:
    for name in ("xor", "relu-by-hand"):
        resting.to_kind(name)
        resting.check()
    inspector, plot = resting.window.main_panels.inspector, resting.window.plot
    resting.document.select(Unit(1))
    resting.check()
    table = inspector.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 1))
    QTest.keyClick(table, Qt.Key.Key_7)
    editor = table.findChild(QLineEdit)
    assert editor.isModified()
    resting.document.undo()
    resting.check()
    assert resting.document.undo_stack.index == 1
    assert not resting.document.in_gesture
    assert not plot.isVisible()


def test_a_hand_that_holds_a_joint_of_a_network_that_goes_lets_go(resting: Resting) -> None:
    plot, document = resting.window.plot.plot_widget, resting.document
    x, y = document.state.place_of(Joint(1))
    at = plot.viewport().mapToGlobal(plot.mapFromScene(0, 0))
    at += QPoint(round(plot.frame.column(x)), round(plot.frame.row(y)))
    resting.move(at)

    def other_network() -> None:
        resting.to_kind("xor")
        resting.check()

    resting.press(at, at + QPoint(0, 30), other_network)
    assert (document.undo_stack.count, document.in_gesture) == (2, False)
    resting.act("undo")
    resting.check()
    assert document.snapshot.kind == "shallow"
    before = document.network
    resting.move(at + QPoint(40, -60))  # no button is down
    resting.check()
    assert document.network is before


def test_a_panel_that_fails_is_covered_and_the_window_goes_on(
    resting: Resting, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, document = resting.window, resting.document
    reported: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: reported.append(error))
    for panel in resting.panels():
        project, real = document.project, panel.render_snapshot

        def fail(*_: object, name: str = panel.objectName()) -> None:
            raise LookupError(name)

        panel.render_snapshot = fail
        document.set_parameter(document.network.parameter("w2"), -6.0)
        resting.check()
        assert str(reported.pop()) == panel.objectName()
        assert not reported
        covers = [one for one in panel.findChildren(QLabel) if one.geometry() == panel.rect()]
        assert [cover.isVisible() for cover in covers] == [True]
        panel.render_snapshot = real
        resting.act("undo")
        resting.check()
        assert not covers[0].isVisible()
        assert document.project.network == project.network
    assert not reported
    assert window.isVisible()


def run_program(environment: dict[str, str], changes: int, seed: int) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, str(changes), str(seed)],
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if NOISE not in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize("seed", [1, 2, 3] if IS_LONG else [1])
def test_random_changes_with_every_tab_open_end_without_a_word(seed: int) -> None:
    run_program(os.environ | {"QT_QPA_PLATFORM": "offscreen"}, 500 if IS_LONG else 25, seed)


def test_random_changes_under_a_real_mouse(display: dict[str, str]) -> None:
    run_program(display, 500 if IS_LONG else 20, 3)
