"""Many trainings at once: over seeds, sizes, learning rates and starts, in other processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.gradients import training_data
from reluviz.core.initial import DRAWN
from reluviz.core.stopping import Progress, Stop, Stopped
from reluviz.core.sweep_work import ONE_UNIT, Job, Trained, train_for_a_while
from reluviz.core.train_settings import DRAWN_BY, TrainSettings

__all__ = ["SweepResult", "Trained", "runs_of", "sweep_jobs", "train_many"]

Array = NDArray[np.float64]

LARGEST_RUNS = 1_000_000

_ASKED_EVERY = 0.03  # seconds between two looks at `stop`
_RUNS_AT_ONCE = 8  # runs that travel together
_IN_FLIGHT = 1_000  # tasks that an executor of unknown size is given
_BYTES_IN_FLIGHT = 500_000_000  # of data, which go with every task


@dataclass(frozen=True, eq=False)
class SweepResult:
    """Runs of a sweep, in the order of units, learning rates, starts and seeds as they were given.

    Parameters
    ----------
    runs : tuple of Trained
        The runs.
    """

    runs: tuple[Trained, ...]

    @property
    def note(self) -> str:
        """What is said of scaling, the same for all runs; empty for data of ordinary size."""
        return self.runs[0].note if self.runs else ""

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Trained]:
        return iter(self.runs)

    def __getitem__(self, place: int) -> Trained:
        return self.runs[place]

    @property
    def units(self) -> NDArray[np.intp]:
        """Number of units of each run."""
        return np.array([run.units for run in self.runs], dtype=np.intp)

    @property
    def seeds(self) -> NDArray[np.int64]:
        """Seed of each run."""
        return np.array([run.seed for run in self.runs], dtype=np.int64)

    @property
    def rates(self) -> Array:
        """Learning rate of each run."""
        return np.array([run.rate for run in self.runs], dtype=np.float64)

    @property
    def inits(self) -> tuple[str, ...]:
        """How the start of each run was drawn."""
        return tuple(run.init for run in self.runs)

    @property
    def losses(self) -> Array:
        """Mean squared error of each run."""
        return np.array([run.loss for run in self.runs], dtype=np.float64)

    @property
    def largest_errors(self) -> Array:
        """Largest absolute error of each run."""
        return np.array([run.largest_error for run in self.runs], dtype=np.float64)

    @property
    def seconds(self) -> Array:
        """Time of each run."""
        return np.array([run.seconds for run in self.runs], dtype=np.float64)

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which runs ended early, at a step that would have given too large numbers."""
        return np.array([run.diverged for run in self.runs], dtype=bool)

    @property
    def best(self) -> Trained:
        """The run with the smallest loss, the first of equals.

        Raises
        ------
        ValueError
            If there are no runs.
        """
        if not self.runs:
            raise ValueError("there are no runs")
        return min(self.runs, key=lambda run: run.loss)

    def with_units(self, units: int) -> SweepResult:
        """Return the runs with so many units."""
        return SweepResult(tuple(run for run in self.runs if run.units == units))

    def share_within(self, best: float, factor: float = 1.1) -> float:
        """Return how often training found what is possible.

        Parameters
        ----------
        best : float
            The smallest mean squared error possible with as many units, such as that of the best
            fit: ``fit.squared_error / n``. Use `with_units` first if the runs have several sizes.
        factor : float
            A run counts if its loss is at most so many times `best`.

        Returns
        -------
        float
            Share of the runs, from 0 to 1; NaN if there are none.
        """
        if not self.runs:
            return float("nan")
        return float(np.mean(self.losses <= factor * best))


def sweep_jobs(
    units: int | Sequence[int],
    seeds: int | Sequence[int],
    rates: float | Sequence[float] = (TrainSettings.rate,),
    inits: str | Sequence[str] = (DRAWN_BY,),
    method: str = TrainSettings.method,
    batch: int | None = None,
    steps: int = TrainSettings.steps,
    scaling: bool = TrainSettings.scaling,
) -> list[TrainSettings]:
    """Return the settings of every run of a sweep; see `train_many`.

    Raises
    ------
    ValueError
        If a setting is out of range, or there are no runs or too many.
    """
    grids = (
        [units] if isinstance(units, int) else units,
        [rates] if isinstance(rates, int | float) else rates,
        [inits] if isinstance(inits, str) else inits,
        [seeds] if isinstance(seeds, int) else seeds,
    )
    count = prod(len(grid) for grid in grids)
    if not 1 <= count <= LARGEST_RUNS:
        raise ValueError(f"a sweep has 1 to {LARGEST_RUNS:,} runs, not {count:,}")
    for how in grids[2]:
        if how not in DRAWN:
            raise ValueError(f"each run starts from {', '.join(DRAWN)}, not {how!r}")
    return [
        TrainSettings(
            method, float(rate), batch, steps, int(seed), str(init), int(n_units), scaling
        )
        for n_units, rate, init, seed in product(*grids)
    ]


def runs_of(
    x: ArrayLike,
    y: ArrayLike,
    units: int | Sequence[int],
    seeds: int | Sequence[int],
    *,
    rates: float | Sequence[float] = (TrainSettings.rate,),
    inits: str | Sequence[str] = (DRAWN_BY,),
    method: str = TrainSettings.method,
    batch: int | None = None,
    steps: int = TrainSettings.steps,
    scaling: bool = TrainSettings.scaling,
    executor: Executor | None = None,
    workers: int | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Iterator[Trained]:
    """Train from many starts; yield each run as it ends, in no certain order.

    Parameters and errors are those of `train_many`.
    """
    settings = sweep_jobs(units, seeds, rates, inits, method, batch, steps, scaling)
    inputs, targets = training_data(ONE_UNIT, x, y)
    for init in {one.init for one in settings}:  # says now if the x are no domain to draw over
        replace(settings[0], init=init).start(ONE_UNIT, inputs)
    with _given_or_local(executor, workers, len(settings)) as (pool, in_flight):
        tasks = _Tasks(pool, in_flight, inputs, targets, settings)
        try:
            yield from tasks.results(stop, progress)
        finally:
            tasks.cancel()


def train_many(
    x: ArrayLike,
    y: ArrayLike,
    units: int | Sequence[int],
    seeds: int | Sequence[int],
    *,
    rates: float | Sequence[float] = (TrainSettings.rate,),
    inits: str | Sequence[str] = (DRAWN_BY,),
    method: str = TrainSettings.method,
    batch: int | None = None,
    steps: int = TrainSettings.steps,
    scaling: bool = TrainSettings.scaling,
    executor: Executor | None = None,
    workers: int | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Train a shallow network from many starts.

    Every combination of units, learning rate, start and seed is one run.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The data.
    units, seeds : int or sequence of int
        Numbers of hidden units, and seeds.
    rates : float or sequence of float
        Learning rates.
    inits : str or sequence of str
        Ways to draw the start: he, lecun, uniform.
    method, batch, steps, scaling
        As in `reluviz.core.training.TrainSettings`.
    executor : concurrent.futures.Executor or None
        Who does the work; None for processes of this machine.
    workers : int or None
        How many processes, if there is no executor; None for one on each core.
    stop : callable or None
        Asked often; True ends the work.
    progress : callable or None
        Told the share of the steps that are done.

    Returns
    -------
    SweepResult
        The same numbers wherever the work was done.

    Raises
    ------
    ValueError
        If the data are not numbers or all x are equal, or a setting is out of range.
    RuntimeError
        If one of those who do the work was lost; the runs that ended before are had by `runs_of`.
    Stopped
        If `stop` said so.
    """
    found = list(
        runs_of(
            x,
            y,
            units,
            seeds,
            rates=rates,
            inits=inits,
            method=method,
            batch=batch,
            steps=steps,
            scaling=scaling,
            executor=executor,
            workers=workers,
            stop=stop,
            progress=progress,
        )
    )
    return SweepResult(tuple(sorted(found, key=lambda run: run.place)))


class _Tasks:
    """The runs of a sweep on their way to an executor and back, a slice of time after another."""

    def __init__(
        self, pool: Executor, in_flight: int, x: Array, y: Array, settings: list[TrainSettings]
    ) -> None:
        self._pool, self._x, self._y = pool, x, y
        fitting = _BYTES_IN_FLIGHT // (x.nbytes + y.nbytes)
        self._in_flight = max(2, min(in_flight, fitting))
        self._waiting = deque(Job(place, one) for place, one in enumerate(settings))
        self._running: set[Future[tuple[list[Trained], list[Job]]]] = set()
        self._at_once = max(1, min(_RUNS_AT_ONCE, len(settings) // (2 * in_flight)))
        self._shares = np.zeros(len(settings))  # how far each run is
        self._has_begun = False

    def results(self, stop: Stop | None, progress: Progress | None) -> Iterator[Trained]:
        while self._waiting or self._running:
            if stop is not None and stop():
                raise Stopped
            self._submit()
            ended, self._running = wait(
                self._running, timeout=_ASKED_EVERY, return_when=FIRST_COMPLETED
            )
            for future in ended:
                with _lost_in_words(self._has_begun):
                    finished, begun = future.result()
                self._has_begun = True
                self._waiting.extendleft(reversed(begun))
                for job in begun:
                    self._shares[job.place] = job.share
                for run in finished:
                    self._shares[run.place] = 1.0
                    yield run
            if progress is not None and ended:
                progress(float(np.mean(self._shares)))

    def cancel(self) -> None:
        for future in self._running:
            future.cancel()

    def _submit(self) -> None:
        while self._waiting and len(self._running) < self._in_flight:
            count = min(self._at_once, len(self._waiting))
            jobs = [self._waiting.popleft() for _ in range(count)]
            with _lost_in_words(self._has_begun):
                self._running.add(self._pool.submit(train_for_a_while, self._x, self._y, jobs))


@contextmanager
def _lost_in_words(has_begun: bool) -> Iterator[None]:
    """Say in a sentence that one of those who do the work is no longer there."""
    try:
        yield
    except ValueError:  # of the data
        raise
    except BrokenProcessPool:
        raise RuntimeError(
            "a process that trains was ended from outside, perhaps because memory was short"
            if has_begun
            else "the processes that train could not start; in a program of your own, call this "
            'below `if __name__ == "__main__":`'
        ) from None
    except Exception as error:  # each library of clusters has its own
        words = " ".join(str(error).split())
        raise RuntimeError(f"a worker was lost{words and f': {words}'}") from error


@contextmanager
def _given_or_local(
    executor: Executor | None, workers: int | None, runs: int
) -> Iterator[tuple[Executor, int]]:
    """The executor, and how many tasks it is given at a time; a local pool if there is none."""
    if executor is not None:
        yield executor, _IN_FLIGHT
        return
    if workers is not None and workers < 1:
        raise ValueError(f"there must be one process or more, not {workers}")
    # Windows can wait for no more than 61.
    workers = max(1, min(workers or os.cpu_count() or 1, runs, 61))
    # Spawned: a forked copy of a process with threads, such as the window's, may hang.
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker
    )
    try:
        _start(pool, workers)
        yield pool, 2 * workers
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _start(pool: Executor, workers: int) -> None:
    """Start the processes of a pool so that Ctrl-C cannot end them before they ignore it."""
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread can say what a signal does
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # which new processes inherit
    try:
        for _ in range(workers):
            pool.submit(os.getpid)
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)  # None: not Python's


def _begin_worker() -> None:
    """Leave Ctrl-C, which goes to all processes of a terminal, to the one that waits for us.

    When that one is killed, nobody would end this process: it would wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
