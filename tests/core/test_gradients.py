"""Gradients: against finite differences, PyTorch, and one way to compute them against the other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import coordinates, shallow_networks, values

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.dense_gradients import DensePass
from reluviz.core.gradients import Gradients, loss_and_gradient, new_pass, training_data
from reluviz.core.initial import initial_network
from reluviz.core.moment_gradients import MomentPass, suit_moments
from reluviz.core.network import Layer, Network
from reluviz.core.perturb import flat_values, from_flat
from reluviz.core.sorted_gradients import SortedPass

EPSILON = float(np.finfo(float).eps)


@st.composite
def data(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Points in any order; several may have the same x."""
    pairs = draw(st.lists(st.tuples(coordinates, values), min_size=1, max_size=30))
    x, y = np.array(pairs).T
    return x, y


def all_ways(network: Network, x: np.ndarray, y: np.ndarray) -> list[tuple[float, np.ndarray]]:
    """Loss and gradient, dense, sorted and from sums over the points."""
    table = training_data(network, x, y)
    flat = flat_values(network)
    n_units = network.n_units
    passes = [DensePass(network, *table), SortedPass(n_units, *table), MomentPass(n_units, *table)]
    found = []
    with np.errstate(all="ignore"):
        for one in passes:
            gradient = np.full_like(flat, np.nan)
            found.append((one.gradient(flat, gradient), gradient))
    return found


def sizes(network: Network, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The largest terms that are added up in the error and in a derivative."""
    reach = 1 + np.max(np.abs(x))
    ray = np.max(np.abs(network.v) * reach + np.abs(network.b))
    term = np.sum(np.abs(network.w) * (np.abs(network.v) * reach + np.abs(network.b)))
    error = term + abs(network.b0) + np.max(np.abs(y))
    return error, error * max(ray, 1.0, np.max(np.abs(network.w))) * reach


def check_same(network: Network, x: np.ndarray, y: np.ndarray) -> None:
    (loss, gradient), *others = all_ways(network, x, y)
    error, derivative = sizes(network, x, y)
    roundings = 8 * (len(x) + network.n_units)
    for loss_, gradient_ in others:
        assert abs(loss - loss_) <= roundings * EPSILON * error**2
        assert np.max(np.abs(gradient - gradient_)) <= roundings * EPSILON * derivative


@given(shallow_networks(), data())
def test_sorted_is_dense(network: Network, points: tuple[np.ndarray, np.ndarray]) -> None:
    check_same(network, *points)


@settings(max_examples=60)
@given(shallow_networks(), data(), st.data())
def test_sorted_is_dense_with_kinks_on_points(
    network: Network, points: tuple[np.ndarray, np.ndarray], more: st.DataObject
) -> None:
    x, y = points
    on = more.draw(st.lists(st.sampled_from(x.tolist()), min_size=1, max_size=8))
    v = np.resize(np.where(network.v == 0, 0.1, network.v), len(on))
    check_same(Network.from_rays(v, -v * np.array(on), np.resize(network.w, len(on)), 0.5), x, y)


@pytest.mark.parametrize("n_units", [199, 200, 1_000])
def test_sorted_is_dense_while_the_kinks_move(n_units: int) -> None:
    random = np.random.default_rng(n_units)
    x, y = random.normal(size=(2, 500))
    x[:50] = x[50]
    network = initial_network(n_units, (-3, 3), "he", 1)
    table = training_data(network, x, y)
    dense, others = DensePass(network, *table), (SortedPass, MomentPass)
    passes = [other(n_units, *table) for other in others]
    flat = flat_values(network)
    expected, found = np.empty((2, len(flat)))
    for _ in range(20):
        loss = pytest.approx(dense.gradient(flat, expected), rel=1e-12)
        for one in passes:
            assert one.gradient(flat, found) == one.loss(flat) == loss
            assert np.max(np.abs(found - expected)) <= 1e-13 * np.max(np.abs(expected))
            assert np.allclose(one.residual(flat), dense.residual(flat), rtol=0, atol=1e-12)
        flat = flat + 0.1 * random.normal(size=len(flat))


@given(shallow_networks(), data())
@settings(max_examples=40)
def test_loss_is_the_mean_square_of_the_residual(
    network: Network, points: tuple[np.ndarray, np.ndarray]
) -> None:
    x, y = points
    error, _ = sizes(network, x, y)
    loss, _ = loss_and_gradient(network, x, y)
    assert loss == pytest.approx(np.mean((network(x) - y) ** 2), abs=1e-13 * error**2)


@pytest.mark.parametrize("last", list(ACTIVATIONS))
@pytest.mark.parametrize("kind", list(ACTIVATIONS))
def test_finite_differences(kind: str, last: str) -> None:
    random = np.random.default_rng(5)
    table = [(7, 3, kind), (5, 7, kind), (2, 5, last)]
    network = Network(
        [Layer(random.normal(size=(o, i)), random.normal(size=o), k) for o, i, k in table]
    )
    x, y = random.normal(size=(40, 3)), random.normal(size=(40, 2))
    loss, gradient = loss_and_gradient(network, x, y)
    assert loss == pytest.approx(np.mean((network(x) - y) ** 2))
    assert np.allclose(gradient, differences(network, x, y), rtol=0, atol=2e-7)


@pytest.mark.parametrize("n_points", [30, 3_000])  # dense, sorted
def test_finite_differences_of_a_shallow_network(n_points: int) -> None:
    random = np.random.default_rng(6)
    x, y = random.uniform(-1, 1, (2, n_points))
    network = initial_network(7, (-1, 1), "he", 3)
    _, gradient = loss_and_gradient(network, x, y)
    assert np.allclose(gradient, differences(network, x, y), rtol=0, atol=1e-6)


def differences(network: Network, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The gradient from differences of the loss on both sides."""
    flat = flat_values(network)
    step = 1e-6 * np.eye(len(flat))
    loss = [
        [np.mean((from_flat(network, flat + sign * row)(x) - y) ** 2) for sign in (1, -1)]
        for row in step
    ]
    return np.array([(above - below) / 2e-6 for above, below in loss])


@pytest.mark.parametrize("n_units", [4, 300])
def test_pytorch_gives_the_same_gradient(n_units: int) -> None:
    torch = pytest.importorskip("torch")
    network = initial_network(n_units, (-1, 1), "he", 2)
    x = np.linspace(-1, 1, 301)
    y = np.sin(3 * x)
    # Kinks on points, and a unit without a kink, on, off and neither.
    v, b, w = (np.array(a) for a in (network.v, network.b, network.w))
    v[0], b[0] = 1.0, -x[100]
    v[1], b[1] = -1.0, x[200]
    v[2], b[2] = 0.0, 0.0
    v[3], b[3] = 0.0, 0.5
    network = Network.from_rays(v, b, w, 0.25)
    tensors = [
        torch.tensor(a, dtype=torch.float64, requires_grad=True)
        for a in (v[:, None], b, w[None, :], np.array([0.25]))
    ]
    given_x, given_y = (torch.tensor(a[:, None], dtype=torch.float64) for a in (x, y))
    linear = torch.nn.functional.linear
    out = linear(torch.relu(linear(given_x, *tensors[:2])), *tensors[2:])
    loss = torch.nn.functional.mse_loss(out, given_y)
    loss.backward()
    grad = [tensor.grad.numpy() for tensor in tensors]
    expected = np.concatenate([np.column_stack(grad[:2]).ravel(), grad[2].ravel(), grad[3]])
    for found_loss, found in all_ways(network, x, y):
        assert found_loss == pytest.approx(loss.item(), rel=1e-13)
        assert np.max(np.abs(found - expected)) <= 1e-13 * np.max(np.abs(expected))


@pytest.mark.parametrize("last", ["identity", "sigmoid", "relu"])
@pytest.mark.parametrize("kind", ["relu", "sigmoid", "tanh", "identity"])
def test_pytorch_gives_the_same_gradient_of_layers(kind: str, last: str) -> None:
    torch = pytest.importorskip("torch")
    functions = {
        "relu": torch.relu,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "identity": lambda sums: sums,
    }
    random = np.random.default_rng(8)
    table = [(6, 3, kind), (5, 6, kind), (2, 5, last)]
    layers = [Layer(random.normal(size=(o, i)), random.normal(size=o), k) for o, i, k in table]
    x, y = random.normal(size=(50, 3)), random.normal(size=(50, 2))
    out = torch.tensor(x)
    tensors = []
    for layer in layers:
        weights, bias = (
            torch.tensor(np.array(a), requires_grad=True) for a in (layer.weights, layer.bias)
        )
        tensors.append((weights, bias))
        out = functions[layer.activation](torch.nn.functional.linear(out, weights, bias))
    expected_loss = torch.nn.functional.mse_loss(out, torch.tensor(y))
    expected_loss.backward()
    expected = np.concatenate(
        [np.column_stack([w.grad.numpy(), b.grad.numpy()]).ravel() for w, b in tensors]
    )
    loss, gradient = loss_and_gradient(Network(layers), x, y)
    assert loss == pytest.approx(expected_loss.item(), rel=1e-13)
    assert np.max(np.abs(gradient - expected)) <= 1e-13 * np.max(np.abs(expected))


def test_a_step_hands_no_error_back() -> None:
    network = Network([Layer([[1, 2], [3, 4]], [5, -6], "step"), Layer([[1, 2]], [0], "identity")])
    _, gradient = loss_and_gradient(network, [[0.3, 0.7]], [[0.0]])
    assert gradient[:6].tolist() == [0.0] * 6
    assert gradient[6:].any()


def test_a_point_on_the_kink_does_not_pull_it() -> None:
    for v in (1.0, -1.0):
        network = Network.from_rays([v], [-0.5 * v], [1.0], 0.0)
        for loss, gradient in all_ways(network, np.array([0.5]), np.array([1.0])):
            assert loss == 1.0
            assert gradient.tolist() == [0.0, 0.0, 0.0, -2.0]


def test_units_without_a_kink() -> None:
    x, y = np.array([-1.0, 0.0, 2.0]), np.array([0.0, 0.0, 0.0])
    for zero in (0.0, -0.0):
        network = Network.from_rays([zero] * 3, [2.0, 0.0, -1.0], [1.0, 1.0, 1.0], 0.0)
        for loss, gradient in all_ways(network, x, y):
            assert loss == 4.0
            assert np.allclose(gradient, [4 / 3, 4, 0, 0, 0, 0, 8, 0, 0, 4])


def test_many_points_are_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    network = initial_network(5, (-1, 1), "he", 0)
    table = training_data(network, *random.uniform(-1, 1, (2, 103)))
    flat = flat_values(network)
    whole = DensePass(network, *table)
    monkeypatch.setattr("reluviz.core.dense_gradients._CHUNK", 100)
    parts = DensePass(network, *table)
    expected, found = np.empty((2, len(flat)))
    assert parts.gradient(flat, found) == pytest.approx(whole.gradient(flat, expected), rel=1e-13)
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-14)
    assert parts.loss(flat) == pytest.approx(whole.loss(flat), rel=1e-13)
    assert np.allclose(parts.residual(flat), whole.residual(flat), rtol=0, atol=1e-13)


def test_the_way_depends_on_the_size() -> None:
    small, large = (initial_network(n, (-1, 1), "he", 0) for n in (3, 100))
    x = np.linspace(-1, 1, 256)
    assert isinstance(new_pass(small, *training_data(small, x, x)), DensePass)
    assert isinstance(new_pass(large, *training_data(large, x, x)), SortedPass)


def test_many_points_are_summed_up_once() -> None:
    random = np.random.default_rng(3)
    x = random.uniform(-1, 1, 10_000)
    network = initial_network(50, (-1, 1), "he", 0)
    table = training_data(network, x, np.sin(3 * x) + random.normal(size=10_000))
    assert isinstance(new_pass(network, *table, often=True), MomentPass)
    assert isinstance(new_pass(network, *table), SortedPass)
    for column in table:  # its square would drown the others
        outlier = column.copy()
        outlier[0] = -1e12
        assert not suit_moments(outlier, table[1])
        assert not suit_moments(table[0], outlier)
    assert suit_moments(np.ones((9, 1)), np.zeros((9, 1)))
    shifted = table[0] + 2_000, table[1] + 500
    far = initial_network(50, (1_999, 2_001), "he", 0)
    flat, gradients = flat_values(far), np.empty((2, 151))
    losses = [
        new_pass(far, *shifted, often=often).gradient(flat, out)
        for often, out in zip((True, False), gradients, strict=True)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-11)
    assert np.max(np.abs(gradients[0] - gradients[1])) <= 1e-10 * np.max(np.abs(gradients[1]))


def test_data_are_sorted_and_batches_are_parts_of_them() -> None:
    random = np.random.default_rng(1)
    network = initial_network(40, (-1, 1), "he", 0)
    x, y = random.uniform(-1, 1, (2, 400))
    gradients = Gradients(network, *training_data(network, x, y))
    assert np.all(np.diff(gradients.x[:, 0]) >= 0)
    assert sorted(zip(x, y, strict=True)) == list(
        zip(gradients.x[:, 0], gradients.y[:, 0], strict=True)
    )
    flat, out = flat_values(network), np.empty(121)
    for size in (150, 1, 150, 7):
        rows = np.sort(random.permutation(400)[:size])
        loss = gradients.batch_gradient(flat, rows, out)
        expected = loss_and_gradient(network, gradients.x[rows], gradients.y[rows])
        assert loss == pytest.approx(expected[0], rel=1e-13)
        assert np.array_equal(out, expected[1])


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([], [], "no data"),
        ([0, 1], [0], "as many y as x"),
        ([0, np.nan], [0, 1], "the x of the data must be finite"),
        ([0, 1], [0, 1e101], "the y of the data must be finite"),
        ([[0, 1]], [0], "1 inputs, but each x of the data has 2"),
        ([0], [[0, 1]], "1 outputs, but each y of the data has 2"),
    ],
)
def test_data_that_do_not_fit(x: list, y: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        training_data(initial_network(2, (-1, 1), "he", 0), x, y)
