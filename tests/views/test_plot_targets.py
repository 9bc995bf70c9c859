"""What the plot paints of targets and of what the network is compared with."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from reluviz.core.construct import through_points
from reluviz.core.formula_targets import formula_target
from reluviz.core.network import Network
from reluviz.core.perturb import flat_values
from reluviz.core.runs import Run
from reluviz.core.sweeps import SweepResult, Trained
from reluviz.core.targets import Target
from reluviz.core.train_settings import TrainSettings
from reluviz.document.document import Document
from reluviz.document.reports import SweepState
from reluviz.files.project import HIDDEN_AT_FIRST, FitSettings, Project
from reluviz.views.frame import Frame
from reluviz.views.memory import Memory
from reluviz.views.plot import PlotPanel
from reluviz.views.plot.compared import MOST_SWEPT, MOVING_JOINTS, shown_of
from reluviz.views.plot.legend import is_available, legend
from reluviz.views.plot.points import MOST_DOTS, MOST_DOTS_IN_PICTURE, counts, image_of, ink, single
from reluviz.views.plot.scene import bounds_of
from reluviz.views.plot.targets import pieces
from reluviz.views.theme import load_theme

LIGHT = load_theme("light")
FLAT = through_points([(-1, 0.0), (0, 0.1), (1, 0.0)])
WITH_RESIDUAL = tuple(name for name in HIDDEN_AT_FIRST if name != "residual")


def make_panel(qtbot, target: Target | None = None, **view) -> PlotPanel:
    document = Document(Project(FLAT, target))
    document.set_view(**view)
    document.publish()
    panel = PlotPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(700, 500)
    panel.grab()
    return panel


def scattered(n: int, seed: int = 0) -> Target:
    noise = np.random.default_rng(seed)
    x = np.sort(noise.uniform(-1, 1, n))
    return Target.from_data(x, 1 + np.sin(3 * x) + noise.normal(0, 0.1, n))


def ink_at(panel: PlotPanel, x: float, z: float, colour: str, reach: int = 3) -> float:
    """How near to a colour the nearest pixel about a place comes; 0 is the colour itself."""
    frame, image = panel.plot_widget.frame, panel.grab().toImage()
    place, wanted = QPoint(round(frame.column(x)), round(frame.row(z))), QColor(colour).getRgb()
    return min(
        max(
            abs(a - b)
            for a, b in zip(
                image.pixelColor(place.x() + right, place.y() + down).getRgb()[:3],
                wanted[:3],
                strict=True,
            )
        )
        for right in range(-reach, reach + 1)
        for down in range(-reach, reach + 1)
    )


def svg_of(panel: PlotPanel) -> str:
    picture, buffer = panel.plot_widget.picture(), QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    painter = QPainter(generator)
    picture.paint_picture(painter, *picture.picture_size())
    painter.end()
    return bytes(buffer.data().data()).decode()


def trained(network: Network, place: int = 0, diverged: bool = False) -> Trained:
    settings = TrainSettings(init="he", units=network.n_units)
    return Trained(settings, flat_values(network), 10, 0.1, 0.2, 0.1, diverged, place)


# Data


@pytest.mark.parametrize("n", [10, 300, MOST_DOTS + 1, 20_000])
def test_data_are_seen_whatever_their_number(qtbot, n):
    target = scattered(n)
    panel = make_panel(qtbot, target)
    for k in (n // 3, n // 2, n - 1):
        x, y = float(target.x[k]), float(target.y[k])
        assert ink_at(panel, x, y, LIGHT.target, reach=6) < 140
    assert ink_at(panel, 0.5, 0.5, LIGHT.ground) == 0


def test_few_data_are_not_joined(qtbot):
    panel = make_panel(qtbot, Target.from_data([-1.0, 1.0], [1.0, 1.0]))
    assert ink_at(panel, 0.4, 1.0, LIGHT.target, reach=2) > 20
    panel = make_panel(qtbot, Target([-1.0, 1.0], [1.0, 1.0]))
    assert min(ink_at(panel, x, 1.0, LIGHT.target, reach=2) for x in (0.4, 0.41, 0.42)) < 60


def test_a_change_of_the_network_makes_no_new_image(qtbot):
    panel = make_panel(qtbot, scattered(20_000))
    document, memory = panel.document, panel.plot_widget._memory

    def image() -> QImage:
        panel.grab()
        found = memory._newest["image of target"][2]
        assert isinstance(found, QImage)
        return found

    first = image()
    document.begin("w")
    for value in (0.5, 0.7):
        document.set_parameter(document.network.parameter("w1"), value)
        document.publish()
        assert image() is first
    document.commit()
    panel.plot_widget.pan(10, 0)
    second = image()
    assert second is not first
    document.set_target(scattered(20_000, seed=1))
    document.publish()
    assert image() is not second


def test_a_picture_has_vectors_of_thousands_and_an_image_of_more(qtbot):
    panel = make_panel(qtbot, scattered(1_000))
    few = svg_of(panel)
    assert few.count("<circle") + few.count("<ellipse") >= 1_000
    assert "<image" not in few
    panel.document.set_target(scattered(MOST_DOTS_IN_PICTURE + 1))
    panel.document.publish()
    many = svg_of(panel)
    assert many.count("<image") == 1
    assert len(many) < 1_000_000


def test_everything_is_fitted_outliers_too(qtbot):
    target = Target.from_data([-1.0, 0.0, 1.0], [0.0, 1e6, -5.0])
    panel = make_panel(qtbot, target)
    assert bounds_of(panel.document.snapshot) == ((-1.0, 1.0), (-5.0, 1e6))


@pytest.mark.parametrize("scale", [1e-150, 1e-9, 1e90])
def test_any_scale_is_painted(qtbot, scale):
    target = scattered(5_000)
    panel = make_panel(qtbot, Target.from_data(target.x, target.y * scale))
    panel.document.set_view(hidden=WITH_RESIDUAL)
    panel.document.publish()
    panel.grab()
    panel.plot_widget.zoom(0.01)
    panel.grab()
    panel.plot_widget.zoom(1e4)
    panel.grab()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(-2, 2), st.floats(-3, 3)), min_size=1, max_size=60),
    st.sampled_from([1.0, 2.0]),
)
def test_every_point_is_counted_in_its_pixel(points, ratio) -> None:
    x, y = np.array(sorted(points)).T
    frame = Frame(10, 20, 40, 30, (-1.0, 1.0), (-1.0, 2.0))
    found = counts(x, y, frame, ratio)
    assert found.shape == (30 * ratio, 40 * ratio)
    columns, rows = (frame.columns(x) - 10) * ratio, (frame.rows(y) - 20) * ratio
    sure = (np.abs(columns - np.round(columns)) > 1e-6) & (np.abs(rows - np.round(rows)) > 1e-6)
    inside = (columns >= 0) & (columns < 40 * ratio) & (rows >= 0) & (rows < 30 * ratio)
    expected = np.zeros_like(found)
    keep = sure & inside
    np.add.at(expected, (rows[keep].astype(int), columns[keep].astype(int)), 1)
    assert np.all(found >= expected)
    assert found.sum() <= expected.sum() + np.count_nonzero(~sure)


@pytest.mark.parametrize("passes", [1, 2])
def test_a_single_point_and_a_crowd_can_be_told_apart(passes):
    found = np.zeros((40, 60), dtype=np.intp)
    found[10, 10], found[30, 30] = 1, 10**6
    found[20:25, 40:50] = 30
    amounts = ink(found, passes)
    assert amounts[10, 10] == single(passes)
    image = image_of(amounts, single(passes), int(found.sum()), QColor("#ff0000"))
    lone, crowd, ground = (image.pixelColor(x, y).alpha() for x, y in ((10, 10), (45, 22), (5, 35)))
    assert ground == 0
    assert 40 < lone < crowd
    assert image.pixelColor(30, 30).alpha() > 180


def test_memory_keeps_what_is_made_of_the_same() -> None:
    memory, a, b = Memory(), [1], [1]
    first = memory.of("x", (a,), 1, list)
    assert memory.of("x", (a,), 1, list) is first
    assert memory.of("x", (b,), 1, list) is not first  # equal, but another one
    second = memory.of("x", (b,), 2, list)
    assert memory.of("x", (b,), 2, list) is second


# Formulas


def test_a_formula_ends_at_gaps_and_jumps():
    domain = (-1.0, 1.0)
    found = pieces(formula_target("where(x<0, 1/x, floor(3*x))", domain), domain)
    assert len(found) == 4
    assert found[0].domain[1] == pytest.approx(-0.002)
    for piece, height in zip(found[1:], (0, 1, 2), strict=True):
        np.testing.assert_array_equal(piece.y[:-1], height)
    assert found[1].domain[1] == pytest.approx(1 / 3)
    assert found[2].domain == pytest.approx((1 / 3, 2 / 3))


def test_where_a_formula_has_no_value_there_is_no_line():
    domain = (-2.0, 2.0)
    left, right = pieces(formula_target("sqrt(x^2 - 1)", domain), domain)
    assert left.domain == pytest.approx((-2, -1))
    assert right.domain == pytest.approx((1, 2))


def test_a_value_of_its_own_at_a_jump_is_on_neither_line():
    left, right = pieces(formula_target("sign(x)", (-1.0, 1.0)), (-1.0, 1.0))
    assert set(left.y.tolist()) == {-1.0}
    assert set(right.y.tolist()) == {1.0}


def test_a_formula_without_jumps_is_one_line():
    [whole] = pieces(formula_target("sin(3*x)", (-1.0, 1.0)), (-1.0, 1.0))
    assert len(whole) == 1_001


def test_no_line_is_painted_across_a_jump(qtbot):
    panel = make_panel(qtbot, formula_target("where(x<0.3, 0.5, 1.5)", (-1.0, 1.0)))
    assert ink_at(panel, -0.5, 0.5, LIGHT.target, 2) < 60
    assert ink_at(panel, 0.7, 1.5, LIGHT.target, 2) < 60
    assert ink_at(panel, 0.3, 1.0, LIGHT.target, 4) > 100
    assert re.search("<polyline|<path|<polygon", svg_of(panel))


# The residual of data


def test_the_residual_of_data_are_stems_from_zero(qtbot):
    target = Target.from_data([-0.5, 0.5], [1.05, -0.95])
    panel = make_panel(qtbot, target, hidden=WITH_RESIDUAL)
    points = panel.document.snapshot.state.residual_points
    assert points is not None
    for x, error in zip(*(part.tolist() for part in points), strict=True):
        assert ink_at(panel, x, error / 2, LIGHT.residual, 2) < 150
        assert ink_at(panel, x, error, LIGHT.residual, 2) < 60
        assert ink_at(panel, x, -error / 2, LIGHT.residual, 2) > 160
    panel.document.set_target(scattered(5_000))
    panel.document.publish()
    x, errors = panel.document.state.residual_points
    assert ink_at(panel, float(x[2_500]), float(errors[2_500]), LIGHT.residual, 4) < 140


# What the network is compared with


def test_the_best_fit_is_painted_and_in_the_legend(qtbot):
    target = Target.from_data(np.linspace(-1, 1, 9), np.abs(np.linspace(-1, 1, 9)) + 0.5)
    panel = make_panel(qtbot, target)
    assert not is_available(panel.document.snapshot, "best")
    panel.document.set_view(fit=FitSettings(2))
    panel.document.publish()
    places = np.linspace(0.5, 0.6, 6)
    assert min(ink_at(panel, x, x + 0.5, LIGHT.best, 2) for x in places.tolist()) < 40
    assert "best" in legend(panel.plot_widget.scene_now())
    panel.document.set_view(hidden=("best",))
    panel.document.publish()
    assert min(ink_at(panel, x, x + 0.5, LIGHT.best, 2) for x in places.tolist()) > 60
    assert "best" in legend(panel.plot_widget.scene_now())


def test_kept_networks_have_their_colours_whether_others_are_shown_or_not(qtbot):
    networks = [through_points([(-1, level), (1, level + 0.2)]) for level in (1.0, 2.0, 3.0)]
    runs = tuple(Run(f"run {k}", "hand", network) for k, network in enumerate(networks))
    panel = make_panel(qtbot)
    panel.document.set_runs((replace(runs[0], is_shown=False), *runs[1:]))
    panel.document.publish()
    panel.plot_widget.fit()
    assert ink_at(panel, 0.0, 2.1, LIGHT.run(1), 2) < 60
    assert ink_at(panel, 0.0, 3.1, LIGHT.run(2), 2) < 60
    assert bounds_of(panel.document.snapshot)[1] == pytest.approx((0.0, 3.2))
    assert "runs" in legend(panel.plot_widget.scene_now())


def test_many_trained_networks_are_pale_lines(qtbot):
    panel = make_panel(qtbot)
    networks = [through_points([(-1, 0.04 + k / 500), (1, 0.06 + k / 500)]) for k in range(5)]
    result = SweepResult(tuple(map(trained, networks, range(5))))
    panel.document.sweeper.state = SweepState(status="finished", result=result)
    panel.document.touch()
    panel.document.publish()
    assert ink_at(panel, 0.6, 0.056, LIGHT.run(2), 2) < 160
    assert "sweep" in legend(panel.plot_widget.scene_now())
    assert svg_of(panel).count("<polyline") >= 5


def test_of_many_trained_networks_some_are_drawn_and_fewer_under_a_hand():
    network = through_points(np.c_[np.linspace(-1, 1, 60), np.sin(np.arange(60))])
    result = SweepResult(tuple(trained(network, k, diverged=k % 3 == 0) for k in range(1_000)))
    rest, moving = shown_of(result), shown_of(result, is_moving=True)
    assert MOST_SWEPT / 2 < len(rest) <= MOST_SWEPT
    assert 0 < len(moving) <= MOVING_JOINTS / network.n_units
    assert not any(run.diverged for run in rest)
    assert rest[0].place < 10
    assert rest[-1].place > 950


def test_without_them_the_legend_and_what_is_painted_stay_as_they_were(qtbot):
    panel = make_panel(qtbot)
    scene = panel.plot_widget.scene_now()
    assert scene.best is None
    assert scene.run_curves == []
    assert scene.sweep is None
    assert not {"best", "runs", "sweep"} & set(legend(scene))


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("size", [(240, 170), (700, 420), (1_300, 700)])
def test_all_of_it_together_in_any_size(qtbot, name, size):
    panel = make_panel(qtbot, scattered(200), fit=FitSettings(4), hidden=())
    document = panel.document
    document.set_runs((Run("mine", "hand", document.network),))
    result = SweepResult((trained(document.network),))
    document.sweeper.state = SweepState(status="finished", result=result)
    document.touch()
    document.publish()
    panel.apply_theme(load_theme(name))
    panel.resize(*size)
    QApplication.processEvents()
    image = panel.grab().toImage()
    assert image.pixelColor(1, 1) == QColor(load_theme(name).ground)


def test_a_target_out_of_view_is_brought_into_view(qtbot) -> None:
    panel = make_panel(qtbot)
    document = panel.document
    document.set_target(Target.from_data([-1, 0, 1], [5, 50, 5]))
    document.publish()
    low, high = panel.plot_widget.frame.y_range
    assert low < -1
    assert high > 50
    document.set_target(Target.from_data([-1, 0, 1], [0, 1, 0]))
    document.publish()
    assert panel.plot_widget.frame.y_range == (low, high)  # what is in view stays as it is
