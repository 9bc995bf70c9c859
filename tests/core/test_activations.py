"""The table of activations: what it says of each is so, and all that is computed holds for it.

One activation is invented here and is in no place but the table: it must do for everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import BENT, invented

from reluviz.core.activation_facts import flat_text, range_text, slope_text
from reluviz.core.activations import (
    ACTIVATIONS,
    find_activation,
    leaky_relu,
    piecewise_linear,
)
from reluviz.core.formula import formula
from reluviz.core.gradients import loss_and_gradient
from reluviz.core.influence import derivative
from reluviz.core.network import Layer, Network
from reluviz.core.perturb import flat_values, from_flat
from reluviz.core.piecewise import exact_curve
from reluviz.core.regions import regions
from reluviz.core.slices import slice_along, slopes_along
from reluviz.core.train_settings import TrainSettings
from reluviz.core.training import Training

NEW = (
    *(one.name for one in ACTIVATIONS.values() if one.is_piecewise_linear and one.kinks),
    *("leaky_relu(-0.5)", "leaky_relu(3.0)", "bent"),
)
DOMAIN, BOX = (-2.0, 3.0), ((-2.0, 3.0), (-1.5, 1.0))


@pytest.fixture(autouse=True, scope="module")
def _invented() -> Iterator[None]:
    with invented():
        yield


@st.composite
def networks(draw: st.DrawFn, n_inputs: int = 1, deepest: int = 3) -> Network:
    """Layers of new activations; large numbers, so that all pieces are reached."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = [n_inputs, *draw(st.lists(st.integers(1, 5), min_size=1, max_size=deepest)), 1]
    kinds = st.sampled_from([*NEW, "identity"])
    return Network(
        [
            Layer(3 * rng.normal(size=(n_out, n_in)), 3 * rng.normal(size=n_out), draw(kinds))
            for n_in, n_out in pairwise(sizes)
        ]
    )


def pieces_at(network: Network, inputs: np.ndarray) -> np.ndarray:
    """On which piece of its activation each unit is, shape (n, units)."""
    found = []
    for layer in network.layers:
        found.append(np.searchsorted(layer.kind.kinks, layer.sums(inputs)))
        inputs = layer(inputs)
    return np.hstack(found)


def nearest_kink(network: Network, inputs: np.ndarray) -> np.ndarray:
    """How far the nearest sum is from a kink, as a share of its size or of 1, shape (n,)."""
    nearest = np.full(len(inputs), inf)
    for layer in network.layers:
        sums = layer.sums(inputs)
        size = 1 + np.abs(inputs) @ np.abs(layer.weights).T + np.abs(layer.bias)
        for kink in layer.kind.kinks:
            nearest = np.minimum(nearest, (np.abs(sums - kink) / size).min(axis=1))
        inputs = layer(inputs)
    return nearest


# What the table says


@pytest.mark.parametrize("name", [*ACTIVATIONS, *NEW])
def test_what_the_table_says_is_so(name: str) -> None:
    one = find_activation(name)
    s = np.linspace(-9, 9, 7_201) + 1e-4
    values = one.function(s)
    assert one.name == name
    assert one.low <= values.min()
    assert values.max() <= one.high
    if one.slopes is not None:
        slopes = np.diff(values) / np.diff(s)
        piece = np.searchsorted(one.kinks, s)
        is_whole = piece[1:] == piece[:-1]
        expected = np.array(one.slopes)[piece]
        np.testing.assert_allclose(slopes[is_whole], expected[:-1][is_whole], atol=1e-9)
        np.testing.assert_allclose(one.derivative(s), expected)
        steps = np.abs(np.diff(values))[~is_whole]
        assert one.jumps == bool(np.any(steps > 0.1))
    changes = np.flatnonzero((values[1:] > 0.5) != (values[:-1] > 0.5))
    assert len(one.half_at) == len(changes)
    for half, k in zip(one.half_at, changes, strict=True):
        assert s[k] <= half <= s[k + 1]
        if not one.jumps:
            assert one.function(np.array([half]))[0] == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize("name", [*ACTIVATIONS, *NEW])
def test_the_formula_is_the_function_also_of_a_written_sum(name: str) -> None:
    one, x = find_activation(name), np.linspace(-9, 9, 1_801) + 1e-4
    np.testing.assert_allclose(formula(one.written("x"))(x), one.function(x), atol=1e-12)
    twice = f"3*({one.written('2*x - 1')}) - 4"
    np.testing.assert_allclose(formula(twice)(x), 3 * one.function(2 * x - 1) - 4, atol=1e-11)


def test_brackets_only_where_a_written_sum_needs_them() -> None:
    written = {name: one.written("2*x - 1") for name, one in ACTIVATIONS.items()}
    assert written == {
        "step": "1 if (2*x - 1) > 0 else 0",
        "sigmoid": "1 / (1 + exp(-(2*x - 1)))",
        "tanh": "2 / (1 + exp(-2*(2*x - 1))) - 1",
        "relu": "max(0, 2*x - 1)",
        "leaky_relu": "max(2*x - 1, 0.01*(2*x - 1))",
        "relu6": "min(max(0, 2*x - 1), 6)",
        "hard_tanh": "min(max(-1, 2*x - 1), 1)",
        "abs": "abs(2*x - 1)",
        "identity": "2*x - 1",
        "bent": "min(2 + (2*x - 1), max(0.5*(2*x - 1), 2*(2*x - 1) - 1))",
    }


@pytest.mark.parametrize(
    ("name", "off", "on"),
    [
        ("relu", [-3, 0], [1e-9, 4]),
        ("step", [-3, 0], [1e-9]),
        ("relu6", [-3, 0], [3, 6, 9]),
        ("hard_tanh", [], [-3, 0, 3]),
        ("leaky_relu", [], [-3, 0, 3]),
        ("abs", [], [-1, 0, 1]),
        ("identity", [], [-1, 0, 1]),
        ("sigmoid", [], [-900, -3, 0]),
    ],
)
def test_a_unit_is_off_where_a_whole_piece_is_zero(
    name: str, off: list[float], on: list[float]
) -> None:
    is_off = find_activation(name).is_off
    assert all(map(is_off, off))
    assert not any(map(is_off, on))


def test_a_leak_is_a_part_of_the_name() -> None:
    tenth = find_activation("leaky_relu(0.1)")
    assert (tenth.name, tenth.kind) == ("leaky_relu(0.1)", "leaky_relu")
    assert tenth.title == "leaky ReLU 0.1"
    assert tenth.function(np.array([-2.0, 3.0])).tolist() == [-0.2, 3]
    assert tenth.formula == "max(s, 0.1*s)"
    assert find_activation("leaky_relu( .10 )").name == "leaky_relu(0.1)"
    assert find_activation("leaky_relu(0.01)").name == leaky_relu().name == "leaky_relu"
    assert leaky_relu(-1).half_at == (-0.5, 0.5)
    layer = Layer([[1]], [0], "leaky_relu(1e-1)")
    assert layer == Layer([[1]], [0], "leaky_relu(0.1)")
    assert layer != Layer([[1]], [0], "leaky_relu")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("leaky_relu(a)", "the leak of leaky_relu is a number of at most 1e6 in size, not 'a'"),
        ("leaky_relu(nan)", "not 'nan'"),
        ("leaky_relu(1e9)", "not '1e9'"),
        ("leaky_relu()", "there is no activation 'leaky_relu()'"),
        ("relu(2)", "there is no activation 'relu(2)'; use one of step, sigmoid"),
        ("Relu", "there is no activation 'Relu'"),
        (3, "there is no activation 3"),
        (["relu"], "there is no activation ['relu']"),
    ],
)
def test_what_is_no_activation_is_refused_in_words(name: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        find_activation(name)


def test_what_is_said_of_an_invented_one() -> None:
    assert range_text(BENT) == "any number"
    assert slope_text(BENT) == "0.5"
    assert flat_text(BENT) == "flat nowhere"
    stair = piecewise_linear(
        *("stair", "stair", "s", lambda s: np.clip(s, 1, 2) + np.maximum(s - 3, 0)),
        *((1.0, 2.0, 3.0), (0.0, 1.0, 0.0, 1.0)),
    )
    assert range_text(stair) == "1 and up"
    assert flat_text(stair) == "flat below 1, from 2 to 3"
    assert stair.half_at == ()


# What is computed


@settings(deadline=None)
@given(networks())
def test_the_exact_curve_is_the_network_and_its_joints_are_the_kinks(network: Network) -> None:
    curve = exact_curve(network, DOMAIN)
    x = np.linspace(*DOMAIN, 4_001)
    size = np.abs(curve.y).max() + 1
    assert np.abs(curve(x) - network(x)).max() <= 1e-12 * size
    assert np.abs(curve.y - network(curve.x)).max() <= 1e-12 * size
    inner = curve.x[1:-1, np.newaxis]
    assert np.all(nearest_kink(network, inner) <= 1e-12)  # none is invented
    widths = np.diff(curve.x)
    left, right = (
        pieces_at(network, (curve.x[:-1] + share * widths)[:, np.newaxis]) for share in (0.1, 0.9)
    )
    is_wide = widths > 1e-9
    assert np.array_equal(left[is_wide], right[is_wide])  # none is missed


def test_a_unit_has_as_many_joints_as_kinks() -> None:
    def joints(kind: str) -> list[float]:
        layers = [Layer([[2.0]], [1.0], kind), Layer([[-1.0]], [0.5], "identity")]
        found: list[float] = exact_curve(Network(layers), (-5, 5)).x[1:-1].tolist()
        return found

    assert joints("relu6") == [-0.5, 2.5]
    assert joints("hard_tanh") == [-1, 0]
    assert joints("abs") == joints("leaky_relu") == [-0.5]
    assert joints("bent") == pytest.approx([-2.5, -1 / 6, 1])


@settings(deadline=None, max_examples=40)
@given(networks(2, 2))
def test_regions_fill_the_box_and_all_units_stay_on_one_piece_in_each(network: Network) -> None:
    found = regions(network, BOX)
    assert found.areas.min() > 0
    assert found.areas.sum() == pytest.approx(12.5, rel=1e-9)
    hidden = Network(network.layers[:-1])
    middles = np.repeat(found.middles, np.diff(found.offsets), axis=0)
    towards = middles + 0.9 * (found.corners - middles)
    is_wide = np.repeat(found.areas > 1e-9, np.diff(found.offsets))
    same = pieces_at(hidden, towards) == pieces_at(hidden, middles)
    assert np.all(same[is_wide])
    first = found.edge_layer >= 0
    middle_of_edge = found.points[found.ends[first]].mean(axis=1)
    assert np.all(nearest_kink(hidden, middle_of_edge) <= 1e-9)  # none is invented


def test_a_jump_between_slopes_has_no_curve_and_no_regions_and_that_is_said() -> None:
    saw = replace(BENT, name="saw", jumps=True)
    ACTIVATIONS["saw"] = saw
    try:
        hidden = Layer([[1.0], [2.0]], [0.0, 0.0], "saw")
        last = Layer([[1.0, 1.0]], [0.0], "identity")
        with pytest.raises(ValueError, match="layer 1 has the activation saw, which is a jump"):
            exact_curve(Network([hidden, last]))
        hidden = Layer([[1.0, 0.0]], [0.0], "saw")
        with pytest.raises(ValueError, match="layer 1 has the activation saw, which jumps"):
            regions(Network([hidden, Layer([[1.0]], [0.0], "identity")]), BOX)
    finally:
        del ACTIVATIONS["saw"]


@settings(deadline=None, max_examples=30)
@given(networks(2, 3), st.integers(0, 2**31))
def test_gradients_are_those_of_finite_differences(network: Network, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(30, 2))
    x = x[nearest_kink(network, x) > 1e-4]
    y = rng.normal(size=len(x))
    if not len(x):
        return
    _, gradient = loss_and_gradient(network, x, y)
    given_values, h = flat_values(network), 1e-7
    for k in range(len(given_values)):
        losses = []
        for side in (h, -h):
            values = given_values.copy()
            values[k] += side
            losses.append(loss_and_gradient(from_flat(network, values), x, y)[0])
        slope = (losses[0] - losses[1]) / (2 * h)
        assert gradient[k] == pytest.approx(slope, rel=1e-4, abs=1e-6 * (1 + losses[0]) / h * 1e-6)


@pytest.mark.parametrize("name", NEW)
def test_slices_slopes_and_influence_know_it(name: str) -> None:
    layers = [Layer([[2.0], [-1.0]], [1.0, 0.5], name), Layer([[1.0, 0.7]], [0.2], name)]
    network, x, h = Network(layers), np.linspace(-1.9, 2.9, 97) + 0.0123, 1e-7
    found = slice_along(network, 0, (0.0,), DOMAIN)
    assert found.is_exact
    expected = (network(x + h) - network(x - h)) / (2 * h)
    np.testing.assert_allclose(slopes_along(network, 0, (0.0,), x), expected, atol=1e-6)
    parameter = network.parameter("b1.1")
    moved = network.with_value(parameter, network.value(parameter) + h)
    back = network.with_value(parameter, network.value(parameter) - h)
    expected = (moved(x) - back(x)) / (2 * h)
    assert [derivative(network, parameter, at) for at in x] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", NEW)
def test_a_sampled_slice_does_not_overlook_a_narrow_ramp(name: str) -> None:
    ramp = Network([Layer([[1e4]], [-3.3e3], name), Layer([[1.0]], [0.0], "tanh")])
    found = slice_along(ramp, 0, (0.0,), DOMAIN)
    kinks = (np.array(find_activation(name).kinks) + 3.3e3) / 1e4
    assert not found.is_exact
    assert set(kinks) <= set(found.x.tolist())


@pytest.mark.parametrize("name", NEW)
def test_training_lowers_the_error(name: str) -> None:
    rng = np.random.default_rng(3)
    layers = [Layer(rng.normal(size=(6, 1)), rng.normal(size=6), name)]
    network = Network([*layers, Layer(rng.normal(size=(1, 6)) / 3, [0.0], "identity")])
    x = np.linspace(-1, 1, 41)
    y = np.abs(x) - 0.4
    training = Training(network, x, y, TrainSettings("adam", 0.01, None, 800))
    before = loss_and_gradient(network, x, y)[0]
    training.advance(800)
    assert loss_and_gradient(training.network, x, y)[0] < before / 20
