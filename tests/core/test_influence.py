from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import deep_networks, shallow_networks

from reluviz.core.construct import largest_term, through_points
from reluviz.core.influence import compare, derivative, influence, reach, share_of, union
from reluviz.core.network import Layer, Network

ARTICLE = through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
DOMAIN = (-7.0, 9.0)


@given(shallow_networks(most=5), st.data())
@settings(deadline=None, max_examples=250)
def test_predicted_intervals_are_the_measured_ones(network: Network, data) -> None:
    parameter = data.draw(st.sampled_from(list(network.parameters())))
    delta = data.draw(st.sampled_from([-3.0, -0.5, 0.25, 2.0]))
    changed = network.with_value(parameter, network.value(parameter) + delta)
    found = influence(network, parameter, delta, DOMAIN)
    x = np.linspace(*DOMAIN, 4_001)
    moved = np.abs(changed(x) - network(x))
    inside = np.zeros(len(x), dtype=bool)
    for low, high in found.intervals:
        inside |= (x >= low) & (x <= high)
    scale = max(largest_term(network, DOMAIN), largest_term(changed, DOMAIN))
    assert np.all(moved[~inside] <= 1e-12 * scale)
    # Inside, the change is zero at single points only: between three in a row something moves.
    for low, high in found.intervals:
        here = (x > low) & (x < high)
        runs = np.flatnonzero(here)
        if len(runs) >= 6 and abs(found.largest) > 1e-9 * scale:
            peak = np.abs(found.change.y).max()
            assert np.abs(found.change(x[runs])).max() > 0
            assert np.count_nonzero(moved[runs] > 1e-13 * peak) >= len(runs) - 2
    assert abs(found.largest) == pytest.approx(moved.max(), rel=0.02, abs=1e-9 * scale)
    assert found.share == pytest.approx(share_of(found.intervals, DOMAIN))
    at = np.array([found.at])
    difference = float((changed(at) - network(at))[0])
    assert difference == pytest.approx(found.largest, abs=1e-11 * scale)


@pytest.mark.parametrize(
    ("name", "delta", "interval", "largest", "at"),
    [
        ("w1", 1.0, (-1, 1), 2.0, 1.0),
        ("w2", 0.8, (-0.5, 1), 1.2, 1.0),
        ("w3", 1.0, (0, 1), 1.0, 1.0),
        ("b3", 0.5, (-0.5, 1), 2.5, 0.0),
        ("b3", -0.5, (0, 1), -2.5, 0.5),
        ("v3", 1.0, (0, 1), 5.0, 1.0),
        ("b0", -0.25, (-1, 1), -0.25, -1.0),
    ],
)
def test_the_articles_parameters(name, delta, interval, largest, at) -> None:
    found = influence(ARTICLE, name, delta)
    assert found.intervals == (interval,)
    assert found.largest == pytest.approx(largest)
    assert found.at == pytest.approx(at)


def test_w3_moves_nothing_left_of_zero() -> None:
    x = np.linspace(-1, 0, 1_000)
    for delta in (-3, 0.1, 7):
        assert influence(ARTICLE, "w3", delta).intervals == ((0, 1),)
        changed = ARTICLE.with_value(ARTICLE.parameter("w3"), 5 + delta)
        np.testing.assert_array_equal(changed(x), ARTICLE(x))


def test_a_ray_to_the_left_moves_what_is_left_of_its_kink() -> None:
    network = Network.from_rays([-1], [0.25], [2], 0)
    assert reach(network, network.parameter("w1"), (-1, 1)) == ((-1, 0.25),)
    assert influence(network, "b1", 0.25).intervals == ((-1, 0.5),)
    assert influence(network, "v1", 3.0).intervals == ((-1, 1),)  # mirrored: both sides


def test_without_slope_a_unit_is_a_constant() -> None:
    on, off = Network.from_rays([0], [2], [3], 0), Network.from_rays([0], [-2], [3], 0)
    assert reach(on, on.parameter("w1"), (-1, 1)) == ((-1, 1),)
    assert reach(off, off.parameter("w1"), (-1, 1)) == ()
    assert influence(off, "b1", 1.0).intervals == ()
    assert influence(off, "b1", 3.0).intervals == ((-1, 1),)


def test_a_unit_without_weight_moves_nothing_by_v_and_b() -> None:
    network = Network.from_rays([1], [0], [0], 0)
    assert influence(network, "b1", 1).intervals == ()
    assert influence(network, "v1", 1).largest == 0
    assert influence(network, "w1", 1).intervals == ((0, 1),)


def test_several_parameters_at_once_are_measured() -> None:
    other = through_points([(-1, -1), (-0.5, 1.5), (0, -1), (1, 0)])
    found = compare(ARTICLE, other)
    assert found.intervals == ((-1, 0),)
    assert found.largest == pytest.approx(0.5)
    assert found.at == -0.5
    assert compare(ARTICLE, ARTICLE).intervals == ()


@given(shallow_networks(most=4), st.data())
@settings(deadline=None, max_examples=100)
def test_the_derivative_is_the_finite_difference(network: Network, data) -> None:
    _check_derivative(network, data)


@given(deep_networks(), st.data())
@settings(deadline=None, max_examples=60)
def test_the_derivative_of_a_deep_network_is_the_finite_difference(network, data) -> None:
    _check_derivative(network, data)


def _check_derivative(network: Network, data) -> None:
    parameter = data.draw(st.sampled_from(list(network.parameters())))
    x = data.draw(st.floats(-3, 3))
    h = 1e-6
    value = network.value(parameter)
    outputs = [float(network.with_value(parameter, value + d)(x)) for d in (-h, 0.0, h)]
    left, right = (outputs[1] - outputs[0]) / h, (outputs[2] - outputs[1]) / h
    if abs(left - right) > 1e-4:  # the step crosses a kink
        return
    size = max(1.0, abs(left))
    assert derivative(network, parameter, x) == pytest.approx((left + right) / 2, abs=2e-4 * size)


def test_the_derivatives_of_the_article_at_the_probe() -> None:
    x = -0.25
    assert derivative(ARTICLE, ARTICLE.parameter("w2"), x) == 0.25
    assert derivative(ARTICLE, ARTICLE.parameter("b2"), x) == -8
    assert derivative(ARTICLE, ARTICLE.parameter("v2"), x) == 2
    assert derivative(ARTICLE, ARTICLE.parameter("w3"), x) == 0
    assert derivative(ARTICLE, ARTICLE.parameter("b0"), x) == 1


def test_union_joins_what_touches() -> None:
    assert union(((0, 1), (3, 4)), ((1, 2),)) == ((0, 2), (3, 4))
    assert union((), ()) == ()


def test_an_unknown_parameter_or_wrong_change_is_refused() -> None:
    with pytest.raises(ValueError, match="w9"):
        influence(ARTICLE, "w9", 1)
    with pytest.raises(ValueError, match="finite"):
        influence(ARTICLE, "w1", float("nan"))


def test_the_derivative_of_one_of_several_outputs_at_a_point() -> None:
    random = np.random.default_rng(7)
    sizes = ((4, 2, "tanh"), (3, 4, "sigmoid"))
    layers = [Layer(random.normal(size=(k, n)), random.normal(size=k), a) for k, n, a in sizes]
    network, point, step = Network(layers), (0.3, -0.8), 1e-5
    for parameter in network.parameters():
        value = network.value(parameter)
        after, before = (
            network.with_value(parameter, value + sign * step)(np.array([point]))[0]
            for sign in (1, -1)
        )
        for output in range(3):
            slope = (after[output] - before[output]) / (2 * step)
            found = derivative(network, parameter, point, output)
            assert found == pytest.approx(slope, abs=1e-8)
