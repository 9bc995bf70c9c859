"""The line at the bottom shows the same numbers as the panels."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from reluviz.app.main_window import MainWindow
from reluviz.core.construct import through_points
from reluviz.core.network import ParameterId
from reluviz.files.project import Project

W2 = ParameterId(1, 0, 1)


def text(window: MainWindow, name: str) -> str:
    window.document.publish()
    return window.status.findChild(QLabel, name).text()


def test_the_articles_example_in_numbers(window: MainWindow) -> None:
    formula = "z = −1 + 4·max(0, x + 1) − 8·max(0, x + 0.5) + 5·max(0, x)"
    assert text(window, "formula") == formula
    assert text(window, "details") == ("largest error 0   mean squared error 0   exact: 4 joints")
    assert text(window, "probe_place") == "x = 0   z = −1"
    assert text(window, "saved_state") == ""


def test_numbers_follow(window: MainWindow, tmp_path, answers) -> None:
    window.document.set_parameter(W2, -7.2)
    window.document.set_probe(-0.25)
    assert "− 7.2·max(0, x + 0.5)" in text(window, "formula")
    assert text(window, "details").startswith("largest error 1.2 ")
    assert text(window, "probe_place") == "x = −0.25   z = 0.2"
    assert text(window, "saved_state") == "Modified"
    answers.saved = tmp_path / "a.reluviz"
    window.files.save()
    assert text(window, "saved_state") == "Saved"


def test_rounding_is_no_error(window: MainWindow) -> None:
    for k in range(1, 20):
        window.document.add_joint(-0.171 / k)
        if window.document.state.misfit.largest > 0:
            break
    assert 0 < window.document.state.misfit.largest < 1e-12
    assert text(window, "details").startswith("largest error 0   mean squared error 0   exact:")


def test_without_a_target_there_is_no_error(window: MainWindow) -> None:
    window.document.set_target(None)
    assert text(window, "details") == "exact: 4 joints"


def test_a_long_formula_does_not_widen_the_window(window: MainWindow) -> None:
    points = [(k / 50, (k % 7) / 3) for k in range(100)]
    width = window.width()
    window.document.load(Project(through_points(points), None, (0.0, 2.0)), None, "long")
    assert "87 more" in text(window, "formula")
    assert window.width() == width
    assert window.minimumSizeHint().width() <= 1024


def test_during_a_drag_the_newest_numbers_come_soon(window: MainWindow, qtbot: QtBot) -> None:
    window.document.begin("drag")
    for k in range(20):
        window.document.set_parameter(W2, -7.0 - k / 100)
        window.document.publish()
    label = window.status.findChild(QLabel, "formula")
    qtbot.waitUntil(lambda: "− 7.19·max" in label.text(), timeout=500)
    window.document.set_parameter(W2, -6.5)
    window.document.commit()
    assert "− 6.5·max" in text(window, "formula")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_tip_has_more_terms(window: MainWindow) -> None:
    label = window.status.findChild(QLabel, "formula")
    place = label.rect().center()
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, place, label.mapToGlobal(place)))
    assert label.toolTip() == label.text()
    QToolTip.hideText()
