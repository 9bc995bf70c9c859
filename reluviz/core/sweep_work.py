"""The runs of a sweep as they travel to a worker, and what a worker does with them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Network
from reluviz.core.perturb import from_flat
from reluviz.core.train_settings import TrainSettings
from reluviz.core.training import Diverged, Training, TrainState

Array = NDArray[np.float64]

ONE_UNIT = Network.from_rays([1.0], [0.0], [0.0], 0.0)
"""A shallow network to take the kind from; the start of a run is drawn."""

_SLICE = 0.1  # seconds a worker works before it hands back what it has
_PREPARATIONS = 2  # or so many times as long as it takes to prepare the data, if that is longer
_STEPS_AT_ONCE = 20  # between two looks at the clock


@dataclass(frozen=True)
class Job:
    """One run that is to be done, or has been begun.

    Parameters
    ----------
    place : int
        Its number in the sweep.
    settings : TrainSettings
        How to train, number of units and start included.
    state : TrainState or None
        How far it is.
    seconds : float
        Time spent on it so far.
    """

    place: int
    settings: TrainSettings
    state: TrainState | None = None
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Which share of its steps is done."""
        return 0.0 if self.state is None else self.state.index / max(1, self.settings.steps)


@dataclass(frozen=True, eq=False)
class Trained:
    """One run of a sweep, at its end.

    Parameters
    ----------
    settings : TrainSettings
        With the units, seed, learning rate and start of the run.
    values : ndarray, shape (3 N + 1,)
        The parameters, as `reluviz.core.perturb.flat_values` has them.
    steps : int
        Steps done; if it diverged, those up to the best one.
    loss : float
        Mean squared error.
    largest_error : float
        Largest absolute difference at a point.
    seconds : float
        Time of training.
    diverged : bool
        Whether it ended at a step that would have given too large numbers.
    place : int
        Number of the run in the sweep.
    note : str
        What is said of scaling; see `reluviz.core.training.Training`.
    """

    settings: TrainSettings
    values: Array = field(repr=False)
    steps: int
    loss: float
    largest_error: float
    seconds: float
    diverged: bool
    place: int
    note: str = ""

    @property
    def units(self) -> int:
        """Number of hidden units."""
        return len(self.values) // 3

    @property
    def seed(self) -> int:
        """The seed."""
        return self.settings.seed

    @property
    def rate(self) -> float:
        """The learning rate."""
        return self.settings.rate

    @property
    def init(self) -> str:
        """How the start was drawn."""
        return self.settings.init

    @cached_property
    def network(self) -> Network:
        """The trained network."""
        n = self.units
        return from_flat(Network.from_rays(np.zeros(n), np.zeros(n), np.zeros(n), 0.0), self.values)


def train_for_a_while(x: Array, y: Array, jobs: list[Job]) -> tuple[list[Trained], list[Job]]:
    """Work on `jobs` for a tenth of a second; return those that ended, and the others.

    Workers are asked for short slices so that a sweep can end at once without ending a process.
    Slices are longer where the data are so many that preparing them takes as long.
    """
    finished: list[Trained] = []
    begin = time.monotonic()
    end: float | None = None
    for number, job in enumerate(jobs):
        training, seconds = _prepare(x, y, job)
        if end is None:
            end = max(begin + _SLICE, time.monotonic() + _PREPARATIONS * seconds)
        result = _train_until(training, replace(job, seconds=job.seconds + seconds), end)
        if isinstance(result, Job):
            return finished, [result, *jobs[number + 1 :]]
        finished.append(result)
        if time.monotonic() >= end:
            return finished, jobs[number + 1 :]
    return finished, []


def _prepare(x: Array, y: Array, job: Job) -> tuple[Training, float]:
    """The training of `job` as far as it is, and the seconds this took."""
    begin = time.perf_counter()
    training = Training(ONE_UNIT, x, y, job.settings)
    training.prepare()
    if job.state is not None:
        training.restore(job.state)
    return training, time.perf_counter() - begin


def _train_until(training: Training, job: Job, end: float) -> Trained | Job:
    """Go on with `training`, which is that of `job`, until it or the time ends."""
    begin = time.perf_counter()
    diverged = False
    try:
        while not training.is_finished:
            training.advance(_STEPS_AT_ONCE)
            if time.monotonic() >= end and not training.is_finished:
                seconds = job.seconds + time.perf_counter() - begin
                return replace(job, state=training.state(), seconds=seconds)
    except Diverged:
        diverged = True
    return Trained(
        settings=job.settings,
        values=training.state().values,
        steps=training.index,
        loss=training.loss,
        largest_error=training.largest_error(),
        seconds=job.seconds + time.perf_counter() - begin,
        diverged=diverged,
        place=job.place,
        note=training.note,
    )
