"""The inspector reads a segment, and breaks and mends a link."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reluviz.core.construct import through_points
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Segment
from reluviz.document.state import State
from reluviz.files.project import Project
from reluviz.views.inspector import InspectorPanel
from reluviz.views.inspector.reading import Row, segment_rows, slope_forms, unit_forms
from reluviz.views.text_labels import UnitsLabel
from reluviz.views.theme import load_theme

Show = Callable[..., InspectorPanel]
W2, B2 = ParameterId(1, 0, 1), ParameterId(0, 1)
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
        QApplication.processEvents()
        return panel

    return shown


def select(panel: InspectorPanel, item: object) -> dict[str, str]:
    panel.document.select(item)
    return rows(panel)


def rows(panel: InspectorPanel) -> dict[str, str]:
    panel.document.publish()
    QApplication.processEvents()
    return dict(panel.effect.rows())


def many(n_units: int) -> Document:
    x = np.linspace(-1, 1, n_units + 1)
    return Document(Project(through_points(np.column_stack([x, np.sin(5 * x)]))))


def shown_value(panel: InspectorPanel, place: int) -> UnitsLabel:
    return panel.effect.findChildren(UnitsLabel)[place]


# Segments


@pytest.mark.parametrize(
    ("index", "equation", "interval", "units", "slope"),
    [
        (0, "z = 4·x + 3", "−1 ≤ x ≤ −0.5", "r1", "w1 v1 = 4"),
        (1, "z = −4·x − 1", "−0.5 ≤ x ≤ 0", "r1, r2", "w1 v1 + w2 v2 = 4 − 8 = −4"),
        (2, "z = x − 1", "0 ≤ x ≤ 1", "r1, r2, r3", "w1 v1 + w2 v2 + w3 v3 = 4 − 8 + 5 = 1"),
    ],
)
def test_the_segments_of_the_article_are_read(
    show: Show, index: int, equation: str, interval: str, units: str, slope: str
) -> None:
    panel = show()
    found = select(panel, Segment(index))
    assert found["equation"] == equation
    assert found["interval"] == interval
    assert found["active units"] == units
    assert found["slope"] == slope


def test_a_segment_says_what_a_drag_would_move_and_what_it_moved(show: Show) -> None:
    panel = show()
    panel.document.set_view(drag_mode="point")
    assert select(panel, Segment(2))["would move"] == "x ≥ −0.5, 75 %"
    assert panel.document.grab(Segment(2), 0.5, -0.5)
    panel.document.move_to(0.5, 0.25)
    panel.document.commit()
    found = rows(panel)
    assert found["equation"] == "z = x − 0.25"
    assert found["moves"] == "x ≥ −0.5, 75 %"
    assert found["largest change"] == "+0.75 at x = 0"
    panel.document.select(Segment(1))
    panel.document.set_view(drag_mode="relu")
    assert rows(panel)["would move"] == "x ≥ −0.5, 75 %"


def test_units_have_their_colours(show: Show) -> None:
    panel = show()
    select(panel, Segment(1))
    image = shown_value(panel, 2).grab().toImage()
    found = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }

    def is_there(colour: str) -> bool:
        wanted = QColor(colour)
        return any(
            abs(QColor(name).hue() - wanted.hue()) < 12 and QColor(name).saturation() > 60
            for name in found
        )

    assert is_there(panel.theme.unit(0))
    assert is_there(panel.theme.unit(1))
    assert not is_there(panel.theme.unit(2))
    panel.apply_theme(load_theme("dark"))
    assert shown_value(panel, 2).grab().toImage() != image


def test_no_unit_is_active() -> None:
    state = Document(Project(Network.from_rays([1], [0], [2], 0.5))).state
    assert segment_rows(state, 0)[0] == Row("equation", "z = 0.5")
    assert [row.value for row in segment_rows(state, 0)[2:]] == ["none", "0, no unit is active"]


def test_rounding_is_no_slope() -> None:
    state = Document(Project(Network.from_rays([1, 1], [1, 1], [0.1 + 0.2, -0.3], 0))).state
    assert segment_rows(state, 0)[0].value == "z = 0"


def test_many_units_are_cut_to_the_room_there_is(show: Show) -> None:
    panel = show(many(1000))
    select(panel, Segment(700))
    label = shown_value(panel, 2)
    assert label.text() == "r1, r2, r3, …, r701"
    assert label.toolTip().startswith("r1, r2, r3, r4")
    slope = shown_value(panel, 3)
    assert slope.text() == "w1 v1 + … + w701 v701 = −2.103"
    assert slope.fontMetrics().horizontalAdvance(slope.text()) <= slope.width()


def test_forms_go_from_the_fullest_to_the_shortest() -> None:
    units, products = np.arange(5), np.array([1.0, -2, 3, -4, 5])
    network = Network.from_rays(np.ones(5), np.zeros(5), products, 0)
    assert unit_forms(network, np.stack([0 * units, units], 1)) == [
        "r1, r2, r3, r4, r5",
        "r1, r2, r3, …, r5",
        "r1, …, r5",
        "5 units",
    ]
    assert slope_forms(network, units, products, 3.0) == [
        "w1 v1 + w2 v2 + w3 v3 + w4 v4 + w5 v5 = 1 − 2 + 3 − 4 + 5 = 3",
        "w1 v1 + w2 v2 + w3 v3 + … + w5 v5 = 1 − 2 + 3 + … + 5 = 3",
        "w1 v1 + … + w5 v5 = 1 + … + 5 = 3",
        "w1 v1 + … + w5 v5 = 3",
        "3",
    ]


def test_a_segment_of_a_deep_network_is_read_by_its_ends() -> None:
    network = Network(
        [
            Layer([[1], [-1]], [-0.25, -0.5], "relu"),
            Layer([[2, 0], [0, 1]], [-0.5, 0], "relu"),
            Layer([[1, 3]], [0.5], "identity"),
        ]
    )
    state = State(network, ((-1.0, 1.0),))
    assert state.curve.x.tolist() == [-1, -0.5, 0.25, 0.5, 1]
    first, *middle, last = (segment_rows(state, k) for k in range(4))
    assert [row.value for row in first] == ["z = −3·x − 1", "−1 ≤ x ≤ −0.5", "1.2, 2.2", "−3"]
    assert [row.value for row in last] == ["z = 2·x − 0.5", "0.5 ≤ x ≤ 1", "1.1, 2.1", "2"]
    assert [row[2].value for row in middle] == ["none", "1.1"]
    for rows, x in zip((first, last), (-0.75, 0.75), strict=True):
        slope = (network(x + 1e-6) - network(x - 1e-6)) / 2e-6
        assert slope == pytest.approx(float(rows[3].value.replace("−", "-")))


# Links


def test_the_link_is_broken_and_mended_by_a_click(show: Show) -> None:
    panel = show()
    document, editor = panel.document, panel.editor
    select(panel, W2)
    assert (editor.link.text(), editor.link.isVisible()) == ("break link", True)
    QTest.mouseClick(editor.link, LEFT)
    found = rows(panel)
    assert document.network.w[1] == 0
    assert document.undo_stack.undo_text == "break link w2"
    assert found["mean squared error"] == "36 without it, 0 with it"
    assert found["moves"] == "x ≥ −0.5, 75 %"
    assert found["largest change"] == "+12 at x = 1"
    assert editor.was.text() == "broken link, was −8"
    assert not editor.reset.isVisible()
    assert editor.link.text() == "mend link"
    QTest.mouseClick(editor.link, LEFT)
    assert "mean squared error" not in rows(panel)
    assert document.network.w[1] == -8
    assert document.undo_stack.undo_text == "mend link w2"
    assert editor.link.text() == "break link"


def test_a_bias_and_a_zero_have_no_link_to_break(show: Show) -> None:
    panel = show()
    select(panel, B2)
    assert not panel.editor.link.isVisible()
    select(panel, W2)
    assert panel.editor.link.isVisible()
    panel.document.set_parameter(W2, 0.0)
    rows(panel)
    assert not panel.editor.link.isVisible()
    assert panel.editor.reset.isVisible()
    select(panel, None)
    assert not panel.editor.link.isVisible()


def test_a_broken_link_without_a_target_says_so(show: Show) -> None:
    panel = show()
    panel.document.set_target(None)
    panel.document.break_link(W2)
    assert select(panel, W2)["mean squared error"] == "no target"


def test_the_link_coming_and_going_moves_nothing(show: Show) -> None:
    panel = show()
    select(panel, B2)
    before = panel.editor.geometry(), panel.editor.slider.geometry()
    select(panel, W2)
    assert (panel.editor.geometry(), panel.editor.slider.geometry()) == before
