from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.construct import largest_term, through_points
from reluviz.core.influence import derivative
from reluviz.core.initial import initial_layers
from reluviz.core.network import Network
from reluviz.core.piecewise import exact_curve
from reluviz.core.sensitivity import influence_map, loss_slice, loss_slice_at
from reluviz.core.targets import Target, misfit

POINTS = [(-1, -1), (-0.5, 1), (0, -1), (1, 0)]
ARTICLE = through_points(POINTS)
DOMAIN = (-7.0, 9.0)
TARGET = Target([-7, -2, 1.5, 9], [1, -1, 2, 0])


@given(shallow_networks(most=4))
@settings(deadline=None, max_examples=80)
def test_the_map_is_the_slope_of_the_forward_pass(network: Network) -> None:
    table = influence_map(network, DOMAIN)
    x = np.linspace(-6.9, 8.9, 23) + 0.0123
    rows = table(x)
    h = 1e-6
    for parameter, row in zip(table.parameters, rows, strict=True):
        value = network.value(parameter)
        low, mid, high = (network.with_value(parameter, value + d)(x) for d in (-h, 0.0, h))
        smooth = np.abs((high - mid) - (mid - low)) < 1e-3 * h * np.maximum(1, row)
        measured = np.abs(high - low)[smooth] / (2 * h)
        np.testing.assert_allclose(row[smooth], measured, rtol=1e-4, atol=1e-3)


@given(shallow_networks(most=4))
@settings(deadline=None, max_examples=60)
def test_map_and_derivative_agree(network: Network) -> None:
    table = influence_map(network, DOMAIN)
    for x in (-6.5, 0.013, 4.4):
        expected = [abs(derivative(network, p, x)) for p in table.parameters]
        np.testing.assert_allclose(table(x)[:, 0], expected, rtol=1e-12, atol=1e-12)


@given(shallow_networks(most=4))
@settings(deadline=None, max_examples=60)
def test_totals_are_the_integrals(network: Network) -> None:
    table = influence_map(network, DOMAIN)
    edges = np.linspace(*DOMAIN, 20_001)
    middles = (edges[1:] + edges[:-1]) / 2
    rows = table(middles)
    scale = 1 + rows.max(axis=1)
    np.testing.assert_allclose(table.totals / scale, rows.mean(axis=1) * 16 / scale, atol=2e-3)
    np.testing.assert_allclose(table.shares, (rows > 0).mean(axis=1), atol=2e-3)


def test_w1_of_the_article_matters_more_than_w3() -> None:
    table = influence_map(ARTICLE)
    total = dict(zip(map(ARTICLE.name, table.parameters), table.totals, strict=True))
    share = dict(zip(map(ARTICLE.name, table.parameters), table.shares, strict=True))
    assert total["w1"] == 2
    assert total["w3"] == 0.5
    assert (share["w1"], share["w2"], share["w3"], share["b0"]) == (1, 0.75, 0.5, 1)


@given(shallow_networks(most=4), st.data())
@settings(deadline=None, max_examples=120)
def test_a_loss_slice_is_the_loss(network: Network, data) -> None:
    parameter = data.draw(st.sampled_from(list(network.parameters())))
    found = loss_slice(network, parameter, DOMAIN, TARGET, (-3, 3), 21)
    for value, loss in zip(found.values[::4], found.losses[::4], strict=True):
        changed = network.with_value(parameter, value)
        expected = misfit(exact_curve(changed, DOMAIN), TARGET)
        assert expected is not None
        scale = 1 + largest_term(changed, DOMAIN) ** 2
        assert loss == pytest.approx(expected.mean_square, abs=1e-10 * scale)
    at_best = network.with_value(parameter, found.best_value)
    scale = 1 + max(largest_term(network, DOMAIN), largest_term(at_best, DOMAIN)) ** 2
    assert found.best_loss <= found.losses.min() + 1e-9 * scale
    assert found.is_parabola == (parameter.layer == 1)


@given(shallow_networks(most=4), st.data())
@settings(deadline=None, max_examples=60)
def test_the_slice_of_an_output_parameter_is_a_parabola(network: Network, data) -> None:
    parameters = [p for p in network.parameters() if p.layer == 1]
    parameter = data.draw(st.sampled_from(parameters))
    losses = loss_slice(network, parameter, DOMAIN, TARGET, (-50, 50), 101).losses
    assert np.abs(np.diff(losses, 3)).max() <= 1e-10 * max(1.0, losses.max())


def test_the_best_w2_of_the_article_is_minus_8() -> None:
    wrong = ARTICLE.with_value(ARTICLE.parameter("w2"), -7.2)
    found = loss_slice(wrong, wrong.parameter("w2"), (-1, 1), Target.from_points(POINTS), (-9, -7))
    assert found.best_value == pytest.approx(-8)
    assert found.best_loss == pytest.approx(0, abs=1e-12)
    moved = ARTICLE.with_value(ARTICLE.parameter("b2"), 0.55)
    found = loss_slice(moved, moved.parameter("b2"), (-1, 1), Target.from_points(POINTS), (0, 1))
    assert found.best_value == pytest.approx(0.5, abs=1e-6)


def test_a_unit_that_does_nothing_keeps_its_weight() -> None:
    dead = Network.from_rays([1], [-5], [3], 0)
    target = Target([-1, 1], [1, 1])
    assert loss_slice(dead, dead.parameter("w1"), (-1, 1), target, (-9, 9)).best_value == 3


@pytest.mark.parametrize("activation", ["relu", "tanh", "step", "leaky_relu"])
@pytest.mark.parametrize("last", ["identity", "sigmoid"])
def test_a_slice_over_rows_is_the_loss_of_any_network(activation: str, last: str) -> None:
    network = initial_layers([2, 3, 4, 2], [activation, activation, last], "he", 3, [(-1, 1)] * 2)
    random = np.random.default_rng(7)
    inputs, wanted = random.uniform(-1, 1, (9, 2)), random.uniform(-1, 1, (9, 2))
    for parameter in network.parameters():
        found = loss_slice_at(network, parameter, inputs, wanted, (-2.0, 3.0), 11)
        losses = [
            np.mean((network.with_value(parameter, float(value))(inputs) - wanted) ** 2)
            for value in found.values
        ]
        assert found.losses == pytest.approx(losses, rel=1e-9)
        assert found.is_parabola == (last == "identity" and parameter.layer == 2)
        at_best = network.with_value(parameter, found.best_value)(inputs)
        assert found.best_loss == pytest.approx(np.mean((at_best - wanted) ** 2), rel=1e-9)
        assert found.best_loss <= min(losses) + 1e-12


def test_a_slice_over_rows_is_that_of_data_for_a_shallow_network() -> None:
    x, y = np.linspace(-6, 8, 15), np.sin(np.linspace(-6, 8, 15))
    target = Target.from_data(x, y)
    for name in ("v2", "b1", "w3", "b0"):
        parameter = ARTICLE.parameter(name)
        exact = loss_slice(ARTICLE, parameter, DOMAIN, target, (-3.0, 3.0), 101)
        rows = loss_slice_at(ARTICLE, parameter, x[:, None], y[:, None], (-3.0, 3.0))
        assert rows.losses == pytest.approx(exact.losses, rel=1e-8)
        assert rows.best_loss == pytest.approx(exact.best_loss, rel=1e-6)
        assert rows.is_parabola == exact.is_parabola
