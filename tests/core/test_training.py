"""Training: the same seed gives the same steps, and PyTorch's are the same too."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.construct import through_points
from reluviz.core.initial import DRAWN, initial_network
from reluviz.core.moment_gradients import MomentPass
from reluviz.core.network import Layer, Network
from reluviz.core.perturb import flat_values
from reluviz.core.train_settings import DESCENTS, GENERAL_METHODS
from reluviz.core.training import Diverged, Training, TrainSettings, train

X = np.random.default_rng(0).uniform(-1, 1, 120)
Y = np.sin(3 * X)
RATES = {"sgd": 0.05, "momentum": 0.02, "adam": 0.01, "random_search": 0.02}


def start(units: int = 5) -> Network:
    return initial_network(units, (-1, 1), "he", 3)


@pytest.mark.parametrize("units", [5, 60])  # dense, sorted
@pytest.mark.parametrize("batch", [None, 32])
@pytest.mark.parametrize("method", GENERAL_METHODS)
def test_every_method_learns_and_repeats_itself(method: str, batch: int | None, units: int) -> None:
    chosen = TrainSettings(method, RATES[method], batch, 300, 7)
    first = Training(start(units), X, Y, chosen)
    begin = first.loss
    first.advance(120)
    middle = first.state()
    first.advance(1_000)
    assert first.is_finished
    assert first.index == 300
    assert first.loss < 0.7 * begin
    assert first.loss == pytest.approx(np.mean((first.network(X) - Y) ** 2), rel=1e-9)
    assert first.largest_error() == pytest.approx(np.max(np.abs(first.network(X) - Y)), rel=1e-9)
    other = Training(start(units), X, Y, chosen)
    other.restore(middle)
    assert other.index == 120
    for count in (1, 7, 172):
        other.advance(count)
    assert np.array_equal(other.state().rows, first.state().rows)
    assert other.loss == first.loss
    first.restore(middle)
    first.advance(180)
    assert np.array_equal(first.state().rows, other.state().rows)


@pytest.mark.parametrize("method", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("units", [4, 60])
def test_pytorch_takes_the_same_steps(method: str, units: int) -> None:
    torch = pytest.importorskip("torch")
    network = start(units)
    model = torch.nn.Sequential(
        torch.nn.Linear(1, units), torch.nn.ReLU(), torch.nn.Linear(units, 1)
    ).double()
    parameters = list(model.parameters())
    numbers = (network.v[:, None], network.b, network.w[None, :], [network.b0])
    with torch.no_grad():
        for parameter, number in zip(parameters, numbers, strict=True):
            parameter.copy_(torch.tensor(np.array(number)))
    rate = RATES[method]
    optimizer = {
        "sgd": lambda: torch.optim.SGD(parameters, lr=rate),
        "momentum": lambda: torch.optim.SGD(parameters, lr=rate, momentum=0.9),
        "adam": lambda: torch.optim.Adam(parameters, lr=rate),
    }[method]()
    x, y = (torch.tensor(a[:, None]) for a in (X, Y))
    for step in train(network, X, Y, method, rate, steps=40):
        loss = torch.nn.functional.mse_loss(model(x), y)
        assert step.loss == pytest.approx(loss.item(), rel=1e-9)
        optimizer.zero_grad()
        loss.backward()
        if step.index < 40:
            optimizer.step()
    assert np.allclose(step.network.v, parameters[0].detach().numpy()[:, 0], rtol=0, atol=1e-9)
    assert np.allclose(step.network.w, parameters[2].detach().numpy()[0], rtol=0, atol=1e-9)


@pytest.mark.parametrize("batch", [None, 32])
@pytest.mark.parametrize("units", [4, 60])
def test_weight_decay_of_descent_is_the_slope_of_half_the_squared_weights(
    units: int, batch: int | None
) -> None:
    """One step by hand: derivatives written out, the decay for weights and not for biases."""
    network, rate, decay = start(units), 0.05, 0.7
    x, y = (X, Y) if batch is None else (X[:20], Y[:20])
    first, second = train(network, x, y, "sgd", rate, batch, 1, weight_decay=decay)
    sums = network.v * x[:, None] + network.b
    error = 2 * (np.maximum(sums, 0) @ network.w + network.b0 - y) / len(x)
    back = error[:, None] * network.w * (sums > 0)
    new = second.network
    near = {"rtol": 0, "atol": 1e-12}
    v = network.v - rate * (x @ back + decay * network.v)
    w = network.w - rate * (error @ np.maximum(sums, 0) + decay * network.w)
    assert np.allclose(new.v, v, **near)
    assert np.allclose(new.w, w, **near)
    assert np.allclose(new.b, network.b - rate * back.sum(axis=0), **near)
    assert new.b0 == pytest.approx(network.b0 - rate * error.sum(), abs=1e-12)
    assert first.network == network


@pytest.mark.parametrize("method", DESCENTS)
def test_without_an_error_only_the_weights_decay(method: str) -> None:
    """At zero gradient the closed form is (1 - rate decay)^steps for weights; biases stay."""
    network = Network.from_rays([1.0, -2.0], [-5.0, -7.0], [0.5, 3.0], 0.25)
    *_, last = train(network, [-1, 0, 1], [0.25] * 3, method, 0.1, None, 30, weight_decay=0.2)
    share = 0.98**30
    assert np.allclose(last.network.v, share * network.v, rtol=1e-13)
    assert np.allclose(last.network.w, share * network.w, rtol=1e-13)
    assert np.array_equal(last.network.b, network.b)
    assert last.network.b0 == network.b0


def test_pytorch_decays_with_adam_as_here() -> None:
    torch = pytest.importorskip("torch")
    network, decay, rate = start(6), 0.5, 0.01
    x, y = (torch.tensor(a) for a in (X, Y))
    v, b, w, b0 = (
        torch.tensor(a, requires_grad=True)
        for a in (network.v.copy(), network.b.copy(), network.w.copy(), np.array([network.b0]))
    )
    groups = [{"params": [v, w], "weight_decay": decay}, {"params": [b, b0], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    for _ in range(40):
        optimizer.zero_grad()
        ((torch.relu(x[:, None] * v + b) @ w + b0 - y) ** 2).mean().backward()
        optimizer.step()
    *_, last = train(network, X, Y, "adam", rate, steps=40, weight_decay=decay)
    assert np.allclose(last.network.v, v.detach().numpy(), rtol=0, atol=1e-9)
    assert np.allclose(last.network.b, b.detach().numpy(), rtol=0, atol=1e-9)
    assert np.allclose(last.network.w, w.detach().numpy(), rtol=0, atol=1e-9)


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("far", [0.0, 1e5])  # as it is, and in scaled units
def test_r_squared_is_that_of_scikit_learn(outputs: int, far: float) -> None:
    r2_score = pytest.importorskip("sklearn.metrics").r2_score
    hidden = Layer([[1.0], [-1.0]], [0.1, 0.2], "relu")
    last = Layer(np.arange(2.0 * outputs).reshape(outputs, 2) / 2, [far] * outputs, "identity")
    y = far + np.column_stack([np.sin(3 * X), 2 + np.cos(X)])[:, :outputs]
    training = Training(Network([hidden, last]), X, y, TrainSettings(steps=30))
    training.advance(30)
    wanted = r2_score(y, training.network(X), multioutput="variance_weighted")
    assert training.r_squared == pytest.approx(wanted, rel=1e-6)


def test_constant_outputs_have_no_r_squared() -> None:
    assert Training(start(), X, np.full_like(X, 0.1), TrainSettings()).r_squared is None


def test_many_points() -> None:
    x = np.random.default_rng(1).uniform(-1, 1, 50_000)
    y = np.sin(3 * x)
    training = Training(start(20), x, y, TrainSettings(steps=400))
    training.advance(100)
    middle = training.state()
    training.advance(300)
    end = training.state()
    assert training.loss < 0.1 * middle.loss
    assert training.loss == pytest.approx(np.mean((training.network(x) - y) ** 2), rel=1e-10)
    assert training.largest_error() == pytest.approx(np.max(np.abs(training.network(x) - y)))
    training.restore(middle)
    training.advance(300)
    assert np.array_equal(training.state().rows, end.rows)


def test_steps_can_be_kept() -> None:
    network = start()
    steps = list(train(network, X, Y, "adam", steps=20))
    assert [step.index for step in steps] == list(range(21))
    assert steps[0].network == network
    assert all(one.network != other.network for one, other in pairwise(steps))
    for step in steps:
        assert step.loss == pytest.approx(np.mean((step.network(X) - Y) ** 2))


def test_loss_of_a_batch_run_is_over_all_data() -> None:
    for step in train(start(), X, Y, "sgd", 0.05, batch=10, steps=15):
        assert step.loss == pytest.approx(np.mean((step.network(X) - Y) ** 2))


def test_a_round_of_batches_uses_every_point_once() -> None:
    training = Training(start(), X, Y, TrainSettings("sgd", batch=50, steps=6))
    seen = []
    for _ in range(6):
        seen.append(training._batch_rows(50))
        training.advance()
    assert [len(rows) for rows in seen] == [50, 50, 20] * 2
    for part in (seen[:3], seen[3:]):
        assert sorted(np.concatenate(part)) == list(range(120))
    assert not np.array_equal(seen[0], seen[3])


def test_a_batch_of_all_points_is_the_whole() -> None:
    runs = [list(train(start(), X, Y, "adam", batch=b, steps=9))[-1] for b in (None, 120, 999)]
    assert runs[0].network == runs[1].network == runs[2].network


@settings(max_examples=25)
@given(shallow_networks(), st.integers(0, 2**32), st.floats(1e-3, 10))
def test_random_search_never_gets_worse(network: Network, seed: int, rate: float) -> None:
    losses = [
        step.loss for step in train(network, X, Y, "random_search", rate, steps=40, seed=seed)
    ]
    assert all(after <= before for before, after in pairwise(losses))


def test_seeds_matter() -> None:
    for method, batch in (("sgd", 32), ("random_search", None)):
        ends = [
            list(train(start(), X, Y, method, batch=batch, steps=30, seed=s))[-1] for s in (1, 2)
        ]
        assert ends[0].network != ends[1].network


@pytest.mark.parametrize("batch", [None, 16])
@pytest.mark.parametrize("method", ["sgd", "momentum"])
def test_too_large_a_rate_is_said(method: str, batch: int | None) -> None:
    steps = []
    with pytest.raises(Diverged, match="learning rate of 50 is too large for these data") as caught:
        steps.extend(train(start(), X, Y, method, 50.0, batch, steps=3_000))
    best = caught.value.step
    assert "try 5 or less" in str(caught.value)
    assert best.loss == min(
        one.loss for one in steps if batch is None or one.index in (0, best.index)
    )
    assert np.all(np.isfinite(best.state.rows))
    assert best.network.n_units == 5


def test_a_diverged_training_is_back_at_its_best_step() -> None:
    training = Training(start(), X, Y, TrainSettings("sgd", 50.0, steps=3_000))
    with pytest.raises(Diverged) as caught:
        training.advance(3_000)
    assert training.index == caught.value.step.index
    assert training.loss == caught.value.step.loss < np.inf
    again = Training(start(), X, Y, TrainSettings("sgd", 50.0, steps=3_000))
    again.advance(training.index)
    assert np.array_equal(again.state().rows, training.state().rows)
    with pytest.raises(Diverged):
        training.advance()


def test_a_start_that_is_too_large_is_said() -> None:
    network = Network.from_rays([1e99], [0], [1e99], 0)
    with pytest.raises(ValueError, match="starts from is too large"):
        Training(network, X, Y, TrainSettings())


def test_any_layers_can_be_trained() -> None:
    random = np.random.default_rng(2)
    sizes = [(8, 2, "tanh"), (6, 8, "relu"), (2, 6, "identity")]
    network = Network(
        [Layer(0.5 * random.normal(size=(o, i)), np.zeros(o), kind) for o, i, kind in sizes]
    )
    x = random.uniform(-1, 1, (60, 2))
    y = np.column_stack([x[:, 0] * x[:, 1], x[:, 0] ** 2])
    steps = list(train(network, x, y, "adam", 0.02, batch=20, steps=300))
    assert steps[-1].loss < 0.2 * steps[0].loss
    assert [layer.activation for layer in steps[-1].network.layers] == ["tanh", "relu", "identity"]


def test_who_starts_does_not_wait_for_what_the_steps_need(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def noted(*arguments: object) -> MomentPass:
        made.append(arguments)
        return MomentPass(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("reluviz.core.gradients.MomentPass", noted)
    x = np.linspace(-1, 1, 20_000)
    training = Training(start(3), x, np.sin(4 * x), TrainSettings(steps=3))
    first = training.loss
    assert first == pytest.approx(np.mean((start(3)(x) - np.sin(4 * x)) ** 2))
    assert not made
    training.advance(3)
    assert len(made) == 1
    assert training.loss < first


def test_starts_are_drawn_over_the_data() -> None:
    chosen = TrainSettings(init="he", units=30, seed=4)
    training = Training(start(2), X * 10 + 100, Y, chosen)
    low, high = np.min(X) * 10 + 100, np.max(X) * 10 + 100
    drawn = initial_network(30, (low, high), "he", 4)
    np.testing.assert_allclose(flat_values(training.network), flat_values(drawn), rtol=1e-12)
    assert Training(start(2), X, Y, TrainSettings(init="uniform")).network.n_units == 2
    with pytest.raises(ValueError, match="domain"):
        Training(start(2), [1.0, 1.0], [0.0, 1.0], chosen)


@pytest.mark.parametrize("how", DRAWN)
def test_initial_kinks_fill_the_domain(how: str) -> None:
    network = initial_network(500, (2.0, 7.0), how, 1)
    parts = np.floor((network.kinks - 2) / 5 * 500 + 1e-9)
    assert sorted(parts) == pytest.approx(list(range(500)), abs=1)
    assert np.all((network.kinks >= 2 - 1e-12) & (network.kinks <= 7 + 1e-12))
    assert network.b0 == 0
    assert 0.3 < np.mean(network.v > 0) < 0.7
    scale = {"he": (2**0.5, (2 / 500) ** 0.5), "lecun": (1.0, 500**-0.5)}.get(how)
    if scale is None:
        assert np.max(np.abs(network.v)) <= 1 / 2.5
        assert np.max(np.abs(network.w)) <= 500**-0.5
    else:
        assert np.std(network.v) == pytest.approx(scale[0] / 2.5, rel=0.15)
        assert np.std(network.w) == pytest.approx(scale[1], rel=0.15)
    assert network == initial_network(500, (2.0, 7.0), how, 1)
    assert network != initial_network(500, (2.0, 7.0), how, 2)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([3.0], [1.0]),
        ([0.0, 0.0, 0.0], [1.0, 2.0, 3.0]),
        ([0.0, 1.0], [0.0, 1e12]),
        ([1.0, 0.0, 1.0, 0.5], [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_degenerate_data(x: list, y: list) -> None:
    for units in (1, 2_000):
        network = initial_network(units, (0, 1), "he", 0)
        *_, last = train(network, x, y, "adam", 0.001, steps=30)
        assert np.isfinite(last.loss)
        assert last.loss == pytest.approx(np.mean((last.network(x) - np.array(y)) ** 2))


def test_a_perfect_fit_stays() -> None:
    points = np.column_stack([np.linspace(-1, 1, 9), np.arange(9) % 3])
    network = through_points(points)
    for method in GENERAL_METHODS:
        *_, last = train(network, *points.T, method, 0.01, steps=5)
        assert last.loss <= 1e-24


def test_restoring_another_training_is_refused() -> None:
    state = Training(start(3), X, Y, TrainSettings()).state()
    with pytest.raises(ValueError, match="another training"):
        Training(start(4), X, Y, TrainSettings()).restore(state)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"method": "newton"}, "the method is one of sgd, momentum, adam, random_search"),
        ({"rate": 0.0}, "learning rate must be a finite number above zero"),
        ({"rate": float("nan")}, "learning rate"),
        ({"batch": 0}, "a batch has one point or more"),
        ({"steps": -1}, "number of steps"),
        ({"seed": -1}, "the seed"),
        ({"init": "zeros"}, "the start is one of he, lecun, uniform, current"),
        ({"units": 0}, "1 to 100,000 ReLUs"),
        ({"weight_decay": -0.1}, "weight decay must be zero or more"),
        ({"weight_decay": float("nan")}, "weight decay must be"),
        ({"weight_decay": float("inf")}, "weight decay must be"),
        ({"weight_decay": 2.0, "rate": 0.5}, "times the learning rate below 1, not 2"),
        (
            {"weight_decay": 0.1, "method": "random_search"},
            "random_search has no weight decay, only sgd, momentum, adam do",
        ),
    ],
)
def test_settings_are_checked(wrong: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TrainSettings(**wrong)
    if "method" not in wrong:
        return
    with pytest.raises(ValueError, match=words):
        next(train(start(), X, Y, **wrong))


def test_wrong_starts_are_said() -> None:
    with pytest.raises(ValueError, match="drawn as he, lecun, uniform, not 'current'"):
        initial_network(3, (-1, 1), "current", 0)
    with pytest.raises(ValueError, match="ReLUs, not 0"):
        initial_network(0, (-1, 1), "he", 0)
    with pytest.raises(ValueError, match="seed"):
        initial_network(3, (-1, 1), "he", -1)


def test_a_training_that_diverges_slowly_stops_in_time() -> None:
    x = np.linspace(-1, 1, 30)
    network = initial_network(3, (-1, 1), "he", 0)
    training = Training(network, x, 3 * x, TrainSettings("sgd", 3.0, steps=10_000))
    first = training.loss
    with pytest.raises(Diverged) as caught:
        training.advance(10_000)
    assert caught.value.step.loss <= 1e6 * max(first, 9.0)
    assert training.loss == caught.value.step.loss <= first


@pytest.mark.parametrize("batch", [None, 60])
def test_the_best_step_is_kept_however_the_training_is_cut_into_pieces(batch: int | None) -> None:
    """The first weight runs away from 1e-6 on while the second one still learns."""
    x = np.column_stack([np.tile([1.0, -1.0], 60), np.repeat([0.3, -0.3], 60)])
    network = Network([Layer([[1e-6, 0.0]], [0.0], "identity")])
    settings = TrainSettings("sgd", 1.02, batch, steps=500)

    def diverged(count: int) -> Diverged:
        training = Training(network, x, x[:, 1], settings)
        try:
            while not training.is_finished:
                training.advance(count)
                state, training = training.state(), Training(network, x, x[:, 1], settings)
                training.restore(state)
        except Diverged as error:
            return error
        raise AssertionError("it came to its end")

    found = [diverged(count) for count in (1, 7, 500)]
    assert "is the best one" in str(found[0])
    assert found[0].step.index > 1
    assert found[0].step.loss < 0.05
    assert len({(one.step.index, one.step.loss, str(one)) for one in found}) == 1
