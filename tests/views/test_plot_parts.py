"""The plot's parts: pixels, numbers at the axes, hits, lines of many vertices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from reluviz.core.construct import through_points
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.targets import Target
from reluviz.core.words import MINUS
from reluviz.document.document import Document
from reluviz.document.items import Joint, Segment, Unit
from reluviz.files.project import Project, View
from reluviz.views import ticks
from reluviz.views.frame import Frame
from reluviz.views.plot import PlotPanel
from reluviz.views.plot.differences import MOST_DIFFERENCES, most_moved
from reluviz.views.plot.hits import hit
from reluviz.views.plot.legend import legend
from reluviz.views.plot.lines import LineCache, Look
from reluviz.views.plot.polylines import area_between, band, in_view, to_polygon
from reluviz.views.plot.scene import MOST_HANDLES
from reluviz.views.sprites import Sprites
from reluviz.views.strokes import to_lines
from reluviz.views.theme import load_theme

FRAME = Frame(40, 20, 800, 500, (-1.0, 1.0), (-2.0, 2.0))


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
@settings(deadline=None, max_examples=50)
def test_pixels_and_coordinates_are_inverse(x, z):
    assert FRAME.place(FRAME.column(x), FRAME.row(z)) == pytest.approx((x, z), abs=1e-9)


@given(st.floats(1e-90, 1e90), st.floats(2, 12))
@settings(deadline=None, max_examples=200)
def test_numbers_at_an_axis_are_nice_and_not_too_many(span, most):
    step, fine = ticks.spacing(span, most)
    assert span / step <= most * (1 + 1e-6)
    assert step / fine == pytest.approx(round(step / fine))
    values = ticks.ticks(-span, span, step)
    texts = [ticks.tick_text(float(value), step) for value in values]
    assert len(set(texts)) == len(texts)
    assert "-" not in "".join(texts).replace("e-", "")


def test_numbers_at_an_axis_are_short():
    texts = [ticks.tick_text(x, 0.5) for x in ticks.ticks(-1.0, 1.0, 0.5)]
    assert texts == [f"{MINUS}1", f"{MINUS}0.5", "0", "0.5", "1"]
    assert ticks.tick_text(1_000_000.0002, 0.0001) == "1000000.0002"
    assert ticks.on_scale(0.4, 3.5) == "+0.40"
    assert ticks.on_scale(-1.2, 3.5) == f"{MINUS}1.20"
    assert ticks.rounded(-0.25316, 0.0024) == -0.253


def test_a_joint_is_hit_before_a_segment():
    curve = PiecewiseLinear([-1, -0.5, 0, 1], [-1, 1, -1, 0])
    column, row = FRAME.column(-0.5), FRAME.row(1.0)
    assert hit(curve, FRAME, column + 6, row - 6) == Joint(1)
    assert hit(curve, FRAME, column, row - 10) is None
    middle = FRAME.column(0.5), FRAME.row(-0.5)
    assert hit(curve, FRAME, middle[0], middle[1] + 5) == Segment(2)
    assert hit(curve, FRAME, middle[0], middle[1] + 9) is None
    assert hit(curve, FRAME, FRAME.column(1.0) + 20, FRAME.row(0)) is None


def test_the_nearest_of_many_joints_is_hit():
    x = np.linspace(-1, 1, 10_001)
    curve = PiecewiseLinear(x, np.sin(5 * x))
    found = hit(curve, FRAME, FRAME.column(x[4321]), FRAME.row(np.sin(5 * x[4321])))
    assert found == Joint(4321)


@given(st.integers(2, 400), st.integers(0, 10_000), st.floats(0.05, 1.0))
@settings(deadline=None, max_examples=40)
def test_what_is_in_view_is_exact(n, seed, width):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.choice(10_000, n, replace=False)) / 5000 - 1.0
    curve = PiecewiseLinear(x, rng.normal(size=n) * 10.0 ** rng.integers(-2, 6))
    frame = Frame(0, 0, 700, 400, (-width, width), (-1.5, 1.5))
    columns, rows = in_view(curve, frame)
    if not len(columns):
        return
    places = np.linspace(max(columns[0], 0), min(columns[-1], 700), 300)
    wanted = frame.rows(np.interp(frame.x_range[0] + places * frame.pixel[0], x, curve.y))
    inside = (wanted > -30) & (wanted < 430)
    slope = np.max(np.abs(np.diff(rows) / np.maximum(np.diff(columns), 1e-12)), initial=1.0)
    got = np.interp(places, columns, rows)
    np.testing.assert_allclose(got[inside], wanted[inside], atol=1e-6 * slope)


def paint(curve: PiecewiseLinear, look: Look, stroked: bool) -> np.ndarray:
    image = QImage(900, 560, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    if stroked:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.pen())
        painter.setPen(pen)
        painter.drawPolyline(to_polygon(*in_view(curve, FRAME)))
    else:
        LineCache().paint(painter, "line", curve, look, FRAME, 1.0, False)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(560, 900)[:, 40:840] & 255


def test_many_vertices_look_as_a_pen_would_draw_them():
    x = np.linspace(-0.9, 0.9, 900)
    curve = PiecewiseLinear(x, np.sin(6 * x) + 0.3 * np.sin(31 * x))
    look = Look("#000000", 2.5)
    stroked, banded = (paint(curve, look, way).astype(float) for way in (True, False))
    assert np.abs(stroked - banded).mean() < 1.0
    assert abs((255 - stroked).sum() / (255 - banded).sum() - 1) < 0.1


@pytest.mark.parametrize("n", [2, 4, 31, 120])
def test_lines_one_by_one_look_as_a_pen_would_draw_them(n):
    x = np.linspace(-0.9, 0.9, n)
    curve = PiecewiseLinear(x, np.sin(6 * x) + np.random.default_rng(n).normal(0, 0.3, n))
    look = Look("#000000", 2.5)
    stroked, lines = (paint(curve, look, way).astype(float) for way in (True, False))
    ink = (255 - stroked).sum()
    assert np.abs(stroked - lines).sum() < 0.05 * ink
    assert abs((255 - lines).sum() / ink - 1) < 0.02


def test_lines_meet_at_the_outer_corner():
    ends = to_lines(np.array([0.0, 10.0, 10.0]), np.array([0.0, 0.0, 10.0]), 2.0)
    np.testing.assert_allclose(ends, [[-2, 0, 12, 0], [10, -2, 10, 12]])


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_sprites_look_as_what_they_are_pictures_of(qapp, ratio):
    origin = QPointF(0, 0)

    def disc(painter: QPainter, at: QPointF = origin) -> None:
        painter.setPen(QPen(QColor("white"), 1.6))
        painter.setBrush(QColor("black"))
        painter.drawEllipse(at, 6.3, 6.3)

    images, sprites = [], Sprites(ratio)
    for as_sprite in (False, True):
        image = QImage(round(40 * ratio), round(40 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QPointF(19.8, 17.3)
        if as_sprite:
            sprites.paint_at(painter, "disc", place, 7.1, disc)
        else:
            disc(painter, place)
        painter.end()
        images.append(np.frombuffer(image.constBits(), np.uint32).astype(float) % 256)
    assert np.abs(images[0] - images[1]).mean() < 0.02 * (255 - images[0]).mean() + 1.0
    assert (255 - images[1]).sum() == pytest.approx((255 - images[0]).sum(), rel=0.02)


def test_single_peaks_among_many_vertices_stay_to_be_seen():
    x = np.linspace(-1, 1, 50_001)
    y = np.zeros(50_001)
    y[31_234] = 1.5
    image = paint(PiecewiseLinear(x, y), Look("#000000", 2.5), False)
    column = round(FRAME.column(x[31_234])) - 40
    row = round(FRAME.row(1.4))
    assert image[row, column - 2 : column + 3].min() < 100


def test_a_thin_band_has_no_gaps():
    x = np.linspace(-1, 1, 2_000)
    columns, rows = in_view(PiecewiseLinear(x, 1.9 * np.sin(9 * x)), FRAME)
    ink = band(columns, rows, 0.5, FRAME, 1.0)
    assert np.all(ink.low[1:] <= ink.high[:-1])
    assert np.all(ink.low[:-1] <= ink.high[1:])


def make_panel(qtbot, project: Project | None = None, theme: str = "light") -> PlotPanel:
    panel = PlotPanel(Document(project), load_theme(theme))
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.grab()
    return panel


def sampled(n: int) -> Project:
    x = np.linspace(-1, 1, n + 1)
    return Project(through_points(np.c_[x, np.sin(4 * x)]), Target(x, np.cos(4 * x)))


def test_many_joints_show_no_handles_until_one_is_pointed_at(qtbot):
    panel = make_panel(qtbot, sampled(1000))
    assert len(panel.plot_widget.scene_now().handles) == 0
    panel.document.hover(Unit(500))
    panel.document.publish()
    assert panel.plot_widget.scene_now().hovered_joint == 500
    panel.plot_widget.set_view_range((-0.05, 0.05), (-1.0, 1.0))
    assert 0 < len(panel.plot_widget.scene_now().handles) <= MOST_HANDLES
    assert len(make_panel(qtbot).plot_widget.scene_now().handles) == 4


def test_hidden_layers_are_left_out(qtbot):
    hidden = Project(sampled(3).network, sampled(3).target, view=View(hidden=("joints",)))
    panel = make_panel(qtbot, hidden)
    assert len(panel.plot_widget.scene_now().handles) == 0
    assert "joints" in legend(panel.plot_widget.scene_now())


def moved_most(panel: PlotPanel) -> tuple[np.ndarray, np.ndarray]:
    document = panel.document
    document.set_parameter(document.network.parameter("w1"), 7.0)
    document.publish()
    panel.fit()
    scene = panel.plot_widget.scene_now()
    joints = most_moved(scene, scene.frame.y_range[1] - scene.frame.y_range[0])
    return joints, np.abs(document.snapshot.change.change(document.state.curve.x))


def test_only_the_largest_differences_are_written(qtbot):
    joints, change = moved_most(make_panel(qtbot, sampled(40)))
    assert len(joints) == MOST_DIFFERENCES
    assert set(joints) == set(np.argsort(-change)[:MOST_DIFFERENCES])


def test_differences_of_many_joints_are_spread_over_the_plot(qtbot):
    joints, change = moved_most(make_panel(qtbot, sampled(300)))
    assert 4 <= len(joints) <= MOST_DIFFERENCES
    assert joints[0] == np.argmax(change)
    assert np.min(np.diff(np.sort(joints))) > 20


@pytest.mark.parametrize("domain", [(-1e100, 1e100), (0.0, 1e-90), (1e6, 1e6 + 1e-2), (-5.0, 3.0)])
def test_all_sizes_of_numbers_are_painted(qtbot, domain):
    low, high = domain
    project = Project(
        through_points([(low, 0.0), ((low + high) / 2, 1.0), (high, 0.5)]), None, domain
    )
    panel = make_panel(qtbot, project)
    panel.zoom_in()
    panel.zoom_out()
    image = panel.grab().toImage()
    colours = {image.pixelColor(450, y).name() for y in range(600)}
    assert len(colours) > 3


def test_a_constant_is_in_the_middle(qtbot):
    project = Project(through_points([(-1.0, 5.0), (1.0, 5.0)]))
    frame = make_panel(qtbot, project).plot_widget.frame
    assert frame.row(5.0) == pytest.approx(frame.top + frame.height / 2, abs=1)


@pytest.mark.parametrize("size", [0.0, 5e-324, 1e-310, 1e-250])
def test_values_that_cannot_be_told_from_zero_are_a_constant(qtbot, size):
    project = Project(through_points([(-1.0, size), (1.0, -size)]))
    least, most = make_panel(qtbot, project).plot_widget.frame.y_range
    assert least < -1 < 1 < most


def test_curves_out_of_view_have_no_area_between_them():
    low, high = (PiecewiseLinear([5.0, 6.0], [z, z]) for z in (0.0, 1.0))
    assert area_between(low, high, FRAME).isEmpty()


def test_both_themes_paint_on_their_own_ground(qtbot):
    for name in ("light", "dark"):
        panel = make_panel(qtbot, theme="light")
        panel.apply_theme(load_theme(name))
        image = panel.grab().toImage()
        assert image.pixelColor(3, 300).name() == load_theme(name).ground
