"""Places of the diagram: nothing overlaps, everything is inside, every unit can be reached."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from reluviz.core.activations import find_activation
from reluviz.core.digits import Digits
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.words import number
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.files.project import Project
from reluviz.views.diagram import texts
from reluviz.views.diagram.edges import EdgeFinder, Edges
from reluviz.views.diagram.geometry import Column, Layout, Shape
from reluviz.views.diagram.hits import button_at, item_at, room_of
from reluviz.views.diagram.layout import arrange
from reluviz.views.folding import Fold, Folding

SIZES = [(220, 240), (300, 480), (380, 560), (600, 800), (1200, 400)]


@dataclass(frozen=True)
class Letters:
    """Every letter is equally wide."""

    scale: float = 1.0

    @property
    def line(self) -> float:
        return 17.0 * self.scale

    @property
    def small_line(self) -> float:
        return 15.0 * self.scale

    def name_width(self, text: str) -> float:
        return 9.0 * self.scale * len(text)

    def label_width(self, text: str) -> float:
        return 7.0 * self.scale * len(text)


def text_rooms(layout: Layout) -> list[QRectF]:
    """Every room for text outside and inside the boxes."""
    rooms = [layout.header, layout.legend, layout.readout, layout.button, *layout.rooms.values()]
    for column in layout.columns:
        rooms += [column.heading, column.button, *(fold.text for fold in column.folds)]
        for node in column.nodes:
            rooms += [node.bias, node.value]
            rooms += [] if node.is_round else [node.name]
    rooms += [
        room.translated(0, -room.height())
        for parameter, room in layout.rooms.items()
        if parameter.layer in layout.has_names_above
    ]
    return [room for room in rooms if room is not None]


def rays(n_units: int) -> Shape:
    """The shape of a hidden layer of ReLUs, without making one of 100,000."""
    return Shape((1, n_units, 1), True, (f"r{n_units}", "z"), (f"v{n_units}", f"w{n_units}"))


def edges_of(layout: Layout, n_units: int) -> Edges:
    ones = [1.0] * n_units
    snapshot = Document(Project(Network.from_rays(ones, ones, ones, 0.0))).snapshot
    return EdgeFinder().find(snapshot, layout)


def overlap(first: QRectF, second: QRectF) -> bool:
    common = first.intersected(second)
    return common.width() > 0.01 and common.height() > 0.01


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", SIZES)
def test_no_text_overlaps_and_none_is_outside(size: tuple[int, int], scale: float) -> None:
    for n_units in [*range(1, 41), 1000, 100_000]:
        for start in (None, n_units // 2):
            layout = arrange(*size, rays(n_units), Letters(scale), [None, start, None])
            panel = QRectF(0, 0, *size).adjusted(-1, -1, 1, 1)
            rooms = text_rooms(layout)
            assert all(panel.contains(room) for room in rooms), n_units
            for first, second in itertools.combinations(rooms, 2):
                assert not overlap(first, second), (n_units, first, second)


@pytest.mark.parametrize("size", SIZES)
def test_no_label_touches_another_box_or_a_circle(size: tuple[int, int]) -> None:
    for n_units in [*range(1, 41), 1000]:
        layout = arrange(*size, rays(n_units), Letters())
        solid = [node.box for node in layout.nodes.values()]
        for first, second in itertools.combinations(solid, 2):
            assert not overlap(first, second)
        for label in layout.rooms.values():
            assert not any(overlap(label, other) for other in solid)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_names_go_last_and_values_never(scale: float) -> None:
    """From wide to narrow: in one line, the name above, the value alone."""
    known = []
    for width in range(800, 230, -10):
        layout = arrange(round(width * scale), 640, rays(3), Letters(scale))
        assert set(layout.rooms) == {
            *(ParameterId(0, unit, 0) for unit in range(3)),
            *(ParameterId(1, 0, unit) for unit in range(3)),
        }
        assert all(node.bias is not None for node in layout.columns[1].nodes)
        form = "beside" if layout.has_names else "above" if layout.has_names_above else "none"
        known += [form] if known[-1:] != [form] else []
    assert known == ["beside", "above"]


def test_detail_grows_poorer_with_more_units_and_then_folds() -> None:
    def hidden(n_units: int) -> Column:
        return arrange(500, 560, rays(n_units), Letters()).columns[1]

    full, medium, compact = (hidden(n).nodes[0] for n in (3, 6, 11))
    assert full.value is not None
    assert full.value.top() > full.box.bottom()
    assert medium.value is not None
    assert medium.box.contains(medium.value)
    assert compact.value is None
    column = hidden(1000)
    assert [fold.fold for fold in column.folds] == [Fold(2, 996)]
    assert column.indices.tolist() == [0, 1, 998, 999]


def test_a_wide_panel_names_the_edges_and_a_narrow_one_leaves_labels_out() -> None:
    wide, narrow = (arrange(width, 560, rays(3), Letters()) for width in (500, 90))
    assert wide.has_names == {0, 1}
    assert ParameterId(1, 0, 0) in wide.rooms
    assert not narrow.rooms


def test_header_and_legend_give_way_in_a_low_panel() -> None:
    low = arrange(380, 200, rays(3), Letters())
    assert low.header is low.legend is low.readout is low.button is None
    assert len(low.columns[1].nodes) == 3


@pytest.mark.parametrize("sizes", [(2, 1), (2, 2, 1), (1, 3, 3, 1), (3, *[64] * 7, 8), (1, 9, 2)])
@pytest.mark.parametrize("size", [*SIZES, (340, 700)])
def test_nothing_of_any_network_is_outside_or_on_something_else(
    sizes: tuple[int, ...], size: tuple[int, int]
) -> None:
    layers = [Layer(np.ones((b, a)), np.ones(b), "relu") for a, b in pairwise(sizes)]
    layout = arrange(*size, Shape.of(Network(layers)), Letters())
    panel = QRectF(0, 0, *size).adjusted(-1, -1, 1, 1)
    frame = [layout.header, layout.legend, layout.readout, layout.button]
    frame += [room for column in layout.columns for room in (column.heading, column.button)]
    rooms = [room for room in frame if room is not None]
    boxes = [node.box for node in layout.nodes.values()]
    assert all(panel.contains(room) for room in (*rooms, *boxes))
    for first, second in itertools.combinations([*rooms, *boxes], 2):
        assert not overlap(first, second)


def test_every_plus_is_found_under_the_mouse() -> None:
    layers = [Layer(np.ones((b, a)), np.ones(b), "relu") for a, b in pairwise((2, 3, 4, 1))]
    layout = arrange(400, 560, Shape.of(Network(layers)), Letters())
    assert layout.button is not None
    assert button_at(layout, layout.button.center()) == "layer"
    buttons = [column.button for column in layout.columns]
    assert [button is not None for button in buttons] == [False, True, True, False]
    found = [button_at(layout, button.center()) for button in buttons if button is not None]
    assert found == [0, 1]
    assert button_at(layout, QPointF(200, 200)) is None


@given(st.integers(2, 100_000), st.integers(3, 40), st.data())
@settings(deadline=None, max_examples=200)
def test_folding_fills_the_slots_and_counts_every_unit(
    n_units: int, slots: int, data: st.DataObject
) -> None:
    if n_units <= slots:
        n_units += slots
    folding = Folding(n_units, slots)
    start = data.draw(st.none() | st.integers(0, n_units))
    entries = folding.entries(None if start is None else folding.clamped(start))
    assert [e.slot for e in entries] == sorted(e.slot for e in entries)
    assert sum(e.span for e in entries) == slots
    seen = 0
    for entry in entries:  # in order, without a gap or a repetition
        if isinstance(entry.shows, Fold):
            assert entry.shows.first == seen
            assert entry.shows.count >= 2
            seen += entry.shows.count
        else:
            assert entry.shows == seen
            seen += 1
    assert seen == n_units


@given(st.integers(2, 100_000), st.integers(3, 40), st.data())
@settings(deadline=None, max_examples=200)
def test_every_unit_can_be_revealed(n_units: int, slots: int, data: st.DataObject) -> None:
    if n_units <= slots:
        n_units += slots
    folding = Folding(n_units, slots)
    unit = data.draw(st.integers(0, n_units - 1))
    before = data.draw(st.none() | st.integers(0, n_units).map(folding.clamped))
    start = folding.revealed(before, unit)
    assert unit in [e.shows for e in folding.entries(start)]
    assert folding.revealed(start, unit) == start  # and then it stays


def test_scrolling_reaches_both_ends_of_the_fold() -> None:
    folding = Folding(100, 9)
    start = folding.scrolled(None, 1)
    assert start is not None
    for _ in range(200):
        start = folding.scrolled(start, 1)
    assert 96 in [e.shows for e in folding.entries(start)]
    assert 3 in [e.shows for e in folding.entries(folding.scrolled(start, -1000))]


def test_everything_shown_is_found_under_the_mouse() -> None:
    layout = arrange(400, 560, rays(3), Letters())
    edges = edges_of(layout, 3)
    for unit in range(3):
        for item in (ParameterId(0, unit, 0), ParameterId(0, unit), ParameterId(1, 0, unit)):
            room = room_of(layout, edges, item)
            assert room is not None
            assert item_at(layout, edges, room.center()) == item
        corner = layout.nodes[Unit(unit)].box.bottomLeft() + QPointF(5, -5)
        assert item_at(layout, edges, corner) == Unit(unit)
        link = ParameterId(1, 0, unit)
        assert item_at(layout, edges, edges.middle(edges.index[link])) == link
    assert item_at(layout, edges, layout.nodes[Unit(0, 1)].box.center()) == ParameterId(1, 0)
    assert item_at(layout, edges, QPointF(5, 5)) is None


def test_a_folded_unit_has_no_place() -> None:
    for start, is_shown in ((None, False), (499, False), (500, True), (510, False)):
        layout = arrange(380, 560, rays(1000), Letters(), [None, start, None])
        assert (room_of(layout, None, Unit(500)) is not None) == is_shown


@pytest.mark.parametrize(
    ("v", "b", "live", "text"),
    [
        (1.0, 1.0, 0.75, "max(0, 1 + x) = 0.75"),
        (-2.0, 0.5, 0.0, "max(0, 0.5 − 2·x) = 0"),
        (1.0, 0.0, 0.5, "max(0, x) = 0.5"),
        (-1.0, 0.0, 0.5, "max(0, −x) = 0.5"),
        (0.0, -1.0, 0.0, "max(0, −1) = 0"),
    ],
)
def test_a_ray_is_written_as_in_the_article(v: float, b: float, live: float, text: str) -> None:
    digits = Digits(Network.from_rays([v], [b], [1.0], 0.0), [(-1.0, 1.0)])
    forms = texts.ray_forms("r1", find_activation("relu"), digits, 0, (v, b), live)
    assert next(forms) == text


def test_rays_of_other_activations_are_called_by_their_names() -> None:
    network = Network([Layer([[2.0]], [0.5], "tanh"), Layer([[1.0]], [0.0], "sigmoid")])
    digits = Digits(network, [(-1.0, 1.0)])
    forms = list(texts.ray_forms("1.1", find_activation("tanh"), digits, 0, (2.0, 0.5), 0.25))
    assert forms[0] == "tanh(0.5 + 2·x) = 0.25"
    assert forms[2] == "1.1 = 0.25"


def test_a_value_gives_up_digits_then_its_name() -> None:
    assert list(texts.value_forms("w2", lambda digits: number(-7.2519, digits, True))) == [
        "w2 = −7.252",
        "w2 = −7.25",
        "w2 = −7.3",
        "−7.252",
        "−7.25",
        "−7.3",
        "−7",
    ]
    assert list(texts.value_forms("w1", lambda digits: "+4", is_precise=True))[:2] == [
        "w1 = +4",
        "+4",
    ]
