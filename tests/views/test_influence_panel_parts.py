"""The order of the rows, their shades, and where they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from networks import shallow_networks
from PySide6.QtGui import QColor, QFont

from reluviz.core.influence import derivative
from reluviz.core.network import Network, ParameterId
from reluviz.core.sensitivity import influence_map
from reluviz.files.examples import load_example
from reluviz.views.influence.painting import Geometry, Marks, Ranking, Scene, shade_image
from reluviz.views.painting import Fonts
from reluviz.views.theme import load_theme

DOMAIN = (-7.0, 9.0)


@given(shallow_networks(most=5))
@settings(deadline=None, max_examples=60)
def test_the_most_influence_comes_first(network: Network) -> None:
    ranking = Ranking.of(influence_map(network, DOMAIN))
    totals = ranking.table.totals[ranking.order]
    assert np.all(np.diff(totals) <= 0)
    parameters = [ranking.parameter(place) for place in range(len(ranking))]
    assert set(parameters) == set(network.parameters())
    assert [ranking.place(p) for p in parameters] == list(range(len(ranking)))


@given(shallow_networks(most=4))
@settings(deadline=None, max_examples=40)
def test_shades_are_the_derivatives(network: Network) -> None:
    ranking = Ranking.of(influence_map(network, DOMAIN))
    places = range(min(2, len(ranking)), len(ranking))
    shades = ranking.shades(places, 8)
    middles = DOMAIN[0] + np.arange(1, 17, 2.0)
    for row, place in zip(shades, places, strict=True):
        exact = [abs(derivative(network, ranking.parameter(place), x)) for x in middles]
        np.testing.assert_allclose(row**2 * ranking.largest, exact, rtol=1e-9, atol=1e-12)
    assert shades.min() >= 0
    assert shades.max() <= 1


def test_depth_has_the_same_rows_and_shades() -> None:
    network = load_example("sawtooth").network
    ranking = Ranking.of(influence_map(network, (0.0, 1.0)))
    assert len(ranking) == network.n_parameters
    middles = (np.arange(8) + 0.5) / 8  # no joint is there
    shades = ranking.shades(range(len(ranking)), 8)
    for row, place in zip(shades, range(len(ranking)), strict=True):
        exact = [abs(derivative(network, ranking.parameter(place), x)) for x in middles]
        np.testing.assert_allclose(row**2 * ranking.largest, exact, rtol=1e-9, atol=1e-12)
    units = {network.name(ranking.parameter(k)): ranking.unit(k) for k in range(len(ranking))}
    assert [units[name] for name in ("b1.1", "w1.1.2", "w2.2.1", "b3.2")] == [0, 1, 2, 5]
    last = len(network.layers) - 1
    assert units[network.name(ParameterId(last, 0, 1))] == 5  # as the unit it comes from
    assert units[network.name(ParameterId(last, 0))] is None
    assert "b4.1" in ranking.longest_names


def test_the_articles_order(article: Network) -> None:
    ranking = Ranking.of(influence_map(article))
    names = [article.name(ranking.parameter(place)) for place in range(10)]
    assert names[:2] == ["b2", "b1"]
    assert names[-2:] == ["w2", "w3"]
    assert names.index("w1") < names.index("w2") < names.index("w3")


def test_the_order_holds_while_the_hand_moves(article: Network) -> None:
    first = Ranking.of(influence_map(article))
    changed = influence_map(article.with_value(article.parameter("w3"), 500.0))
    held = first.followed_by(changed, is_held=True)
    assert held.order is first.order
    assert held.table is changed
    assert held.largest == 500
    assert held.followed_by(changed, is_held=True) is held
    at_rest = held.followed_by(changed, is_held=False)
    assert article.name(at_rest.parameter(0)) == "b3"
    assert at_rest.followed_by(changed, is_held=False) is at_rest
    back = at_rest.followed_by(first.table, is_held=True)
    assert back.largest == 500  # the shades keep their meaning
    fewer = influence_map(Network.from_rays([1], [0], [1], 0))
    assert len(at_rest.followed_by(fewer, is_held=True)) == 4


def test_a_picture_of_shades(article: Network, qapp) -> None:
    ranking, theme = Ranking.of(influence_map(article)), load_theme("light")
    fonts = Fonts(QFont())
    geometry = Geometry.of(fonts, 660, 230, ranking.longest_names)
    scene = Scene(ranking, Marks(), theme, fonts, geometry, 0, 660.0)
    image = shade_image(scene, 400)
    assert (image.width(), image.height()) == (400, len(scene.visible))
    b2 = ranking.place(ParameterId(0, 1))
    assert image.pixelColor(99, b2).alpha() == 0  # left of the kink at −0.5
    full = image.pixelColor(100, b2)
    assert full == QColor(theme.unit(1))  # 8 is the largest of all
    w3 = ranking.place(ParameterId(1, 0, 2))
    alphas = [image.pixelColor(x, w3).alpha() for x in (0, 199, 210, 300, 399)]
    assert alphas[:2] == [0, 0]
    assert alphas == sorted(alphas)
    assert alphas[-1] == pytest.approx(255 * np.sqrt(1 / 8), abs=1)


@pytest.mark.parametrize(("width", "height"), [(660, 230), (360, 200), (200, 90), (90, 20)])
def test_geometry(width: int, height: int, qapp) -> None:
    geometry = Geometry.of(Fonts(QFont()), width, height, ["w1000"])
    assert geometry.name <= geometry.total <= geometry.share < geometry.left < geometry.right
    n_rows = 3_001
    for scroll in (0, 7, 1_000, n_rows * geometry.row - geometry.room):
        for place in geometry.visible(scroll, n_rows):
            middle = geometry.row_top(place, scroll) + geometry.row / 2
            if geometry.top <= middle < geometry.bottom:
                assert geometry.place_at(middle, scroll, n_rows) == place
    assert geometry.place_at(geometry.top - 1, 0, n_rows) is None
    assert geometry.place_at(geometry.bottom, 0, n_rows) is None
    if geometry.room > 3 * geometry.row:
        assert geometry.place_at(geometry.top + 2.5 * geometry.row, 0, 2) is None
