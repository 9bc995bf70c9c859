"""Places of the diagram: nothing overlaps, everything is inside, every unit can be reached."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.words import number
from reluviz.document.items import Unit
from reluviz.views.diagram import texts
from reluviz.views.diagram.faces import B0, RowFace
from reluviz.views.diagram.geometry import Detail, Layout
from reluviz.views.diagram.hits import item_at, room_of
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
    rooms = [layout.header, layout.legend, *layout.source.captions, *layout.output.captions]
    for row in layout.rows:
        rooms += [row.name, row.bias, row.value, row.incoming_label, row.outgoing_label]
    rooms += [fold.text for fold in layout.folds]
    return [room for room in rooms if room is not None]


def overlap(first: QRectF, second: QRectF) -> bool:
    common = first.intersected(second)
    return common.width() > 0.01 and common.height() > 0.01


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", SIZES)
def test_no_text_overlaps_and_none_is_outside(size: tuple[int, int], scale: float) -> None:
    for n_units in [*range(1, 41), 1000, 100_000]:
        for start in (None, n_units // 2):
            layout = arrange(*size, n_units, Letters(scale), start)
            panel = QRectF(0, 0, *size).adjusted(-1, -1, 1, 1)
            rooms = text_rooms(layout)
            assert all(panel.contains(room) for room in rooms), n_units
            for first, second in itertools.combinations(rooms, 2):
                assert not overlap(first, second), (n_units, first, second)


@pytest.mark.parametrize("size", SIZES)
def test_no_label_touches_another_box_or_a_circle(size: tuple[int, int]) -> None:
    for n_units in [*range(1, 41), 1000]:
        layout = arrange(*size, n_units, Letters())
        solid = [row.box for row in layout.rows]
        solid += [layout.source.circle, layout.output.circle]
        for first, second in itertools.combinations(solid, 2):
            assert not overlap(first, second)
        for row in layout.rows:
            for label in (row.incoming_label, row.outgoing_label):
                assert label is None or not any(overlap(label, other) for other in solid)


def test_detail_grows_poorer_with_more_units_and_then_folds() -> None:
    details = [arrange(380, 560, n, Letters()).detail for n in (1, 3, 8, 12)]
    assert details == [Detail.FULL, Detail.FULL, Detail.MEDIUM, Detail.COMPACT]
    layout = arrange(380, 560, 1000, Letters())
    assert layout.detail is Detail.MEDIUM
    assert [fold.fold for fold in layout.folds] == [Fold(3, 994)]
    assert [row.unit for row in layout.rows] == [0, 1, 2, 997, 998, 999]


def test_a_wide_panel_names_the_edges_and_a_narrow_one_leaves_labels_out() -> None:
    wide, narrow = arrange(500, 560, 3, Letters()), arrange(220, 560, 3, Letters())
    assert wide.edges_have_names
    assert wide.rows[0].outgoing_label is not None
    assert narrow.rows[0].outgoing_label is None


def test_header_and_legend_give_way_in_a_low_panel() -> None:
    low = arrange(380, 200, 3, Letters())
    assert low.header is None
    assert low.legend is None
    assert len(low.rows) == 3


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
    layout = arrange(400, 560, 3, Letters())
    for row in layout.rows:
        for item in (
            ParameterId(0, row.unit, 0),
            ParameterId(0, row.unit),
            ParameterId(1, 0, row.unit),
        ):
            room = room_of(layout, item)
            assert room is not None
            assert item_at(layout, room.center()) == item
        assert item_at(layout, row.box.bottomLeft() + QPointF(5, -5)) == Unit(row.unit)
        x, y = row.outgoing.points[8]
        assert item_at(layout, QPointF(x, y)) == ParameterId(1, 0, row.unit)
    assert item_at(layout, layout.output.circle.center()) == B0
    assert item_at(layout, QPointF(5, 5)) is None


def test_a_folded_unit_has_no_place() -> None:
    layout = arrange(380, 560, 1000, Letters())
    assert room_of(layout, Unit(500)) is None
    assert room_of(arrange(380, 560, 1000, Letters(), 499), Unit(500)) is None
    assert room_of(arrange(380, 560, 1000, Letters(), 500), Unit(500)) is not None


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
    face = RowFace(v, b, 1.0, live, "", "", False, False, (None, None, None))
    assert next(texts.ray_forms(0, digits, face)) == text


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
