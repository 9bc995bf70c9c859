"""Networks of any depth, exactly: against rational arithmetic and finite differences."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.anatomy import segments
from reluviz.core.depth import flatten, joints, prune, unit_curves
from reluviz.core.influence import derivative, influence
from reluviz.core.initial import initial_layers
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.piecewise import TooManyPieces, exact_curve
from reluviz.core.sensitivity import influence_map

DOMAIN = (-1.0, 1.0)


def deep(seed: int, sizes: list[int], whole: bool, bias: float = 1.0) -> Network:
    """Hidden layers of ReLUs; with small whole numbers much coincides, or is zero."""
    random = np.random.default_rng(seed)

    def numbers(*shape: int) -> np.ndarray:
        return random.integers(-2, 3, shape) * 1.0 if whole else random.normal(size=shape)

    layers = [Layer(numbers(b, a), numbers(b) * bias, "relu") for a, b in pairwise([1, *sizes])]
    return Network([*layers, Layer(numbers(1, sizes[-1]), numbers(1), "identity")])


small = st.builds(
    deep,
    st.integers(0, 10**6),
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.just(True),
    st.sampled_from([0.0, 1.0]),
)
any_size = st.builds(
    deep,
    st.integers(0, 10**6),
    st.lists(st.integers(1, 12), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from([0.0, 0.3, 1.0]),
)


def sawtooth(layers: int) -> Network:
    """Two units a layer, and 2^layers segments on 0 to 1."""
    hidden = [Layer([[2.0], [2.0]], [0.0, -1.0], "relu")]
    hidden += [Layer([[2.0, -4.0], [2.0, -4.0]], [0.0, -1.0], "relu")] * (layers - 1)
    return Network([*hidden, Layer([[1.0, -2.0]], [0.0], "identity")])


def largest_sum(network: Network, x: np.ndarray) -> float:
    values, largest = np.abs(x)[:, np.newaxis], 1.0
    for layer in network.layers:
        values = values @ np.abs(layer.weights).T + np.abs(layer.bias)
        largest = max(largest, float(values.max()))
    return largest


# An independent exact method: rational arithmetic, one unit after the other


def rational_joints(network: Network) -> dict[Fraction, set[tuple[int, int]]]:
    """The places inside the domain at which the sum of a unit passes zero, and those units."""
    places = [Fraction(-1), Fraction(1)]
    found: dict[Fraction, set[tuple[int, int]]] = {}
    for index, layer in enumerate(network.layers[:-1]):
        before = Network(network.layers[:index]) if index else None
        new: list[Fraction] = []
        for unit in range(layer.n_units):

            def sum_at(x: Fraction, unit: int = unit, layer=layer, before=before) -> Fraction:
                values = [x] if before is None else forward(before, x)
                weights = map(Fraction, layer.weights[unit].tolist())
                products = [w * v for w, v in zip(weights, values, strict=True)]
                return sum(products, Fraction(layer.bias[unit].item()))

            sums = [sum_at(x) for x in places]
            for (a, p), (b, q) in pairwise(zip(places, sums, strict=True)):
                if p * q < 0:
                    x = a + (b - a) * p / (p - q)
                    new.append(x)
                    found.setdefault(x, set()).add((index, unit))
            for k in range(1, len(places) - 1):
                if sums[k] == 0 and sums[k - 1] * sums[k + 1] < 0:
                    found.setdefault(places[k], set()).add((index, unit))
        places = sorted({*places, *new})
    return found


def forward(network: Network, x: Fraction) -> list[Fraction]:
    values = [x]
    for layer in network.layers:
        sums = [
            sum(
                (Fraction(w) * v for w, v in zip(row, values, strict=True)),
                Fraction(bias),
            )
            for row, bias in zip(layer.weights.tolist(), layer.bias.tolist(), strict=True)
        ]
        values = [max(s, Fraction(0)) if layer.activation == "relu" else s for s in sums]
    return values


@settings(max_examples=60)
@given(small)
def test_no_joint_is_missed_and_none_invented(network: Network) -> None:
    expected = {x: units for x, units in rational_joints(network).items() if abs(x) < 1}
    found = joints(network, DOMAIN)
    places = sorted(expected)
    assert found.x[1:-1] == pytest.approx([float(x) for x in places], abs=1e-12)
    assert [set(units) for units in found.makers[1:-1]] == [expected[x] for x in places]
    assert found.makers[0] == found.makers[-1] == ()


@settings(max_examples=60)
@given(any_size)
def test_joints_lie_on_the_forward_pass(network: Network) -> None:
    found = joints(network, DOMAIN)
    x = np.linspace(*DOMAIN, 301)
    size = largest_sum(network, x)
    np.testing.assert_allclose(found.z, network(found.x), rtol=0, atol=1e-12 * size)
    np.testing.assert_allclose(found.curve(x), network(x), rtol=0, atol=1e-12 * size)


def test_zero_biases_make_one_joint() -> None:
    for seed in range(5):
        network = initial_layers([1, 100, 100, 1], ["relu", "relu", "identity"], "he", seed)
        layers = [Layer(one.weights, 0 * one.bias, one.activation) for one in network.layers]
        assert len(joints(Network(layers), DOMAIN)) == 3


@settings(max_examples=40)
@given(any_size)
def test_units_have_curves_of_their_own(network: Network) -> None:
    x = np.linspace(*DOMAIN, 101)
    for layer in range(len(network.layers)):
        part = Network(network.layers[: layer + 1])
        curves = unit_curves(network, DOMAIN, layer)
        expected = part(x).reshape(len(x), -1)
        assert len(curves) == expected.shape[1]
        for unit, curve in enumerate(curves):
            size = largest_sum(part, x)
            np.testing.assert_allclose(curve(x), expected[:, unit], rtol=0, atol=1e-12 * size)
    with pytest.raises(ValueError, match="there is no layer 9"):
        unit_curves(network, DOMAIN, 9)


def test_units_before_a_curved_activation_have_curves() -> None:
    network = Network(
        [Layer([[1.0]], [0.0], "relu"), Layer([[2.0]], [1.0], "sigmoid")],
    )
    [curve] = unit_curves(network, DOMAIN, 1, as_sums=True)
    assert curve([-1, 0, 1]).tolist() == [1, 1, 3]
    with pytest.raises(ValueError, match="curved"):
        unit_curves(network, DOMAIN, 1)


@settings(max_examples=60)
@given(any_size)
def test_flat_and_pruned_networks_have_the_same_curve(network: Network) -> None:
    x = np.linspace(*DOMAIN, 501)
    size = largest_sum(network, x)
    flat, pruned = flatten(network, DOMAIN), prune(network, DOMAIN)
    assert flat.is_shallow
    assert flat.n_units <= len(exact_curve(network, DOMAIN)) - 1
    assert pruned.n_parameters <= network.n_parameters
    for other in (flat, pruned):
        np.testing.assert_allclose(other(x), network(x), rtol=0, atol=1e-12 * size)


def test_what_is_pruned() -> None:
    hidden = Layer([[1.0], [2.0], [1.0], [-1.0], [3.0]], [2.0, 4.0, -5.0, 0.5, -0.3], "relu")
    second = Layer([[1.0, 1, 1, 1, 1], [2.0, 2, 2, 2, 2]], [1.0, 1.0], "relu")
    network = Network([hidden, second, Layer([[1.0, 1.0]], [0.0], "identity")])
    pruned = prune(network, DOMAIN)
    # Unit 3 is off, units 1 and 2 are on everywhere, and so is all of the second layer.
    assert [layer.n_units for layer in pruned.layers] == [3, 1]
    x = np.linspace(*DOMAIN, 101)
    np.testing.assert_allclose(pruned(x), network(x), atol=1e-13)
    equal = Network.from_rays([1, 2, 1], [0, 0, -0.5], [1, 1, 1], 0)
    assert prune(equal, DOMAIN).w.tolist() == [3, 1]


def test_segments_name_the_units_that_are_on() -> None:
    network = sawtooth(2)
    found = segments(network, (0.0, 1.0))
    assert [one.active_units for one in found] == [
        ((0, 0), (1, 0)),
        ((0, 0), (1, 0), (1, 1)),
        ((0, 0), (0, 1), (1, 0), (1, 1)),
        ((0, 0), (0, 1), (1, 0)),
    ]
    assert [one.slope for one in found] == [4, -4, 4, -4]
    assert [one.intercept for one in found] == [0, 2, -2, 4]


def test_depth_doubles_and_stops_in_time() -> None:
    assert len(exact_curve(sawtooth(12), (0.0, 1.0))) == 4097
    for ask in (exact_curve, joints, segments, flatten, influence_map):
        with pytest.raises(TooManyPieces, match="more than 1,000 segments"):
            ask(sawtooth(40), (0.0, 1.0), most=1000)
    with pytest.raises(TooManyPieces, match="1,000,000"):
        exact_curve(sawtooth(40), (0.0, 1.0))


@settings(max_examples=30)
@given(any_size, st.data())
def test_the_influence_map_is_the_derivative_and_its_integral(
    network: Network, data: st.DataObject
) -> None:
    found = influence_map(network, DOMAIN)
    row = data.draw(st.integers(0, network.n_parameters - 1))
    parameter = found.parameter(row)
    assert found.row(parameter) == row
    curve = exact_curve(network, DOMAIN)
    middles = (curve.x[:-1] + curve.x[1:]) / 2
    expected = [abs(derivative(network, parameter, float(x))) for x in middles]
    size = largest_sum(network, middles)
    np.testing.assert_allclose(found(middles, [row])[0], expected, rtol=0, atol=1e-9 * size)
    # Simpson's rule on each segment, cut where the straight factor changes its sign.
    total = 0.0
    for a, b in pairwise(curve.x):
        for c, d in pairwise(np.linspace(a, b, 401)):
            inside = np.array([c + 1e-3 * (d - c), (c + d) / 2, d - 1e-3 * (d - c)])
            total += float(found(inside, [row])[0] @ [1, 4, 1]) * (d - c) / 6
        if b - a < 2 / 300:
            continue
        if len(curve) > 30:
            return  # the others are checked by their values alone
    assert found.totals[row] == pytest.approx(total, rel=2e-5, abs=1e-9 * size)
    assert found.peaks[row] >= found(middles, [row]).max() - 1e-9 * size
    assert 0 <= found.shares[row] <= 1 + 1e-12


def test_influence_through_depth_is_exact() -> None:
    network = sawtooth(2)
    moved = influence(network, "w2.1.1", 0.1, (0.0, 1.0))
    assert moved.is_exact
    x = np.linspace(0, 1, 501)
    parameter = network.parameter("w2.1.1")
    after = network.with_value(parameter, network.value(parameter) + 0.1)
    np.testing.assert_allclose(moved.change(x), after(x) - network(x), atol=1e-13)
    assert moved.largest == pytest.approx(np.abs(after(x) - network(x)).max(), abs=1e-3)


@settings(max_examples=25)
@given(any_size)
def test_moving_the_bias_of_a_maker_moves_its_joints_and_what_is_downstream(
    network: Network,
) -> None:
    found = joints(network, DOMAIN)
    for index in range(1, len(found) - 1):
        layer, unit = found.makers[index][0]
        bias = network.layers[layer].bias[unit]
        parameter = network.parameter(f"b{layer + 1}.{unit + 1}")
        after = joints(network.with_value(parameter, bias + 1e-7), DOMAIN)
        for k, makers in enumerate(found.makers):
            upstream = makers and all(one[0] <= layer and one != (layer, unit) for one in makers)
            if upstream:  # no way from there to here
                assert np.abs(after.x - found.x[k]).min() < 1e-15
        break


def test_values_that_are_too_large_are_said_without_a_warning() -> None:
    layers = [Layer([[1e99]], [0.0], "relu")] * 4
    network = Network([*layers, Layer([[1.0]], [0.0], "identity")])
    for ask in (exact_curve, joints, flatten):
        with pytest.raises(ValueError, match="too large for numbers of the machine"):
            ask(network)
