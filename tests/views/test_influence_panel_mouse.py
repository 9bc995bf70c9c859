"""Real mouse and keys on the chart of influence."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint, Unit
from reluviz.files.examples import load_example
from reluviz.files.project import Project
from reluviz.views.influence import InfluencePanel
from reluviz.views.influence import painting as influence_painting
from reluviz.views.theme import load_theme

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def make_panel(qtbot, project: Project | None = None, shown: bool = True) -> InfluencePanel:
    panel = InfluencePanel(Document(project), load_theme("light"))
    panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(panel)
    panel.resize(660, 260)
    if shown:
        panel.show()
        settle()
    return panel


@pytest.fixture
def panel(qtbot) -> InfluencePanel:
    return make_panel(qtbot)


def wave(n_units: int) -> Project:
    x = np.linspace(-1, 1, n_units + 1)
    return Project(through_points(np.column_stack([x, np.sin(6 * x)])))


def at(panel: InfluencePanel, name: str, x: int = 300) -> QPoint:
    scene = panel.view.scene_now()
    place = scene.ranking.place(panel.document.network.parameter(name))
    return QPoint(x, round(scene.geometry.row_top(place, scene.scroll) + scene.geometry.row / 2))


def move(panel: InfluencePanel, place: QPoint) -> None:
    viewport = panel.view.viewport()
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)
    settle()


def first_names(panel: InfluencePanel, count: int = 3) -> list[str]:
    ranking, network = panel.ranking, panel.document.network
    return [network.name(ranking.parameter(place)) for place in range(count)]


def test_names_and_words(panel):
    assert panel.objectName() == "influence"
    assert panel.windowTitle() == "Influence"
    assert "the largest first: b2 12, b1 8, v2 5" in panel.view.accessibleDescription()
    assert len(panel.ranking) == 10


def test_hovering_a_row_hovers_its_parameter(panel):
    for name in ("b2", "w3", "b0"):
        move(panel, at(panel, name))
        assert panel.document.snapshot.hovered == panel.document.network.parameter(name)
        marks = panel.view.scene_now().marks
        assert marks.hovered == panel.ranking.place(panel.document.network.parameter(name))
    move(panel, QPoint(300, 4))  # the header
    assert panel.document.snapshot.hovered is None
    move(panel, at(panel, "b2"))
    QApplication.sendEvent(panel.view.viewport(), QEvent(QEvent.Type.Leave))
    settle()
    assert panel.document.snapshot.hovered is None


def test_a_click_selects_and_the_header_does_nothing(panel):
    viewport = panel.view.viewport()
    QTest.mouseClick(viewport, LEFT, pos=at(panel, "w2"))
    settle()
    assert panel.document.snapshot.selection == ParameterId(1, 0, 1)
    QTest.mouseClick(viewport, RIGHT, pos=at(panel, "b1"))
    QTest.mouseClick(viewport, LEFT, pos=QPoint(300, 4))
    settle()
    assert panel.document.snapshot.selection == ParameterId(1, 0, 1)
    below = round(panel.view.scene_now().geometry.bottom) - 2
    QTest.mouseClick(viewport, LEFT, pos=QPoint(300, below))
    settle()
    assert panel.document.snapshot.selection is None


def test_the_selected_row_is_outlined(panel):
    accent = QColor(panel.theme.accent)

    def has_outline(name: str) -> bool:
        image = panel.view.viewport().grab().toImage()
        row = panel.view.scene_now().geometry.row
        middle = at(panel, name, 150)
        for y in range(middle.y() - row // 2 - 1, middle.y() + row // 2 + 2):
            found = image.pixelColor(150, y)
            if abs(found.hue() - accent.hue()) < 12 and found.saturation() > 120:
                return True
        return False

    assert not has_outline("v3")
    panel.document.select(ParameterId(0, 2, 0))
    settle()
    assert has_outline("v3")
    panel.document.select(Unit(1))  # its w stands for it in the editor
    settle()
    assert has_outline("w2")


def test_a_unit_under_the_mouse_elsewhere_marks_its_rows(panel):
    panel.document.hover(Unit(2))
    settle()
    assert panel.view.scene_now().marks.unit == 2
    panel.document.hover(Joint(1))
    settle()
    assert panel.view.scene_now().marks.unit == 1


def test_depth_is_shown_and_its_units_mark_their_rows(qtbot):
    panel = make_panel(qtbot, load_example("sawtooth"))
    assert panel.isEnabled()
    assert len(panel.ranking) == panel.document.network.n_parameters
    move(panel, at(panel, "b2.2"))
    assert panel.document.snapshot.hovered == ParameterId(1, 1)
    panel.document.hover(Unit(1, 1))
    settle()
    assert panel.view.scene_now().marks.unit == 3


def test_rows_are_sorted_again_when_the_hand_rests(panel):
    document = panel.document
    before = first_names(panel)
    document.begin("drag")
    document.set_parameter(document.network.parameter("w3"), 50.0)
    settle()
    assert first_names(panel) == before
    assert panel.ranking.table is document.snapshot.state.influence_map
    move(panel, at(panel, "b1"))
    assert document.snapshot.hovered is None
    document.commit()
    settle()
    assert first_names(panel) == ["b3", "v3", "b2"]
    assert panel.view.accessibleDescription().count("b3 50") == 1
    document.undo()
    settle()
    assert first_names(panel) == before


def test_keys_go_from_row_to_row(panel):
    panel.view.setFocus()
    names = []
    for key in (
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_End,
        Qt.Key.Key_Up,
        Qt.Key.Key_Home,
        Qt.Key.Key_PageDown,
    ):
        QTest.keyClick(panel.view, key)
        settle()
        names.append(panel.document.network.name(panel.document.snapshot.selection))
    assert names[:5] == ["b2", "b1", "w3", "w2", "b2"]
    assert panel.ranking.place(panel.document.snapshot.selection) > 3


def test_a_thousand_units_scroll_and_only_what_is_seen_is_computed(qtbot, monkeypatch):
    sizes = []

    def counted(scene, columns):
        image = original(scene, columns)
        sizes.append(image.height())
        return image

    original = influence_painting.shade_image
    monkeypatch.setattr("reluviz.views.influence.panel.shade_image", counted)
    panel = make_panel(qtbot, wave(1_000))
    bar = panel.view.verticalScrollBar()
    assert len(panel.ranking) == 3_001
    assert bar.maximum() > 40_000
    last = panel.ranking.parameter(3_000)
    panel.document.select(last)
    settle()
    assert bar.value() == bar.maximum()
    QTest.mouseClick(panel.view.viewport(), LEFT, pos=at(panel, panel.document.network.name(last)))
    settle()
    assert panel.document.snapshot.selection == last
    bar.setValue(5_000)
    settle()
    panel.grab()
    assert len(sizes) >= 3
    assert max(sizes) < 30
    count = len(sizes)
    move(panel, QPoint(300, 100))
    assert isinstance(panel.document.snapshot.hovered, ParameterId)
    assert bar.value() == 5_000
    assert len(sizes) == count  # pointing at a row computes nothing


def test_the_selected_row_stays_in_view_when_rows_are_sorted_again(qtbot):
    panel = make_panel(qtbot, wave(30))
    document = panel.document
    parameter = panel.ranking.parameter(60)
    document.select(parameter)
    settle()
    document.set_parameter(parameter, 300.0)
    settle()
    scene = panel.view.scene_now()
    assert scene.marks.selected in scene.visible
    panel.view.verticalScrollBar().setValue(panel.view.verticalScrollBar().maximum())
    settle()
    away = panel.view.scrolled
    document.undo()
    settle()
    if panel.ranking.place(parameter) not in panel.view.scene_now().visible:
        assert panel.view.scrolled == away  # who has scrolled away stays there


def test_the_context_menu_is_asked_for(panel):
    heard = []
    panel.context_menu_requested.connect(lambda item, place: heard.append(item))
    for place in (at(panel, "w1"), QPoint(300, 4)):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, panel.view.mapToGlobal(place)
        )
        QApplication.sendEvent(panel.view.viewport(), event)
    assert heard == [ParameterId(1, 0, 0), None]


def test_a_tip_says_it_in_words(panel, monkeypatch):
    said = []
    tips = SimpleNamespace(showText=lambda place, text, widget: said.append(text))
    monkeypatch.setattr("reluviz.views.influence.panel.QToolTip", tips)
    for place in (at(panel, "w2"), QPoint(300, 4)):
        event = QHelpEvent(QEvent.Type.ToolTip, place, panel.view.mapToGlobal(place))
        QApplication.sendEvent(panel.view.viewport(), event)
    assert said == [
        "w2 output weight of ReLU 2: moves x ≥ −0.5; |∂z/∂w2| is at most 1.5",
        "",
    ]


def test_hidden_it_costs_nothing(qtbot):
    panel = make_panel(qtbot, shown=False)
    panel.document.set_parameter(ParameterId(1, 0, 1), -7.0)
    settle()
    assert panel.ranking is None
    assert "influence_map" not in vars(panel.document.snapshot.state)
    panel.show()
    settle()
    assert panel.ranking.table is panel.document.snapshot.state.influence_map


def test_rendering_writes_nothing_to_the_document(panel, monkeypatch):
    calls = []
    for name in ("select", "hover", "set_view", "set_parameter", "begin", "commit", "notify"):
        monkeypatch.setattr(panel.document, name, lambda *a, name=name, **k: calls.append(name))
    panel.render_snapshot(None, panel.document.snapshot)
    panel.apply_theme(load_theme("dark"))
    panel.resize(320, 150)
    settle()
    panel.grab()
    panel.resize(180, 90)
    settle()
    panel.grab()
    assert calls == []


@pytest.mark.parametrize(
    "network",
    [
        Network.from_rays([1, -1, 0, 0, 2], [0.5, 0.2, 0.4, -1, -6], [1, 2, -1.5, 3, 0], 0.3),
        Network.from_rays([1e100, 0], [1e100, 1e-90], [1e100, -1.5], 0.3),
        Network.from_rays([1.0], [-5], [0], 0),
    ],
)
def test_odd_networks_are_painted(panel, network):
    panel.document.select(ParameterId(1, 0, 2))
    settle()
    panel.document.set_network(network)
    settle()
    panel.grab()
    assert len(panel.ranking) == 3 * network.n_units + 1
