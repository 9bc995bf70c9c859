"""Which units make the joints of an exact curve, against the forward pass and moved biases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reluviz.core.influence import compare, reach
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.piecewise import exact_curve, traced_curve
from reluviz.core.signals import signals

DOMAIN = (-2.0, 2.0)


@st.composite
def deep_networks(draw: st.DrawFn) -> Network:
    """Two or three hidden layers of any straight activations, with numbers in general position."""
    kinds = ("relu", "leaky_relu(0.1)", "relu6", "hard_tanh", "abs")
    sizes = [1, *draw(st.lists(st.integers(1, 4), min_size=2, max_size=3)), 1]
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    layers = [
        Layer(
            rng.normal(size=(sizes[k + 1], sizes[k])),
            rng.normal(size=sizes[k + 1]),
            draw(st.sampled_from(kinds)) if k < len(sizes) - 2 else "identity",
        )
        for k in range(len(sizes) - 1)
    ]
    return Network(layers)


def sum_of(network: Network, layer: int, unit: int, x: float) -> float:
    return float(signals(network, [x]).sums[layer][unit])


@settings(deadline=None, max_examples=60)
@given(deep_networks())
def test_every_joint_is_made_by_units_whose_sum_passes_a_kink_there(network: Network) -> None:
    curve, makers = traced_curve(network, DOMAIN)
    assert np.array_equal(curve.x, exact_curve(network, DOMAIN).x)
    assert makers.of(0) == makers.of(len(curve) - 1) == ()
    gaps = np.diff(curve.x)
    assume(gaps.min() > 1e-6)
    for joint in range(1, len(curve) - 1):
        assert makers.of(joint)
        x = float(curve.x[joint])
        aside = 1e-3 * float(min(gaps[joint - 1], gaps[joint]))
        for index, layer in enumerate(network.layers):
            for unit in range(layer.n_units):
                left, right = (sum_of(network, index, unit, x + d) for d in (-aside, aside))
                passes = any(min(left, right) < k < max(left, right) for k in layer.kind.kinks)
                assert passes == ((index, unit) in makers.of(joint))


@settings(deadline=None, max_examples=60)
@given(deep_networks(), st.data())
def test_the_bias_of_a_maker_moves_its_joint_and_nothing_else_does_so(network, data) -> None:
    curve, makers = traced_curve(network, DOMAIN)
    assume(len(curve) > 2 and np.diff(curve.x).min() > 1e-4)
    joint = data.draw(st.integers(1, len(curve) - 2))
    layer, unit = makers.of(joint)[0]
    parameter = ParameterId(layer, unit)
    x, shift = float(curve.x[joint]), 1e-8
    moved = exact_curve(network.with_value(parameter, network.value(parameter) + shift), DOMAIN)
    assume(len(moved) == len(curve))
    slope = (sum_of(network, layer, unit, x + 1e-6) - sum_of(network, layer, unit, x - 1e-6)) / 2e-6
    assume(1e-2 < abs(slope) < 1e2)
    one_sided = [
        (sum_of(network, layer, unit, x + d) - sum_of(network, layer, unit, x)) / d
        for d in (-1e-6, 1e-6)
    ]
    assume(abs(one_sided[0] - one_sided[1]) < 1e-6)
    assert moved.x[joint] - x == pytest.approx(-shift / slope, rel=1e-3)


def test_units_that_bend_at_one_place_make_one_joint() -> None:
    first = Layer([[1.0], [-1.0], [2.0]], [0.0, 0.0, 0.0], "relu")
    network = Network(
        [first, Layer([[1.0, 1.0, 1.0]], [-0.5], "relu"), Layer([[1.0]], [0.0], "identity")]
    )
    curve, makers = traced_curve(network, (-1.0, 1.0))
    at_zero = int(np.flatnonzero(curve.x == 0.0)[0])
    assert makers.of(at_zero) == ((0, 0), (0, 1), (0, 2))
    assert [makers.of(j) for j in range(len(curve)) if j != at_zero] == [
        (),
        ((1, 0),),
        ((1, 0),),
        (),
    ]
    assert makers.joints_of(1, 0).tolist() == [1, 3]


def test_a_kink_at_zero_through_the_next_layer_belongs_to_the_first() -> None:
    network = Network(
        [
            Layer([[1.0]], [-0.25], "relu"),
            Layer([[2.0]], [0.0], "relu"),
            Layer([[1.0]], [0.0], "identity"),
        ]
    )
    curve, makers = traced_curve(network, (-1.0, 1.0))
    assert curve.x.tolist() == [-1.0, 0.25, 1.0]
    assert makers.of(1) == ((0, 0),)


def test_makers_of_rays_are_their_units() -> None:
    network = Network.from_rays(
        [1.0, -1.0, 1.0, 0.0], [0.5, 0.0, -0.0, 1.0], [1.0, 2.0, 3.0, 4.0], 0.0
    )
    curve, makers = traced_curve(network, (-1.0, 1.0))
    assert curve.x.tolist() == [-1.0, -0.5, 0.0, 1.0]
    assert [makers.of(j) for j in range(4)] == [(), ((0, 0),), ((0, 1), (0, 2)), ()]


@settings(deadline=None, max_examples=60)
@given(deep_networks(), st.data())
def test_the_reach_of_a_parameter_is_where_a_small_change_moves_the_curve(network, data) -> None:
    parameter = data.draw(st.sampled_from(list(network.parameters())))
    curve = exact_curve(network, DOMAIN)
    assume(np.diff(curve.x).min() > 1e-4)
    found = reach(network, parameter, DOMAIN)
    after = network.with_value(parameter, network.value(parameter) + 1e-7)
    change = compare(network, after, DOMAIN)
    for low, high in zip(curve.x, curve.x[1:], strict=False):
        inside = np.linspace(low, high, 9)[2:-2]
        moves = bool(np.abs(change.change(inside)).max() > 1e-13)
        within = any(a <= low and high <= b for a, b in found)
        assert moves == within


def test_the_reach_of_a_unit_that_nothing_hears_is_nothing() -> None:
    network = Network(
        [
            Layer([[1.0], [1.0]], [0.0, 0.5], "relu"),
            Layer([[1.0, 0.0]], [-0.5], "relu"),
            Layer([[1.0]], [0.0], "identity"),
        ]
    )
    assert reach(network, ParameterId(0, 1), (-1.0, 1.0)) == ()
    assert reach(network, ParameterId(0, 0), (-1.0, 1.0)) == ((0.5, 1.0),)
    assert reach(network, ParameterId(2, 0), (-1.0, 1.0)) == ((-1.0, 1.0),)
