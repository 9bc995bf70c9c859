"""The columns of the influence in the table of weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.influence import share_of
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint, Unit
from reluviz.files.project import Project
from reluviz.views.inspector import InspectorPanel
from reluviz.views.inspector.pages import MAP_COLUMNS, Column
from reluviz.views.number_cells import PADDING
from reluviz.views.theme import load_theme

Show = Callable[..., InspectorPanel]
W2, B2, V2 = ParameterId(1, 0, 1), ParameterId(0, 1), ParameterId(0, 1, 0)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows an inspector on a document, the article's example by default."""

    def shown(document: Document | None = None, width: int = 340) -> InspectorPanel:
        panel = InspectorPanel(document or Document(), load_theme("light"))
        qtbot.addWidget(panel)
        panel.resize(width, 640)
        panel.show()
        qtbot.waitExposed(panel)
        settle(panel)
        return panel

    return shown


def settle(panel: InspectorPanel) -> None:
    panel.document.publish()
    QApplication.processEvents()


def end_of_header(panel: InspectorPanel) -> QPoint:
    viewport = panel.table.horizontalHeader().viewport()
    return QPoint(viewport.width() - 8, viewport.height() // 2)


def click_switch(panel: InspectorPanel) -> None:
    viewport = panel.table.horizontalHeader().viewport()
    QTest.mouseClick(viewport, LEFT, NONE, end_of_header(panel))
    settle(panel)


def seen(panel: InspectorPanel) -> list[Column]:
    return [column for column in Column if not panel.table.isColumnHidden(column)]


def texts(panel: InspectorPanel, column: int) -> list[str]:
    return [panel.model.text(row, column) for row in range(panel.model.rowCount())]


def title(panel: InspectorPanel, column: int) -> str:
    return panel.model.headerData(column, Qt.Orientation.Horizontal)


def test_a_click_on_the_last_title_shows_the_influence_and_another_goes_back(show: Show) -> None:
    panel = show()
    assert not panel.table.shows_influence
    first = seen(panel)
    click_switch(panel)
    assert seen(panel) == [
        *(Column.UNIT, Column.V, Column.B, Column.W),
        *MAP_COLUMNS,
    ]
    assert sum(panel.table.columnWidth(c) for c in seen(panel)) <= panel.table.viewport().width()
    # Integrals of max(0, x + 1), max(0, x + 1/2), max(0, x) over [-1, 1], and of 1 for b0.
    assert texts(panel, Column.INFLUENCE) == ["2", "1.125", "0.5", "2"]
    assert texts(panel, Column.SHARE) == ["100 %", "75 %", "50 %", "100 %"]
    click_switch(panel)
    assert seen(panel) == first
    assert panel.document.undo_stack.count == 0


def test_the_influence_is_of_the_kind_that_is_selected(show: Show) -> None:
    panel = show()
    panel.switch_columns()
    assert title(panel, Column.INFLUENCE) == "influence of w"
    panel.document.select(B2)
    settle(panel)
    assert title(panel, Column.INFLUENCE) == "influence of b"
    assert texts(panel, Column.INFLUENCE) == ["8", "12", "5", "2"]
    for item in (Unit(0), Joint(1), ParameterId(1, 0), None):
        panel.document.select(item)
        settle(panel)
        assert title(panel, Column.INFLUENCE) == "influence of b"
    panel.document.select(V2)
    settle(panel)
    assert texts(panel, Column.INFLUENCE) == ["4", "5", "2.5", "2"]


def test_the_numbers_follow_an_edit_and_are_those_of_the_core(show: Show) -> None:
    panel = show()
    panel.switch_columns()
    panel.document.select(B2)
    panel.document.set_parameter(B2, -0.5)
    settle(panel)
    found = panel.document.state.influence_map
    row = found.row(B2)
    assert panel.model.value(1, Column.INFLUENCE) == found.totals[row] == 4
    assert panel.model.value(1, Column.SHARE) == found.shares[row] == 0.25
    assert found.shares[row] == share_of(((0.5, 1.0),), (-1.0, 1.0))
    panel.document.break_link(W2)
    settle(panel)
    assert texts(panel, Column.SHARE) == ["100 %", "0 %", "50 %", "100 %"]


def test_a_wide_panel_shows_all_columns_and_needs_no_switch(show: Show) -> None:
    panel = show(width=700)
    assert seen(panel) == list(Column)
    width = panel.table.columnWidth(Column.SHARE)
    click_switch(panel)
    assert seen(panel) == list(Column)
    assert panel.table.columnWidth(Column.SHARE) == width
    panel.resize(340, 640)
    settle(panel)
    assert len(seen(panel)) == 6
    panel.resize(700, 640)
    settle(panel)
    assert seen(panel) == list(Column)


def test_while_hidden_nothing_is_worked_out(show: Show) -> None:
    panel = show()
    panel.document.set_parameter(W2, -7.0)
    settle(panel)
    assert "influence_map" not in panel.document.state.__dict__
    assert panel.model.value(0, Column.INFLUENCE) is None


def test_the_cells_stand_for_their_unit_and_take_no_number(show: Show) -> None:
    panel = show()
    click_switch(panel)
    place = panel.table.visualRect(panel.model.index(2, Column.INFLUENCE)).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, NONE, place)
    settle(panel)
    assert panel.document.snapshot.selection == Unit(2)
    assert not panel.model.is_editable(2, Column.INFLUENCE)
    assert panel.table.currentIndex().column() == Column.INFLUENCE
    tip = panel.model.data(panel.model.index(2, Column.SHARE), Qt.ItemDataRole.ToolTipRole)
    assert tip == "share of the domain of w3 = 0.5"


def test_a_hidden_kink_gives_its_mark_to_the_bias(show: Show) -> None:
    panel = show()
    place = panel.table.visualRect(panel.model.index(1, Column.KINK)).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, NONE, place)
    settle(panel)
    assert panel.table.marks.column == Column.KINK
    click_switch(panel)
    assert panel.table.marks.column == Column.B


def test_the_title_says_that_it_switches(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = show()
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: said.append(text))
    header = panel.table.horizontalHeader()
    for place in (end_of_header(panel), QPoint(10, 5)):
        event = QHelpEvent(QEvent.Type.ToolTip, place, header.mapToGlobal(place))
        QApplication.sendEvent(header.viewport(), event)
    assert said[0].endswith("Click for the influence of each ReLU")
    assert said[1] == "A hidden unit and its colour in the plot and the diagram"


def test_many_units_and_another_network(show: Show) -> None:
    x = np.linspace(-1, 1, 1001)
    project = Project(through_points(np.column_stack([x, np.sin(5 * x)])))
    panel = show(Document(project))
    click_switch(panel)
    values = [panel.model.value(row, Column.SHARE) for row in range(1000)]
    np.testing.assert_allclose(values, 1 - np.arange(1000) / 1000, atol=1e-12)
    assert panel.model.text(1, Column.SHARE) == "99.9 %"
    panel.document.load(Document().project, None)
    settle(panel)
    assert texts(panel, Column.INFLUENCE) == ["2", "1.125", "0.5", "2"]


def test_no_number_is_cut_where_there_is_little_room(show: Show) -> None:
    x = np.linspace(-3, 3, 1001)
    panel = show(Document(Project(through_points(np.column_stack([x, np.sin(x)])))), width=286)
    table = panel.table
    metrics = table.fontMetrics()
    assert table.horizontalScrollBar().maximum() == 0
    shown = [column for column in Column if not table.isColumnHidden(column)]
    assert shown[:5] == [Column.UNIT, Column.V, Column.B, Column.KINK, Column.W]
    for column in shown[1:]:
        room = table.columnWidth(column) - 2 * PADDING
        for row in range(12):
            shortest = table.weights.text(row, column, 1), table.weights.text(row, column, 0)
            assert min(map(metrics.horizontalAdvance, shortest)) <= room, (row, column)


@pytest.mark.parametrize("width", [300, 330])
def test_far_from_0_numbers_are_told_from_their_neighbours(show: Show, width: int) -> None:
    x = np.linspace(2019.04, 2019.38, 5)
    y = [101325, 101330, 101311, 101342, 101320]
    project = Project(through_points(np.column_stack([x, y])), domain=(2019.04, 2019.38))
    table = show(Document(project), width=width).table
    assert table.horizontalScrollBar().maximum() == 0
    for column in (Column.B, Column.KINK):
        room, advance = table.columnWidth(column) - 2 * PADDING, table.fontMetrics()
        for row in range(4):
            texts = [table.weights.text(row, column, digits) for digits in (4, 3, 2, 1, 0)]
            shown = next(text for text in texts if advance.horizontalAdvance(text) <= room)
            assert shown.lstrip("−").startswith("2019."), (row, column, shown)
    assert table.weights.text(4, Column.B, 0) == "+101325"


def test_numbers_that_grow_get_room_while_there_is_some(qtbot: QtBot) -> None:
    document = Document(Project(Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)))
    panel = InspectorPanel(document, load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(330, 500)
    panel.show()
    width = panel.table.columnWidth(1)
    document.set_network(
        Network.from_rays([0.4603, 0.5461, 0.8474], [1, 1, 1], [4, -8, 5], -1), "t"
    )
    document.publish()
    advance = panel.table.fontMetrics().horizontalAdvance
    assert panel.table.columnWidth(1) > max(width, advance("0.46"))
