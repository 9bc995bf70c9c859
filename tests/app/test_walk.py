"""Every widget in every state of the window: nothing cut, covered or dead; the plot has half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from scenes import LESSONS, NETWORKS, PANELS, PLACES, SIZES
from walking import faults, seen_of, walk

from reluviz.app.main_window import MainWindow
from reluviz.views.theme import load_theme

SMALL, *LARGER = SIZES
VARIANTS = {"100 %, light": (100, "light"), "150 %, dark": (150, "dark")}
GROUPS = {"places": PLACES, "networks": NETWORKS, "panels": PANELS, "lessons": LESSONS}


@pytest.fixture(params=VARIANTS.values(), ids=VARIANTS)
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, store, answers
) -> Iterator[MainWindow]:
    """A window with letters of a size, in the colours of a theme."""
    percent, theme = request.param
    before = qapp.font()
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() * percent / 100)
    qapp.setFont(larger)
    found = MainWindow(theme=load_theme(theme), store=store, ask=answers)
    qtbot.addWidget(found, before_close_func=lambda one: one.document.mark_saved(None))
    found.resize(*SMALL)
    found.show()
    qtbot.wait(20)
    yield found
    qapp.setFont(before)


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_wrong(window: MainWindow, group: str) -> None:
    assert walk(window, GROUPS[group], SIZES) == []


def test_the_other_theme_moves_nothing(window: MainWindow) -> None:
    other = "dark" if window.theme.name == "light" else "light"
    window.apply_theme(load_theme(other))
    assert walk(window, PLACES, [SMALL]) == []


def test_at_twice_the_scale() -> None:
    """Qt reads its scale only when it starts."""
    script = Path(__file__).parents[1] / "walking.py"
    environment = os.environ | {"QT_SCALE_FACTOR": "2", "QT_LOGGING_RULES": "qt.qpa.*=false"}
    done = subprocess.run(
        [sys.executable, str(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout) == []


# The walker sees what is wrong


def test_it_sees_what_it_is_there_for(window: MainWindow, qtbot: QtBot) -> None:
    window.lower_panels.show("train")
    qtbot.wait(20)
    sheet = window.main_panels.view.plot_widget
    assert seen_of(sheet).height() >= window.height() / 2
    assert faults(window) == []

    def seen(words: str) -> bool:
        QCoreApplication.processEvents()
        return any(words in fault for fault in faults(window))

    sheet.setMinimumHeight(0)
    sheet.setMaximumHeight(window.height() // 2 - 2)
    assert seen("the plot has")
    sheet.setMaximumHeight(10_000)

    holder = window.lower_panels.panels["train"]
    label = QLabel("something that needs much room", holder)
    label.setGeometry(0, 0, 30, 20)
    label.show()
    assert seen("pixels of width")
    label.setGeometry(holder.width() - 10, 0, 400, 20)
    assert seen("beyond the side")
    label.setWordWrap(True)
    label.setGeometry(0, 0, 60, 12)
    assert seen("pixels of height")
    label.setText("")

    button = QPushButton("No", holder)
    button.setEnabled(False)
    button.setGeometry(10, 60, 60, 30)
    button.show()
    assert seen("cannot be used")
    button.setEnabled(True)
    other = QPushButton("Yes", holder)
    other.setGeometry(40, 60, 60, 30)
    other.show()
    assert seen("overlap")
    button.hide()
    assert not seen("overlap")
