"""Training of many networks, in a thread that hands the work to processes or to a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from reluviz.core.fit_data import Prepared
from reluviz.core.fitting import Fit, best_fit
from reluviz.core.piecewise import Array
from reluviz.core.stopping import Stopped, Watch
from reluviz.core.sweeps import SweepResult, Trained, runs_of
from reluviz.core.words import sentence
from reluviz.document.background import Background, Work
from reluviz.document.sweep_state import SweepSettings, SweepState

if TYPE_CHECKING:
    from reluviz.document.document import Document


@dataclass(frozen=True, eq=False)
class _Found:
    """What there is so far."""

    result: SweepResult
    fits: Mapping[int, Fit]


class Sweeper(QObject):
    """Trains many networks on the document's target, which itself does not change.

    Parameters
    ----------
    document : Document
        Has the target.

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

    def start(self, settings: SweepSettings) -> None:
        """Train; what was trained before is forgotten."""
        project = self._document.project
        if project.target is None:
            self._change(message="There is no target to train on: choose one in the Target menu")
            return
        x, y = project.target.samples(project.domain)
        self.state = SweepState(settings, "running")
        self._document.touch()

        def work(work: Work) -> _Found:
            return _sweep(x, y, settings, work)

        self._background.run_long(work, self._on_ended, self._on_failed, self._on_report)

    def stop(self) -> None:
        """End the training; what is trained stays."""
        if self.state.is_running:
            self._background.drop()
            self._change(status="stopped")

    def forget(self) -> None:
        """End the training, and forget what is trained."""
        self._background.drop()
        self.state = SweepState(settings=self.state.settings)

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self._background.close()

    # Private

    def _on_report(self, found: _Found) -> None:
        self._change(result=found.result, fits=found.fits)

    def _on_ended(self, found: _Found) -> None:
        self._change(result=found.result, fits=found.fits, status="finished")

    def _on_failed(self, error: ValueError) -> None:
        self._change(status="failed", message=sentence(error))

    def _change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._document.touch()


def _sweep(x: Array, y: Array, settings: SweepSettings, work: Work) -> _Found:
    """Find the best fits to compare with, then train, and tell of every network that is done."""
    done: list[Trained] = []
    fits: dict[int, Fit] = {}
    training = settings.training
    try:
        data = Prepared(x, y)
        for units in sorted(set(settings.units)):
            fits[units] = best_fit(data, units, "l2", Watch(work.is_dropped))
        with _executor(settings) as executor:
            runs = runs_of(
                *(x, y, settings.units, range(settings.seeds)),
                rates=settings.rates,
                inits=settings.inits,
                method=training.method,
                batch=training.batch,
                steps=training.steps,
                executor=executor,
                stop=work.is_dropped,
            )
            for run in runs:
                done.append(run)
                work.report(_Found(_in_order(done), fits))
    except Stopped:
        return _Found(_in_order(done), fits)
    except (RuntimeError, OSError, ImportError) as error:  # of processes, or of a cluster
        raise ValueError(str(error)) from error
    return _Found(_in_order(done), fits)


def _executor(settings: SweepSettings) -> AbstractContextManager[Executor | None]:
    if not settings.cluster:
        return nullcontext()
    from reluviz.cluster import dask_executor  # an extra

    return dask_executor(settings.cluster)


def _in_order(runs: list[Trained]) -> SweepResult:
    return SweepResult(tuple(sorted(runs, key=lambda run: run.place)))
