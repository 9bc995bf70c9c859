"""The inspector and layers: tables of any layer, typed edits, layers and activations."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.truth_table import TruthTable
from reluviz.document import layer_edits
from reluviz.document.document import Document
from reluviz.document.items import Segment, Unit
from reluviz.files.project import Project, View
from reluviz.views.inspector import InspectorPanel
from reluviz.views.theme import load_theme

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
W121, B12 = ParameterId(0, 0, 1), ParameterId(0, 1)

XOR = Project(
    Network([Layer([[1, 1], [1, 1]], [-0.5, -1.5], "step"), Layer([[1, -1]], [-0.5], "step")]),
    domain=(-0.5, 1.5),
    others=((-0.5, 1.5),),
    table=TruthTable.of_gate([0, 1, 1, 0]),
    view=View(point=(1.0, 0.0)),
)


@pytest.fixture
def document(qapp: QApplication) -> Document:
    return Document(XOR)


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> InspectorPanel:
    panel = InspectorPanel(document, load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(330, 760)
    panel.show()
    qtbot.waitExposed(panel)
    document.publish()
    return panel


def cell(panel: InspectorPanel, row: int, column: int) -> QPoint:
    return panel.table.visualRect(panel.model.index(row, column)).center()


def click(panel: InspectorPanel, row: int, column: int) -> None:
    QTest.mouseClick(panel.table.viewport(), LEFT, NONE, cell(panel, row, column))
    panel.document.publish()


def texts(panel: InspectorPanel) -> list[list[str]]:
    model = panel.model
    return [
        [model.text(row, column) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def titles(panel: InspectorPanel) -> list[str]:
    return [panel.model.title(column) for column in range(panel.model.columnCount())]


def press(panel: InspectorPanel, name: str) -> None:
    QTest.mouseClick(panel.header.buttons[name], LEFT)
    panel.document.publish()


def test_a_table_has_weights_bias_sum_and_value(panel: InspectorPanel) -> None:
    assert titles(panel) == ["unit", "w x1", "w x2", "b", "sum", "value"]
    assert texts(panel) == [
        ["1.1", "+1", "+1", "−0.5", "0.5", "1"],
        ["1.2", "+1", "+1", "−1.5", "−0.5", "0"],
    ]


def test_a_click_selects_and_the_slider_is_of_it(panel: InspectorPanel) -> None:
    click(panel, 0, 2)
    assert panel.document.snapshot.selection == W121
    assert panel.editor.title.text() == "w1.2.1 weight from 2 of unit 1 in layer 1"
    assert panel.editor.field.value == 1
    click(panel, 1, 5)  # a value stands for its unit, and the unit for its bias
    assert panel.document.snapshot.selection == Unit(1)
    assert panel.document.snapshot.parameter == B12


def test_a_typed_number_is_one_step_and_its_effect_is_said(panel: InspectorPanel) -> None:
    click(panel, 0, 2)
    QTest.keyClicks(panel.table, "-")
    editor = panel.table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "-0.25")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    document = panel.document
    QApplication.processEvents()  # what is typed into a cell arrives with the next event
    document.publish()
    assert document.network.value(W121) == -0.25
    assert document.undo_stack.undo_text == "change w1.2.1"
    assert document.snapshot.effect == (
        "w1.2.1: output at the probe stays 1, largest change on the rows 1"
    )
    assert panel.effect.heading() == "Effect of w1.2.1"
    assert [row for row in panel.effect.rows() if row[0]] == [
        ("output at the probe", "stays 1"),
        ("largest change on the rows", "1"),
        ("∂z/∂w1.2.1 at the probe", "0"),
    ]


def test_what_is_no_number_is_refused(panel: InspectorPanel) -> None:
    panel.table.cell_typed.emit(0, 2, "lots")
    panel.document.publish()
    assert panel.document.snapshot.notice is not None
    assert panel.document.snapshot.notice.text == "w1.2.1: “lots” is not a number"


def test_alt_and_arrows_step(panel: InspectorPanel) -> None:
    click(panel, 0, 2)
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyPress(panel.table, Qt.Key.Key_Up, alt)
    QTest.keyPress(panel.table, Qt.Key.Key_Up, alt)
    QTest.keyRelease(panel.table, Qt.Key.Key_Up, alt)
    assert panel.document.network.value(W121) == 1.2
    assert panel.document.undo_stack.count == 1


def test_the_table_follows_the_selection_to_another_layer(panel: InspectorPanel) -> None:
    panel.document.select(ParameterId(1, 0, 1))
    panel.document.publish()
    assert panel.layer == 1
    assert panel.header.layer.currentText() == "output"
    assert texts(panel) == [["z", "+1", "−1", "−0.5", "0.5", "1"]]
    assert (panel.table.marks.row, panel.table.marks.column) == (0, 2)


def test_another_project_begins_with_its_first_layer(panel: InspectorPanel) -> None:
    document = panel.document
    document.select(Unit(0, len(document.network.layers) - 1))
    document.publish()
    assert panel.layer > 0
    document.load(Document().project, None)
    document.publish()
    assert panel.layer == 0


def test_a_layer_is_chosen_by_hand(panel: InspectorPanel) -> None:
    panel.header.layer.setFocus()
    QTest.keyClick(panel.header.layer, Qt.Key.Key_Down)
    panel.document.publish()
    assert panel.layer == 1
    assert titles(panel)[1] == "w 1.1"


def test_an_activation_is_chosen_with_its_formula(panel: InspectorPanel) -> None:
    box = panel.header.activation
    assert [box.itemText(k) for k in range(box.count())] == [
        "step",
        "sigmoid",
        "tanh",
        "ReLU",
        "leaky ReLU",
        "ReLU6",
        "hard tanh",
        "absolute value",
        "identity",
    ]
    assert panel.header.formula.text() == "1 if s > 0 else 0: 0 or 1"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    document = panel.document
    document.publish()
    assert [layer.activation for layer in document.network.layers] == ["sigmoid", "step"]
    assert panel.header.formula.text() == "1 / (1 + exp(−s)): between 0 and 1"
    assert document.undo_stack.undo_text == "change activation"


def test_units_are_added_and_removed(panel: InspectorPanel) -> None:
    document = panel.document
    press(panel, "add_unit")
    assert document.network.layers[0].n_units == 3
    assert document.snapshot.selection == Unit(2)
    assert panel.model.rowCount() == 3
    document.select(Unit(0))
    document.publish()
    press(panel, "remove_unit")
    assert document.network.layers[0].bias.tolist() == [-1.5, 0.0]
    assert document.undo_stack.texts == ["add unit", "remove unit"]


def test_layers_are_added_and_removed(panel: InspectorPanel) -> None:
    document = panel.document
    outputs = document.network(XOR.table.inputs) if XOR.table else None
    press(panel, "add_layer")
    assert len(document.network.layers) == 3
    assert panel.layer == 1
    # The new layer hands on what comes in: nothing changes.
    assert (document.network(XOR.table.inputs) == outputs).all() if XOR.table else False
    press(panel, "remove_layer")
    assert len(document.network.layers) == 2
    assert document.undo_stack.count == 2


def test_what_cannot_be_removed_is_said(panel: InspectorPanel) -> None:
    panel.document.select(Unit(0, 1))
    panel.document.publish()
    press(panel, "remove_layer")
    assert panel.document.network == XOR.network
    assert panel.document.snapshot.notice is not None
    assert "the outputs are fixed" in panel.document.snapshot.notice.text


def test_a_link_is_broken_and_mended(panel: InspectorPanel) -> None:
    document = panel.document
    click(panel, 0, 2)
    assert panel.editor.link.text() == "break link"
    QTest.mouseClick(panel.editor.link, LEFT)
    document.publish()
    assert document.network.value(W121) == 0
    assert panel.editor.was.text() == "broken link, was 1"
    QTest.mouseClick(panel.editor.link, LEFT)
    document.publish()
    assert document.network == XOR.network


def test_the_slider_drags_as_one_step(panel: InspectorPanel) -> None:
    document, slider = panel.document, panel.editor.slider
    click(panel, 0, 1)
    start = QPoint(slider.width() // 2, slider.height() // 2)
    QTest.mousePress(slider, LEFT, NONE, start)
    for step in (10, 20, 30):
        mouse_to(slider, start + QPoint(step, 0), Qt.MouseButton.LeftButton)
        document.publish()
    QTest.mouseRelease(slider, LEFT, NONE, start + QPoint(30, 0))
    assert document.network.value(ParameterId(0, 0, 0)) > 1.5
    assert document.undo_stack.count == 1


def test_the_values_follow_the_probe(panel: InspectorPanel) -> None:
    panel.document.set_view(point=(1.0, 1.0))
    panel.document.publish()
    assert [row[4:] for row in texts(panel)] == [["1.5", "1"], ["0.5", "1"]]


def test_the_leak_of_a_leaky_relu_is_typed(panel: InspectorPanel) -> None:
    document, header = panel.document, panel.header
    assert header.number.isHidden()
    layer_edits.set_activation(document, 0, "leaky_relu")
    document.publish()
    assert (header.number_name.text(), header.number.text()) == ("leak", "0.01")
    header.number.setFocus()
    header.number.selectAll()
    QTest.keyClicks(header.number, "0,1")
    QTest.keyClick(header.number, Qt.Key.Key_Return)
    document.publish()
    assert document.network.layers[0].activation == "leaky_relu(0.1)"
    assert header.activation.currentText() == "leaky ReLU 0.1"
    assert header.formula.text() == "max(s, 0.1 s): any number"
    steps = document.undo_stack.count
    QTest.keyClick(header.number, Qt.Key.Key_Return)
    assert document.undo_stack.count == steps
    header.number.selectAll()
    QTest.keyClicks(header.number, "2e9")
    QTest.keyClick(header.number, Qt.Key.Key_Return)
    document.publish()
    assert document.undo_stack.count == steps
    assert document.snapshot.notice is not None
    assert "The leak of leaky_relu is a number of at most 1e6" in document.snapshot.notice.text
    assert header.number.text() == "0.1"
    document.undo()
    document.undo()
    document.publish()
    assert header.number.isHidden()
    assert document.network.layers[0].activation == "step"
    assert header.activation.itemText(header.activation.currentIndex()) == "step"


def on(qtbot: QtBot, network: Network) -> InspectorPanel:
    panel = InspectorPanel(Document(Project(network)), load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(330, 760)
    panel.show()
    qtbot.waitExposed(panel)
    panel.document.publish()
    return panel


def choose(panel: InspectorPanel, name: str) -> None:
    box = panel.header.activation
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())
    panel.document.publish()


def test_another_activation_makes_other_columns_and_the_selection_stays(qtbot: QtBot) -> None:
    panel = on(qtbot, Network.from_rays([1, 2], [0, -0.5], [3, -1], 0.5))
    document = panel.document
    click(panel, 1, 2)
    assert document.snapshot.selection == B12
    assert titles(panel)[:5] == ["unit", "v", "b", "kink", "w"]
    assert panel.header.formula.isHidden()
    choose(panel, "tanh")
    assert document.network.layers[0].activation == "tanh"
    assert titles(panel) == ["unit", "w x", "b", "sum", "value"]
    assert document.snapshot.selection == B12
    assert (panel.table.marks.row, panel.table.marks.column) == (1, 2)
    assert panel.editor.title.text() == "b1.2 bias of unit 2 in layer 1"
    document.undo()
    document.publish()
    assert titles(panel)[:5] == ["unit", "v", "b", "kink", "w"]
    assert panel.header.activation.currentText() == "ReLU"


def test_rays_and_their_output_have_a_layer_of_their_own_to_change(qtbot: QtBot) -> None:
    panel = on(qtbot, Network.from_rays([1, 2], [0, -0.5], [3, -1], 0.5))
    click(panel, 1, 4)
    assert panel.document.snapshot.selection == ParameterId(1, 0, 1)
    assert panel.layer == 0, "w stands beside v"
    click(panel, 2, 2)
    assert panel.document.snapshot.selection == ParameterId(1, 0)
    assert panel.layer == 1
    choose(panel, "sigmoid")
    assert [layer.activation for layer in panel.document.network.layers] == ["relu", "sigmoid"]
    assert texts(panel)[0][:4] == ["z", "+3", "−1", "+0.5"]


def test_a_layer_is_chosen_while_something_of_another_is_selected(panel: InspectorPanel) -> None:
    click(panel, 0, 2)
    panel.header.layer.setFocus()
    QTest.keyClick(panel.header.layer, Qt.Key.Key_Down)
    panel.document.publish()
    assert panel.layer == 1
    assert panel.header.layer.currentText() == "output"
    assert panel.document.snapshot.selection is None


def test_an_activation_that_is_refused_is_taken_back(qtbot: QtBot) -> None:
    n = 70_000
    network = Network.from_rays(np.ones(n), np.linspace(0, -1, n), np.ones(n), 0)
    panel = on(qtbot, network)
    choose(panel, "tanh")
    assert panel.document.network is network
    assert panel.document.snapshot.notice is not None
    assert panel.header.activation.currentText() == "ReLU"


def test_a_deep_curve_of_straight_pieces_says_where_an_edit_moves_it(qtbot: QtBot) -> None:
    deep = Network(
        [
            Layer([[1], [-1]], [-0.25, -0.5], "relu"),
            Layer([[2, 0], [0, 1]], [-0.5, 0], "relu"),
            Layer([[1, 1]], [0], "identity"),
        ]
    )
    panel = on(qtbot, deep)
    document, parameter = panel.document, ParameterId(1, 0, 0)
    document.select(parameter)
    document.set_parameter(parameter, 3.0)
    document.publish()
    rows = dict(panel.effect.rows())
    x = np.linspace(-1, 1, 20_001)
    moved = x[np.abs(document.network(x) - deep(x)) > 1e-12]
    place, share = rows["moves"].split(", ")
    found = re.fullmatch(r"x ≥ (.+)", place)
    assert found is not None
    assert float(found[1]) == pytest.approx(moved[0], abs=1e-3)
    assert share == f"{(1 - moved[0]) / 2 * 100:.0f} %"
    assert rows["largest change"] == "+0.75 at x = 1"
    assert rows["output at the probe"] == "stays 0"
    assert rows["∂z/∂w2.1.1 at x = 0"] == "0"


def test_what_a_broken_link_costs_is_said_of_layers_too(panel: InspectorPanel) -> None:
    panel.document.break_link(ParameterId(1, 0, 1))
    panel.document.select(ParameterId(1, 0, 1))
    panel.document.publish()
    rows = dict(panel.effect.rows())
    assert rows["mean squared error"] == "0.25 without it, 0 with it"


def test_without_a_selection_the_names_of_layers_are_explained(panel: InspectorPanel) -> None:
    assert [label for label, _ in panel.effect.rows()][:2] == ["w1.2.3", "b1.3"]


def test_general_names_show_rays_as_a_layer(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = on(qtbot, Network.from_rays([1, 2], [0, -0.5], [3, -1], 0.5))
    panel.document.select(ParameterId(1, 0, 1))
    panel.document.publish()
    assert panel.editor.title.text() == "w2 output weight of ReLU 2"
    monkeypatch.setattr(Network, "general_names", True)
    panel.apply_theme(load_theme("light"))
    assert panel.editor.title.text() == "w2.2.1 weight from 2 of unit 1 in layer 2"
    panel.document.select(ParameterId(0, 1, 0))
    panel.document.publish()
    assert titles(panel) == ["unit", "w x", "b", "sum", "value"]
    assert [row[0] for row in texts(panel)] == ["1.1", "1.2"]
    assert panel.effect.heading() == "Effect of w1.1.2"
    assert "∂z/∂w1.1.2 at x = 0" in dict(panel.effect.rows())


def test_general_names_of_many_units_stay_in_rows(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Network, "general_names", True)
    n = 1_000
    panel = on(qtbot, Network.from_rays(np.ones(n), np.linspace(0, -1, n), np.ones(n), 0))
    panel.document.select(ParameterId(1, 0, 699))
    panel.document.publish()
    assert (panel.model.rowCount(), panel.model.columnCount()) == (n + 1, 8)
    assert panel.model.text(699, 0) == "1.700"
    assert (panel.table.marks.row, panel.table.marks.column) == (699, 4)
    assert panel.editor.title.text() == "w2.700.1 weight from 700 of unit 1 in layer 2"


def test_a_segment_of_a_deep_curve_is_read_and_its_parameter_offered(qtbot: QtBot) -> None:
    layers = [
        Layer([[1], [-1]], [-0.25, -0.5], "relu"),
        Layer([[2, 0], [0, 1]], [-0.5, 0], "relu"),
        Layer([[1, 3]], [0.5], "identity"),
    ]
    panel = on(qtbot, Network(layers))
    panel.document.select(Segment(3))
    panel.document.publish()
    rows = dict(panel.effect.rows())
    assert panel.effect.heading() == "Segment 4 of 4"
    assert rows["equation"] == "z = 2·x − 0.5"
    assert rows["active units"] == "1.1, 2.1"
    assert rows["would move"] == "x ≥ 0.5, 25 %"
    assert panel.editor.title.text() == "w3.1.1 weight from 1 of unit 1 in layer 3"
    assert (panel.layer, panel.table.marks.row, panel.table.marks.column) == (2, 0, 1)
