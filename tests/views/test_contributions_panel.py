"""Real mouse and keys on the chart of what each unit adds."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reluviz.core.construct import through_points
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project
from reluviz.views.contributions import MODES, ContributionsPanel
from reluviz.views.theme import load_theme

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def make_panel(qtbot, project: Project | None = None, shown: bool = True) -> ContributionsPanel:
    panel = ContributionsPanel(Document(project), load_theme("light"))
    panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(panel)
    panel.resize(660, 230)
    if shown:
        panel.show()
        settle()
    return panel


@pytest.fixture
def panel(qtbot) -> ContributionsPanel:
    return make_panel(qtbot)


def wave(n_units: int) -> Project:
    x = np.linspace(-1, 1, n_units + 1)
    return Project(through_points(np.column_stack([x, np.sin(6 * x)])))


def at(panel: ContributionsPanel, x: float, z: float) -> QPoint:
    scene = panel.chart.scene_now()
    return QPoint(round(float(scene.columns(np.array(x)))), round(float(scene.rows(np.array(z)))))


def move(panel: ContributionsPanel, place: QPoint) -> None:
    QTest.qWait(11)
    viewport = panel.chart.viewport()
    everywhere = QPointF(viewport.mapToGlobal(place))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        everywhere,
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)
    settle()


def texts(panel: ContributionsPanel) -> list[str]:
    return [label.text for label in panel.chart.scene_now().labels]


def test_names_and_modes(panel):
    assert panel.objectName() == "contributions"
    assert panel.windowTitle() == "What each ReLU adds"
    assert panel.mode == "scaled"
    assert sorted(texts(panel)) == ["w1 r1", "w2 r2", "w3 r3"]
    heard = []
    panel.mode_changed.connect(heard.append)
    QTest.mouseClick(panel.header.buttons["rays"], LEFT)
    settle()
    assert sorted(texts(panel)) == ["r1", "r2", "r3"]
    QTest.mouseClick(panel.header.buttons["sums"], LEFT)
    QTest.mouseClick(panel.header.buttons["sums"], LEFT)
    settle()
    assert panel.mode == "sums"
    assert heard == ["rays", "sums"]
    assert sorted(texts(panel)) == ["after r1", "after r2", "b0", "output"]
    assert [panel.header.buttons[mode].isChecked() for mode in MODES] == [False, False, True]
    with pytest.raises(ValueError, match="mode"):
        panel.set_mode("other")


def test_a_mode_set_while_hidden_is_there_when_shown(qtbot):
    panel = make_panel(qtbot, shown=False)
    panel.set_mode("sums")
    assert panel.chart.scene_now() is None
    panel.show()
    settle()
    assert "output" in texts(panel)
    assert panel.header.buttons["sums"].isChecked()


def test_the_chart_shows_the_numbers_of_the_network(panel):
    content = panel.chart.scene_now().content
    np.testing.assert_allclose(content.y[:, -1], [8, -12, 5])
    panel.document.set_parameter(panel.document.network.parameter("w2"), -4.0)
    settle()
    np.testing.assert_allclose(panel.chart.scene_now().content.y[:, -1], [8, -6, 5])
    assert panel.revision == panel.document.snapshot.revision


def test_hovering_a_line_hovers_its_unit(panel):
    move(panel, at(panel, 0.5, 6))
    assert panel.document.snapshot.hovered == Unit(0)
    move(panel, at(panel, 0.5, -8))
    assert panel.document.snapshot.hovered == Unit(1)
    assert panel.chart.scene_now().marks.units == (1,)
    move(panel, at(panel, 0.5, 10))
    assert panel.document.snapshot.hovered is None
    move(panel, at(panel, -0.8, 0))  # where all others are off only the first is on
    assert panel.document.snapshot.hovered in (None, Unit(0))
    move(panel, at(panel, 0.5, 2.5))
    assert panel.document.snapshot.hovered == Unit(2)
    QApplication.sendEvent(panel.chart, QEvent(QEvent.Type.Leave))
    settle()
    assert panel.document.snapshot.hovered is None


def test_labels_are_for_the_hand_too(panel):
    label = next(label for label in panel.chart.scene_now().labels if label.text == "w3 r3")
    move(panel, QPoint(round((label.left + label.right) / 2), round(label.top + 6)))
    assert panel.document.snapshot.hovered == Unit(2)


def test_a_click_selects_the_unit_and_the_ground_nothing(panel):
    QTest.mouseClick(panel.chart.viewport(), LEFT, pos=at(panel, 0.5, -8))
    settle()
    assert panel.document.snapshot.selection == Unit(1)
    assert panel.chart.scene_now().marks.selected == 1
    QTest.mouseClick(panel.chart.viewport(), RIGHT, pos=at(panel, 0.5, 6))
    settle()
    assert panel.document.snapshot.selection == Unit(1)
    QTest.mouseClick(panel.chart.viewport(), LEFT, pos=at(panel, 0.5, 10))
    settle()
    assert panel.document.snapshot.selection is None


def test_a_running_sum_stands_for_the_unit_added_last(panel):
    panel.set_mode("sums")
    settle()
    move(panel, at(panel, 0.5, 5))
    assert panel.document.snapshot.hovered == Unit(0)
    move(panel, at(panel, 0.5, -3))
    assert panel.document.snapshot.hovered == Unit(1)
    move(panel, at(panel, -0.25, -1))  # the bias alone belongs to no unit
    assert panel.document.snapshot.hovered is None


def test_during_a_gesture_nothing_is_hovered_and_the_range_holds_still(panel):
    document = panel.document
    document.begin("drag")
    move(panel, at(panel, 0.5, 6))
    assert document.snapshot.hovered is None
    y_range = panel.chart.scene_now().y_range
    parameter = ParameterId(1, 0, 1)
    document.set_parameter(parameter, -7.5)
    settle()
    assert panel.chart.scene_now().y_range == y_range
    document.set_parameter(parameter, -20.0)  # no room: it follows
    settle()
    assert panel.chart.scene_now().y_range[0] < -30
    document.set_parameter(parameter, -1.0)  # so much room that nothing would be seen
    settle()
    assert panel.chart.scene_now().y_range[0] > -10
    document.commit()
    settle()


def test_arrow_keys_go_from_unit_to_unit(panel):
    panel.chart.setFocus()
    for key, unit in ((Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0)):
        QTest.keyClick(panel.chart, key)
        settle()
        assert panel.document.snapshot.selection == Unit(unit)
    QTest.keyClick(panel.chart, Qt.Key.Key_Up)
    settle()
    assert panel.document.snapshot.selection == Unit(0)


def test_the_context_menu_is_asked_for(panel):
    heard = []
    panel.context_menu_requested.connect(lambda item, place: heard.append(item))
    for place in (at(panel, 0.5, -8), at(panel, 0.5, 10)):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, panel.chart.mapToGlobal(place)
        )
        QApplication.sendEvent(panel.chart.viewport(), event)
    assert heard == [Unit(1), None]


def test_construction_steps_stand_out(panel):
    panel.document.set_view(build=2)
    settle()
    marks = panel.chart.scene_now().marks
    assert marks.units == (1,)
    assert marks.is_missing(2)
    assert not marks.is_missing(1)
    panel.document.select(Unit(0))
    panel.document.set_view(build=0)
    settle()
    assert panel.chart.scene_now().marks.units == (0,)


def test_what_is_not_there_yet_is_pale_on_the_screen(panel):
    def darkness(x: float, z: float) -> int:
        image = panel.chart.grab().toImage()
        place = at(panel, x, z)
        rows = range(place.y() - 2, place.y() + 3)
        return max(255 - image.pixelColor(place.x(), row).lightness() for row in rows)

    there = darkness(0.6, 3)
    panel.document.set_view(build=1)
    settle()
    assert darkness(0.6, 3) < there / 2


def test_a_thousand_units_say_how_many_are_drawn(qtbot):
    panel = make_panel(qtbot, wave(1_000))
    assert panel.header.note.text().endswith("every 3rd of 1,000")
    panel.document.hover(Unit(500))
    settle()
    content = panel.chart.scene_now().content
    assert content.row(500) is not None
    panel.document.hover(Unit(3))  # drawn anyway
    settle()
    assert panel.chart.scene_now().content is content
    panel.resize(330, 200)
    settle()
    assert panel.header.note.text() in ("1 in 3", "")
    panel.set_mode("sums")
    settle()
    assert panel.chart.grab().width() == panel.chart.width()


def test_rendering_writes_nothing_to_the_document(panel, monkeypatch):
    calls = []
    for name in ("select", "hover", "set_view", "set_parameter", "begin", "commit", "notify"):
        monkeypatch.setattr(panel.document, name, lambda *a, name=name, **k: calls.append(name))
    snapshot = panel.document.snapshot
    for mode in MODES:
        panel.set_mode(mode)
        panel.render_snapshot(None, snapshot)
        panel.apply_theme(load_theme("dark"))
        settle()
        panel.grab()
    assert calls == []


def test_what_is_in_view_follows_another_plot(panel, qtbot):
    other = make_panel(qtbot)
    panel.chart.setXLink(other.chart)
    other.chart.setXRange(-0.2, 0.4, padding=0)
    settle()
    low, high = panel.chart.scene_now().x_range
    assert (low, high) == pytest.approx((-0.2, 0.4), abs=0.05)
    assert panel.chart.is_linked
    move(panel, at(panel, 0.2, 4.8))
    assert panel.document.snapshot.hovered == Unit(0)
    other.chart.setXRange(5, 6, padding=0)  # nothing of the domain
    settle()
    panel.grab()
    assert texts(panel) == []
    move(panel, QPoint(300, 100))
    assert panel.document.snapshot.hovered is None


@pytest.mark.parametrize("mode", MODES)
def test_odd_networks_are_painted(qtbot, mode):
    odd = [
        Network.from_rays([1, -1, 0, 0, 2], [0.5, 0.2, 0.4, -1, -6], [1, 2, -1.5, 3, 0], 0.3),
        Network.from_rays([1e100, 0], [1e100, 1e-90], [1e100, -1.5], 0.3),
        Network.from_rays([1.0], [-5], [0], 0),
    ]
    panel = make_panel(qtbot)
    panel.set_mode(mode)
    for network in odd:
        panel.document.set_network(network)
        panel.document.select(Unit(0))
        settle()
        panel.grab()
        scene = panel.chart.scene_now()
        assert scene.y_range[0] < scene.y_range[1]
        assert np.isfinite(scene.lines[1]).all()


def test_rays_to_the_left_are_named_at_the_left(qtbot):
    panel = make_panel(qtbot, Project(Network.from_rays([1, -1], [0, 0], [1, 1], 0)))
    first, second = sorted(panel.chart.scene_now().labels, key=lambda label: label.left)
    assert (first.text, second.text) == ("w2 r2", "w1 r1")
