"""The truth table: rows, what is wrong, switching, and what is said about lines."""

from __future__ import annotations

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from reluviz.core.network import Layer, Network
from reluviz.core.truth_table import TruthTable
from reluviz.document.document import Document
from reluviz.document.items import Row
from reluviz.files.project import Project, View
from reluviz.views.panel import SECONDARY_PAUSE
from reluviz.views.theme import load_theme
from reluviz.views.truth_table import TruthTablePanel

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SIDES = (-0.5, 1.5)

AND = Project(
    Network([Layer([[1, 1]], [-1.5], "step")]),
    domain=SIDES,
    others=(SIDES,),
    table=TruthTable.of_gate([0, 0, 0, 1]),
    view=View(point=(1.0, 0.0)),
)
PREDICTOR = Project(
    Network([Layer([[0.5]], [0], "identity")]),
    domain=(0, 120),
    table=TruthTable([[0], [100]], [[0], [62.137]]),
)


@pytest.fixture
def panel(qtbot: QtBot) -> TruthTablePanel:
    return shown(AND, qtbot)


def shown(project: Project, qtbot: QtBot) -> TruthTablePanel:
    document = Document(project)
    panel = TruthTablePanel(document, load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(660, 230)
    panel.show()
    qtbot.waitExposed(panel)
    publish(panel)
    return panel


def publish(panel: TruthTablePanel) -> None:
    QApplication.processEvents()  # what is typed into a cell arrives with the next event
    panel.document.publish()
    QTest.qWait(SECONDARY_PAUSE + 10)


def column(panel: TruthTablePanel, title: str) -> int:
    return next(k for k in range(panel.model.columnCount()) if panel.model.title(k) == title)


def click(panel: TruthTablePanel, row: int, title: str) -> None:
    at = panel.table.visualRect(panel.model.index(row, column(panel, title))).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, NONE, at)
    publish(panel)


def texts(panel: TruthTablePanel, title: str) -> list[str]:
    k = column(panel, title)
    return [panel.model.text(row, k) for row in range(panel.model.rowCount())]


def table(panel: TruthTablePanel) -> TruthTable:
    assert panel.document.project.table is not None
    return panel.document.project.table


def test_a_gate_that_is_right(panel: TruthTablePanel) -> None:
    assert texts(panel, "output") == ["0", "0", "0", "1"]
    assert texts(panel, "right") == ["✓"] * 4
    assert panel.verdict.text() == "4 of 4 rows right"
    assert panel.reason.text().startswith("One line does it")


def test_a_click_on_a_wanted_bit_switches_it(panel: TruthTablePanel) -> None:
    click(panel, 1, "wanted")
    assert table(panel).outputs.ravel().tolist() == [0, 1, 0, 1]
    assert texts(panel, "right") == ["✓", "✗", "✓", "✓"]
    assert panel.verdict.text() == "3 of 4 rows right"
    assert panel.document.undo_stack.undo_text == "change truth table"
    panel.document.undo()
    publish(panel)
    assert panel.verdict.text() == "4 of 4 rows right"


def test_a_double_click_switches_twice(panel: TruthTablePanel) -> None:
    at = panel.table.visualRect(panel.model.index(1, column(panel, "wanted"))).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, NONE, at)
    publish(panel)
    QTest.mouseDClick(panel.table.viewport(), LEFT, NONE, at)
    publish(panel)
    assert table(panel) == AND.table
    assert panel.table.findChild(QLineEdit) is None


def test_a_wrong_row_has_a_sign_and_a_colour(panel: TruthTablePanel) -> None:
    click(panel, 1, "wanted")
    at = panel.table.visualRect(panel.model.index(1, column(panel, "right")))
    image = panel.table.viewport().grab(at).toImage()
    wrong = QColor(panel.theme.residual)
    found = {image.pixelColor(x, y).hue() for x in range(image.width()) for y in range(5, 20)}
    assert wrong.hue() in found
    assert panel.model.data(
        panel.model.index(1, column(panel, "right")), Qt.ItemDataRole.AccessibleTextRole
    ) == ("right of row 2: wrong")


def test_no_line_does_xor_and_it_is_said_why(panel: TruthTablePanel) -> None:
    click(panel, 1, "wanted")
    click(panel, 2, "wanted")
    click(panel, 3, "wanted")
    assert table(panel) == TruthTable.of_gate([0, 1, 1, 0])
    assert panel.reason.text().startswith("No line does it: the point (0.5, 0.5) lies between")


def test_a_click_puts_the_probe_on_the_row(panel: TruthTablePanel) -> None:
    click(panel, 3, "x1")
    assert panel.document.snapshot.selection == Row(3)
    assert panel.document.snapshot.point == (1.0, 1.0)
    assert panel.document.undo_stack.count == 0
    at = panel.table.visualRect(panel.model.index(1, 1)).center()
    mouse_to(panel.table.viewport(), at)
    publish(panel)
    assert panel.document.snapshot.hovered == Row(1)


def test_an_input_is_typed_and_the_probe_goes_along(panel: TruthTablePanel) -> None:
    click(panel, 3, "x1")
    QTest.keyClicks(panel.table, "0")
    editor = panel.table.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, ".75")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    publish(panel)
    assert table(panel).inputs[3].tolist() == [0.75, 1.0]
    assert panel.document.snapshot.point == (0.75, 1.0)


def test_rows_are_added_at_the_probe_and_removed(panel: TruthTablePanel) -> None:
    panel.document.set_view(point=(0.25, 0.5))
    publish(panel)
    QTest.mouseClick(panel.add_row, LEFT)
    publish(panel)
    assert table(panel).inputs[4].tolist() == [0.25, 0.5]
    assert panel.document.snapshot.selection == Row(4)
    QTest.mouseClick(panel.remove_row, LEFT)
    publish(panel)
    assert table(panel) == AND.table


def test_the_last_row_takes_the_table_with_it(qtbot: QtBot) -> None:
    panel = shown(Project(AND.network, table=TruthTable([[0, 0]], [[1]])), qtbot)
    QTest.mouseClick(panel.remove_row, LEFT)
    publish(panel)
    assert panel.document.project.table is None
    assert "Nothing is wanted" in panel.verdict.text()
    QTest.mouseClick(panel.add_row, LEFT)
    publish(panel)
    assert len(table(panel)) == 1


def test_what_is_no_number_is_refused(panel: TruthTablePanel) -> None:
    panel.table.cell_typed.emit(0, 1, "warm")
    publish(panel)
    assert panel.document.snapshot.notice is not None
    assert panel.document.snapshot.notice.text == "x1 of row 1: “warm” is not a number"


@pytest.mark.parametrize(
    ("c", "output", "error"),
    [(0.5, 50, 12.137), (0.6, 60, 2.137), (0.7, 70, -7.863), (0.61, 61, 1.137)],
)
def test_the_predictor_has_the_errors_of_the_article(
    qtbot: QtBot, c: float, output: float, error: float
) -> None:
    panel = shown(PREDICTOR, qtbot)
    panel.document.set_network(Network([Layer([[c]], [0], "identity")]))
    publish(panel)
    assert panel.model.value(1, column(panel, "output")) == pytest.approx(output, abs=1e-12)
    assert panel.model.value(1, column(panel, "error")) == pytest.approx(error, abs=1e-12)
    assert "right" not in [panel.model.title(k) for k in range(panel.model.columnCount())]
    assert panel.reason.isHidden()


def test_the_largest_error_is_told_where_rows_are_no_bits(qtbot: QtBot) -> None:
    panel = shown(PREDICTOR, qtbot)
    assert panel.verdict.text() == "Largest error +12.137 at 100"


def test_many_rows_and_outputs(qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    network = Network([Layer(rng.normal(size=(3, 3)), np.zeros(3), "sigmoid")])
    rows = TruthTable(rng.normal(size=(5000, 3)), rng.normal(size=(5000, 3)))
    panel = shown(Project(network, table=rows), qtbot)
    assert panel.model.rowCount() == 5000
    assert panel.model.title(4) == "z1 wanted"
    panel.document.set_view(output=2)
    publish(panel)
    assert panel.reason.isHidden()
