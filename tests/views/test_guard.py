"""Whatever fails in what Qt calls: the process lives, the document is whole, the exit is clean."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import PySide6.QtWidgets
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import reluviz
from reluviz.views.guard import _GUARDED, Guarded

PROGRAM = Path(__file__).parents[1] / "app" / "planted_failures.py"


class Failing(Guarded, QWidget):
    """A widget in which everything fails."""

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.drawLine(0, 0, 9, 9)
        raise RuntimeError("paint")

    def sizeHint(self) -> object:
        raise RuntimeError("size")

    def event(self, event: object) -> bool:
        super().event(event)
        if event.type() == event.Type.ToolTipChange:
            raise RuntimeError("event")
        return True

    def closeEvent(self, event: object) -> None:
        raise RuntimeError("close")


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the hook for exceptions."""
    found: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: found.append(str(error)))
    monkeypatch.setattr("reluviz.views.guard._reported", {})
    return found


def test_a_painter_ends_with_the_failure(qtbot: QtBot, reported: list[str]) -> None:
    widget = Failing()
    qtbot.addWidget(widget)
    widget.resize(40, 40)
    target = QPixmap(40, 40)
    widget.render(target)
    painter = QPainter(target)  # refused while another is at work
    assert painter.isActive()
    painter.end()
    widget.repaint()
    assert reported == ["size", "paint"] or reported == ["paint"]


class Buffered(Guarded, QWidget):
    """A widget that paints a picture first, and fails before its painter has ended."""

    def paintEvent(self, event: object) -> None:
        picture = QPixmap(40, 40)
        painter = QPainter(picture)
        painter.drawLine(0, 0, 9, 9)
        raise RuntimeError("paint")


def test_a_painter_ends_before_the_picture_that_it_paints(
    qtbot: QtBot, reported: list[str]
) -> None:
    widget = Buffered()
    qtbot.addWidget(widget)
    widget.render(QPixmap(40, 40))
    assert reported == ["paint"]


def test_the_answer_is_that_of_qt(qtbot: QtBot, reported: list[str]) -> None:
    widget = Failing()
    qtbot.addWidget(widget)
    assert widget.sizeHint() == QWidget.sizeHint(widget)
    widget.setToolTip("a tip")
    assert reported == ["size", "event"]


def test_a_window_that_fails_to_close_closes_when_asked_again(
    qtbot: QtBot, reported: list[str]
) -> None:
    widget = Failing()
    qtbot.addWidget(widget)
    widget.show()
    assert not widget.close()
    assert widget.close()
    assert "close" in reported


@pytest.mark.parametrize("share", [0, 1])
def test_a_failure_in_every_override_ends_nothing(share: int) -> None:
    paths = os.pathsep.join([str(PROGRAM.parents[1]), *sys.path])
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(share), "2"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    planted, called, told = map(int, done.stdout.split())
    assert planted > 80
    assert called > planted / 3
    assert told >= called


def test_every_override_is_guarded() -> None:
    for module in pkgutil.walk_packages(reluviz.__path__, "reluviz."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    open_ones = [
        f"{kind.__module__}.{kind.__qualname__}.{name}"
        for kind in _classes_of_qt()
        for name, found in vars(kind).items()
        if isinstance(found, FunctionType) and (name.endswith("Event") or name in _GUARDED)
        if any(hasattr(base, name) for base in kind.__mro__ if base.__module__[:7] == "PySide6")
        if not hasattr(found, "__wrapped__")
    ]
    assert open_ones == []


def _classes_of_qt() -> set[type]:
    found: set[type] = set()
    waiting: list[type] = [QObject, PySide6.QtWidgets.QGraphicsItem]
    while waiting:
        new = set(waiting.pop().__subclasses__()) - found
        found |= new
        waiting += new
    return {kind for kind in found if kind.__module__.startswith("reluviz.")}
