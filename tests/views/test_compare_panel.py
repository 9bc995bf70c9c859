"""The scoreboard by hand: what it says, and what its boxes, names and buttons do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.initial import initial_layers
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import exact_curve
from reluviz.core.runs import Run
from reluviz.core.targets import Target, misfit
from reluviz.document.document import Document
from reluviz.files.project import FitSettings, Project
from reluviz.views.compare import ComparePanel
from reluviz.views.compare.model import Column
from reluviz.views.compare.rows import bar_lengths, time_words
from reluviz.views.compare.wording import NO_OVERLAP, NO_TARGET
from reluviz.views.theme import load_theme

Show = Callable[..., ComparePanel]
X = np.linspace(-1, 1, 9)
Y = np.sin(3 * X)
NEAR = through_points([(-1, -0.1), (-0.5, -1), (0.5, 1), (1, 0.2)])
FAR = through_points([(-1, 0), (1, 3)])
HAND = through_points([(-1, 0), (0, 0.5), (1, 0)])
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows the panel with two kept networks, or with those given."""

    def shown(*runs: Run, target: Target | None = None, width: int = 660) -> ComparePanel:
        document = Document(Project(HAND, target or Target.from_data(X, Y)))
        document.set_runs(runs or (trained(), Run("By hand", "hand", FAR)))
        panel = ComparePanel(document, load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(width, 230)
        panel.show()
        qtbot.waitExposed(panel)
        settle(panel)
        return panel

    return shown


def trained(is_shown: bool = True) -> Run:
    return Run("Trained 1", "trained", NEAR, "Adam, rate 0.01", 2000, 1.25, is_shown)


def settle(panel: ComparePanel) -> None:
    QApplication.processEvents()
    panel.document.publish()
    QApplication.processEvents()


def texts(panel: ComparePanel, column: int) -> list[str]:
    return [panel.model.text(row, column) for row in range(panel.model.rowCount())]


def cell(panel: ComparePanel, row: int, column: int) -> QPoint:
    return panel.table.visualRect(panel.model.index(row, column)).center()


def click(panel: ComparePanel, row: int, column: int = Column.UNITS) -> None:
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=cell(panel, row, column))
    settle(panel)


def click_box(panel: ComparePanel, row: int) -> None:
    rect = panel.table.visualRect(panel.model.index(row, Column.NAME))
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=QPoint(rect.left() + 9, rect.center().y()))
    settle(panel)


def press(panel: ComparePanel, button: QPushButton) -> None:
    assert button.isEnabled()
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)
    settle(panel)


def remark(panel: ComparePanel) -> str:
    return panel.remark.text().replace("\N{NO-BREAK SPACE}", " ")


def error_of(network: Network) -> float:
    found = misfit(exact_curve(network, (-1.0, 1.0)), Target.from_data(X, Y))
    assert found is not None
    return found.mean_square


def test_rows_and_numbers(show: Show) -> None:
    panel = show()
    assert (panel.objectName(), panel.windowTitle()) == ("compare", "Compare")
    assert texts(panel, Column.NAME) == ["Now", "Trained 1", "By hand"]
    assert texts(panel, Column.BY) == ["in hand", "trained", "by hand"]
    assert texts(panel, Column.UNITS) == ["2", "3", "1"]
    assert texts(panel, Column.STEPS) == ["", "2,000", ""]
    assert texts(panel, Column.TIME) == ["", "1.2 s", ""]
    assert texts(panel, Column.HOW) == ["", "Adam, rate 0.01", ""]
    for row, network in enumerate((HAND, NEAR, FAR)):
        assert panel.model.error(row, Column.MEAN_SQUARE) == pytest.approx(error_of(network))
    for column in (Column.MEAN_SQUARE, Column.LARGEST):
        assert [panel.model.is_smallest(row, column) for row in range(3)] == [False, True, False]
    spoken = panel.model.index(1, Column.MEAN_SQUARE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("mean squared error of Trained 1: 0.0")
    assert spoken.endswith(", the smallest")


def test_the_best_fit_is_beside_them(show: Show, qtbot: QtBot) -> None:
    panel = show()
    panel.document.set_view(fit=FitSettings(3, "l2"))
    settle(panel)
    qtbot.waitUntil(lambda: panel.document.snapshot.best.is_settled, timeout=20_000)
    settle(panel)
    assert texts(panel, Column.NAME) == ["Now", "Best fit", "Trained 1", "By hand"]
    assert texts(panel, Column.HOW)[1] == "least squares, optimal"
    least = panel.document.snapshot.best.fit.squared_error / len(X)
    assert panel.model.error(1, Column.MEAN_SQUARE) == pytest.approx(least)
    click(panel, 2)
    times = error_of(NEAR) / least
    assert remark(panel) == (
        f"Trained 1 has {times:.2g} × the squared error of the best fit with 3 ReLUs."
    )
    click(panel, 3)  # one ReLU: a straight line, which is proven
    assert remark(panel).endswith("the squared error of the best fit with 1 ReLU.")
    click(panel, 0)
    assert remark(panel).startswith("The network in hand has")
    click_box(panel, 1)
    assert "best" in panel.document.project.view.hidden
    click(panel, 1)
    press(panel, panel.use)
    assert panel.document.network is panel.document.snapshot.best.fit.network
    assert panel.document.undo_stack.undo_text == "use Best fit"


def test_without_a_target_nothing_is_said_twice(show: Show) -> None:
    panel = show()
    panel.document.set_target(None)
    settle(panel)
    assert texts(panel, Column.MEAN_SQUARE) == texts(panel, Column.LARGEST) == ["", "", ""]
    assert remark(panel) == NO_TARGET
    panel.document.set_target(Target.from_data(X + 9, Y))
    settle(panel)
    assert remark(panel) == NO_OVERLAP


def test_using_a_network_is_one_step(show: Show) -> None:
    panel = show()
    document = panel.document
    assert not panel.use.isEnabled()  # of what is in hand already
    click(panel, 1)
    press(panel, panel.use)
    assert document.network is NEAR
    assert document.undo_stack.undo_text == "use Trained 1"
    assert texts(panel, Column.HOW)[0] == "the same as Trained 1"
    assert not panel.use.isEnabled()
    document.undo()
    assert document.network == HAND
    settle(panel)
    click(panel, 2, Column.LARGEST)
    QTest.mouseDClick(panel.table.viewport(), LEFT, pos=cell(panel, 2, Column.LARGEST))
    settle(panel)
    assert document.network is FAR
    click(panel, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert document.network is NEAR
    assert document.undo_stack.count == 2


def test_keeping_the_network_in_hand(show: Show) -> None:
    panel = show()
    press(panel, panel.keep)
    assert texts(panel, Column.NAME) == ["Now", "Trained 1", "By hand", "By hand 2"]
    kept = panel.document.project.runs[-1]
    assert (kept.kind, kept.network) == ("hand", HAND)
    assert not panel.keep.isEnabled()  # it is in the list
    panel.document.set_parameter(ParameterId(1, 0), 0.25)
    settle(panel)
    press(panel, panel.keep)
    assert texts(panel, Column.NAME)[-1] == "By hand 3"
    assert panel.document.undo_stack.count == 1  # of the parameter: lists are no steps


def test_removing_and_putting_back(show: Show) -> None:
    panel = show()
    before = panel.document.project.runs
    assert not panel.remove.isEnabled()
    assert not panel.put_back.isVisible()
    click(panel, 1)
    press(panel, panel.remove)
    assert texts(panel, Column.NAME) == ["Now", "By hand"]
    assert panel.put_back.text() == "Put back Trained 1"
    click(panel, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    settle(panel)
    assert texts(panel, Column.NAME) == ["Now"]
    press(panel, panel.put_back)
    press(panel, panel.put_back)
    assert panel.document.project.runs == before
    assert not panel.put_back.isVisible()


def test_what_is_removed_is_forgotten_with_the_project(show: Show) -> None:
    panel = show()
    click(panel, 1)
    press(panel, panel.remove)
    panel.document.load(Project(FAR), None)
    settle(panel)
    assert not panel.put_back.isVisible()
    assert texts(panel, Column.NAME) == ["Now"]


def test_boxes_show_and_hide_curves(show: Show) -> None:
    panel = show()
    document = panel.document
    click_box(panel, 1)
    assert [run.is_shown for run in document.project.runs] == [False, True]
    click_box(panel, 1)
    assert [run.is_shown for run in document.project.runs] == [True, True]
    click(panel, 2)
    QTest.keyClick(panel.table, Qt.Key.Key_Space)
    settle(panel)
    assert [run.is_shown for run in document.project.runs] == [True, False]
    press(panel, panel.all)
    assert [run.is_shown for run in document.project.runs] == [True, True]
    click(panel, 1)
    press(panel, panel.only)
    assert [run.is_shown for run in document.project.runs] == [True, False]
    assert not document.snapshot.shows("best")
    press(panel, panel.all)
    assert document.snapshot.shows("best")


def test_a_box_in_a_hidden_layer_shows_that_network_alone(show: Show) -> None:
    panel = show()
    document = panel.document
    document.set_view(hidden=("runs",))
    settle(panel)
    assert not any(row.is_shown for row in panel.model.rows[1:])
    click_box(panel, 2)
    assert document.snapshot.shows("runs")
    assert [run.is_shown for run in document.project.runs] == [False, True]


def test_typing_a_name(show: Show, qtbot: QtBot) -> None:
    panel = show()
    place = cell(panel, 1, Column.NAME)
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=place)
    QTest.mouseDClick(panel.table.viewport(), LEFT, pos=place)
    editor = panel.table.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Slow one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(panel)
    assert panel.document.project.runs[0].name == "Slow one"
    assert texts(panel, Column.NAME)[1] == "Slow one"
    assert panel.document.network is HAND  # Enter ended the typing, and used nothing
    QTest.keyClick(panel.table, Qt.Key.Key_F2)
    editor = next(one for one in panel.table.findChildren(QLineEdit) if one.isVisible())
    editor.clear()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(panel)
    assert panel.document.project.runs[0].name == "Slow one"
    assert panel.document.snapshot.notice.text == "A run needs a name"


def test_the_current_row_stays_when_others_come_and_go(show: Show) -> None:
    panel = show()
    click(panel, 2)
    runs = panel.document.project.runs
    panel.document.set_runs((Run("New", "hand", HAND), *runs))
    settle(panel)
    assert panel.model.rows[panel.table.row].name == "By hand"
    panel.document.set_runs(runs[1:])
    settle(panel)
    assert panel.model.rows[panel.table.row].name == "By hand"


def test_numbers_follow_a_drag(show: Show) -> None:
    panel = show()
    document = panel.document
    document.begin("change b0")
    document.set_parameter(ParameterId(1, 0), -0.2)
    settle(panel)
    QTest.qWait(5)
    settle(panel)
    assert panel.model.error(0, Column.MEAN_SQUARE) == pytest.approx(error_of(document.network))
    document.cancel()


def test_a_narrow_panel_keeps_its_buttons_in_sight(show: Show) -> None:
    panel = show(width=360)
    assert panel.width() == 360
    assert panel.use.text() == "Use"
    assert all(
        panel.rect().contains(button.geometry())
        for button in (panel.use, panel.keep, panel.remove, panel.only, panel.all)
    )


def test_the_menu_and_the_theme(show: Show, qtbot: QtBot) -> None:
    panel = show()
    with qtbot.waitSignal(panel.context_menu_requested) as caught:
        panel.table.menu_requested.emit(QPoint(3, 4))
    assert caught.args == [None, QPoint(3, 4)]
    before = panel.grab().toImage()
    panel.apply_theme(load_theme("dark"))
    assert panel.grab().toImage() != before


def test_bars_and_times() -> None:
    assert bar_lengths([1.0, 0.1, 0.0, None]) == [1.0, pytest.approx(0.5), 0.0, 0.0]
    assert bar_lengths([]) == []
    assert bar_lengths([float("inf"), 1.0])[0] == 1.0
    assert time_words(0.3504) == "350 ms"
    assert time_words(125) == "2 min 5 s"
    assert time_words(7260) == "2 h 1 min"


def test_a_network_of_layers_is_held_against_the_best_fit_too(show: Show, qtbot: QtBot) -> None:
    panel = show()
    network = initial_layers([1, 2, 1, 1], ["relu", "relu", "identity"], "he", 0, [(-1.0, 1.0)])
    panel.document.set_network(network, "other")
    panel.document.set_view(fit=FitSettings(3, "l2"))
    settle(panel)
    qtbot.waitUntil(lambda: panel.document.snapshot.best.is_settled, timeout=20_000)
    settle(panel)
    assert texts(panel, Column.UNITS)[0] == "3"
    click(panel, 0)
    assert remark(panel).startswith("The network in hand has ")
    assert remark(panel).endswith(" with 3 ReLUs.")


def test_names_are_whole_while_there_is_room(show: Show) -> None:
    name = "a long name of what was tried on Tuesday, with more units"
    panel = show(Run(name, "hand", FAR))
    needed = panel.table.fontMetrics().horizontalAdvance(name)
    panel.resize(1400, 300)
    settle(panel)
    assert panel.table.columnWidth(Column.NAME) > needed
    panel.resize(420, 300)
    settle(panel)
    assert panel.table.columnWidth(Column.NAME) < needed
