"""The numbers of the chart, and where its labels stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.anatomy import partial_sums, ray
from reluviz.core.construct import largest_term, through_points
from reluviz.core.network import Network
from reluviz.views.contributions.content import MODES, MOST_RAYS, content_of
from reluviz.views.contributions.scene import Wish, place, thinned

DOMAIN = (-7.0, 9.0)
PROBES = np.linspace(*DOMAIN, 101)


def wave(n_units: int) -> Network:
    x = np.linspace(-1, 1, n_units + 1)
    return through_points(np.column_stack([x, np.sin(6 * x)]))


@given(shallow_networks(most=6), st.booleans())
@settings(deadline=None, max_examples=80)
def test_rays_are_what_the_units_compute(network: Network, scaled: bool) -> None:
    content = content_of(network, DOMAIN, "scaled" if scaled else "rays")
    scale = largest_term(network, DOMAIN) + 100
    for unit in range(network.n_units):
        expected = ray(network, unit, DOMAIN, scaled)
        x, y = content.x[unit], content.y[unit]
        np.testing.assert_allclose(y, expected(x), atol=1e-12 * scale)
        np.testing.assert_allclose(np.interp(PROBES, x, y), expected(PROBES), atol=1e-11 * scale)
    assert content.y_range == (min(0.0, content.y.min()), max(0.0, content.y.max()))


def test_running_sums_are_the_partial_sums(article: Network) -> None:
    content = content_of(article, (-1.0, 1.0), "sums")
    assert content.numbers.tolist() == [0, 1, 2, 3]
    for row, expected in zip(content.y, partial_sums(article), strict=True):
        np.testing.assert_allclose(row, expected(content.x[0]), atol=1e-12)
    assert content.y_range == (-5.0, 7.0)


@pytest.mark.parametrize("mode", MODES)
@given(shallow_networks(most=5), st.floats(*DOMAIN))
@settings(deadline=None, max_examples=40)
def test_values_at_an_x(mode: str, network: Network, x: float) -> None:
    content = content_of(network, DOMAIN, mode)
    values, _ = content.at(x)
    rows = np.broadcast_to(content.x, content.y.shape)
    expected = [np.interp(x, *row) for row in zip(rows, content.y, strict=True)]
    scale = largest_term(network, DOMAIN) + 100
    np.testing.assert_allclose(values, expected, atol=1e-11 * scale)


ONE_UNIT = Network.from_rays([1.0], [0.5], [2.0], 0.0)


@pytest.mark.parametrize("network", [None, ONE_UNIT], ids=["three units", "one unit"])
@pytest.mark.parametrize("mode", MODES)
def test_a_part_of_the_lines_is_the_lines(
    mode: str, network: Network | None, article: Network
) -> None:
    content = content_of(network or article, (-1.0, 1.0), mode)
    x, y = content.cut(-0.7, 0.3)
    x = np.broadcast_to(x, y.shape)
    for row in range(len(y)):
        assert (x[row, 0], x[row, -1]) == (-0.7, 0.3)
        expected = [content.at(place)[0][row] for place in x[row].tolist()]
        np.testing.assert_allclose(y[row], expected, atol=1e-12)
    if mode != "sums":  # both ends and the kink, wherever that is
        assert y.shape[1] == 3
    whole = content.cut(-2, 2)
    assert whole[0] is content.x
    assert whole[1] is content.y


def test_of_many_units_some_are_drawn_evenly_and_those_asked_for_always() -> None:
    content = content_of(wave(1_000), (-1.0, 1.0), "scaled", always=(500, 998))
    assert content.step == 3
    assert len(content.numbers) <= MOST_RAYS + 2
    assert {0, 3, 999, 500, 998} <= set(content.numbers.tolist())
    assert content.row(500) is not None
    assert content.row(501) is not None
    assert content.row(502) is None
    sums = content_of(wave(1_000), (-1.0, 1.0), "sums", always=(500,))
    assert {0, 500, 501, 1_000} <= set(sums.numbers.tolist())
    assert sums.y.size < 40_000


def test_the_range_counts_units_that_are_not_drawn() -> None:
    w = np.zeros(1_000)
    w[1] = -8.0  # between those that are drawn
    network = Network.from_rays(np.ones(1_000), np.zeros(1_000), w, 0.0)
    assert content_of(network, (-1.0, 1.0), "scaled").y_range == (-8.0, 0.0)


def test_a_hundred_thousand_vertices_become_two_a_column() -> None:
    x = np.linspace(0, 500, 100_001)[np.newaxis]
    y = np.random.default_rng(1).normal(size=(2, 100_001))
    y[1, 77_777] = 9.0
    few, thin = thinned(x, y, 500)
    assert thin.shape == (2, few.shape[1])
    assert few.shape[1] <= 2 * 502
    assert (thin.max(), thin.min()) == (y.max(), y.min())
    assert few[0, int(np.argmax(thin[1]))] == pytest.approx(x[0, 77_777], abs=1)
    np.testing.assert_array_equal(thin[:, [0, -1]], y[:, [0, -1]])
    assert thinned(x[:, :50], y[:, :50], 500)[1].shape == (2, 50)


@given(st.lists(st.tuples(st.floats(-50, 250), st.floats(10, 90)), max_size=60))
@settings(deadline=None, max_examples=60)
def test_labels_never_overlap_and_stay_near(wanted: list[tuple[float, float]]) -> None:
    wishes = [Wish(i, f"r{i}", x, y, 30.0) for i, (y, x) in enumerate(wanted)]
    labels = place(wishes, 12.0, 0.0, 200.0)
    for i, a in enumerate(labels):
        assert 0 <= a.top < a.bottom <= 200
        nearest = min(max(wishes[a.number].y, 6.0), 194.0)
        assert abs((a.top + a.bottom) / 2 - nearest) <= 12.0 + 1e-9
        for b in labels[i + 1 :]:
            apart = a.right <= b.left or b.right <= a.left or a.bottom <= b.top or b.bottom <= a.top
            assert apart
    if wishes:
        assert labels[0].number == 0  # the most important always has its place
    assert place(wishes, 12.0, 0.0, 8.0) == []
