"""The diagram of networks of any depth: what it shows, and what hands do to it."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hands import mouse_to
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.activations import ACTIVATIONS, find_activation
from reluviz.core.construct import through_points
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.signals import signals
from reluviz.core.structure import with_activation
from reluviz.core.truth_table import TruthTable
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.document.state import evaluate
from reluviz.files.project import Project, View
from reluviz.views.activation_curves import curve_points, place_on_curve
from reluviz.views.diagram import DiagramPanel
from reluviz.views.diagram.dashes import dashed
from reluviz.views.diagram.geometry import Layout, Shape
from reluviz.views.diagram.hits import room_of
from reluviz.views.diagram.layout import MOST_SHOWN, arrange
from reluviz.views.diagram.scene import Scene
from reluviz.views.diagram.sums import Sum
from reluviz.views.diagram.texts import heading_forms, live_forms
from reluviz.views.gestures import BURST_MS
from reluviz.views.layered_words import node_name
from reluviz.views.painting import Fonts
from reluviz.views.theme import load_theme

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
W111, W211, B11 = ParameterId(0, 0, 0), ParameterId(1, 0, 0), ParameterId(0, 0)

XOR = Project(
    Network([Layer([[1, 1], [1, 1]], [-0.5, -1.5], "step"), Layer([[1, -1]], [-0.5], "step")]),
    domain=(-0.5, 1.5),
    others=((-0.5, 1.5),),
    table=TruthTable.of_gate([0, 1, 1, 0]),
    view=View(point=(1.0, 0.0)),
)


def random_project(sizes: list[int], activation: str = "relu", seed: int = 0) -> Project:
    rng = np.random.default_rng(seed)
    layers = [
        Layer(rng.normal(size=(after, before)), rng.normal(size=after), activation)
        for before, after in pairwise(sizes)
    ]
    network = with_activation(Network(layers), len(layers) - 1, "sigmoid")
    return Project(network, domain=(-1, 1), view=View(point=(0.5,) * sizes[0]))


@pytest.fixture
def document(qapp: QApplication) -> Document:
    return Document(XOR)


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> DiagramPanel:
    return shown(document, qtbot)


def shown(document: Document, qtbot: QtBot, width: int = 390, height: int = 760) -> DiagramPanel:
    panel = DiagramPanel(document, load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(width, height)
    panel.show()
    qtbot.waitExposed(panel)
    document.publish()
    return panel


def scene(panel: DiagramPanel) -> Scene:
    return panel.scene


def layout(panel: DiagramPanel) -> Layout:
    return panel.diagram_layout


def on_edge(panel: DiagramPanel, parameter: ParameterId, share: float = 0.25) -> QPoint:
    edges = panel.scene.edges
    x, y = edges.points[edges.index[parameter], round(16 * share)].tolist()
    return QPointF(x, y).toPoint()


def on_node(panel: DiagramPanel, layer: int, index: int) -> QPoint:
    return layout(panel).nodes[Unit(index, layer)].box.center().toPoint()


def drag(panel: DiagramPanel, at: QPoint, up: int) -> None:
    QTest.mousePress(panel, LEFT, NONE, at)
    for step in range(1, 5):
        mouse_to(panel, at - QPoint(0, up * step // 4), Qt.MouseButton.LeftButton)
        QTest.qWait(1)
    QTest.mouseRelease(panel, LEFT, NONE, at - QPoint(0, up))


def turn(panel: DiagramPanel, at: QPoint, angle: int) -> None:
    point = QPointF(at)
    event = QWheelEvent(
        point,
        QPointF(panel.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel, event)


# What it shows


def test_every_node_shows_what_flows_through_it(panel: DiagramPanel, document: Document) -> None:
    flow = signals(document.network, (1.0, 0.0))
    for unit, live in zip(layout(panel).nodes, scene(panel).lives, strict=True):
        into = flow.inputs if unit.layer < 0 else flow.values[unit.layer]
        assert live.value == into[unit.index]
    assert [face.name for face in scene(panel).nodes] == ["x1", "x2", "1.1", "1.2", "z"]


def test_the_sum_of_the_output_is_written_out_until_a_unit_is_selected(
    panel: DiagramPanel, document: Document
) -> None:
    assert scene(panel).neuron == Unit(0, 1)
    document.select(Unit(1))
    document.publish()
    assert scene(panel).neuron == Unit(1)
    assert Sum.of(document.state, (1.0, 0.0), Unit(1)).text() == "1·1 + 1·0 − 1.5 = −0.5"


def test_long_sums_lose_their_middle_first() -> None:
    state = evaluate(random_project([2, 9, 1]))
    found = Sum.of(state, (0.5, -0.2), Unit(0, 1))
    forms = [found.form(length) for length in found.lengths]
    assert forms[0].count("·") == 9
    assert all("…" in form for form in forms[1:-1])
    result = forms[0].rsplit(" = ", 1)[1]
    assert all(form.endswith(f" = {result}") for form in forms)


def test_negative_signals_stand_in_brackets_and_zero_biases_are_left_out() -> None:
    network = Network([Layer([[-0.5, 2]], [0], "tanh")])
    found = Sum.of(evaluate(Project(network)), (-1, 0.5), Unit(0))
    assert found.text() == "−0.5·(−1) + 2·0.5 = 1.5"


def test_sums_far_from_0_show_what_moves() -> None:
    x, y = np.array([0.0, 1.0, 2.0]), np.array([101325.0, 101330, 101311])
    state = evaluate(Project(through_points(np.column_stack([x, y])), domain=(0.0, 2.0)))
    found = Sum.of(state, (0.5,), Unit(0, 1))
    assert found.text() == "5·0.5 − 24·0 + 101325 = 101327.5"
    assert found.result == "identity → 101327.5"


def test_nodes_are_called_by_layer_and_place() -> None:
    network = random_project([1, 2, 3]).network
    assert node_name(network, -1, 0) == "x"
    assert node_name(network, 0, 1) == "1.2"
    assert node_name(network, 1, 2) == "z3"


@pytest.mark.parametrize("sizes", [[2, 1], [2, 2, 1], [3, 3, 3], [1, 1], [2, 4, 4, 1]])
@pytest.mark.parametrize("size", [(390, 760), (250, 400), (900, 500)])
def test_labels_never_overlap(qapp: QApplication, sizes: list[int], size: tuple[int, int]) -> None:
    shape = Shape.of(random_project(sizes).network)
    found = arrange(*size, shape, Fonts(qapp.font()))
    for first, second in combinations(found.rooms.values(), 2):
        assert not first.intersects(second)
    for room in found.rooms.values():
        assert not any(room.intersects(node.box) for node in found.nodes.values())
    boxes = [node.box for node in found.nodes.values()]
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))


def test_a_gate_has_the_names_of_the_weights_on_its_edges(qtbot: QtBot) -> None:
    gate = Project(Network([Layer([[1, 1]], [-1.5], "step")]))
    panel = shown(Document(gate), qtbot)
    assert layout(panel).has_names == {0}
    assert set(layout(panel).rooms) == {ParameterId(0, 0, 0), ParameterId(0, 0, 1)}


def test_a_broken_link_is_dashed_and_cut() -> None:
    dashes = dashed(np.array([[0.0, 0.0], [30.0, 0.0], [100.0, 0.0]]))
    along, across = dashes[:-2], dashes[-2:]
    assert len(along) > 8
    assert np.all(np.abs(along[:, [0, 2]] - 50) > 4)  # the gap in the middle
    assert np.all(across[:, 1] * across[:, 3] < 0)  # the strokes cross the line


def test_a_small_value_never_looks_like_zero() -> None:
    assert list(live_forms(-0.0045))[-1] == "≈0"
    assert set(live_forms(0.0)) == {"0"}


def test_a_heading_keeps_the_number_when_it_is_short() -> None:
    network = Network([Layer([[1.0]], [0.0], "leaky_relu(0.1)"), Layer([[1.0]], [0.0], "relu6")])
    assert list(heading_forms(network, 0))[:3] == [
        "layer 1: leaky ReLU 0.1",
        "leaky ReLU 0.1",
        "leaky 0.1",
    ]
    assert "leaky" in heading_forms(with_activation(network, 0, "leaky_relu"), 0)
    assert list(heading_forms(network, 1))[:2] == ["output: ReLU6", "ReLU6"]


@pytest.mark.parametrize("name", [*ACTIVATIONS, "leaky_relu(3)"])
def test_the_live_point_is_on_the_curve_of_the_activation(name: str) -> None:
    one = find_activation(name)
    points = curve_points(one)
    for sum_ in (-30.0, -1.3, 0.4, 2.0, 50.0):
        x, y = place_on_curve(one, sum_)
        assert 0 <= x <= 1
        assert y == pytest.approx(np.interp(x, points[:, 0], points[:, 1]), abs=0.02)


def test_what_changes_is_painted_anew(panel: DiagramPanel, document: Document) -> None:
    document.select(W211)
    document.publish()
    before = panel.grab().toImage()
    document.set_parameter(W111, -3.0)
    document.publish()
    assert panel.grab().toImage() != before
    document.undo()
    document.publish()
    assert panel.grab().toImage() == before


# Many units


@pytest.fixture
def large(qtbot: QtBot) -> DiagramPanel:
    document = Document(random_project([3, *[64] * 7, 8]))
    return shown(document, qtbot)


def test_wide_layers_are_folded_and_open_at_what_is_selected(large: DiagramPanel) -> None:
    for column in layout(large).columns:
        assert len(column.nodes) < MOST_SHOWN
    assert Unit(30, 2) not in layout(large).nodes
    large.document.select(Unit(30, 2))
    large.document.publish()
    assert Unit(30, 2) in layout(large).nodes


def test_the_wheel_moves_through_a_folded_layer(large: DiagramPanel) -> None:
    column = layout(large).columns[3]
    before = column.indices.tolist()
    turn(large, QPoint(int(column.rect.center().x()), 370), -120)
    after = layout(large).columns[3].indices.tolist()
    assert after != before
    assert layout(large).columns[4].indices.tolist() == before  # the others stay


def test_all_links_of_a_selected_unit_are_drawn(qtbot: QtBot) -> None:
    large = shown(Document(random_project([3, *[12] * 7, 8])), qtbot)
    assert scene(large).edges.is_thinned
    large.document.select(Unit(1, 2))
    large.document.publish()
    drawn = set(scene(large).edges.parameters)
    for node in layout(large).columns[2].nodes:
        assert ParameterId(2, 1, node.unit.index) in drawn
    for node in layout(large).columns[4].nodes:
        assert ParameterId(3, node.unit.index, 1) in drawn


def test_another_network_is_arranged_anew(panel: DiagramPanel, document: Document) -> None:
    document.set_network(random_project([2, 5, 1]).network)
    document.publish()
    assert len(layout(panel).nodes) == 8
    document.undo()
    document.publish()
    assert len(layout(panel).nodes) == 5


# Hands


def test_hovering_and_selecting_edges_and_nodes(panel: DiagramPanel, document: Document) -> None:
    mouse_to(panel, on_edge(panel, W111))
    document.publish()
    assert document.snapshot.hovered == W111
    mouse_to(panel, on_node(panel, 0, 1))
    document.publish()
    assert document.snapshot.hovered == Unit(1)
    QTest.mouseClick(panel, LEFT, NONE, on_node(panel, 0, 1))
    assert document.undo_stack.count == 0
    document.publish()
    assert document.snapshot.selection == Unit(1)


def test_a_drag_up_is_more_and_one_undo_step(panel: DiagramPanel, document: Document) -> None:
    drag(panel, on_edge(panel, W211), 40)
    assert document.network.value(W211) == pytest.approx(1.5)
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "change w2.1.1"
    document.undo()
    assert document.network == XOR.network


def test_a_bias_is_dragged_at_its_label(panel: DiagramPanel, document: Document) -> None:
    room = room_of(layout(panel), scene(panel).edges, B11)
    assert room is not None
    drag(panel, room.center().toPoint(), -16)
    assert document.network.value(B11) == pytest.approx(-0.7)


def test_after_escape_the_hand_moves_nothing(panel: DiagramPanel, document: Document) -> None:
    at = on_edge(panel, W211)
    QTest.mousePress(panel, LEFT, NONE, at)
    mouse_to(panel, at - QPoint(0, 30), Qt.MouseButton.LeftButton)
    assert document.in_gesture
    document.cancel()
    mouse_to(panel, at - QPoint(0, 60), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(panel, LEFT, NONE, at - QPoint(0, 60))
    assert document.network == XOR.network
    assert document.undo_stack.count == 0


def test_the_wheel_over_a_selected_edge_is_one_step(
    panel: DiagramPanel, document: Document, qtbot: QtBot
) -> None:
    at = on_edge(panel, W111)
    QTest.mouseClick(panel, LEFT, NONE, at)
    document.publish()
    turn(panel, at, 120)
    turn(panel, at, 120)
    assert document.network.value(W111) == pytest.approx(1.2)
    qtbot.waitUntil(lambda: not document.in_gesture, timeout=4 * BURST_MS)
    assert document.undo_stack.count == 1


def test_a_double_click_types_a_weight(panel: DiagramPanel, document: Document) -> None:
    QTest.mouseDClick(panel, LEFT, NONE, on_edge(panel, W111))
    assert panel.editor is not None
    QTest.keyClicks(panel.editor, "0,25")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    assert panel.editor is None
    assert document.network.value(W111) == 0.25


def test_a_typed_word_is_refused_in_words(panel: DiagramPanel, document: Document) -> None:
    QTest.mouseDClick(panel, LEFT, NONE, on_edge(panel, W111))
    assert panel.editor is not None
    QTest.keyClicks(panel.editor, "much")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    document.publish()
    assert document.snapshot.notice is not None
    assert "“much” is not a number" in document.snapshot.notice.text
    assert document.network == XOR.network


def test_an_input_is_typed_and_is_no_undo_step(panel: DiagramPanel, document: Document) -> None:
    QTest.mouseDClick(panel, LEFT, NONE, on_node(panel, -1, 1))
    assert panel.editor is not None
    QTest.keyClicks(panel.editor, "1")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return)
    document.publish()
    assert document.snapshot.point == (1.0, 1.0)
    assert document.undo_stack.count == 0
    assert scene(panel).lives[-1].value == 0.0


def test_an_input_is_dragged_inside_its_interval(panel: DiagramPanel, document: Document) -> None:
    drag(panel, on_node(panel, -1, 1), 40)
    document.publish()
    assert document.snapshot.point == (1.0, pytest.approx(0.5))
    drag(panel, on_node(panel, -1, 1), 400)
    document.publish()
    assert document.snapshot.point == (1.0, 1.5)
    assert document.undo_stack.count == 0


def test_the_right_button_asks_for_a_menu_and_drags_nothing(
    panel: DiagramPanel, document: Document, qtbot: QtBot
) -> None:
    at = on_edge(panel, W111)
    with qtbot.waitSignal(panel.context_menu_requested) as asked:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, panel.mapToGlobal(at))
        QApplication.sendEvent(panel, event)
    assert asked.args == [W111, panel.mapToGlobal(at)]
    QTest.mousePress(panel, Qt.MouseButton.RightButton, NONE, at)
    mouse_to(panel, at - QPoint(0, 40), Qt.MouseButton.RightButton)
    QTest.mouseRelease(panel, Qt.MouseButton.RightButton, NONE, at)
    assert document.network == XOR.network


def test_the_keyboard_walks_and_changes(
    panel: DiagramPanel, document: Document, qtbot: QtBot
) -> None:
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    document.publish()
    assert document.snapshot.selection == Unit(0)
    QTest.keyClick(panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    document.publish()
    assert document.snapshot.selection == Unit(1)
    QTest.keyClick(panel, Qt.Key.Key_Up)  # the bias stands for the unit
    assert document.network.value(ParameterId(0, 1)) == pytest.approx(-1.4)
    qtbot.waitUntil(lambda: "sum = 1·1 + 1·0 − 1.4 = −0.4" in panel.accessibleDescription())


# Any network grows under the hand


@pytest.fixture
def article(qtbot: QtBot) -> DiagramPanel:
    """The article's network with its probe and w2 chosen."""
    document = Document()
    document.set_probe(0.25)
    document.select(ParameterId(1, 0, 1))
    return shown(document, qtbot)


def test_a_layer_is_added_by_its_plus_and_diagram_and_probe_stay(article: DiagramPanel) -> None:
    document = article.document
    before = document.network(0.25)
    button = layout(article).button
    assert button is not None
    QTest.mouseClick(article, LEFT, NONE, button.center().toPoint())
    document.publish()
    assert [len(column.nodes) for column in layout(article).columns] == [1, 3, 3, 1]
    assert document.snapshot.point == (0.25,)
    assert scene(article).lives[-1].value == pytest.approx(before)
    assert document.undo_stack.count == 1
    QTest.mouseClick(article, LEFT, NONE, on_edge(article, ParameterId(0, 1, 0)))
    document.publish()
    assert document.snapshot.selection == ParameterId(0, 1, 0)
    document.undo()
    document.publish()
    assert [len(column.nodes) for column in layout(article).columns] == [1, 3, 1]
    assert document.snapshot.probe == 0.25
    assert [face.name for face in scene(article).nodes] == ["x", "r1", "r2", "r3", "z"]


def test_a_unit_is_added_by_its_plus_and_by_keys(article: DiagramPanel) -> None:
    document = article.document
    button = layout(article).columns[1].button
    assert button is not None
    QTest.mouseClick(article, LEFT, NONE, button.center().toPoint())
    document.publish()
    assert document.network.n_units == 4
    QTest.keyClick(article, Qt.Key.Key_U)
    document.publish()
    assert document.network.n_units == 5
    assert document.snapshot.selection == Unit(4)
    QTest.keyClick(article, Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    document.publish()
    assert len(document.network.layers) == 3
    assert document.undo_stack.count == 3


def test_what_cannot_be_added_is_said(qtbot: QtBot) -> None:
    panel = shown(Document(random_project([2, *[2] * 7, 1])), qtbot)
    before = panel.document.network
    QTest.keyClick(panel, Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    panel.document.publish()
    assert panel.document.network is before
    notice = panel.document.snapshot.notice
    assert notice is not None
    assert "8 layers" in notice.text


def test_space_goes_from_a_unit_to_its_weight_and_back(panel: DiagramPanel) -> None:
    document = panel.document
    document.select(Unit(1))
    for chosen in (ParameterId(0, 1, 0), Unit(1)):
        document.publish()
        QTest.keyClick(panel, Qt.Key.Key_Space)
        document.publish()
        assert document.snapshot.selection == chosen


def test_alt_and_arrows_follow_the_signal_from_a_weight(panel: DiagramPanel) -> None:
    document, alt = panel.document, Qt.KeyboardModifier.AltModifier
    document.select(ParameterId(0, 1, 0))
    document.publish()
    for key, chosen in (
        (Qt.Key.Key_Right, ParameterId(0, 1)),
        (Qt.Key.Key_Right, ParameterId(1, 0, 1)),
        (Qt.Key.Key_Up, ParameterId(1, 0, 0)),
        (Qt.Key.Key_Right, ParameterId(1, 0)),
        (Qt.Key.Key_Right, ParameterId(1, 0)),
        (Qt.Key.Key_Left, ParameterId(1, 0, 0)),
    ):
        QTest.keyClick(panel, key, alt)
        document.publish()
        assert document.snapshot.selection == chosen


def test_a_weight_under_a_hand_says_what_it_was_in_any_network(panel: DiagramPanel) -> None:
    document = panel.document
    document.begin("change w2.1.1")
    document.set_parameter(W211, 0.5)
    document.publish()
    edges = scene(panel).edges
    assert scene(panel).was(edges.index[W211]) == 1.0
    assert scene(panel).was(edges.index[W111]) is None
    document.commit()
    document.break_link(W111)
    document.publish()
    assert scene(panel).was(edges.index[W111]) == 1.0


def test_the_input_of_the_article_is_dragged(article: DiagramPanel) -> None:
    drag(article, on_node(article, -1, 0), -16)
    article.document.publish()
    assert article.document.snapshot.probe == pytest.approx(0.05)
    assert article.document.undo_stack.count == 0


@pytest.mark.parametrize("sizes", [[2, 2, 1], [1, 3, 3, 1], [2, 12, 12, 1], [3, 64, 64, 8]])
def test_networks_of_any_depth_are_painted_in_part_as_whole(qtbot: QtBot, sizes: list[int]) -> None:
    document = Document(random_project(sizes))
    panel = shown(document, qtbot)
    document.select(W211)
    document.begin("change w2.1.1")
    for value in (0.3, 0.35, 0.4, 0.0, -0.4, -0.45):
        document.set_parameter(W211, value)
        document.publish()
        QApplication.processEvents()
    document.set_point((0.1,) * sizes[0])
    document.publish()
    QApplication.processEvents()
    partly = panel.screen().grabWindow(panel.winId()).toImage()
    panel.apply_theme(panel.theme)
    panel.repaint()
    apart = np.abs(_pixels(partly) - _pixels(panel.grab().toImage())).max(axis=2) > 60
    assert apart.mean() < 0.02  # the order in which edges cross may differ


def _pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), dtype=np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(int)
