"""Many trainings: the same numbers whoever does the work, and an end to it at any time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from reluviz.core.gradients import training_data
from reluviz.core.initial import initial_network
from reluviz.core.stopping import Stopped
from reluviz.core.sweep_work import Job, Trained, train_for_a_while
from reluviz.core.sweeps import SweepResult, runs_of, sweep_jobs, train_many
from reluviz.core.training import train

X = np.random.default_rng(0).uniform(-1, 1, 60)
Y = np.sin(3 * X)


class Here(Executor):
    """Does everything at once, in this thread."""

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture(scope="module")
def result() -> SweepResult:
    """A sweep by the local processes."""
    return train_many(X, Y, [2, 60], range(3), rates=[0.01, 0.1], inits=["he", "uniform"], steps=80)


def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers hand back what they have as often as they can."""
    monkeypatch.setattr("reluviz.core.sweep_work._SLICE", 0.0)
    monkeypatch.setattr("reluviz.core.sweep_work._PREPARATIONS", 0.0)


def test_every_combination_is_trained(result: SweepResult) -> None:
    grid = list(product([2, 60], [0.01, 0.1], ["he", "uniform"], range(3)))
    found = zip(result.units, result.rates, result.inits, result.seeds, strict=True)
    assert list(found) == grid
    assert len(result) == 24
    assert [run.place for run in result] == list(range(24))
    assert not result.diverged.any()
    assert np.all(result.seconds > 0)
    assert np.all(result.largest_errors**2 >= result.losses)


def test_a_run_is_what_train_does(result: SweepResult) -> None:
    for run in (result[0], result[16]):
        start = initial_network(run.units, (np.min(X), np.max(X)), run.init, run.seed)
        *_, last = train(start, X, Y, "adam", run.rate, steps=80, seed=run.seed)
        assert run.network == last.network
        assert run.loss == last.loss
        assert run.steps == 80
        assert run.largest_error == pytest.approx(np.max(np.abs(run.network(X) - Y)))


def test_any_executor_gives_the_same_numbers(
    result: SweepResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_slices(monkeypatch)
    grid = {"rates": [0.01, 0.1], "inits": ["he", "uniform"], "steps": 80}
    with ThreadPoolExecutor(2) as threads:
        for executor in (Here(), threads):
            other = train_many(X, Y, [2, 60], range(3), executor=executor, **grid)
            assert np.array_equal(other.losses, result.losses)
            assert np.array_equal(other.largest_errors, result.largest_errors)
            assert all(a.network == b.network for a, b in zip(other, result, strict=True))


def test_runs_come_as_they_end() -> None:
    shares: list[float] = []
    runs = runs_of(X, Y, 3, range(5), steps=30, executor=Here(), progress=shares.append)
    assert isinstance(runs, Iterator)
    assert sorted(run.seed for run in runs) == list(range(5))
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_stopping_is_quick_and_keeps_what_is_done() -> None:
    answers: list[bool] = []
    done: list[Trained] = []

    def stop() -> bool:
        answers.append(len(done) > 2)
        return answers[-1]

    with ThreadPoolExecutor(2) as threads:
        runs = runs_of(X, Y, 3, range(10_000), steps=60, executor=threads, stop=stop)
        with pytest.raises(Stopped):
            done.extend(runs)
    assert answers.count(True) == 1, "it ends as soon as it is told"
    assert 3 <= len(done) < 10_000


def test_local_processes_end_when_stopped() -> None:
    begin = time.monotonic()
    with pytest.raises(Stopped):
        train_many(X, Y, 3, range(4), steps=10_000_000, stop=lambda: time.monotonic() > begin + 0.3)


def test_a_generator_that_is_left_cancels_the_rest() -> None:
    trained = []

    class Counting(ThreadPoolExecutor):
        def submit(self, work, /, *args, **keywords):
            def counted():
                trained.append(args)
                return work(*args, **keywords)

            return super().submit(counted)

    with Counting(1) as threads:
        runs = runs_of(X, Y, 3, range(500), steps=50, executor=threads)
        next(runs)
        runs.close()
        begun = len(trained)
    assert len(trained) <= begun + 1


def test_runs_that_diverge_say_so() -> None:
    result = train_many(
        X, Y, 5, range(3), rates=[0.01, 80.0], method="sgd", steps=3_000, executor=Here()
    )
    assert result.diverged.tolist() == [False] * 3 + [True] * 3
    assert all(run.steps < 3_000 for run in result.runs[3:])
    assert np.all(np.isfinite(result.losses))


def test_long_runs_go_on_where_they_were(monkeypatch: pytest.MonkeyPatch) -> None:

    table = training_data(initial_network(1, (-1, 1), "he", 0), X, Y)
    [settings] = sweep_jobs(4, 1, method="momentum", batch=16, steps=100)
    [whole], _ = train_for_a_while(*table, [Job(0, settings)])
    short_slices(monkeypatch)
    jobs, slices = [Job(0, settings)], 0
    while jobs:
        finished, jobs = train_for_a_while(*table, jobs)
        slices += 1
    assert slices == 5
    assert np.array_equal(finished[0].values, whole.values)


def test_how_often_training_found_what_is_possible(result: SweepResult) -> None:
    small = result.with_units(2)
    assert set(small.units) == {2}
    best = small.best.loss
    assert small.share_within(best, 1.0) == 1 / len(small)
    assert small.share_within(best, np.inf) == 1.0
    assert small.share_within(best / 2, 1.1) == 0.0
    assert np.isnan(result.with_units(7).share_within(1.0))
    with pytest.raises(ValueError, match="no runs"):
        _ = result.with_units(7).best


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"units": []}, "1 to 1,000,000 runs, not 0"),
        ({"seeds": range(10**9)}, "1 to 1,000,000 runs, not 1,000,000,000"),
        ({"inits": "current"}, "each run starts from he, lecun, uniform, not 'current'"),
        ({"units": 0}, "ReLUs, not 0"),
        ({"rates": -1.0}, "learning rate"),
        ({"x": [1.0, 1.0], "y": [0.0, 1.0]}, "domain"),
        ({"x": [1.0, 2.0, 3.0]}, "as many y as x"),
    ],
)
def test_wrong_settings_are_said(wrong: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        train_many(**({"x": X, "y": Y, "units": 2, "seeds": 0, "executor": Here()} | wrong))
