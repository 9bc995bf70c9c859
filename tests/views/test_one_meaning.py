"""Sentence, shading, diagram and table name one set of parameters, whatever is pointed at."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from reluviz.core import words
from reluviz.core.layer import Layer
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Item, Joint, Segment, Unit
from reluviz.files.project import Project
from reluviz.views.diagram.panel import DiagramPanel
from reluviz.views.inspector.panel import InspectorPanel
from reluviz.views.plot.panel import PlotPanel
from reluviz.views.theme import load_theme

SHALLOW = Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)
DEEP = Network(
    [
        Layer([[1.0], [-1.0]], [0.5, 0.25], "relu"),
        Layer([[1.0, -2.0], [0.5, 1.0]], [0.1, -0.4], "relu"),
        Layer([[2.0, -1.5]], [0.0], "identity"),
    ]
)
LINKS: list[Item] = [ParameterId(1, 0, 1), ParameterId(0, 1), ParameterId(1, 0), Unit(1)]
CURVE: list[Item] = [Joint(0), Joint(1), Joint(3), Segment(0), Segment(1), Segment(2)]


class Desk:
    """A diagram, a plot and a table of one document."""

    def __init__(self, qtbot: QtBot, network: Network) -> None:
        self.document, theme = Document(Project(network)), load_theme("light")
        self.diagram = DiagramPanel(self.document, theme)
        self.plot = PlotPanel(self.document, theme)
        self.inspector = InspectorPanel(self.document, theme)
        for panel in (self.diagram, self.plot, self.inspector):
            qtbot.addWidget(panel)
            panel.resize(520, 640)
            panel.show()
        self.document.publish()

    def check(self, item: Item) -> None:
        """All four name the same parameters and the same interval."""
        self.document.publish()
        snapshot, network = self.document.snapshot, self.document.network
        found = snapshot.meaning
        assert found.parameters, item
        subject = words.names(network, list(found.parameters))
        place = words.where(found.intervals, snapshot.domain)
        assert snapshot.sentence.startswith(subject)
        assert place in snapshot.sentence
        scene = self.plot.plot_widget.scene_now()
        assert scene.snapshot.reach == found.intervals
        assert self.diagram.scene.lit == found.parameters
        for parameter, k in self.diagram.scene.edges.index.items():
            assert self.diagram.scene.look(k).is_hovered == (parameter in found.parameters)
        model = self.inspector.model
        marked = [model.item_at(*cell) for cell in self.inspector.table.marks.lit if min(cell) >= 0]
        in_table = [p for p in found.parameters if model.cell_of(p).row >= 0]
        assert marked == in_table
        rows = dict(self.inspector.effect.rows())
        heading = self.inspector.effect.heading()
        assert heading == f"Effect of {subject}" or heading.startswith("Segment")
        written = rows.get("moves", rows.get("would move"))
        assert written is not None
        assert written.startswith(place)


@pytest.mark.parametrize("network", [SHALLOW, DEEP])
def test_whatever_is_hovered_or_selected(qtbot: QtBot, network: Network) -> None:
    desk = Desk(qtbot, network)
    for item in [*LINKS, *CURVE]:
        desk.document.hover(item)
        desk.check(item)
        desk.document.hover(None)
        desk.document.select(item)
        desk.check(item)
        desk.document.select(None)


@pytest.mark.parametrize("network", [SHALLOW, DEEP])
def test_another_thing_under_the_mouse_than_selected(qtbot: QtBot, network: Network) -> None:
    desk = Desk(qtbot, network)
    desk.document.select(Segment(1))
    for item in LINKS:
        desk.document.hover(item)
        desk.check(item)
    desk.document.hover(None)
    desk.document.publish()
    assert desk.inspector.effect.heading().startswith("Segment 2")


@pytest.mark.parametrize("network", [SHALLOW, DEEP])
def test_while_a_hand_moves_and_after(qtbot: QtBot, network: Network) -> None:
    desk = Desk(qtbot, network)
    for item in CURVE[1:2] + CURVE[4:]:
        state = desk.document.state
        x = float(state.curve.x[item.index]) + (0.05 if isinstance(item, Segment) else 0.0)
        z = float(state.curve(x))
        desk.document.hover(item)
        desk.document.publish()
        gesture = desk.document.grab(item, x, z)
        assert gesture is not None
        desk.document.move_to(x + 0.02, z + 0.25)
        desk.check(item)
        assert desk.document.snapshot.meaning.is_change
        gesture.commit()
        desk.check(item)


def test_the_moving_part_of_the_curve_is_thick_and_coloured(qtbot: QtBot) -> None:
    desk = Desk(qtbot, SHALLOW)
    desk.document.select(ParameterId(1, 0, 2))
    desk.document.publish()
    scene = desk.plot.plot_widget.scene_now()
    picture = desk.plot.plot_widget.grab().toImage()
    ratio, colour = picture.devicePixelRatio(), scene.theme.unit(2)

    def inked(x: float) -> int:
        column = round(scene.frame.column(x) * ratio)
        rows = range(round(scene.frame.top * ratio), round(scene.frame.bottom * ratio))
        return sum(picture.pixelColor(column, row).name() == colour for row in rows)

    assert inked(0.53) >= 4
    assert inked(-0.77) == 0
