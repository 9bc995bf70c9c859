"""Steps of training a second, full batch, Adam: beside PyTorch and scikit-learn."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pytest
from benchmarks.measure import Table, in_turn, ratio

from reluviz.core.initial import initial_network
from reluviz.core.training import Training, TrainSettings

RATE = 0.01

# points, units; steps in a row of ours, of PyTorch's, of scikit-learn's; rounds; ratio hoped for
SIZES = [
    (256, 3, 2_000, 400, 400, 7, 5),
    (1_000, 100, 1_000, 200, 100, 7, 5),
    (1_000, 1_000, 500, 40, 15, 7, 20),
    (100_000, 1_000, 100, 1, 0, 1, 5),
]


def data(n_points: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.sort(np.random.default_rng(n_points).uniform(-1, 1, n_points))
    return x, np.sin(3 * x)


def ours(n_points: int, n_units: int, count: int) -> Callable[[], object]:
    network = initial_network(n_units, (-1, 1), "uniform", 0)
    chosen = TrainSettings("adam", RATE, steps=10**9)
    training = Training(network, *data(n_points), chosen)
    return lambda: training.advance(count)


def pytorch(n_points: int, n_units: int, count: int) -> Callable[[], object]:
    import torch

    # In single precision, as it is used: that makes it faster, not slower.
    x, y = (torch.tensor(a[:, None], dtype=torch.float32) for a in data(n_points))
    model = torch.nn.Sequential(
        torch.nn.Linear(1, n_units), torch.nn.ReLU(), torch.nn.Linear(n_units, 1)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
    error = torch.nn.MSELoss()

    def steps() -> None:
        for _ in range(count):
            optimizer.zero_grad()
            error(model(x), y).backward()
            optimizer.step()

    return steps


def scikit_learn(n_points: int, n_units: int, count: int) -> Callable[[], object]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    x, y = data(n_points)
    model = MLPRegressor(
        hidden_layer_sizes=(n_units,),
        batch_size=n_points,
        learning_rate_init=RATE,
        max_iter=count,
        n_iter_no_change=count + 1,
        shuffle=False,
    )

    def steps() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped on purpose
            model.fit(x[:, None], y)

    return steps


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_training_steps(size: tuple[int, ...], table: Table) -> None:
    n_points, n_units, our_count, torch_count, sklearn_count, rounds, goal = size
    what = f"training, {n_points:,} points, {n_units:,} units"
    counts = {"ours": our_count}
    work = {"ours": (ours(n_points, n_units, our_count), 1)}
    for name, count, make in (
        ("torch", torch_count, pytorch),
        ("sklearn", sklearn_count, scikit_learn),
    ):
        if not count:
            continue
        try:
            work[name] = (make(n_points, n_units, count), 1)
        except ImportError:
            table.add(what, f"{name} is not installed: left out")
            continue
        counts[name] = count
    times = {name: taken / counts[name] for name, taken in in_turn(work, rounds).items()}
    rates = {name: 1 / float(np.median(taken)) for name, taken in times.items()}
    found = "; ".join(f"{name} {rate:,.{0 if rate > 10 else 1}f}" for name, rate in rates.items())
    if "torch" not in rates:
        table.add(what, f"{found} steps/s")
        return
    faster = ratio(times, "torch", "ours")
    table.add(what, f"{found} steps/s: {faster:.0f} x torch", f">= {goal} x torch", faster >= goal)
