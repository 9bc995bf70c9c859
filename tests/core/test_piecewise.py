from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import deep_networks, points, shallow_networks

from reluviz.core.construct import largest_term
from reluviz.core.network import Layer, Network
from reluviz.core.piecewise import PiecewiseLinear, check_domain, exact_curve

PROBES = np.linspace(-7, 9, 10_000)


def rational_value(network: Network, x: float) -> Fraction:
    """A shallow network in exact arithmetic."""
    rays = zip(network.v.tolist(), network.b.tolist(), network.w.tolist(), strict=True)
    total = Fraction(network.b0)
    for v, b, w in rays:
        total += Fraction(w) * max(Fraction(0), Fraction(b) + Fraction(v) * Fraction(x))
    return total


@given(shallow_networks())
@settings(deadline=None, max_examples=150)
def test_the_exact_curve_is_the_forward_pass(network: Network) -> None:
    domain = (-7.0, 9.0)
    curve = exact_curve(network, domain)
    tolerance = 1e-12 * largest_term(network, domain)
    assert curve.domain == domain
    np.testing.assert_allclose(curve.y, network(curve.x), rtol=0, atol=tolerance)
    np.testing.assert_allclose(curve(PROBES), network(PROBES), rtol=0, atol=tolerance)


@given(shallow_networks(most=5))
@settings(deadline=None, max_examples=50)
def test_the_joints_are_right_in_exact_arithmetic(network: Network) -> None:
    curve = exact_curve(network, (-7.0, 9.0))
    tolerance = 1e-12 * largest_term(network, (-7.0, 9.0))
    for x, y in zip(curve.x.tolist(), curve.y.tolist(), strict=True):
        assert abs(float(rational_value(network, x)) - y) <= tolerance
    kinks = {k for k in network.kinks.tolist() if -7 < k < 9}
    assert set(curve.x.tolist()) == kinks | {-7.0, 9.0}


@given(deep_networks())
@settings(deadline=None, max_examples=100)
def test_the_exact_curve_of_a_deep_network_is_its_forward_pass(network: Network) -> None:
    curve = exact_curve(network, (-3.0, 3.0))
    x = np.linspace(-3, 3, 10_000)
    scale = max(1.0, float(np.abs(curve.y).max()))
    np.testing.assert_allclose(curve(x), network(x), rtol=0, atol=1e-11 * scale)
    np.testing.assert_allclose(curve.y, network(curve.x), rtol=0, atol=1e-11 * scale)


@given(shallow_networks())
@settings(deadline=None, max_examples=50)
def test_the_two_ways_to_a_curve_agree(network: Network) -> None:
    same = Network([*network.layers, Layer([[1]], [0], "identity")])
    shallow, deep = exact_curve(network, (-7.0, 9.0)), exact_curve(same, (-7.0, 9.0))
    tolerance = 1e-11 * max(1.0, largest_term(network, (-7.0, 9.0)))
    np.testing.assert_allclose(deep(PROBES), shallow(PROBES), rtol=0, atol=tolerance)


def test_a_kink_on_the_left_end_is_active_to_its_right() -> None:
    network = Network.from_rays([3, -7], [3 * 0.1, -7 * 0.1], [1, 100], 0)
    curve = exact_curve(network, (-0.1, 1.0))
    assert curve.x.tolist() == [-0.1, 1.0]
    assert curve.slopes[0] == pytest.approx(3)


def test_ten_thousand_units_are_as_exact_as_three() -> None:
    rng = np.random.default_rng(3)
    network = Network.from_rays(
        rng.normal(size=10_000), rng.normal(size=10_000), rng.normal(size=10_000) / 100, 0.5
    )
    x = np.linspace(-2, 2, 500)
    difference = np.abs(exact_curve(network, (-2, 2))(x) - network(x)).max()
    assert difference <= 1e-12 * np.abs(network(x)).max()


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (Layer([[1]], [0], "tanh"), "curved"),
        (Layer([[1]], [0], "sigmoid"), "curved"),
        (Layer([[1]], [0], "step"), "a jump"),
        (Layer([[1, 2]], [0], "relu"), "one input"),
        (Layer([[1], [2]], [0, 0], "relu"), "one output"),
    ],
)
def test_networks_without_an_exact_curve_are_refused(layer: Layer, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        exact_curve(Network([layer]))


@given(points(), points())
@settings(deadline=None, max_examples=60)
def test_arithmetic_is_pointwise(first_points, second_points) -> None:
    f, g = (PiecewiseLinear(*np.array(sorted(p)).T) for p in (first_points, second_points))
    low, high = max(f.x[0], g.x[0]), min(f.x[-1], g.x[-1])
    if not low < high:
        with pytest.raises(ValueError, match="in common"):
            f + g
        return
    x = np.linspace(low, high, 300)
    np.testing.assert_allclose((f + g)(x), f(x) + g(x), atol=1e-9)
    np.testing.assert_allclose((f - g)(x), f(x) - g(x), atol=1e-9)
    np.testing.assert_allclose(f.scaled(-3)(x), -3 * f(x), atol=1e-9)
    np.testing.assert_allclose(f.relu()(x), np.maximum(0, f(x)), atol=1e-9)
    np.testing.assert_allclose(f.restricted((low, high))(x), f(x), atol=1e-9)


@given(points())
@settings(deadline=None, max_examples=60)
def test_the_mean_square_is_the_integral(some_points) -> None:
    f = PiecewiseLinear(*np.array(sorted(some_points)).T)
    total = Fraction(0)
    xs, ys = [Fraction(x) for x in f.x.tolist()], [Fraction(y) for y in f.y.tolist()]
    for k in range(len(xs) - 1):
        middle = (ys[k] + ys[k + 1]) / 2  # Simpson's rule is exact for a parabola
        total += (xs[k + 1] - xs[k]) * (ys[k] ** 2 + 4 * middle**2 + ys[k + 1] ** 2) / 6
    assert f.mean_square() == pytest.approx(float(total / (xs[-1] - xs[0])), rel=1e-9, abs=1e-12)
    at, largest = f.largest()
    assert abs(largest) == np.abs(f.y).max()
    assert float(f(at)) == largest


@pytest.mark.parametrize("size", [1e-150, 1e-9, 1e150, 1.7e308])
def test_the_mean_square_of_values_of_any_size(size: float) -> None:
    f = PiecewiseLinear([0, 1e100], [-size, size])
    assert f.mean_square() == pytest.approx(size * size / 3)
    assert PiecewiseLinear([0, 1], [0, 0]).mean_square() == 0


def test_outside_its_interval_there_is_no_value() -> None:
    f = PiecewiseLinear([0, 1], [0, 1])
    assert np.isnan(f([-0.1, 1.1])).all()
    assert f(0.25) == 0.25


def test_support_joins_segments_that_touch() -> None:
    f = PiecewiseLinear([0, 1, 2, 3, 4, 5, 6], [0, 0, 1, 0, 0, 0, 2])
    assert f.support() == ((1.0, 3.0), (5.0, 6.0))
    assert f.support(5) == ()


@pytest.mark.parametrize(
    ("x", "y"),
    [([0], [0]), ([0, 0], [1, 2]), ([1, 0], [1, 2]), ([0, 1], [1]), ([[0, 1]], [[1, 2]])],
)
def test_wrong_joints_are_refused(x, y) -> None:
    with pytest.raises(ValueError, match="joints"):
        PiecewiseLinear(x, y)


@pytest.mark.parametrize(
    "domain",
    [(1, 1), (2, 1), (np.nan, 1), (0, np.inf), (0,), ("a", 1), None, (0, 1e200), (1, 1 + 1e-15)],
)
def test_wrong_domains_are_refused(domain) -> None:
    with pytest.raises(ValueError, match="domain"):
        check_domain(domain)


@given(st.floats(-1e6, 1e6), st.floats(1e-2, 1e6))
@settings(deadline=None, max_examples=30)
def test_good_domains_come_back_as_floats(low: float, width: float) -> None:
    assert check_domain((np.float64(low), low + width)) == (low, low + width)
