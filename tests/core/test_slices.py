"""Slices: a network along one of its inputs, exact where that can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import any_networks, deep_networks

from reluviz.core.network import Layer, Network
from reluviz.core.slices import slice_along, slice_network, slope_along, slopes_along

numbers = st.floats(-3, 3)
points = st.tuples(numbers, numbers, numbers)


def along(network: Network, axis: int, point: tuple[float, ...], x: np.ndarray) -> np.ndarray:
    """All outputs for values of one input, the others held."""
    table = np.tile(np.array(point), (len(x), 1))
    table[:, axis] = x
    return network(table).reshape(len(x), -1)


@given(any_networks(3, 2), points, st.integers(0, 2), st.integers(0, 1))
def test_slice_network_is_the_network_along_the_axis(
    network: Network, point: tuple[float, ...], axis: int, output: int
) -> None:
    line = slice_network(network, axis, point, output)
    assert (line.n_inputs, line.n_outputs) == (1, 1)
    x = np.linspace(-2, 2, 9)
    sums = np.abs(line.layers[0].sums(x[:, np.newaxis]))
    if sums.min() > 1e-9:  # a step may fall to either side by rounding
        expected = along(network, axis, point, x)[:, output]
        steps = {layer.activation for layer in network.layers[1:]} & {"step"}
        if not steps:
            assert np.allclose(line(x), expected, rtol=0, atol=1e-9)


@given(deep_networks(3, 2), points, st.integers(0, 2), st.integers(0, 1))
def test_exact_where_piecewise_linear(
    network: Network, point: tuple[float, ...], axis: int, output: int
) -> None:
    found = slice_along(network, axis, point, (-2, 2), output)
    assert found.is_exact
    assert found.x[0] == -2
    assert found.x[-1] == 2
    x = np.linspace(-2, 2, 501)
    expected = along(network, axis, point, x)[:, output]
    assert np.allclose(np.interp(x, found.x, found.y), expected, rtol=0, atol=1e-8)


@settings(max_examples=40)
@given(any_networks(2, 1), st.tuples(numbers, numbers))
def test_samples_are_values_of_the_network(network: Network, point: tuple[float, ...]) -> None:
    found = slice_along(network, 1, point, (-2, 2))
    assert np.all(np.diff(found.x) > 0)
    assert len(found.x) <= 6_600
    kinds = {layer.activation for layer in network.layers}
    assert found.is_exact == (not kinds & {"step", "sigmoid", "tanh"})
    if "step" in kinds:
        assert np.array_equal(found.y, slice_network(network, 1, point)(found.x))
        return
    x = np.linspace(-2, 2, 2_001)
    expected = along(network, 1, point, x)[:, 0]
    height = np.ptp(expected) or 1.0
    assert np.max(np.abs(np.interp(x, found.x, found.y) - expected)) <= 2e-3 * height + 1e-9


def test_samples_are_near_one_another_where_it_jumps() -> None:
    found = slice_along(Network([Layer([[1.0, 2.0]], [0.1], "step")]), 0, (9.0, 0.2), (-2, 2))
    at = int(np.flatnonzero(np.diff(found.y))[0])
    assert found.y.tolist() == [0.0] * (at + 1) + [1.0] * (len(found.y) - at - 1)
    assert found.x[at] <= -0.5 <= found.x[at + 1]
    assert found.x[at + 1] - found.x[at] < 1e-5


@pytest.mark.parametrize("kind", ["step", "sigmoid"])
def test_a_narrow_pulse_is_not_overlooked(kind: str) -> None:
    steep = 1 if kind == "step" else 1e6
    network = Network(
        [
            Layer([[steep], [-steep]], [-0.1234 * steep, 0.1235 * steep], kind),
            Layer([[1, 1]], [-1], "identity"),
        ]
    )
    found = slice_along(network, 0, (0.0,), (-2, 2))
    assert found.y.max() == pytest.approx(1)
    area = np.sum((found.y[1:] + found.y[:-1]) * np.diff(found.x)) / 2
    assert area == pytest.approx(1e-4, rel=0.05)


def test_a_curve_has_few_samples_where_it_is_straight() -> None:
    found = slice_along(Network([Layer([[30.0]], [0.0], "sigmoid")]), 0, (0.0,), (-1, 1))
    middle = np.abs(found.x) < 0.2
    assert middle.sum() > 2 * 0.2 * len(found.x)
    assert np.max(np.abs(found.y - 1 / (1 + np.exp(-30 * found.x)))) < 1e-12


@given(any_networks(3, 2), points, st.integers(0, 2), st.integers(0, 1))
def test_slope_against_differences(
    network: Network, point: tuple[float, ...], axis: int, output: int
) -> None:
    step = 1e-5
    x = point[axis] + step * np.array([-1.0, -0.5, 0.5, 1.0])
    y = along(network, axis, point, x)[:, output]
    slopes = (y[3] - y[0]) / (2 * step), (y[2] - y[1]) / step
    if abs(slopes[0] - slopes[1]) > 1e-6:  # a kink or a jump is near
        return
    found = slope_along(network, axis, point, output)
    assert found == pytest.approx(slopes[1], rel=1e-4, abs=1e-5)


def test_slope_on_a_kink_is_the_one_from_the_left() -> None:
    relu = Network([Layer([[2.0]], [0.0], "relu")])
    assert [slope_along(relu, 0, [x]) for x in (-1, 0, 1)] == [0, 0, 2]


@given(any_networks(n_inputs=2, n_outputs=2), st.integers(0, 1), st.integers(0, 1))
def test_slopes_at_many_places_are_those_at_each(network, axis, output):
    x, held = np.linspace(-2, 2, 9), [0.3, -0.4]
    found = slopes_along(network, axis, held, x, output)
    for place, slope in zip(x, found, strict=True):
        point = list(held)
        point[axis] = place
        assert slope == pytest.approx(
            slope_along(network, axis, point, output), rel=1e-9, abs=1e-12
        )
