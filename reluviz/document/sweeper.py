"""Training of many networks, in a thread that hands the work to processes or to a cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from reluviz.core.fit_data import Prepared
from reluviz.core.fitting import Fit, best_fit
from reluviz.core.history import Fate, unit_fates
from reluviz.core.piecewise import Array
from reluviz.core.stopping import Stopped, Watch
from reluviz.core.sweeps import SweepResult, Trained, runs_of, sweep_jobs
from reluviz.core.words import sentence
from reluviz.document.background import Background, Work
from reluviz.document.reports import SweepSettings, SweepState

if TYPE_CHECKING:
    from reluviz.document.document import Document


class Sweeper(QObject):
    """Trains many networks on the document's target, which itself does not change.

    Attributes
    ----------
    state : SweepState
        For the snapshot.
    """

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.state = SweepState()
        self._document = document
        self._background = Background(self)
        self._course: SweepCourse | None = None

    def start(self, settings: SweepSettings) -> None:
        """Train; what was trained before is forgotten."""
        project = self._document.project
        if project.target is None:
            self._change(message="There is no target to train on: choose one in the Target menu")
            return
        x, y = project.target.samples(project.domain)
        self.state = SweepState(
            settings, "running", target=project.target, domain=project.domain, points=len(x)
        )
        self._document.touch()
        self._course = SweepCourse(x, y, settings)
        self._background.run_long(self._course.go, self._on_ended, self._on_failed, self._on_report)

    def stop(self) -> None:
        """End the training; what is trained stays."""
        if self.state.is_running and self._course is not None:
            self._course.stop()
            self._change(status="stopped")

    def forget(self) -> None:
        """End the training, and forget what is trained."""
        self._background.drop()
        self.state = SweepState(settings=self.state.settings)

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self._background.close()

    # Private

    def _on_report(self, found: Found) -> None:
        self._change(result=found.result, fits=found.fits, dead=found.dead)

    def _on_ended(self, found: Found) -> None:
        self._on_report(found)
        if self.state.is_running:
            self._change(status="finished")

    def _on_failed(self, error: ValueError) -> None:
        if self.state.is_running:
            self._change(status="failed", message=sentence(error))

    def _change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._document.touch()


REPORT_EVERY = 0.15
"""Seconds between two reports: every one of them has the plot painted again."""

_ASKED_EVERY = 0.05  # seconds between two looks at whether a connection is still wanted
_LOST = (RuntimeError, OSError, ImportError)  # of processes, or of a cluster


@dataclass(frozen=True, eq=False)
class Found:
    """What there is so far.

    Parameters
    ----------
    result : SweepResult
        The runs that have ended, in order.
    fits : mapping of int to Fit
        The best fits for the sizes.
    dead : frozenset of int
        Places of the runs with a ReLU that is zero at all points.
    """

    result: SweepResult
    fits: Mapping[int, Fit]
    dead: frozenset[int]


class SweepCourse:
    """Trains, and finds the best fits to compare with.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        The data.
    settings : SweepSettings
        What to train, and where.
    """

    def __init__(self, x: Array, y: Array, settings: SweepSettings) -> None:
        self._x, self._y = x, y
        self._settings = settings
        self._is_over = threading.Event()
        self._runs: list[Trained] = []
        self._fits: dict[int, Fit] = {}
        self._dead: set[int] = set()
        self._told = 0.0

    def stop(self) -> None:
        """Have `go` return what there is; safe in any thread."""
        self._is_over.set()

    def go(self, work: Work) -> Found:
        """Do all of it, telling how it goes.

        Raises
        ------
        ValueError
            If the data or settings do not allow it, or those who do the work cannot be reached;
            the message can be shown as it is. What has been done is reported before.
        """

        def is_over() -> bool:
            return self._is_over.is_set() or work.is_dropped()

        work.report(self._found())
        try:
            data = Prepared(self._x, self._y, Watch(is_over))
            with ThreadPoolExecutor(1) as beside:  # the fits are found while others train
                fits = beside.submit(self._find_fits, data, is_over)
                try:
                    for run in self._trained(is_over):
                        self._take(run)
                        self._tell(work)
                    fits.result()
                except BaseException:
                    self._is_over.set()
                    raise
        except Stopped:
            return self._found()
        except _LOST as error:
            work.report(self._found())
            raise ValueError(str(error)) from error
        return self._found()

    # Private

    def _find_fits(self, data: Prepared, is_over: Callable[[], bool]) -> None:
        for units in sorted(set(self._settings.units)):
            self._fits[units] = best_fit(data, units, "l2", Watch(is_over))

    def _trained(self, is_over: Callable[[], bool]) -> Iterator[Trained]:
        settings, training = self._settings, self._settings.training
        grid = (settings.units, range(settings.seeds), settings.rates, settings.inits)
        sweep_jobs(*grid, training.method, training.batch, training.steps)  # says what is wrong
        with self._executor(is_over) as executor:
            runs = runs_of(
                *(self._x, self._y, settings.units, range(settings.seeds)),
                rates=settings.rates,
                inits=settings.inits,
                method=training.method,
                batch=training.batch,
                steps=training.steps,
                scaling=training.scaling,
                executor=executor,
                stop=is_over,
            )
            yield from runs if executor is None else _runs_of_cluster(runs, settings.cluster)

    def _executor(self, is_over: Callable[[], bool]) -> AbstractContextManager[Executor | None]:
        return (
            _cluster(self._settings.cluster, is_over) if self._settings.cluster else nullcontext()
        )

    def _take(self, run: Trained) -> None:
        self._runs.append(run)
        ends = (self._x[0], self._x[-1])  # a ReLU that is zero at both is zero between them
        if any(one.fate is Fate.DEAD for one in unit_fates(run.network, ends)):
            self._dead.add(run.place)

    def _tell(self, work: Work) -> None:
        now = time.monotonic()
        if now - self._told >= REPORT_EVERY:
            work.report(self._found())
            self._told = now

    def _found(self) -> Found:
        runs = tuple(sorted(self._runs, key=lambda run: run.place))
        return Found(SweepResult(runs), dict(self._fits), frozenset(self._dead))


def _runs_of_cluster(runs: Iterator[Trained], address: str) -> Iterator[Trained]:
    """The runs; whatever a cluster that goes away raises is said in words."""
    try:
        yield from runs
    except Stopped:
        raise
    except Exception as error:  # all kinds
        raise RuntimeError(
            f"the cluster at {address!r} was lost: see whether it still runs, and start again"
        ) from error


@contextmanager
def _cluster(address: str, is_over: Callable[[], bool]) -> Iterator[Executor]:
    """Connect to a cluster, in a thread of its own: it takes seconds, which nobody waits for."""
    from reluviz.cluster import dask_executor  # its library is an extra

    answers: SimpleQueue[Executor | Exception] = SimpleQueue()
    is_left = threading.Event()

    def connect() -> None:
        try:
            with dask_executor(address) as executor:
                answers.put(executor)
                is_left.wait()
        except Exception as error:  # it goes on in the thread that waits for the answer
            answers.put(error)

    threading.Thread(target=connect, name="cluster", daemon=True).start()
    try:
        yield _answer(answers, is_over)
    finally:
        is_left.set()


def _answer(answers: SimpleQueue[Executor | Exception], is_over: Callable[[], bool]) -> Executor:
    while not is_over():
        try:
            answer = answers.get(timeout=_ASKED_EVERY)
        except Empty:
            continue
        if isinstance(answer, Exception):
            raise answer
        return answer
    raise Stopped
