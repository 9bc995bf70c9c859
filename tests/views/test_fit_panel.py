"""The best fit by hand: shown, chosen on the chart, used, kept, and the fewest for a tolerance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.files.project import FitSettings, Project
from reluviz.views.fit import FitPanel
from reluviz.views.theme import load_theme

X = np.linspace(-1, 1, 25)
DATA = Target.from_data(X, np.sin(3 * X))
HAND = through_points([(-1, 0), (0, 0.5), (1, 0)])
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
PATIENCE = 30_000  # milliseconds, of a busy machine
Show = Callable[..., FitPanel]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(target: Target | None = DATA, units: int | None = 2) -> FitPanel:
        document = Document(Project(HAND, target))
        if units is not None:
            document.set_view(fit=FitSettings(units))
        panel = FitPanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(700, 300)
        panel.show()
        qtbot.waitExposed(panel)
        settle(panel)
        if units is not None and target is not None:
            qtbot.waitUntil(lambda: is_settled(panel), timeout=PATIENCE)
            settle(panel)
        return panel

    return shown


def settle(panel: FitPanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def is_settled(panel: FitPanel) -> bool:
    best = panel.document.snapshot.best
    return best is not None and best.is_settled


def test_without_a_target_it_says_how_to_get_one(show: Show) -> None:
    panel = show(None, None)
    assert "no target" in panel.invitation.text()
    assert not panel.begin.isVisible()


def test_it_begins_with_as_many_relus_as_the_network_has(show: Show, qtbot: QtBot) -> None:
    panel = show(units=None)
    QTest.mouseClick(panel.begin, LEFT)
    settle(panel)
    assert panel.document.project.view.fit == FitSettings(HAND.n_units)
    qtbot.waitUntil(lambda: is_settled(panel), timeout=PATIENCE)
    settle(panel)
    assert "optimal" in panel.heading.text()
    assert panel.remark.text() == "Click a point: the network becomes that fit."


def test_a_click_on_the_chart_makes_the_network_that_fit(show: Show) -> None:
    panel = show()
    QTest.mouseClick(panel.chart.viewport(), LEFT, NONE, panel.chart.place_of(5).toPoint())
    settle(panel)
    document = panel.document
    assert document.network.n_units == 5
    assert document.undo_stack.undoText() == "best fit with 5 ReLUs"
    assert panel.form.units.value() == 5
    document.undo_stack.undo()
    assert document.network is HAND


def test_the_fewest_relus_for_an_error_are_found_and_shown(show: Show, qtbot: QtBot) -> None:
    panel = show()
    panel.form.tolerance.setFocus()
    panel.form.tolerance.selectAll()
    QTest.keyClicks(panel.form.tolerance, "0.2")
    QTest.mouseClick(panel.form.fewest, LEFT)
    document = panel.document
    qtbot.waitUntil(lambda: document.snapshot.notice is not None, timeout=PATIENCE)
    settle(panel)
    fit, notice = document.project.view.fit, document.snapshot.notice
    assert fit is not None
    assert notice is not None
    assert fit.norm == "max"
    assert f"{fit.units} ReLUs are enough" in notice.text


def test_a_fit_is_kept_once(show: Show) -> None:
    panel = show()
    QTest.mouseClick(panel.form.keep, LEFT)
    settle(panel)
    assert [run.kind for run in panel.document.project.runs] == ["best"]
    assert not panel.form.keep.isEnabled()


def test_your_own_network_gets_its_name_where_the_line_is_not(show: Show) -> None:
    panel = show()
    assert panel.chart._name.anchor.y() == 0.5  # it is the highest of all
    QTest.mouseClick(panel.chart.viewport(), LEFT, NONE, panel.chart.place_of(20).toPoint())
    settle(panel)
    assert panel.chart._name.anchor.y() == 1
