"""What the Python interface knows about how a curve is made and what moves it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from networks import deep_networks, shallow_networks

import reluviz as rv

DOMAIN = (-1.0, 1.0)


def test_the_running_sums_are_the_networks_cut_to_their_first_units(article: rv.Network) -> None:
    sums = rv.partial_sums(article, DOMAIN)
    assert len(sums) == 4
    x = np.linspace(*DOMAIN, 101)
    for count, curve in enumerate(sums):
        w = np.where(np.arange(3) < count, article.w, 0.0)
        cut = rv.Network.from_rays(article.v, article.b, w, article.b0)
        np.testing.assert_allclose(curve(x), cut(x), atol=1e-12)


def test_the_segments_of_the_article(article: rv.Network) -> None:
    first, second, third = rv.segments(article, DOMAIN)
    assert [s.interval for s in (first, second, third)] == [(-1, -0.5), (-0.5, 0), (0, 1)]
    assert [s.slope for s in (first, second, third)] == [4, -4, 1]
    assert [s.intercept for s in (first, second, third)] == [3, -1, -1]
    assert [s.active_units for s in (first, second, third)] == [(0,), (0, 1), (0, 1, 2)]


def test_a_draw_changes_what_is_named_and_nothing_else(article: rv.Network) -> None:
    drawn = rv.perturb(article, "w3", 0.1, 20, 7, relative=True, distribution="uniform")
    assert len(drawn) == 20
    for network in drawn:
        assert np.array_equal(network.w[:2], article.w[:2])
        assert network.layers[0] == article.layers[0]
        assert 4.5 <= network.w[2] <= 5.5
    left = np.linspace(-1, 0, 101)
    assert all(np.array_equal(network(left), article(left)) for network in drawn)
    assert drawn == rv.perturb(article, "w3", 0.1, 20, 7, relative=True, distribution="uniform")
    assert drawn[:5] == rv.perturb(article, "w3", 0.1, 5, 7, relative=True, distribution="uniform")
    assert drawn != rv.perturb(article, "w3", 0.1, 20, 8, relative=True, distribution="uniform")


@pytest.mark.parametrize("which", ["w1", "v2", "b3", "b0", "unit 2", "layer 2", "all"])
def test_uniform_draws_stay_inside_the_envelope(article: rv.Network, which: str) -> None:
    lower, upper = rv.envelope(article, which, 0.25, DOMAIN)
    x = np.linspace(*DOMAIN, 51)
    drawn = rv.perturb(article, which, 0.25, 200, 3, distribution="uniform")
    heights = np.array([network(x) for network in drawn])
    assert np.all(heights >= lower(x) - 1e-12)
    assert np.all(heights <= upper(x) + 1e-12)


def test_the_influence_map_has_a_row_for_each_parameter(article: rv.Network) -> None:
    found = rv.influence_map(article, DOMAIN)
    names = [article.name(parameter) for parameter in found.parameters]
    assert names == ["v1", "b1", "w1", "v2", "b2", "w2", "v3", "b3", "w3", "b0"]
    assert found([-0.25]).T.tolist() == [[1, 4, 0.75, 2, 8, 0.25, 0, 0, 0, 1]]
    assert found.totals[names.index("w1")] == 2
    assert found.shares[names.index("w3")] == 0.5


def test_the_slice_of_the_loss_through_a_weight_is_lowest_at_the_article_s(
    article: rv.Network,
) -> None:
    target = rv.Target([-1, -0.5, 0, 1], [-1, 1, -1, 0])
    moved = article.with_value(article.parameter("w2"), -6.0)
    found = rv.loss_slice(moved, "w2", DOMAIN, target, (-10, -2))
    assert isinstance(found, rv.LossSlice)
    assert found.best_value == pytest.approx(-8, abs=1e-9)
    with pytest.raises(ValueError, match="there is no parameter 'w9'"):
        rv.loss_slice(moved, "w9", DOMAIN, target, (-10, -2))


@given(network=shallow_networks(), unit=st.integers(0, 7), factor=st.floats(0.1, 10))
@hypothesis_settings(max_examples=60)
def test_other_weights_are_the_same_function(network: rv.Network, unit: int, factor: float) -> None:
    unit %= network.n_units
    x = np.linspace(*DOMAIN, 41)
    others = [rv.simplify(network, DOMAIN), rv.scale_unit(network, unit, factor)]
    if network.v[unit] != 0:
        others.append(rv.mirror_ray(network, unit, DOMAIN))
    terms = np.abs(network.w) * (np.abs(network.b) + np.abs(network.v))
    for other in others:
        terms_of_other = np.abs(other.w) * (np.abs(other.b) + np.abs(other.v))
        scale = 1 + abs(network.b0) + abs(other.b0) + np.sum(terms) + np.sum(terms_of_other)
        np.testing.assert_allclose(other(x), network(x), atol=1e-12 * scale)


def test_rays_to_the_right() -> None:
    network = rv.Network.from_rays([-1, 2], [0.5, 0], [1, -3], 0.25)
    rewritten = rv.rewrite_right(network, DOMAIN)
    assert rewritten.v.tolist() == [1, 1, 1]
    x = np.linspace(*DOMAIN, 101)
    np.testing.assert_allclose(rewritten(x), network(x), atol=1e-12)


SHALLOW_ONLY: dict[str, Callable[[rv.Network], object]] = {
    "partial_sums": lambda network: rv.partial_sums(network, DOMAIN),
    "simplify": lambda network: rv.simplify(network, DOMAIN),
    "scale_unit": lambda network: rv.scale_unit(network, 0, 2.0),
    "mirror_ray": lambda network: rv.mirror_ray(network, 0, DOMAIN),
}


@pytest.mark.parametrize("use", SHALLOW_ONLY)
def test_a_network_of_another_kind_is_named(use: str) -> None:
    deep = rv.Network(
        [
            rv.Layer([[1], [2]], [0, 1], "relu"),
            rv.Layer([[1, 2]], [0], "relu"),
            rv.Layer([[1]], [0], "identity"),
        ]
    )
    with pytest.raises(ValueError, match=r"one hidden layer of ReLUs.*\(relu, relu, identity\)"):
        SHALLOW_ONLY[use](deep)


def test_a_curved_network_has_no_segments() -> None:
    curved = rv.Network([rv.Layer([[1]], [0], "tanh"), rv.Layer([[1]], [0], "identity")])
    for use in (rv.segments, rv.rewrite_right):
        with pytest.raises(ValueError, match="tanh, which is curved"):
            use(curved, DOMAIN)


@given(network=deep_networks())
@hypothesis_settings(max_examples=20)
def test_draws_of_deep_networks(network: rv.Network) -> None:
    drawn = rv.perturb(network, "layer 1", 0.1, 3, 1)
    assert all(other.layers[1:] == network.layers[1:] for other in drawn)
    assert drawn == rv.perturb(network, "layer 1", 0.1, 3, 1)
