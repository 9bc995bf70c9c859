"""Training in scaled units: the maps are exact, and nothing of them is seen outside."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.history import History
from reluviz.core.network import Layer, Network
from reluviz.core.perturb import flat_values, from_flat
from reluviz.core.scaling import Array, Scaling, dead_reason, scaling_for
from reluviz.core.sweeps import train_many
from reluviz.core.train_settings import GENERAL_METHODS, TrainSettings
from reluviz.core.training import Training, train

RAY = Network.from_rays([1.0], [0.0], [0.0], 0.0)
YEARS = np.arange(1950.0, 2021.0)
WAVE = np.sin((YEARS - 1950) / 8)
T = np.linspace(0.0, 1.0, 60)

FAR = {
    "years": (YEARS, WAVE),
    "unix seconds": (1.5e9 + T * 86_400 * 30, np.sin(6 * T)),
    "nanometres": (T * 4e-9, 4 * T * T),
    "kelvin": (280 + 40 * T, np.sin(5 * T)),
    "incomes": (1e5 * T, 1e4 * T * T),
    "large offset": (T, 1000 + 1e-3 * np.sin(6 * T)),
}


def network_of(n_inputs: int, seed: int, *sizes: int, last: str = "identity") -> Network:
    random, layers = np.random.default_rng(seed), []
    for place, size in enumerate(sizes):
        kind = last if place == len(sizes) - 1 else "relu" if place % 2 else "tanh"
        layers.append(Layer(random.normal(size=(size, n_inputs)), random.normal(size=size), kind))
        n_inputs = size
    return Network(layers)


@pytest.mark.parametrize("name", FAR)
def test_data_far_from_0_are_learnt(name: str) -> None:
    x, y = FAR[name]
    training = Training(RAY, x, y, TrainSettings(init="he", units=10))
    assert np.all((training.network.kinks > x[0]) & (training.network.kinks < x[-1]))
    training.advance(2000)
    assert training.loss < 0.01 * np.var(y)
    # What is said of the network is true of it in the units of the data.
    error = training.network(x) - y
    assert np.mean(error**2) == pytest.approx(training.loss, rel=1e-6)
    assert np.max(np.abs(error)) == pytest.approx(training.largest_error(), rel=1e-6)
    assert training.note.startswith("Trained on ")


def test_years_with_the_default_settings() -> None:
    training = Training(RAY, YEARS, WAVE, TrainSettings(init="he", units=10))
    training.advance(2000)
    assert training.loss <= 0.0033
    assert training.note == (
        "Trained on (x - 1985) / 16, because x lies far from 0; shown in the data's own units"
    )


def test_without_scaling_the_reason_is_told() -> None:
    chosen = TrainSettings(init="he", units=6, scaling=False)
    training = Training(RAY, YEARS, WAVE, chosen)
    training.advance(2000)
    assert training.loss == pytest.approx(np.var(WAVE), rel=1e-3)
    assert training.note == (
        "Scaling is off, and x lies far from 0: steps do too little or too much; switch scaling on"
    )
    assert dead_reason(training.note).endswith("; scaling is off, and x lies far from 0")
    assert "another start or a smaller rate" in dead_reason("")


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.linspace(-1, 1, 9), np.linspace(0, 1, 9)),
        (np.linspace(0, 10, 9), np.zeros(9)),
        (np.arange(4.0), np.full(4, 7.0)),
        (np.array([3.0]), np.array([2.0])),
    ],
)
def test_ordinary_data_stay_as_they_are(x: Array, y: Array) -> None:
    assert scaling_for(RAY, x[:, np.newaxis], y[:, np.newaxis]) is None


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        (T * 1e5, T, "x spans 0 to 100000"),
        (T * 1e-6, T, "x spans 0 to 1e-06"),
        (T, T * 1e4, "y spans 0 to 10000"),
        (T, 1e6 + T, "y lies far from 0"),
        (T, np.full_like(T, 500.0), "y lies far from 0"),
    ],
)
def test_reasons(x: Array, y: Array, reason: str) -> None:
    scaling = scaling_for(RAY, x[:, np.newaxis], y[:, np.newaxis])
    assert scaling is not None
    assert scaling.reasons == (reason,)


def test_a_column_of_several_is_named() -> None:
    x = np.column_stack([T, 2000 + T, T * 1e6])
    scaling = scaling_for(network_of(3, 0, 2, 1), x, T[:, np.newaxis])
    assert scaling is not None
    assert "(x2 - 2000.5" in scaling.note
    assert "x2 lies far from 0 and x3 spans 0 to 1e+06" in scaling.note
    inner, _ = scaling.data(x, T[:, np.newaxis])
    np.testing.assert_array_equal(inner[:, 0], T)
    assert np.max(np.abs(inner)) < 3


def test_what_is_wrong_is_said_in_the_units_of_the_data() -> None:
    with pytest.raises(ValueError, match="from a lower to a higher x, not 5000 to 5000"):
        Training(RAY, [5000.0, 5000.0], [0.0, 1.0], TrainSettings(init="he"))


def test_rounding_that_is_seen_is_told() -> None:
    note = Training(RAY, 1e15 + np.arange(3.0), [0, 1, 0], TrainSettings()).note
    assert note.endswith("where rounding adds to the error: numbers nearer to 0 would avoid that")
    assert "rounding" not in Training(RAY, 1.5e9 + T, T, TrainSettings()).note


def test_y_stays_where_the_output_cannot_take_it_up() -> None:
    network = network_of(1, 0, 3, 1, last="sigmoid")
    scaling = scaling_for(network, YEARS[:, np.newaxis], 1e4 * WAVE[:, np.newaxis])
    assert scaling is not None
    assert scaling.y_scale == 1
    assert not scaling.y_shift.any()


@settings(deadline=None)
@given(
    n_inputs=st.integers(1, 3),
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    seed=st.integers(0, 1_000),
    centre=st.floats(-1e5, 1e5),
    exponents=st.tuples(st.integers(-30, 30), st.integers(-30, 30)),
)
def test_network_outside_is_the_scaled_one_between_the_maps(
    n_inputs: int, sizes: list[int], seed: int, centre: float, exponents: tuple[int, int]
) -> None:
    network, random = network_of(n_inputs, seed, *sizes), np.random.default_rng(seed)
    x_scale, y_scale = (2.0**exponent for exponent in exponents)
    scaling = Scaling(
        x_scale * centre * random.uniform(-1, 1, n_inputs),
        np.full(n_inputs, x_scale),
        y_scale * centre * random.uniform(-1, 1, sizes[-1]),
        y_scale,
        (),
    )
    outside = from_flat(network, scaling.outward(network, flat_values(network)))
    x = scaling.x_shift + x_scale * random.uniform(-2, 2, (20, n_inputs))
    inner, _ = scaling.data(x, np.zeros((20, sizes[-1])))
    wanted = network(inner).reshape(20, -1) * scaling.y_scale + scaling.y_shift
    # Rounding of a size that shift and scale bring about.
    tolerance = 1e-12 * y_scale * (1 + abs(centre))
    np.testing.assert_allclose(outside(x).reshape(20, -1), wanted, rtol=0, atol=tolerance)
    back = scaling.inward(network, flat_values(outside))
    np.testing.assert_allclose(back, flat_values(network), rtol=0, atol=1e-12 * (1 + abs(centre)))


@pytest.mark.parametrize("method", GENERAL_METHODS)
@pytest.mark.parametrize("batch", [None, 7])
@pytest.mark.parametrize(("x_unit", "y_unit", "shift"), [(64, 2**-20, 4096), (2**-9, 2**14, 0)])
def test_powers_of_two_and_shifts_change_nothing_but_the_numbers(
    method: str, batch: int | None, x_unit: float, y_unit: float, shift: float
) -> None:
    x = np.round(T * 64) + 1024
    y = np.round(64 * np.sin(5 * T)) + 1024
    chosen = TrainSettings(method, 0.02, batch, 60, 3, "he", 5)
    first = Training(RAY, x, y, chosen)
    other = Training(RAY, (x + shift) * x_unit, (y + shift) * y_unit, chosen)
    for _ in range(3):
        first.advance(20)
        other.advance(20)
        np.testing.assert_array_equal(first.state().rows, other.state().rows)
        assert other.loss == first.loss * y_unit**2
        assert other.largest_error() == first.largest_error() * y_unit


@pytest.mark.parametrize("method", GENERAL_METHODS)
@pytest.mark.parametrize(
    "network", [network_of(1, 4, 3, 1), network_of(2, 5, 4, 3, 2), network_of(2, 6, 1)]
)
def test_a_network_in_hand_goes_on_training(network: Network, method: str) -> None:
    x = 300 + 20 * np.random.default_rng(0).uniform(size=(50, network.n_inputs))
    y = np.tile(1e3 * x.sum(axis=1, keepdims=True), network.n_outputs)
    training = Training(network, x, y, TrainSettings(method, 1e-3, steps=50, seed=1))
    assert training.network == network  # to the bit
    before, start = training.loss, training.state()
    training.advance(50)
    assert training.loss < before
    error = training.network(x).reshape(y.shape) - y
    assert np.mean(error**2) == pytest.approx(training.loss, rel=1e-9)
    rows = training.state().rows
    training.restore(start)
    assert training.network == network
    training.advance(50)
    np.testing.assert_array_equal(training.state().rows, rows)


def test_large_shallow_networks_on_many_points_are_trained_alike() -> None:
    x = np.linspace(1e6, 1e6 + 4096, 20_000)  # by sums over the points
    y = 5e4 + 1e4 * np.sin(x / 700)
    training = Training(RAY, x, y, TrainSettings(init="he", units=40, steps=300))
    training.advance(300)
    assert training.loss < 0.1 * np.var(y)
    assert np.mean((training.network(x) - y) ** 2) == pytest.approx(training.loss, rel=1e-6)


def test_steps_and_history_are_in_the_units_of_the_data() -> None:
    start = Network.from_rays([0.05, -0.05], [-98.0, 99.5], [1.0, 1.0], 0.0)
    history = History()
    for step in train(start, YEARS, WAVE, steps=30):
        history.append(step)
        assert step.note
        assert np.mean((step.network(YEARS) - WAVE) ** 2) == pytest.approx(step.loss)
    _, kinks = history.kinks_over_time()
    np.testing.assert_allclose(kinks[0], start.kinks, rtol=0)
    assert np.all((kinks > 1950) & (kinks < 2020))
    for step in train(start, YEARS, WAVE, steps=1, scaling=False):
        assert step.note.startswith("Scaling is off")


def test_the_error_correction_rule_is_not_scaled() -> None:
    network = Network([Layer([[0.0]], [0.0], "identity")])
    training = Training(network, YEARS, 2 * YEARS, TrainSettings("error_correction", 1.0, steps=3))
    training.advance(1)
    assert training.network.layers[0].weights[0, 0] == 2
    assert training.note == ""


def test_many_trainings_are_those_of_one() -> None:
    found = train_many(YEARS, WAVE, 10, range(2), steps=200, workers=1)
    for run in found:
        alone = Training(RAY, YEARS, WAVE, run.settings)
        alone.advance(200)
        assert run.network == alone.network
        assert run.loss == alone.loss
    assert found.note == alone.note
    without = train_many(YEARS, WAVE, 10, 0, steps=200, scaling=False, workers=1)
    assert without.best.loss > found.best.loss
    assert without.note.startswith("Scaling is off")
