"""Steps of training a second, full batch, Adam: beside PyTorch and scikit-learn."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from benchmarks.measure import Table, in_turn, ratio, seconds

from reluviz.core.initial import initial_network
from reluviz.core.training import Training, TrainSettings

Steps = Callable[[int], object]
Maker = Callable[[int, int], Steps]

RATE = 0.01
TURN = 0.12  # seconds, about, for which each works at a time

# points, units; ratio hoped for
SIZES = [(256, 3, 5), (1_000, 100, 5), (1_000, 1_000, 20), (100_000, 1_000, 5)]


def data(n_points: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.sort(np.random.default_rng(n_points).uniform(-1, 1, n_points))
    return x, np.sin(3 * x)


def ours(n_points: int, n_units: int) -> Steps:
    network = initial_network(n_units, (-1, 1), "uniform", 0)
    chosen = TrainSettings("adam", RATE, steps=10**9)
    training = Training(network, *data(n_points), chosen)
    return training.advance


def pytorch(n_points: int, n_units: int, threads: int | None = None) -> Steps:
    import torch

    usual = torch.get_num_threads()
    # In single precision, as it is used: that makes it faster, not slower.
    x, y = (torch.tensor(a[:, None], dtype=torch.float32) for a in data(n_points))
    model = torch.nn.Sequential(
        torch.nn.Linear(1, n_units), torch.nn.ReLU(), torch.nn.Linear(n_units, 1)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
    error = torch.nn.MSELoss()

    def steps(count: int) -> None:
        torch.set_num_threads(threads or usual)
        for _ in range(count):
            optimizer.zero_grad()
            error(model(x), y).backward()
            optimizer.step()
        torch.set_num_threads(usual)

    return steps


def pytorch_on_one_core(n_points: int, n_units: int) -> Steps:
    return pytorch(n_points, n_units, 1)


def scikit_learn(n_points: int, n_units: int) -> Steps:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    x, y = data(n_points)

    def steps(count: int) -> None:
        model = MLPRegressor(
            hidden_layer_sizes=(n_units,),
            batch_size=n_points,
            learning_rate_init=RATE,
            max_iter=count,
            n_iter_no_change=count + 1,
            shuffle=False,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped on purpose
            model.fit(x[:, None], y)

    return steps


def timed(makers: dict[str, Maker], size: tuple[int, int], rounds: int) -> dict[str, np.ndarray]:
    """Seconds for a step of each of those that are installed, in turn."""
    work, counts = {}, {}
    for name, make in makers.items():
        try:
            steps = make(*size)
        except ImportError:
            continue
        first = 1 if rounds == 1 else 3
        counts[name] = max(1, int(TURN * first / seconds(partial(steps, first))))
        work[name] = (partial(steps, counts[name]), 1)
    return {name: taken / counts[name] for name, taken in in_turn(work, rounds).items()}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_training_steps(size: tuple[int, int, int], table: Table) -> None:
    n_points, n_units, goal = size
    makers: dict[str, Maker] = {"ours": ours, "torch": pytorch}
    large = n_points * n_units > 10_000_000  # seconds for a step of the others
    if not large:
        makers |= {"torch on one core": pytorch_on_one_core, "scikit-learn": scikit_learn}
    times = timed(makers, (n_points, n_units), 1 if large else 7)
    what = f"training, {n_points:,} points, {n_units:,} units"
    found = ", ".join(f"{name} {1 / float(np.median(t)):,.4g}" for name, t in times.items())
    missing = ", ".join(name for name in makers if name not in times)
    found += " steps/s" + (f"; not installed: {missing}" if missing else "")
    if "torch" not in times:
        table.add(what, found)
        return
    faster = min(ratio(times, name, "ours") for name in times if name.startswith("torch"))
    table.add(what, f"{found}: {faster:.0f} x torch", f">= {goal} x torch", faster >= goal)
