"""The plot's layers: rays, sums, residual, cloud, bound, patterns, steps of the construction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reluviz.core.anatomy import partial_sum, ray
from reluviz.core.construct import through_points
from reluviz.core.network import Network
from reluviz.core.perturb import Perturbation, flat_values
from reluviz.core.piecewise import active_at
from reluviz.core.runs import Run
from reluviz.core.sweeps import SweepResult, Trained
from reluviz.core.targets import Target
from reluviz.core.train_settings import TrainSettings
from reluviz.document.document import Document
from reluviz.document.items import Draw, Joint, Segment, Unit
from reluviz.document.reports import SweepState
from reluviz.files.project import LAYERS, FitSettings, Project, View
from reluviz.views.frame import Frame
from reluviz.views.plot import PlotPanel
from reluviz.views.plot.layers import MOST_RAYS, chosen, ray_lines
from reluviz.views.plot.legend import MORE, OPTIONAL, _text, legend
from reluviz.views.plot.strip import shares, strip_rect
from reluviz.views.theme import load_theme

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
DRAWS = Perturbation("all", 0.1, draws=40, seed=7)


def hidden_but(*shown: str) -> tuple[str, ...]:
    return tuple(name for name in OPTIONAL if name not in shown)


def make_panel(qtbot, project: Project | None = None, **view) -> PlotPanel:
    document = Document(project)
    document.set_view(**view)
    document.publish()
    panel = PlotPanel(document, load_theme("light"))
    panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    QApplication.processEvents()
    return panel


def sampled(n: int) -> Project:
    x = np.linspace(-1, 1, n + 1)
    y = np.sin(4 * x)
    return Project(through_points(np.c_[x, y]), Target(x, np.cos(4 * x)))


def at(panel: PlotPanel, x: float, z: float) -> QPoint:
    frame = panel.plot_widget.frame
    return QPoint(round(frame.column(x)), round(frame.row(z)))


def move(panel: PlotPanel, place: QPoint, buttons=Qt.MouseButton.NoButton) -> None:
    QTest.qWait(11)
    viewport = panel.plot_widget.viewport()
    spot, everywhere = QPointF(place), QPointF(viewport.mapToGlobal(place))
    kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    QApplication.sendEvent(viewport, QMouseEvent(kind, spot, everywhere, none, buttons, NONE))
    QApplication.processEvents()
    QApplication.processEvents()


def click(panel: PlotPanel, place: QPoint) -> None:
    QTest.mouseClick(panel.plot_widget.viewport(), LEFT, NONE, place)
    QApplication.processEvents()


def drag(panel: PlotPanel, start: QPoint, end: QPoint) -> None:
    viewport = panel.plot_widget.viewport()
    QTest.mousePress(viewport, LEFT, NONE, start)
    for share in (0.3, 1.0):
        move(panel, start + (end - start) * share, LEFT)
    QTest.mouseRelease(viewport, LEFT, NONE, end)
    QApplication.processEvents()


def trained(network: Network) -> Trained:
    """A run of a sweep that ends at a network."""
    settings = TrainSettings(init="he", units=network.n_units)
    return Trained(settings, flat_values(network), 10, 0.1, 0.2, 0.1, False, 0)


def entries(panel: PlotPanel) -> dict[str, QRectF]:
    scene = panel.plot_widget.scene_now()
    assert scene is not None
    return legend(scene)


def pixels(panel: PlotPanel) -> np.ndarray:
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return found.copy()


def ink(panel: PlotPanel, x: float, z: float, colour: str, reach: int = 2) -> float:
    """How near to a colour the nearest pixel about a place comes; 0 is the colour itself."""
    image, place, wanted = panel.grab().toImage(), at(panel, x, z), QColor(colour)
    distances = []
    for right in range(-reach, reach + 1):
        for down in range(-reach, reach + 1):
            found = image.pixelColor(place.x() + right, place.y() + down)
            parts = zip(found.getRgb()[:3], wanted.getRgb()[:3], strict=True)
            distances.append(max(abs(a - b) for a, b in parts))
    return min(distances)


# The legend


def test_the_legend_is_short_at_first_and_offers_more(qtbot):
    panel = make_panel(qtbot)
    assert list(entries(panel)) == ["output", "joints", "target", MORE]
    places: list[QPoint] = []
    panel.layers_menu_requested.connect(places.append)
    room = entries(panel)[MORE]
    click(panel, room.center().toPoint())
    assert places == [panel.plot_widget.mapToGlobal(room.bottomLeft().toPoint())]
    assert panel.document.snapshot.selection is None


def test_a_layer_that_was_on_stays_in_the_legend_as_a_switch(qtbot):
    panel = make_panel(qtbot)
    document = panel.document
    document.set_view(hidden=hidden_but("rays"))
    document.publish()
    place = entries(panel)["rays"].center().toPoint()
    click(panel, place)
    assert "rays" in document.project.view.hidden
    assert entries(panel)["rays"].contains(QPointF(place))
    click(panel, place)
    assert "rays" not in document.project.view.hidden
    document.set_view(hidden=hidden_but())
    document.load(Project(document.network, view=View(hidden=hidden_but())), None)
    document.publish()
    assert "rays" not in entries(panel)


@pytest.mark.parametrize("width", [260, 430, 900, 1400])
def test_all_layers_have_their_entry_whatever_the_width(qtbot, width):
    panel = make_panel(qtbot, hidden=(), perturbation=DRAWS, fit=FitSettings(2))
    document = panel.document
    document.set_runs((Run("mine", "hand", document.network),))
    result = SweepResult((trained(document.network),))
    document.sweeper.state = SweepState(status="finished", result=result)
    document.set_parameter(document.network.parameter("w2"), -7.0)
    document.publish()
    panel.resize(width, 500)
    QApplication.processEvents()
    found = entries(panel)
    assert set(found) == {"output", *LAYERS}
    rooms = list(found.values())
    for room in rooms:
        assert room.left() > 0
        assert room.right() < width
        assert room.top() > 0
        assert room.bottom() < panel.plot_widget.frame.top
        assert not any(room.intersects(other) for other in rooms if other != room)


def test_the_frame_does_not_move_when_a_change_brings_the_curve_before(qtbot):
    for width in range(300, 700, 37):
        panel = make_panel(qtbot, hidden=hidden_but("rays", "sums"))
        panel.resize(width, 400)
        QApplication.processEvents()
        frame = panel.plot_widget.frame
        places = entries(panel)
        panel.document.set_parameter(panel.document.network.parameter("w2"), -7.9)
        panel.document.publish()
        assert panel.plot_widget.frame == frame
        assert "before" in entries(panel)
        assert {name: entries(panel)[name] for name in places} == places


# What is painted


@pytest.mark.parametrize("layer", OPTIONAL)
@pytest.mark.parametrize("n_units", [1, 3, 30, 1000])
def test_every_layer_is_to_be_seen(qtbot, layer, n_units):
    view = View(hidden=hidden_but(), perturbation=DRAWS)
    project = sampled(n_units)
    panel = make_panel(qtbot, Project(project.network, project.target, view=view))
    bare = pixels(panel)
    panel.document.set_view(hidden=hidden_but(layer))
    panel.document.publish()
    top = round(panel.plot_widget.frame.top)
    assert np.count_nonzero(bare[top:] != pixels(panel)[top:]) > 100


def test_lines_are_where_the_numbers_say(qtbot):
    panel = make_panel(qtbot, hidden=hidden_but("rays", "scaled", "sums"))
    network, theme = panel.document.network, panel.theme
    assert ink(panel, 0.5, 0.5, theme.unit(2), 4) < 60
    assert ink(panel, 0.1, 0.5, theme.unit(2)) < 40
    assert ink(panel, -0.25, float(partial_sum(network, 2)(-0.25)), theme.curve) < 10
    assert ink(panel, -0.9, network.b0, theme.muted) < 60


def test_the_residual_is_zero_where_the_curve_meets_the_target(qtbot):
    panel = make_panel(qtbot, hidden=hidden_but("residual"))
    assert ink(panel, 0.6, 0.0, panel.theme.residual) < 60
    panel.document.set_parameter(panel.document.network.parameter("b0"), -0.5)
    panel.document.publish()
    assert ink(panel, 0.6, 0.5, panel.theme.residual) < 60
    assert ink(panel, 0.6, 0.0, panel.theme.residual) > 100


def test_a_step_of_the_construction_pales_the_rest(qtbot):
    panel = make_panel(qtbot, hidden=hidden_but(), build=2)
    theme, curve = panel.theme, panel.document.state.curve
    assert ink(panel, -0.25, float(curve(-0.25)), theme.curve) < 10
    assert ink(panel, 0.04, -1.16, theme.curve) < 10  # straight on
    assert ink(panel, 0.5, -0.5, theme.curve) > 60
    panel.document.set_view(build=0)
    panel.document.publish()
    assert ink(panel, 0.5, -1.0, theme.curve) < 10
    assert len(panel.plot_widget.scene_now().handles) == 1  # the right end has no unit
    assert "Built so far: 0 of 3 ReLUs" in panel.plot_widget.accessibleDescription()


networks = st.integers(1, 30).flatmap(
    lambda n: st.integers(0, 10_000).map(lambda seed: random_network(n, seed))
)


def random_network(n: int, seed: int) -> Network:
    random = np.random.default_rng(seed)
    v = random.choice([-2.0, -1.0, 0.0, 0.5, 1.0], n)
    return Network.from_rays(v, random.normal(size=n), random.normal(size=n), 0.3)


@given(networks, st.booleans())
@settings(deadline=None, max_examples=60)
def test_rays_are_the_active_sides(network, is_scaled):
    frame, units = Frame(10, 20, 300, 200, (-1.5, 1.5), (-3, 3)), np.arange(network.n_units)
    for unit, line in enumerate(ray_lines(network, (-1, 1), units, frame, is_scaled)):
        exact = ray(network, unit, (-1.0, 1.0), is_scaled)
        if np.isnan(line).any():
            assert np.all(exact.y == 0)
            continue
        ends = [frame.place(*line[:2]), frame.place(*line[2:])]
        np.testing.assert_allclose(
            [exact(min(max(x, -1), 1)) for x, _ in ends], [y for _, y in ends], atol=1e-9
        )
        off = exact.x[(exact.x < ends[0][0] - 1e-9) | (exact.x > ends[1][0] + 1e-9)]
        np.testing.assert_allclose(exact(off), 0.0, atol=1e-12)


@given(networks, st.integers(5, 80))
@settings(deadline=None, max_examples=60)
def test_patterns_are_the_active_units(network, width):
    places = np.clip((network.kinks + 1) / 2 * width, 0, width)
    columns = np.ceil(np.nan_to_num(places)).astype(np.intp)
    found = shares(network, columns, width, network.n_units)
    for column in range(width):
        x = -1 + 2 * (column + 0.0) / width
        np.testing.assert_array_equal(found[:, column] == 1, active_at(network, x))


def test_of_many_units_some_are_chosen_and_the_selected_one():
    assert list(chosen(5, 400, None)) == [0, 1, 2, 3, 4]
    few = chosen(10_000, MOST_RAYS, 1234)
    assert 1234 in few
    assert len(few) <= MOST_RAYS + 1


def test_ten_thousand_units_with_everything_shown_are_painted(qtbot):
    project = sampled(10_000)
    view = View(hidden=(), perturbation=Perturbation("w1", 0.1, draws=100))
    panel = make_panel(qtbot, Project(project.network, project.target, view=view))
    panel.document.select(Unit(77))
    panel.document.begin("drag")
    panel.document.set_parameter(panel.document.network.parameter("w5000"), 0.1)
    panel.document.publish()
    assert len(np.unique(pixels(panel))) > 100
    panel.document.cancel()


# The strip of patterns


def test_the_strip_is_aligned_with_x_and_points_at_segments(qtbot):
    panel = make_panel(qtbot, hidden=hidden_but("pattern"))
    frame, document = panel.plot_widget.frame, panel.document
    row = round(strip_rect(frame).center().y())
    for segment, x in enumerate((-0.75, -0.25, 0.5)):
        move(panel, QPoint(round(frame.column(x)), row))
        assert document.snapshot.hovered == Segment(segment)
    colours = [
        panel.grab().toImage().pixelColor(round(frame.column(0.5)), round(y))
        for y in np.linspace(strip_rect(frame).top(), strip_rect(frame).bottom(), 7)[1::2]
    ]
    assert [c.name() for c in colours] == [panel.theme.unit(k) for k in range(3)]
    place = QPoint(round(frame.column(-0.25)), row)
    before = document.network
    drag(panel, place, place - QPoint(0, 80))
    assert document.network is before
    click(panel, place)
    assert document.snapshot.selection == Segment(1)
    QTest.mouseDClick(panel.plot_widget.viewport(), LEFT, NONE, place)
    assert document.network is before
    outside = QPoint(round(frame.column(1.03)), row)
    move(panel, outside)
    assert document.snapshot.hovered is None


def test_the_curve_can_be_taken_where_it_is_seen_above_the_strip(qtbot):
    panel = make_panel(qtbot, hidden=hidden_but("pattern"))
    box, frame = panel.plot_widget.getViewBox(), panel.plot_widget.frame
    place = box.mapViewToScene(QPointF(0.3, 0.7))
    assert place.x() == pytest.approx(frame.column(0.3), abs=0.01)
    assert place.y() == pytest.approx(frame.row(0.7), abs=0.01)
    drag(panel, at(panel, 0, -1), at(panel, 0, -0.5))
    assert panel.document.state.curve.y[2] == pytest.approx(-0.5, abs=2 * frame.pixel[1])


# Draws


def test_draws_are_hovered_and_selected_but_never_dragged(qtbot):
    panel = make_panel(qtbot, perturbation=DRAWS)
    panel.fit()
    document = panel.document
    cloud = document.snapshot.cloud
    heights = cloud.at(0.8)
    index = int(np.argmax(heights))
    place = at(panel, 0.8, heights[index])
    move(panel, place)
    assert document.snapshot.hovered == Draw(index)
    move(panel, place - QPoint(0, 12))
    assert document.snapshot.hovered is None
    move(panel, at(panel, 0.0, -1.0))
    assert document.snapshot.hovered == Joint(2)
    click(panel, place)
    assert document.snapshot.selection == Draw(index)
    assert ink(panel, 0.8, heights[index], panel.theme.draw) < 30
    assert f"Draw {index + 1} of the cloud" in panel.plot_widget.accessibleDescription()
    network, ranges = document.network, panel.plot_widget.viewRange()
    drag(panel, place, place + QPoint(30, 20))
    assert document.network is network
    assert panel.plot_widget.viewRange() != ranges
    document.set_view(hidden=("cloud",))
    document.publish()
    move(panel, at(panel, 0.8, heights[index]))
    assert document.snapshot.hovered is None


def test_a_selected_draw_may_be_missing_while_the_hand_moves(qtbot):
    settings_ = Perturbation("all", 0.05, draws=400)
    project = sampled(100)
    view = View(hidden=hidden_but("cloud"), perturbation=settings_)
    panel = make_panel(qtbot, Project(project.network, view=view))
    document = panel.document
    document.select(Draw(399))
    document.publish()
    document.begin("drag")
    document.set_parameter(document.network.parameter("w50"), 0.3)
    document.publish()
    assert len(document.snapshot.cloud) < 400
    pixels(panel)
    document.cancel()


def test_the_view_fits_the_cloud_and_its_bound(qtbot):
    panel = make_panel(qtbot, perturbation=DRAWS, hidden=hidden_but("envelope"))
    low, high = panel.document.snapshot.envelope
    least, most = panel.plot_widget.viewRange()[1]
    assert least < low.y.min()
    assert most > high.y.max()


# Pictures


def test_pictures_have_the_same_layers(qtbot):
    panel = make_panel(
        qtbot, hidden=hidden_but("rays", "cloud", "envelope", "pattern"), perturbation=DRAWS
    )
    panel.document.hover(Draw(3))
    panel.document.publish()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(panel.size())
    painter = QPainter(generator)
    panel.paint_picture(painter, 430, 400)
    painter.end()
    text = bytes(buffer.data()).decode()
    for name in ("output", "rays", "cloud", "envelope ± spread", "on / off", "joints"):
        assert f">{name}<" in text
    for name in (">more<", ">before<", ">running sums<", "<image", panel.theme.draw):
        assert name not in text
    assert text.count("<polyline") >= len(panel.document.snapshot.cloud)


def test_draws_come_into_view_unless_the_user_chose_what_is_in_view(qtbot) -> None:
    panel = make_panel(qtbot)
    plain = panel.plot_widget.frame.y_range
    panel.document.set_view(hidden=hidden_but("cloud"), perturbation=replace(DRAWS, spread=2.0))
    panel.document.publish()
    cloud = panel.document.snapshot.cloud
    low, high = panel.plot_widget.frame.y_range
    assert low <= cloud.y.min()
    assert cloud.y.max() <= high
    panel.document.set_view(perturbation=None)
    panel.document.publish()
    assert panel.plot_widget.frame.y_range == pytest.approx(plain)
    panel.plot_widget.zoom(0.5)
    chosen_range = panel.plot_widget.frame.y_range
    panel.document.set_view(perturbation=replace(DRAWS, spread=2.0))
    panel.document.publish()
    assert panel.plot_widget.frame.y_range == chosen_range


def test_the_legend_says_that_a_step_is_not_the_output_yet(qtbot) -> None:
    panel = make_panel(qtbot, build=2)
    assert _text("output", panel.document.snapshot.build) == "sum up to ReLU 2"
    assert _text("output", 0) == "bias alone"
    assert _text("output", None) == "output"
    plot = panel.plot_widget
    assert plot.legend_place("output").right() == pytest.approx(plot.frame.right)
    assert plot.legend_place("output").width() > plot.legend_place("target").width()
