"""The linear regions of the plane under a real mouse: clicked, coloured, lit, changed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from sheet_mouse import SheetMouse, sheet_mouse

from reluviz.core.layer import Layer
from reluviz.core.network import Network, ParameterId
from reluviz.core.words import plane_equation
from reluviz.document.items import Region, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.files.project import FILLS, Project, View
from reluviz.files.project_file import dumps, loads
from reluviz.views.inspector.effect import effect_heading, effect_rows
from reluviz.views.plane import PlanePanel, fills, ground, scene
from reluviz.views.plane.painting import entries

# max(0, x1) - 2 max(0, x2 - 0.5): four regions, cut at x1 = 0 and x2 = 0.5
TWO = Network([Layer([[1, 0], [0, 1]], [0, -0.5], "relu"), Layer([[1, -2]], [0.25], "identity")])
BOX = {"domain": (-1.0, 1.0), "others": ((-1.0, 1.0),)}


def deep(seed: int = 2) -> Network:
    random = np.random.default_rng(seed)
    shapes = ((2, 6, "relu"), (6, 5, "relu"), (5, 1, "identity"))
    return Network(
        [Layer(random.normal(size=(b, a)), random.normal(size=b) / 3, k) for a, b, k in shapes]
    )


@pytest.fixture
def mouse(qtbot) -> SheetMouse:
    return sheet_mouse(qtbot, PlanePanel, Project(TWO, **BOX))


def rows(snapshot: Snapshot) -> dict[str, str]:
    return {row.label: row.value for row in effect_rows(snapshot) if row.label}


def image(mouse: SheetMouse) -> QImage:
    mouse.document.publish()
    QApplication.processEvents()
    return mouse.sheet.grab().toImage()


def colour(mouse: SheetMouse, x: float, y: float) -> QColor:
    return QColor(image(mouse).pixel(mouse.at(x, y)))


def entry(mouse: SheetMouse, name: str) -> QPoint:
    return entries(mouse.sheet.scene_now())[name].center().toPoint()


def test_a_click_says_the_map_the_area_and_the_pattern(mouse):
    mouse.click(mouse.at(0.6, 0.8))
    selection = mouse.document.snapshot.selection
    assert isinstance(selection, Region)
    snapshot = mouse.document.snapshot
    assert effect_heading(snapshot).endswith("of 4")
    assert rows(snapshot) == {
        "equation": "z = x1 − 2 x2 + 1.25",
        "area": "0.5, 12 % of the box",
        "active units": "ReLU 1, ReLU 2" if TWO.has_ray_names else "1.1, 1.2",
        "steepness": "2.236",
    }
    spoken = mouse.sheet.accessibleDescription()
    assert "of 4 is selected: z = x1 − 2 x2 + 1.25" in spoken
    mouse.click(mouse.at(-0.5, -0.5))
    assert rows(mouse.document.snapshot)["active units"] == "none"
    assert rows(mouse.document.snapshot)["equation"] == "z = 0.25"
    mouse.click(mouse.at(-0.7, -0.2))  # the same one again
    assert mouse.document.snapshot.selection is None


def test_a_region_stays_selected_while_lines_move_and_is_gone_with_the_plane(mouse):
    mouse.click(mouse.at(0.6, 0.8))
    document = mouse.document
    kept = document.snapshot.selection
    document.set_parameter(ParameterId(0, 1), -0.7)
    document.publish()
    assert document.snapshot.selection == kept
    assert rows(document.snapshot)["area"] == "0.3, 8 % of the box"
    document.set_network(Network([Layer([[1, 1]], [0], "step")]), "another")
    document.publish()
    assert document.snapshot.selection is None


def test_words_above_the_plane_choose_what_the_colours_show(mouse):
    assert list(entries(mouse.sheet.scene_now()))[::-1] == ["output", "slope", "region"]
    by_output = [colour(mouse, *at) for at in ((0.3, 0.2), (0.8, 0.2))]
    assert by_output[0] != by_output[1]
    mouse.click(entry(mouse, "region"))
    assert mouse.document.project.view.fill == "region"
    places = [(0.3, -0.3), (-0.3, -0.3), (-0.3, 0.8), (0.3, 0.8)]
    found = [colour(mouse, *at).rgb() for at in places]
    assert len(set(found)) == 4
    assert colour(mouse, 0.8, -0.6).rgb() == found[0]
    mouse.click(entry(mouse, "slope"))
    assert colour(mouse, -0.63, -0.63).lightness() > 252  # flat
    assert colour(mouse, -0.8, 0.9).lightness() < colour(mouse, 0.8, -0.8).lightness()  # 2, 1


def test_neighbours_have_different_colours_and_keep_them(qtbot):
    mouse = sheet_mouse(qtbot, PlanePanel, Project(deep(), **BOX))
    found = mouse.sheet.scene_now().regions
    numbers = found.colours(7)
    inside = found.sides[:, 1] >= 0
    first, second = found.sides[inside].T
    assert np.all(numbers[first] != numbers[second])
    area = fills.path_of(found, numbers == numbers[0], mouse.sheet.frame).boundingRect()
    assert area.width() > 0


def test_what_is_chosen_is_saved_and_nothing_is_written_for_the_output():
    for fill in FILLS:
        text = dumps(Project(TWO, view=View(fill=fill), **BOX))
        assert loads(text, "file").view.fill == fill
        assert (b'"fill"' in text) == (fill != "output")
    with pytest.raises(ValueError, match="fill is 'hue'; it can be output, slope"):
        View(fill="hue")


def test_a_parameter_pointed_at_lights_what_it_moves(mouse):
    """w1 of unit 1 moves the output where that unit is on: right of x1 = 0."""
    left, right = (-0.43, -0.83), (0.5, -0.8)
    before = colour(mouse, *left), colour(mouse, *right)
    mouse.click(entry(mouse, "region"))
    before = colour(mouse, *left), colour(mouse, *right)
    mouse.document.hover(ParameterId(0, 0, 0))
    veiled = colour(mouse, *left), colour(mouse, *right)
    assert veiled[0] != before[0]
    assert veiled[1] == before[1]
    mouse.document.hover(ParameterId(1, 0))  # everything
    assert (colour(mouse, *left), colour(mouse, *right)) == before


def test_a_unit_of_a_later_layer_lights_its_edges_at_rest_too(qtbot):
    mouse = sheet_mouse(qtbot, PlanePanel, Project(deep(), **BOX))
    before = image(mouse)
    mouse.document.hover(Unit(0, 1))
    lit = image(mouse)
    assert lit != before
    mouse.document.hover(None)
    assert image(mouse) == before


def test_after_an_edit_the_change_and_its_largest_place(mouse):
    document = mouse.document
    assert "change" not in entries(mouse.sheet.scene_now())
    document.set_parameter(ParameterId(1, 0, 0), 1.5)
    document.publish()
    mouse.click(entry(mouse, "change"))
    assert colour(mouse, -0.43, -0.83).lightness() > 252
    more, less = colour(mouse, 0.9, -0.8), colour(mouse, 0.3, -0.8)
    assert more.lightness() < less.lightness() < 252
    change, place, is_exact = document.state.largest_change(document.snapshot.before, 0)
    assert (change, place[0], is_exact) == (0.5, 1.0, True)
    assert "largest change +0.5 at (1, " in document.snapshot.effect


def test_a_curved_network_has_about_the_largest_change_and_no_regions(qtbot):
    curved = Network([TWO.layers[0], Layer([[1, -2]], [0.25], "tanh")])
    mouse = sheet_mouse(qtbot, PlanePanel, Project(curved, **BOX))
    mouse.document.set_parameter(ParameterId(1, 0, 0), 1.5)
    mouse.document.publish()
    found = mouse.document.state.largest_change(mouse.document.snapshot.before, 0)
    assert not found[2]
    points = np.random.default_rng(0).uniform(-1, 1, (20_000, 2))
    changes = (mouse.document.network(points) - curved(points)).ravel()
    assert found[0] == pytest.approx(changes.max(), abs=0.005)
    curved = Network([Layer([[1, 0]], [0], "tanh"), Layer([[1]], [0], "identity")])
    mouse.document.set_network(curved, "another")
    mouse.document.publish()
    assert mouse.sheet.scene_now().regions is None
    mouse.click(mouse.at(0.5, 0.5))
    assert mouse.document.snapshot.selection is None


def test_with_many_regions_only_their_edges_follow_a_hand(mouse, monkeypatch):
    monkeypatch.setattr(scene, "_MOST_MOVING", 3)
    mouse.click(entry(mouse, "region"))
    at_rest = colour(mouse, 0.3, -0.3)
    gesture = mouse.document.begin("move")
    mouse.document.set_parameter(ParameterId(0, 1), -0.45)
    assert colour(mouse, 0.3, -0.3) != at_rest
    gesture.commit()
    assert colour(mouse, 0.3, -0.3) == at_rest


def test_an_equation_of_two_inputs():
    assert plane_equation((1.0, -2.5), 0.0) == "z = x1 − 2.5 x2"
    assert plane_equation((-1.0, 0.0), -3.0) == "z = −x1 − 3"
    assert plane_equation((0.0, 0.0), 0.0) == "z = 0"


@pytest.mark.parametrize("kind", ["identity", "sigmoid", "step", "relu"])
def test_where_the_output_decides_is_exact(qtbot, monkeypatch, kind):
    """Pieces of the regions, whatever the output makes of its sum; no search on a grid."""
    network = deep()
    wanted = {"identity": 0.0, "relu": 0.5, "sigmoid": 0.0, "step": 0.0}[kind]
    bias = network.layers[-1].bias + wanted - network([[0.1, 0.2]])[0]  # it passes there
    last = Layer(network.layers[-1].weights, bias, kind)
    changed = Network([*network.layers[:-1], last])
    mouse = sheet_mouse(qtbot, PlanePanel, Project(changed, **BOX))
    found = mouse.sheet.scene_now()
    searched = []
    monkeypatch.setattr(ground, "contour_lines", lambda *a: searched.append(a) or np.empty((0, 4)))
    level = 0.0 if kind == "identity" else 0.5
    lines = ground._contours(found, [level], is_exact=True)
    assert len(lines) > 0
    assert not searched
    frame = found.frame
    points = np.array([frame.place(*end) for end in lines.reshape(-1, 2).tolist()])
    sums = Network([*network.layers[:-1], Layer(last.weights, last.bias, "identity")])(points)
    np.testing.assert_allclose(sums, wanted, atol=1e-9)


def test_colours_stay_in_the_frame_where_nothing_clips(mouse):
    """A picture for a file may know no clipping: numbers and colour bar are beside the frame."""
    for fill in ("region", "slope"):
        mouse.document.set_view(fill=fill)
        mouse.document.publish()
        found = mouse.sheet.scene_now()
        sheet = QImage(*map(int, found.size), QImage.Format.Format_RGB32)
        sheet.fill(QColor("red"))
        painter = QPainter(sheet)
        fills.paint_fill(painter, found)
        painter.end()
        assert QColor(sheet.pixel(2, 2)) == QColor("red")
        assert QColor(sheet.pixel(mouse.at(0.3, 0.3))) != QColor("red")
